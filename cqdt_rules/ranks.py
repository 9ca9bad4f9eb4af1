"""Places in a ranking, and which units a quota leaves a level to."""

from __future__ import annotations

import bisect
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from cqdt_rules import scheme as s
from cqdt_rules.graph import rank_key
from cqdt_rules.numbers import fold
from cqdt_rules.results import Rank, UnitResult
from cqdt_rules.values import NOTHING, Amount, NotApplicable, Text, Value

_Keys = tuple[Fraction, ...]
_LEAVING_OUT = ("không xếp hạng", "không đánh giá")  # keys of what decides whether a unit is ranked


@frozen
class Contender:
    """A unit that is ranked, or may be (`sure` False: a condition that leaves it out is not decided)."""

    unit: str
    values: Mapping[str, Value]
    sure: bool = True


def ranked(
    rankings: Sequence[s.Ranking], results: Sequence[UnitResult], orders: Sequence[s.DecidedOrder]
) -> tuple[UnitResult, ...]:
    """The results with the places by every ranking of the block."""
    tests = [k for r in results[:1] for k in r.values if k.startswith(_LEAVING_OUT)]
    able = [
        Contender(r.unit, r.values, all(r.values[k].known for k in tests))
        for r in results
        if r.assessed and not r.why_not
    ]
    places = {x.name: _places(x, able, orders) for x in rankings}
    return tuple(
        evolve(r, ranks={name: p[r.unit] for name, p in places.items() if r.unit in p})
        for r in results
    )


def takes_part(ranking: s.Ranking, values: Mapping[str, Value]) -> bool:
    """Whether a ranking is about a unit: not where its first key is left out for the unit."""
    return not isinstance(values[rank_key(0, ranking.name)], NotApplicable)


def _places(
    ranking: s.Ranking, able: Sequence[Contender], orders: Sequence[s.DecidedOrder]
) -> dict[str, Rank]:
    groups: dict[str, list[Contender]] = {}
    homeless = False
    for c in able:
        within = c.values[ranking.within] if ranking.within else Text(("",))
        if not takes_part(ranking, c.values):
            continue
        if isinstance(within, Text) and within.known:
            groups.setdefault(fold(within.text), []).append(c)
        else:  # it may belong to any group: no rank is final
            homeless = True
    placed: dict[str, Rank] = {}
    for group in groups.values():
        placed |= _places_of_group(ranking, group, homeless, orders)
    return placed


def _places_of_group(
    ranking: s.Ranking,
    group: Sequence[Contender],
    homeless: bool,
    orders: Sequence[s.DecidedOrder],
) -> dict[str, Rank]:
    """Places 1, 1, 3: equal keys share a place and the next is skipped (language.md, section 5.11)."""
    keyed = {c.unit: exact_keys(ranking, c) for c in group}
    complete = {unit: keys for unit, keys in keyed.items() if keys is not None}
    provisional = homeless or len(complete) < len(group)
    signs = [-1 if k.descending else 1 for k in ranking.keys]
    order = {
        unit: tuple(sign * k for sign, k in zip(signs, keys, strict=True))
        for unit, keys in complete.items()
    }
    ladder = sorted(order.values())
    sharing: dict[_Keys, list[str]] = {}
    for unit, mine in order.items():
        sharing.setdefault(mine, []).append(unit)
    placed: dict[str, Rank] = {}
    for mine, units in sharing.items():
        first = bisect.bisect_left(ladder, mine) + 1
        decided = _order_of(units, orders) if ranking.by_decision and len(units) > 1 else None
        waiting = ranking.by_decision and len(units) > 1 and decided is None
        for unit in units:
            step = decided.units.index(unit) if decided else 0
            ties = () if decided else tuple(u for u in units if u != unit)
            placed[unit] = Rank(
                first + step, ties, complete[unit], provisional or waiting, waiting, decided
            )
    return {unit: placed[unit] for unit in order}


def _order_of(units: Sequence[str], orders: Sequence[s.DecidedOrder]) -> s.DecidedOrder | None:
    """The recorded order of units that all keys leave equal: one that names them all, side by side."""
    for order in orders:
        if set(units) <= set(order.units):
            kept = tuple(u for u in order.units if u in units)
            return evolve(order, units=kept)
    return None


def exact_keys(ranking: s.Ranking, contender: Contender) -> _Keys | None:
    """The keys of a unit where all are known and it is surely ranked."""
    values = _key_values(ranking, contender)
    figures = tuple(v.figure for v in values if isinstance(v, Amount) and v.known)
    return figures if len(figures) == len(values) and contender.sure else None


def _key_values(ranking: s.Ranking, contender: Contender) -> list[Value]:
    return [contender.values[rank_key(i, ranking.name)] for i in range(len(ranking.keys))]


# ---- figures known only within a range


