"""Results: each figure of each unit with the rule that made it, levels, ranks, what was left out; as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.functions import FUNCTIONS
from cqdt_rules.graph import Graph, Node, input_key
from cqdt_rules.numbers import exact_decimals, format_number
from cqdt_rules.sheet import UnitRow
from cqdt_rules.values import Amount, NotApplicable, Text, Truth, Value, exactly

ENGINE = "cqdt-rules 0.1.0"


@frozen
class LeftOut:
    """A criterion (or several, as the rule names them) left out for a unit, and the rule that says so."""

    rule: s.Exclusion
    codes: tuple[str, ...]


@frozen
class Rank:
    """A unit's place: `place` counts from 1; `ties` are the other units with the same place.

    `waiting`: the ties stand until the authority decides their order; `decided`: it did, and where that is recorded.
    """

    place: int
    ties: tuple[str, ...]
    keys: tuple[Fraction, ...]
    provisional: bool = False
    waiting: bool = False
    decided: s.DecidedOrder | None = None


@frozen
class UnitResult:
    """All quantities of a unit by key. `ranks` are its places by the name of the ranking ('' for the block's own).

    `in_rounds` are its results by each round of scores alone, where a scheme has several.
    """

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
    ranks: Mapping[str, Rank] = field(factory=dict)
    in_rounds: Mapping[str, UnitResult] = field(factory=dict, repr=False)

    @property
    def rank(self) -> Rank | None:
        """The place by the block's own ranking; None for a unit that is not ranked."""
        return self.ranks.get("")

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
class Tally:
    """The units below a unit by whether they reach a level: yes, no, not decided yet; and the value that gives."""

    value: Value
    reached: tuple[str, ...]
    failed: tuple[str, ...]
    open: tuple[str, ...]


@frozen
class Setting:
    """What a round says of the units of a block beyond their figures.

    `mergers` by the unit that came to be; `overdue` are units that sent nothing when the time was over (`deadline`);
    `below` are the values over the units below, by unit and key. `alone`: a worked example, where no other units are.
    """

    mergers: Mapping[str, s.Merger] = field(factory=dict)
    orders: tuple[s.DecidedOrder, ...] = ()
    deadline: s.Place | None = None
    overdue: frozenset[str] = frozenset()
    below: Mapping[str, Mapping[str, Tally]] = field(factory=dict)
    alone: bool = False

    def merged_into(self, unit: str) -> str:
        """The unit that this one became a part of, '' where it stands for itself."""
        return next((m.unit for m in self.mergers.values() if unit in m.parts), "")


@frozen
class BlockResult:
    """The units of a block in the order of the round."""

    graph: Graph = field(repr=False)
    units: tuple[UnitResult, ...]
    setting: Setting = field(factory=Setting, repr=False)

    @property
    def name(self) -> str:
        """The block's name."""
        return self.graph.block.name

    def unit(self, name: str) -> UnitResult | None:
        """The result of a unit."""
        return next((u for u in self.units if u.unit == name), None)

    @property
    def standing(self) -> tuple[UnitResult, ...]:
        """The units that stand for themselves: not those that were merged into another one."""
        gone = {part for m in self.setting.mergers.values() for part in m.parts}
        return tuple(u for u in self.units if u.unit not in gone)

    @property
    def provisional(self) -> bool:
        """Whether some rank of the block may still change."""
        return any(r.provisional for u in self.units for r in u.ranks.values())

    @property
    def waiting(self) -> tuple[UnitResult, ...]:
        """The units whose order the authority still has to decide."""
        return tuple(u for u in self.units if any(r.waiting for r in u.ranks.values()))


@frozen
class Results:
    """The results of a round, with what they were made from (name and SHA-256 of each file)."""

    scheme: s.Scheme = field(repr=False)
    blocks: tuple[BlockResult, ...]
    made_from: tuple[tuple[str, str], ...] = ()
    adjusts: str = ""  # the decision whose results these adjust
    of_round: str = ""  # the only round of scores that they rest on, '' for the result of all

    def block(self, name: str) -> BlockResult | None:
        """The results of a block."""
        return next((b for b in self.blocks if b.name == name), None)

    def to_json(self) -> dict[str, object]:
        """A plain value for a program: figures are texts, exact ("84.25", "200/3"), never floats."""
        return {
            "engine": ENGINE,
            "scheme": self.scheme.title,
            "made_from": [{"file": name, "sha256": digest} for name, digest in self.made_from],
            **({"adjusts": self.adjusts} if self.adjusts else {}),
            **({"round_of_scores": self.of_round} if self.of_round else {}),
            "blocks": [_block_json(b) for b in self.blocks],
        }


def points_in_round(block: s.Block, unit: UnitResult, code: str, name: str) -> Value | None:
    """The points of a criterion in a round of scores: as typed there, even where they are computed from figures."""
    criterion = block.criterion(code)
    typed = unit.row.rounds.get(name, {}).get(input_key(code))
    if criterion is not None and criterion.points is not None and typed is not None:
        return exactly(typed.value) if isinstance(typed.value, Fraction) else None
    result = unit.in_rounds.get(name)
    return result.values[s.points_key(code)] if result is not None else None


def value_shown(block: BlockResult, column: s.TableColumn, unit: UnitResult) -> Value | None:
    """The value that a column shows: of the result, or of one round of scores (as typed there)."""
    key = s.column_key(column)
    if not column.of_round:
        return unit.values.get(key)
    scheme = block.graph.block
    code = next((c.code for c in scheme.criteria if s.points_key(c.code) == key), None)
    if code is not None:
        return points_in_round(scheme, unit, code, column.of_round)
    result = unit.in_rounds.get(column.of_round)
    return result.values.get(key) if result is not None else None


def last_value(row: s.LastRow, column: s.TableColumn, block: BlockResult) -> Value | None:
    """What a last row takes over a column of figures; None for a column of something else.

    Left-out and unassessed units are not counted, nor those without a figure in the round of scores shown.
    """
    if column.value is None:
        return None
    values = [value_shown(block, column, u) for u in block.standing if u.assessed]
    figures = [v for v in values if isinstance(v, Amount) and not (column.of_round and v.missing)]
    if not figures or any(isinstance(v, Text | Truth) for v in values):
        return None
    signs = ("+",) * len(figures) if row.function == "cộng" else ()
    return FUNCTIONS[row.function].apply(signs, figures)


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
        value["rank"] = _rank_json(unit.rank)
    if block.graph.block.named_rankings:
        named_ranks = ((name, r) for name, r in unit.ranks.items() if name)
        value["ranks"] = {name: _rank_json(r) for name, r in named_ranks}
    return {**value, **_setting_json(block, unit)}


def _rank_json(rank: Rank) -> dict[str, object]:
    value: dict[str, object] = {
        "place": rank.place,
        "ties": list(rank.ties),
        "keys": [_exact_text(k) for k in rank.keys],
        "provisional": rank.provisional,
    }
    if rank.waiting:
        value["waits_for_decision"] = True
    if rank.decided is not None:
        value["decided_by"] = rank.decided.place.citation or rank.decided.place.words
    return value


def _setting_json(block: BlockResult, unit: UnitResult) -> dict[str, object]:
    """What a round says of the unit, and its figures in each round of scores."""
    value: dict[str, object] = {}
    merger, into = block.setting.mergers.get(unit.unit), block.setting.merged_into(unit.unit)
    if merger is not None:
        value["mean_of"] = list(merger.parts)
    if into:
        value["merged_into"] = into
    if unit.unit in block.setting.below:
        value["units_below"] = {
            key: {"reached": list(t.reached), "failed": list(t.failed), "open": list(t.open)}
            for key, t in block.setting.below[unit.unit].items()
        }
    if unit.unit in block.setting.overdue:
        value["overdue"] = True
    if unit.in_rounds:
        keys = [s.points_key(c.code) for c in block.graph.block.criteria if c.gives_points]
        keys += list(main_keys(block.graph.block))
        value["rounds_of_scores"] = {
            name: {k: plain(result.values[k]) for k in dict.fromkeys(keys)}
            | _typed_json(block.graph.block, unit, name)
            for name, result in unit.in_rounds.items()
        }
    return value


def _typed_json(block: s.Block, unit: UnitResult, name: str) -> dict[str, object]:
    """Points typed in a round of scores for criteria that figures give points to."""
    computed = [c.code for c in block.criteria if c.points is not None]
    entries = unit.row.rounds.get(name, {})
    typed = {input_key(c): entries[input_key(c)].value for c in computed if input_key(c) in entries}
    return {k: _exact_text(v) for k, v in typed.items() if isinstance(v, Fraction)}


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
