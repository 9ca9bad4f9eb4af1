"""Ranks and levels under other weights: each weight a little more or less, many times over, always the same draws.

A weight is the declared maximum of a criterion, at the lowest level that has figures. In a draw each is multiplied by
a factor of its own, points go with their maximum, and all are scaled back so that the maxima add up to the same whole.
Numbers that a formula names (`điểm tối đa của nhóm 1`) and thresholds stay as they are written.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import define, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.graph import Node
from cqdt_rules.results import BlockResult, UnitResult
from cqdt_rules.sensing.levels import Prepare, level_of, outcome_keys
from cqdt_rules.sensitivity import LevelRange, Stability, Standing
from cqdt_rules.values import HOLDS, Amount, Value, exactly

STEPS = 10_000  # a factor is a count of ten-thousandths: 1 is 10 000
_SUMS = ("điểm tiêu chí", "tối đa được tính", "tổng được tính", "cộng", "là", "không tính là 0")


@define
class Draws:
    """Whole numbers that look like chance and are the same for a seed on every machine (SplitMix64, Steele 2014).

    Only whole numbers come into it, and no library whose next release may draw others.
    """

    state: int

    def below(self, count: int) -> int:
        """A number from 0 to count − 1; what 2⁶⁴ leaves uneven is less than one part in 10¹²."""
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        return (z ^ (z >> 31)) % count


def stability_of(
    block: BlockResult,
    percent: Fraction,
    draws: int,
    seed: int,
    prepare: Prepare,
    progress: Callable[[int], None] | None = None,
) -> Stability:
    """The ranks and levels of a block's units over so many draws of weights within ±percent."""
    scheme = block.graph.block
    leaves, why_not = weights_of(block)
    ranked = scheme.ranking is not None
    if why_not:
        return Stability(block.name, (), (), ranked, why_not)
    weights = tuple((c.name, w) for c, w in leaves)
    again = Reweighed.of(block, [c for c, _ in leaves], prepare)
    source = Draws(seed)
    scales = [x for x in scheme.main_scales if _of_the_whole(block, x)]
    reach = int(percent * STEPS / 100)
    seen = [_Seen() for _ in block.units]
    for _ in range(draws):
        raw = [STEPS - reach + source.below(2 * reach + 1) for _ in leaves]
        for unit, tally in zip(again.with_factors(scaled(raw, leaves)).units, seen, strict=True):
            tally.add(unit, scales)
        if progress is not None:
            progress(1)
    standings = tuple(
        tally.standing(unit, scales, draws) for unit, tally in zip(block.units, seen, strict=True)
    )
    return Stability(block.name, weights, standings, ranked)


def _of_the_whole(block: BlockResult, scale: s.Scale) -> bool:
    """Whether a scale rates the points of the whole: one that rates a part would keep thresholds made for its old weight."""
    nodes = block.graph.nodes
    waiting, seen = [scale.key], {scale.key}
    while waiting:
        new = set(nodes[waiting.pop()].arguments) - seen
        seen |= new
        waiting += new
    return s.POINTS in seen


def scaled(raw: Sequence[int], leaves: Sequence[tuple[s.Criterion, Fraction]]) -> list[Fraction]:
    """The factors that the maxima add up to the same whole with."""
    whole = sum((w for _, w in leaves), Fraction(0))
    drawn = sum((f * w for f, (_, w) in zip(raw, leaves, strict=True)), Fraction(0))
    back = whole / drawn
    return [f * back for f in raw]


# ---- what the weights are


def weights_of(block: BlockResult) -> tuple[list[tuple[s.Criterion, Fraction]], str]:
    """The criteria whose maxima are weights, each with what it adds to the whole; or why there are none."""
    scheme = block.graph.block
    found: list[tuple[s.Criterion, Fraction]] = []
    for root in scheme.roots:
        if root.gives_points:
            part = list(_lowest(block, root, root.factor))
            if any(w is None for _, w in part):
                lacking = next(c for c, w in part if w is None)
                return [], f"{lacking.name} không có điểm tối đa hoặc chưa đủ điểm"
            found += [(c, w) for c, w in part if w]
    if len(found) < 2:
        return [], "khối có ít hơn hai tiêu chí có điểm tối đa"
    return found, ""


def _lowest(
    block: BlockResult, c: s.Criterion, factor: Fraction
) -> Iterator[tuple[s.Criterion, Fraction | None]]:
    """The lowest criteria with figures under one, with their maximum as it is added to the whole."""
    children = [k for k in block.graph.block.criteria if k.parent == c.code and k.gives_points]
    if children and all(k.maximum is not None and _has_points(block, k) for k in children):
        for k in children:
            yield from _lowest(block, k, factor * k.factor)
    else:
        usable = c.maximum is not None and _has_points(block, c)
        yield c, c.maximum * factor if usable and c.maximum is not None else None


def _has_points(block: BlockResult, c: s.Criterion) -> bool:
    """Whether the points are known for every unit for which the criterion counts."""
    return all(
        u.figure(s.points_key(c.code)) is not None
        for u in block.units
        if u.assessed and u.values[s.counts_key(c.code)] == HOLDS
    )


# ---- a block with other weights


_Parts = tuple[tuple[str, tuple[tuple[str, tuple[int, ...], int], ...]], ...]


