"""Results to reasons: the figures of a unit, the rules that made them, their lines, down to the scores typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from cqdt_rules import scheme as s
from cqdt_rules.functions import QUOTA
from cqdt_rules.graph import (
    Graph,
    Node,
    cap_condition,
    fixed_key,
    input_key,
    level_condition,
    rank_key,
)
from cqdt_rules.numbers import exact_decimals, fold, format_number, format_percent
from cqdt_rules.results import BlockResult, UnitResult, points_in_round
from cqdt_rules.values import HOLDS, Amount, NotApplicable, Text, Truth, Value, exactly


def explain(block: BlockResult, unit: UnitResult) -> tuple[str, ...]:
    """The lines of an explanation, in Vietnamese: result first, then how each figure came out, then the typed scores."""
    lines = [unit.unit, *(f"Khối: {block.name}" for _ in [0] if block.name), ""]
    lines += [*_setting_lines(block, unit), *_result_lines(block, unit)]
    if unit.assessed:
        lines += ["", "Tính từng bước", *_steps(block.graph, unit)]
        lines += ["", "Điểm từng phần", *_criteria(block, unit)]
    if unit.in_rounds:
        lines += ["", *_rounds(block, unit)]
    if unit.left_out:
        lines += ["", "Không tính cho đơn vị này"]
        for x in unit.left_out:
            reason = f"; lý do: {x.rule.reason}" if x.rule.reason else ""
            lines.append(f"  - không tính điểm {x.rule.words}{reason}  [{_where(x.rule.place)}]")
    return tuple(lines)


def _setting_lines(block: BlockResult, unit: UnitResult) -> Iterator[str]:
    """What the round says of the unit: merged, overdue, the units below."""
    setting = block.setting
    merger = setting.mergers.get(unit.unit)
    if merger is not None:
        parts = " và ".join(f"“{p}”" for p in merger.parts)
        yield f"Điểm từng phần là trung bình cộng của {parts}  [{_where(merger.place)}]"
    if unit.unit in setting.overdue and setting.deadline is not None:
        yield f"Quá hạn không gửi số liệu: tính 0 điểm  [{_where(setting.deadline)}]"
    for key, tally in setting.below.get(unit.unit, {}).items():
        total = len({*tally.reached, *tally.failed, *tally.open})
        of_all = f" ({len(tally.reached)} trên {total} đơn vị)" if total else ""
        yield f"{_capital(key)}: {_share(key, tally.value)}{of_all}"
        if tally.failed:
            yield f"  chưa đạt: {', '.join(tally.failed)}"
        if tally.open:
            yield f"  chưa rõ: {', '.join(tally.open)}"


def _share(key: str, value: Value) -> str:
    """A share as a percentage, a count as it is."""
    if not key.startswith("tỷ lệ") or not isinstance(value, Amount):
        return written(value)
    if value.known:
        return format_percent(value.figure, None if exact_decimals(value.figure) is not None else 2)
    low, high = value.low or Fraction(0), value.high or Fraction(1)
    return f"chưa có số liệu (từ {format_percent(low, 2)} đến {format_percent(high, 2)})"


def _result_lines(block: BlockResult, unit: UnitResult) -> Iterator[str]:
    if not unit.assessed:
        yield f"Không đánh giá: {unit.why_not}"
        return
    if unit.missing:
        yield "Chưa có đủ số liệu. Còn thiếu: " + "; ".join(
            _input_name(block.graph, k) for k in unit.missing
        )
    for scale in block.graph.block.main_scales:
        value = unit.values[scale.key]
        yield f"{_capital(scale.key)}: {written(value) or 'không xếp loại'}"
        yield from _why_level(block.graph, scale, unit)
        yield from _why_quota(block, scale, unit)
    for ranking in block.graph.block.rankings:
        yield from _why_rank(ranking, unit)
    if not unit.ranks and unit.why_not:
        yield f"Không xếp hạng: {unit.why_not}"


def _why_rank(ranking: s.Ranking, unit: UnitResult) -> Iterator[str]:
    """A place, its keys, whom it ties with, and who decided between them."""
    rank = unit.ranks.get(ranking.name)
    named = f" “{ranking.name}”" if ranking.name else ""
    if rank is None:
        first = unit.values[rank_key(0, ranking.name)]
        if not unit.why_not and isinstance(first, NotApplicable):
            yield f"Không xếp hạng{named}: {ranking.keys[0].words} không tính cho đơn vị này"
        return
    ties = f", cùng {', '.join(rank.ties)}" if rank.ties else ""
    keys = "; ".join(_exact(k) for k in rank.keys)
    words = ", ".join(k.words for k in ranking.keys)
    mark = " (tạm thời)" if rank.provisional else ""
    yield f"Thứ hạng{named}: {rank.place}{mark}{ties}; xếp theo {words} = {keys}"
    if rank.waiting:
        yield "  bằng nhau ở mọi khóa, chờ người có thẩm quyền quyết định thứ tự"
    if rank.decided is not None:
        order = ", ".join(rank.decided.units)
        place = rank.decided.place
        yield f"  bằng nhau ở mọi khóa; người có thẩm quyền quyết định thứ tự: {order}  [{_where(place)}]"


def _why_level(graph: Graph, scale: s.Scale, unit: UnitResult) -> Iterator[str]:
    """The condition that decided the level, and the nearest miss above it."""
    value = unit.values[scale.key]
    if not isinstance(value, Text) or not value.known:
        return
    missed: str | None = None
    for i, cap in enumerate(scale.caps):
        test = unit.values[cap_condition(scale, i)]
        if isinstance(test, Truth) and test.holds:
            yield f"  bị hạ: {cap.place.words}  [{_where(cap.place)}]"
    for level in scale.levels:
        node = graph.nodes[level_condition(scale, level.name)]
        test = unit.values[node.key]
        if isinstance(test, Truth) and test.holds:
            yield f"  vì {level.place.words}  [{_where(level.place)}]"
            if scale.place.citation and scale.place.citation != level.place.citation:
                yield f"     {scale.place.citation}"
            yield from _level_figures(graph, node, unit)
            break
        missed = _shortfall(graph, level, node, unit) or missed
    if missed:
        yield f"  {missed}"


def _why_quota(block: BlockResult, scale: s.Scale, unit: UnitResult) -> Iterator[str]:
    """That a share of the units may have the level, and on which side of the line the unit stands."""
    for quota in scale.quotas:
        node = next(
            n
            for n in block.graph.nodes.values()
            if n.function == QUOTA and n.params[1] == quota.level
        )
        before, after = unit.values[node.arguments[0]], unit.values[node.key]
        if not isinstance(before, Text) or quota.level not in before.options:
            continue
        holders = [u for u in block.standing if _holds(u, node.arguments[0], quota.level)]
        count = sum(u.assessed for u in block.standing)
        seats = int(quota.share * count)
        share = format_percent(quota.share)
        yield (
            f"  {quota.place.words}: {share} của {count} đơn vị được đánh giá là {seats} đơn vị; "
            f"{len(holders)} đơn vị đủ điều kiện  [{_where(quota.place)}]"
        )
        if isinstance(after, Text) and after.known and after.text != quota.level:
            yield f"  {_beyond_quota(unit, holders, quota.level)}"


def _holds(unit: UnitResult, key: str, level: str) -> bool:
    value = unit.values[key]
    return unit.assessed and isinstance(value, Text) and level in value.options


def _beyond_quota(unit: UnitResult, holders: Sequence[UnitResult], level: str) -> str:
    if unit.rank is None:
        return f"không có thứ hạng nên không được xét vào số đơn vị được mức {level}"
    before = [u for u in holders if u.rank is not None and u.rank.place < unit.rank.place]
    ties = [u.unit for u in holders if u.unit in unit.rank.ties]
    with_ = f", bằng {', '.join(ties)} ở đúng chỗ hết số lượng" if ties else ""
    return f"sau {len(before)} đơn vị đủ điều kiện khác{with_}, nên nhận mức kế tiếp"


def _level_figures(graph: Graph, node: Node, unit: UnitResult) -> Iterator[str]:
    """The figures that the condition compared, each with whether it was rounded: a unit at 89,999 will ask."""
    told: list[str] = []
    for part in _parts(graph, node):
        if part.function in ("thuộc khoảng", "so sánh"):
            subject = _subject(graph, part)
            rounded = "đã làm tròn" if _is_rounded(graph, subject) else "chưa làm tròn"
            told.append(
                f"{subject.title or subject.key} = {written(unit.values[subject.key])} ({rounded})"
            )
    if told:
        yield "     " + "; ".join(dict.fromkeys(told))


def _shortfall(graph: Graph, level: s.Level, node: Node, unit: UnitResult) -> str:
    """`thiếu 0,82 điểm để đạt mức I`: what a condition's lower bounds lack, and which of its other tests fail."""
    lacks: list[str] = []
    either = any(_offers_several(graph, part) for part in _parts(graph, node))
    for part in _parts(graph, node):
        if part.function not in ("thuộc khoảng", "so sánh"):
            continue
        subject = unit.values[part.arguments[0]]
        for sign, bound_key in zip(part.params, part.arguments[1:], strict=True):
            bound = unit.values[bound_key]
            if not isinstance(subject, Amount) or not isinstance(bound, Amount):
                continue
            if not subject.known or not bound.known:
                continue
            lack = bound.figure - subject.figure
            if lack > 0 and sign in ("≥", ">"):
                lacks.append(f"thiếu {_exact(lack)} {_subject_name(graph, part)}")
            elif (words := _fails(str(sign), lack)) and not either:
                name = _subject(graph, part)
                as_ruled = format_percent if _in_percent(bound.figure, level.place) else _exact
                lacks.append(
                    f"{name.title or name.key} = {as_ruled(subject.figure)}, phải {words} {as_ruled(bound.figure)}"
                )
    return f"{', '.join(lacks)} để đạt mức {level.name}" if lacks else ""


