"""Results: each figure of each unit with the rule that made it, levels, ranks, what was left out; as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.graph import Graph, Node
from cqdt_rules.numbers import exact_decimals, format_number
from cqdt_rules.sheet import UnitRow
from cqdt_rules.values import Amount, NotApplicable, Text, Truth, Value

ENGINE = "cqdt-rules 0.1.0"


@frozen
class LeftOut:
    """A criterion (or several, as the rule names them) left out for a unit, and the rule that says so."""

    rule: s.Exclusion
    codes: tuple[str, ...]


@frozen
class Rank:
    """A unit's place: `place` counts from 1; `ties` are the other units with the same place."""

    place: int
    ties: tuple[str, ...]
    keys: tuple[Fraction, ...]
    provisional: bool = False


@frozen
class UnitResult:
    """All quantities of a unit by key. `rank` is None for a unit that is not ranked; `why_unranked` says why."""

    unit: str
    block: str
    row: UnitRow = field(repr=False)
    values: Mapping[str, Value] = field(repr=False)
    left_out: tuple[LeftOut, ...]
    missing: tuple[
        str, ...
    ] = ()  # inputs that the points, a defined quantity, a level or a rank still needs
    assessed: bool = True
    why_not: str = ""  # why not assessed, or why not ranked
    rank: Rank | None = None

    def value(self, key: str) -> Value:
        """A quantity of the unit."""
        return self.values[key]

    def figure(self, key: str) -> Fraction | None:
        """An exact figure, or None where it is not known or does not apply."""
        v = self.values[key]
        return v.figure if isinstance(v, Amount) and v.known else None

    @property
    def complete(self) -> bool:
        """Whether nothing is missing that the points, a defined quantity, a level or a rank needs."""
        return not self.missing


@frozen
class BlockResult:
    """The units of a block in the order of the round."""

    graph: Graph = field(repr=False)
    units: tuple[UnitResult, ...]

    @property
    def name(self) -> str:
        """The block's name."""
        return self.graph.block.name

    def unit(self, name: str) -> UnitResult | None:
        """The result of a unit."""
        return next((u for u in self.units if u.unit == name), None)

    @property
    def provisional(self) -> bool:
        """Whether some rank of the block may still change."""
        return any(u.rank is not None and u.rank.provisional for u in self.units)


@frozen
class Results:
    """The results of a round, with what they were made from (name and SHA-256 of each file)."""

    scheme: s.Scheme = field(repr=False)
    blocks: tuple[BlockResult, ...]
    made_from: tuple[tuple[str, str], ...] = ()

    def block(self, name: str) -> BlockResult | None:
        """The results of a block."""
        return next((b for b in self.blocks if b.name == name), None)

    def to_json(self) -> dict[str, object]:
        """A plain value for a program: figures are texts, exact ("84.25", "200/3"), never floats."""
        return {
            "engine": ENGINE,
            "scheme": self.scheme.title,
            "made_from": [{"file": name, "sha256": digest} for name, digest in self.made_from],
            "blocks": [_block_json(b) for b in self.blocks],
        }


def main_keys(block: s.Block) -> tuple[str, ...]:
    """The quantities of a block that a reader looks for first, in order: points, maximum, definitions, levels."""
    from cqdt_rules.numbers import fold

    roots = [s.points_key(c.code) for c in block.roots]
    defined = [fold(d.name) for d in block.definitions]
    return (
        *roots,
        s.POINTS,
        s.MAXIMUM_COUNTED,
        *defined,
        *(scale.key for scale in block.main_scales),
    )


def plain(value: Value) -> object:
    """A value for JSON: exact text for a figure, true/false, a text, null where nothing is there; ranges as an object."""
    match value:
        case Amount() if value.known:
            return _exact_text(value.figure)
        case Amount(low, high, missing):
            return {
                "low": None if low is None else _exact_text(low),
                "high": None if high is None else _exact_text(high),
                "missing": sorted(missing),
            }
        case Truth():
            return value.may_hold if value.known else None
        case Text():
            return (
                value.text
                if value.known
                else {"options": list(value.options), "missing": sorted(value.missing)}
            )
        case NotApplicable():
            return {"left_out": True}


def _exact_text(figure: Fraction) -> str:
    if exact_decimals(figure) is None:
        return f"{figure.numerator}/{figure.denominator}"
    return format_number(figure).replace(",", ".")


def _block_json(block: BlockResult) -> dict[str, object]:
    return {"block": block.name, "units": [_unit_json(block, u) for u in block.units]}


def _unit_json(block: BlockResult, unit: UnitResult) -> dict[str, object]:
    named = [n for n in block.graph.nodes.values() if n.title and n.key in unit.values]
    value: dict[str, object] = {
        "unit": unit.unit,
        "assessed": unit.assessed,
        "complete": unit.complete,
        "missing": list(unit.missing),
        "left_out": [
            {
                "criteria": list(x.codes),
                "rule": x.rule.place.words,
                "line": x.rule.place.line,
                "reason": x.rule.reason,
            }
            for x in unit.left_out
        ],
        "figures": {n.key: _figure_json(n, unit) for n in named},
    }
    if unit.why_not:
        value["why_not"] = unit.why_not
    if unit.rank is not None:
        value["rank"] = {
            "place": unit.rank.place,
            "ties": list(unit.rank.ties),
            "keys": [_exact_text(k) for k in unit.rank.keys],
            "provisional": unit.rank.provisional,
        }
    return value


def _figure_json(node: Node, unit: UnitResult) -> dict[str, object]:
    value: dict[str, object] = {"value": plain(unit.values[node.key])}
    if node.is_input:
        entry = unit.row.entries.get(node.key)
        if entry is not None:
            value["typed"] = entry.typed
            value["where"] = str(entry.origin)
        return value
    if node.place is not None:
        value["line"] = node.place.line
        value["rule"] = node.place.words
        if node.place.citation:
            value["citation"] = node.place.citation
    value["from"] = [k for k in node.arguments if not k.rpartition(" #")[1]]
    return value
