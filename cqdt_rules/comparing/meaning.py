"""What a rule means, in a form in which two spellings of one rule are equal: no places, no words, one order.

A meaning is made of tuples, texts and fractions, and is only ever compared. Quantities of the old scheme are read by the
names that they have in the new one, so that a criterion that got another code is still itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from fractions import Fraction
from typing import Any

import attrs
from attrs import field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.comparing.texts import even
from cqdt_rules.graph import input_key
from cqdt_rules.numbers import fold

Meaning = object
# Fields that say where or with what words a thing is said, not what it means.
UNSAID = frozenset({"place", "level_place", "words", "source"})
_SIDE_BY_SIDE = frozenset(
    {"và", "hoặc", "ít nhất", "số nhỏ nhất", "số lớn nhất", "trung bình cộng", "trung bình nhân"}
)
_TURNED = {"<": ">", "≤": "≥"}
_OF_CRITERION: tuple[Callable[[str], str], ...] = (
    s.points_key,
    s.maximum_key,
    s.counts_key,
    s.no_figure_key,
    input_key,
)


@frozen
class Names:
    """How quantities are to be read: by which other name, or as what they stand for; codes likewise."""

    codes: Mapping[str, str] = field(factory=dict)
    keys: Mapping[str, str] = field(factory=dict)
    inline: Mapping[str, s.Expression] = field(factory=dict)
    below: Mapping[str, s.Below] = field(factory=dict)
    blocks: Mapping[str, str] = field(factory=dict)  # by folded name
    units: Mapping[str, str] = field(
        factory=dict
    )  # own name by each folded name that a round knows

    def code(self, code: str) -> str:
        """A criterion's code."""
        return self.codes.get(code, code)

    def block(self, name: str) -> str:
        """A block's name, folded; '' names none."""
        return name and self.blocks.get(fold(name), fold(name))

    def unit(self, name: str) -> str:
        """A unit's own name, folded, whichever of its names a rule uses."""
        return fold(self.units.get(fold(name), name))

    def key(self, key: str) -> str:
        """A quantity's key."""
        return self.keys.get(key, key)


def names_of(
    block: s.Block,
    codes: Mapping[str, str],
    keys: Mapping[str, str],
    blocks: Mapping[str, str] | None = None,
) -> Names:
    """The names of a block: of criteria by their codes there, of other quantities by their keys, of blocks by theirs."""
    every = dict(keys)
    for old, new in codes.items():
        every |= {key(old): key(new) for key in _OF_CRITERION}
    inline = {
        o.key: s.Apply(o.function, (o.value, s.Constant("trong khối"))) for o in block.over_block
    }
    return Names(codes, every, inline, {b.key: b for b in block.below}, blocks or {})


def meaning(value: Any, names: Names) -> Meaning:
    """What any part of a scheme means."""
    match value:
        case s.Constant() | s.Quantity() | s.Apply():
            return of_expression(value, names)
        case str():
            return even(value)
        case bool() | None | Fraction() | int():
            return value
        case Enum():
            return value.name
        case tuple():
            return tuple(meaning(v, names) for v in value)
    return of_fields(value, names)


def of_fields(value: Any, names: Names, but: Iterable[str] = ()) -> Meaning:
    """What a thing means by all its fields, but some."""
    left = UNSAID.union(but)
    fields = (f.name for f in attrs.fields(type(value)) if f.name not in left)
    return (
        type(value).__name__,
        *((name, meaning(getattr(value, name), names)) for name in fields),
    )


def ordered(values: Iterable[Meaning]) -> tuple[Meaning, ...]:
    """Meanings of things whose order means nothing."""
    return tuple(sorted(values, key=repr))


def of_units(units: Iterable[str], names: Names) -> Meaning:
    """What a list of units means."""
    return ordered({names.unit(u) for u in units})


def of_expression(e: s.Expression, names: Names) -> Meaning:
    """What an expression means."""
    match e:
        case s.Constant(value):
            return ("=", fold(value) if isinstance(value, str) else value)
        case s.Quantity(key):
            if key in names.inline:
                return of_expression(names.inline[key], names)
            if key in names.below:
                below = names.below[key]
                return (
                    of_fields(below, names, ("key", "level", "block")),
                    names.block(below.block),
                )
            return ("đại lượng", names.key(key))
        case s.Apply(function, arguments, params):
            parts = tuple(of_expression(a, names) for a in arguments)
            return _applied(function, parts, params)