def _in_percent(figure: Fraction, place: s.Place) -> bool:
    """Whether a rule writes a figure as a percentage, and nowhere as a plain number."""
    words = place.words.replace(" %", "%")
    percent, plain = (re.escape(x) for x in (format_percent(figure), _exact(figure)))
    return bool(re.search(rf"(?<![\d,]){percent}", words)) and not re.search(
        rf"(?<![\d,]){plain}(?![\d,%])", words
    )


def _offers_several(graph: Graph, part: Node) -> bool:
    """Whether a part of a condition is an `hoặc` between several tests, of which no single one has to hold."""
    tests = [
        k
        for k in part.arguments
        if any(p.function in ("thuộc khoảng", "so sánh") for p in _parts(graph, graph.nodes[k]))
    ]
    return part.function == "hoặc" and len(tests) > 1


def _fails(sign: str, lack: Fraction) -> str:
    """What a comparison asks for that does not hold, in words; '' where it holds. `lack`: bound − figure."""
    holds = {">": lack < 0, "≤": lack >= 0, "<": lack > 0, "=": lack == 0, "≠": lack != 0}
    words = {">": "lớn hơn", "≤": "không quá", "<": "dưới", "=": "bằng", "≠": "khác"}
    return "" if holds.get(sign, True) else words[sign]


