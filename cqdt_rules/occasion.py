"""What a round says of its units beyond their figures: mergers, deadlines, figures common to all, rounds of scores, units below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import evolve

from cqdt_rules import scheme as s
from cqdt_rules.diagnostics import Code, Diagnostic, Label, Severity, nearest
from cqdt_rules.functions import FUNCTIONS
from cqdt_rules.graph import Graph, Node, apply, exclusion_key, input_key
from cqdt_rules.numbers import fold
from cqdt_rules.results import BlockResult, Setting, Tally, UnitResult
from cqdt_rules.sheet import Entry, Origin, UnitRow
from cqdt_rules.values import (
    FAILS,
    HOLDS,
    LEFT_OUT,
    Amount,
    NotApplicable,
    Text,
    Truth,
    Value,
    exactly,
    missing_of,
)

Fixed = Callable[[Node, Mapping[str, Value]], Value | None]
"""The value of a quantity that is not computed as usual for a unit; None where it is."""


def setting_of(block: s.Block, round_: s.Round | None, rows: Sequence[UnitRow]) -> Setting:
    """What the round says of the units of a block."""
    listed = round_.block(block.name) if round_ else None
    if round_ is None or listed is None:
        deadline = round_.overdue if round_ else None
        return Setting(deadline=deadline, overdue=_overdue(block, round_, rows, {}))
    mergers = {m.unit: m for m in listed.mergers}
    overdue = _overdue(block, round_, rows, mergers)
    return Setting(mergers, listed.orders, round_.overdue, overdue)


def _overdue(
    block: s.Block,
    round_: s.Round | None,
    rows: Sequence[UnitRow],
    mergers: Mapping[str, s.Merger],
) -> frozenset[str]:
    """The units that sent nothing: no points, no figure; words that describe a unit are not sent by it."""
    if round_ is None or round_.overdue is None:
        return frozenset()
    sent = {input_key(c.code) for c in block.criteria}
    sent |= {f.key for f in block.figures if f.kind != "TEXT"}
    sent -= {c.key for c in round_.common if c.block == block.name}
    return frozenset(
        row.unit
        for row in rows
        if row.unit not in mergers
        and not sent & row.entries.keys()
        and not any(row.rounds.values())
    )


# ---- rows


def with_merged_rows(rows: Sequence[UnitRow], setting: Setting, block: str) -> list[UnitRow]:
    """The rows with one for each merged unit and each of its predecessors."""
    known = {row.unit for row in rows}
    wanted = [u for m in setting.mergers.values() for u in (m.unit, *m.parts)]
    origin = Origin(rows[0].origin.file) if rows else Origin("")
    return [*rows, *(UnitRow(u, block, {}, origin) for u in wanted if u not in known)]


def with_common(
    rows: Sequence[UnitRow], block: s.Block, round_: s.Round | None, found: list[Diagnostic]
) -> list[UnitRow]:
    """The rows with the figures that the round gives once for all; a sheet that says otherwise is told."""
    given = [c for c in (round_.common if round_ else ()) if c.block == block.name]
    if not given:
        return list(rows)
    done: list[UnitRow] = []
    for row in rows:
        entries = dict(row.entries)
        for c in given:
            typed = entries.get(c.key)
            if typed is not None and typed.value != c.value:
                found.append(_differs(row, c, typed))
            place = f"{c.place.source.name}, dòng {c.place.line}"
            entries[c.key] = Entry(c.value, c.typed, Origin(place))
        done.append(evolve(row, entries=entries))
    return done


def _differs(row: UnitRow, common: s.CommonFigure, typed: Entry) -> Diagnostic:
    return Diagnostic(
        Code.COMMON_FIGURE,
        f"đơn vị “{row.unit}”: bảng số liệu ghi “{typed.typed}”, số liệu chung của đợt là “{common.typed}”",
        source=common.place.source,
        labels=(Label(common.place.span),),
        help=f"xóa số ở {typed.origin}, hoặc bỏ câu số liệu chung nếu mỗi đơn vị có số riêng",
        citation=common.place.citation,
    )


def effective(row: UnitRow, block: s.Block, only: str = "") -> UnitRow:
    """The row with the figures that the result takes: of the first round named that has one; or of one round only."""
    if not block.score_rounds:
        return row
    entries = dict(row.entries)
    for name in reversed((only,) if only else block.result_rounds):
        entries |= row.rounds.get(name, {})
    return evolve(row, entries=entries)


# ---- values that are not computed as usual


def fixed_values(
    graph: Graph, setting: Setting, row: UnitRow, done: Mapping[str, Mapping[str, Value]]
) -> Fixed | None:
    """How a unit's values differ from the usual: merged, overdue, or above other units; None for most units.

    `done` are the values of all units so far.
    """
    below = setting.below.get(row.unit, {})
    merger = setting.mergers.get(row.unit)
    overdue = row.unit in setting.overdue
    if not below and merger is None and not overdue:
        return None
    codes = {s.points_key(c.code): c.code for c in graph.block.criteria if c.gives_points}

    def value(node: Node, values: Mapping[str, Value]) -> Value | None:
        if node.key in below:
            return below[node.key].value
        if merger is not None:
            parts = [done[p][node.key] for p in merger.parts]
            return _of_merged(graph, node, values, parts, row, codes)
        return _of_overdue(graph, node, values, codes) if overdue else None

    return value


def _of_overdue(
    graph: Graph, node: Node, values: Mapping[str, Value], codes: Mapping[str, str]
) -> Value | None:
    """0 for all that counts, and conditions without points are not met.

    What the figures not sent would decide leaves nothing out.
    """
    if node.key in codes:
        counts = values[s.counts_key(codes[node.key])]
        return LEFT_OUT if counts == FAILS else exactly(0)
    if node.key in _no_figure_keys(graph):
        return FAILS
    if node.key in _boxes_of_conditions(graph.block):
        return exactly(0)
    if _rule_of(graph, node) is not None:
        test = apply(node, values)
        return test if test.known else FAILS
    return None


def _boxes_of_conditions(block: s.Block) -> frozenset[str]:
    """The figures that say whether a criterion without points is met."""
    conditions = {c.code for c in block.criteria if c.role == "điều kiện"}
    return frozenset(f.key for f in block.figures if f.code in conditions)


def _no_figure_keys(graph: Graph) -> frozenset[str]:
    """The keys of whether a criterion has no figure: a rule may leave such criteria out."""
    return frozenset(s.no_figure_key(c.code) for c in graph.block.criteria)


def _rule_of(graph: Graph, node: Node) -> s.Exclusion | None:
    """The rule that leaves something out, where the quantity is whether it holds."""
    return next(
        (x for i, x in enumerate(graph.block.exclusions) if node.key == exclusion_key(i)), None
    )


def _of_merged(
    graph: Graph,
    node: Node,
    values: Mapping[str, Value],
    parts: Sequence[Value],
    row: UnitRow,
    codes: Mapping[str, str],
) -> Value | None:
    """The mean of the predecessors' points; what is left out for them; words that they share."""
    if node.key in codes:
        if values[s.counts_key(codes[node.key])] == FAILS:
            return LEFT_OUT
        counted = [p for p in parts if not isinstance(p, NotApplicable)]
        return FUNCTIONS["trung bình cộng"].apply((), counted)
    if node.key in _no_figure_keys(graph):
        return parts[0] if all(p == parts[0] for p in parts) else FAILS
    rule = _rule_of(graph, node)
    if rule is not None:
        return _left_out_of_parts(rule, node, values, parts, row)
    if node.is_input and node.key != s.UNIT and node.key not in row.entries:
        return parts[0] if parts[0].known and all(p == parts[0] for p in parts) else None
    return None


