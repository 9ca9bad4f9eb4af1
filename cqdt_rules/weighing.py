"""Results under the old rules and under the new ones to what the revision does to each unit, and what moved it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.difference import Margin, Seen
from cqdt_rules.graph import Graph, input_key, rank_key
from cqdt_rules.impact import (
    BlockImpact,
    Change,
    Direction,
    Effect,
    Measure,
    Shift,
    Standing,
    UnitImpact,
    known_zero,
)
from cqdt_rules.numbers import exact_decimals, fold, format_number
from cqdt_rules.pairing import (
    BlockPair,
    new_keys,
    pair_blocks,
    pair_schemes,
    same_expression,
)
from cqdt_rules.ranks import possible_places_of_all
from cqdt_rules.results import BlockResult, Results, UnitResult
from cqdt_rules.thresholds import Decided, along
from cqdt_rules.values import FAILS, LEFT_OUT, Amount, NotApplicable, Text, Value

Levels = tuple[tuple[str, tuple[str, ...]], ...]


@frozen
class Side:
    """Results under one scheme; `recasts` say, by block, unit and key, why a typed figure is known within a range only."""

    results: Results
    recasts: Mapping[tuple[str, str, str], str] = field(factory=dict)


@frozen
class VariantResults:
    """The results of a clause alone and of all but it, or why there are none."""

    clauses: tuple[str, ...]
    alone: Side | str
    without: Side | str


@frozen
class _Unit:
    """A unit under one scheme: where it stands, and all its quantities."""

    standing: Standing
    result: UnitResult
    seen: Seen

    @property
    def block(self) -> s.Block:
        """The block."""
        return self.seen.graph.block


def weigh(
    old: Side,
    new: Side,
    variants: Sequence[VariantResults] = (),
    renamed: Mapping[str, str] | None = None,
) -> tuple[BlockImpact, ...]:
    """What the new rules do to the units of each block that both have; `renamed` are new names of units by their old ones."""
    pair = pair_schemes(old.results.scheme, new.results.scheme)
    names = renamed or {}
    return tuple(
        _block(p, _units(old, before), _units(new, after), variants, names)
        for p in pair.blocks
        if (before := old.results.block(p.old.name)) is not None
        and (after := new.results.block(p.new.name)) is not None
    )


def _block(
    pair: BlockPair,
    was: Mapping[str, _Unit],
    now: Mapping[str, _Unit],
    variants: Sequence[VariantResults],
    renamed: Mapping[str, str],
) -> BlockImpact:
    rules = rules_changed(pair)
    clauses = [_of_clause(v, pair) for v in variants]
    own = {renamed.get(u, u): u for u in was}
    order = [*now, *(n for n in own if n not in now)]
    units = tuple(
        _unit_impact(pair, name, was.get(own.get(name, "")), now.get(name), rules, clauses)
        for name in order
    )
    units = _with_places(units)
    graphs = [next(iter(x.values())).seen.graph for x in (was, now)]
    return BlockImpact(
        pair.new.name,
        units,
        _measure(pair),
        total_title(graphs[0]),
        total_title(graphs[1]),
        pair.old.name if pair.renamed else "",
        _scales(pair),
        rules,
        bool(pair.old.rankings or pair.new.rankings),
        _also_read(graphs[1]),
        (_decimals(graphs[0]), _decimals(graphs[1])),
    )


def _unit_impact(
    pair: BlockPair,
    name: str,
    before: _Unit | None,
    after: _Unit | None,
    rules: Sequence[Change],
    clauses: Sequence[_Clause],
) -> UnitImpact:
    margin = _margin(before, after, pair)
    each = tuple((x, _on_scale(pair, margin, x, before, after)) for x in _scales(pair))
    by = _difference(margin, before, after)
    return UnitImpact(
        name,
        before.standing if before else None,
        after.standing if after else None,
        by,
        _direction(_measure(pair), before, after, each, by),
        each,
        _changes(pair, before, after, by, rules),
        tuple(_effect(c, before, after) for c in clauses),
        _same_order(margin, before, after),
    )


def _with_places(units: tuple[UnitImpact, ...]) -> tuple[UnitImpact, ...]:
    """The units with whether each keeps its place: one within a range does only where nothing moves that ranks anybody."""
    still = all(u.same_places for u in units)

    def kept(old: tuple[int, int] | None, new: tuple[int, int] | None, still: bool) -> bool:
        return old == new and (still or old is None or old[0] == old[1])

    def settled(x: Shift | str, i: int, side: str) -> Shift | str:
        if isinstance(x, str):
            return x
        others = (getattr(u.effects[i], side) for u in units)
        calm = all(isinstance(o, str) or o.same_order for o in others)
        return evolve(x, same_places=kept(x.old_places, x.new_places, calm))

    done = []
    for u in units:
        effects = tuple(
            evolve(e, alone=settled(e.alone, i, "alone"), last=settled(e.last, i, "last"))
            for i, e in enumerate(u.effects)
        )
        old, new = (x.places if x else None for x in (u.old, u.new))
        done.append(evolve(u, effects=effects, same_places=kept(old, new, still)))
    return tuple(done)


def _same_order(margin: Margin | None, old: _Unit | None, new: _Unit | None) -> bool:
    """Whether all that ranks a unit in its block is surely the same."""
    if margin is None or old is None or new is None:
        return old is new
    if not old.standing.assessed or not new.standing.assessed:
        return old.standing.assessed == new.standing.assessed
    one, two = (next(iter(x.block.rankings), None) for x in (old, new))
    if one is None or two is None:
        return one is two
    rules = [(tuple(k.descending for k in r.keys), r.within, r.by_decision) for r in (one, two)]
    return rules[0] == rules[1] and all(
        margin.same(rank_key(i, one.name), rank_key(i, two.name)) for i in range(len(one.keys))
    )


# ---- two sides of a unit


def _margin(old: _Unit | None, new: _Unit | None, pair: BlockPair | None) -> Margin | None:
    """The two sides, where the unit stands on both; `pair` are the blocks, None to find it out."""
    if old is None or new is None:
        return None
    pair = pair or pair_blocks(old.block, new.block)
    names = {input_key(a): input_key(b) for a, b in pair.codes.items()} | dict(pair.figures)
    return Margin(old.seen, new.seen, names)


def _difference(margin: Margin | None, old: _Unit | None, new: _Unit | None) -> Amount | None:
    """New total less old total; a range where either is one; None where one does not apply."""
    if margin is None or old is None or new is None:
        return None
    if not old.standing.assessed or not new.standing.assessed:
        return None
    return margin.difference(total_key(old.seen.graph), total_key(new.seen.graph))


def _same_levels(margin: Margin | None, old: _Unit | None, new: _Unit | None) -> bool:
    """Whether every level of a unit is surely the same."""
    if margin is None or old is None or new is None:
        return (old.standing.levels if old else ()) == (new.standing.levels if new else ())
    if not old.standing.assessed or not new.standing.assessed:
        return old.standing.levels == new.standing.levels
    mine, theirs = old.block.main_scales, new.block.main_scales
    if [x.name for x in mine] != [x.name for x in theirs]:
        return False
    return all(_same_level(margin, old, new, x) for x in zip(mine, theirs, strict=True))


def _same_level(margin: Margin, old: _Unit, new: _Unit, scales: tuple[s.Scale, s.Scale]) -> bool:
    """Whether a level is surely the same: made alike, or the same at every total that is still possible."""
    keys = scales[0].key, scales[1].key
    options = [possible_levels(x.seen.values[k]) for x, k in zip((old, new), keys, strict=True)]
    decided = len(options[0]) == len(options[1]) == 1 and fold(options[0][0]) == fold(options[1][0])
    if decided or margin.same(*keys):
        return True
    totals = total_key(old.seen.graph), total_key(new.seen.graph)
    range_ = new.seen.values[totals[1]]
    if not isinstance(range_, Amount) or not margin.same(*totals):
        return False
    before = Decided(old.seen.graph, old.seen.values, keys[0], totals[0])
    after = Decided(new.seen.graph, new.seen.values, keys[1], totals[1])
    found = along(before, after, range_)
    return found is not None and all(fold(x.levels[0]) == fold(x.levels[1]) for x in found)


# ---- a unit under one scheme


def total_key(graph: Graph) -> str:
    """The quantity of a block that its ranking reads first, else the one that its levels are decided by, else the points."""
    block = graph.block
    if block.rankings:
        key = block.rankings[0].keys[0].value
        return key.key if isinstance(key, s.Quantity) else rank_key(0, block.rankings[0].name)
    read = Counter(
        k for scale in block.main_scales for x in scale.levels for k in compared(x.condition)
    )
    return max(read, key=lambda k: read[k]) if read else s.POINTS


_OR_ZERO = "không tính là 0"  # stands around points of criteria, which may be left out


def compared(e: s.Expression) -> Iterator[str]:
    """The quantities that a condition compares with something."""
    match e:
        case s.Apply("so sánh" | "thuộc khoảng", arguments):
            for a in arguments:
                inner = a.arguments[0] if isinstance(a, s.Apply) and a.function == _OR_ZERO else a
                if isinstance(inner, s.Quantity):
                    yield inner.key
        case s.Apply(_, arguments):
            for a in arguments:
                yield from compared(a)


def _also_read(graph: Graph) -> tuple[str, ...]:
    """What the levels are decided by besides the total."""
    conditions = (x.condition for scale in graph.block.main_scales for x in scale.levels)
    keys = dict.fromkeys(k for e in conditions for k in compared(e))
    return tuple(graph.title_of(k) for k in keys if k != total_key(graph))


def total_title(graph: Graph) -> str:
    """How a reader calls that quantity."""
    return graph.title_of(total_key(graph))


def _decimals(graph: Graph) -> int | None:
    """To how many decimals the rules round the total; None where they do not."""
    node = graph.nodes[total_key(graph)]
    while node.function == "là":
        node = graph.nodes[node.arguments[0]]
    if node.function != "làm tròn" or not isinstance(node.params[0], Fraction):
        return None
    places = exact_decimals(node.params[0])
    return places if places is not None and node.params[0] == Fraction(1, 10**places) else None


def _units(side: Side, block: BlockResult) -> dict[str, _Unit]:
    key, places, setting = total_key(block.graph), _places(block), block.setting
    found: dict[str, _Unit] = {}
    for u in block.units:
        usual = not (
            u.unit in setting.mergers or u.unit in setting.overdue or setting.below.get(u.unit)
        )
        recast = {
            k: why for (b, n, k), why in side.recasts.items() if (b, n) == (block.name, u.unit)
        }
        standing = _standing(block, u, key, places.get(u.unit))
        found[u.unit] = _Unit(standing, u, Seen(block.graph, u.values, usual, recast))
    return found


def _standing(
    block: BlockResult, unit: UnitResult, key: str, places: tuple[int, int] | None
) -> Standing:
    levels = tuple(
        (x.name, possible_levels(unit.values[x.key])) for x in block.graph.block.main_scales
    )
    return Standing(
        unit.unit,
        unit.assessed,
        unit.values[key] if unit.assessed else LEFT_OUT,
        levels if unit.assessed else (),
        places if unit.assessed else None,
        unit.why_not,
    )


def possible_levels(value: Value) -> tuple[str, ...]:
    """The levels that a value of a scale leaves open; none where the scale is not about the unit."""
    return value.options if isinstance(value, Text) else ()


def _places(block: BlockResult) -> dict[str, tuple[int, int]]:
    """The best and the worst place of each unit that is ranked, by the block's own ranking or its first."""
    rankings = block.graph.block.rankings
    if not rankings:
        return {}
    name = rankings[0].name
    found = {u.unit: (r.place, r.place) for u in block.units if (r := u.ranks.get(name))}
    final = all(not r.provisional for u in block.units if (r := u.ranks.get(name)))
    if final and all(u.unit in found or u.why_not or not u.assessed for u in block.units):
        return found
    return possible_places_of_all(rankings[0], block.units)