def _parts(graph: Graph, node: Node) -> Iterator[Node]:
    yield node
    for key in node.arguments:
        if key.startswith(f"{node.key.partition(' #')[0]} #"):
            yield from _parts(graph, graph.nodes[key])


def _subject_name(graph: Graph, part: Node) -> str:
    node = _subject(graph, part)
    return "điểm" if node.key == s.POINTS else f"({node.title or node.key})"


def _subject(graph: Graph, part: Node) -> Node:
    """The quantity that a comparison is about."""
    node = graph.nodes[part.arguments[0]]
    while not node.title and node.arguments:
        node = graph.nodes[node.arguments[0]]
    return node


def _is_rounded(graph: Graph, node: Node) -> bool:
    """Whether a figure was rounded, caps and other names aside."""
    while node.function in ("không quá", "không dưới", "là", "không tính là 0"):
        node = graph.nodes[node.arguments[0]]
    return node.function == "làm tròn"


# ---- steps


def _steps(graph: Graph, unit: UnitResult) -> Iterator[str]:
    yield f"  {s.POINTS} = {written(unit.values[s.POINTS])}"
    yield f"  {s.MAXIMUM_COUNTED} = {written(unit.values[s.MAXIMUM_COUNTED])} (trên tổng {written(unit.values[s.FULL_MAXIMUM])})"
    for key in (s.BONUS, s.PENALTY):
        if key in graph.nodes:
            yield f"  {key} = {written(unit.values[key])}"
    for d in graph.block.definitions:
        node = graph.nodes[fold(d.name)]
        formula, result = _with_figures(graph, node, unit), written(unit.values[node.key])
        yield f"  {d.name} = {formula}" + ("" if formula == result else _equals(result))
        yield f"      theo: {d.place.words}  [{_where(d.place)}]"
        for part in _parts(graph, node):
            if part.function == "trường hợp":
                yield from (f"      {line}" for line in _case_that_held(graph, unit, part))


