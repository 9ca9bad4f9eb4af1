"""Graph and figures to results: exact, pure, every unit of a block node by node."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.diagnostics import Code, Diagnostic, Label, Outcome, Severity
from cqdt_rules.functions import (
    FUNCTIONS,
    NO_CASE,
    PEERS,
    DividedByZero,
    Undefined,
    over_units,
)
from cqdt_rules.graph import (
    MAX_BITS,
    Graph,
    Node,
    exclusion_key,
    input_key,
    rank_key,
    too_long,
    value_of,
)
from cqdt_rules.numbers import exact_decimals, fold, format_number, round_decimals
from cqdt_rules.results import BlockResult, LeftOut, Rank, Results, UnitResult
from cqdt_rules.sheet import Entry, Origin, Sheet, UnitRow
from cqdt_rules.unit_names import did_you_mean, meant
from cqdt_rules.values import FAILS, HOLDS, Amount, NotApplicable, Text, Truth, Value, exactly

Reading = Callable[[Node, Entry], Value]


@frozen
class _Unit:
    """A unit being computed; `faults` are divisions by 0 by the name under which they count as missing."""

    row: UnitRow
    values: dict[str, Value] = field(factory=dict)
    faults: dict[str, Diagnostic] = field(factory=dict)


def evaluate(
    scheme: s.Scheme,
    graphs: Mapping[str, Graph],
    sheet: Sheet,
    units: Mapping[str, Sequence[str]],
    progress: Callable[[int], None] | None = None,
    made_from: tuple[tuple[str, str], ...] = (),
) -> Outcome[Results]:
    """The results of every block that the sheet has figures for.

    `graphs` and `units` (names in the order of the round; those of the sheet where a block has none) go by block.
    `progress` is called with the number of values done.
    """
    found: list[Diagnostic] = []
    blocks: list[BlockResult] = []
    for block in scheme.blocks:
        rows = _rows_in_order(sheet.of_block(block.name), block.name, units.get(block.name, ()))
        if rows:
            result = evaluate_block(graphs[block.name], rows, found, progress=progress)
            found += _units_not_met(block, rows)
            blocks.append(result)
    return Outcome(Results(scheme, tuple(blocks), made_from), tuple(found))


def _units_not_met(block: s.Block, rows: Sequence[UnitRow]) -> Iterable[Diagnostic]:
    """Units that a rule names and the figures do not have: a name misspelt, and the rule without effect."""
    known = {fold(r.unit): r.unit for r in rows}
    for units, place in block.named_units:
        for unit in units:
            if fold(unit) in known:
                continue
            yield Diagnostic(
                Code.UNKNOWN_UNIT,
                f"câu này nói đến “{unit}”, không có đơn vị nào tên như vậy trong số liệu",
                Severity.WARNING,
                place.source,
                (Label(place.span),),
                help=did_you_mean(meant(unit, known))
                or "xem lại tên đơn vị ở đây và trong bảng số liệu",
                citation=place.citation,
            )


def evaluate_block(
    graph: Graph,
    rows: Sequence[UnitRow],
    found: list[Diagnostic],
    *,
    reading: Reading | None = None,
    progress: Callable[[int], None] | None = None,
) -> BlockResult:
    """The results of one block. `reading` says what a typed figure may stand for (itself, unless told otherwise)."""
    read = reading or as_typed
    order = list(graph.nodes.values())
    units = [_Unit(row) for row in rows]
    for node in order:
        if node.function in PEERS:
            _over_block(node, units, graph)
            continue
        for unit in units:
            unit.values[node.key] = _value(node, unit, read, graph)
        if progress is not None:
            progress(len(units))
    results = [_result(graph, u) for u in units]
    for unit, result in zip(units, results, strict=True):
        found += [unit.faults[k] for k in result.missing if k in unit.faults]
        found += _check_unit(graph, result)
    return BlockResult(graph, _ranked(graph, results))


def _over_block(node: Node, units: Sequence[_Unit], graph: Graph) -> None:
    """A value over the block, the same for all: of the units that are assessed and have it (language.md, section 5.9).

    What one unit lacks, all lack: the value names the unit. A worked example gives the value itself.
    """
    value_key, assessed_key = node.arguments
    found: list[Amount] = []
    for unit in units:
        value, assessed = unit.values[value_key], unit.values[assessed_key]
        if isinstance(value, Amount) and not (assessed.known and assessed == FAILS):
            lacks = (*value.missing, *(assessed.missing if not assessed.known else ()))
            named = (f"{graph.title_of(k)} của “{unit.row.unit}”" for k in lacks)
            found.append(Amount(value.low, value.high, frozenset(named), value.high_open))
    whole = over_units(node.function, found)
    for unit in units:
        entry = unit.row.entries.get(node.key)
        given = entry.value if entry is not None else None
        unit.values[node.key] = exactly(given) if isinstance(given, Fraction) else whole


def as_typed(_node: Node, entry: Entry) -> Value:
    """A figure or a word, exactly as it was typed."""
    return exactly(entry.value) if isinstance(entry.value, Fraction) else Text((entry.value,))


def as_printed(block: s.Block) -> Reading:
    """How a figure of a block is read that is known only as it was rounded for print.

    Half a unit of its last decimal either way, within its range; half up: the lower end is included, the upper
    one is not. Whole counts, boxes and words are what they are; a percentage is rounded in percent.
    """
    kinds = {f.key: f.kind for f in block.figures}

    def read(node: Node, entry: Entry) -> Value:
        kind = kinds.get(node.key, "")
        if not isinstance(entry.value, Fraction) or kind in ("YES_NO", "INTEGER", "DATE"):
            return as_typed(node, entry)
        half = Fraction(1, 2 * 10**entry.decimals) / (100 if kind == "PERCENT" else 1)
        low, high = entry.value - half, entry.value + half
        bounds = node.bounds
        if isinstance(bounds, Amount) and bounds.low is not None:
            low = max(low, min(bounds.low, entry.value))
        if (
            isinstance(bounds, Amount)
            and bounds.high is not None
            and high > bounds.high >= entry.value
        ):
            return Amount(low, bounds.high)
        return Amount(low, high, high_open=True)

    return read


def as_column_printed(rows: Sequence[UnitRow]) -> list[UnitRow]:
    """The rows with every figure at the decimals of its column: where others print 6,5, a printed 7 is 7,0.

    A table that drops end zeros would otherwise seem to know less than it does.
    """
    decimals: dict[str, int] = {}
    for row in rows:
        for key, entry in row.entries.items():
            decimals[key] = max(decimals.get(key, 0), entry.decimals)
    return [
        evolve(r, entries={k: evolve(e, decimals=decimals[k]) for k, e in r.entries.items()})
        for r in rows
    ]


def example_row(block: s.Block, example: s.Example) -> UnitRow:
    """The figures of a worked example as a row of a sheet."""
    origin = Origin(example.place.source.name, "", "")
    entries = {key: Entry(v, str(v), origin, 0) for key, v, _ in example.given}
    return UnitRow(example.unit, block.name, entries, origin)


# ---- one value


def _value(node: Node, unit: _Unit, read: Reading, graph: Graph) -> Value:
    row, values = unit.row, unit.values
    if node.constant is not None:
        return node.constant
    if node.function:
        try:
            value = FUNCTIONS[node.function].apply(node.params, [values[k] for k in node.arguments])
            if isinstance(value, Amount) and value.known and too_long(value.figure, MAX_BITS):
                return Amount(None, None, frozenset({f"số quá dài ở {node.title or node.key}"}))
            if _is_undecided(node, value) and read is as_typed:
                raise Undefined(_UNDECIDED)
            return _no_case(node, unit, graph) if value.missing == {NO_CASE} else value
        except (DividedByZero, Undefined) as error:
            # told only if something that counts for the unit needs it: a left-out criterion may divide by 0
            words = error.words if isinstance(error, Undefined) else "phép chia cho 0"
            fault = f"{words} trong {graph.owner(node).title or node.key}"
            unit.faults[fault] = (
                _undefined(node, row, graph, error.words)
                if isinstance(error, Undefined)
                else _divided_by_zero(node, row, graph)
            )
            return Amount(None, None, frozenset({fault}))
    if node.key == s.UNIT:
        return Text((row.unit,))
    entry = row.entries.get(node.key)
    if entry is not None:
        return read(node, entry)
    if isinstance(node.bounds, Text):
        return Text(node.bounds.options, frozenset({node.key}))
    low, high = (
        (node.bounds.low, node.bounds.high) if isinstance(node.bounds, Amount) else (None, None)
    )
    return Amount(low, high, frozenset({node.key}))


_UNDECIDED = "một số quá sát điểm giữa của hai số tròn"


def _is_undecided(node: Node, value: Value) -> bool:
    """Whether a rounding of a root or a logarithm could go either way within 100 decimals."""
    return (
        node.function == "làm tròn"
        and isinstance(value, Amount)
        and not value.missing
        and value.low != value.high
    )


def _no_case(node: Node, unit: _Unit, graph: Graph) -> Value:
    """A list of bands or cases of which none holds: the figures are there, the rule is not."""
    owner = graph.owner(node)
    fault = f"{owner.title or owner.key}: không thuộc khoảng hay trường hợp nào"
    place = node.place or owner.place
    unit.faults[fault] = Diagnostic(
        Code.NO_CASE,
        f"đơn vị “{unit.row.unit}”: {fault}",
        source=place.source if place else None,
        labels=(Label(place.span),) if place else (),
        help="thêm dòng “còn lại: …”, hoặc sửa chỗ hở giữa các khoảng",
    )
    return Amount(None, None, frozenset({fault}))


def _undefined(node: Node, row: UnitRow, graph: Graph, words: str) -> Diagnostic:
    owner = graph.owner(node)
    place = node.place or owner.place
    return Diagnostic(
        Code.UNDEFINED_VALUE,
        f"đơn vị “{row.unit}”: {owner.title or owner.key} lấy {words}",
        source=place.source if place else None,
        labels=(Label(place.span),) if place else (),
        place="" if place else str(row.origin),
        help="sửa số liệu, hoặc viết công thức theo trường hợp cho các số ấy",
        citation=place.citation if place else "",
    )


def _divided_by_zero(node: Node, row: UnitRow, graph: Graph) -> Diagnostic:
    owner = graph.owner(node)
    place = node.place or owner.place
    return Diagnostic(
        Code.DIVISION_BY_ZERO,
        f"đơn vị “{row.unit}”: {owner.title or owner.key} chia cho 0",
        source=place.source if place else None,
        labels=(Label(place.span),) if place else (),
        place="" if place else str(row.origin),
        help="thêm một trong ba câu mà các cơ quan dùng: “không tính điểm khi … = 0”, “tính 0 điểm khi … = 0”, “tính điểm tối đa khi … = 0”; hoặc sửa số liệu",
        citation=owner.place.citation if owner.place else "",
    )


# ---- one unit


def _result(graph: Graph, unit: _Unit) -> UnitResult:
    block, values = graph.block, unit.values
    left_out = _left_out(block, values)
    why = _why(values, "không đánh giá", block.not_assessed)
    assessed = not why
    if assessed and isinstance(values[s.POINTS], NotApplicable):
        assessed, why = False, "mọi tiêu chí đều không tính điểm"
    if assessed:
        why = _why(values, "không xếp hạng", block.not_ranked)
    return UnitResult(
        unit.row.unit,
        block.name,
        unit.row,
        values,
        left_out,
        _missing(graph, values),
        assessed,
        why,
    )


def _left_out(block: s.Block, values: Mapping[str, Value]) -> tuple[LeftOut, ...]:
    """The rules that leave criteria out for a unit, each with the criteria it leaves out."""
    found: list[LeftOut] = []
    for i, rule in enumerate(block.exclusions):
        if values[exclusion_key(i)] != HOLDS:
            continue
        codes = rule.codes
        if rule.without_figures:
            codes = tuple(c for c in codes if values[s.no_figure_key(c)] == HOLDS)
        if codes:
            found.append(LeftOut(rule, codes))
    return tuple(found)


def _missing(graph: Graph, values: Mapping[str, Value]) -> tuple[str, ...]:
    block = graph.block
    keys = [
        s.POINTS,
        *(fold(d.name) for d in block.definitions),
        *(scale.key for scale in block.scales),
    ]
    keys += [rank_key(i) for i in range(len(block.ranking.keys))] if block.ranking else []
    keys += [block.ranking.within] if block.ranking and block.ranking.within else []
    keys += [f"không xếp hạng {i + 1}" for i in range(len(block.not_ranked))]
    keys += [f"không đánh giá {i + 1}" for i in range(len(block.not_assessed))]
    order = list(graph.nodes)
    found = frozenset().union(*(values[k].missing for k in keys))
    return tuple(sorted(found, key=lambda k: order.index(k) if k in order else -1))


def _why(values: Mapping[str, Value], kind: str, rules: Sequence[s.Rule]) -> str:
    for i, rule in enumerate(rules):
        test = values[f"{kind} {i + 1}"]
        if isinstance(test, Truth) and test.holds:
            return rule.reason or rule.place.words
    return ""


def _check_unit(graph: Graph, result: UnitResult) -> Iterable[Diagnostic]:
    """Scores out of range, figures typed twice or for what is left out, levels that nobody gave."""
    if not result.assessed:
        return
    yield from _check_relations(graph, result)
    for c in graph.block.criteria:
        if not c.gives_points:
            continue
        points = result.values[s.points_key(c.code)]
        entry = result.row.entries.get(input_key(c.code))
        if isinstance(points, NotApplicable):
            if entry is not None and entry.value:
                yield _sheet_warning(
                    Code.TYPED_LEFT_OUT,
                    result,
                    entry,
                    f"{c.name} không tính cho đơn vị này nhưng có điểm {entry.typed}",
                    "điểm này không được dùng; xóa ô để khỏi nhầm",
                )
            continue
        yield from _check_range(result, c, points, entry)
        if entry is not None and c.children:
            yield from _check_typed_twice(graph, result, c, entry)
    for scale in graph.block.scales:
        level = result.values[scale.key]
        if scale.rest is None and isinstance(level, Text) and level.known and not level.text:
            yield Diagnostic(
                Code.NO_LEVEL,
                f"đơn vị “{result.unit}” không thuộc mức nào"
                + (f" của xếp loại {scale.name}" if scale.name else ""),
                source=scale.place.source,
                labels=(Label(scale.place.span),),
                help="thêm một dòng “còn lại …” hoặc sửa ngưỡng các mức",
            )


def _check_relations(graph: Graph, result: UnitResult) -> Iterable[Diagnostic]:
    """Figures above the one that they may not be above: `số liệu a, không quá b`."""
    for f in graph.block.figures:
        if not f.not_above or f.key not in result.row.entries:
            continue
        mine, other = result.values[f.key], result.values[f.not_above]
        if not (isinstance(mine, Amount) and isinstance(other, Amount)):
            continue
        if mine.known and other.known and mine.figure > other.figure:
            said = f"{f.title or f.name} là {format_number(mine.figure)}"
            limit = f"{graph.title_of(f.not_above)} là {format_number(other.figure)}"
            yield Diagnostic(
                Code.FIGURE_ABOVE,
                f"đơn vị “{result.unit}”: {said}, nhiều hơn {limit}",
                place=str(result.row.entries[f.key].origin),
                help="sửa một trong hai số",
            )


def _check_range(
    result: UnitResult, c: s.Criterion, points: Value, entry: Entry | None
) -> Iterable[Diagnostic]:
    """A score above what counts for the unit, or below 0: an error with the figures, never a clamp."""
    if not isinstance(points, Amount) or not points.known or c.role:
        return
    maximum = result.values[s.maximum_key(c.code)]
    limit = (
        maximum.figure
        if isinstance(maximum, Amount) and maximum.known and c.maximum is not None
        else None
    )
    if limit is None and c.maximum is None and c.children and not entry:
        return
    said = f"{c.name} được {format_number(points.figure)} điểm"
    where = str(entry.origin) if entry is not None else str(result.row.origin)
    if points.figure < 0:
        yield Diagnostic(
            Code.SCORE_BELOW_ZERO,
            f"đơn vị “{result.unit}”: {said}, dưới 0",
            place=where,
            help="sửa số liệu đã nhập",
        )
    elif limit is not None and points.figure > limit:
        out = "" if limit == c.maximum else " được tính cho đơn vị này"
        yield Diagnostic(
            Code.SCORE_ABOVE_MAXIMUM,
            f"đơn vị “{result.unit}”: {said}, quá {format_number(limit)} điểm tối đa{out}",
            place=where,
            help="sửa số đã nhập; nếu quy tắc cho phép vượt thì ghi “không quá điểm tối đa” sau cách chấm",
        )


def _check_typed_twice(
    graph: Graph, result: UnitResult, c: s.Criterion, entry: Entry
) -> Iterable[Diagnostic]:
    """A figure typed at a node and below it: a warning within the rounding of what was typed, else an error."""
    below = [graph.block.criterion(k) for k in graph.block.under(c.code)[1:]]
    if not any(k is not None and input_key(k.code) in result.row.entries for k in below):
        return
    parts = [result.values[s.points_key(k)] for k in c.children]
    total = FUNCTIONS["tổng được tính"].apply((), parts)
    if not isinstance(total, Amount) or not isinstance(entry.value, Fraction):
        return
    if not total.known:
        yield Diagnostic(
            Code.TYPED_TWICE,
            f"đơn vị “{result.unit}”: nhập cả ở {c.name} lẫn ở một số phần của nó",
            place=str(entry.origin),
            help="nhập ở nhóm, hoặc nhập đủ các phần",
        )
        return
    agree = round_decimals(total.figure, entry.decimals) == entry.value
    yield Diagnostic(
        Code.TYPED_TWICE,
        f"đơn vị “{result.unit}”: {c.name} nhập {entry.typed}, các phần của nó cộng lại được {format_number(total.figure)}",
        Severity.WARNING if agree else Severity.ERROR,
        place=str(entry.origin),
        help="chỉ nhập ở một cấp: xóa điểm của nhóm, hoặc xóa điểm các phần",
    )


def _sheet_warning(
    code: Code, result: UnitResult, entry: Entry, message: str, help_: str
) -> Diagnostic:
    return Diagnostic(
        code,
        f"đơn vị “{result.unit}”: {message}",
        Severity.WARNING,
        place=str(entry.origin),
        help=help_,
    )


# ---- ranks


def _ranked(graph: Graph, results: list[UnitResult]) -> tuple[UnitResult, ...]:
    ranking = graph.block.ranking
    if ranking is None:
        return tuple(results)
    groups: dict[str, list[UnitResult]] = {}
    homeless = False
    for r in results:
        within = r.values[ranking.within] if ranking.within else Text(("",))
        if isinstance(within, Text) and within.known:
            groups.setdefault(fold(within.text), []).append(r)
        else:  # it may belong to any group: no rank is final
            homeless = homeless or (r.assessed and not r.why_not)
    placed: dict[str, Rank] = {}
    for group in groups.values():
        placed |= _places(ranking, group, homeless)
    return tuple(evolve(r, rank=placed.get(r.unit)) for r in results)


def _places(ranking: s.Ranking, group: list[UnitResult], homeless: bool) -> dict[str, Rank]:
    """Places 1, 1, 3: equal keys share a place and the next is skipped (language.md, section 5.11)."""
    able = [r for r in group if r.assessed and not r.why_not]
    keyed = {r.unit: _keys(ranking, r) for r in able}
    complete = {unit: keys for unit, keys in keyed.items() if keys is not None}
    provisional = homeless or len(complete) < len(able)
    signs = [-1 if k.descending else 1 for k in ranking.keys]
    order = {
        unit: tuple(sign * k for sign, k in zip(signs, keys, strict=True))
        for unit, keys in complete.items()
    }
    ladder = sorted(order.values())
    sharing: dict[tuple[Fraction, ...], list[str]] = {}
    for unit, mine in order.items():
        sharing.setdefault(mine, []).append(unit)
    return {
        unit: Rank(
            bisect.bisect_left(ladder, mine) + 1,
            tuple(u for u in sharing[mine] if u != unit),
            complete[unit],
            provisional,
        )
        for unit, mine in order.items()
    }


def _keys(ranking: s.Ranking, result: UnitResult) -> tuple[Fraction, ...] | None:
    values = [result.values[rank_key(i)] for i in range(len(ranking.keys))]
    figures = [v.figure for v in values if isinstance(v, Amount) and v.known]
    undecided = any(
        k.startswith(("không xếp hạng", "không đánh giá")) and not v.known
        for k, v in result.values.items()
    )
    return tuple(figures) if len(figures) == len(values) and not undecided else None


def _rows_in_order(rows: Sequence[UnitRow], block: str, units: Sequence[str]) -> list[UnitRow]:
    """The units in the order of the round, those without any figure too (they are incomplete, not absent)."""
    by_name = {fold(r.unit): r for r in rows}
    if not units or not rows:
        return list(rows)
    origin = Origin(rows[0].origin.file) if rows else Origin("")
    listed = [by_name.pop(fold(u), UnitRow(u, block, {}, origin)) for u in units]
    return listed + list(by_name.values())


# ---- worked examples


def evaluate_examples(scheme: s.Scheme, graphs: Mapping[str, Graph]) -> tuple[Diagnostic, ...]:
    """Worked examples that do not hold: both values shown, with the clause."""
    found: list[Diagnostic] = []
    for block in scheme.blocks:
        for example in block.examples:
            found += _check_example(block, example, graphs[block.name])
    return tuple(found)


def _check_example(block: s.Block, example: s.Example, graph: Graph) -> Iterable[Diagnostic]:
    mistakes: list[Diagnostic] = []
    result = evaluate_block(graph, [example_row(block, example)], mistakes).units[0]
    for m in mistakes:
        if m.severity is Severity.ERROR:
            yield evolve(
                m, source=example.place.source, labels=(Label(example.place.span),), place=""
            )
    for expression, wanted, place in example.expected:
        value = value_of(expression, result.values)
        shown = _shown(value, graph)
        if _agrees(value, wanted):
            continue
        expected = format_number(wanted) if isinstance(wanted, Fraction) else f"“{wanted}”"
        yield Diagnostic(
            Code.EXAMPLE_FAILS,
            f"ví dụ đơn vị “{example.unit}”: ghi {expected}, tính ra {shown}",
            source=place.source,
            labels=(Label(place.span),),
            help="sửa ví dụ, hoặc sửa quy tắc cho đúng với ví dụ",
            citation=example.place.citation,
        )


def _agrees(value: Value, wanted: Fraction | str) -> bool:
    if isinstance(wanted, Fraction):
        return isinstance(value, Amount) and value.known and value.figure == wanted
    return isinstance(value, Text) and value.known and fold(value.text) == fold(wanted)


def _shown(value: Value, graph: Graph) -> str:
    match value:
        case Amount() if value.known:
            return (
                format_number(value.figure)
                if exact_decimals(value.figure) is not None
                else f"≈ {format_number(value.figure, 6)}"
            )
        case Text() if value.known:
            return f"“{value.text}”"
        case NotApplicable():
            return "không tính"
    names = (graph.nodes[k].title if k in graph.nodes else k for k in sorted(value.missing))
    return "chưa đủ: ví dụ chưa cho " + ", ".join(f"“{n}”" for n in names)
