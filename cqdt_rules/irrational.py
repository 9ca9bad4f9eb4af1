"""Roots and logarithms of exact figures, enclosed between two rational numbers.

A value that no fraction says is known as an interval: 100 decimals, and both ends proved. A rounding that gives the
same figure at both ends is proved right; one that does not is told, never guessed.

Integers throughout. Logarithms by ln v = k·ln 2 + 2·artanh((m − 1) / (m + 1)) with v = m·2^k, 2/3 ≤ m ≤ 4/3
(J.-M. Muller, Elementary Functions, 3rd ed. 2016, ch. 4); the error of each cut-off term is counted.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

DIGITS = 100  # decimals of an enclosure
_GUARD = 10**15
_UNIT = 10**DIGITS
_FINE = _UNIT * _GUARD  # logarithms are summed in multiples of 1 / _FINE

Enclosure = tuple[Fraction, Fraction]


def root(value: Fraction, degree: int) -> Enclosure:
    """The non-negative root of a figure that is not negative; both ends the same where it is a fraction."""
    above, below = _whole_root(value.numerator, degree), _whole_root(value.denominator, degree)
    if above**degree == value.numerator and below**degree == value.denominator:
        return Fraction(above, below), Fraction(above, below)
    scaled = _whole_root(value.numerator * _UNIT**degree // value.denominator, degree)
    return Fraction(scaled, _UNIT), Fraction(scaled + 1, _UNIT)


def natural_logarithm(value: Fraction) -> Enclosure:
    """The natural logarithm of a positive figure; both ends 0 for 1, the only fraction whose logarithm is one (Lindemann–Weierstrass)."""
    if value == 1:
        return Fraction(0), Fraction(0)
    low, high = _fine_logarithm(value)
    return Fraction(low // _GUARD, _UNIT), Fraction(-(-high // _GUARD), _UNIT)


def decimal_logarithm(value: Fraction) -> Enclosure:
    """log₁₀ of a positive figure; both ends the same for a power of ten."""
    power = _power_of_ten(value)
    if power is not None:
        return Fraction(power), Fraction(power)
    (low, high), (ten_low, ten_high) = _fine_logarithm(value), _fine_logarithm(Fraction(10))
    ends = [Fraction(x, y) for x in (low, high) for y in (ten_low, ten_high)]
    return _outwards(min(ends), max(ends))


def _outwards(low: Fraction, high: Fraction) -> Enclosure:
    return Fraction(low * _UNIT // 1, _UNIT), Fraction(-(-high * _UNIT // 1), _UNIT)


def _whole_root(number: int, degree: int) -> int:
    """The greatest whole number whose power is not above `number`, by Newton's steps from above."""
    if number < 2:
        return number
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


def _power_of_ten(value: Fraction) -> int | None:
    whole = max(value.numerator, value.denominator)
    power = len(str(whole)) - 1
    if 1 not in (value.numerator, value.denominator) or whole != 10**power:
        return None
    return power if value.denominator == 1 else -power


def _fine_logarithm(value: Fraction) -> tuple[int, int]:
    """Whole numbers that enclose ln(value) × _FINE."""
    shift = value.numerator.bit_length() - value.denominator.bit_length()
    mantissa = value / 2**shift if shift >= 0 else value * 2**-shift
    while mantissa > Fraction(4, 3):
        mantissa, shift = mantissa / 2, shift + 1
    while mantissa < Fraction(2, 3):
        mantissa, shift = mantissa * 2, shift - 1
    low, high = _artanh((mantissa - 1) / (mantissa + 1))
    two_low, two_high = _ln_two()
    shifted = sorted((shift * two_low, shift * two_high))
    return 2 * low + shifted[0], 2 * high + shifted[1]


@cache
def _ln_two() -> tuple[int, int]:
    low, high = _artanh(Fraction(1, 3))
    return 2 * low, 2 * high


def _artanh(x: Fraction) -> tuple[int, int]:
    """Whole numbers that enclose artanh(x) × _FINE for |x| ≤ 1/3, summing x + x³/3 + x⁵/5 and so on.

    Each term is cut off to a whole number, which loses less than 2 (the power and the quotient each less than 1);
    what follows the last term is less than 1, since terms fall at least ninefold.
    """
    sign = -1 if x < 0 else 1
    power = abs(x.numerator) * _FINE // x.denominator
    square = abs(x) ** 2
    total, terms = 0, 0
    while power:
        total += power // (2 * terms + 1)
        terms += 1
        power = power * square.numerator // square.denominator
    low, high = total, total + 2 * terms + 2
    return (low, high) if sign > 0 else (-high, -low)
