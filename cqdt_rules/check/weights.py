"""Maxima that are stated, and what weights make of points and maxima."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.outline import CriterionDraft
from cqdt_rules.check.report import Report
from cqdt_rules.diagnostics import Code
from cqdt_rules.numbers import format_percent


def with_factors(
    report: Report,
    criteria: list[s.Criterion],
    drafts: dict[str, CriterionDraft],
    full: Fraction | None,
) -> list[s.Criterion]:
    """The criteria with what weights make of their points: weight × the whole's maximum / their own (language.md, 8.4)."""
    factors: dict[str, Fraction] = {}
    for parent in ("", *(c.code for c in criteria if c.children)):
        parts = [c for c in criteria if c.parent == parent and c.role == ""]
        weights = {c.code: w for c in parts if (w := weight_of(drafts[c.code])) is not None}
        if not weights or not _weights_agree(report, parts, weights, drafts):
            continue
        whole = full if not parent else next(c.maximum for c in criteria if c.code == parent)
        maxima = {c.code: stated_maximum(c.code, criteria) for c in parts}
        if not _maxima_for_weights(report, parts, maxima, whole, weights):
            continue
        assert whole is not None
        total = sum((w.share.value for w in weights.values()), Fraction(0))
        for c in parts:
            factors[c.code] = (
                weights[c.code].share.value / total * whole / (maxima[c.code] or Fraction(1))
            )
    return [evolve(c, factor=factors.get(c.code, Fraction(1))) for c in criteria]


def weight_of(draft: CriterionDraft) -> syntax.Weight | None:
    """The weight that a criterion states."""
    return next((x for x in draft.body.clauses if isinstance(x, syntax.Weight)), None)


def _weights_agree(
    report: Report,
    parts: list[s.Criterion],
    weights: dict[str, syntax.Weight],
    drafts: dict[str, CriterionDraft],
) -> bool:
    """Whether every part has a weight, all of one kind, and percentages add up to 100%."""
    lacking = [c for c in parts if c.code not in weights]
    if lacking:
        report.error(
            Code.WEIGHT_SUM,
            f"{lacking[0].name} chưa có trọng số, trong khi các phần bên cạnh có",
            drafts[lacking[0].code].body,
            "ghi “trọng số …%” cho mọi phần, hoặc không phần nào",
        )
        return False
    shares = list(weights.values())
    percents = [w for w in shares if isinstance(w.share, syntax.Percent)]
    total = sum((w.share.value for w in shares), Fraction(0))
    if percents and len(percents) < len(shares):
        message = "trọng số vừa ghi bằng phần trăm vừa ghi bằng số"
        report.error(Code.WEIGHT_SUM, message, percents[0], "ghi cùng một cách cho mọi phần")
        return False
    if total <= 0 or (percents and total != 1):
        said = tuple((w.span, "") for w in shares[1:])
        message = f"các trọng số cộng lại được {format_percent(total)}, không phải 100%"
        message = message if percents else "các trọng số cộng lại bằng 0"
        report.error(Code.WEIGHT_SUM, message, shares[0], "sửa trọng số của một phần", said)
        return False
    return True


def _maxima_for_weights(
    report: Report,
    parts: list[s.Criterion],
    maxima: dict[str, Fraction | None],
    whole: Fraction | None,
    weights: dict[str, syntax.Weight],
) -> bool:
    """Whether the whole and every part say their maximum: a weight turns the one into the other."""
    lacking = next((c for c in parts if not maxima[c.code]), None)
    if lacking is not None:
        message = f"{lacking.name} có trọng số nhưng chưa có điểm tối đa để quy đổi"
        help_ = f"thêm “tối đa … điểm” sau {lacking.name}"
        report.error(Code.MAXIMUM_MISSING, message, weights[lacking.code], help_)
        return False
    if whole is None:
        message = "các phần có trọng số nhưng cả nhóm chưa có điểm tối đa để quy đổi"
        help_ = "thêm “thang điểm 100 điểm” cho khối, hoặc “tối đa … điểm” cho nhóm ở trên"
        report.error(Code.MAXIMUM_MISSING, message, next(iter(weights.values())), help_)
        return False
    return True


def stated_maximum(code: str, criteria: list[s.Criterion]) -> Fraction | None:
    """What is stated below a criterion: its own maximum, else the sum of its parts; None where a part states none."""
    by_code = {c.code: c for c in criteria}
    mine = by_code[code]
    if mine.maximum is not None:
        return mine.maximum
    parts = [stated_maximum(k, criteria) for k in mine.children if by_code[k].gives_points]
    if not parts or None in parts:
        return None
    return sum((p for p in parts if p is not None), Fraction(0))
