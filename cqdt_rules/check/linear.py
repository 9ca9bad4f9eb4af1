"""Linear conditions over exact figures: whether they can hold together, and figures for which they do.

The method is the simplex of Dutertre and de Moura (“A fast linear-arithmetic solver for DPLL(T)”, 2006): every
sum gets a figure of its own, every figure lies in a range, and figures that lie outside are exchanged with others
until all fit or one sum cannot. A bound that is not reached (`dưới 90`) is a pair: 90, less something arbitrarily small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import define, field, frozen

ZERO = Fraction(0)
Limit = tuple[Fraction, int]  # a bound: the figure, and −1 just below it, 0 at it, +1 just above it
Terms = Mapping[str, Fraction]


@frozen
class Range:
    """Where a figure lies; None: no bound on that side."""

    low: Limit | None = None
    high: Limit | None = None

    def meet(self, other: Range) -> Range:
        """Both ranges at once."""
        lows = [x for x in (self.low, other.low) if x is not None]
        highs = [x for x in (self.high, other.high) if x is not None]
        return Range(max(lows, default=None), min(highs, default=None))

    @property
    def empty(self) -> bool:
        """Whether no figure lies in it."""
        return self.low is not None and self.high is not None and self.low > self.high

    def holds(self, figure: Fraction) -> bool:
        """Whether a figure lies in it."""
        at = (figure, 0)
        return (self.low is None or self.low <= at) and (self.high is None or at <= self.high)

    def shifted(self, by: Fraction) -> Range:
        """The range moved."""
        low = None if self.low is None else (self.low[0] + by, self.low[1])
        return Range(low, None if self.high is None else (self.high[0] + by, self.high[1]))

    def divided(self, factor: Fraction) -> Range:
        """Where x lies when `factor` times x lies here."""
        side = 1 if factor > 0 else -1
        low, high = (
            None if e is None else (e[0] / factor, e[1] * side) for e in (self.low, self.high)
        )
        return Range(low, high) if side > 0 else Range(high, low)

    def stepped(self, step: Fraction | None) -> Range:
        """The range of the multiples of `step` inside."""
        if step is None:
            return self
        low, high = self.low, self.high
        if low is not None:
            count = -((-low[0]) // step)
            low = ((count + (low[1] > 0 and count * step == low[0])) * step, 0)
        if high is not None:
            count = high[0] // step
            high = ((count - (high[1] < 0 and count * step == high[0])) * step, 0)
        return Range(low, high)


@frozen
class Line:
    """A constant and figures with factors."""

    constant: Fraction = ZERO
    terms: Terms = field(factory=dict)

    def plus(self, other: Line, factor: Fraction = Fraction(1)) -> Line:
        """The sum with `factor` times another."""
        if not factor:
            return self
        terms = dict(self.terms)
        for key, c in other.terms.items():
            total = terms.get(key, ZERO) + factor * c
            if total:
                terms[key] = total
            else:
                terms.pop(key, None)
        return Line(self.constant + factor * other.constant, terms)

    def times(self, factor: Fraction) -> Line:
        """Every part times a constant."""
        return Line().plus(self, factor)

    @property
    def fixed(self) -> bool:
        """Whether it is a constant."""
        return not self.terms


_Value = tuple[Fraction, Fraction]  # a figure, and how often the arbitrarily small one is added


@define
class _Table:
    """The figures on the rim (free) and those in the body (sums of the rim)."""

    ranges: dict[str, Range]
    body: dict[str, dict[str, Fraction]]
    values: dict[str, _Value]


def solve(
    ranges: Mapping[str, Range], sums: Sequence[tuple[Terms, Range]]
) -> dict[str, Fraction] | None:
    """A figure for each key so that all lie in their ranges and all sums in theirs; None where there are none."""
    table = _Table(dict(ranges), {}, {})
    for key, r in table.ranges.items():
        if r.empty:
            return None
        at = r.low or r.high
        table.values[key] = (at[0], Fraction(at[1])) if at is not None else (ZERO, ZERO)
    for i, (terms, r) in enumerate(sums):
        if r.empty:
            return None
        key = f"tổng {i}"
        table.ranges[key] = r
        table.body[key] = dict(terms)
        table.values[key] = _total(table, terms)
    while True:
        wrong = min((k for k in table.body if _outside(table, k)), default=None)
        if wrong is None:
            return _concrete(table, ranges)
        if not _mend(table, wrong):
            return None


def _total(table: _Table, terms: Terms) -> _Value:
    pairs = [(c, table.values[k]) for k, c in terms.items()]
    return sum((c * v[0] for c, v in pairs), ZERO), sum((c * v[1] for c, v in pairs), ZERO)


def _outside(table: _Table, key: str) -> int:
    """−1 where the figure is below its range, +1 above, 0 inside."""
    value, r = table.values[key], table.ranges[key]
    if r.low is not None and value < r.low:
        return -1
    return 1 if r.high is not None and value > r.high else 0


def _mend(table: _Table, key: str) -> bool:
    """Brings a sum to the bound that it breaks, by exchanging it with a figure of the rim that can move."""
    side = _outside(table, key)
    row = table.body[key]
    r = table.ranges[key]
    bound = r.low if side < 0 else r.high
    assert bound is not None
    for other in sorted(row):
        c = row[other]
        limit = table.ranges[other]
        rises = (c > 0) == (side < 0)
        stop = limit.high if rises else limit.low
        free = stop is None or (table.values[other] < stop if rises else table.values[other] > stop)
        if free:
            _exchange(table, key, other, (bound[0], Fraction(bound[1])))
            return True
    return False


def _exchange(table: _Table, key: str, other: str, target: _Value) -> None:
    row = table.body.pop(key)
    c = row.pop(other)
    now = table.values[key]
    move = ((target[0] - now[0]) / c, (target[1] - now[1]) / c)
    solved = {key: 1 / c, **{k: -v / c for k, v in row.items()}}
    table.values[key] = target
    table.values[other] = _moved(table.values[other], move, Fraction(1))
    for k, terms in table.body.items():
        factor = terms.pop(other, None)
        if factor is None:
            continue
        table.values[k] = _moved(table.values[k], move, factor)
        for part, v in solved.items():
            total = terms.get(part, ZERO) + factor * v
            if total:
                terms[part] = total
            else:
                terms.pop(part, None)
    table.body[other] = solved


def _moved(value: _Value, move: _Value, factor: Fraction) -> _Value:
    return value[0] + factor * move[0], value[1] + factor * move[1]


def _concrete(table: _Table, wanted: Mapping[str, Range]) -> dict[str, Fraction]:
    """The figures with the arbitrarily small one made small enough for every range."""
    small = Fraction(1)
    for key, r in table.ranges.items():
        v, w = table.values[key]
        if r.low is not None and w < r.low[1] and v > r.low[0]:
            small = min(small, (v - r.low[0]) / (r.low[1] - w))
        if r.high is not None and w > r.high[1] and v < r.high[0]:
            small = min(small, (r.high[0] - v) / (w - r.high[1]))
    small = small / 2 if small < 1 else small
    return {key: table.values[key][0] + small * table.values[key][1] for key in wanted}
