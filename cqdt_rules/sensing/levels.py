"""What may change when results are computed again: levels, ranks, who takes part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from cqdt_rules import scheme as s
from cqdt_rules.graph import rank_key
from cqdt_rules.results import BlockResult, UnitResult
from cqdt_rules.sensitivity import LevelChange
from cqdt_rules.values import Text, Value

Given = Mapping[str, Mapping[str, Value]]
"""Values given by unit and key."""
Again = Callable[[Given], BlockResult]
Prepare = Callable[[BlockResult, Iterable[str], Iterable[str]], Again]
"""Makes a block ready to be computed again with values given under some keys, for others that are wanted."""


def outcome_keys(block: s.Block) -> list[str]:
    """The quantities that levels, ranks and who takes part rest on."""
    keys = [scale.key for scale in block.scales]
    for ranking in block.rankings:
        keys += [rank_key(i, ranking.name) for i in range(len(ranking.keys))]
        keys += [ranking.within] if ranking.within else []
    keys += [f"không xếp hạng {i + 1}" for i in range(len(block.not_ranked))]
    keys += [f"không đánh giá {i + 1}" for i in range(len(block.not_assessed))]
    return [*keys, s.POINTS]


def level_of(unit: UnitResult, scale: s.Scale) -> str:
    """The level of a unit as a reader sees it; '' where there is none or it is not decided."""
    value = unit.values[scale.key]
    return value.text if unit.assessed and isinstance(value, Text) and value.known else ""


def level_changes(before: BlockResult, after: BlockResult) -> tuple[LevelChange, ...]:
    """Who has another level, on any scale."""
    found: list[LevelChange] = []
    for scale in before.graph.block.scales:
        order = [*(x.name for x in scale.levels), scale.rest or ""]
        for a, b in zip(before.units, after.units, strict=True):
            old, new = level_of(a, scale), level_of(b, scale)
            if old != new:
                up = _at(order, new) < _at(order, old)
                named = new in (x.name for x in scale.levels)
                found.append(LevelChange(before.name, a.unit, old, new, up, scale.name, named))
    return tuple(found)


def _at(order: Sequence[str], level: str) -> int:
    return order.index(level) if level in order else len(order)


def ranks_of(block: BlockResult) -> list[dict[str, int]]:
    """The places of each unit by the name of the ranking."""
    return [{name: r.place for name, r in u.ranks.items()} for u in block.units]