# ---- which way


def _scales(pair: BlockPair) -> tuple[str, ...]:
    """The scales that both schemes have, by name; the only one of each is the same whatever it is called."""
    old, new = ([x.name for x in b.main_scales] for b in (pair.old, pair.new))
    if len(old) == len(new) == 1:
        return (new[0],)
    return tuple(n for n in new if fold(n) in map(fold, old))


def _scale_in(block: s.Block, name: str) -> s.Scale | None:
    scales = block.main_scales
    if len(scales) == 1:
        return scales[0]
    return next((x for x in scales if fold(x.name) == fold(name)), None)


def _measure(pair: BlockPair) -> Measure:
    if _scales(pair):
        return Measure.LEVEL
    both = pair.old.rankings and pair.new.rankings
    return Measure.RANK if both else Measure.TOTAL


def _on_scale(
    pair: BlockPair, margin: Margin | None, name: str, old: _Unit | None, new: _Unit | None
) -> Direction:
    apart = _entry(old, new)
    if apart is not None or old is None or new is None or margin is None:
        return apart or Direction.OUTSIDE
    a, b = _scale_in(pair.old, name), _scale_in(pair.new, name)
    if a is None or b is None:
        return Direction.OTHER
    mine, theirs = old.standing.level_on(a.name), new.standing.level_on(b.name)
    pairs = {_between(a, b, x, y) for x in mine for y in theirs}
    if not pairs:
        return Direction.SAME if mine == theirs else Direction.OTHER
    if len(pairs) == 1:
        return pairs.pop()
    return Direction.SAME if _same_level(margin, old, new, (a, b)) else Direction.OPEN


