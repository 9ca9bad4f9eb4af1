"""Printed figures for the oracle: how tables are read, and what a printed figure may stand for."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Sequence
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import NamedTuple

RULESETS = Path(__file__).resolve().parent.parent / "rulesets"

Row = dict[str, str]


# --- reading: rows by heading, and the lines under a table ---------------------------------------


def rows_of(file: str) -> list[list[str]]:
    with (RULESETS / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def table(file: str) -> list[Row]:
    head, *rows = rows_of(file)
    return [dict(zip(head, r, strict=True)) for r in rows if any(r[1:])]


def column_wide(file: str) -> list[Row]:
    """The same with every figure at the decimals of its column: where others print 6,5, 7 is 7,0."""
    rows = table(file)
    number = re.compile(r"\d+(,\d+)?")
    for title in rows[0]:
        if all(number.fullmatch(row[title]) for row in rows):
            most = max(decimals(row[title]) for row in rows)
            for row in rows:
                row[title] = shown(figure(row[title]), most)
    return rows


def lines_under(file: str) -> list[str]:
    return [r[0] for r in rows_of(file)[1:] if not any(r[1:])]


def figure(printed: str) -> Fraction:
    return Fraction(printed.rstrip("%").replace(",", "."))


def decimals(printed: str) -> int:
    return len(re.split("[.,]", printed.rstrip("%"))[1]) if re.search("[.,]", printed) else 0


def half_up(value: Fraction, places: int) -> Fraction:
    return Fraction(floor(value * 10**places + Fraction(1, 2)), 10**places)


def shown(value: Fraction, places: int) -> str:
    digits = str(floor(half_up(value, places) * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]},{digits[-places:]}" if places else digits


# --- ranges: what a printed figure may stand for -------------------------------------------------


class Range(NamedTuple):
    """Figures from low (always in) to high (in when `closed`)."""

    low: Fraction
    high: Fraction
    closed: bool

    def cut(self, maximum: Fraction | int | None) -> Range:
        low = max(self.low, Fraction(0))
        if maximum is not None and self.high > maximum:
            return Range(low, Fraction(maximum), True)
        return Range(low, self.high, self.closed)

    def scaled(self, factor: Fraction) -> Range:
        return Range(self.low * factor, self.high * factor, self.closed)

    def common(self, other: Range) -> Range | None:
        high, closed = min((self.high, self.closed), (other.high, other.closed))
        low = max(self.low, other.low)
        return Range(low, high, closed) if low < high or (low == high and closed) else None

    def witnesses(self, breaks: Sequence[Fraction]) -> list[Fraction]:
        """One figure of each piece that the breaks cut the range into, and each break inside it."""
        inside = sorted({self.low, self.high, *(b for b in breaks if self.low < b < self.high)})
        middles = [(a + b) / 2 for a, b in itertools.pairwise(inside)]
        return [*(x for x in inside if x < self.high or self.closed), *middles]


def around(printed: str, maximum: Fraction | int | None = None) -> Range:
    half = Fraction(1, 2 * 10 ** decimals(printed))
    return Range(figure(printed) - half, figure(printed) + half, False).cut(maximum)


def total(ranges: Sequence[Range], maximum: Fraction | int | None = None) -> Range:
    lows, highs = (
        sum((r.low for r in ranges), Fraction(0)),
        sum((r.high for r in ranges), Fraction(0)),
    )
    return Range(lows, highs, all(r.closed for r in ranges)).cut(maximum)


def may_print(possible: Range, printed: Fraction, places: int) -> bool:
    half = Fraction(1, 2 * 10**places)
    return possible.common(Range(printed - half, printed + half, False)) is not None


def rank(mine: Fraction, others: Sequence[Fraction]) -> int:
    return 1 + sum(x > mine for x in others)


def may_rank(candidates: Sequence[Fraction], others: Sequence[Range], printed: int) -> bool:
    """Whether one of the candidates can stand in the printed place for some figures of the others."""
    return any(
        sum(o.low > x for o in others) < printed <= 1 + sum(o.high > x for o in others)
        for x in candidates
    )
