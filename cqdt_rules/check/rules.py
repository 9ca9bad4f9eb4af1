"""Rules about criteria and units: what is left out, what gets no points or all, who is not ranked or not assessed."""

from __future__ import annotations

from fractions import Fraction

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.criteria import evidence_of
from cqdt_rules.check.expressions import Scope
from cqdt_rules.check.outline import CriterionDraft, Said, place
from cqdt_rules.check.report import Report
from cqdt_rules.check.weights import stated_maximum
from cqdt_rules.diagnostics import Code, Severity, nearest
from cqdt_rules.graph import keys_of
from cqdt_rules.numbers import fold


def exclusion_of(
    report: Report, scope: Scope, said: Said, owner: s.Criterion | None
) -> s.Exclusion:
    """What is left out, for whom; `owner` is the criterion that the statement stands under, if any."""
    body = said.body
    assert isinstance(body, syntax.Exclusion)
    codes, words, lacking = _targets(report, scope, body, owner, "không tính điểm")
    scope.criterion = owner
    units, condition = _for_units(scope, body.units, body.when)
    scope.criterion = None
    reason = body.reason.text.text if body.reason else ""
    return s.Exclusion(codes, words, units, condition, reason, place(report, said), lacking)


def _targets(
    report: Report,
    scope: Scope,
    body: syntax.Exclusion | syntax.ZeroPoints | syntax.FullPoints,
    owner: s.Criterion | None,
    verb: str,
) -> tuple[tuple[str, ...], str, bool]:
    """The codes that a rule is about, how a note says them, and whether only those without figures are meant."""
    if body.targets is None:
        if owner is not None:
            return (owner.code,), f"với {owner.kind} {owner.title or owner.code}", False
        report.error(
            Code.MISPLACED,
            f"câu này không nói rõ {verb} tiêu chí nào",
            body,
            f"viết tên nội dung hoặc tiêu chí sau “{verb}”",
        )
        return (), "", False
    codes: list[str] = []
    words: list[str] = []
    for target in body.targets.items:
        found, said_as = _target(report, scope, target)
        codes += [c for c in found if c not in codes]
        words.append(said_as)
    lacking = [t for t in body.targets.items if isinstance(t, syntax.WithoutFigures)]
    if lacking and len(body.targets.items) > 1:
        message = "“chưa có số liệu” nói cùng những tiêu chí khác thì không rõ nói về tiêu chí nào"
        report.error(Code.AMBIGUOUS, message, lacking[0], "tách thành hai câu")
    return tuple(codes), ", ".join(words), bool(lacking)


def all_fixed_points(
    report: Report,
    scope: Scope,
    of_block: tuple[Said, ...],
    nodes: dict[str, CriterionDraft],
    figures: list[s.Figure],
) -> list[s.FixedPoints]:
    """Every rule that gives no points or full points: under criteria, then those of the block itself."""
    fixed: list[s.FixedPoints] = []
    for code, c in scope.criteria.items():
        for said in nodes[code].under:
            if isinstance(said.body, syntax.ZeroPoints | syntax.FullPoints):
                fixed.append(_fixed_points(report, scope, said, c))
            elif isinstance(said.body, syntax.NoEvidence):
                fixed += _without_evidence(report, scope, said, [c], figures)
    for said in of_block:
        if not isinstance(said.body, syntax.NoEvidence):
            fixed.append(_fixed_points(report, scope, said, None))
            continue
        if not fold(said.body.phrase.text).startswith("các"):
            message = "câu này không đứng dưới tiêu chí nào, nên không rõ nói về tiêu chí nào"
            help_ = "viết: các tiêu chí yêu cầu tài liệu kiểm chứng mà không có thì tính 0 điểm; hoặc chuyển xuống dưới tiêu chí mà nó nói đến"
            report.error(Code.MISPLACED, message, said.body, help_)
            continue
        asked = [
            c
            for code, c in scope.criteria.items()
            if any(isinstance(x.body, syntax.Evidence) for x in nodes[code].under)
        ]
        if not asked:
            message = "không tiêu chí nào có câu “tài liệu kiểm chứng …”"
            report.error(Code.MISPLACED, message, said.body, "thêm câu ấy dưới các tiêu chí cần nó")
        fixed += _without_evidence(report, scope, said, asked, figures)
    return fixed


def _fixed_points(
    report: Report, scope: Scope, said: Said, owner: s.Criterion | None
) -> s.FixedPoints:
    body = said.body
    assert isinstance(body, syntax.ZeroPoints | syntax.FullPoints)
    full = isinstance(body, syntax.FullPoints)
    verb = "tính điểm tối đa" if full else "tính 0 điểm"
    codes, words, lacking = _targets(report, scope, body, owner, verb)
    scope.criterion = owner
    units, condition = _for_units(scope, body.units, body.when)
    scope.criterion = None
    if not units and condition is None and not lacking:
        message = f"câu này {verb} cho mọi đơn vị"
        help_ = "thêm “khi …” hoặc “đối với …”"
        report.error(Code.MISPLACED, message, body, help_)
    reason = body.reason.text.text if body.reason else ""
    return s.FixedPoints(
        Fraction(int(full)),
        _with_parts(scope, codes),
        words,
        units,
        condition,
        reason,
        place(report, said),
        lacking,
    )


