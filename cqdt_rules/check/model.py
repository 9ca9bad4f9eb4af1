"""A path of claims as linear conditions on figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import cast

from cqdt_rules.check.claims import Path, range_of
from cqdt_rules.check.linear import ZERO, Limit, Line, Range, solve
from cqdt_rules.check.quantities import Quantities, common_step
from cqdt_rules.graph import Node
from cqdt_rules.numbers import Rounding
from cqdt_rules.values import Amount

_LEAST = ("không quá", "số nhỏ nhất")
_GREATEST = ("không dưới", "số lớn nhất")


class Lines:
    """Quantities as linear forms along a path; what is not linear there stands for itself."""

    def __init__(self, quantities: Quantities, path: Path) -> None:
        self.quantities, self.path = quantities, path
        self._known: dict[str, Line | None] = {}

    def of(self, key: str) -> Line | None:
        """The form of a quantity; None where it is left out."""
        if key not in self._known:
            self._known[key] = self._form(self.quantities.nodes[key])
        return self._known[key]

    def counts(self, key: str) -> bool | None:
        """Whether a condition is decided along the path."""
        known = self.path.truths.get(key)
        return self.quantities.known_truth(key) if known is None else known

    def _form(self, node: Node) -> Line | None:
        itself = Line(ZERO, {node.key: Fraction(1)})
        parts = node.arguments
        if isinstance(node.constant, Amount):
            return Line(node.constant.figure)
        pick = self.path.picks.get(node.key)
        match node.function:
            case "không tính là 0":
                return self.of(parts[0]) or Line()
            case "cộng":
                return self._sum(parts, node.params)
            case "tổng được tính":
                return self._sum([p for p in parts if self.of(p) is not None], ())
            case "nhân":
                return self._product(node) or itself
            case "trung bình cộng" if not any(self.may_be_left_out(p) for p in parts):
                counted = [p for p in parts if self.of(p) is not None]
                total = self._sum(counted, ())
                return total.times(Fraction(1, len(counted))) if total and counted else None
            case "điểm tiêu chí" | "tối đa được tính" | "khi được tính":
                return self._counted(node, itself)
            case "giá trị tuyệt đối" if pick is not None:
                line = self.of(parts[0])
                return line and line.times(Fraction(1 - 2 * pick))
            case "trường hợp" if pick is not None:
                return self.of(parts[2 * pick + 1] if 2 * pick + 1 < len(parts) else parts[-1])
            case "nếu" if pick is not None:
                return self.of(parts[1]) if pick == 0 else Line()
            case "lựa chọn" if pick is not None:
                return self.of(parts[1 + pick])
            case "không quá" | "không dưới" | "số nhỏ nhất" | "số lớn nhất" if pick is not None:
                return self.of(parts[pick])
        return itself

    def may_be_left_out(self, key: str) -> bool:
        """Whether it is not decided if a criterion counts."""
        node = self.quantities.nodes[key]
        return (
            node.function in ("điểm tiêu chí", "khi được tính")
            and self.counts(node.arguments[0]) is None
        )

    def _counted(self, node: Node, itself: Line) -> Line | None:
        counts = self.counts(node.arguments[0])
        if counts is None:
            return itself
        if node.function == "khi được tính":
            return self.of(node.arguments[1]) if counts else None
        if node.function == "tối đa được tính":
            return self._sum(node.arguments[1:], ()) if counts else Line()
        if not counts:
            return None
        typed, *children = node.arguments[1:]
        if not children:
            return self.of(typed)
        counted = [k for k in children if self.of(k) is not None]
        return self._sum(counted, ()) if counted else None

    def _sum(self, parts: Iterable[str], signs: tuple[object, ...]) -> Line | None:
        total = Line()
        for i, key in enumerate(parts):
            line = self.of(key)
            if line is None:
                return None
            total = total.plus(line, Fraction(-1 if signs and signs[i] == "−" else 1))
        return total

    def _product(self, node: Node) -> Line | None:
        """A product of which at most one factor is not known; None otherwise."""
        total, open_ = Fraction(1), Line(Fraction(1))
        for sign, key in zip(node.params, node.arguments, strict=True):
            pinned = self.path.pins.get(key)
            line = Line(pinned) if pinned is not None else self.of(key)
            if line is None:
                return None
            if line.fixed and not (sign == "/" and not line.constant):
                total *= 1 / line.constant if sign == "/" else line.constant
            elif sign == "/" or not open_.fixed:
                return None
            else:
                open_ = line
        return open_.times(total)


class Model:
    """The linear conditions of a path, and figures for them."""

    def __init__(
        self,
        quantities: Quantities,
        path: Path,
        limits: Mapping[str, Range],
        cone: Mapping[str, None],
    ) -> None:
        self.quantities, self.path = quantities, path
        self.lines = Lines(quantities, path)
        self.ranges: dict[str, Range] = {}
        self.sums: list[tuple[Mapping[str, Fraction], Range]] = []
        self.fails = False
        for key, range_ in path.ranges.items():
            self._bound(self.lines.of(key), range_)
        for claim in path.compared:
            left, right = self.lines.of(claim.left), self.lines.of(claim.right)
            if left is not None and right is not None:  # with what is left out, none ever holds
                self._bound(left.plus(right, Fraction(-1)), range_of(claim.sign, ZERO))
        for key, limit in limits.items():
            self._bound(self.lines.of(key), limit)
        for below, above in quantities.not_above:
            if below in cone:
                apart = Line(ZERO, {below: Fraction(1), above: Fraction(-1)})
                self._bound(apart, Range(None, (ZERO, 0)))

    def figures(self) -> dict[str, Fraction] | None:
        """A figure for each quantity that the conditions name; None where there are none."""
        if self.fails or any(r.empty for r in self.ranges.values()):
            return None
        return solve(self.ranges, self.sums)

    def _bound(self, line: Line | None, range_: Range) -> None:
        if line is None or self.fails:
            return
        if line.fixed:
            self.fails = not range_.holds(line.constant)
            return
        shifted = range_.shifted(-line.constant)
        for key in line.terms:
            self._name(key)
        if len(line.terms) == 1:
            ((key, factor),) = line.terms.items()
            self._meet(key, shifted.divided(factor))
            return
        steps = [self.quantities.step(k) for k in line.terms]
        step = None
        if None not in steps:
            step = common_step(
                [abs(c) * (x or ZERO) for c, x in zip(line.terms.values(), steps, strict=True)]
            )
        self.sums.append((line.terms, shifted.stepped(step)))

    def _name(self, key: str) -> None:
        """Gives a quantity its own range, unless it has one by now."""
        if key not in self.ranges:
            self._meet(key, Range())

    def _meet(self, key: str, range_: Range) -> None:
        """Narrows the range of a quantity, and of those that it is made from where that follows."""
        new = key not in self.ranges
        before = self.ranges.get(key) or self.quantities.range(key)
        after = before.meet(range_).stepped(self.quantities.step(key))
        self.ranges[key] = after
        if after.empty:
            self.fails = True
        elif new or after != before:
            self._follow(self.quantities.nodes[key], after, new)

    def _follow(self, node: Node, range_: Range, new: bool) -> None:
        match node.function:
            case "làm tròn":
                line = self.lines.of(node.arguments[0])
                step, how = cast(Fraction, node.params[0]), cast(Rounding, node.params[1])
                if line is not None:
                    self._bound(line, _before_rounding(range_, step, how))
                    if new:
                        wide = step if how in (Rounding.UP, Rounding.DOWN) else step / 2
                        apart = line.plus(Line(ZERO, {node.key: Fraction(1)}), Fraction(-1))
                        self._bound(apart, Range((-wide, 0), (wide, 0)))
            case "nhân":
                self._follow_ratio(node, range_, new)
            case "lớn nhất trong khối" | "nhỏ nhất trong khối" if new:
                own = self.lines.of(node.arguments[0])
                if own is not None:  # the unit is itself one of the block
                    apart = own.plus(Line(ZERO, {node.key: Fraction(1)}), Fraction(-1))
                    most = node.function == "lớn nhất trong khối"
                    self._bound(apart, Range(None, (ZERO, 0)) if most else Range((ZERO, 0), None))
            case name if name in (*_LEAST, *_GREATEST):
                one_side = Range(range_.low, None) if name in _LEAST else Range(None, range_.high)
                for key in node.arguments:
                    if not self.lines.may_be_left_out(key):
                        self._bound(self.lines.of(key), one_side)

    def _follow_ratio(self, node: Node, range_: Range, new: bool) -> None:
        """N / d in a range, d above 0: linear in n and d."""
        above, below = Line(Fraction(1)), Line(Fraction(1))
        for sign, key in zip(node.params, node.arguments, strict=True):
            line = self.lines.of(key)
            if line is None:
                return
            at = below if sign == "/" else above
            if not at.fixed and not line.fixed:
                return
            made = at.times(line.constant) if line.fixed else line.times(at.constant)
            above, below = (above, made) if sign == "/" else (made, below)
        if below.fixed or self._low(below) < 0:
            return
        if new:
            self._bound(below, Range((ZERO, 1), None))
            for key in above.terms:
                self._name(key)
        for limit, is_low in ((range_.low, True), (range_.high, False)):
            if limit is not None:
                bound: Limit = (ZERO, limit[1])
                apart = above.plus(below, -limit[0])
                self._bound(apart, Range(bound, None) if is_low else Range(None, bound))

    def _low(self, line: Line) -> Fraction:
        """The least that a form can be; −1 where there is no bound."""
        total = line.constant
        for key, factor in line.terms.items():
            r = self.quantities.range(key)
            end = r.low if factor > 0 else r.high
            if end is None:
                return Fraction(-1)
            total += factor * end[0]
        return total


def _before_rounding(range_: Range, step: Fraction, how: Rounding) -> Range:
    """Where a figure lies whose rounding lies in a range (of multiples of the step)."""
    low, high = range_.low, range_.high
    half = step / 2
    if low is not None:
        at = low[0]
        low = {
            Rounding.HALF_UP: (at - half, 0 if at > 0 else 1),
            Rounding.HALF_EVEN: (at - half, 0),
            Rounding.UP: (at - step, 1) if at > 0 else (at, 0),
            Rounding.DOWN: (at, 0) if at > 0 else (at - step, 1),
        }[how]
    if high is not None:
        at = high[0]
        high = {
            Rounding.HALF_UP: (at + half, -1 if at >= 0 else 0),
            Rounding.HALF_EVEN: (at + half, 0),
            Rounding.UP: (at, 0) if at >= 0 else (at + step, -1),
            Rounding.DOWN: (at + step, -1) if at >= 0 else (at, 0),
        }[how]
    return Range(low, high)
