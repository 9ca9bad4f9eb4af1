"""Graph and figures to results: exact, pure, every unit of a block node by node."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import cast

from attrs import evolve, field, frozen

from cqdt_rules import occasion
from cqdt_rules import scheme as s
from cqdt_rules.diagnostics import Code, Diagnostic, Label, Outcome, Severity
from cqdt_rules.functions import (
    FUNCTIONS,
    NO_CASE,
    PEERS,
    QUOTA,
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
from cqdt_rules.narrowing import narrowed
from cqdt_rules.numbers import exact_decimals, fold, format_number, round_decimals
from cqdt_rules.occasion import Fixed
from cqdt_rules.ranks import Contender, Holder, ranked, takes_part, within_quota
from cqdt_rules.results import BlockResult, LeftOut, Results, Setting, UnitResult
from cqdt_rules.sheet import Entry, Origin, Sheet, UnitRow
from cqdt_rules.source import Span
from cqdt_rules.unit_names import did_you_mean, meant
from cqdt_rules.values import FAILS, HOLDS, Amount, NotApplicable, Text, Truth, Value, exactly

PLAIN = Setting()  # nothing but figures
Reading = Callable[[Node, Entry], Value]


@frozen
class _Unit:
    """A unit being computed; `faults` are divisions by 0 by the name under which they count as missing.

    `fixed` gives what is not computed as usual for the unit (cqdt_rules.occasion).
    """

    row: UnitRow
    fixed: Fixed | None = None
    values: dict[str, Value] = field(factory=dict)
    faults: dict[str, Diagnostic] = field(factory=dict)


def evaluate(
    scheme: s.Scheme,
    graphs: Mapping[str, Graph],
    sheet: Sheet,
    progress: Callable[[int], None] | None = None,
    made_from: tuple[tuple[str, str], ...] = (),
    *,
    round_: s.Round | None = None,
    only: str = "",
) -> Outcome[Results]:
    """The results of every block that the sheet has figures for.

    `graphs` go by block; units stand in the order of the round's list where that is whole, else as in the sheet.
    `progress` is called with the number of values done. `only`: of one round of scores, without those that stand in.
    """
    found: list[Diagnostic] = []
    done: dict[str, BlockResult] = {}
    for block in occasion.in_order_of_need(scheme.blocks):
        rows = _rows_in_order(sheet.of_block(block.name), round_)
        if rows:
            given = occasion.with_common(rows, block, round_, found)
            setting, given = _setting(block, round_, given, done, found, only)
            graph = graphs[block.name]
            result = evaluate_block(graph, given, found, progress=progress, setting=setting)
            elsewhere = _met_elsewhere(scheme, sheet, block)
            found += _units_not_met(block, given, elsewhere)
            found += occasion.check_mergers(result)
            found += occasion.check_orders(result)
            done[block.name] = result if only else _with_rounds(result)
    blocks = tuple(done[b.name] for b in scheme.blocks if b.name in done)
    adjusts = round_.adjusts if round_ else ""
    return Outcome(Results(scheme, blocks, made_from, adjusts, only), tuple(found))


def _setting(
    block: s.Block,
    round_: s.Round | None,
    rows: list[UnitRow],
    done: Mapping[str, BlockResult],
    found: list[Diagnostic],
    only: str,
) -> tuple[Setting, list[UnitRow]]:
    """What the round says of a block's units, and their rows with the figures that count."""
    rows = [occasion.effective(row, block, only) for row in rows]
    setting = occasion.setting_of(block, round_, rows)
    rows = occasion.with_merged_rows(rows, setting, block.name)
    names = [row.unit for row in rows]
    below = occasion.values_below(block, names, done, round_)
    for lower in {x.block for x in block.below} & done.keys():
        known = [n for u in names for n in occasion.names_of(round_, block.name, u)]
        found += occasion.lost_below(block, done[lower], known)
    return evolve(setting, below=below), rows


def _with_rounds(result: BlockResult) -> BlockResult:
    """The results with those of each round of scores alone beside them."""
    block = result.graph.block
    if not block.score_rounds:
        return result
    by_round: dict[str, BlockResult] = {}
    for name in block.score_rounds:
        rows = [occasion.effective(_bare(u.row), block, name) for u in result.units]
        by_round[name] = evaluate_block(result.graph, rows, [], setting=result.setting)
    units = (
        evolve(u, in_rounds={n: r for n, b in by_round.items() if (r := b.unit(u.unit))})
        for u in result.units
    )
    return evolve(result, units=tuple(units))