def _left_out_of_parts(
    rule: s.Exclusion,
    node: Node,
    values: Mapping[str, Value],
    parts: Sequence[Value],
    row: UnitRow,
) -> Value:
    tests = [p for p in parts if isinstance(p, Truth)]
    if any(t.holds for t in tests):
        return HOLDS
    if fold(row.unit) in map(fold, rule.units):
        return apply(node, values)
    if all(t.known for t in tests):
        return FAILS
    return Truth(True, True, missing_of(tuple(parts)))


def check_mergers(block: BlockResult) -> Iterator[Diagnostic]:
    """What counts for one predecessor and not for the other has no mean; and points typed for the merged unit."""
    criteria = block.graph.block.criteria
    for merger in block.setting.mergers.values():
        parts = [u for p in merger.parts if (u := block.unit(p)) is not None]
        told: set[str] = set()
        for c in criteria:
            key = s.counts_key(c.code)
            out = [u.unit for u in parts if u.values[key] == FAILS]
            if out and len(out) < len(parts) and c.parent not in told:
                yield _uneven(merger, c, out, [u.unit for u in parts if u.unit not in out])
            if out:
                told.add(c.code)
        unit = block.unit(merger.unit)
        for c in criteria if unit is not None else ():
            entry = unit.row.entries.get(input_key(c.code)) if unit else None
            if entry is not None:
                yield _merger_error(
                    merger,
                    f"đơn vị “{merger.unit}” lấy trung bình cộng, nhưng {c.name} có điểm nhập “{entry.typed}” ({entry.origin})",
                    "xóa điểm của đơn vị mới: điểm ấy được tính từ các đơn vị trước khi hợp nhất",
                )


