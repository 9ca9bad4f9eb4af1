"""The rows of tables to the rows of a round: units matched, their figures brought together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from cqdt_rules import unit_names
from cqdt_rules.diagnostics import Code, Diagnostic, Outcome, Severity, nearest
from cqdt_rules.numbers import fold
from cqdt_rules.read_sheet.blocks import Blocks, find_blocks, round_named, takes
from cqdt_rules.read_sheet.cells import Spot, is_without_figure, read_cell, spoilt_cell
from cqdt_rules.read_sheet.headings import Layout, columns_of, find_layout, unknown_headings
from cqdt_rules.read_sheet.wording import (
    Findings,
    column_name,
    of_block,
    quoted,
    said,
)
from cqdt_rules.sheet import (
    BlockForm,
    Entry,
    Field,
    FieldKind,
    Form,
    RawCell,
    RawTable,
    UnitMet,
    UnitRow,
)

_TOTALS = frozenset(
    ["cộng", "tổng", "tổng cộng", "tổng số", "tổng điểm", "trung bình", "bình quân"]
)
_NUMBERING = re.compile(r"\(?([0-9]{1,3}|[A-Za-z])\)?(\s*=.*)?\Z")  # (1) (2) (3)=(1)+(2)
_LONGEST_NAME = 300  # letters
_MANY_NAMES = 20_000  # among which no near one is looked for
_MANY_HEADINGS = 100  # likewise

_Columns = Mapping[int, Field]


@frozen
class _Line:
    """A row of a table with the unit's name and the block that it says."""

    cells: Mapping[int, RawCell]
    name_cell: RawCell | None
    name: str
    key: str  # the name, folded
    block: str
    round: str = ""  # the round of scores that the row is of

    @property
    def first(self) -> RawCell:
        """The first cell with something in it."""
        return next(iter(self.cells.values()))


