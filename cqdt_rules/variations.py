"""Numbers of a rule file that can be varied, and what came out for each value tried."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import field, frozen

from cqdt_rules.numbers import exact_decimals, fold, format_number, format_percent, parse_number
from cqdt_rules.results import BlockResult, Results
from cqdt_rules.source import Source, Span


class NumberKind(enum.Enum):
    """What a number is to the scheme; the value is the word that names it."""

    MAXIMUM = "điểm tối đa"
    FULL_MAXIMUM = "thang điểm"
    WEIGHT = "trọng số"
    THRESHOLD = "ngưỡng"
    FACTOR = "hệ số"
    DECIMALS = "số chữ số thập phân"
    STEP = "bước làm tròn"
    OTHER = "số"


@frozen
class Written:
    """A number where it is typed: `typed` is `84,25` or `80%`, `of` the words that it belongs to (`mức II`)."""

    span: Span
    value: Fraction  # a percentage as a share
    typed: str
    line: int
    of: str = ""

    @property
    def percent(self) -> bool:
        """Whether it is typed as a percentage."""
        return self.typed.endswith("%")

    def with_value(self, value: Fraction) -> str:
        """How another value is typed in its place."""
        return format_percent(value) if self.percent else format_number(value)


@frozen
class RuleNumber:
    """A number that can be varied, under the name that the rule file gives it.

    `places` are where it is typed: more than once where two levels meet. `follows` are the sums above a maximum: they
    grow and shrink by the same amount. `shares` are the weights beside it, which keep their proportions. `block` is ''
    for the common part; `aliases` are other names for it.
    """

    name: str
    kind: NumberKind
    block: str
    places: tuple[Written, ...]
    statement: Span
    source: Source = field(repr=False)
    follows: tuple[Written, ...] = ()
    shares: tuple[Written, ...] = ()  # the other weights, where percentages have to add up to 100%
    aliases: tuple[str, ...] = ()
    owner: str = ""  # the scale of a threshold, the code of a criterion

    @property
    def value(self) -> Fraction:
        """Its value in the rule file; a percentage as a share."""
        return self.places[0].value

    @property
    def line(self) -> int:
        """The line where it is typed first."""
        return self.places[0].line

    def shown(self, value: Fraction) -> str:
        """A value of it as a reader writes it."""
        return self.places[0].with_value(value)

    def read(self, text: str) -> Fraction | None:
        """A value for it as typed by its user (`80` means 80% where it is a percentage); None for no number."""
        value = parse_number(text)
        if value is None:
            return None
        if text.rstrip().endswith("%"):
            return value if self.places[0].percent else None
        return value / 100 if self.places[0].percent else value

    def why_not(self, value: Fraction) -> str:
        """Why a value cannot be typed there, '' where it can."""
        percent = 100 if self.places[0].percent else 1
        if value < 0:
            return "số trong tệp quy tắc không âm"
        if exact_decimals(value * percent) is None:
            return "số này không viết được bằng số thập phân"
        moved = self.moved(value)
        if any(new < 0 for _, new in moved):
            return "các số đi theo sẽ âm"
        if any(exact_decimals(new * (100 if w.percent else 1)) is None for w, new in moved):
            return "các trọng số còn lại không chia lại được thành số thập phân"
        return ""

    def moved(self, value: Fraction) -> list[tuple[Written, Fraction]]:
        """What else changes with a value of the number: where it is typed, and its new value."""
        step = value - self.value
        sums = [(w, w.value + step) for w in self.follows]
        rest = sum((w.value for w in self.shares), Fraction(0))
        return sums + [(w, w.value - step * w.value / rest) for w in self.shares if rest]

    def text_with(self, value: Fraction) -> str:
        """The text of the rule file with another value in every place, and all that goes with it."""
        edits = [(p.span, p.with_value(value)) for p in self.places]
        edits += [(w.span, w.with_value(new)) for w, new in self.moved(value)]
        text = self.source.text
        for span, new in sorted(edits, key=lambda e: e[0], reverse=True):
            text = text[: span.start] + new + text[span.end :]
        return text


def named(numbers: Iterable[RuleNumber], name: str, block: str = "") -> list[RuleNumber]:
    """The numbers that go by a name, in a block where one is said; the common part is in every block."""
    wanted = bare_name(name)
    inside = [n for n in numbers if not block or fold(n.block) in ("", fold(block))]
    found = [n for n in inside if bare_name(n.name) == wanted]
    return found or [n for n in inside if wanted in map(bare_name, n.aliases)]


def bare_name(name: str) -> str:
    """A name of a number without marks that people leave out: quotes, `của`."""
    words = fold(name.translate(str.maketrans("", "", '"“”«»'))).split()
    return " ".join(w for w in words if w != "của")


# ---- what came out


@frozen
class Trial:
    """What comes out with one value: the results, or why there are none.

    `problems` say why the scheme does not hold with that value; `refused` are units whose points are then out of range,
    by block and unit with what is told of them; `remarks` is what else a reader has to know.
    """

    value: Fraction
    results: Results | None = field(repr=False)
    problems: tuple[str, ...] = ()
    refused: Mapping[tuple[str, str], str] = field(factory=dict)
    remarks: tuple[str, ...] = ()

    def block(self, name: str) -> BlockResult | None:
        """The results of a block."""
        return self.results.block(name) if self.results is not None else None


@frozen
class WhatIf:
    """One number over some values, in rising order; the present value is always among them."""

    number: RuleNumber
    present: Results = field(repr=False)
    trials: tuple[Trial, ...]
    scheme: str = ""
