"""What is asked about a unit: claims on quantities of a block's graph, and what is claimed along one way of reading them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import evolve, field, frozen

from cqdt_rules.check.linear import Range


@frozen
class Holds:
    """A condition comes out so."""

    key: str
    wanted: bool = True


@frozen
class Within:
    """A quantity lies in a range."""

    key: str
    range: Range


@frozen
class Compared:
    """Two quantities, with one of < ≤ > ≥ = between them."""

    left: str
    sign: str
    right: str


@frozen
class OneOf:
    """A text is one of some (folded), or none of them."""

    key: str
    texts: frozenset[str]
    wanted: bool = True


@frozen
class Pick:
    """A quantity by cases takes this case."""

    key: str
    index: int


@frozen
class Pin:
    """A divisor (or a factor) has this figure; other figures are then not looked at."""

    key: str
    figure: Fraction


@frozen
class Absent:
    """The sheet says nothing that a quantity rests on."""

    key: str


Claim = Absent | Holds | Within | Compared | OneOf | Pick | Pin
Claims = tuple[Claim, ...]


@frozen
class Path:
    """What is claimed so far; `either` are lists of which at least one must hold."""

    todo: Claims
    truths: Mapping[str, bool] = field(factory=dict)
    texts: Mapping[str, frozenset[str]] = field(factory=dict)
    picks: Mapping[str, int] = field(factory=dict)
    pins: Mapping[str, Fraction] = field(factory=dict)
    ranges: Mapping[str, Range] = field(factory=dict)
    compared: tuple[Compared, ...] = ()
    either: tuple[tuple[Claims, ...], ...] = ()
    absent: frozenset[str] = frozenset()

    def also(self, *claims: Claim) -> Path:
        """With further claims."""
        return evolve(self, todo=(*self.todo, *claims))


def keys_of(claim: Claim) -> tuple[str, ...]:
    """The quantities that a claim names."""
    return (claim.left, claim.right) if isinstance(claim, Compared) else (claim.key,)


def range_of(sign: str, bound: Fraction) -> Range:
    """Where a figure lies that compares so with a bound."""
    match sign:
        case "<":
            return Range(None, (bound, -1))
        case "≤":
            return Range(None, (bound, 0))
        case ">":
            return Range((bound, 1), None)
        case "≥":
            return Range((bound, 0), None)
    return Range((bound, 0), (bound, 0))