class Gathering:
    """Collects the rows of all tables of a round."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._findings = Findings()
        self._rows: dict[tuple[str, str], UnitRow] = {}
        self._tables: dict[str, list[tuple[RawTable, Layout, _Columns]]] = {}
        self._meant: set[tuple[str, str]] = set()  # units that unknown names stand for
        self._spelt: dict[tuple[str, str], str] = {}  # unlisted units, as they were met first
        self._met: dict[UnitMet, None] = {}
        self._unread = False  # whether some table was not read at all: then nothing is missed

    def take_file(self, file: Outcome[tuple[RawTable, ...]]) -> None:
        """Reads the tables of a file; where one sheet has headings, those without are left out."""
        self._tell(*file.diagnostics)
        self._unread = self._unread or file.failed
        filled = [table for table in file.value if table.rows]
        shown = [table for table in filled if not table.hidden]
        layouts = [(table, find_layout(table, self._form)) for table in shown]
        some = any(isinstance(layout, Layout) for _, layout in layouts)
        for table, layout in layouts:
            if isinstance(layout, Layout):
                self._take(table, layout)
            elif some and layout.code is Code.SHEET_FORMAT:
                self._tell(evolve(layout, severity=Severity.WARNING))
            else:
                self._tell(layout)
                self._unread = True
        for table in filled:
            if table.hidden:
                self._tell(_hidden(table))

    def finish(self) -> tuple[tuple[UnitRow, ...], tuple[Diagnostic, ...]]:
        """The rows, and everything found."""
        for block in self._form.blocks if not self._unread else ():
            self._tell(*self._missing_columns(block), *self._missing_units(block))
        return tuple(self._rows.values()), self._findings.all()

    @property
    def met(self) -> tuple[UnitMet, ...]:
        """Every unit's name met, as typed."""
        return tuple(self._met)

    def _meet(self, table: RawTable, line: _Line, block: str, unit: str) -> None:
        if line.name_cell is not None:
            origin = table.origin(line.name_cell.address)
            self._met[UnitMet(line.name, unit, block, origin)] = None

    def _tell(self, *diagnostics: Diagnostic) -> None:
        self._findings.add(*diagnostics)

    # ---- one table

    def _take(self, table: RawTable, layout: Layout) -> None:
        lines = self._lines(table, layout)
        if lines is None:  # all of rounds that there are not: told
            self._unread = True
            return
        blocks = find_blocks(layout, self._form, [line.name for line in lines if line.name])
        if isinstance(blocks, Diagnostic):
            self._tell(blocks)
            self._unread = True
            return
        here = [blocks.only] if blocks.only is not None else list(self._form.blocks)
        self._tell(*unknown_headings(layout, here))
        columns = self._columns(layout, here)
        if not lines:
            self._tell(_no_rows(table, layout))
        self._tell(*(_without_heading(layout, lines) if table.sheet else _too_wide(layout, lines)))
        seen: dict[tuple[str, str, str], RawCell] = {}
        self._tell(*_without_round(layout, columns, lines))
        used: set[str] = set()
        marks = _columns_of_marks(columns, lines)
        for line in lines:
            block = self._block_of(blocks, layout, line, columns)
            if block is None or line.name_cell is None:
                continue
            used.add(block.block)
            unit = self._unit_of(block, layout, line, columns[block.block])
            if unit is None:
                continue
            mine = line.key in block.units or not block.units
            self._meet(table, line, block.block, unit if mine else "")
            known = self._is_listed(block, unit, line, table)
            which = (block.block, unit, line.round)
            if not self._is_first(table, seen, which, line.name_cell) or not known:
                self._check_row(table, line, unit, columns[block.block])
                continue
            self._take_row(table, line, block, unit, columns[block.block], marks)
            self._tell_misplaced(table, line, block, unit, columns)
        for name in used or {block.block for block in here if len(here) == 1}:
            self._tables.setdefault(name, []).append((table, layout, columns[name]))

    def _lines(self, table: RawTable, layout: Layout) -> list[_Line] | None:
        """The rows of a table; None where rounds of scores were asked for and no row has one that there is."""
        lines = list(_lines(layout))
        if lines and self._is_numbering(lines[0]):
            self._tell(_numbering(table, lines.pop(0)))
        kept = self._of_rounds(layout, lines)
        return kept if kept or not lines else None

    def _is_numbering(self, line: _Line) -> bool:
        """Whether a row under the headings only numbers the columns: A, B, 1, 2, 3."""
        if any(line.key in block.units for block in self._form.blocks):
            return False
        found = [_NUMBERING.match(cell.text) for cell in line.cells.values()]
        marks = [match[1] for match in found if match]
        letters = [mark for mark in marks if mark.isalpha()]
        digits = [mark for mark in marks if mark.isdigit()]
        count = [str(i) for i in range(1, len(digits) + 1)]
        alphabet = [chr(ord("a") + i) for i in range(len(letters))]
        sure = len(letters) > 1 or not line.name.isalpha()  # a unit may be called A
        return (
            sure
            and len(marks) == len(found) > 2
            and marks == [*letters, *digits]
            and [mark.lower() for mark in letters] == alphabet
            and digits == count
        )

    def _columns(self, layout: Layout, blocks: Sequence[BlockForm]) -> dict[str, _Columns]:
        """The columns of each block; what is wrong with a heading is told once for all."""
        columns: dict[str, _Columns] = {}
        found: dict[Diagnostic, None] = {}
        for block in blocks:
            columns[block.block], wrong = columns_of(layout, block)
            found.update(dict.fromkeys(wrong))
        self._tell(*found)
        return columns

    def _of_rounds(self, layout: Layout, lines: list[_Line]) -> list[_Line]:
        """The rows with the round of scores that each is of; those that name none there is are told and left out."""
        rounds = {fold(name): name for name in self._form.rounds}
        column = layout.round_column
        if not rounds or column is None:
            named = round_named(layout.table, self._form) if rounds else ""
            return [evolve(line, round=named) for line in lines]
        kept: list[_Line] = []
        for line in lines:
            said_round = line.cells[column].text if column in line.cells else ""
            name = rounds.get(fold(said_round))
            if name is not None:
                kept.append(evolve(line, round=name))
            elif line.name_cell is not None and line.key.rstrip(" :") not in _TOTALS:
                self._tell(_unknown_round(layout, line, said_round, list(rounds.values())))
        return kept

    def _block_of(
        self, blocks: Blocks, layout: Layout, line: _Line, columns: Mapping[str, _Columns]
    ) -> BlockForm | None:
        if line.name_cell is None:
            self._tell_nameless(layout, line)
            return None
        if blocks.only is None and line.key.rstrip(" :") in _TOTALS:
            self._tell(_total(layout.table, line.name_cell))
            return None
        words = {name: _words(line, columns[name]) for name in columns}
        block = blocks.of(line.block, line.name, words)
        if isinstance(block, BlockForm):
            if takes(block, words.get(block.block, {})) is False:
                self._tell(_against_choice(layout, line, block))
                return None
            return block
        place = layout.table.origin(line.name_cell.address)
        column = layout.block_column
        if block.code is Code.BLOCK_UNCLEAR and column is not None and column in line.cells:
            place = layout.table.origin(line.cells[column].address)
        if set(line.cells) & layout.known or block.code is Code.BLOCK_UNCLEAR:
            self._meet(layout.table, line, "", "")
            self._tell(evolve(block, place=str(place)))
        else:
            self._tell(_not_a_unit(layout.table, line.name_cell))
        return None

    def _tell_nameless(self, layout: Layout, line: _Line) -> None:
        """A row with figures and without a name is a mistake; without figures it is a remark."""
        figures = [line.cells[c] for c in sorted(layout.known & set(line.cells))]
        figures = [cell for cell in figures if not is_without_figure(cell)]
        if any(fold(cell.text[:_LONGEST_NAME]) in _TOTALS for cell in line.cells.values()):
            self._tell(_total(layout.table, line.first))
        elif figures:
            place = layout.table.origin(f"{_unit_letters(layout)}{line.first.row}")
            self._tell(
                Diagnostic(
                    Code.UNIT_BLANK,
                    f"hàng {line.first.row} có số liệu (ô {figures[0].address} ghi "
                    f"{quoted(figures[0].text)}) nhưng để trống tên đơn vị",
                    place=str(place),
                    help="ghi tên đơn vị, hoặc xóa số liệu ở hàng này",
                )
            )

    def _unit_of(
        self, block: BlockForm, layout: Layout, line: _Line, columns: _Columns
    ) -> str | None:
        """The unit's own name; None where the row is not to be read."""
        assert line.name_cell is not None
        cell, table = line.name_cell, layout.table
        unit = block.units.get(line.key)
        if unit is not None:
            return unit
        if line.key.rstrip(" :") in _TOTALS:
            self._tell(_total(table, cell))
            return None
        spoilt = spoilt_cell(Spot(cell, _NAME_COLUMN, line.name, table.origin(cell.address)))
        if spoilt is not None:
            self._tell(spoilt)
            return None
        if block.closed and not set(line.cells) & set(columns):
            self._tell(_not_a_unit(table, cell))
            return None
        return self._spelt.setdefault((block.block, line.key), line.name)

    def _is_listed(self, block: BlockForm, unit: str, line: _Line, table: RawTable) -> bool:
        """Whether a unit may be in a block; an unknown one is told, and is wrong in a full list."""
        if not block.units or line.key in block.units or line.name_cell is None:
            return True
        severity = Severity.ERROR if block.closed else Severity.WARNING
        near: tuple[str, ...] = ()
        listed = self._findings.still_listed(Code.SHEET_UNIT_UNKNOWN, severity)
        if listed and len(block.units) < _MANY_NAMES:
            near = unit_names.meant(unit, block.units)
        if not near and not block.closed:
            return True
        if len(near) == 1:
            self._meant.add((block.block, near[0]))
        self._tell(
            Diagnostic(
                Code.SHEET_UNIT_UNKNOWN,
                f"không có đơn vị {quoted(unit)}{of_block(block.block, ' trong ')}",
                severity,
                place=str(table.origin(line.name_cell.address)),
                help=unit_names.did_you_mean(near)
                or "sửa tên đơn vị, hoặc khai báo tên viết khác của đơn vị",
            )
        )
        return not block.closed

    def _is_first(
        self,
        table: RawTable,
        seen: dict[tuple[str, str, str], RawCell],
        which: tuple[str, str, str],
        cell: RawCell,
    ) -> bool:
        """Whether a unit has no row in this table yet, for the round of scores that the row is of."""
        unit = which[1]
        before = seen.setdefault(which, cell)
        if before is cell:
            return True
        self._tell(
            Diagnostic(
                Code.UNIT_TWICE,
                f"đơn vị {quoted(unit)} có hai hàng: ô {before.address} ghi {quoted(before.text)}, "
                f"ô {cell.address} ghi {quoted(cell.text)}",
                place=str(table.origin(cell.address)),
                help="xóa một hàng, hoặc sửa tên đơn vị ghi nhầm",
            )
        )
        return False

    # ---- one row

    def _check_row(self, table: RawTable, line: _Line, unit: str, columns: _Columns) -> None:
        """Tells what is wrong in a row whose figures are not taken."""
        for column, each in columns.items():
            cell = line.cells.get(column)
            if cell is not None and not is_without_figure(cell):
                self._entry(Spot(cell, each, unit, table.origin(cell.address)), marked=False)

    def _take_row(
        self,
        table: RawTable,
        line: _Line,
        block: BlockForm,
        unit: str,
        columns: _Columns,
        marks: frozenset[int],
    ) -> None:
        assert line.name_cell is not None
        key = (block.block, unit)
        origin = table.origin(line.name_cell.address)
        row = self._rows.get(key) or UnitRow(unit, block.block, {}, origin)
        given = {"": dict(row.entries), **{name: dict(of) for name, of in row.rounds.items()}}
        for column, each in columns.items():
            cell = line.cells.get(column) or RawCell(line.first.row, column, "")
            entry = self._entry(Spot(cell, each, unit, table.origin(cell.address)), column in marks)
            of_round = (each.round or line.round) if each.by_round else ""
            if entry is None or (each.by_round and not of_round and each.kind is FieldKind.POINTS):
                continue
            entries = given.setdefault(of_round, {})
            entry = evolve(entry, round=of_round)
            if each.key not in entries:
                entries[each.key] = entry
            elif not of_round or each.key not in row.entries:
                self._tell_twice(unit, each, entries[each.key], entry)
        self._rows[key] = evolve(row, entries=given.pop(""), rounds=given)

    def _tell_twice(self, unit: str, column: Field, first: Entry, second: Entry) -> None:
        """A figure in two places; a word that describes the unit may be said again, once for each round of scores."""
        again = column.kind is FieldKind.TEXT and bool(self._form.rounds)
        if not again or first.value != second.value:
            self._tell(_given_twice(unit, column, first, second))

    def _entry(self, spot: Spot, marked: bool) -> Entry | None:
        if not is_without_figure(spot.cell):
            read = read_cell(spot)
            if isinstance(read, Entry):
                return read
            self._tell(read)
        elif marked:
            return Entry(Fraction(0), spot.cell.text, spot.origin)
        elif spot.field.kind is not FieldKind.TEXT:
            self._tell(spot.wrong(Code.CELL_BLANK, "chưa có số", "", Severity.NOTE))
        return None

    def _tell_misplaced(
        self,
        table: RawTable,
        line: _Line,
        block: BlockForm,
        unit: str,
        columns: Mapping[str, _Columns],
    ) -> None:
        """Figures in a column that other blocks have and this unit's block has not."""
        others = {c: each for one in columns.values() for c, each in one.items()}
        for column, each in others.items():
            cell = line.cells.get(column)
            if column in columns[block.block] or cell is None or is_without_figure(cell):
                continue
            what = f"khối {quoted(block.block)} không có cột này, nên ô không được đọc"
            spot = Spot(cell, each, unit, table.origin(cell.address))
            self._tell(spot.wrong(Code.COLUMN_UNKNOWN, what, "", Severity.WARNING))

    # ---- after all tables

    def _missing_columns(self, block: BlockForm) -> Iterator[Diagnostic]:
        given = self._tables.get(block.block, [])
        here = {each.key for _, _, columns in given for each in columns.values()}
        missing = [
            each
            for each in block.fields
            if each.required and each.key not in here and here.isdisjoint(each.instead)
        ]
        if not given or not missing:
            return
        table, layout, _ = given[0]
        unread = {
            cell.text: cell
            for _, one, columns in given
            for column, cell in one.cells.items()
            if column not in columns and column not in one.not_figures
        }
        unread = dict(list(unread.items())[:_MANY_HEADINGS])
        hints = [
            f"{quoted(near)} ở ô {unread[near].address} có phải là {quoted(column_name(each))}?"
            for each in missing[:20]
            if (near := _nearest_heading(each, unread))
        ]
        heading = layout.cells[layout.unit_column]
        yield Diagnostic(
            Code.COLUMN_MISSING,
            f"bảng{of_block(block.block, ' của ')} thiếu cột {said(map(column_name, missing))}",
            place=str(table.origin(heading.address)),
            help="; ".join(hints) or "thêm cột với tiêu đề là mã hoặc tên tiêu chí",
        )

    def _missing_units(self, block: BlockForm) -> Iterator[Diagnostic]:
        units = dict.fromkeys(block.units.values())
        met = self._rows.keys() | self._meant
        missing = [
            unit for unit in units if (block.block, unit) not in met and unit not in block.rowless
        ]
        if not missing:
            return
        files = dict.fromkeys(
            str(table.origin()) for table, _, _ in self._tables.get(block.block, [])
        )
        yield Diagnostic(
            Code.UNIT_MISSING,
            f"{of_block(block.block) or 'đợt đánh giá'}: {len(missing)}/{len(units) - len(block.rowless)} đơn vị chưa có hàng nào "
            f"trong bảng: {said(missing)}",
            Severity.WARNING,
            place="; ".join(files),
            help="thêm hàng cho đơn vị, hoặc đưa thêm tệp số liệu",
        )


