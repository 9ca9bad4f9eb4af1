"""Exact figures: rational numbers, Vietnamese decimal comma, rounding."""

from __future__ import annotations

import enum
import re
import unicodedata
from fractions import Fraction

MAX_DIGITS = 60  # a figure with more digits is a slip of the hand, and bounds the work

_NUMBER = re.compile(r"[+-]?[0-9]+(,[0-9]+)?\Z")
_MINUS = str.maketrans("−–—‐‑", "-----")


class Rounding(enum.Enum):
    """How a figure is rounded; the value is the phrase of the language."""

    HALF_UP = "làm tròn"  # half away from zero, as Vietnamese offices round
    UP = "làm tròn lên"  # away from zero
    DOWN = "làm tròn xuống"  # toward zero
    HALF_EVEN = "làm tròn chẵn"


def parse_number(text: str) -> Fraction | None:
    """Reads `84,25`, `-3` or `80%` (0,8); None for anything else, `84.25` and `1.000` included."""
    text = text.strip().translate(_MINUS)
    percent = text.endswith("%")
    if percent:
        text = text[:-1].rstrip()
    if len(text) > MAX_DIGITS or not _NUMBER.match(text):
        return None
    value = Fraction(text.replace(",", "."))
    return value / 100 if percent else value


def parse_date(text: str) -> Fraction | None:
    """Reads `31/01/2024` as a count of days (1 is the first of January of the year 1); None for what is no day."""
    import datetime as dt  # here: most rule files name no day, and start-up counts

    day = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text.strip())
    try:
        return Fraction(dt.date(int(day[3]), int(day[2]), int(day[1])).toordinal()) if day else None
    except ValueError:
        return None


def format_date(day: Fraction) -> str:
    """A count of days as `31/01/2024`."""
    import datetime as dt

    date = dt.date.fromordinal(int(day))
    return f"{date.day:02}/{date.month:02}/{date.year:04}"


def looks_like_point_number(text: str) -> bool:
    """Whether the text is a number written with a point (`84.25`, `1.000`, `1.234,5`): two readings."""
    return bool(
        re.match(r"[+-]?[0-9]+(\.[0-9]+)+(,[0-9]+)?\s*%?\Z", text.strip().translate(_MINUS))
    )


def decimals_of(text: str) -> int:
    """How many decimals a number was typed with."""
    return len(text.strip().rstrip("% ").partition(",")[2])


def round_to(value: Fraction, step: Fraction, how: Rounding = Rounding.HALF_UP) -> Fraction:
    """The multiple of `step` (1/100 for two decimals, 1/4 for quarters) that `how` chooses for `value`."""
    scaled = value / step
    whole, part = divmod(abs(scaled), 1)
    match how:
        case Rounding.HALF_UP:
            more = part >= Fraction(1, 2)
        case Rounding.UP:
            more = part > 0
        case Rounding.DOWN:
            more = False
        case Rounding.HALF_EVEN:
            more = part > Fraction(1, 2) or (part == Fraction(1, 2) and whole % 2 == 1)
    count = int(whole) + int(more)
    return (count if scaled >= 0 else -count) * step


def round_decimals(value: Fraction, decimals: int, how: Rounding = Rounding.HALF_UP) -> Fraction:
    """`value` rounded to a number of decimals (0 gives a whole number)."""
    return round_to(value, Fraction(1, 10**decimals), how)


def format_number(value: Fraction, decimals: int | None = None) -> str:
    """A figure with decimal comma and no thousands mark.

    With `decimals`: rounded half up, that many decimals always. Without: exactly, as short as it can be;
    a figure that no decimals can say exactly is written as a fraction (`200/3`).
    """
    if decimals is not None:
        scaled = round_to(value * 10**decimals, Fraction(1))
        digits = str(abs(int(scaled))).rjust(decimals + 1, "0")
        sign = "-" if scaled < 0 else ""
        return sign + (f"{digits[:-decimals]},{digits[-decimals:]}" if decimals else digits)
    places = exact_decimals(value)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    return format_number(value, places)


def exact_decimals(value: Fraction) -> int | None:
    """How many decimals say `value` exactly; None when none do (1/3)."""
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def format_percent(value: Fraction, decimals: int | None = None) -> str:
    """A share (0–1) as a percentage: 0,8536 gives `85,36%`."""
    return format_number(value * 100, decimals) + "%"


_BLANKS = re.compile(r"[\s\u00a0\u2007\u202f]+")
_DROPPED = re.compile("[\ufeff\u200b\u200c\u200d\u00ad]")
_OPEN_RIME = re.compile(
    "(?:(?<=o)([\u0300\u0301\u0303\u0309\u0323])([ae])|(?<=u)([\u0300\u0301\u0303\u0309\u0323])(y))$"
)


def fold(text: str) -> str:
    """The form in which two names are the same: case, runs of blanks, Unicode form and the place of a tone mark aside.

    `Hòa  Bình` and `hoà bình` fold alike; `Đắk` and `Đăk` do not (language.md, section 2).
    """
    text = _BLANKS.sub(" ", _DROPPED.sub("", text)).strip()
    text = unicodedata.normalize(
        "NFD", text.replace("Ð", "Đ").replace("ð", "đ").replace("Ƣ", "Ư").replace("ƣ", "ư")
    )
    text = re.sub("[–—−‐‑]", "-", text.casefold())
    return unicodedata.normalize("NFC", " ".join(_fold_word(word) for word in text.split(" ")))


def _fold_word(word: str) -> str:
    """A word in NFD; where two places of the tone are written for one sound, the later (hòa as hoà, thủy as thuỷ)."""
    return _OPEN_RIME.sub(lambda m: (m[2] or m[4]) + (m[1] or m[3]), word)
