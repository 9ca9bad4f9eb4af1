"""Words for units, levels, figures and numbers of the rule text that reports share."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cqdt_rules import scheme as s
from cqdt_rules.graph import rank_key
from cqdt_rules.numbers import exact_decimals, fold, format_number
from cqdt_rules.results import BlockResult, UnitResult
from cqdt_rules.values import Amount, NotApplicable, Text
from cqdt_rules.variations import RuleNumber

NO_LEVEL, NOT_ASSESSED, UNKNOWN = "không xếp loại", "không đánh giá", "chưa rõ"


def figure(value: Fraction) -> str:
    """A figure exactly, or with six decimals where no decimals say it."""
    exact = exact_decimals(value)
    return format_number(value) if exact is not None else f"≈ {format_number(value, 6)}"


def level_cell(unit: UnitResult, scale: s.Scale) -> str:
    """The level of a unit as a table shows it."""
    value = unit.values[scale.key]
    if not unit.assessed or isinstance(value, NotApplicable):
        return NOT_ASSESSED
    if isinstance(value, Text) and value.known:
        return value.text or NO_LEVEL
    return UNKNOWN


def level_words(level: str, scale: s.Scale) -> str:
    """A level inside a sentence: `mức II`, `“Chưa đạt”`."""
    if not level or level in (NO_LEVEL, NOT_ASSESSED, UNKNOWN):
        return level or NO_LEVEL
    return f"mức {level}" if level in (x.name for x in scale.levels) else f"“{level}”"


def level_order(scale: s.Scale) -> list[str]:
    """All that a scale can give as tables show it, best first."""
    return [*(x.name for x in scale.levels), scale.rest or NO_LEVEL, UNKNOWN, NOT_ASSESSED]


def scale_words(scale: s.Scale) -> str:
    """` (xếp loại sẵn sàng)`, nothing for the only scale."""
    return f" (xếp loại {scale.name})" if scale.name else ""


def rank_cell(unit: UnitResult) -> str:
    """The place of a unit as a table shows it."""
    if unit.rank is None:
        return "–"
    return f"{unit.rank.place}{'*' if unit.rank.provisional else ''}"


def total_key(block: BlockResult) -> str:
    """The quantity that sums a unit up: what it is ranked by, else the last one defined, else its points."""
    scheme = block.graph.block
    if scheme.ranking is not None:
        first = scheme.ranking.keys[0].value
        return first.key if isinstance(first, s.Quantity) else rank_key(0)
    return fold(scheme.definitions[-1].name) if scheme.definitions else s.POINTS


def total_cell(unit: UnitResult, key: str) -> str:
    """The total of a unit as a table shows it."""
    value = unit.values[key]
    if not unit.assessed or isinstance(value, NotApplicable):
        return NOT_ASSESSED if not unit.assessed else "không tính"
    return figure(value.figure) if isinstance(value, Amount) and value.known else UNKNOWN


def names_of(units: Sequence[str], most: int = 12) -> str:
    """Units in a sentence; of very many only the first."""
    shown = ", ".join(units[:most])
    return shown if len(units) <= most else f"{shown} và {len(units) - most} đơn vị khác"


def lines_of(number: RuleNumber) -> str:
    """Where a number is typed: `dòng 14`, `dòng 14 và 15`."""
    *first, last = dict.fromkeys(str(p.line) for p in number.places)
    return f"dòng {', '.join(first)} và {last}" if first else f"dòng {last}"


def moved_words(level: str, *, up: bool, name: str) -> str:
    """How a unit gets to a level: `lên mức I`, `xuống “Chưa đạt”`, `không còn được xếp loại`."""
    if level in ("", NO_LEVEL):
        return "không còn được xếp loại"
    return f"{'lên' if up else 'xuống'} {name}"


def exact_text(value: Fraction) -> str:
    """A figure for programs: `84.25`, `200/3`."""
    return format_number(value).replace(",", ".")


def number_json(number: RuleNumber) -> dict[str, object]:
    """A number of the rule text for programs."""
    return {
        "name": number.name,
        "block": number.block,
        "kind": number.kind.name.lower(),
        "value": exact_text(number.value),
        "typed": number.places[0].typed,
        "file": number.source.name,
        "lines": [p.line for p in number.places],
        "moves_with_it": [
            {"name": w.of, "line": w.line, "typed": w.typed}
            for w in (*number.follows, *number.shares)
        ],
    }