def _entry(old: _Unit | None, new: _Unit | None) -> Direction | None:
    """Where a unit is not assessed on both sides."""
    was, now = (x is not None and x.standing.assessed for x in (old, new))
    if was and now:
        return None
    return Direction.LEAVES if was else Direction.ENTERS if now else Direction.OUTSIDE


def _between(a: s.Scale, b: s.Scale, old: str, new: str) -> Direction:
    """From a level of one scale to one of another: by the place on a scale that has both."""
    for scale in (b, a):
        places = _ladder(scale)
        if fold(old) in places and fold(new) in places:
            x, y = places[fold(old)], places[fold(new)]
            return Direction.SAME if x == y else Direction.UP if y < x else Direction.DOWN
    return Direction.OTHER


def _ladder(scale: s.Scale) -> dict[str, int]:
    """The place of each level, best first; what is left for the others is last, as is no level."""
    places = {fold(x.name): i for i, x in reversed(list(enumerate(scale.levels)))}
    last = len(scale.levels)
    if scale.rest is not None:
        places.setdefault(fold(scale.rest), last)
    places.setdefault("", last + (bool(scale.rest)))
    return places


def _direction(
    measure: Measure,
    old: _Unit | None,
    new: _Unit | None,
    scales: Sequence[tuple[str, Direction]],
    by: Amount | None,
) -> Direction:
    apart = _entry(old, new)
    if apart is not None or old is None or new is None:
        return apart or Direction.OUTSIDE
    if measure is Measure.LEVEL:
        return _together([d for _, d in scales])
    if measure is Measure.RANK:
        return _by_places(old.standing.places, new.standing.places)
    return _by_amount(by)


