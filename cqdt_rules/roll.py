"""The roll of a round: the names in its sheets and in its rules, held against the units that it lists."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from cqdt_rules import scheme as s
from cqdt_rules.numbers import fold
from cqdt_rules.sheet import Origin, UnitMet
from cqdt_rules.unit_names import meant


@frozen
class NameMet:
    """A name in a sheet: whose it is (empty: nobody's), whether that is the unit's own name, else who may be meant."""

    typed: str
    unit: str
    own: bool
    candidates: tuple[str, ...]
    origin: Origin


@frozen
class NameInRule:
    """A name in a rule that is nobody's."""

    name: str
    candidates: tuple[str, ...]
    place: s.Place


@frozen
class BlockRoll:
    """A block's names. `listed`: whether the round lists its units; `without_row`: those that no sheet has."""

    block: str
    listed: bool
    names: tuple[NameMet, ...]
    without_row: tuple[str, ...]
    in_rules: tuple[NameInRule, ...]
    lines: tuple[str, ...]  # statements of the round to write in the place of those of these units

    @property
    def settled(self) -> bool:
        """Whether every name is somebody's and everybody has a row."""
        return not (self.without_row or self.in_rules or any(not n.unit for n in self.names))


def call_roll(
    scheme: s.Scheme, round_: s.Round | None, met: Iterable[UnitMet]
) -> tuple[BlockRoll, ...]:
    """The roll of each block; names in sheets whose block is unknown stand in the block that lists what they may mean."""
    found = tuple(dict.fromkeys(met))
    known = {b.name: _names(round_, b.name) for b in scheme.blocks}
    homeless = [m for m in found if not m.block and len(scheme.blocks) > 1]
    rolls = []
    for block in scheme.blocks:
        mine = [m for m in found if m.block == block.name]
        mine += [m for m in homeless if _home(m.typed, known) == block.name]
        rolls.append(_block(block, round_, known[block.name], mine))
    return tuple(rolls)


def _names(round_: s.Round | None, block: str) -> dict[str, str]:
    listed = round_.block(block) if round_ else None
    units = listed.units if listed else ()
    return {name: u.name for u in units for name in (u.name, *u.aliases)}


def _home(name: str, known: dict[str, dict[str, str]]) -> str:
    """The block whose units a name may mean; the first where none or several do."""
    fitting = [block for block, names in known.items() if meant(name, names)]
    return fitting[0] if fitting else next(iter(known))


def _block(
    block: s.Block, round_: s.Round | None, known: dict[str, str], met: list[UnitMet]
) -> BlockRoll:
    own = {fold(u) for u in known.values()}
    names = tuple(
        NameMet(
            m.typed,
            m.unit,
            not known or fold(m.typed) in own,
            () if m.unit else meant(m.typed, known),
            m.origin,
        )
        for m in met
    )
    with_row = {n.unit for n in names}
    without = tuple(u for u in dict.fromkeys(known.values()) if u not in with_row)
    listed = round_.block(block.name) if round_ else None
    lines = _lines(listed, names) if listed else ()
    return BlockRoll(block.name, bool(known), names, without, _in_rules(block, known, names), lines)


def _in_rules(
    block: s.Block, known: dict[str, str], names: tuple[NameMet, ...]
) -> tuple[NameInRule, ...]:
    """Units that rules and examples name, and that neither the round nor a sheet has."""
    everybody = {**{n.unit: n.unit for n in names if n.unit}, **known}
    folded = {fold(k) for k in everybody}
    rules = [*block.named_units, *(((x.unit,), x.place) for x in block.examples)]
    named = [(unit, place) for units, place in rules for unit in units]
    return tuple(
        NameInRule(unit, meant(unit, everybody), place)
        for unit, place in named
        if fold(unit) not in folded
    )


def _lines(listed: s.RoundBlock, names: tuple[NameMet, ...]) -> tuple[str, ...]:
    """For each unit that is the only one meant: its statement with the names that sheets call it by."""
    more: dict[str, dict[str, None]] = {}
    for n in names:
        if not n.unit and len(n.candidates) == 1:
            more.setdefault(n.candidates[0], {})[n.typed] = None
    lines = []
    for unit in listed.units:
        if unit.name in more:
            at = unit.place
            written = " ".join(at.source.at(at.span).split())
            also = "".join(f', tên khác "{typed}"' for typed in more[unit.name])
            lines.append(written + also)
    return tuple(lines)
