"""What a quantity can be for a unit: an exact figure, a range it must lie in, a truth, a text, or not applicable.

One set of values serves four uses: exact results (ranges of one figure), results still incomplete (the range that can
yet be reached), figures known only as rounded in print (half a unit of the last decimal either way), and the bounds
of a whole scheme. `missing` names the figures that are not there yet; a value with any missing is "chưa có số liệu"
whatever its range (language.md, section 8.1).
"""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

NOTHING: frozenset[str] = frozenset()


@frozen
class Amount:
    """A figure between `low` and `high`, both included unless said so; None: no bound on that side."""

    low: Fraction | None
    high: Fraction | None
    missing: frozenset[str] = NOTHING
    high_open: bool = False  # the figure is below `high`, never at it
    optional: bool = False  # it may yet turn out not to apply

    @property
    def known(self) -> bool:
        """Whether it is one exact figure."""
        return not self.missing and self.low is not None and self.low == self.high

    @property
    def figure(self) -> Fraction:
        """The exact figure; only where `known`."""
        assert self.low is not None
        return self.low

    def may_be(self, value: Fraction) -> bool:
        """Whether the range holds `value`."""
        above = self.low is None or self.low <= value
        below = (
            self.high is None or value < self.high or (value == self.high and not self.high_open)
        )
        return above and below


@frozen
class Truth:
    """Whether a condition holds; both where it is not decided."""

    may_hold: bool
    may_fail: bool
    missing: frozenset[str] = NOTHING

    @property
    def known(self) -> bool:
        """Whether it is decided."""
        return not self.missing and self.may_hold != self.may_fail

    @property
    def holds(self) -> bool:
        """Whether it is decided and holds."""
        return self.known and self.may_hold


@frozen
class Text:
    """One of some texts (no options: any text): a level, a word that describes a unit."""

    options: tuple[str, ...]
    missing: frozenset[str] = NOTHING

    @property
    def known(self) -> bool:
        """Whether it is one text."""
        return not self.missing and len(self.options) == 1

    @property
    def text(self) -> str:
        """The text; only where `known`."""
        return self.options[0]


@frozen
class NotApplicable:
    """Left out for the unit: not 0, and skipped by sums."""

    known: bool = True
    missing: frozenset[str] = NOTHING


Value = Amount | Truth | Text | NotApplicable
LEFT_OUT = NotApplicable()
HOLDS = Truth(True, False)
FAILS = Truth(False, True)


def exactly(figure: Fraction | int) -> Amount:
    """A figure known exactly."""
    value = Fraction(figure)
    return Amount(value, value)


def missing_of(values: tuple[Value, ...]) -> frozenset[str]:
    """All that is missing in any of them."""
    found = [v.missing for v in values if v.missing]
    return frozenset().union(*found) if found else NOTHING