def _with_parts(scope: Scope, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Criteria and all that is below them: what holds for a group holds for its parts."""
    found = list(codes)
    for c in scope.criteria.values():
        if c.parent in found and c.code not in found:
            found.append(c.code)
    return tuple(found)


def _without_evidence(
    report: Report,
    scope: Scope,
    said: Said,
    asked: list[s.Criterion],
    figures: list[s.Figure],
) -> list[s.FixedPoints]:
    """No points for criteria whose evidence was not sent: each asks for a box of its own."""
    found: list[s.FixedPoints] = []
    for c in asked:
        box, lacks = evidence_of(scope, c, said)
        if box.key not in {f.key for f in figures}:
            figures.append(box)
        codes = _with_parts(scope, (c.code,))
        words, reason = f"với {c.kind} {c.title or c.code}", "không có tài liệu kiểm chứng"
        where = place(report, said)
        found.append(s.FixedPoints(Fraction(0), codes, words, (), lacks, reason, where))
    return found


def _target(
    report: Report, scope: Scope, target: syntax.CodeList | syntax.WithoutFigures | syntax.Name
) -> tuple[list[str], str]:
    """The codes that a target names, and how a note says it."""
    if isinstance(target, syntax.WithoutFigures):
        kind = fold(target.phrase.text).removeprefix("các ").removesuffix(" chưa có số liệu")
        chosen = [c.code for c in scope.of_kind(kind, target)]
        return chosen, " ".join(target.phrase.text.split())
    if isinstance(target, syntax.CodeList):
        found = [c for code in target.codes if (c := scope.find(target.kind, code)) is not None]
        return [c.code for c in found], ", ".join(
            f"với {c.kind} {c.title or c.code}" for c in found
        )
    wanted = fold(target.text)
    carriers = [c for c in scope.criteria.values() if wanted in map(fold, c.contents)]
    if not carriers:
        contents = {name for c in scope.criteria.values() for name in c.contents}
        near = nearest(target.text, contents)
        help_ = (
            f"có phải là “{near}” không?" if near else "đặt “thuộc nội dung …” dưới các tiêu chí ấy"
        )
        report.error(
            Code.UNKNOWN_NAME, f"không tiêu chí nào thuộc nội dung “{target.text}”", target, help_
        )
    return [c.code for c in carriers], target.text


def _for_units(
    scope: Scope, units: syntax.UnitList | syntax.UnitsWith | None, when: syntax.When | None
) -> tuple[tuple[str, ...], s.Expression | None]:
    named = tuple(u.text for u in units.units) if isinstance(units, syntax.UnitList) else ()
    tests = [scope.condition(units.condition)] if isinstance(units, syntax.UnitsWith) else []
    tests += [scope.condition(when.condition)] if when else []
    condition = s.Apply("và", tuple(tests)) if len(tests) > 1 else tests[0] if tests else None
    return named, condition


def rule_of(report: Report, scope: Scope, said: Said) -> s.Rule:
    """Who is not ranked, or not assessed."""
    body = said.body
    assert isinstance(body, syntax.NotRanked | syntax.NotAssessed)
    units, condition = _for_units(scope, body.units, body.when)
    return s.Rule(
        units, condition, body.reason.text.text if body.reason else "", place(report, said)
    )


def check_fixed_points(report: Report, block: s.Block) -> None:
    """Full points need a maximum; a mere condition or statistic has no points to fix."""
    for rule in block.fixed_points:
        chosen = [c for c in block.criteria if c.code in rule.codes]
        without = next((c for c in chosen if not c.gives_points), None)
        if without is not None:
            message = f"{without.name} không có điểm: chỉ là {without.role}"
            report.at_place(Code.WRONG_KIND, Severity.ERROR, message, rule.place)
        lacking = next((c for c in chosen if c.maximum is None and not c.children), None)
        if rule.share and lacking is not None:
            message = f"{lacking.name} chưa có điểm tối đa"
            help_ = f"thêm “tối đa … điểm” sau {lacking.name}"
            report.at_place(Code.MAXIMUM_MISSING, Severity.ERROR, message, rule.place, help_)


def check_exclusions(report: Report, block: s.Block) -> None:
    """The criteria left out state a maximum, and the conditions read no points."""
    criteria = list(block.criteria)
    points = {s.POINTS, s.MAXIMUM_COUNTED, s.BONUS, s.PENALTY}
    points |= {key(c.code) for c in criteria for key in (s.points_key, s.maximum_key)}
    for rule in block.exclusions:
        lacking = [c for c in rule.codes if stated_maximum(c, criteria) is None]
        role = [c for c in criteria if c.code in rule.codes and c.role]
        if rule.without_figures:  # a group of which all parts are left out leaves with them
            lacking = [c for c in lacking if not block.under(c)[1:]]
        if lacking and not role:
            code = Code.MAXIMUM_MISSING
            name = next(c.name for c in criteria if c.code == lacking[0])
            message = f"không tính điểm {name} nhưng không rõ điểm tối đa giảm bao nhiêu"
            report.at_place(
                code, Severity.ERROR, message, rule.place, f"ghi “tối đa … điểm” cho {name}"
            )
        if rule.condition is not None and keys_of(rule.condition) & points:
            message = "điều kiện không tính điểm không được dựa vào điểm"
            help_ = "chỉ dùng số liệu và thông tin đơn vị"
            report.at_place(Code.WRONG_KIND, Severity.ERROR, message, rule.place, help_)
