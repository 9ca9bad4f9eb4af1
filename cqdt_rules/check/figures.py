"""Divisions that can be by 0, figures rounded twice, figures that no rule uses, options with a gap in their days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from cqdt_rules import scheme as s
from cqdt_rules.check import words
from cqdt_rules.check.claims import Claims, Within
from cqdt_rules.check.linear import ZERO, Range
from cqdt_rules.check.report import Report
from cqdt_rules.check.worlds import Answer, World, Worlds
from cqdt_rules.diagnostics import Code, Diagnostic, Label, Severity
from cqdt_rules.functions import PEERS
from cqdt_rules.graph import Graph, Node, expressions_of, keys_of
from cqdt_rules.numbers import Rounding, fold, format_number, round_to
from cqdt_rules.source import Span
from cqdt_rules.values import Amount

if TYPE_CHECKING:
    from datetime import date


# ---- divisions


def check_divisions(report: Report, worlds: Worlds, contexts: Mapping[str, Claims]) -> None:
    """Divisors that can be 0 for a unit whose result then has no figure."""
    told: set[tuple[str, str]] = set()
    for node in worlds.graph.nodes.values():
        if node.function != "nhân":
            continue
        owner = worlds.graph.owner(node)
        for sign, divisor in zip(node.params, node.arguments, strict=True):
            at = (owner.key, worlds.same[divisor])
            bounds = worlds.graph.nodes[divisor].bounds
            if (
                sign != "/"
                or at in told
                or not isinstance(bounds, Amount)
                or not bounds.may_be(ZERO)
            ):
                continue
            told.add(at)
            below = worlds.below({worlds.same[divisor]})
            if any(worlds.nodes[k].function in PEERS for k in below):
                continue  # of a whole block only the figures of all units tell
            zero = Within(divisor, Range((ZERO, 0), (ZERO, 0)))
            own = contexts.get(node.key, ())
            if worlds.same[s.MAXIMUM_COUNTED] in below:
                own = (*own, Within(s.MAXIMUM_COUNTED, Range((ZERO, 1), None)))  # is assessed
            world = worlds.find(*own, zero, unknown=owner.key, shown=True)
            if isinstance(world, World):
                _tell_division(report, worlds, node, owner, divisor, world)
            elif world is Answer.TOO_MUCH and owner.place is not None:
                message = (
                    f"chưa xét được: mẫu số “{words.name_of(worlds, divisor)}” có thể bằng 0 không"
                )
                report.at_place(Code.NOT_EXAMINED, Severity.NOTE, message, owner.place)


def _tell_division(
    report: Report, worlds: Worlds, node: Node, owner: Node, divisor: str, world: World
) -> None:
    place = node.place or owner.place or worlds.graph.block.place
    name = words.name_of(worlds, divisor)
    criteria = {s.points_key(c.code) for c in worlds.graph.block.criteria}
    clauses = (
        ("không tính điểm", "tính 0 điểm", "tính điểm tối đa")
        if owner.key in criteria
        else ("không đánh giá",)
    )
    said = ", ".join(f"“{c} khi {name} = 0”" for c in clauses)
    which = "một trong ba câu mà các cơ quan dùng" if len(clauses) == 3 else "câu"
    witness = words.witness_words(worlds, world, [divisor])
    report.at_place(
        Code.DIVISION_BY_ZERO,
        Severity.WARNING,
        f"mẫu số “{name}” có thể bằng 0 (thí dụ {witness})",
        s.Place(place.source, place.span, (owner.place or place).citation),
        f"thêm {which}: {said}; hoặc ghi khoảng của số liệu, thí dụ “từ 1 trở lên”",
    )


# ---- rounding

_SAME_ROUNDING = (
    "là",
    "không quá",
    "không dưới",
    "không tính là 0",
    "điểm tiêu chí",
    "trường hợp",
    "nếu",
)


def check_roundings(report: Report, worlds: Worlds) -> None:
    """A figure that is rounded, and then rounded again to a coarser step: the second sees less than the first."""
    for node in worlds.graph.nodes.values():
        if node.function != "làm tròn":
            continue
        for inner, factor in _rounded_before(worlds.graph, node.arguments[0], Fraction(1)):
            example = _rounds_otherwise(node, inner, factor)
            if example is None:
                continue
            owner = worlds.graph.owner(node)
            place = owner.place or worlds.graph.block.place
            source = worlds.graph.owner(inner)
            same = source.key == owner.key or source.place is None
            report.at_place(
                Code.ROUNDED_TWICE,
                Severity.WARNING,
                f"{owner.title or owner.key} được làm tròn hai lần: {example}",
                place,
                "chỉ làm tròn một lần, ở bước cuối",
                () if same or source.place is None else ((source.place.span, "đã làm tròn ở đây"),),
            )


def _rounded_before(graph: Graph, key: str, factor: Fraction) -> Iterator[tuple[Node, Fraction]]:
    """The roundings whose result, times a constant at most, is what a quantity is."""
    node = graph.nodes[key]
    if node.function == "làm tròn":
        yield node, factor
        return
    if node.function == "nhân":
        constants = [
            b.figure for a in node.arguments if isinstance(b := graph.nodes[a].constant, Amount)
        ]
        others = [a for a in node.arguments if graph.nodes[a].constant is None]
        if len(others) == 1 and "/" not in node.params:
            for c in constants:
                factor *= c
            yield from _rounded_before(graph, others[0], factor)
    elif node.function in _SAME_ROUNDING:
        for part in node.arguments:
            if isinstance(graph.nodes[part].bounds, Amount):
                yield from _rounded_before(graph, part, factor)


def _rounds_otherwise(outer: Node, inner: Node, factor: Fraction) -> str | None:
    """`17,445 → 17,45 → 17,5, làm tròn một lần thì 17,4`: a figure that shows it; None where twice is as once."""
    step, how = cast(Fraction, outer.params[0]), cast(Rounding, outer.params[1])
    fine, first = cast(Fraction, inner.params[0]), cast(Rounding, inner.params[1])
    low = (
        inner.bounds.low
        if isinstance(inner.bounds, Amount) and inner.bounds.low is not None
        else ZERO
    )
    high = inner.bounds.high if isinstance(inner.bounds, Amount) else None
    start = round_to(low, fine) // fine
    for i in range(2 * int(start), 2 * int(start) + 4000):
        for figure in (i * fine / 2, i * fine / 2 - fine / 10):
            if figure < low or (high is not None and figure > high):
                continue
            once = round_to(figure * factor, step, how)
            middle = round_to(figure, fine, first)
            twice = round_to(middle * factor, step, how)
            if once != twice:
                shown = [format_number(x) for x in (figure, middle, twice, once)]
                return f"{shown[0]} → {shown[1]} → {shown[2]}, làm tròn một lần thì được {shown[3]}"
    return None


# ---- figures that are not used


def unused_figures(scheme: s.Scheme, round_: s.Round | None) -> Iterator[Diagnostic]:
    """Figures and unit words that no rule, no ranking and no table uses."""
    used: set[s.Place] = set()
    declared: dict[s.Place, s.Figure] = {}
    for block in scheme.blocks:
        declared.update((f.place, f) for f in block.figures)
        keys = _keys_used(block, round_)
        used |= {f.place for f in block.figures if f.key in keys or f.of_block}
    for place, figure in declared.items():
        if place in used:
            continue
        word = "thông tin đơn vị" if figure.kind == "TEXT" else "số liệu"
        sure = bool(figure.code) or round_ is not None
        yield Diagnostic(
            Code.NOT_USED,
            f"không câu nào dùng {word} “{figure.name}”"
            if sure
            else f"chưa câu nào trong bộ tiêu chí dùng {word} “{figure.name}”",
            Severity.WARNING if sure else Severity.NOTE,
            place.source,
            (Label(place.span),),
            help="dùng nó trong cách chấm, công thức hoặc điều kiện; nếu thừa thì bỏ câu này",
            citation=place.citation,
        )


def _keys_used(block: s.Block, round_: s.Round | None) -> set[str]:
    used = {k for e in expressions_of(block) for k in keys_of(e)}
    used |= {ranking.within for ranking in block.rankings}
    told_only = {c.code for c in block.criteria if not c.gives_points}
    used |= {f.key for f in block.figures if f.code in told_only}
    for annex in round_.annexes if round_ else ():
        for table in annex.tables if annex.block == block.name else ():
            shown = [c.value for c in table.columns if c.value is not None]
            shown += [table.order.value] if table.order else []
            used |= {c.out_of for c in table.columns}
            used |= {k for e in shown for k in keys_of(e)}
    used |= {f.not_above for f in block.figures if f.key in used}
    return used


def unused_extras(scheme: s.Scheme, round_: s.Round | None) -> Iterator[Diagnostic]:
    """Bonus and penalty points that nothing adds or subtracts (language.md, section 8.5): they would have no effect."""
    told: set[s.Place] = set()
    for block in scheme.blocks:
        used = _keys_used(block, round_)
        for c in block.criteria:
            if c.role not in ("thưởng", "trừ") or c.parent or c.place in told:
                continue
            keys = {s.points_key(k) for k in block.under(c.code)}
            keys.add(s.BONUS if c.role == "thưởng" else s.PENALTY)
            keys |= {s.content_key(name) for name in c.contents}
            if keys & used:
                continue
            told.add(c.place)
            verb = "cộng" if c.role == "thưởng" else "trừ"
            yield Diagnostic(
                Code.NOT_USED,
                f"không công thức nào {verb} {c.name}: điểm ấy không có tác dụng",
                Severity.WARNING,
                c.place.source,
                (Label(c.place.span),),
                help="thêm công thức, thí dụ: công thức tổng điểm = điểm đạt được + điểm thưởng − điểm trừ",
                citation=c.place.citation,
            )


# ---- options by days

_DAY = r"(?:ngày\s+)?(\d{1,2})/(\d{1,2})/(\d{4})"
_PERIODS = (  # compiled where a choice speaks of days: start-up counts
    (rf"từ\s+(?:sau\s+)?{_DAY}\s+đến\s+(?:hết\s+|trước\s+)?{_DAY}", "between"),
    (
        rf"(?:chậm nhất|muộn nhất|không muộn hơn|đến|trước hoặc trong)\s+(?:là\s+)?(?:hết\s+)?{_DAY}",
        "to",
    ),
    (rf"trước\s+{_DAY}", "before"),
    (rf"sau\s+{_DAY}", "after"),
    (rf"từ\s+{_DAY}", "from"),
)


def check_days(report: Report, block: s.Block) -> None:
    """Options of one choice that are periods: days that belong to none, or to two."""
    for figure in block.figures:
        periods = sorted((p, o) for o in figure.options if (p := period_of(o)) is not None)
        if not periods:
            continue
        furthest = periods[0]
        for following in periods[1:]:
            _tell_days(report, figure, furthest, following)
            furthest = max(furthest, following, key=lambda x: x[0][1])


def _tell_days(
    report: Report,
    figure: s.Figure,
    one: tuple[tuple[date, date], str],
    two: tuple[tuple[date, date], str],
) -> None:
    from datetime import timedelta

    (_, end), (start, last) = one[0], two[0]
    day = timedelta(days=1)
    places = [_span_of(figure.place, text) for text in (two[1], one[1])]
    related = ((places[1], "lựa chọn kề nó"),)
    at = s.Place(figure.place.source, places[0], figure.place.citation)
    if start <= end:
        said, code = _days_words(start, min(end, last)), Code.OPTION_OVERLAP
        message, help_ = f"{said} thuộc cả hai lựa chọn", "sửa ngày cho hai lựa chọn rời nhau"
    elif end + day < start:
        said, code = _days_words(end + day, start - day), Code.OPTION_GAP
        message, help_ = f"{said} không thuộc lựa chọn nào", "sửa ngày cho hai lựa chọn liền nhau"
    else:
        return
    report.at_place(code, Severity.WARNING, message, at, help_, related)


def period_of(text: str) -> tuple[date, date] | None:
    """The days that an option speaks of, first and last; None where it speaks of none."""
    if text.count("/") < 2:  # names no day
        return None
    from datetime import date, timedelta

    folded = fold(text)
    day = timedelta(days=1)
    for pattern, kind in _PERIODS:
        found = re.search(pattern, folded)
        if found is None:
            continue
        parts = [int(x) for x in found.groups()]
        try:
            days = [date(parts[i + 2], parts[i + 1], parts[i]) for i in range(0, len(parts), 3)]
        except ValueError:  # 31/02/2024
            return None
        if kind == "between":
            first = days[0] + day if "từ sau" in found[0] else days[0]
            return first, days[1] - day if "đến trước" in found[0] else days[1]
        return {
            "to": (date.min, days[0]),
            "before": (date.min, days[0] - day),
            "after": (days[0] + day, date.max),
            "from": (days[0], date.max),
        }[kind]
    return None


def _days_words(first: date, last: date) -> str:
    shown = [f"{d.day:02}/{d.month:02}/{d.year}" for d in (first, last)]
    if first == last:
        return f"ngày {shown[0]}"
    if first.year == 1:  # an option without a first day
        return f"từ ngày {shown[1]} trở về trước"
    if last.year == 9999:
        return f"từ ngày {shown[0]} trở đi"
    return f"từ ngày {shown[0]} đến ngày {shown[1]}"


def _span_of(place: s.Place, text: str) -> Span:
    """The words of an option where they stand."""
    at = place.source.text.find(text, place.span.start, place.span.end)
    return Span(at, at + len(text)) if at >= 0 else place.span
