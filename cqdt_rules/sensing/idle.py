"""Criteria that decide nothing: left out for all units, every level and rank stays."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from cqdt_rules import scheme as s
from cqdt_rules.results import BlockResult
from cqdt_rules.sensing.levels import Given, Prepare, level_changes, outcome_keys, ranks_of
from cqdt_rules.sensitivity import Idle
from cqdt_rules.values import FAILS, HOLDS


def idle_criteria(
    block: BlockResult, prepare: Prepare, progress: Callable[[int], None] | None = None
) -> tuple[tuple[Idle, ...], int]:
    """The criteria that decide nothing, and how many could be examined (those whose points are known for all)."""
    found: list[Idle] = []
    examined = 0
    for c in block.graph.block.criteria:
        if progress is not None:
            progress(1)
        shares = _shares(block, c)
        if not c.gives_points or not shares:
            continue
        examined += 1
        key = s.counts_key(c.code)
        again = prepare(block, [key], outcome_keys(block.graph.block))
        given: Given = {u.unit: {key: FAILS} for u in block.units if u.values[key] == HOLDS}
        after = again(given)
        if not level_changes(block, after) and ranks_of(block) == ranks_of(after):
            found.append(Idle(block.name, c.name, c.title, len(set(shares)) == 1))
    return tuple(found), examined


def _shares(block: BlockResult, c: s.Criterion) -> list[Fraction]:
    """Points over maximum of each assessed unit for which a criterion counts; none where some are not known."""
    shares: list[Fraction] = []
    for u in block.units:
        if not u.assessed or not c.gives_points or u.values[s.counts_key(c.code)] != HOLDS:
            continue
        points, maximum = u.figure(s.points_key(c.code)), u.figure(s.maximum_key(c.code))
        if points is None:
            return []
        shares.append(points / maximum if maximum else points)
    return shares
