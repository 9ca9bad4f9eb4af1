"""How far one quantity of a unit can be from another, where both rest on the same figures not known yet.

A quantity is taken apart into a constant and figures with factors; what is not linear is a figure of its own, the same
one wherever it is made in the same way from the same figures. So what both sides share falls away, as it would when the
figures come in: a total of 88 to 90 that becomes one of 86 to 90 because two points are lost at most moves by −2 to 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import cast

from attrs import field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.functions import PEERS, QUOTA
from cqdt_rules.graph import Graph, Node
from cqdt_rules.numbers import fold
from cqdt_rules.values import Amount, NotApplicable, Text, Truth, Value

_ZERO = Fraction(0)


@frozen
class Seen:
    """A unit's quantities under one scheme; `usual`: each follows from its rule (no merged, overdue or superior unit).

    `recast` says of typed figures that are known within a range only why that is so: the same why, the same figure.
    """

    graph: Graph
    values: Mapping[str, Value]
    usual: bool = True
    recast: Mapping[str, str] = field(factory=dict)


@frozen
class _Sum:
    """A constant and figures (by number) with factors."""

    constant: Fraction
    terms: Mapping[int, Fraction]

    def plus(self, other: _Sum, factor: Fraction = Fraction(1)) -> _Sum:
        terms = dict(self.terms)
        for figure, c in other.terms.items():
            terms[figure] = terms.get(figure, _ZERO) + factor * c
        kept = {figure: c for figure, c in terms.items() if c}
        return _Sum(self.constant + factor * other.constant, kept)


_NOTHING = _Sum(_ZERO, {})
_Form = _Sum | int | None  # a condition or a word is a number alone; None: left out


class Margin:
    """Two sides of a unit; `names` are the new keys of figures by the old ones."""

    def __init__(self, old: Seen, new: Seen, names: Mapping[str, str]) -> None:
        self._old, self._new = old, new
        self._names = {s.UNIT: s.UNIT, **names}
        self._numbers: dict[tuple[object, ...], int] = {}
        self._ranges: dict[int, tuple[Fraction | None, Fraction | None]] = {}
        self._forms: dict[bool, dict[str, _Form]] = {False: {}, True: {}}

    def same(self, old: str, new: str) -> bool:
        """Whether a quantity of the one side is surely what the other is."""
        a, b = self._old.values[old], self._new.values[new]
        if a.known and b.known:
            return a == b
        return self._number(self._form(False, old)) == self._number(self._form(True, new))

    def difference(self, old: str, new: str) -> Amount | None:
        """The new quantity less the old one; None where one does not apply."""
        a, b = self._old.values[old], self._new.values[new]
        if not isinstance(a, Amount) or not isinstance(b, Amount):
            return None
        low = None if b.low is None or a.high is None else b.low - a.high
        high = None if b.high is None or a.low is None else b.high - a.low
        if low != high and not a.optional and not b.optional:
            ends = self._ends(old, new)
            low = max((x for x in (low, ends[0]) if x is not None), default=None)
            high = min((x for x in (high, ends[1]) if x is not None), default=None)
        return Amount(low, high, a.missing | b.missing if low != high else frozenset())

    def _ends(self, old: str, new: str) -> tuple[Fraction | None, Fraction | None]:
        """The ends of the difference, what both share left out; of roundings, that of what is rounded in whole steps."""
        one, two = _behind_names(self._old.graph, old), _behind_names(self._new.graph, new)
        positive = all(
            isinstance(v, Amount) and v.low is not None and v.low >= 0
            for v in (self._old.values[old], self._new.values[new])
        )
        rounded = one.function == two.function == "làm tròn" and one.params == two.params
        if not rounded or not positive:
            return self._range(self._form(False, one.key), self._form(True, two.key))
        low, high = self._range(
            self._form(False, one.arguments[0]), self._form(True, two.arguments[0])
        )
        step = cast(Fraction, one.params[0])
        return (
            None if low is None else math.floor(low / step) * step,
            None if high is None else math.ceil(high / step) * step,
        )

    def _range(self, old: _Form, new: _Form) -> tuple[Fraction | None, Fraction | None]:
        if not isinstance(old, _Sum) or not isinstance(new, _Sum):
            return None, None
        apart = new.plus(old, Fraction(-1))
        low: Fraction | None = apart.constant
        high: Fraction | None = apart.constant
        for figure, c in apart.terms.items():
            ends = self._ranges[figure] if c > 0 else self._ranges[figure][::-1]
            low = None if low is None or ends[0] is None else low + c * ends[0]
            high = None if high is None or ends[1] is None else high + c * ends[1]
        return low, high

    # ---- taking apart

    def _form(self, is_new: bool, key: str) -> _Form:
        """A quantity taken apart, with all that it needs, in the order of the graph."""
        side, done = (self._new if is_new else self._old), self._forms[is_new]
        if key not in done:
            nodes, needed, waiting = side.graph.nodes, {key}, [key]
            while waiting:
                at = waiting.pop()
                if not side.values[at].known:
                    more = [a for a in nodes[at].arguments if a not in needed and a not in done]
                    needed |= set(more)
                    waiting += more
            for node in nodes.values():
                if node.key in needed and node.key not in done:
                    done[node.key] = self._of_node(is_new, side, node)
        return done[key]

    def _of_node(self, is_new: bool, side: Seen, node: Node) -> _Form:
        match side.values[node.key]:
            case NotApplicable():
                return None
            case Amount() as value if value.known:
                return _Sum(value.figure, {})
            case Truth() as value if value.known:
                return self._number(("điều kiện", value.may_hold))
            case Text() as value if value.known:
                return self._number(("chữ", fold(value.text)))
        alone = not side.usual or node.function in PEERS or node.function == QUOTA
        if alone or (node.is_input and self._shared_name(is_new, node.key) is None):
            return self._figure(side, node, ("riêng", is_new, node.key))
        if node.is_input:
            name, why = self._shared_name(is_new, node.key), side.recast.get(node.key, "")
            return self._figure(side, node, ("số liệu", name, why, _ends(side.values[node.key])))
        parts = [self._forms[is_new][a] for a in node.arguments]
        linear = _LINEAR.get(node.function)
        optional = any(getattr(side.values[a], "optional", False) for a in node.arguments)
        made = linear(side, node, parts) if linear is not None and not optional else None
        if made is not None:
            return made
        numbers = tuple(map(self._number, parts))
        return self._figure(side, node, (node.function, node.params, numbers))

    def _shared_name(self, is_new: bool, key: str) -> str | None:
        return key if is_new else self._names.get(key)

    def _figure(self, side: Seen, node: Node, made: tuple[object, ...]) -> _Form:
        """A figure, a condition or a word of its own, known by how it is made."""
        number = self._number(made)
        value = side.values[node.key]
        if not isinstance(value, Amount):
            return number
        low, high = self._ranges.get(number, (None, None))
        self._ranges[number] = (  # on both sides: it lies where both say
            value.low if low is None or (value.low is not None and value.low > low) else low,
            value.high if high is None or (value.high is not None and value.high < high) else high,
        )
        return _Sum(_ZERO, {number: Fraction(1)})

    def _number(self, made: _Form | tuple[object, ...]) -> int:
        if isinstance(made, int):
            return made
        if isinstance(made, _Sum):
            made = ("tổng", made.constant, tuple(sorted(made.terms.items())))
        return self._numbers.setdefault(made or ("không tính",), len(self._numbers))


def _ends(value: Value) -> tuple[object, ...]:
    match value:
        case Amount(low, high):
            return (low, high)
        case Text(options):
            return tuple(map(fold, options))
    return ()


def _behind_names(graph: Graph, key: str) -> Node:
    node = graph.nodes[key]
    while node.function == "là":
        node = graph.nodes[node.arguments[0]]
    return node


# ---- what is linear: by function, None where it is not


_Linear = Callable[[Seen, Node, Sequence[_Form]], _Sum | None]


def _named(_side: Seen, _node: Node, parts: Sequence[_Form]) -> _Sum | None:
    return parts[0] if isinstance(parts[0], _Sum) else None


def _or_zero(_side: Seen, _node: Node, parts: Sequence[_Form]) -> _Sum | None:
    return _NOTHING if parts[0] is None else _named(_side, _node, parts)


def _added(_side: Seen, node: Node, parts: Sequence[_Form]) -> _Sum | None:
    total = _NOTHING
    for sign, part in zip(node.params, parts, strict=True):
        if not isinstance(part, _Sum):
            return None
        total = total.plus(part, Fraction(-1 if sign == "−" else 1))
    return total


def _counted(_side: Seen, _node: Node, parts: Sequence[_Form]) -> _Sum | None:
    total = _NOTHING
    for part in parts:
        if isinstance(part, _Sum):
            total = total.plus(part)
    return total


def _multiplied(_side: Seen, node: Node, parts: Sequence[_Form]) -> _Sum | None:
    """A product of which at most one factor is not known, and no divisor."""
    factor, open_ = Fraction(1), _Sum(Fraction(1), {})
    for sign, part in zip(node.params, parts, strict=True):
        if not isinstance(part, _Sum):
            return None
        if not part.terms and (part.constant or sign != "/"):
            factor = factor / part.constant if sign == "/" else factor * part.constant
        elif sign == "/" or open_.terms:
            return None
        else:
            open_ = part
    return _NOTHING.plus(open_, factor)


def _points(side: Seen, node: Node, parts: Sequence[_Form]) -> _Sum | None:
    """Points of a criterion that counts: of its parts, or as typed for the whole where parts have none."""
    counts, typed, *children = node.arguments
    value = side.values[counts]
    if not isinstance(value, Truth) or not value.holds:
        return None
    own = side.values[typed]
    typed_here = isinstance(own, Amount) and not own.missing
    lacking = any(side.values[c].missing for c in children)
    if children and not (lacking and typed_here):
        return _counted(side, node, parts[2:])
    known = side.values[node.key]
    clipped = not (isinstance(own, Amount) and isinstance(known, Amount)) or (
        (own.low, own.high) != (known.low, known.high)
    )
    return parts[1] if isinstance(parts[1], _Sum) and not clipped else None


def _where_counted(side: Seen, node: Node, parts: Sequence[_Form]) -> _Sum | None:
    counts = side.values[node.arguments[0]]
    holds = isinstance(counts, Truth) and counts.holds
    return parts[1] if holds and isinstance(parts[1], _Sum) else None


_LINEAR: Mapping[str, _Linear] = {
    "là": _named,
    "không tính là 0": _or_zero,
    "cộng": _added,
    "tổng được tính": _counted,
    "nhân": _multiplied,
    "điểm tiêu chí": _points,
    "khi được tính": _where_counted,
}
