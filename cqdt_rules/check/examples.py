"""Worked examples: what they give and what must come out."""

from __future__ import annotations

from fractions import Fraction

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.criteria import EVIDENCE, figure_key
from cqdt_rules.check.expressions import Scope
from cqdt_rules.check.outline import Said, place
from cqdt_rules.check.report import Report
from cqdt_rules.diagnostics import Code
from cqdt_rules.numbers import fold, parse_date
from cqdt_rules.scheme import Kind


def example_of(report: Report, scope: Scope, said: Said, block: s.Block) -> s.Example:
    """A worked example with its names resolved."""
    body = said.body
    assert isinstance(body, syntax.Example)
    given: list[tuple[str, Fraction | str, s.Place]] = []
    expected: list[tuple[s.Expression, Fraction | str, s.Place]] = []
    for clause in body.clauses:
        at = s.Place(report.source, clause.span)
        match clause:
            case syntax.Given():
                key = _given_key(report, scope, clause, block)
                if key:
                    given.append((key, _given_value(report, clause, key, block), at))
            case syntax.ExpectedValue():
                expression, _ = scope.anything(clause.value)
                expected.append((expression, _literal(clause.equals), at))
            case syntax.ExpectedLevel():
                expected += _expected_level(report, scope, clause, at)
    return s.Example(body.unit.text, tuple(given), tuple(expected), place(report, said))


def _expected_level(
    report: Report, scope: Scope, clause: syntax.ExpectedLevel, at: s.Place
) -> list[tuple[s.Expression, Fraction | str, s.Place]]:
    named = scope.names.get("mức", [])
    if not named:
        report.error(
            Code.UNKNOWN_NAME,
            "khối này không có một xếp loại duy nhất",
            clause,
            "viết “mức TÊN = …” với tên của xếp loại",
        )
        return []
    if fold(clause.level.text) not in [fold(o) for o in named[0].options]:
        report.error(Code.UNKNOWN_LEVEL, f"không có mức “{clause.level.text}”", clause.level)
        return []
    return [(s.Quantity(named[0].key), clause.level.text, at)]


def _given_key(report: Report, scope: Scope, clause: syntax.Given, block: s.Block) -> str:
    if isinstance(clause.name, syntax.OneCode):
        criterion = scope.find(clause.name.kind, clause.name.code)
        if criterion is None:
            return ""
        own = [f for f in block.figures if f.code == criterion.code and f.name != EVIDENCE]
        made = block.criterion(criterion.code)
        if made is not None and (made.points is not None or not made.gives_points):
            if len(own) == 1:
                return own[0].key
            report.error(
                Code.WRONG_KIND,
                f"{criterion.name} được chấm từ số liệu, không nhập điểm",
                clause.name,
                "cho các số liệu của tiêu chí ấy",
            )
            return ""
        return figure_key("", criterion.code)
    if isinstance(clause.name, syntax.OverBlock):
        return _given_over_block(report, clause.name, block)
    expression, kind = scope.anything(clause.name)
    if isinstance(clause.name, syntax.SubordinatesAt):
        return expression.key if isinstance(expression, s.Quantity) else ""
    name = clause.name.name if isinstance(clause.name, syntax.NameOf) else clause.name
    if kind is Kind.UNKNOWN or not isinstance(expression, s.Quantity):
        return ""
    if expression.key not in {f.key for f in block.figures}:
        report.error(Code.WRONG_KIND, f"“{name.text}” được tính ra, không nhập vào", clause.name)
        return ""
    return expression.key


def _given_over_block(report: Report, name: syntax.OverBlock, block: s.Block) -> str:
    """The key of a value over the block that a worked example gives: one that a rule reads."""
    words = fold(" ".join(report.source.at(name.span).split()))
    found = [o.key for o in block.over_block if fold(o.words) == words]
    if len(found) == 1:
        return found[0]
    message = (
        f"không quy tắc nào dùng “{words}”" if not found else "có nhiều tiêu chí dùng giá trị này"
    )
    report.error(Code.UNKNOWN_NAME, message, name, "viết đúng như trong quy tắc")
    return ""


def _given_value(report: Report, clause: syntax.Given, key: str, block: s.Block) -> Fraction | str:
    """The value of a figure as a sheet would take it: an option by its own text, 80 in a percentage as 80%."""
    value = _literal(clause.value)
    figure = next((f for f in block.figures if f.key == key), None)
    if isinstance(clause.value, syntax.Date):
        if figure is None or figure.kind != "DATE":
            report.error(Code.WRONG_KIND, "số liệu này không phải một ngày", clause.value)
        return parse_date(clause.value.text) or Fraction(1)
    if figure is not None and figure.kind in ("OPTION", "TEXT"):
        own = [o for o in figure.options if isinstance(value, str) and fold(o) == fold(value)]
        if not isinstance(value, str) or (figure.options and not own):
            known = ", ".join(f"“{o}”" for o in figure.options)
            help_ = f"các lựa chọn: {known}" if known else "viết trong ngoặc kép"
            report.error(
                Code.WRONG_KIND, "giá trị này không phải một lựa chọn", clause.value, help_
            )
        return own[0] if own else value
    if isinstance(value, str) and figure is not None and figure.kind == "YES_NO":
        ticked = {"có": 1, "đạt": 1, "không": 0, "không đạt": 0}.get(fold(value))
        if ticked is not None:
            return Fraction(ticked)
    if isinstance(value, str):
        report.error(Code.WRONG_KIND, "ở đây cần một số", clause.value)
        return Fraction(0)
    if figure is not None and figure.kind == "PERCENT" and value > 1:
        return value / 100
    return value


def _literal(node: syntax.Node) -> Fraction | str:
    if isinstance(node, syntax.Number | syntax.Percent):
        return node.value
    assert isinstance(node, syntax.Quoted | syntax.Date)
    return node.text