def _together(found: Sequence[Direction]) -> Direction:
    moved = {d for d in found if d is not Direction.SAME}
    if not moved:
        return Direction.SAME
    if Direction.OPEN in moved:
        return Direction.OPEN
    if moved == {Direction.UP, Direction.DOWN}:
        return Direction.BOTH
    return moved.pop() if len(moved) == 1 else Direction.OTHER


def _by_places(old: tuple[int, int] | None, new: tuple[int, int] | None) -> Direction:
    if old is None or new is None:
        return Direction.SAME if old == new else Direction.OTHER
    if new[1] < old[0]:
        return Direction.UP
    if new[0] > old[1]:
        return Direction.DOWN
    return Direction.SAME if old == new and old[0] == old[1] else Direction.OPEN


def _by_amount(by: Amount | None) -> Direction:
    if by is None:
        return Direction.OTHER
    if by.low == by.high == 0:
        return Direction.SAME
    if by.low is not None and by.low > 0:
        return Direction.UP
    return Direction.DOWN if by.high is not None and by.high < 0 else Direction.OPEN


def _less(a: Value, b: Value) -> Amount | None:
    if not isinstance(a, Amount) or not isinstance(b, Amount):
        return None
    low = None if b.low is None or a.high is None else b.low - a.high
    high = None if b.high is None or a.low is None else b.high - a.low
    return Amount(low, high, a.missing | b.missing)


