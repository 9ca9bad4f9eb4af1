"""Results and round to Papers: the annexes of a decision, ready to print, every number written in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from cqdt_rules import scheme as s
from cqdt_rules.diagnostics import Code, Diagnostic, Label, Outcome
from cqdt_rules.numbers import exact_decimals, fold, format_date, format_number
from cqdt_rules.occasion import names_of
from cqdt_rules.papers import Align, Annex, Column, Papers, Table
from cqdt_rules.results import ENGINE, BlockResult, Results, UnitResult, last_value, value_shown
from cqdt_rules.values import Amount, NotApplicable, Text, Value

LEFT_OUT = "–"
NO_FIGURE = "chưa có số liệu"
NOT_ASSESSED = "Không đánh giá"
NOT_RANKED = "Không xếp hạng"


@frozen
class _Layout:
    """What a table is made from."""

    results: Results
    round: s.Round
    block: BlockResult
    found: list[Diagnostic]
    provisional: bool = False


def lay_out(results: Results, round_: s.Round, *, provisional: bool = False) -> Outcome[Papers]:
    """The annexes of a round.

    Results that may still change (a unit without all figures) are refused unless `provisional`; then every annex says so.
    """
    found: list[Diagnostic] = []
    annexes: list[Annex] = []
    for plan in round_.annexes:
        block = results.block(plan.block)
        if block is None:
            found.append(_no_figures(plan))
            continue
        if not provisional:
            found += _unfinished(block, plan)
        layout = _Layout(results, round_, block, found, provisional)
        tables = tuple(_table(layout, t, i, len(plan.tables)) for i, t in enumerate(plan.tables))
        annexes.append(
            Annex(
                plan.number,
                plan.title,
                _attached(round_.document),
                tables,
                _remarks(results, round_, block),
            )
        )
    if not round_.annexes:
        found.append(
            Diagnostic(
                Code.OUTPUT_FORMAT,
                "đợt đánh giá không có phụ lục nào để in",
                place=round_.source.name,
                help="thêm các câu “phụ lục”, “bảng”, “cột” vào tệp công nhận kết quả",
            )
        )
    provenance = (
        ("phần mềm", ENGINE),
        *((f"{name} (SHA-256)", digest) for name, digest in results.made_from),
    )
    return Outcome(
        Papers(results.scheme.title, round_.document, tuple(annexes), provenance), tuple(found)
    )


def _attached(document: str) -> str:
    return (
        f"(Kèm theo {document})"
        if document
        else "(Kèm theo Quyết định số      /QĐ-UBND ngày     tháng     năm       )"
    )


def _remarks(results: Results, round_: s.Round, block: BlockResult) -> tuple[str, ...]:
    own = [text for of_block, text in round_.holes if of_block in ("", block.name)]
    remarks = [f"Chưa thể hiện: {hole}." for hole in (*results.scheme.holes, *own)]
    if results.adjusts:
        remarks.append(f"Điều chỉnh kết quả tại {results.adjusts}.")
    overdue = [u.unit for u in block.standing if u.unit in block.setting.overdue]
    if overdue:
        remarks.append(f"Quá hạn không gửi số liệu nên tính 0 điểm: {', '.join(overdue)}.")
    if any(u.assessed and not u.complete for u in block.standing):
        remarks.append("Kết quả tạm thời: còn đơn vị chưa có đủ số liệu.")
    if block.waiting:
        names = ", ".join(u.unit for u in block.waiting)
        remarks.append(
            f"Thứ hạng tạm thời: {names} bằng nhau, chờ người có thẩm quyền quyết định thứ tự."
        )
    return tuple(remarks)


def _no_figures(plan: s.AnnexPlan) -> Diagnostic:
    return Diagnostic(
        Code.INCOMPLETE,
        f"phụ lục {plan.number} in khối “{plan.block}” nhưng chưa có bảng số liệu nào của khối này".replace(
            "  ", " "
        ),
        source=plan.place.source,
        labels=(Label(plan.place.span),),
        help="thêm bảng số liệu của khối vào thư mục so-lieu",
    )


def _unfinished(block: BlockResult, plan: s.AnnexPlan) -> list[Diagnostic]:
    return [
        Diagnostic(
            Code.INCOMPLETE,
            f"đơn vị “{u.unit}” chưa có đủ số liệu, không in được phụ lục",
            source=plan.place.source,
            labels=(Label(plan.place.span),),
            help="nhập các ô còn thiếu; muốn in bản tạm thời thì thêm --provisional",
        )
        for u in block.standing
        if u.assessed and not u.complete
    ] + ([_undecided(block, plan)] if block.waiting else [])


def _undecided(block: BlockResult, plan: s.AnnexPlan) -> Diagnostic:
    names = ", ".join(f"“{u.unit}”" for u in block.waiting)
    example = ", ".join(f'"{u.unit}"' for u in block.waiting)
    return Diagnostic(
        Code.INCOMPLETE,
        f"{names} bằng nhau, chờ người có thẩm quyền quyết định thứ tự, không in được phụ lục",
        source=plan.place.source,
        labels=(Label(plan.place.span),),
        help=f"ghi quyết định vào tệp này: thứ tự do người có thẩm quyền quyết định {example}; muốn in bản tạm thời thì thêm --provisional",
    )


# ---- a table


def _table(layout: _Layout, plan: s.TablePlan, index: int, count: int) -> Table:
    units = ordered(layout.block, plan.order)
    rows = tuple(
        tuple(_cell(layout, column, unit, i + 1) for column in plan.columns)
        for i, unit in enumerate(units)
    )
    rows += tuple(_last_row(layout, plan, row) for row in plan.last_rows)
    items = (
        tuple(f"{i + 1}. {line}" for i, line in enumerate(exclusion_lines(layout.block)))
        if plan.note_exclusions
        else ()
    )
    return Table(
        title=plan.title,
        columns=tuple(_column(c, [row[i] for row in rows]) for i, c in enumerate(plan.columns)),
        rows=rows,
        number=str(index + 1) if count > 1 else "",
        footer=tally_lines(layout.block) if plan.tally else (),
        note_heading="Ghi chú:" if plan.notes or items else "",
        notes=plan.notes,
        note_items=items,
    )


def _last_row(layout: _Layout, plan: s.TablePlan, row: s.LastRow) -> tuple[str, ...]:
    """A last row: its title under the units' names (or in the first column), its figures at each column's decimals."""
    names = [i for i, c in enumerate(plan.columns) if c.special in ("đơn vị", "viết tắt")]
    title_at = names[0] if names else 0
    cells: list[str] = []
    for i, column in enumerate(plan.columns):
        value = last_value(row, column, layout.block)
        written = "" if value is None else _written(layout, column, value)
        cells.append(row.title if i == title_at else written)
    return tuple(cells)


def _column(plan: s.TableColumn, cells: Sequence[str]) -> Column:
    longest = max((len(line) for cell in cells for line in cell.split("\n")), default=0)
    if plan.special == "trực thuộc":
        return Column(plan.title, plan.group, Align.LEFT, 110)
    if plan.special in ("đơn vị", "viết tắt"):
        return Column(plan.title, plan.group, Align.LEFT, min(60, max(36, longest * 2 + 4)))
    if plan.special == "stt":
        return Column(plan.title, plan.group, Align.CENTRE, 11)
    widest_word = max((len(w) for w in plan.title.split()), default=0)
    return Column(
        plan.title, plan.group, Align.CENTRE, max(14, min(34, max(longest, widest_word) * 2 + 2))
    )


def ordered(block: BlockResult, order: s.RankKey | None) -> list[UnitResult]:
    """The units in the order of a table."""
    units = list(block.standing)
    if order is None:
        return units
    key = s.order_key(order)
    rankings = {s.place_key(r.name): r.name for r in block.graph.block.rankings}

    def figure(u: UnitResult) -> Fraction | None:
        if key in block.graph.nodes:
            return u.figure(key)
        rank = u.ranks.get(rankings.get(key, ""))
        return None if rank is None else Fraction(rank.place)

    def place(u: UnitResult) -> tuple[bool, Fraction]:
        mine = figure(u)
        if mine is None:
            return (True, Fraction(0))
        return (False, -mine if order.descending else mine)

    return sorted(units, key=place)


def _cell(layout: _Layout, column: s.TableColumn, unit: UnitResult, number: int) -> str:
    match column.special:
        case "stt":
            return str(number)
        case "đơn vị":
            return unit.unit
        case "viết tắt":
            return _short_name(layout.round, unit)
        case "thứ hạng":
            of_round = unit.in_rounds.get(column.of_round, unit)
            return _rank(of_round, column.ranking)
        case "trực thuộc":
            return "\n".join(subordinate_lines(layout.results, layout.round, unit, column))
    if not unit.assessed:
        return (
            NOT_ASSESSED
            if isinstance(layout.block.graph.nodes[s.column_key(column)].bounds, Text)
            else LEFT_OUT
        )
    if column.of_round:
        return _in_round(layout, column, unit)
    linked = _unit_named(layout, column, unit)
    cell = linked or _written(layout, column, unit.values[s.column_key(column)])
    if cell == NO_FIGURE and unit.complete and not layout.provisional:
        layout.found.append(_column_lacks(column, unit))
    return cell


def _in_round(layout: _Layout, column: s.TableColumn, unit: UnitResult) -> str:
    """What one round of scores gives; no figure there is no mistake, the result may stand without it."""
    value = value_shown(layout.block, column, unit)
    cell = NO_FIGURE if value is None else _written(layout, column, value)
    return LEFT_OUT if cell == NO_FIGURE else cell


def _column_lacks(column: s.TableColumn, unit: UnitResult) -> Diagnostic:
    return Diagnostic(
        Code.INCOMPLETE,
        f"đơn vị “{unit.unit}”: cột “{column.title}” chưa có số để in",
        source=column.place.source,
        labels=(Label(column.place.span),),
        help="nhập số liệu của cột này; muốn in bản tạm thời thì thêm --provisional",
    )


def _unit_named(layout: _Layout, column: s.TableColumn, unit: UnitResult) -> str:
    """The declared name of the unit that a word names (`thông tin đơn vị huyện, là đơn vị của khối …`)."""
    key = s.column_key(column)
    figure = next(
        (f for f in layout.block.graph.block.figures if f.key == key and f.of_block), None
    )
    value = unit.values.get(key)
    listed = layout.round.block(figure.of_block) if figure else None
    if listed is None or not isinstance(value, Text) or not value.known:
        return ""
    named = (u.name for u in listed.units if fold(value.text) in map(fold, (u.name, *u.aliases)))
    return next(named, "")


def _rank(unit: UnitResult, ranking: str) -> str:
    rank = unit.ranks.get(ranking)
    if rank is not None:
        return str(rank.place)
    if not unit.assessed:
        return NOT_ASSESSED
    return NOT_RANKED if unit.why_not or unit.complete else NO_FIGURE


def _written(layout: _Layout, column: s.TableColumn, value: Value) -> str:
    match value:
        case Amount() if value.known:
            if _is_day(layout, column):
                return format_date(value.figure)
            figure = value.figure * 100 if column.percent else value.figure
            decimals = column.decimals if column.decimals is not None else exact_decimals(figure)
            if decimals is None:
                layout.found.append(_needs_decimals(column))
                return format_number(figure)
            return format_number(figure, decimals) + ("%" if column.percent else "")
        case Amount(low, high, missing) if low is not None and high is not None and not missing:
            return _written_enclosed(layout, column, low, high)
        case Text() if value.known:
            rests = {scale.rest for scale in layout.block.graph.block.scales}
            prefix = (
                f"{column.prefix} "
                if column.prefix and value.text and value.text not in rests
                else ""
            )
            return prefix + value.text
        case NotApplicable():
            return LEFT_OUT
    return NO_FIGURE


def _is_day(layout: _Layout, column: s.TableColumn) -> bool:
    key = s.column_key(column)
    return any(f.key == key and f.kind == "DATE" for f in layout.block.graph.block.figures)


def _written_enclosed(layout: _Layout, column: s.TableColumn, low: Fraction, high: Fraction) -> str:
    """A root or a logarithm: both ends of its enclosure print alike, or nothing is printed."""
    times = 100 if column.percent else 1
    ends = {format_number(x * times, column.decimals or 0) for x in (low, high)}
    if column.decimals is None or len(ends) > 1:
        layout.found.append(_needs_decimals(column))
    return min(ends) + ("%" if column.percent else "")


def _needs_decimals(column: s.TableColumn) -> Diagnostic:
    return Diagnostic(
        Code.OUTPUT_FORMAT,
        f"cột “{column.title}” có số không viết hết được bằng số thập phân",
        source=column.place.source,
        labels=(Label(column.place.span),),
        help="ghi số chữ số cần in, thí dụ: , 2 chữ số thập phân",
    )


def _short_name(round_: s.Round, unit: UnitResult) -> str:
    listed = round_.block(unit.block)
    for name in listed.units if listed else ():
        if name.name == unit.unit and name.aliases:
            return name.aliases[0]
    return unit.unit


# ---- lines under a table


def exclusion_lines(block: BlockResult) -> tuple[str, ...]:
    """Who is scored out of less than the full maximum, and why: `Sở Ngoại vụ: 98 điểm (không tính điểm với …)`.

    In the order in which the rule names the units; units that a condition chooses, in the order of the table.
    """
    lines: dict[str, str] = {}
    for rule in block.graph.block.exclusions:
        names = [fold(u) for u in rule.units]
        hit = [u for u in block.standing if u.assessed and any(x.rule is rule for x in u.left_out)]
        hit.sort(key=lambda u: names.index(fold(u.unit)) if fold(u.unit) in names else len(names))
        for u in hit:
            if u.unit not in lines:
                lines[u.unit] = _exclusion_line(u)
    return tuple(lines.values())


def _exclusion_line(unit: UnitResult) -> str:
    maximum = unit.figure(s.MAXIMUM_COUNTED)
    words = "; ".join(dict.fromkeys(f"không tính điểm {x.rule.words}" for x in unit.left_out))
    reasons = "; ".join(dict.fromkeys(x.rule.reason for x in unit.left_out if x.rule.reason))
    said = (
        f"{unit.unit}: {format_number(maximum)} điểm ({words})"
        if maximum is not None
        else f"{unit.unit}: {words}"
    )
    return f"{said}: {reasons}" if reasons else said


def tally_lines(block: BlockResult) -> tuple[str, ...]:
    """How many units reach each level; levels that nobody reaches, side by side, share a line."""
    lines: list[str] = []
    for scale in block.graph.block.main_scales:
        values = [u.values[scale.key] for u in block.standing if u.assessed]
        texts = [v.text for v in values if isinstance(v, Text) and v.known]
        runs: list[tuple[list[str], int]] = []
        for level in scale.levels:
            count = sum(t == level.name for t in texts)
            if count == 0 and runs and runs[-1][1] == 0:
                runs[-1][0].append(level.name)
            else:
                runs.append(([level.name], count))
        named = f" {scale.name}" if scale.name else ""
        lines += [
            f"- Số đơn vị đạt {level_word(names[0])}{named} {', '.join(names)}: {count}"
            for names, count in runs
        ]
        rest = sum(t == scale.rest for t in texts)
        if scale.rest and rest:
            lines.append(f"- Số đơn vị {scale.rest[:1].lower()}{scale.rest[1:]}: {rest}")
        if len(texts) < len(values):
            lines.append(f"- Số đơn vị chưa xếp loại được: {len(values) - len(texts)}")
    return tuple(lines)


def level_word(level: str) -> str:
    """`mức độ` before a Roman number, `mức` before a name."""
    return "mức độ" if set(level) <= set("IVX") else "mức"


# ---- the units below a unit


def subordinates(
    results: Results, round_: s.Round, unit: UnitResult
) -> tuple[BlockResult, list[UnitResult]] | None:
    """The block of the units that belong to a unit, and those of them that the figures name."""
    for block in results.blocks:
        for figure in block.graph.block.figures:
            if figure.of_block and fold(figure.of_block) == fold(unit.block):
                names = {fold(n) for n in names_of(round_, unit.block, unit.unit)}
                below = [
                    u
                    for u in block.standing
                    if isinstance(v := u.values[figure.key], Text)
                    and v.known
                    and fold(v.text) in names
                ]
                return block, below
    return None


def subordinate_counts(
    results: Results, round_: s.Round, unit: UnitResult, column: s.TableColumn
) -> tuple[Mapping[str, list[str]], int, int, str] | None:
    """Names of subordinate units by level reached, how many reach none, how many there are, and the words for none."""
    found = subordinates(results, round_, unit)
    if found is None:
        return None
    block, below = found
    if not block.graph.block.scales:
        return None
    scale = block.graph.block.scales[0]
    reached: dict[str, list[str]] = {}
    for level in scale.levels:
        names = [
            u.unit
            for u in below
            if isinstance(v := u.values[scale.key], Text) and v.known and v.text == level.name
        ]
        if names:
            reached[level.name] = names
    total = unit.figure(column.out_of) if column.out_of else None
    count = int(total) if total is not None else len(below)
    rest = scale.rest or "không xếp loại"
    return reached, count - sum(map(len, reached.values())), count, rest


def subordinate_lines(
    results: Results, round_: s.Round, unit: UnitResult, column: s.TableColumn
) -> list[str]:
    """The lines `- 02 xã đạt mức độ III (…); 02 xã đạt mức độ IV (…).`, `- 33/37 xã không đủ …`."""
    counts = subordinate_counts(results, round_, unit, column)
    if counts is None:
        return [NO_FIGURE]
    reached, without, total, rest = counts
    called = column.called or "đơn vị"
    parts = [
        f"{len(names):02d} {called} đạt {level_word(level)} {level} ({', '.join(names)})"
        for level, names in reached.items()
    ]
    lines = [f"- {'; '.join(parts)}."] if parts else []
    if without > 0:
        lines.append(f"- {without:02d}/{total} {called} {rest[:1].lower()}{rest[1:]}.")
    return lines