@frozen
class Reweighed:
    """A block that can be computed again with a factor for each weight.

    What only adds up points or maxima is a sum of factors times what each criterion brings (`parts`, by unit and key,
    in whole numbers over `over`): it is found once, by letting one criterion at a time count. The rest is computed.
    """

    again: Callable[[Mapping[str, Mapping[str, Value]]], BlockResult]
    parts: _Parts = field(repr=False)

    @classmethod
    def of(cls, block: BlockResult, leaves: Sequence[s.Criterion], prepare: Prepare) -> Reweighed:
        """For some criteria as weights."""
        wanted = outcome_keys(block.graph.block)
        given = [k for c in leaves for k in (s.points_key(c.code), s.maximum_key(c.code))]
        for sums in (_sums(block, given, wanted), given):
            probe = prepare(block, given, sums)
            runs = [probe(_only(block, leaves, i)) for i in range(len(leaves))]
            parts = tuple(
                (unit.unit, tuple(_parts(unit, [r.units[n] for r in runs], sums)))
                for n, unit in enumerate(block.units)
            )
            if _agree(block, parts):  # the given quantities are sums of themselves: always true
                break
        return cls(prepare(block, sums, wanted), parts)

    def with_factors(self, factors: Sequence[Fraction]) -> BlockResult:
        """The results with the factors, one for each weight."""
        over = math.lcm(*(f.denominator for f in factors))
        whole = [f.numerator * (over // f.denominator) for f in factors]
        return self.again(
            {
                unit: {
                    key: exactly(
                        Fraction(
                            sum(a * f for a, f in zip(brings, whole, strict=True)), under * over
                        )
                    )
                    for key, brings, under in sums
                }
                for unit, sums in self.parts
            }
        )


def _sums(block: BlockResult, given: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """The quantities that are sums of the given ones and that something else is made of, or that are wanted."""
    linear = set(given)
    touched = set(given)
    used: set[str] = set(wanted) & linear
    for node in block.graph.nodes.values():
        if node.key in linear or touched.isdisjoint(node.arguments):
            continue
        touched.add(node.key)
        if _is_sum(node, linear, touched):
            linear.add(node.key)
        else:
            used |= linear & set(node.arguments)
    return [k for k in block.graph.nodes if k in used or (k in wanted and k in linear)]


def _is_sum(node: Node, linear: set[str], touched: set[str]) -> bool:
    """Whether a quantity only adds up sums: if all factors grow, it grows as much."""
    inside = [a for a in node.arguments if a in touched]
    if node.function in _SUMS:
        first = node.arguments[:1] if node.function in ("điểm tiêu chí", "tối đa được tính") else ()
        plain = [a for a in node.arguments if a not in first]
        typed = plain[:1] if node.function == "điểm tiêu chí" else []
        return all(a in linear for a in plain if a not in typed) and not touched & {*first, *typed}
    if node.function == "nhân" and len(inside) == 1:
        at = node.arguments.index(inside[0])
        return inside[0] in linear and node.params[at] == "×"
    return False


def _only(
    block: BlockResult, leaves: Sequence[s.Criterion], index: int
) -> dict[str, dict[str, Value]]:
    """Every criterion brings nothing, but for one."""
    given: dict[str, dict[str, Value]] = {}
    for u in block.units:
        mine = given.setdefault(u.unit, {})
        for i, c in enumerate(leaves):
            for key in (s.points_key(c.code), s.maximum_key(c.code)):
                value = u.values[key]
                mine[key] = exactly(0) if isinstance(value, Amount) and i != index else value
    return given


def _parts(
    unit: UnitResult, runs: Sequence[UnitResult], sums: Sequence[str]
) -> Iterator[tuple[str, tuple[int, ...], int]]:
    for key in sums:
        if unit.figure(key) is None:  # left out for the unit, or not known: it stays so
            continue
        brings = [run.figure(key) or Fraction(0) for run in runs]
        under = math.lcm(*(b.denominator for b in brings))
        yield key, tuple(b.numerator * (under // b.denominator) for b in brings), under


def _agree(block: BlockResult, parts: _Parts) -> bool:
    """Whether with every factor 1 all sums are what they are now."""
    return all(
        unit.figure(key) == Fraction(sum(brings), under)
        for unit, (_, sums) in zip(block.units, parts, strict=True)
        for key, brings, under in sums
    )


# ---- what is remembered of a unit


@define
class _Seen:
    places: dict[int | None, int] = field(factory=dict)
    levels: dict[str, dict[str, int]] = field(factory=dict)

    def add(self, unit: UnitResult, scales: Sequence[s.Scale]) -> None:
        place = unit.rank.place if unit.rank else None
        self.places[place] = self.places.get(place, 0) + 1
        for scale in scales:
            met = self.levels.setdefault(scale.name, {})
            level = level_of(unit, scale)
            met[level] = met.get(level, 0) + 1

    def standing(self, unit: UnitResult, scales: Sequence[s.Scale], draws: int) -> Standing:
        now = unit.rank.place if unit.rank else None
        places = [p for p in self.places if p is not None]
        levels = []
        for scale in scales:
            order = [*(x.name for x in scale.levels), scale.rest or ""]
            met, present = self.levels.get(scale.name, {}), level_of(unit, scale)
            kept = Fraction(met.get(present, 0), draws)
            levels.append(
                LevelRange(scale.name, present, tuple(x for x in order if x in met), kept)
            )
        kept = Fraction(self.places.get(now, 0), draws)
        best, worst = min(places, default=None), max(places, default=None)
        return Standing(unit.unit, now, best, worst, kept, tuple(levels))
