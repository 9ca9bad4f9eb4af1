"""Roots and logarithms that are compared or ranked before they are rounded; weights that nobody spreads again."""

from __future__ import annotations

from cqdt_rules import scheme as s
from cqdt_rules.check.report import Report
from cqdt_rules.diagnostics import Code, Severity
from cqdt_rules.graph import Graph, Node, expressions_of, keys_of
from cqdt_rules.numbers import format_number

_IRRATIONAL = ("căn", "trung bình nhân", "lô-ga-rít tự nhiên", "lô-ga-rít thập phân")
_COMPARES = ("so sánh", "thuộc khoảng")
_DECIDED = ("làm tròn", "và", "hoặc", "không", "ít nhất", *_COMPARES)


def check_unrounded(report: Report, graph: Graph) -> None:
    """A value that no fraction says must be rounded before it is compared, rated or ranked (language.md, 8.11)."""
    origin: dict[
        str, Node
    ] = {}  # of each value not rounded: the named quantity with the root or logarithm
    told: set[str] = set()
    for node in graph.nodes.values():
        from_below = next((origin[k] for k in node.arguments if k in origin), None)
        if node.function in _IRRATIONAL:
            origin[node.key] = graph.owner(node)
        elif from_below is not None and node.function not in _DECIDED:
            origin[node.key] = from_below
        compares = node.function in _COMPARES or node.key.startswith("khóa xếp hạng")
        owner = graph.owner(node)
        if compares and from_below is not None and owner.key not in told:
            told.add(owner.key)
            _tell(report, node, owner, from_below)


def _tell(report: Report, node: Node, owner: Node, source: Node) -> None:
    place = node.place or owner.place or source.place
    assert place is not None
    message = f"“{source.title or source.key}” có căn hoặc lô-ga-rít mà chưa làm tròn, nên chưa so sánh được"
    help_ = "thêm “, làm tròn đến … chữ số thập phân” vào công thức ấy"
    related = ((source.place.span, "công thức ấy"),) if source.place else ()
    related = () if source.place == place else related
    report.at_place(Code.IRRATIONAL_UNROUNDED, Severity.ERROR, message, place, help_, related)


def check_weights_spread(report: Report, block: s.Block) -> None:
    """Weights, parts left out for some units, and no division by what counts: those units cannot reach the full total."""
    weighted = [c for c in block.criteria if c.factor != 1]
    if not weighted or not block.exclusions:
        return
    if not block.converted:
        report.at_place(
            Code.WEIGHT_UNSAID,
            Severity.WARNING,
            "có trọng số và có phần không tính điểm, mà không câu nào nói phần ấy mang đi bao nhiêu điểm tối đa",
            weighted[0].place,
            "thêm câu: điểm và điểm tối đa của từng phần quy đổi theo trọng số, phần không tính thì bỏ cả điểm tối đa đã quy đổi",
            ((block.exclusions[0].place.span, "phần không tính điểm"),),
        )
    named = frozenset().union(*map(keys_of, expressions_of(block)))
    maxima = {s.MAXIMUM_COUNTED, *(s.maximum_key(c.code) for c in block.criteria)}
    if named & maxima:
        return
    rule = block.exclusions[0]
    out = sum(c.factor * (c.maximum or 0) for c in weighted if c.code in rule.codes)
    ceiling = (
        f", còn nhiều nhất {format_number(block.full_maximum - out)}"
        if out and block.full_maximum
        else ""
    )
    report.at_place(
        Code.WEIGHT_NOT_SPREAD,
        Severity.WARNING,
        f"phần không tính điểm có trọng số mà không công thức nào chia cho điểm tối đa được tính{ceiling}",
        rule.place,
        "nếu các phần còn lại phải quy về đủ 100% thì chia cho “điểm tối đa được tính”",
        ((weighted[0].place.span, "trọng số"),),
    )