# ---- what moved a unit


def rules_changed(pair: BlockPair) -> tuple[Change, ...]:
    """Levels and defined quantities that are otherwise, in the words of both schemes."""
    keys = new_keys(pair)
    found: list[Change] = []
    for name in _scales(pair):
        a, b = _scale_in(pair.old, name), _scale_in(pair.new, name)
        if a is not None and b is not None:
            found += _levels_changed(a, b, keys)
    by_name = {fold(d.name): d for d in pair.old.definitions}
    for d in pair.new.definitions:
        before = by_name.pop(fold(d.name), None)
        if before is None:
            found.append(Change("công thức", f"thêm: {d.place.words}", about=d.name))
        elif not same_expression(before.value, d.value, keys):
            words = f"{before.place.words} → {_tail(before, d)}"
            found.append(Change("công thức", words, about=d.name))
    found += [Change("công thức", f"bỏ: {d.place.words}", about=d.name) for d in by_name.values()]
    return tuple(found)


def _tail(before: s.Definition, after: s.Definition) -> str:
    """What stands behind the name, where both sides begin alike."""
    a, b = (d.place.words.partition("=") for d in (before, after))
    return b[2].strip() if a[0] == b[0] and b[2] else after.place.words


def _levels_changed(a: s.Scale, b: s.Scale, keys: Mapping[str, str]) -> Iterator[Change]:
    old = {fold(x.name): x for x in a.levels}
    said = f" ({b.name})" if b.name else ""
    for level in b.levels:
        before = old.pop(fold(level.name), None)
        if before is None:
            yield Change(
                "ngưỡng", f"thêm {level.place.words}{said}", about=level.name, scale=b.name
            )
        elif not same_expression(before.condition, level.condition, keys):
            words = f"{before.place.words} → {level.place.words.removeprefix(_head(before, level))}"
            yield Change("ngưỡng", f"{words}{said}", about=level.name, scale=b.name)
    for x in old.values():
        yield Change("ngưỡng", f"bỏ {x.place.words}{said}", about=x.name, scale=b.name)
    limits = [_limits(a), _limits(b)]
    yield from (
        Change("ngưỡng", f"thêm {x}{said}", scale=b.name) for x in limits[1] if x not in limits[0]
    )
    yield from (
        Change("ngưỡng", f"bỏ {x}{said}", scale=b.name) for x in limits[0] if x not in limits[1]
    )


def _limits(scale: s.Scale) -> list[str]:
    """What lowers a level, in the words of the rules."""
    return [*(x.place.words for x in scale.caps), *(x.place.words for x in scale.quotas)]