def _equals(figure: str) -> str:
    return f" {figure}" if figure.startswith("≈") else f" = {figure}"


def _with_figures(graph: Graph, node: Node, unit: UnitResult) -> str:
    """A formula with the unit's figures in the place of names: `67,85 × 100 / 75, làm tròn …`."""
    if not node.arguments:  # a figure that is the same for all
        return written(unit.values[node.key])
    values = [_operand(graph, i, node, unit) for i in range(len(node.arguments))]
    match node.function:
        case "cộng" | "nhân":
            signs = [str(p) for p in node.params]
            return " ".join(
                [values[0], *(f"{sign} {v}" for sign, v in zip(signs[1:], values[1:], strict=True))]
            )
        case "làm tròn":
            before = unit.values[node.arguments[0]]
            raw = (
                _equals(written(before)) if isinstance(before, Amount) and " " in values[0] else ""
            )
            return f"{values[0]}{raw}, làm tròn"
        case "không quá" | "không dưới":
            return f"{values[0]}, {node.function} {values[1]}"
        case "trường hợp":
            chosen = _chosen(node, unit)
            return written(unit.values[node.key]) if chosen is None else values[chosen]
    return f"{node.function} ({'; '.join(values)})" if len(values) > 1 else values[0]


def _operand(graph: Graph, index: int, owner: Node, unit: UnitResult) -> str:
    key = owner.arguments[index]
    node = graph.nodes[key]
    if " #" not in key or not node.function:
        return written(unit.values[key])
    inner = _with_figures(graph, node, unit)
    alike = owner.function in _SIGNED and owner.function == node.function
    turned = alike and index > 0 and owner.params[index] in _TURNING
    limited = owner.function in _SIGNED and node.function in _LIMITED
    nested = owner.function == "nhân" and node.function == "cộng"
    return f"({inner})" if turned or limited or nested else inner


_SIGNED = ("cộng", "nhân")
_TURNING = ("−", "/")  # what stands behind these needs brackets: 10 − (4 − 1), 10 / (4 / 2)
_LIMITED = (
    "không quá",
    "không dưới",
    "làm tròn",
)  # said behind a value: as an operand, in brackets


def _criteria(block: BlockResult, unit: UnitResult) -> Iterator[str]:
    graph = block.graph
    merger = block.setting.mergers.get(unit.unit)
    parts = [u for p in merger.parts if (u := block.unit(p)) is not None] if merger else []
    for c in graph.block.criteria:
        depth = _depth(graph, c)
        if not c.gives_points:
            yield from _without_points(graph, unit, c, depth)
            continue
        value = unit.values[s.points_key(c.code)]
        maximum = unit.values[s.maximum_key(c.code)]
        full = written(maximum) if c.maximum is not None or c.children else ""
        out_of = f" / {full}" if full and not isinstance(value, NotApplicable) else ""
        entry = unit.row.entries.get(input_key(c.code))
        typed = (
            f"  (nhập “{entry.typed}”, {entry.origin})"
            if entry is not None and not isinstance(value, NotApplicable)
            else ""
        )
        if parts and isinstance(value, Amount):
            of_parts = "; ".join(written(u.values[s.points_key(c.code)]) for u in parts)
            typed = f"  (trung bình cộng của {of_parts})"
        if not typed and isinstance(value, Amount) and value.missing and c.children:
            continue
        if (
            isinstance(value, Amount)
            and value.missing
            and any(_typed_above(graph, unit, c) for _ in [0])
        ):
            continue
        yield f"{'  ' * depth}{c.name} {c.title}: {written(value)}{out_of}{typed}"
        below = "  " * depth + "    "
        if not isinstance(value, NotApplicable):
            yield from (below + line for line in _how_scored(graph, unit, c))
        yield from (below + line for line in _given(graph, unit, c.code))
    yield from ("  " + line for line in _given(graph, unit, ""))


def _depth(graph: Graph, c: s.Criterion) -> int:
    parent = graph.block.criterion(c.parent) if c.parent else None
    return 1 if parent is None else _depth(graph, parent) + 1


