"""Levels that one quantity decides alone: which level it gives at each figure, between all thresholds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from attrs import field, frozen

from cqdt_rules.graph import Graph, Node, apply
from cqdt_rules.values import Amount, Text, Value, exactly


@frozen
class Decided:
    """A level and the quantity that is to decide it, by their keys; `values` are what else is known of the unit."""

    graph: Graph = field(repr=False)
    values: Mapping[str, Value] = field(repr=False)
    level: str
    total: str


@frozen
class Stretch:
    """Figures that give the same two levels: samples from the first to the last, between `ends` (all thresholds)."""

    levels: tuple[str, str]
    samples: tuple[Fraction, ...]
    ends: tuple[Fraction, ...] = field(repr=False)

    @property
    def low(self) -> tuple[Fraction, bool]:
        """Where it begins, and whether that figure belongs to it."""
        first = self.samples[0]
        inside = first in self.ends
        return (first if inside else max(x for x in self.ends if x < first)), inside

    @property
    def high(self) -> tuple[Fraction, bool]:
        """Where it ends, and whether that figure belongs to it."""
        last = self.samples[-1]
        inside = last in self.ends
        return (last if inside else min(x for x in self.ends if x > last)), inside


def along(old: Decided, new: Decided, range_: Amount) -> tuple[Stretch, ...] | None:
    """Both levels over a range of the quantity that decides them; None where something else does too.

    Nothing changes between two thresholds, so one figure there stands for all.
    """
    paths = _path(old), _path(new)
    cuts = [_cuts(d, p) for d, p in zip((old, new), paths, strict=True)]
    if cuts[0] is None or cuts[1] is None or range_.low is None or range_.high is None:
        return None
    ends = sorted({range_.low, range_.high, *filter(range_.may_be, cuts[0] | cuts[1])})
    found: list[tuple[tuple[str, str], list[Fraction]]] = []
    for at in sorted({*ends, *((a + b) / 2 for a, b in pairwise(ends))}):
        a, b = (_level_at(d, p, at) for d, p in zip((old, new), paths, strict=True))
        if a is None or b is None:
            return None
        if not found or found[-1][0] != (a, b):
            found.append(((a, b), []))
        found[-1][1].append(at)
    return tuple(Stretch(levels, tuple(samples), tuple(ends)) for levels, samples in found)


def _path(d: Decided) -> list[Node]:
    """What leads from the quantity to the level, in order."""
    needed: set[str] = set()
    waiting = [d.level]
    while waiting:
        key = waiting.pop()
        if key not in needed and key != d.total:
            needed.add(key)
            waiting += d.graph.nodes[key].arguments
    found: dict[str, Node] = {}
    for node in d.graph.nodes.values():
        if node.key in needed and (d.total in node.arguments or found.keys() & set(node.arguments)):
            found[node.key] = node
    return list(found.values())


def _cuts(d: Decided, path: Sequence[Node]) -> set[Fraction] | None:
    """What the quantity is compared with; None where it is used otherwise."""
    found: set[Fraction] = set()
    for node in path:
        if d.total not in node.arguments:
            continue
        others = [d.values[k] for k in node.arguments if k != d.total]
        known = [v.figure for v in others if isinstance(v, Amount) and v.known]
        if node.function not in ("so sánh", "thuộc khoảng") or len(known) < len(others):
            return None
        found |= set(known)
    return found


def _level_at(d: Decided, path: Sequence[Node], at: Fraction) -> str | None:
    """The level at a figure; None where that alone does not decide it."""
    values = dict(d.values)
    values[d.total] = exactly(at)
    for node in path:
        values[node.key] = apply(node, values)
    level = values[d.level]
    return level.text if isinstance(level, Text) and level.known else None