def _uneven(
    merger: s.Merger, c: s.Criterion, out: Sequence[str], counted: Sequence[str]
) -> Diagnostic:
    names, others = (", ".join(f"“{u}”" for u in units) for units in (out, counted))
    return _merger_error(
        merger,
        f"{c.name} không tính cho {names} nhưng có tính cho {others}, nên không có trung bình cộng cho “{merger.unit}”",
        "xác định đơn vị mới có tính tiêu chí này không, rồi sửa câu không tính điểm cho các đơn vị như nhau",
    )


def _merger_error(merger: s.Merger, message: str, help_: str) -> Diagnostic:
    place = merger.place
    return Diagnostic(
        Code.MERGED_UNIT,
        message,
        source=place.source,
        labels=(Label(place.span),),
        help=help_,
        citation=place.citation,
    )


# ---- units below


def names_of(round_: s.Round | None, block: str, unit: str) -> tuple[str, ...]:
    """All names of a unit, its own first, and those of the units that it came to be from."""
    listed = round_.block(block) if round_ else None
    if listed is None:
        return (unit,)
    own = [unit, *(p for m in listed.mergers if m.unit == unit for p in m.parts)]
    return (*own, *(n for u in listed.units if u.name in own for n in u.names[1:]))


def values_below(
    block: s.Block,
    units: Iterable[str],
    done: Mapping[str, BlockResult],
    round_: s.Round | None,
) -> dict[str, dict[str, Tally]]:
    """The values over the units below, by unit and key."""
    return {
        unit: {
            x.key: _tally(
                x,
                block.name,
                done.get(x.block),
                frozenset(map(fold, names_of(round_, block.name, unit))),
            )
            for x in block.below
        }
        for unit in units
        if block.below
    }


def _tally(x: s.Below, block: str, lower: BlockResult | None, names: frozenset[str]) -> Tally:
    word = lower_word(lower.graph.block, block) if lower else None
    sure: list[UnitResult] = []
    perhaps: list[UnitResult] = []
    for u in lower.standing if lower and word else ():
        named = u.values[word.key] if word else Text(())
        if not u.assessed or not isinstance(named, Text):
            continue
        if not named.known:
            perhaps.append(u)
        elif fold(named.text) in names:
            sure.append(u)
    if not sure and not perhaps:
        nobody = frozenset({"đơn vị trực thuộc (chưa có đơn vị nào trong số liệu)"})
        return Tally(Amount(Fraction(0), Fraction(1) if x.share else None, nobody), (), (), ())
    return _counted(x, sure, perhaps, word.name if word else "")


def _counted(
    x: s.Below, sure: Sequence[UnitResult], perhaps: Sequence[UnitResult], word: str
) -> Tally:
    reach = {u.unit: _reach(x, u) for u in (*sure, *perhaps)}
    least = sum(not reach[u.unit][1] for u in sure)
    most = sum(reach[u.unit][0] for u in sure)
    good = sum(reach[u.unit][0] for u in perhaps)  # may belong here and reach the level
    bad = sum(reach[u.unit][1] for u in perhaps)  # may belong here and fail to
    low, high = Fraction(least), Fraction(most + good)
    if x.share:
        low = low / (len(sure) + bad) if sure or bad else Fraction(1)
        high = high / (len(sure) + good) if sure or good else Fraction(0)
    missing = {f"mức của “{u.unit}”" for u in sure if all(reach[u.unit])}
    missing |= {f"{word} của “{u.unit}”" for u in perhaps}
    value = Amount(low, high, frozenset(missing))
    return Tally(
        value,
        tuple(u.unit for u in sure if not reach[u.unit][1]),
        tuple(u.unit for u in sure if not reach[u.unit][0]),
        tuple(u.unit for u in (*sure, *perhaps) if all(reach[u.unit]) or u in perhaps),
    )