def _bare(row: UnitRow) -> UnitRow:
    """The row without the figures of any round of scores."""
    return evolve(row, entries={k: e for k, e in row.entries.items() if not e.round})


def evaluate_again(
    results: Results, reading_of: Callable[[s.Block], Reading], round_: s.Round | None
) -> dict[str, BlockResult]:
    """The results by block with every figure read otherwise (as rounded for print), those of units below too."""
    done: dict[str, BlockResult] = {}
    by_name = {b.name: b for b in results.blocks}
    for block in occasion.in_order_of_need([b.graph.block for b in results.blocks]):
        before = by_name[block.name]
        rows = as_column_printed([u.row for u in before.units])
        below = occasion.values_below(block, [row.unit for row in rows], done, round_)
        setting = evolve(before.setting, below=below)
        graph, reading = before.graph, reading_of(block)
        done[block.name] = evaluate_block(graph, rows, [], reading=reading, setting=setting)
    return done


def _met_elsewhere(scheme: s.Scheme, sheet: Sheet, block: s.Block) -> set[tuple[Span, str]]:
    """Units that a rule shared by several blocks names, and that stand in another one of them."""
    met: set[tuple[Span, str]] = set()
    for other in (b for b in scheme.blocks if b is not block):
        names = {fold(row.unit) for row in sheet.of_block(other.name)}
        met |= {(p.span, fold(u)) for units, p in other.named_units for u in units} & {
            (p.span, name) for _, p in other.named_units for name in names
        }
    return met


def _units_not_met(
    block: s.Block, rows: Sequence[UnitRow], elsewhere: set[tuple[Span, str]]
) -> Iterable[Diagnostic]:
    """Units that a rule names and the figures do not have: a name misspelt, and the rule without effect."""
    known = {fold(r.unit): r.unit for r in rows}
    for units, place in block.named_units:
        for unit in units:
            if fold(unit) in known or (place.span, fold(unit)) in elsewhere:
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
    setting: Setting = PLAIN,
) -> BlockResult:
    """The results of one block. `reading` says what a typed figure may stand for (itself, unless told otherwise)."""
    units = _units(graph, rows, setting)
    for _ in _computed(graph, list(graph.nodes.values()), units, setting, reading or as_typed):
        if progress is not None:
            progress(len(units))
    results = [_standing(_result(graph, u), setting) for u in units]
    for unit, result in zip(units, results, strict=True):
        found += [unit.faults[k] for k in result.missing if k in unit.faults]
        found += _check_unit(graph, result)
    placed = ranked(graph.block.rankings, results, setting.orders)
    return BlockResult(graph, placed, setting)


def _computed(
    graph: Graph, nodes: Iterable[Node], units: list[_Unit], setting: Setting, read: Reading
) -> Iterator[Node]:
    """Gives each unit the value of each quantity, one quantity after the other; units made of others come last."""
    by_need = sorted(units, key=lambda u: u.row.unit in setting.mergers)
    for node in nodes:
        if node.function in PEERS:
            _over_block(node, units, graph, _peers(node, units, setting))
        else:
            for unit in by_need:
                unit.values[node.key] = _value(node, unit, read, graph)
            if node.function == QUOTA:
                _apply_quota(graph, node, units, setting)
        yield node


@frozen
class Rerun:
    """A block that was evaluated, ready to be evaluated again with some values given: only what rests on them is.

    `nodes` are the quantities that rest on those given, in order; all others keep their values.
    """

    result: BlockResult = field(repr=False)
    nodes: tuple[Node, ...] = field(repr=False)

    @classmethod
    def of(
        cls, result: BlockResult, given: Iterable[str], wanted: Iterable[str] | None = None
    ) -> Rerun:
        """For values given under some keys; where it is said what is `wanted`, other quantities may grow old."""
        nodes = result.graph.nodes
        changed = set(given)
        after: list[Node] = []
        for node in nodes.values():
            if not changed.isdisjoint(node.arguments) and node.key not in changed:
                changed.add(node.key)
                after.append(node)
        if wanted is not None:
            needed = set(wanted)
            for node in reversed(list(nodes.values())):
                needed |= set(node.arguments) if node.key in needed else set()
            after = [n for n in after if n.key in needed]
        return cls(result, tuple(after))

    def with_values(self, given: Mapping[str, Mapping[str, Value]]) -> BlockResult:
        """The results where units have other values (by unit and key); the ranks follow."""
        graph, setting = self.result.graph, self.result.setting
        units = _units(graph, [u.row for u in self.result.units], setting)
        for unit, before in zip(units, self.result.units, strict=True):
            unit.values.update(before.values)
            unit.values.update(given.get(before.unit, {}))
        for _ in _computed(graph, self.nodes, units, setting, as_typed):
            pass
        results = [_standing(_result(graph, u), setting) for u in units]
        return BlockResult(graph, ranked(graph.block.rankings, results, setting.orders), setting)


