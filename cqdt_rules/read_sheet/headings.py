"""The heading row of a table, and which column each heading means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from cqdt_rules.diagnostics import Code, Diagnostic, Severity, nearest
from cqdt_rules.numbers import fold
from cqdt_rules.read_sheet.legacy import legacy_text
from cqdt_rules.read_sheet.wording import column_name, did_you_mean, quoted, said
from cqdt_rules.sheet import Area, BlockForm, CellKind, Field, Form, RawCell, RawTable

_TITLE_ROWS = 15  # the heading row stands among the first ones
_SUGGESTIONS = 20  # looked for; each takes a moment
_MAX_HEADING = 500  # letters; what is longer heads nothing

# In the order in which they are preferred where a table has several.
_UNIT_HEADINGS = (
    "đơn vị",
    "tên đơn vị",
    "tên cơ quan, đơn vị",
    "cơ quan, đơn vị",
    "tên cơ quan",
    "cơ quan",
    "cơ quan đơn vị",
    "cơ quan/đơn vị",
    "đơn vị, địa phương",
    "tên địa phương",
    "địa phương",
    "đơn vị hành chính",
    "tên đơn vị hành chính",
    "sở, ban, ngành",
    "tên xã",
    "tên xã, phường",
    "tên xã, phường, thị trấn",
    "xã, phường, thị trấn",
    "xã, phường",
    "ubnd xã, phường",
    "ubnd các xã, phường",
    "ubnd các xã, phường, thị trấn",
    "tên huyện",
    "huyện, thị xã, thành phố",
    "ubnd các huyện, thị xã, thành phố",
    "tỉnh, thành phố",
    "tên tỉnh",
)
_ROUND_HEADINGS = ("lần chấm", "tên lần chấm")
_BLOCK_HEADINGS = ("khối", "tên khối", "nhóm đơn vị")
_IGNORED = ("stt", "tt", "số tt", "số thứ tự", "ghi chú")
_FIGURE_WORDS = ("điểm", "số điểm", "điểm số", "điểm đạt", "kết quả")  # under a group's name
_CODE = re.compile(r"((?:[0-9]+[a-zđ]?|[ivx]+|[a-zđ])(?:\.[0-9a-zđ]+)*)[.)]?\s")
_NOTE_BEHIND = re.compile(r"\s*\([^()]*\)\Z")

_Merged = Mapping[tuple[int, int], Area]  # by their first cell


@frozen
class Layout:
    """Where a table's headings stand, and what could be meant by each."""

    table: RawTable
    last_row: int  # of the headings
    unit_column: int
    block_column: int | None
    cells: Mapping[int, RawCell]  # the heading of each column
    names: Mapping[int, tuple[str, ...]]  # what it may be read as, best first
    known: frozenset[int]  # columns that some block of the form knows
    round_column: int | None = None  # of the names of rounds of scores

    @property
    def not_figures(self) -> tuple[int | None, ...]:
        """The columns that say whose the figures are."""
        return (self.unit_column, self.block_column, self.round_column)


def heading_key(text: str) -> str:
    """The form in which two headings are the same: `4.1. Nền tảng số` and `4.1 Nền tảng số`."""
    key = fold(text[:_MAX_HEADING]).rstrip(" .:*")
    code = _CODE.match(key)
    return f"{code[1]} {key[code.end() :].lstrip()}" if code else key


def field_index(block: BlockForm) -> dict[str, list[Field]]:
    """The fields of a block by the keys of their headings."""
    index: dict[str, list[Field]] = {}
    for each in block.fields:
        for key in dict.fromkeys(heading_key(header) for header in each.headers):
            index.setdefault(key, []).append(each)
        for name in block.rounds if each.by_round else ():
            of_round = evolve(each, round=name, headers=_of_round(each.headers, name))
            for key in dict.fromkeys(heading_key(header) for header in of_round.headers):
                index.setdefault(key, []).append(of_round)
    return index


def _of_round(headers: Sequence[str], name: str) -> tuple[str, ...]:
    """How a column of one round of scores may be headed: `4.1 Tự chấm`, `4.1 – Tự chấm`, `4.1 (Tự chấm)`, or the other way round."""
    return tuple(
        text
        for header in headers
        for text in (
            f"{header} ({name})",
            f"{header} - {name}",
            f"{header} {name}",
            f"{name} - {header}",
            f"{name} {header}",
            f"{name}: {header}",
        )
    )


