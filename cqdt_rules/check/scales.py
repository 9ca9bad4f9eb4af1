"""Scales of levels: the conditions of each level, what is left for the others, and what lowers a level."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.expressions import Scope
from cqdt_rules.check.outline import Said, place
from cqdt_rules.check.rankings import with_quotas
from cqdt_rules.check.report import Report
from cqdt_rules.diagnostics import Code
from cqdt_rules.numbers import fold


def once(
    report: Report, seen: dict[str, syntax.Node], key: str, node: syntax.Node, shown: str
) -> None:
    """Tells a thing that is said a second time; `seen` keeps where it was said first."""
    if key in seen:
        report.error(
            Code.DUPLICATE,
            f"{shown} đã có ở trên",
            node,
            "bỏ một trong hai câu",
            ((seen[key].span, "câu trước"),),
        )
    seen[key] = node


def level_texts(levels: list[Said]) -> tuple[str, ...]:
    """What a scale can give: its levels, then the words for the others."""
    names = [said.body.name.text for said in levels if isinstance(said.body, syntax.Level)]
    rests = [
        t.text for said in levels if isinstance(said.body, syntax.Rest) for t in said.body.text
    ]
    return (*names, *rests)


def rated_by(scope: Scope, each: syntax.EachKind) -> list[s.Criterion]:
    """The criteria of which each has the scale: `xếp loại từng tiêu chí`."""
    return scope.of_kind(fold(each.phrase.text).removeprefix("từng "), each)


def scales_of(
    report: Report, scope: Scope, head: Said, statements: list[Said]
) -> Iterator[s.Scale]:
    """The scale of a statement, or one for each criterion of a kind."""
    assert isinstance(head.body, syntax.Scale)
    each = head.body.name
    if not isinstance(each, syntax.EachKind):
        made = _scale(report, scope, head, statements, scale_name(head.body))
        yield with_quotas(report, made, statements)
        return
    for c in rated_by(scope, each):
        scope.rated = c
        made = _scale(report, scope, head, statements, c.name)
        yield with_quotas(report, evolve(made, criterion=c.code), statements)
    scope.rated = None


def _scale(report: Report, scope: Scope, head: Said, statements: list[Said], name: str) -> s.Scale:
    levels: list[s.Level] = []
    caps: list[s.Cap] = []
    rest: str | None = None
    seen: dict[str, syntax.Node] = {}
    for said in statements:
        body = said.body
        if isinstance(body, syntax.Level):
            once(report, seen, fold(body.name.text), body.name, f"mức {body.name.text}")
            levels.append(
                s.Level(body.name.text, scope.condition(body.condition), place(report, said))
            )
        elif isinstance(body, syntax.Rest):
            once(report, seen, "còn lại", body, "còn lại")
            rest = body.text[0].text if body.text else ""
        elif isinstance(body, syntax.Cap | syntax.Demotion | syntax.Veto):
            caps += _cap(report, scope, said, levels)
    if rest is None and any(cap.function != "khống chế mức" for cap in caps):
        report.error(
            Code.NO_LEVEL_LEFT,
            "không nói đơn vị bị hạ khỏi mức thấp nhất thì được gì",
            head.body,
            'thêm câu “còn lại "…"” hoặc “còn lại không xếp loại”',
        )
    if rest and fold(rest) in {fold(x.name) for x in levels}:
        help_ = "chọn lời khác cho “còn lại”"
        report.error(Code.DUPLICATE, f"“{rest}” đã là một mức", head.body, help_)
    if not levels:
        report.error(
            Code.NO_LEVEL_LEFT,
            "xếp loại này không có mức nào",
            head.body,
            "thêm các dòng “mức … khi …”",
        )
    whole = evolve(head, unstated=tuple(u for said in (head, *statements) for u in said.unstated))
    return s.Scale(name, tuple(levels), rest, tuple(caps), place(report, whole))


def _cap(report: Report, scope: Scope, said: Said, levels: list[s.Level]) -> list[s.Cap]:
    """What lowers a level: to a level at most, by one, or altogether."""
    body = said.body
    assert isinstance(body, syntax.Cap | syntax.Demotion | syntax.Veto)
    function = {syntax.Demotion: "hạ một mức", syntax.Veto: "không xếp loại"}
    level = ""
    if isinstance(body, syntax.Cap):
        if fold(body.level.text) not in [fold(x.name) for x in levels]:
            report.error(Code.UNKNOWN_LEVEL, f"không có mức “{body.level.text}”", body.level)
            return []
        level = _level_name(levels, body.level.text)
    condition = scope.condition(body.condition)
    name = function.get(type(body), "khống chế mức")
    return [s.Cap(name, level, condition, place(report, said))]


def scale_name(body: syntax.Scale) -> str:
    """The name of a scale, folded; `từng tiêu chí` for one that each criterion has."""
    if isinstance(body.name, syntax.EachKind):
        return fold(body.name.phrase.text)
    return fold(body.name.text) if body.name else ""


def _level_name(levels: list[s.Level], written: str) -> str:
    """A level's own name, however it is written elsewhere."""
    return next(x.name for x in levels if fold(x.name) == fold(written))