def may_stand(ranking: s.Ranking, a: Contender, b: Contender) -> tuple[bool, bool, bool]:
    """Whether `a` may stand before `b`, level with it, after it, whatever figures of the ranges are the true ones."""
    before = after = False
    pairs = zip(ranking.keys, _key_values(ranking, a), _key_values(ranking, b), strict=True)
    for key, x, y in pairs:
        if not isinstance(x, Amount) or not isinstance(y, Amount):
            return True, True, True
        above, below = _may_exceed(x, y), _may_exceed(y, x)
        before = before or (above if key.descending else below)
        after = after or (below if key.descending else above)
        if not _may_equal(x, y):
            return before, False, after
    return before, True, after


def _may_exceed(a: Amount, b: Amount) -> bool:
    return a.high is None or b.low is None or a.high > b.low


def _may_equal(a: Amount, b: Amount) -> bool:
    return _touches(a, b) and _touches(b, a)


def _touches(a: Amount, b: Amount) -> bool:
    """Whether `a` does not lie wholly above `b`."""
    if a.low is None or b.high is None:
        return True
    return a.low < b.high or (a.low == b.high and not b.high_open)


def possible_places(
    ranking: s.Ranking, units: Sequence[UnitResult], unit: str
) -> tuple[int, int] | None:
    """The best and the worst place that ranges leave open to a unit, among those of its own group (`trong từng huyện`)."""
    able = [Contender(r.unit, r.values) for r in units if r.assessed and not r.why_not]
    able = [c for c in able if takes_part(ranking, c.values)]
    mine = next((c for c in able if c.unit == unit), None)
    if mine is None:
        return None
    others = [c for c in able if c.unit != unit and _may_share_group(ranking, c, mine)]
    open_to = [(c, may_stand(ranking, c, mine)) for c in others]
    surely = sum(
        not level and not after and _shares_group(ranking, c, mine)
        for c, (_, level, after) in open_to
    )
    possibly = sum(before for _, (before, _, _) in open_to)
    if ranking.by_decision:  # an order decided by hand may put a tie before the unit
        possibly = sum(before or level for _, (before, level, _) in open_to)
    return 1 + surely, 1 + possibly


_MANY = 200  # units; comparing each with each other takes its time beyond that


def possible_places_of_all(
    ranking: s.Ranking, units: Sequence[UnitResult]
) -> dict[str, tuple[int, int]]:
    """The best and the worst place that ranges leave open to each unit that is ranked.

    Of many units by the first key alone: later keys, and orders decided by hand, are taken to go either way.
    """
    able = [Contender(r.unit, r.values) for r in units if r.assessed and not r.why_not]
    able = [c for c in able if takes_part(ranking, c.values)]
    groups: dict[frozenset[str] | None, list[Contender]] = {}
    for c in able:
        groups.setdefault(_group_options(ranking, c), []).append(c)
    first = {c.unit: c.values[rank_key(0, ranking.name)] for c in able}
    bounded = all(isinstance(v, Amount) and None not in (v.low, v.high) for v in first.values())
    sure = all(g is not None and len(g) == 1 for g in groups)
    if len(able) <= _MANY or not bounded or not sure:
        places = {c.unit: possible_places(ranking, units, c.unit) for c in able}
        return {unit: p for unit, p in places.items() if p is not None}
    found: dict[str, tuple[int, int]] = {}
    for group in groups.values():
        found |= _by_first_key(ranking, {c.unit: first[c.unit] for c in group})
    return found


def _by_first_key(ranking: s.Ranking, values: Mapping[str, Value]) -> dict[str, tuple[int, int]]:
    """Places by the ends of ranges: certainly behind those that lie wholly above, perhaps behind those that reach above."""
    sign = 1 if ranking.keys[0].descending else -1
    ends: dict[str, tuple[Fraction, Fraction]] = {}
    for unit, v in values.items():
        assert isinstance(v, Amount)
        assert v.low is not None
        assert v.high is not None
        low, high = sorted((sign * v.low, sign * v.high))
        ends[unit] = (low, high)
    lows, highs = (sorted(e[i] for e in ends.values()) for i in (0, 1))
    level_counts = len(ranking.keys) > 1 or ranking.by_decision
    side = bisect.bisect_left if level_counts else bisect.bisect_right
    found: dict[str, tuple[int, int]] = {}
    for unit, (low, high) in ends.items():
        surely = len(lows) - bisect.bisect_right(lows, high)
        perhaps = len(highs) - side(highs, low) - (high >= low if level_counts else high > low)
        found[unit] = (1 + surely, 1 + perhaps)
    return found


def _group_options(ranking: s.Ranking, c: Contender) -> frozenset[str] | None:
    """The groups that a unit may belong to; None for any."""
    within = c.values[ranking.within] if ranking.within else Text(("",))
    if not isinstance(within, Text) or not within.options:
        return None
    return frozenset(map(fold, within.options))