def _head(a: s.Level, b: s.Level) -> str:
    """The words `mức I khi tổng điểm` that both lines begin with."""
    one, two = a.place.words.split(), b.place.words.split()
    count = 0
    for x, y in zip(one, two, strict=False):
        if x != y:
            break
        count += 1
    starts = [i for i, word in enumerate(two[:count]) if word in _COMPARING]
    head = two[: starts[0] if starts else count]
    return " ".join(head) + " " if head else ""


_COMPARING = ("từ", "dưới", "trên", "không", "bằng", "≥", "≤", "<", ">", "=")


def _changes(
    pair: BlockPair,
    old: _Unit | None,
    new: _Unit | None,
    by: Amount | None,
    rules: Sequence[Change],
) -> tuple[Change, ...]:
    """What is otherwise for a unit, largest first: criteria, what is left out, then thresholds and formulas it met."""
    if _entry(old, new) is not None or old is None or new is None:
        return ()
    was, now, before, after = old.result, new.result, old.standing, new.standing
    found = [*_criteria_changed(pair, was, now)]
    found.sort(key=_size, reverse=True)
    still = not found and known_zero(by)
    met = [c for c in rules if c.kind == "công thức" and not still]
    met += [c for c in rules if c.kind == "ngưỡng" and _meets(pair, c, before, after)]
    return (*found, *met)


def _meets(pair: BlockPair, c: Change, before: Standing | None, after: Standing | None) -> bool:
    """Whether a changed line of levels is about one that the unit had or has, where those are not the same."""
    scales = _scale_in(pair.old, c.scale), _scale_in(pair.new, c.scale)
    if before is None or after is None or scales[0] is None or scales[1] is None:
        return False
    old, new = before.level_on(scales[0].name), after.level_on(scales[1].name)
    if old == new or len(old) > 1 or len(new) > 1:
        return False
    return not c.about or fold(c.about) in map(fold, (*old, *new))


def _size(c: Change) -> Fraction:
    by = _less(c.old, c.new) if c.old is not None and c.new is not None else None
    ends = [abs(x) for x in (by.low, by.high) if x is not None] if by is not None else []
    return max(ends, default=Fraction(0))


def _criteria_changed(pair: BlockPair, was: UnitResult, now: UnitResult) -> Iterator[Change]:
    """The lowest criteria whose points or maximum counted are otherwise; what is left out now, or counts again, as a whole."""
    told: set[str] = set()  # new codes under something told as a whole
    changed: dict[str, list[Change]] = {}
    old_codes = pair.old_codes
    for c in pair.new.criteria:
        if c.parent in told:
            told.add(c.code)
            continue
        before = pair.old.criterion(old_codes.get(c.code, ""))
        entering = _entering(before, c, was, now)
        if entering is not None:
            told.add(c.code)
            changed[c.code] = [entering]
        elif before is not None and c.gives_points and before.gives_points:
            changed[c.code] = [*_figures_changed(before, c, was, now)]
    above = {a for code, x in changed.items() if x for a in _above(pair.new, code)}
    gone = dict(_gone(pair, was))
    above |= {pair.codes.get(a, "") for code in gone for a in _above(pair.old, code)}
    for code, changes in changed.items():
        yield from (x for x in changes if code not in above)
    yield from gone.values()


def _above(block: s.Block, code: str) -> Iterator[str]:
    """The codes of what a criterion is a part of."""
    at = block.criterion(code)
    while at is not None and at.parent:
        yield at.parent
        at = block.criterion(at.parent)


def _gone(pair: BlockPair, was: UnitResult) -> Iterator[tuple[str, Change]]:
    """Criteria that the new scheme has not, and that counted for the unit, by their old codes."""
    gone = {c.code for c in pair.old.criteria if c.code not in pair.codes}
    for c in pair.old.criteria:
        if c.code in gone and c.parent not in gone and c.gives_points:
            points = was.values[s.points_key(c.code)]
            if not isinstance(points, NotApplicable):
                words = f"{_called(c)} bị bãi bỏ{_worth(c)}"
                yield c.code, Change("không tính", words, points, _zero())


