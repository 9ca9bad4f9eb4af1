"""What a revision does to the units of a round: before and after, how far each moved, and what moved it.

Totals are in points of the scheme; a figure that is not known yet is a range (cqdt_rules.values). A level that is not
decided is several levels. Nothing missing is taken for 0.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from attrs import frozen

from cqdt_rules import scheme as s
from cqdt_rules.results import ENGINE, plain
from cqdt_rules.values import Amount, NotApplicable, Value


class Direction(enum.Enum):
    """Which way a unit goes from the old rules to the new ones."""

    UP = "tăng"
    DOWN = "giảm"
    SAME = "không đổi"
    BOTH = "vừa tăng vừa giảm"  # on different scales
    OPEN = "chưa xác định"
    OTHER = "không so được"  # the levels of the two schemes have nothing in common
    ENTERS = "mới được đánh giá"
    LEAVES = "không còn được đánh giá"
    OUTSIDE = "không đánh giá"


class Measure(enum.Enum):
    """What a direction is about: the level; without levels the rank; without ranks the total."""

    LEVEL = "mức"
    RANK = "hạng"
    TOTAL = "điểm"


@frozen
class Variant:
    """A clause (or several that belong together) with the scheme it makes alone, and the one without it.

    `clauses` are its words. `alone` is the old scheme with it only, `without` the new scheme but for it; where there is
    no such scheme (the sums would be wrong), the reason in words.
    """

    clauses: tuple[str, ...]
    alone: s.Scheme | str
    without: s.Scheme | str


# ---- one unit under one scheme


@frozen
class Standing:
    """A unit under one scheme.

    `total` is what levels and ranks read; `levels` are those that each scale leaves possible, by the scale's name ('' is
    no level); `places` are the best and the worst place; `why_not` says why it is not assessed, or not ranked.
    """

    unit: str
    assessed: bool
    total: Value
    levels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    places: tuple[int, int] | None = None
    why_not: str = ""

    def level_on(self, scale: str) -> tuple[str, ...]:
        """The levels that a scale leaves possible."""
        return next((options for name, options in self.levels if name == scale), ())


@frozen
class Change:
    """Something that is otherwise than before, in the words of a reader.

    `kind` is one of: điểm, điểm tối đa (then `words` name the criterion), không tính, tính lại, ngưỡng, công thức.
    """

    kind: str
    words: str
    old: Value | None = None
    new: Value | None = None
    about: str = ""  # the level or the defined quantity that a changed line is about
    scale: str = ""  # the scale of the level


@frozen
class Shift:
    """How far a unit is moved from one scheme to another."""

    total: Amount | None
    old_levels: tuple[tuple[str, tuple[str, ...]], ...]
    new_levels: tuple[tuple[str, tuple[str, ...]], ...]
    old_places: tuple[int, int] | None
    new_places: tuple[int, int] | None
    same_levels: bool = True  # surely, even where they are not decided
    enters: bool = False  # assessed in one of the two only
    same_places: bool = True  # surely, even where they are not decided
    same_order: bool = True  # what ranks the unit is surely the same

    @property
    def may(self) -> tuple[bool, bool, bool]:
        """Whether a level, the total, the place may differ."""
        place = not self.same_places or self.old_places != self.new_places
        return not self.same_levels or self.enters, not known_zero(self.total), place

    @property
    def surely(self) -> tuple[bool, bool, bool]:
        """Whether a level, the total, the place surely differ."""
        levels = zip(self.old_levels, self.new_levels, strict=False)
        apart = any(a[1] and b[1] and not set(a[1]) & set(b[1]) for a, b in levels)
        total = self.total is not None and not self.total.may_be(Fraction(0))
        old, new = self.old_places, self.new_places
        place = old is not None and new is not None and (old[1] < new[0] or new[1] < old[0])
        return apart and not self.same_levels, total, place

    @property
    def moves(self) -> bool:
        """Whether anything may differ: the total, a level, the place."""
        return any(self.may)


@frozen
class Effect:
    """What one clause does to a unit: applied alone to the old scheme, and as the last one of all; or why that cannot be said."""

    clauses: tuple[str, ...]
    alone: Shift | str
    last: Shift | str

    @property
    def moves(self) -> bool:
        """Whether the clause moves the unit either way."""
        return any(isinstance(x, Shift) and x.moves for x in (self.alone, self.last))

    @property
    def deciding(self) -> Shift | None:
        """What it does as the last one; where that cannot be told, alone."""
        return next((x for x in (self.last, self.alone) if isinstance(x, Shift)), None)


@frozen
class Cause:
    """The clauses that move what a unit has: its `what` is mức, điểm, or hạng (those that move only its place).

    `either`: without any one of them the unit would have the same; each does it alone.
    """

    what: str
    effects: tuple[Effect, ...]
    either: bool = False


@frozen
class UnitImpact:
    """A unit before and after; None where a scheme's round has no such unit."""

    unit: str
    old: Standing | None
    new: Standing | None
    difference: Amount | None
    direction: Direction
    scales: tuple[tuple[str, Direction], ...] = ()
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    same_places: bool = True  # surely, even where they are not decided

    @property
    def moved(self) -> tuple[bool, bool, bool]:
        """Whether level, total, place are not surely what they were."""
        old, new = (x.places if x else None for x in (self.old, self.new))
        level = any(d is not Direction.SAME for _, d in self.scales)
        return level, not known_zero(self.difference), old != new or not self.same_places

    @property
    def changed(self) -> bool:
        """Whether anything is not surely what it was."""
        return self.direction not in (Direction.SAME, Direction.OUTSIDE) or any(self.moved[1:])

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Which clauses move its level, its total, and which of the others its place."""
        found: list[Cause] = []
        for i, what in enumerate(("mức", "điểm", "hạng")):
            mine = [e for e in self.effects if e.deciding is not None and e.deciding.may[i]]
            either = not mine and self.moved[i]
            if either:
                alone = [(e, e.alone) for e in self.effects]
                mine = [e for e, x in alone if isinstance(x, Shift) and x.may[i]]
            if what == "hạng":
                mine = [e for e in mine if not any(e in c.effects for c in found)]
            if mine:
                found.append(Cause(what, tuple(mine), either))
        return tuple(found)

    @property
    def touching(self) -> tuple[Effect, ...]:
        """The clauses that do something to it, be it alone or as the last one."""
        return tuple(e for e in self.effects if e.moves)


# ---- a block, and the whole


@frozen
class BlockImpact:
    """The units of a block; `old_name` is '' where the name stayed. `old_total`, `new_total` name what is compared."""

    name: str
    units: tuple[UnitImpact, ...]
    measure: Measure
    old_total: str
    new_total: str
    old_name: str = ""
    scales: tuple[str, ...] = ()
    rules: tuple[Change, ...] = ()  # thresholds and formulas that are otherwise
    ranked: bool = True
    also_read: tuple[str, ...] = ()  # what else the new levels are decided by
    decimals: tuple[int | None, int | None] = (None, None)  # to which the rules round the totals

    @property
    def tally(self) -> Counter[Direction]:
        """How many units go which way."""
        return Counter(u.direction for u in self.units)


@frozen
class Needed:
    """Figures that somebody has to give before the result is known.

    `why` says so: not there yet, typed above the new maximum, typed for parts that no longer count alike.
    """

    block: str
    heading: str
    about: str  # the criterion or statement that asks for it
    units: tuple[str, ...]
    why: str
    typed: tuple[
        tuple[str, str, str], ...
    ] = ()  # of figures that do not fit, by unit: as typed, file (and sheet), cell
    of_all: bool = False
    old: bool = False  # the old scheme asks for it, not the new one


@frozen
class Basis:
    """What an impact rests on: the decisions, the year of assessment, the files of the figures, those of the draft alone."""

    old_decision: str = ""
    new_decision: str = ""
    amends: bool = False  # the new decision amends the old text
    year: int | None = None
    files: tuple[str, ...] = ()
    new_files: tuple[str, ...] = ()


@frozen
class Impact:
    """What a revision does on figures."""

    old_title: str
    new_title: str
    blocks: tuple[BlockImpact, ...]
    needed: tuple[Needed, ...] = ()
    notes: tuple[str, ...] = ()
    reused: tuple[str, ...] = ()  # criteria that have another title now, and keep their points
    clauses: tuple[Effect, ...] = ()  # those that cannot be taken alone or left out, with why
    made_from: tuple[tuple[str, str], ...] = ()
    basis: Basis = Basis()

    @property
    def open(self) -> bool:
        """Whether some result is not final."""
        return bool(self.needed) or any(
            u.direction is Direction.OPEN for b in self.blocks for u in b.units
        )

    def sentence(self) -> str:
        """All blocks in one sentence: `3 đơn vị tăng mức, 1 giảm, 16 không đổi`; each measure by itself."""
        tallies: dict[Measure, Counter[Direction]] = {}
        for b in sorted(self.blocks, key=lambda b: list(Measure).index(b.measure)):
            tallies[b.measure] = tallies.get(b.measure, Counter()) + b.tally
        return "; ".join(tally_words(t, m) for m, t in tallies.items()) or "không có khối nào để so"

    def to_json(self) -> dict[str, object]:
        """A plain value for a program; figures are exact texts."""
        return {
            "engine": ENGINE,
            "old": self.old_title,
            "new": self.new_title,
            "decisions": [self.basis.old_decision or None, self.basis.new_decision or None],
            "year": self.basis.year,
            "made_from": [{"file": name, "sha256": digest} for name, digest in self.made_from],
            "summary": self.sentence(),
            "final": not self.open,
            "blocks": [_block_json(b) for b in self.blocks],
            "needed": [_needed_json(n) for n in self.needed],
            "notes": [*self.reused, *self.notes],
            "clauses_not_weighed": [_effect_json(e) for e in self.clauses],
        }


_ORDER = (Direction.UP, Direction.DOWN, Direction.BOTH, Direction.SAME, Direction.OPEN)


def tally_words(tally: Counter[Direction], measure: Measure) -> str:
    """`3 đơn vị tăng mức, 1 giảm, 16 không đổi`; what there is none of is left out, but up, down and unchanged always stand."""
    said: list[str] = []
    for d in (*_ORDER, Direction.OTHER, Direction.ENTERS, Direction.LEAVES, Direction.OUTSIDE):
        count = tally[d]
        if not count and d not in (Direction.UP, Direction.DOWN, Direction.SAME):
            continue
        if not said:
            said.append(f"{count} đơn vị {d.value} {measure.value}")
        else:
            said.append(f"{count} {d.value}")
    return ", ".join(said)


# ---- without figures


@frozen
class Reach:
    """What a unit (or each unit of a kind) can reach at all, whatever its figures.

    `possible`: its level may come out otherwise. False is proved; `why` says how.
    """

    units: str
    old_total: Value | None
    new_total: Value | None
    old_levels: tuple[tuple[str, tuple[str, ...]], ...]
    new_levels: tuple[tuple[str, tuple[str, ...]], ...]
    possible: bool
    why: str = ""
    moves: tuple[
        str, ...
    ] = ()  # at which totals which level becomes which, where that is all there is to it


@frozen
class BlockReach:
    """The units of a block, or its kinds of units where none are listed."""

    name: str
    units: tuple[Reach, ...]
    listed: bool
    old_total: str
    new_total: str
    scales: tuple[str, ...] = ()
    rules: tuple[Change, ...] = ()


@frozen
class Bounds:
    """Which units could change level at all, from the rules alone."""

    old_title: str
    new_title: str
    blocks: tuple[BlockReach, ...]
    notes: tuple[str, ...] = ()

    def sentence(self) -> str:
        """`4 đơn vị có thể đổi mức, 16 không thể`."""
        every = [u for b in self.blocks for u in b.units]
        may = sum(u.possible for u in every)
        what = "đơn vị" if all(b.listed for b in self.blocks) else "loại đơn vị"
        return f"{may} {what} có thể đổi mức, {len(every) - may} không thể"

    def to_json(self) -> dict[str, object]:
        """A plain value for a program."""
        return {
            "engine": ENGINE,
            "old": self.old_title,
            "new": self.new_title,
            "figures": False,
            "summary": self.sentence(),
            "blocks": [
                {
                    "block": b.name,
                    "listed": b.listed,
                    "rules": [_change_json(c) for c in b.rules],
                    "units": [_reach_json(u) for u in b.units],
                }
                for b in self.blocks
            ],
            "notes": list(self.notes),
        }


# ---- JSON


def _block_json(b: BlockImpact) -> dict[str, object]:
    return {
        "block": b.name,
        **({"was": b.old_name} if b.old_name else {}),
        "measure": b.measure.value,
        "total": {"old": b.old_total, "new": b.new_total, "levels_also_read": list(b.also_read)},
        "tally": {d.value: n for d, n in b.tally.items()},
        "rules": [_change_json(c) for c in b.rules],
        "units": [_unit_json(u) for u in b.units],
    }


def _unit_json(u: UnitImpact) -> dict[str, object]:
    return {
        "unit": u.unit,
        "direction": u.direction.value,
        "old": _standing_json(u.old),
        "new": _standing_json(u.new),
        "difference": _plain(u.difference),
        "scales": {name: d.value for name, d in u.scales},
        "changes": [_change_json(c) for c in u.changes],
        "causes": [_cause_json(c) for c in u.causes],
        "clauses": [_effect_json(e) for e in u.touching],
    }


def _standing_json(x: Standing | None) -> dict[str, object] | None:
    if x is None:
        return None
    return {
        "unit": x.unit,
        "assessed": x.assessed,
        "total": _plain(x.total),
        "levels": _levels_json(x.levels),
        "place": _places_json(x.places),
        **({"why_not": x.why_not} if x.why_not else {}),
    }


def _change_json(c: Change) -> dict[str, object]:
    return {"kind": c.kind, "what": c.words, "old": _plain(c.old), "new": _plain(c.new)}


def _effect_json(e: Effect) -> dict[str, object]:
    return {"clauses": list(e.clauses), "alone": _shift_json(e.alone), "last": _shift_json(e.last)}


def _cause_json(c: Cause) -> dict[str, object]:
    clauses = [list(e.clauses) for e in c.effects]
    return {"moves": c.what, "clauses": clauses, "each_alone": c.either}


def _shift_json(x: Shift | str) -> object:
    if isinstance(x, str):
        return {"not_weighed": x}
    return {
        "difference": _plain(x.total),
        "levels": [_levels_json(x.old_levels), _levels_json(x.new_levels)],
        "levels_may_differ": not x.same_levels,
        "places": [_places_json(x.old_places), _places_json(x.new_places)],
        "places_may_differ": x.may[2],
    }


def _reach_json(u: Reach) -> dict[str, object]:
    return {
        "units": u.units,
        "may_change": u.possible,
        "why": u.why,
        "moves": list(u.moves),
        "old": {"total": _plain(u.old_total), "levels": _levels_json(u.old_levels)},
        "new": {"total": _plain(u.new_total), "levels": _levels_json(u.new_levels)},
    }


def _needed_json(n: Needed) -> dict[str, object]:
    return {
        "block": n.block,
        "column": n.heading,
        "about": n.about,
        "why": n.why,
        "units": list(n.units),
        **({"typed": [_typed_json(x) for x in n.typed]} if n.typed else {}),
        "scheme": "old" if n.old else "new",
    }


def _typed_json(typed: tuple[str, str, str]) -> dict[str, str]:
    return dict(zip(("typed", "file", "cell"), typed, strict=True))


def _levels_json(levels: Sequence[tuple[str, tuple[str, ...]]]) -> dict[str, object]:
    """One level as a text, null for none; several possible ones as a list."""
    return {n: list(o) if len(o) > 1 else (o[0] or None if o else None) for n, o in levels}


def _places_json(places: tuple[int, int] | None) -> object:
    if places is None:
        return None
    return places[0] if places[0] == places[1] else list(places)


def _plain(value: Value | None) -> object:
    return None if value is None else plain(value)


def known_zero(value: Value | None) -> bool:
    """Whether a difference is surely nothing."""
    if value is None or isinstance(value, NotApplicable):
        return True
    return isinstance(value, Amount) and value.low == value.high == 0
