"""How far a threshold moves before somebody changes level, exactly: from the values at which comparisons turn."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from cqdt_rules import scheme as s
from cqdt_rules.graph import Graph, cap_condition, level_condition
from cqdt_rules.results import BlockResult, UnitResult
from cqdt_rules.sensing.levels import Again, Given, Prepare, level_changes, outcome_keys
from cqdt_rules.sensitivity import LevelChange, Room, Slack
from cqdt_rules.source import Span
from cqdt_rules.values import Amount, exactly
from cqdt_rules.variations import NumberKind, RuleNumber

_COMPARING = ("so sánh", "thuộc khoảng")


def slack_of(
    number: RuleNumber,
    numbers: Sequence[RuleNumber],
    blocks: Sequence[BlockResult],
    prepare: Prepare,
) -> Slack | None:
    """The room of a threshold of levels over all blocks that have it; None for a number that is no such threshold."""
    if number.kind is not NumberKind.THRESHOLD:
        return None
    nothing = Room(None)
    rooms: list[tuple[Room, Room]] = []
    lower: set[str] = set()
    for block in blocks:
        keys = _constants(number, numbers, block.graph)
        if keys is None:
            why = "số này có mặt nhiều lần trong câu, không tách riêng được"
            return Slack(number, nothing, nothing, why)
        if keys:
            lower.add(block.name)
            walk = _Walk(number, numbers, keys, block, prepare)
            flips = walk.flips()
            if flips is None:
                return Slack(number, nothing, nothing, "điều kiện này không xét chính xác được")
            rooms.append((walk.room(flips, down=True), walk.room(flips, down=False)))
    if not rooms:
        return None
    schemes = [b.graph.block for b in blocks]
    return Slack(
        number,
        _nearest([down for down, _ in rooms], number.value),
        _nearest([up for _, up in rooms], number.value),
        above=tuple(b.name for b in schemes if lower & {x.block for x in b.below}),
    )


def _nearest(rooms: Sequence[Room], value: Fraction) -> Room:
    """The room over several blocks: the smallest one; what all blocks that end there say."""
    ending = [r for r in rooms if r.limit is not None]
    if not ending:
        return rooms[0]

    def size(room: Room) -> tuple[Fraction, bool, bool]:
        assert room.limit is not None
        return abs(room.limit - value), room.holds_there, not room.changes

    least = min(map(size, ending))
    first = [r for r in ending if size(r) == least]
    changes = tuple(c for r in first for c in r.changes)
    return evolve(first[0], changes=changes)


def _constants(number: RuleNumber, numbers: Sequence[RuleNumber], graph: Graph) -> list[str] | None:
    """The constants of a block's level conditions that the number stands for; None where they cannot be told apart."""
    found: list[str] = []
    for scale in graph.block.scales:
        for key, place in _conditions(scale):
            span = place.span
            mine = [p for p in number.places if span.start <= p.span.start < span.end]
            if not mine or place.source != number.source:
                continue
            typed = sorted(
                p.span
                for n in numbers
                for p in n.places
                if span.start <= p.span.start < span.end and p.value == number.value
            )
            equal = [k for k in _parts(graph, key) if _is(graph, k, number.value)]
            if len(typed) == 1:
                found += equal
            elif len(typed) == len(equal):
                found += [equal[typed.index(p.span)] for p in mine]
            else:
                return None
    return found


def _conditions(scale: s.Scale) -> Iterator[tuple[str, s.Place]]:
    """The conditions of a scale, of its levels and of what lowers them: key and place."""
    yield from ((level_condition(scale, level.name), level.place) for level in scale.levels)
    yield from ((cap_condition(scale, i), cap.place) for i, cap in enumerate(scale.caps))


def _parts(graph: Graph, key: str) -> list[str]:
    """The parts of a condition, in the order of the text."""
    start = f"{key} #"
    parts = [k for k in graph.nodes if k.startswith(start)]
    return sorted(parts, key=lambda k: int(k.removeprefix(start)))


def _is(graph: Graph, key: str, value: Fraction) -> bool:
    constant = graph.nodes[key].constant
    return isinstance(constant, Amount) and constant.known and constant.figure == value