def _applied(
    function: str, parts: tuple[Meaning, ...], params: tuple[object, ...]
) -> tuple[Meaning, ...]:
    given = tuple(p.name if isinstance(p, Enum) else p for p in params)
    if function in ("cộng", "nhân"):
        signed = zip(given, parts, strict=True)
        flat = [x for sign, part in signed for x in _flat_sum(function, sign, part)]
        return (function, *ordered(flat))
    if function == "thuộc khoảng":
        bounds = zip(given, parts[1:], strict=True)
        tests = [_compared(sign, parts[0], bound) for sign, bound in bounds]
        return tests[0] if len(tests) == 1 else ("và", (), *ordered(tests))
    if function == "so sánh":
        return _compared(given[0], *parts)
    if function in ("và", "hoặc"):
        parts = tuple(y for x in parts for y in (x[2:] if _is(x, function) else (x,)))  # type: ignore[index]
        parts = tuple(dict.fromkeys(parts))
        if len(parts) == 1:
            return parts[0]  # type: ignore[return-value]
    if function in _SIDE_BY_SIDE:
        parts = ordered(parts)
    return (function, given, *parts)


def _is(part: Meaning, function: str) -> bool:
    return isinstance(part, tuple) and bool(part) and part[0] == function


def _flat_sum(function: str, sign: object, part: Meaning) -> Iterator[Meaning]:
    """The terms of a sum in a sum: a + (b + c) is a + b + c."""
    if function == "cộng" and sign == "+" and _is(part, "cộng"):
        yield from part[1:]  # type: ignore[index]
    else:
        yield (sign, part)


def _compared(sign: object, left: Meaning, right: Meaning) -> tuple[Meaning, ...]:
    """A comparison: 5 < x is x > 5; of equals the order means nothing."""
    if sign in _TURNED:
        return ("so sánh", _TURNED[str(sign)], right, left)
    if sign in ("=", "≠"):
        return ("so sánh", sign, *ordered((left, right)))
    return ("so sánh", sign, left, right)


# ---- figures in a rule


@frozen
class Figure:
    """A figure written in a rule, and what it does there: a threshold from which, up to which, or any figure."""

    role: str  # "ngưỡng", "cận trên" or ""
    subject: str  # of a threshold, the quantity; '' where it has no name
    value: Fraction


_ROLES = {"≥": "ngưỡng", ">": "ngưỡng", "<": "cận trên", "≤": "cận trên"}
_NAMELESS = ("không tính là 0", "không", "làm tròn")


def shape(e: s.Expression, names: Names) -> tuple[Meaning, tuple[Figure, ...]]:
    """An expression with its figures taken out, and the figures: two rules of one shape differ in figures only."""
    figures: list[Figure] = []

    def of(e: s.Expression, role: str, subject: str) -> Meaning:
        match e:
            case s.Constant(value) if isinstance(value, Fraction):
                figures.append(Figure(role, subject, value))
                return "số"
            case s.Apply(function, (about, *bounds), params) if function in (
                "thuộc khoảng",
                "so sánh",
            ):
                name = _subject(about)
                tests = [
                    of(b, _ROLES.get(str(p), ""), name) for p, b in zip(params, bounds, strict=True)
                ]
                return (function, params, of(about, "", ""), *tests)
            case s.Apply(function, arguments, params):
                kept = tuple(p.name if isinstance(p, Enum) else p for p in params)
                return (function, kept, *(of(a, "", "") for a in arguments))
            case s.Quantity(key) if key in names.inline:
                return of(names.inline[key], "", "")
        return of_expression(e, names)

    return of(e, "", ""), tuple(figures)


def _subject(e: s.Expression) -> str:
    while isinstance(e, s.Apply) and e.function in _NAMELESS:
        e = e.arguments[0]
    return e.key if isinstance(e, s.Quantity) else ""