def _units(graph: Graph, rows: Sequence[UnitRow], setting: Setting) -> list[_Unit]:
    values: dict[str, dict[str, Value]] = {row.unit: {} for row in rows}
    return [
        _Unit(row, occasion.fixed_values(graph, setting, row, values), values[row.unit])
        for row in rows
    ]


def _standing(result: UnitResult, setting: Setting) -> UnitResult:
    """A unit that was merged into another is not ranked; why is said."""
    into = setting.merged_into(result.unit)
    return evolve(result, why_not=f"đã hợp nhất thành “{into}”") if into else result


def _apply_quota(graph: Graph, node: Node, units: Sequence[_Unit], setting: Setting) -> None:
    """The levels of a block after a share of its units was counted off."""
    ranking = graph.block.ranking
    for unit in units:  # so it stays for predecessors, and in a worked example, which has no others
        unit.values[node.key] = unit.values[node.arguments[0]]
    if setting.alone or ranking is None:
        return
    standing = [u for u in units if not setting.merged_into(u.row.unit)]
    holders = [_holder(graph, ranking, node, u) for u in standing]
    share, level, lower = node.params
    quota = (cast(Fraction, share), cast(str, level), cast(str, lower))
    for unit, made in zip(
        standing, within_quota(ranking, quota, holders, setting.orders), strict=True
    ):
        unit.values[node.key] = made


def _holder(graph: Graph, ranking: s.Ranking, node: Node, unit: _Unit) -> Holder:
    values, block = unit.values, graph.block
    level = values[node.arguments[0]]
    assert isinstance(level, Text)
    tests = {
        kind: [values[f"{kind} {i + 1}"] for i in range(len(rules))]
        for kind, rules in (
            ("không xếp hạng", block.not_ranked),
            ("không đánh giá", block.not_assessed),
        )
    }
    nothing = isinstance(values[s.POINTS], NotApplicable)
    assessed = False if nothing else _none_holds(tests["không đánh giá"])
    placed = _none_holds(tests["không xếp hạng"]) if takes_part(ranking, values) else False
    contender = Contender(unit.row.unit, values, assessed is True and placed is True)
    return Holder(contender, level, assessed, placed)


def _none_holds(tests: Sequence[Value]) -> bool | None:
    """None where that is not decided."""
    if any(isinstance(t, Truth) and t.holds for t in tests):
        return False
    return True if all(t.known for t in tests) else None


def _peers(node: Node, units: Sequence[_Unit], setting: Setting) -> list[_Unit]:
    """The units that a value over the block ranges over: of a merged unit and its predecessors, those that have it.

    Figures stand under the old names, points and what follows from them under the new one.
    """
    by_name = {u.row.unit: u for u in units}
    out: set[str] = set()
    for merger in setting.mergers.values():
        lacks = by_name[merger.unit].values[node.arguments[0]].missing
        out |= {merger.unit} if lacks else set(merger.parts)
    return [u for u in units if u.row.unit not in out]


def _over_block(node: Node, units: Sequence[_Unit], graph: Graph, peers: Sequence[_Unit]) -> None:
    """A value over the block, the same for all: of the units that are assessed and have it (language.md, section 5.9).

    What one unit lacks, all lack: the value names the unit. A worked example gives the value itself.
    """
    value_key, *test_keys = node.arguments
    inner = graph.nodes[value_key]
    test_keys += [inner.arguments[0]] if inner.function == "khi được tính" else []
    sure: list[Amount] = []
    unsure: list[Amount] = []
    for unit in peers:
        value, tests = unit.values[value_key], [unit.values[k] for k in test_keys]
        if isinstance(value, Amount) and FAILS not in tests:
            decided = all(test.known for test in tests)
            lacks = (*value.missing, *(k for test in tests if not test.known for k in test.missing))
            named = frozenset(f"{graph.title_of(k)} của “{unit.row.unit}”" for k in lacks)
            (sure if decided else unsure).append(evolve(value, missing=named))
    whole = over_units(node.function, sure, unsure)
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
    fixed = unit.fixed(node, values) if unit.fixed is not None else None
    if fixed is not None:
        return fixed
    if node.constant is not None:
        return node.constant
    if node.function:
        try:
            value = FUNCTIONS[node.function].apply(node.params, [values[k] for k in node.arguments])
            if isinstance(value, Amount) and value.known and too_long(value.figure, MAX_BITS):
                return Amount(None, None, frozenset({f"số quá dài ở {node.title or node.key}"}))
            if _is_undecided(node, value) and read is as_typed:
                raise Undefined(_UNDECIDED)
            if node.function == "xếp loại" and isinstance(value, Text) and len(value.options) > 1:
                return narrowed(node, value, graph.nodes, values)
            return _no_case(node, unit, graph) if value.missing == {NO_CASE} else value
        except (DividedByZero, Undefined) as error:
            # told only if something that counts for the unit needs it: a left-out criterion may divide by 0
            words = error.words if isinstance(error, Undefined) else "phép chia cho 0"
            fault = f"{words} trong {graph.owner(node).title or node.key}"
            unit.faults[fault] = _no_value(node, row, graph, error)
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