def _reach(x: s.Below, unit: UnitResult) -> tuple[bool, bool]:
    """Whether a unit may reach the level, and whether it may fail to."""
    level = unit.values[x.scale]
    hits = [fold(o) in x.levels for o in level.options] if isinstance(level, Text) else []
    return any(hits), not hits or not all(hits)


def lower_word(lower: s.Block, block: str) -> s.Figure | None:
    """The unit word of a block that names a unit of the block above."""
    return next((f for f in lower.figures if f.of_block and fold(f.of_block) == fold(block)), None)


def lost_below(block: s.Block, lower: BlockResult, known: Iterable[str]) -> Iterator[Diagnostic]:
    """Units whose word names no unit of the block above: they would be counted nowhere."""
    word = lower_word(lower.graph.block, block.name)
    names = {fold(n): n for n in known}
    for u in lower.standing if word is not None else ():
        entry = u.row.entries.get(word.key) if word else None
        if entry is None or fold(str(entry.value)) in names:
            continue
        near = nearest(str(entry.value), names.values())
        yield Diagnostic(
            Code.SHEET_UNIT_UNKNOWN,
            f"“{u.unit}”: {word.name if word else ''} ghi “{entry.value}”, không phải đơn vị nào của khối “{block.name}”",
            place=str(entry.origin),
            help=f"có phải là “{near}” không?" if near else "sửa tên ở ô này",
        )


def in_order_of_need(blocks: Sequence[s.Block]) -> list[s.Block]:
    """The blocks with those of the units below before those that count them."""
    done: list[s.Block] = []
    waiting = list(blocks)
    while waiting:
        names = {b.name for b in waiting}
        free = [b for b in waiting if not any(x.block in names for x in b.below)]
        free = free or waiting  # a circle was told by the check
        done += free
        waiting = [b for b in waiting if b not in free]
    return done


# ---- a decided order


def check_orders(block: BlockResult) -> Iterator[Diagnostic]:
    """Recorded orders that name units which the keys do not leave equal: without effect, or against the keys."""
    rankings = [r for r in block.graph.block.rankings if r.by_decision]
    known = {u.unit for u in block.units}
    for order in block.setting.orders:
        unknown = [u for u in order.units if u not in known]
        for unit in unknown:
            near = nearest(unit, known)
            yield _order_told(
                order,
                Code.UNKNOWN_UNIT,
                f"không có đơn vị “{unit}” trong khối",
                f"có phải là “{near}” không?" if near else "xem lại tên đơn vị",
                Severity.ERROR,
            )
        if not unknown and rankings:
            yield from _unneeded(block, rankings, order)


def _unneeded(
    block: BlockResult, rankings: Sequence[s.Ranking], order: s.DecidedOrder
) -> Iterator[Diagnostic]:
    for a, b in zip(order.units, order.units[1:], strict=False):
        pairs = []
        for ranking in rankings:
            units = [block.unit(a), block.unit(b)]
            pairs.append([u.ranks.get(ranking.name) if u else None for u in units])
        if any(x and y and x.keys == y.keys for x, y in pairs):
            continue
        against = [(x, y) for x, y in pairs if x and y and x.place > y.place]
        if against:
            yield _order_told(
                order,
                Code.DECIDED_ORDER,
                f"quyết định xếp “{a}” trước “{b}”, nhưng theo cách xếp hạng “{b}” đứng trước (thứ {against[0][1].place} so với {against[0][0].place})",
                "quyết định chỉ xếp các đơn vị bằng nhau; sửa thứ tự ghi ở đây, hoặc xem lại số liệu",
                Severity.ERROR,
            )
        else:
            yield _order_told(
                order,
                Code.DECIDED_ORDER,
                f"“{a}” và “{b}” không bằng nhau ở mọi khóa, nên thứ tự này không có tác dụng với hai đơn vị ấy",
                "bỏ đơn vị không cần xếp bằng quyết định",
                Severity.WARNING,
            )


def _order_told(
    order: s.DecidedOrder, code: Code, message: str, help_: str, severity: Severity
) -> Diagnostic:
    place = order.place
    return Diagnostic(
        code,
        message,
        severity,
        place.source,
        (Label(place.span),),
        help=help_,
        citation=place.citation,
    )