def find_layout(table: RawTable, form: Form) -> Layout | Diagnostic:
    """The headings: the first row with a unit column and a column that the form knows."""
    known = frozenset(key for block in form.blocks for key in field_index(block))
    top = [row for row in table.rows[:_TITLE_ROWS] if row[0].row <= _TITLE_ROWS * 2]
    units_at: RawCell | None = None
    figures_at: RawCell | None = None
    for at, row in enumerate(top):
        below = table.rows[at + 1] if at + 1 < len(table.rows) else ()
        for layout in _candidates(table, row, below):
            figures = [c for c, names in layout.names.items() if known & set(names)]
            units = _unit_column(layout, known)
            if units and figures:
                return _settled(layout, units, known)
            units_at = units_at or (layout.cells[units] if units else None)
            if len(figures) > 1:
                figures_at = figures_at or layout.cells[figures[0]]
    return _not_found(table, form, units_at, figures_at)


def columns_of(layout: Layout, block: BlockForm) -> tuple[dict[int, Field], list[Diagnostic]]:
    """Which field of a block each column holds, and headings that are there twice or unclear."""
    index = field_index(block)
    columns: dict[int, Field] = {}
    by_key: dict[tuple[str, str], RawCell] = {}
    found: list[Diagnostic] = []
    for column, cell in layout.cells.items():
        meant = next((index[name] for name in layout.names[column] if name in index), [])
        if column in layout.not_figures or not meant:
            continue
        origin = str(layout.table.origin(cell.address))
        if len(meant) > 1:
            found.append(_ambiguous(cell, meant, origin))
        elif (which := (meant[0].key, meant[0].round)) in by_key:
            found.append(_twice(cell, by_key[which], meant[0], origin))
        else:
            columns[column] = meant[0]
            by_key[which] = cell
    return columns, found


def unknown_headings(layout: Layout, blocks: Sequence[BlockForm]) -> list[Diagnostic]:
    """A warning for each heading that no block knows."""
    known = {key for block in blocks for key in field_index(block)}
    headers = _headers(blocks)
    used = layout.not_figures
    unknown = [
        cell
        for column, cell in layout.cells.items()
        if column not in used and not known & set(layout.names[column]) and not _is_ignored(cell)
    ]
    return [
        _unknown(layout.table, cell, headers if number < _SUGGESTIONS else set())
        for number, cell in enumerate(unknown)
    ]


def _headers(blocks: Sequence[BlockForm]) -> set[str]:
    return {header for block in blocks for each in block.fields for header in each.headers}


def _is_ignored(cell: RawCell) -> bool:
    return heading_key(cell.text) in _IGNORED


# ---- candidates: a row alone, or with the row below it


def _candidates(
    table: RawTable, row: Sequence[RawCell], below: Sequence[RawCell]
) -> Iterator[Layout]:
    """A row of headings with the row below where that one divides groups; then the row alone."""
    cells = {cell.column: cell for cell in row if not cell.is_blank}
    alone = {column: _readings(cell) for column, cell in cells.items()}
    upper = [c for c, names in alone.items() if set(names) & set(_UNIT_HEADINGS)]
    under = {cell.column: cell for cell in below if not cell.is_blank}
    if upper and under and below[0].row == row[0].row + 1 and not any(c in under for c in upper):
        joined = dict(alone)
        merged = {(area.top, area.left): area for area in table.merged}
        for column in under:
            joined[column] = _joined(merged, cells, under, column)
        yield Layout(table, below[0].row, 0, None, {**cells, **under}, joined, frozenset())
    yield Layout(table, row[0].row, 0, None, cells, alone, frozenset())


def _readings(cell: RawCell) -> tuple[str, ...]:
    """What a heading may be read as; a code that Excel took for a number has a point again."""
    texts = [cell.text]
    if cell.kind is CellKind.NUMBER:
        texts.append(cell.text.replace(",", "."))
    texts += [_NOTE_BEHIND.sub("", text) for text in texts]
    return tuple(dict.fromkeys(heading_key(text) for text in texts))


def _joined(
    merged: _Merged, groups: Mapping[int, RawCell], under: Mapping[int, RawCell], column: int
) -> tuple[str, ...]:
    """What a heading under a group's heading may be read as."""
    group, alone = _group_of(merged, groups, under, column)
    lower = _readings(under[column])
    if group is None:
        return lower
    both = [
        f"{upper} {sign}{name}"
        for upper in _readings(group)
        for name in lower
        for sign in ("- ", "")
    ]
    only = alone or lower[0] in _FIGURE_WORDS
    return (*both, *lower, *(_readings(group) if only else ()))


