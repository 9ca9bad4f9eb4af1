"""A list of lines of which the first that holds counts: levels, bands, cases. What no line takes, and what none can reach.

On one quantity everything is told as intervals; each interval is told only with a unit that really lies in it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from fractions import Fraction

from attrs import field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.check.claims import Claims, Holds, Within
from cqdt_rules.check.linear import Range
from cqdt_rules.check.worlds import Answer, World, Worlds
from cqdt_rules.graph import apply
from cqdt_rules.numbers import round_to
from cqdt_rules.values import Text, Truth, Value, exactly


@frozen
class Rung:
    """A line with its condition (a key of the graph)."""

    key: str
    name: str
    place: s.Place


@frozen
class Ladder:
    """Lines in their order; `context` is what holds wherever they are read."""

    rungs: tuple[Rung, ...]
    context: Claims = ()


@frozen
class Stretch:
    """An interval of the one quantity, or (range None) some figures of several, with a unit that lies there."""

    range: Range | None
    world: World


@frozen
class Verdict:
    """What was found about the lines, by their place in the list; `undecided` says what could not be found out."""

    never: tuple[int, ...] = ()
    hidden: tuple[tuple[int, int], ...] = ()  # with the earlier line that takes the same figures
    gaps: tuple[Stretch, ...] = ()
    undecided: tuple[str, ...] = ()


@frozen
class Scope:
    """What the lines read: the quantities compared with constants, with these; `whole`: nothing else is read."""

    thresholds: Mapping[str, frozenset[Fraction]]
    whole: bool

    @property
    def subject(self) -> str | None:
        """The only quantity that is read."""
        return next(iter(self.thresholds)) if self.whole and len(self.thresholds) == 1 else None


# ---- what the lines read


def scope_of(worlds: Worlds, ladder: Ladder) -> Scope:
    """The quantities that the lines compare with constants."""
    found: dict[str, set[Fraction]] = {}
    whole = [_collect(worlds, worlds.same[r.key], found) for r in ladder.rungs]
    return Scope({k: frozenset(v) for k, v in found.items()}, all(whole))


def _collect(worlds: Worlds, key: str, found: dict[str, set[Fraction]]) -> bool:
    node = worlds.nodes[key]
    if node.function in ("và", "hoặc", "ít nhất", "không"):
        parts = [
            _collect(worlds, a, found) for a in node.arguments
        ]  # every one, for its thresholds
        return all(parts)
    if node.function not in ("so sánh", "thuộc khoảng"):
        return False
    fixed = {a: f for a in node.arguments if (f := worlds.fixed(a)) is not None}
    others = [a for a in node.arguments if a not in fixed]
    if len(others) != 1 or isinstance(worlds.nodes[others[0]].bounds, Text):
        return False
    found.setdefault(bare(worlds, others[0]), set()).update(fixed.values())
    return True


def bare(worlds: Worlds, key: str) -> str:
    """Points read in a condition, where what is left out is 0, are the points."""
    node = worlds.nodes[worlds.same[key]]
    return node.arguments[0] if node.function == "không tính là 0" else node.key


# ---- lines along one quantity


@frozen
class Cuts:
    """One quantity, cut at every threshold: which lines hold at each cut and between them."""

    subject: str
    points: tuple[Fraction, ...]
    marks: frozenset[Fraction] = field(repr=False)
    holding: tuple[frozenset[int], ...] = field(repr=False)
    range: Range = Range()
    step: Fraction | None = None

    def stretches(
        self, wanted: frozenset[int] | None, never: frozenset[int] = frozenset()
    ) -> Iterator[Range]:
        """Neighbouring points at which all of `wanted` hold (None: at which no line holds)."""
        hits = [
            (not held if wanted is None else wanted <= held and not held & never)
            for held in self.holding
        ]
        for hit, run in itertools.groupby(range(len(hits)), key=hits.__getitem__):
            where = list(run)
            if hit:
                yield self._between(where[0], where[-1])

    def between_lines(self) -> Iterator[Range]:
        """Stretches that no line takes, with a line below and a line above."""
        held = [i for i, h in enumerate(self.holding) if h]
        for a, b in itertools.pairwise(held):
            if b - a > 1:
                yield self._between(a + 1, b - 1)

    def _between(self, first: int, last: int) -> Range:
        a, b = self.points[first], self.points[last]
        low = (a, 0) if a in self.marks else None
        if low is None and first > 0:
            low = (self.points[first - 1], 1)
        high = (b, 0) if b in self.marks else None
        if high is None and last + 1 < len(self.points):
            high = (self.points[last + 1], -1)
        return Range(low, high).stepped(self.step)


def cuts_of(worlds: Worlds, ladder: Ladder) -> Cuts | None:
    """The lines of a ladder along the one quantity that they read; None where they read several."""
    scope = scope_of(worlds, ladder)
    if scope.subject is None:
        return None
    subject, thresholds = scope.subject, scope.thresholds[scope.subject]
    range_, step = worlds.range(subject), worlds.step(subject)
    ends = {e[0] for e in (range_.low, range_.high) if e is not None}
    marks = sorted(thresholds | ends)
    points = set(marks)
    for a, b in itertools.pairwise(marks):
        middle = (a + b) / 2
        points.add(middle if step is None else round_to(middle, step))
    points |= {marks[0] - (step or 1), marks[-1] + (step or 1)}
    inside = sorted(
        p
        for p in points
        if not range_.meet(Range((p, 0), (p, 0))).empty
        and (step is None or (p / step).denominator == 1)
    )
    held = tuple(
        frozenset(
            i
            for i, r in enumerate(ladder.rungs)
            if _holds_at(worlds, worlds.same[r.key], subject, p)
        )
        for p in inside
    )
    return Cuts(subject, tuple(inside), frozenset(marks), held, range_, step)


def _holds_at(worlds: Worlds, key: str, subject: str, figure: Fraction) -> bool:
    def value(part: str) -> Value:
        node = worlds.nodes[part]
        if part == subject:
            return exactly(figure)
        if node.constant is not None:
            return node.constant
        fixed = worlds.fixed(part)
        if fixed is not None:
            return exactly(fixed)
        return apply(node, {a: value(a) for a in node.arguments})

    result = value(key)
    return isinstance(result, Truth) and result.holds


# ---- the verdict


def judge(worlds: Worlds, ladder: Ladder, cuts: Cuts | None, *, open_ended: bool) -> Verdict:
    """Lines that no unit reaches or that earlier lines hide, and (with `open_ended`: no `còn lại`) what no line takes."""
    never: list[int] = []
    hidden: list[tuple[int, int]] = []
    undecided: list[str] = []
    for i, rung in enumerate(ladder.rungs):
        before = tuple(Holds(r.key, False) for r in ladder.rungs[:i])
        first = worlds.find(*ladder.context, Holds(rung.key), *before)
        if isinstance(first, World):
            continue
        alone = worlds.find(*ladder.context, Holds(rung.key)) if before else first
        if alone is Answer.NEVER:
            never.append(i)
        elif first is Answer.NEVER and isinstance(alone, World):
            hidden.append((i, _above(ladder, i, alone)))
        else:
            undecided.append(f"{rung.name} có đơn vị nào đạt được không")
    gaps: list[Stretch] = []
    if open_ended:
        gaps, sure = _gaps(worlds, ladder, cuts)
        undecided += [] if sure else ["có đơn vị nào không thuộc dòng nào không"]
    return Verdict(tuple(never), tuple(hidden), tuple(gaps), tuple(undecided))


def _above(ladder: Ladder, index: int, world: World) -> int:
    """The first earlier line that takes a unit too."""
    values = [world.values.get(r.key) for r in ladder.rungs[:index]]
    return next((i for i, v in enumerate(values) if isinstance(v, Truth) and v.holds), 0)


def _gaps(worlds: Worlds, ladder: Ladder, cuts: Cuts | None) -> tuple[list[Stretch], bool]:
    none = (*ladder.context, *(Holds(r.key, False) for r in ladder.rungs))
    if cuts is None:
        one = worlds.find(*none, shown=True)
        return ([Stretch(None, one)], True) if isinstance(one, World) else ([], one is Answer.NEVER)
    found: list[Stretch] = []
    sure = True
    for stretch in cuts.stretches(None):
        whole = stretch.low == (Fraction(1), 1) and Fraction(1) in cuts.marks
        if whole and is_share(worlds, cuts.subject):
            continue  # `đến 100%` is the end of a share: more of a than of b is a slip in the sheet
        world = worlds.find(*none, Within(cuts.subject, stretch), shown=True)
        if isinstance(world, World):
            found.append(Stretch(stretch, world))
        sure = sure and (isinstance(world, World) or world is Answer.NEVER)
    return found, sure


def inner_gaps(worlds: Worlds, ladder: Ladder, cuts: Cuts) -> tuple[Stretch, ...]:
    """What no line takes though lines lie on either side of it: it falls to `còn lại`, past all that is below it."""
    none = (*ladder.context, *(Holds(r.key, False) for r in ladder.rungs))
    found = (
        (stretch, worlds.find(*none, Within(cuts.subject, stretch), shown=True))
        for stretch in cuts.between_lines()
    )
    return tuple(Stretch(stretch, w) for stretch, w in found if isinstance(w, World))


def is_share(worlds: Worlds, key: str) -> bool:
    """Whether a quantity is one figure of the sheet over another."""
    node = worlds.nodes[key]
    return node.function == "nhân" and node.params == ("×", "/")


# ---- overlaps


@frozen
class Overlap:
    """Two lines (the later second) that both take some figures, with a unit that has such figures."""

    first: int
    second: int
    range: Range
    world: World


def overlaps(worlds: Worlds, ladder: Ladder, cuts: Cuts, *, disjoint: bool) -> Iterator[Overlap]:
    """Lines that take the same figures of the one quantity, where their words suggest that none should.

    `từ 90 trở lên` above `từ 80 trở lên` is a ladder, not an overlap, unless the lines are bands (`disjoint`).
    """
    spans = {
        i: spans[0]
        for i in range(len(ladder.rungs))
        if len(spans := [*cuts.stretches(frozenset({i}))]) == 1
    }
    for i, j in itertools.combinations(spans, 2):
        one, two = spans[i], spans[j]
        if not disjoint and (one.low == two.low or one.high == two.high):
            continue
        for shared in cuts.stretches(frozenset({i, j})):
            keys = (Holds(ladder.rungs[i].key), Holds(ladder.rungs[j].key))
            world = worlds.find(*ladder.context, *keys, Within(cuts.subject, shared), shown=True)
            if isinstance(world, World):
                yield Overlap(i, j, shared, world)


def rising(cuts: Cuts, count: int) -> bool:
    """Whether every line lies wholly below the next one of the list."""
    first = [
        [p for p, held in zip(cuts.points, cuts.holding, strict=True) if held and min(held) == i]
        for i in range(count)
    ]
    spans = [f for f in first if f]
    return len(spans) > 1 and all(max(a) < min(b) for a, b in itertools.pairwise(spans))