def _zero() -> Value:
    return Amount(Fraction(0), Fraction(0))


def _called(c: s.Criterion) -> str:
    return f"{c.name} “{c.title}”" if c.title else c.name


def _worth(c: s.Criterion) -> str:
    return f" (tối đa {format_number(c.maximum)} điểm)" if c.maximum is not None else ""


def _entering(
    before: s.Criterion | None, c: s.Criterion, was: UnitResult, now: UnitResult
) -> Change | None:
    """What counts now and did not, or the other way round."""
    if not c.gives_points:
        return None
    counted = before is not None and was.values[s.counts_key(before.code)] != FAILS
    counts = now.values[s.counts_key(c.code)] != FAILS
    points = now.values[s.points_key(c.code)]
    if before is None:
        new = Change("tính lại", f"{_called(c)} mới{_worth(c)}", _zero(), points)
        return new if counts else None
    mine = was.values[s.points_key(before.code)]
    if counted and not counts:
        return Change("không tính", f"{c.name} không còn tính{_worth(c)}", mine, _zero())
    if counts and not counted:
        return Change("tính lại", f"{c.name} nay được tính{_worth(c)}", _zero(), points)
    return None


def _figures_changed(
    a: s.Criterion, b: s.Criterion, was: UnitResult, now: UnitResult
) -> Iterator[Change]:
    for kind, key in (("điểm", s.points_key), ("điểm tối đa", s.maximum_key)):
        x, y = was.values[key(a.code)], now.values[key(b.code)]
        if (
            x.missing and y.missing
        ):  # parts of a group with points of its own: nothing is known of them
            continue
        if isinstance(x, Amount) and isinstance(y, Amount) and (x.low, x.high) != (y.low, y.high):
            yield Change(kind, b.name, x, y)


# ---- clauses


@frozen
class _Clause:
    """A clause with the units of a block under the scheme that it makes alone, and under the one without it."""

    clauses: tuple[str, ...]
    alone: Mapping[str, _Unit] | str
    without: Mapping[str, _Unit] | str


def _of_clause(v: VariantResults, pair: BlockPair) -> _Clause:
    alone, without = (
        x if isinstance(x, str) else _between_both(x, pair) for x in (v.alone, v.without)
    )
    return _Clause(v.clauses, alone, without)


def _between_both(side: Side, pair: BlockPair) -> dict[str, _Unit]:
    """The units of a block in the results of a scheme between the two."""
    names = {fold(b.name) for b in (pair.old, pair.new)}
    single = len(side.results.scheme.blocks) == 1
    found = [b for b in side.results.blocks if single or fold(b.name) in names]
    return {unit: x for b in found for unit, x in _units(side, b).items()}


def _effect(c: _Clause, before: _Unit | None, after: _Unit | None) -> Effect:
    """What a clause does to a unit: from the old rules with it alone, and to the new rules as the last one."""
    names = [x.standing.unit for x in (before, after) if x is not None]

    def of(units: Mapping[str, _Unit]) -> _Unit | None:
        return next((units[n] for n in names if n in units), None)

    alone = c.alone if isinstance(c.alone, str) else _shift(before, of(c.alone))
    last = c.without if isinstance(c.without, str) else _shift(of(c.without), after)
    return Effect(c.clauses, alone, last)


def _shift(before: _Unit | None, after: _Unit | None) -> Shift:
    """How far a unit is moved from one scheme to another."""
    margin = _margin(before, after, None)
    old, new = (x.standing if x is not None else None for x in (before, after))
    return Shift(
        _difference(margin, before, after),
        old.levels if old else (),
        new.levels if new else (),
        old.places if old else None,
        new.places if new else None,
        _same_levels(margin, before, after),
        (old is not None and old.assessed) != (new is not None and new.assessed),
        same_order=_same_order(margin, before, after),
    )