def _group_of(
    merged: _Merged, groups: Mapping[int, RawCell], under: Mapping[int, RawCell], column: int
) -> tuple[RawCell | None, bool]:
    """The group's heading above a column, and whether the group has this column only."""
    if column in groups:
        group: RawCell | None = groups[column]
    else:  # the group's name stands in its first column
        group = groups[max(c for c in groups if c < column)] if min(groups) < column else None
    if group is None:
        return None, False
    area = merged.get((group.row, group.column))
    if area is not None:
        inside = (group.row, column) in area
        return (group if inside else None), area.left == area.right
    divided = column + 1 in under and column + 1 not in groups
    return group, column == group.column and not divided


# ---- the row chosen


def _unit_column(layout: Layout, known: frozenset[str]) -> int | None:
    """The column of units' names: the best heading for them that is no column of figures."""
    free = {c: names for c, names in layout.names.items() if not known & set(names)}
    for heading in _UNIT_HEADINGS:
        for column, names in free.items():
            if heading in names:
                return column
    return None


def _settled(layout: Layout, units: int, known: frozenset[str]) -> Layout:
    blocks = [
        column
        for column, names in layout.names.items()
        if set(names) & set(_BLOCK_HEADINGS) and not set(names) & known
    ]
    block_column = blocks[0] if blocks else None
    rounds = [
        column
        for column, names in layout.names.items()
        if set(names) & set(_ROUND_HEADINGS) and not set(names) & known
    ]
    figures = frozenset(c for c, names in layout.names.items() if known & set(names))
    return evolve(
        layout,
        unit_column=units,
        block_column=block_column,
        known=figures,
        round_column=rounds[0] if rounds else None,
    )


def _not_found(
    table: RawTable, form: Form, units_at: RawCell | None, figures_at: RawCell | None
) -> Diagnostic:
    top = table.rows[:_TITLE_ROWS]
    legacy = legacy_text("\n".join(cell.text[:_MAX_HEADING] for row in top for cell in row))
    if legacy is not None:
        return legacy.diagnostic(str(table.origin()))
    headings = said(column_name(each) for block in form.blocks for each in block.fields)
    if figures_at is not None:
        return Diagnostic(
            Code.COLUMN_MISSING,
            "bảng không có cột tên đơn vị",
            place=str(table.origin(figures_at.address)),
            help="thêm cột “Đơn vị” (hoặc “Tên đơn vị”, “Cơ quan, đơn vị”) cùng hàng tiêu đề này",
        )
    if units_at is not None:
        row = next(row for row in top if row[0].row == units_at.row)
        headers = _headers(form.blocks)
        near = [
            _unknown(table, cell, headers).help
            for cell in row[:_SUGGESTIONS]
            if cell is not units_at
        ]
        return Diagnostic(
            Code.COLUMN_MISSING,
            "bảng có cột tên đơn vị nhưng không có cột số liệu nào của bộ tiêu chí",
            place=str(table.origin(units_at.address)),
            help=next(filter(None, near), f"đặt tiêu đề cột theo mã hoặc tên: {headings}"),
        )
    return Diagnostic(
        Code.SHEET_FORMAT,
        f"không tìm thấy hàng tiêu đề trong {_TITLE_ROWS} hàng đầu của bảng",
        place=str(table.origin()),
        help=f"hàng tiêu đề cần có cột “Đơn vị” và các cột số liệu: {headings}",
    )


# ---- messages


def _ambiguous(cell: RawCell, meant: Sequence[Field], origin: str) -> Diagnostic:
    choices = " hay ".join(quoted(column_name(each)) for each in meant)
    return Diagnostic(
        Code.AMBIGUOUS,
        f"tiêu đề {quoted(cell.text)} có thể là cột {choices}",
        place=origin,
        help="đặt tiêu đề cột bằng mã",
    )


def _twice(cell: RawCell, first: RawCell, meant: Field, origin: str) -> Diagnostic:
    return Diagnostic(
        Code.COLUMN_TWICE,
        f"hai cột cùng là {quoted(column_name(meant))}: ô {first.address} ({quoted(first.text)}) "
        f"và ô {cell.address} ({quoted(cell.text)})",
        place=origin,
        help="xóa một cột, hoặc sửa tiêu đề cột ghi nhầm",
    )


def _unknown(table: RawTable, cell: RawCell, headers: set[str]) -> Diagnostic:
    meant = (
        nearest(cell.text[:_MAX_HEADING], sorted(headers))
        if cell.text and len(headers) < 2_000
        else None
    )
    return Diagnostic(
        Code.COLUMN_UNKNOWN,
        f"cột {quoted(cell.text)} không có trong bộ tiêu chí, nên không được đọc",
        Severity.WARNING,
        place=str(table.origin(cell.address)),
        help=f"ô {cell.address}: {did_you_mean(meant)}" if meant else "",
    )