def _may_share_group(ranking: s.Ranking, a: Contender, b: Contender) -> bool:
    mine, theirs = _group_options(ranking, a), _group_options(ranking, b)
    return mine is None or theirs is None or bool(mine & theirs)


def _shares_group(ranking: s.Ranking, a: Contender, b: Contender) -> bool:
    mine, theirs = _group_options(ranking, a), _group_options(ranking, b)
    return mine is not None and mine == theirs and len(mine) == 1


# ---- quotas


@frozen
class Holder:
    """A unit with the level that conditions give it; `assessed` and `ranked`: surely, perhaps (None), or not."""

    contender: Contender
    level: Text
    assessed: bool | None
    ranked: bool | None


def within_quota(
    ranking: s.Ranking,
    quota: tuple[Fraction, str, str],
    holders: Sequence[Holder],
    orders: Sequence[s.DecidedOrder],
) -> list[Text]:
    """The levels where only a share of the assessed units may have one of them (share, level, next level).

    The best by the ranking keep it, as many as the share allows, rounded down; units level with each other keep it
    together or lose it together; a unit without a place loses it.
    """
    share, level, lower = quota
    sure = int(share * sum(h.assessed is True for h in holders))
    most = int(share * sum(h.assessed is not False for h in holders))
    rivals = [h for h in holders if level in h.level.options and h.assessed is not False]
    rivals = [h for h in rivals if h.ranked is not False]
    all_known = _places_of_rivals(ranking, level, holders, rivals)
    undecided = frozenset(
        f"kết quả của “{h.contender.unit}”" for h in rivals if _missing(ranking, h)
    )
    found: list[Text] = []
    for mine in holders:
        if level not in mine.level.options:
            found.append(mine.level)
            continue
        if all_known is not None:
            keeps = all_known.get(mine.contender.unit, most + 1) <= most
            drops = not keeps
        else:
            keeps, drops = _kept(ranking, level, mine, rivals, orders, (sure, most))
        names = [level] if keeps else [lower] if drops else [level, lower]
        all_ = (n for o in mine.level.options for n in (names if o == level else [o]))
        options = tuple(dict.fromkeys(all_))
        missing = mine.level.missing if keeps or drops else mine.level.missing | undecided
        found.append(Text(options, missing if len(options) > 1 else NOTHING))
    return found


def _places_of_rivals(
    ranking: s.Ranking, level: str, holders: Sequence[Holder], rivals: Sequence[Holder]
) -> dict[str, int] | None:
    """How many rivals are as good as each one or better; None where not everything is known, or a tie is decided by hand."""
    known = all(h.level.options == (level,) and h.ranked and h.assessed for h in rivals)
    if ranking.by_decision or not known or any(h.assessed is None for h in holders):
        return None
    keys = {h.contender.unit: exact_keys(ranking, h.contender) for h in rivals}
    signs = [-1 if k.descending else 1 for k in ranking.keys]
    order = {
        unit: tuple(sign * k for sign, k in zip(signs, figures, strict=True))
        for unit, figures in keys.items()
        if figures is not None
    }
    if len(order) < len(rivals):
        return None
    ladder = sorted(order.values())
    return {unit: bisect.bisect_right(ladder, mine) for unit, mine in order.items()}


def _kept(
    ranking: s.Ranking,
    level: str,
    mine: Holder,
    rivals: Sequence[Holder],
    orders: Sequence[s.DecidedOrder],
    seats: tuple[int, int],
) -> tuple[bool, bool]:
    """Whether a unit surely keeps the level, and whether it surely loses it; `seats` are the fewest and the most."""
    if mine.ranked is False:
        return False, True
    most_before = least_before = 1
    for other in rivals:
        if other.contender.unit == mine.contender.unit:
            continue
        before, tie, after = may_stand(ranking, other.contender, mine.contender)
        if tie and not before and not after and ranking.by_decision:
            before, tie, after = _as_decided(other, mine, orders)
        certain = other.level.options == (level,) and other.assessed and other.ranked
        most_before += before or tie
        least_before += bool(certain and not after)
    return most_before <= seats[0] and mine.ranked is True, least_before > seats[1]


def _as_decided(a: Holder, b: Holder, orders: Sequence[s.DecidedOrder]) -> tuple[bool, bool, bool]:
    order = _order_of((a.contender.unit, b.contender.unit), orders)
    if order is None:  # whoever is put first: both are open
        return True, False, True
    first = order.units[0] == a.contender.unit
    return first, False, not first


def _missing(ranking: s.Ranking, holder: Holder) -> frozenset[str]:
    values = _key_values(ranking, holder.contender)
    return frozenset[str]().union(NOTHING, *(v.missing for v in values), holder.level.missing)