def _given(graph: Graph, unit: UnitResult, code: str) -> Iterator[str]:
    """The figures given for a criterion, or (no code) for the unit."""
    for f in graph.block.figures:
        given = unit.row.entries.get(f.key)
        if f.code == code and given is not None:
            yield f"{f.name} = {given.typed}  ({given.origin})"


def _without_points(graph: Graph, unit: UnitResult, c: s.Criterion, depth: int) -> Iterator[str]:
    """A condition that is met or not; a statistic with its figures."""
    said = ""
    if c.role == "điều kiện":
        box = next(unit.values[f.key] for f in graph.block.figures if f.code == c.code)
        met = isinstance(box, Amount) and box.known
        said = "chưa có số liệu" if not met else "đạt" if box == exactly(1) else "không đạt"
        counts = unit.values[s.counts_key(c.code)]
        said = "không tính" if isinstance(counts, Truth) and not counts.may_hold else said
    yield f"{'  ' * depth}{c.name} {c.title}: {said or 'chỉ thống kê'}"
    yield from ("  " * depth + "    " + line for line in _given(graph, unit, c.code))


def _how_scored(graph: Graph, unit: UnitResult, c: s.Criterion) -> Iterator[str]:
    """What fixed a criterion's points, which line of its way of scoring held, values over the block, its weight, its level."""
    for i, x in enumerate(graph.block.fixed_points):
        if c.code in x.codes and unit.values[fixed_key(i)] == HOLDS:
            lacks = unit.values.get(s.no_figure_key(c.code))
            if not x.without_figures or lacks == HOLDS:
                reason = f": {x.reason}" if x.reason else ""
                yield f"{x.verb}{reason}  [{_where(x.place)}]"
                return
    points = graph.nodes[s.points_key(c.code)]
    for part in _parts(graph, points) if c.points is not None else ():
        if part.function == "trường hợp":
            yield from _case_that_held(graph, unit, part)
    yield from _computed(graph, unit, c)
    for over in graph.block.over_block:
        if over.key in graph.nodes and over.key.endswith(f"[{c.code}]"):
            yield f"{over.words} = {written(unit.values[over.key])}"
    value = unit.values[points.key]
    if c.factor != 1 and isinstance(value, Amount) and value.known:
        yield f"theo trọng số: {_exact(value.figure)} × {_exact(c.factor)} = {_exact(value.figure * c.factor)}"
    for scale in graph.block.scales:
        if scale.criterion == c.code:
            yield f"mức: {written(unit.values[scale.key])}"


def _computed(graph: Graph, unit: UnitResult, c: s.Criterion) -> Iterator[str]:
    """The arithmetic of a criterion that is scored by a formula, a ratio or a count, with the unit's figures."""
    value = unit.values[s.points_key(c.code)]
    if c.points is None or c.role or not (isinstance(value, Amount) and value.known):
        return
    own = graph.nodes[s.points_key(c.code)].arguments[1]
    passed = any(f.code == c.code and f.name == (c.title or c.name) for f in graph.block.figures)
    if not passed and unit.values.get(own) == value and _is_arithmetic(graph, own):
        yield f"cách tính: {_with_figures(graph, graph.nodes[own], unit)}"


def _is_arithmetic(graph: Graph, key: str) -> bool:
    node = graph.nodes[key]
    if " #" not in key:
        return True
    if node.constant is not None:
        return isinstance(node.constant, Amount)
    return node.function in _ARITHMETIC and all(_is_arithmetic(graph, k) for k in node.arguments)


_ARITHMETIC = (
    *("cộng", "nhân", "không quá", "không dưới", "làm tròn", "không tính là 0"),
    *("số nhỏ nhất", "số lớn nhất", "trung bình cộng", "trung bình nhân"),
)


def _case_that_held(graph: Graph, unit: UnitResult, part: Node) -> Iterator[str]:
    """The line of a list of cases that gave the value; nothing where `còn lại` did."""
    chosen = _chosen(part, unit)
    if chosen is None or (chosen == len(part.arguments) - 1 and len(part.arguments) % 2):
        return
    key = part.arguments[chosen - 1]
    place = graph.nodes[key].place
    if " #" in key and place is not None:
        yield f"theo dòng: {place.words}  [{_where(place)}]"


