"""Levels and lists of cases: gaps, overlaps, lines that are never used, thresholds that are out of reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import frozen

from cqdt_rules import scheme as s
from cqdt_rules.check import words
from cqdt_rules.check.claims import Claims
from cqdt_rules.check.ladders import (
    Cuts,
    Ladder,
    Rung,
    Stretch,
    Verdict,
    cuts_of,
    inner_gaps,
    judge,
    overlaps,
    rising,
    scope_of,
)
from cqdt_rules.check.report import Report
from cqdt_rules.check.worlds import Worlds
from cqdt_rules.diagnostics import Code, Diagnostic, Severity
from cqdt_rules.graph import Node, level_condition

BANDS = (
    "khoảng"  # among the params of a list of cases: its lines are intervals that should not overlap
)


def check_scales(report: Report, worlds: Worlds, contexts: dict[str, Claims]) -> None:
    """Reports what is wrong with the scales of a block.

    Of a scale that each criterion has, one criterion shows all: the one that can get the most points, typed rather
    than computed. A level is out of reach only where no criterion reaches it.
    """
    block = worlds.graph.block
    each: dict[s.Place, list[s.Scale]] = {}
    for scale in block.scales:
        if scale.criterion:
            each.setdefault(scale.place, []).append(scale)
        else:
            check_scale(report, scale, worlds, contexts)
    for scales in each.values():
        found: list[Diagnostic] = []
        idle: set[Diagnostic] = set()
        for i, scale in enumerate(sorted(scales, key=lambda x: _reach(block, x), reverse=True)):
            told = Report(report.source)
            check_scale(told, scale, worlds, contexts)
            levels = {d.labels[0] for d in told.found if d.code in _IDLE}
            found = told.found if i == 0 else found
            idle = {d for d in (found if i == 0 else idle) if d.labels[0] in levels}
            if not idle:
                break
        report.found += [d for d in found if d.code not in _IDLE or d in idle]


_IDLE = (Code.LEVEL_UNREACHABLE, Code.LEVEL_HIDDEN)


def _reach(block: s.Block, scale: s.Scale) -> tuple[bool, Fraction]:
    criterion = block.criterion(scale.criterion)
    assert criterion is not None
    return criterion.points is None, criterion.maximum or Fraction(0)


def check_scale(
    report: Report, scale: s.Scale, worlds: Worlds, contexts: dict[str, Claims]
) -> None:
    """Reports what is wrong with a scale, each with a figure as witness."""
    rungs = tuple(
        Rung(level_condition(scale, x.name), f"mức {x.name}", x.place) for x in scale.levels
    )
    if not rungs:
        return
    ladder = Ladder(rungs, contexts[rungs[0].key])
    cuts = cuts_of(worlds, ladder)
    if cuts is not None and rising(cuts, len(rungs)):
        _report_rising(report, scale)
        return
    verdict = judge(worlds, ladder, cuts, open_ended=scale.rest is None)
    _check_thresholds(report, worlds, ladder, verdict)
    for i in verdict.never:
        report.at_place(
            Code.LEVEL_UNREACHABLE,
            Severity.ERROR,
            f"không đơn vị nào đạt được {rungs[i].name}",
            rungs[i].place,
            _why_never(worlds, ladder),
        )
    for i, above in verdict.hidden:
        report.at_place(
            Code.LEVEL_HIDDEN,
            Severity.ERROR,
            f"{rungs[i].name} không bao giờ được dùng: mọi kết quả đạt mức này đã đạt một mức ở trên",
            rungs[i].place,
            "xếp các mức từ cao xuống thấp",
            ((rungs[above].place.span, "mức ở trên"),),
        )
    _report_overlaps(report, worlds, ladder, cuts, _OF_LEVELS, disjoint=False)
    _report_gaps(report, worlds, ladder, verdict.gaps, _OF_LEVELS)
    if scale.rest is not None and cuts is not None:
        _report_gaps(report, worlds, ladder, inner_gaps(worlds, ladder, cuts), _OF_LEVELS_BETWEEN)
    _report_undecided(report, scale.place, verdict)


def check_cases(report: Report, worlds: Worlds, contexts: dict[str, Claims]) -> None:
    """Reports what is wrong with the bands and cases of a block (of its own and its common part)."""
    for node in worlds.graph.nodes.values():
        ladder = _cases_of(worlds, node, contexts)
        if ladder is None:
            continue
        bands = BANDS in node.params
        cuts = cuts_of(worlds, ladder)
        verdict = judge(worlds, ladder, cuts, open_ended=len(node.arguments) % 2 == 0)
        for i in verdict.never:
            report.at_place(
                Code.CONDITION_NEVER,
                Severity.WARNING,
                "không đơn vị nào thuộc dòng này",
                ladder.rungs[i].place,
                _why_never(worlds, ladder),
            )
        for i, above in verdict.hidden:
            report.at_place(
                Code.CASE_HIDDEN,
                Severity.WARNING,
                "dòng này không bao giờ được dùng: đơn vị nào thuộc dòng này cũng thuộc một dòng ở trên",
                ladder.rungs[i].place,
                "dòng đầu tiên đúng là kết quả: viết dòng này lên trên, hoặc sửa khoảng của nó",
                ((ladder.rungs[above].place.span, "dòng ở trên"),),
            )
        hidden = {i for i, _ in verdict.hidden}
        _report_overlaps(report, worlds, ladder, cuts, _OF_CASES, disjoint=bands, told=hidden)
        _report_gaps(report, worlds, ladder, verdict.gaps, _OF_CASES)
        _report_undecided(report, ladder.rungs[0].place, verdict)


def _cases_of(worlds: Worlds, node: Node, contexts: dict[str, Claims]) -> Ladder | None:
    if node.function != "trường hợp":
        return None
    tests = node.arguments[: len(node.arguments) // 2 * 2 : 2]
    places = [worlds.graph.nodes[t].place for t in tests]
    own = all(" #" in t for t in tests)  # a rule of fixed points is told by itself
    if not tests or not own or any(p is None for p in places):
        return None
    rungs = tuple(
        Rung(t, f"dòng “{p.words}”", p) for t, p in zip(tests, places, strict=True) if p is not None
    )
    return Ladder(rungs, contexts.get(node.key, ()))


@frozen
class _Words:
    """How findings of levels, and those of cases, are said."""

    gap: Code
    overlap: Code
    severity: Severity
    none: str
    help: str


_OF_LEVELS = _Words(
    Code.LEVEL_GAP,
    Code.LEVEL_OVERLAP,
    Severity.ERROR,
    "không thuộc mức nào",
    "thêm một dòng “còn lại …”, hoặc sửa ngưỡng của hai mức kề nhau",
)
_OF_LEVELS_BETWEEN = _Words(
    Code.LEVEL_GAP,
    Code.LEVEL_OVERLAP,
    Severity.WARNING,
    "nằm giữa hai mức mà không thuộc mức nào, nên rơi xuống “còn lại”",
    "sửa ngưỡng của hai mức kề nhau; nếu đúng là như vậy thì viết một mức cho khoảng ấy",
)
_OF_CASES = _Words(
    Code.CASE_GAP,
    Code.CASE_OVERLAP,
    Severity.ERROR,
    "không thuộc dòng nào",
    "thêm một dòng “còn lại: …”, hoặc sửa ngưỡng của hai dòng kề nhau",
)


def _report_gaps(
    report: Report, worlds: Worlds, ladder: Ladder, gaps: Sequence[Stretch], said: _Words
) -> None:
    if not gaps:
        return
    scope = scope_of(worlds, ladder)
    percent = _in_percent(worlds, ladder)
    last = ladder.rungs[-1]
    others = tuple((r.place.span, "") for r in ladder.rungs[:-1])
    if scope.subject is None:
        subjects = [*scope.thresholds]
        witness = words.witness_words(worlds, gaps[0].world, subjects, percent=percent)
        message = f"có {_WHAT[said.gap]} {said.none}" + (f", thí dụ {witness}" if witness else "")
    else:
        subject = scope.subject
        name = words.name_of(worlds, subject)
        told = []
        for gap in gaps:
            assert gap.range is not None
            where = words.range_words(worlds, subject, gap.range, percent=percent)
            witness = words.witness_words(worlds, gap.world, [subject], percent=percent)
            told.append(f"{name} {where} {said.none} (thí dụ {witness})")
        message = "; ".join(told)
    report.at_place(said.gap, said.severity, message, last.place, said.help, others)


_WHAT = {Code.LEVEL_GAP: "kết quả", Code.CASE_GAP: "đơn vị"}


def _report_overlaps(
    report: Report,
    worlds: Worlds,
    ladder: Ladder,
    cuts: Cuts | None,
    said: _Words,
    *,
    disjoint: bool,
    told: Iterable[int] = (),
) -> None:
    for x in overlaps(worlds, ladder, cuts, disjoint=disjoint) if cuts is not None else ():
        if x.second in told:
            continue
        assert cuts is not None
        subject = cuts.subject
        percent = _in_percent(worlds, ladder)
        where = words.range_words(worlds, subject, x.range, percent=percent)
        first, second = ladder.rungs[x.first], ladder.rungs[x.second]
        both = f"cả {first.name} lẫn {second.name}" if said is _OF_LEVELS else "cả hai dòng"
        witness = words.witness_words(worlds, x.world, [subject], percent=percent)
        report.at_place(
            said.overlap,
            Severity.WARNING,
            f"{words.name_of(worlds, subject)} {where} thuộc {both} (thí dụ {witness})",
            second.place,
            "dòng viết trước được dùng; sửa một đầu của khoảng cho hai dòng rời nhau",
            ((first.place.span, "dòng được dùng"),),
        )


def _report_undecided(report: Report, place: s.Place, verdict: Verdict) -> None:
    if verdict.undecided:
        report.at_place(
            Code.NOT_EXAMINED,
            Severity.NOTE,
            "chưa xét được: " + "; ".join(verdict.undecided),
            place,
            "điều kiện dựa vào quá nhiều đại lượng; viết thêm ví dụ đơn vị ở sát các ngưỡng để tự kiểm tra",
        )


def _report_rising(report: Report, scale: s.Scale) -> None:
    report.at_place(
        Code.LEVEL_ORDER,
        Severity.ERROR,
        "các mức viết từ thấp lên cao; mức viết trước được coi là mức cao hơn",
        scale.levels[0].place,
        "viết lại từ cao xuống thấp: mức cao nhất đứng đầu",
        tuple((level.place.span, "") for level in scale.levels[1:]),
    )


def _in_percent(worlds: Worlds, ladder: Ladder) -> bool:
    thresholds = scope_of(worlds, ladder).thresholds.values()
    return words.in_percent([r.place for r in ladder.rungs], [t for ts in thresholds for t in ts])


def _why_never(worlds: Worlds, ladder: Ladder) -> str:
    percent = _in_percent(worlds, ladder)
    ranges = [
        f"{words.name_of(worlds, key)} {words.range_words(worlds, key, r, percent=percent)}"
        for key in scope_of(worlds, ladder).thresholds
        if (r := worlds.range(key)).low is not None and r.high is not None
    ]
    return f"các giá trị có thể có: {'; '.join(ranges)}" if ranges else ""


def _check_thresholds(report: Report, worlds: Worlds, ladder: Ladder, verdict: Verdict) -> None:
    """A threshold above all that the quantity can be."""
    for i, rung in enumerate(ladder.rungs):
        if i in verdict.never:  # told as a level that nobody reaches
            continue
        for key, thresholds in scope_of(worlds, Ladder((rung,))).thresholds.items():
            high = worlds.range(key).high
            beyond = sorted(t for t in thresholds if high is not None and t > high[0])
            if beyond and high is not None:
                percent = _in_percent(worlds, ladder)
                said = [
                    words.figure_words(worlds, key, f, percent=percent)
                    for f in (beyond[0], high[0])
                ]
                report.at_place(
                    Code.THRESHOLD_BEYOND,
                    Severity.WARNING,
                    f"ngưỡng {said[0]} cao hơn mức cao nhất mà {words.name_of(worlds, key)} có thể đạt ({said[1]})",
                    rung.place,
                )