def _no_value(
    node: Node, row: UnitRow, graph: Graph, error: DividedByZero | Undefined
) -> Diagnostic:
    """A division by 0, or a root or logarithm of a figure that has none."""
    owner = graph.owner(node)
    place = node.place or owner.place
    name = owner.title or owner.key
    if isinstance(error, Undefined):
        code, what = Code.UNDEFINED_VALUE, f"{name} lấy {error.words}"
        help_ = "sửa số liệu, hoặc viết công thức theo trường hợp cho các số ấy"
    else:
        code, what = Code.DIVISION_BY_ZERO, f"{name} chia cho 0"
        help_ = "thêm một trong ba câu mà các cơ quan dùng: “không tính điểm khi … = 0”, “tính 0 điểm khi … = 0”, “tính điểm tối đa khi … = 0”; hoặc sửa số liệu"
    return Diagnostic(
        code,
        f"đơn vị “{row.unit}”: {what}",
        source=place.source if place else None,
        labels=(Label(place.span),) if place else (),
        place="" if place else str(row.origin),
        help=help_,
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
    for ranking in block.rankings:
        keys += [rank_key(i, ranking.name) for i in range(len(ranking.keys))]
        keys += [ranking.within] if ranking.within else []
    keys += [f"không xếp hạng {i + 1}" for i in range(len(block.not_ranked))]
    keys += [f"không đánh giá {i + 1}" for i in range(len(block.not_assessed))]
    found = frozenset().union(*(values[k].missing for k in keys))
    if not found:
        return ()
    order = list(graph.nodes)
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
            about=(result.unit, s.points_key(c.code)),
        )
    elif limit is not None and points.figure > limit:
        out = "" if limit == c.maximum else " được tính cho đơn vị này"
        yield Diagnostic(
            Code.SCORE_ABOVE_MAXIMUM,
            f"đơn vị “{result.unit}”: {said}, quá {format_number(limit)} điểm tối đa{out}",
            place=where,
            help="sửa số đã nhập; nếu quy tắc cho phép vượt thì ghi “không quá điểm tối đa” sau cách chấm",
            about=(result.unit, s.points_key(c.code)),
        )


def _check_typed_twice(
    graph: Graph, result: UnitResult, c: s.Criterion, entry: Entry
) -> Iterable[Diagnostic]:
    """A figure typed at a node and below it: a warning within the rounding of what was typed, else an error."""
    below = [graph.block.criterion(k) for k in graph.block.under(c.code)[1:]]
    if not any(k is not None and input_key(k.code) in result.row.entries for k in below):
        return
    scored = [k for k in graph.block.criteria if k.parent == c.code and k.gives_points]
    parts = [result.values[s.points_key(k.code)] for k in scored]
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


# ---- rows


def _rows_in_order(rows: Sequence[UnitRow], round_: s.Round | None) -> list[UnitRow]:
    """The units in the order of the round, those without any figure too (they are incomplete, not absent)."""
    block = rows[0].block if rows else ""
    told = round_.block(block) if round_ and rows else None
    if told is None or not told.complete:
        return list(rows)
    by_name = {fold(r.unit): r for r in rows}
    origin = Origin(rows[0].origin.file)
    names = [u.name for u in told.units]
    listed = [by_name.pop(fold(u), UnitRow(u, block, {}, origin)) for u in names]
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
    alone = Setting(alone=True)
    result = evaluate_block(graph, [example_row(block, example)], mistakes, setting=alone).units[0]
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