def _chosen(part: Node, unit: UnitResult) -> int | None:
    """Which argument of a list of cases is its value: after the first test that holds, or the last one alone."""
    pairs = len(part.arguments) // 2
    for i in range(pairs):
        test = unit.values[part.arguments[2 * i]]
        if isinstance(test, Truth) and test.holds:
            return 2 * i + 1
        if not test.known:
            return None
    return len(part.arguments) - 1 if len(part.arguments) % 2 else None


def _rounds(block: BlockResult, unit: UnitResult) -> Iterator[str]:
    """The rounds of scores side by side, and how the result differs from the first of them."""
    scheme, names = block.graph.block, list(unit.in_rounds)
    yield f"Các lần chấm: {' | '.join(names)}"
    for c in (c for c in scheme.criteria if c.gives_points):
        values = [points_in_round(scheme, unit, c.code, n) for n in names]
        if any(isinstance(v, Amount) and not v.missing for v in values):
            result = unit.values[s.points_key(c.code)]
            where = _round_taken(unit, c)
            depth = "  " * (c.code.count(".") + 1)
            yield f"{depth}{c.name} {c.title}: {_side_by_side(names[0], values, result, where)}"
    totals: list[Value | None] = [unit.in_rounds[n].values[s.POINTS] for n in names]
    yield f"  {s.POINTS}: {_side_by_side(names[0], totals, unit.values[s.POINTS], '')}"


def _side_by_side(
    first_name: str, values: Sequence[Value | None], result: Value, where: str
) -> str:
    shown = " | ".join(
        "–" if v is None or (isinstance(v, Amount) and v.missing) else written(v) for v in values
    )
    first = values[0]
    line = f"{shown}; kết quả {written(result)}{where}"
    both = isinstance(first, Amount) and first.known and isinstance(result, Amount)
    if not both or not isinstance(result, Amount) or not result.known:
        return line
    assert isinstance(first, Amount)
    lack = result.figure - first.figure
    sign = "+" if lack > 0 else "−" if lack < 0 else ""
    return f"{line}; chênh lệch so với {first_name}: {sign}{_exact(abs(lack))}"


def _round_taken(unit: UnitResult, c: s.Criterion) -> str:
    """Which round the result took the points from."""
    if c.points is not None:
        return " (tính từ số liệu)"
    entry = unit.row.entries.get(input_key(c.code))
    return f" (theo {entry.round})" if entry is not None and entry.round else ""


def _typed_above(graph: Graph, unit: UnitResult, c: s.Criterion) -> bool:
    """Whether points were typed at a criterion above, so that nothing is expected here."""
    parent = graph.block.criterion(c.parent) if c.parent else None
    return parent is not None and (
        input_key(parent.code) in unit.row.entries or _typed_above(graph, unit, parent)
    )


# ---- words


_MOST_DECIMALS = 20  # what has more is the end of a range of a root or logarithm
_CLOSE = Fraction(1, 10**12)  # ends of a root or logarithm: nearer than anything that is printed


def written(value: Value) -> str:
    """A value as a reason writes it: exact, or with ≈ where no decimals say it exactly; a range while figures are missing."""
    match value:
        case Amount() if value.known:
            return _exact(value.figure)
        case Amount(low, high, missing):
            if low is not None and high is not None and not missing and high - low < _CLOSE:
                return f"≈ {format_number(low, 6)}"
            if low is not None and low == high:  # what is missing cannot change it
                return f"chưa có số liệu (chỉ có thể là {_exact(low)})"
            if low is not None and high is not None:
                return f"chưa có số liệu (từ {_exact(low)} đến {_exact(high)})"
            return "chưa có số liệu"
        case Truth():
            return ("có" if value.may_hold else "không") if value.known else "chưa rõ"
        case Text() if value.known:
            return value.text
        case Text():
            return "chưa rõ (" + " hoặc ".join(o or "không xếp loại" for o in value.options) + ")"
        case NotApplicable():
            return "không tính"


def _exact(figure: Fraction) -> str:
    decimals = exact_decimals(figure)
    short = decimals is not None and decimals <= _MOST_DECIMALS
    return format_number(figure) if short else f"≈ {format_number(figure, 6)}"


def _where(place: s.Place) -> str:
    cited = f"; {place.citation}" if place.citation else ""
    return f"{place.source.name}, dòng {place.line}{cited}"


def _input_name(graph: Graph, key: str) -> str:
    return graph.nodes[key].title if key in graph.nodes else key


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