@frozen
class _Walk:
    """A threshold of a block, moved."""

    number: RuleNumber
    numbers: Sequence[RuleNumber]
    keys: list[str]
    block: BlockResult
    prepare: Prepare

    def _with(self, value: Fraction) -> Given:
        new = exactly(value)
        return {u.unit: dict.fromkeys(self.keys, new) for u in self.block.units}

    def _comparisons(self) -> list[tuple[str, str]]:
        """Subject and bound of each comparison that the threshold comes into."""
        nodes = self.block.graph.nodes
        touched = set(self.keys)
        pairs: list[tuple[str, str]] = []
        for node in nodes.values():
            if touched.isdisjoint(node.arguments):
                continue
            if node.function not in _COMPARING:
                touched.add(node.key)
                continue
            subject, *bounds = node.arguments
            pairs += [(subject, b) for b in bounds if subject in touched or b in touched]
        return pairs

    def flips(self) -> dict[Fraction, set[str]] | None:
        """The values at which some comparison of some unit turns, with those units; None where that is no straight line."""
        pairs = self._comparisons()
        again = self.prepare(self.block, self.keys, [k for pair in pairs for k in pair])
        at = self.number.value
        runs = [again(self._with(at + i)) for i in range(3)]
        found: dict[Fraction, set[str]] = {}
        for n, unit in enumerate(self.block.units):
            for subject, bound in pairs if unit.assessed else ():
                gaps = [_gap(run.units[n], subject, bound) for run in runs]
                if None in gaps:
                    continue
                first, second, third = (g for g in gaps if g is not None)
                if third - second != second - first:
                    return None
                if second != first:
                    found.setdefault(at - first / (second - first), set()).add(unit.unit)
        return found

    def room(self, flips: Mapping[Fraction, set[str]], *, down: bool) -> Room:
        """How far the threshold moves one way: from one turn to the next, until somebody changes."""
        at = self.number.value
        ahead = sorted((f for f in flips if (f <= at if down else f >= at)), reverse=down)
        end, meets = self._end(down=down)
        again = self.prepare(self.block, self.keys, outcome_keys(self.block.graph.block))
        passed: set[str] = set()
        for here, beyond in itertools.pairwise([*ahead, None]):
            assert here is not None
            if end is not None and (here <= end if down else here >= end):
                break
            if here != at and (changes := self._changes(again, here)):
                return Room(here, False, changes)
            aim = beyond if beyond is not None else here + (-1 if down else 1)
            if changes := self._changes(again, (here + aim) / 2):
                return Room(here, True, changes)
            passed |= flips[here]
        return Room(end, True, (), meets, len(passed))

    def _changes(self, again: Again, value: Fraction) -> tuple[LevelChange, ...]:
        return level_changes(self.block, again(self._with(value)))

    def _end(self, *, down: bool) -> tuple[Fraction | None, str]:
        """The next threshold of the same quantity on that side."""
        at = self.number.value
        likes = [
            _likeness(self.block.graph, subject)
            for subject, bound in self._comparisons()
            if bound in self.keys
        ]
        ends = [e for e in self._others() if e[2] in likes]
        ahead = [(f, place) for f, place, _ in ends if (f < at if down else f > at)]
        if not ahead:
            return None, ""
        nearest = (max if down else min)(f for f, _ in ahead)
        spans = [place.span for f, place in ahead if f == nearest]
        return nearest, next((n.name for n in self.numbers if _typed_in(n, nearest, spans)), "")

    def _others(self) -> Iterator[tuple[Fraction, s.Place, object]]:
        """The other thresholds of the block's levels: value, place, what they are of."""
        graph = self.block.graph
        for scale in graph.block.scales:
            for level in scale.levels:
                key = level_condition(scale, level.name)
                for node in (graph.nodes[k] for k in (key, *_parts(graph, key))):
                    if node.function not in _COMPARING:
                        continue
                    subject, *bounds = node.arguments
                    for bound in bounds:
                        constant = graph.nodes[bound].constant
                        if isinstance(constant, Amount) and bound not in self.keys:
                            yield constant.figure, level.place, _likeness(graph, subject)


def _typed_in(number: RuleNumber, value: Fraction, statements: Sequence[Span]) -> bool:
    """Whether a number has a value and stands in one of some statements."""
    return number.value == value and any(
        span.start <= p.span.start < span.end for span in statements for p in number.places
    )


def _gap(unit: UnitResult, subject: str, bound: str) -> Fraction | None:
    a, b = unit.values[subject], unit.values[bound]
    if isinstance(a, Amount) and a.known and isinstance(b, Amount) and b.known:
        return a.figure - b.figure
    return None


def _likeness(graph: Graph, key: str) -> object:
    """What two quantities share that are the same, be they named or written out."""
    node = graph.nodes[key]
    if " #" not in key:
        return key
    if node.constant is not None:
        return node.constant
    if node.function in ("không tính là 0", "là"):
        return _likeness(graph, node.arguments[0])
    return node.function, node.params, tuple(_likeness(graph, a) for a in node.arguments)