_NAME_COLUMN = Field("", ("Đơn vị",), FieldKind.TEXT)


def _nearest_heading(wanted: Field, unread: Mapping[str, RawCell]) -> str | None:
    headings = [text for text in unread if len(text) < _LONGEST_NAME]
    names = wanted.headers or (wanted.key,)
    return next((near for name in names if (near := nearest(name, headings))), None)


# ---- lines of a table


def _lines(layout: Layout) -> Iterator[_Line]:
    """The rows under the headings."""
    above = _merged_above(layout)
    for row in layout.table.rows:
        if row[0].row <= layout.last_row:
            continue
        cells = {cell.column: cell for cell in row if not cell.is_blank}
        name = cells.get(layout.unit_column)
        text = " ".join(name.text[: _LONGEST_NAME * 2].split())[:_LONGEST_NAME] if name else ""
        block = cells.get(layout.block_column) if layout.block_column else None
        said_block = block.text if block else above.get(row[0].row, "")
        yield _Line(cells, name, text, fold(text), " ".join(said_block[:_LONGEST_NAME].split()))


def _merged_above(layout: Layout) -> dict[int, str]:
    """The block's name for each row whose block cell is merged into one further up."""
    column = layout.block_column
    if column is None:
        return {}
    ends = {area.top: area.bottom for area in layout.table.merged if area.left == column}
    above: dict[int, str] = {}
    text, end = "", 0
    for row in layout.table.rows:
        number = row[0].row
        if number in ends:
            text, end = (row[column - 1].text if len(row) >= column else ""), ends[number]
        if text and number <= end:
            above[number] = text
    return above


def _columns_of_marks(columns: Mapping[str, _Columns], lines: Sequence[_Line]) -> frozenset[int]:
    """Columns ticked with x and nothing else: there a blank says no."""
    yes_no = {
        column
        for one in columns.values()
        for column, each in one.items()
        if each.kind is FieldKind.YES_NO
    }
    words = {
        column: {fold(line.cells[column].text[:20]) for line in lines if column in line.cells}
        for column in yes_no
    }
    return frozenset(column for column, typed in words.items() if typed == {"x"})


def _too_wide(layout: Layout, lines: Sequence[_Line]) -> Iterator[Diagnostic]:
    """Rows of a CSV with more cells than headings: a decimal comma that also cut the cells."""
    last = max(layout.cells)
    for line in lines:
        beyond = [cell for column, cell in line.cells.items() if column > last]
        if beyond:
            yield Diagnostic(
                Code.SHEET_FORMAT,
                f"hàng {line.first.row} ({quoted(line.name)}) có nhiều ô hơn hàng tiêu đề, "
                f"từ ô {beyond[0].address} ghi {quoted(beyond[0].text)}",
                place=str(layout.table.origin(beyond[0].address)),
                help='số có dấu phẩy phải nằm trong ngoặc kép ("84,25"), '
                "hoặc lưu tệp với dấu chấm phẩy ngăn cột",
            )


def _without_heading(layout: Layout, lines: Sequence[_Line]) -> Iterator[Diagnostic]:
    """Columns of Excel, to the right of the units' names, that have figures and no heading."""
    headed = {*layout.cells, *range(1, layout.unit_column)}
    for line in lines:
        for column, cell in line.cells.items():
            if line.name and column not in headed:
                headed.add(column)
                yield Diagnostic(
                    Code.COLUMN_UNKNOWN,
                    f"cột có {quoted(cell.text)} ở hàng {quoted(line.name)} nhưng không có tiêu đề, "
                    "nên không được đọc",
                    Severity.WARNING,
                    place=str(layout.table.origin(cell.address)),
                    help="thêm tiêu đề cho cột, hoặc xóa ô này",
                )


def _unit_letters(layout: Layout) -> str:
    return layout.cells[layout.unit_column].address.rstrip("0123456789")


def _words(line: _Line, columns: _Columns) -> dict[str, str]:
    """The words of a row that describe its unit, by key."""
    return {
        each.key: " ".join(line.cells[column].text.split())
        for column, each in columns.items()
        if each.kind is FieldKind.TEXT and column in line.cells
    }


def _without_round(
    layout: Layout, columns: Mapping[str, _Columns], lines: Sequence[_Line]
) -> Iterator[Diagnostic]:
    """Columns of points that say no round of scores, in a table that says none either."""
    if layout.round_column is not None or any(line.round for line in lines):
        return
    unclear = {
        column: each
        for one in columns.values()
        for column, each in one.items()
        if each.by_round and not each.round and each.kind is FieldKind.POINTS
    }
    for column, each in unclear.items():
        cell = layout.cells[column]
        yield Diagnostic(
            Code.SCORE_ROUND,
            f"cột {quoted(cell.text)} không nói là điểm của lần chấm nào",
            place=str(layout.table.origin(cell.address)),
            help=f"ghi thêm tên lần chấm sau tiêu đề, thí dụ “{column_name(each)} – Tự chấm”; "
            "hoặc thêm cột “Lần chấm”, hoặc đặt tên trang (hay tên tệp) theo lần chấm",
        )


# ---- messages


def _unknown_round(
    layout: Layout, line: _Line, said_round: str, rounds: Sequence[str]
) -> Diagnostic:
    column = layout.round_column
    cell = line.cells.get(column) if column is not None else None
    what = f"cột Lần chấm ghi {quoted(said_round)}, không có lần chấm đó"
    near = nearest(said_round, rounds) if said_round else None
    return Diagnostic(
        Code.SCORE_ROUND,
        f"{quoted(line.name)}: {what if said_round else 'cột Lần chấm để trống'}",
        place=str(layout.table.origin((cell or line.first).address)),
        help=unit_names.did_you_mean((near,) if near else ()) or f"ghi một trong: {said(rounds)}",
    )


def _against_choice(layout: Layout, line: _Line, block: BlockForm) -> Diagnostic:
    assert line.name_cell is not None
    assert block.choice is not None
    return Diagnostic(
        Code.BLOCK_UNCLEAR,
        f"{quoted(line.name)} ở khối {quoted(block.block)}, nhưng khối ấy gồm các đơn vị có {block.choice.words}",
        place=str(layout.table.origin(line.name_cell.address)),
        help="sửa thông tin của đơn vị ở hàng này, hoặc chuyển đơn vị sang đúng khối",
        citation=block.choice.place.citation,
    )


def _hidden(table: RawTable) -> Diagnostic:
    return Diagnostic(
        Code.SHEET_FORMAT,
        "trang bị ẩn, nên không được đọc",
        Severity.NOTE,
        place=str(table.origin()),
        help="bỏ ẩn trang nếu số liệu nằm ở đó",
    )


def _no_rows(table: RawTable, layout: Layout) -> Diagnostic:
    return Diagnostic(
        Code.SHEET_EMPTY,
        "bảng không có hàng nào dưới hàng tiêu đề",
        place=str(table.origin(layout.cells[layout.unit_column].address)),
        help="ghi mỗi đơn vị một hàng dưới hàng tiêu đề",
    )


def _numbering(table: RawTable, line: _Line) -> Diagnostic:
    return Diagnostic(
        Code.SHEET_UNIT_UNKNOWN,
        f"hàng {line.first.row} chỉ đánh số các cột, nên không được đọc",
        Severity.NOTE,
        place=str(table.origin(line.first.address)),
    )


def _total(table: RawTable, cell: RawCell) -> Diagnostic:
    return Diagnostic(
        Code.SHEET_UNIT_UNKNOWN,
        f"hàng {quoted(cell.text)} không phải đơn vị, nên không được đọc",
        Severity.NOTE,
        place=str(table.origin(cell.address)),
    )


def _not_a_unit(table: RawTable, cell: RawCell) -> Diagnostic:
    return Diagnostic(
        Code.SHEET_UNIT_UNKNOWN,
        f"hàng {quoted(cell.text)} không có số liệu và không phải tên đơn vị, nên không được đọc",
        Severity.WARNING,
        place=str(table.origin(cell.address)),
    )


def _given_twice(unit: str, column: Field, first: Entry, second: Entry) -> Diagnostic:
    return Diagnostic(
        Code.UNIT_TWICE,
        f"{quoted(unit)}, cột {quoted(column_name(column))}: có số ở hai nơi, "
        f"{first.origin} ghi {quoted(first.typed)} và {second.origin} ghi {quoted(second.typed)}",
        place=str(second.origin),
        help="chỉ để số ở một nơi",
    )
