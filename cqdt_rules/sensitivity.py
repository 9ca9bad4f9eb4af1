"""How firm results are: room of thresholds, criteria that decide nothing, ranks under other weights."""

from __future__ import annotations

from fractions import Fraction

from attrs import field, frozen

from cqdt_rules.variations import RuleNumber


@frozen
class LevelChange:
    """A unit that gets another level, on which scale ('' for the only one); `named`: it is one of the scale's levels."""

    block: str
    unit: str
    before: str
    after: str
    up: bool
    scale: str = ""
    named: bool = True


@frozen
class Room:
    """How far a threshold moves one way before somebody changes level.

    `limit` is where it ends, None for nowhere: no move changes anybody. `holds_there`: at the limit itself nobody has
    changed yet, only beyond it. `changes` are those who change first; none where the threshold meets another one
    (`meets`) before anybody changes. `passed` units then came to stand on its other side, and something else decides
    their level.
    """

    limit: Fraction | None
    holds_there: bool = True
    changes: tuple[LevelChange, ...] = ()
    meets: str = ""
    passed: int = 0


@frozen
class Slack:
    """A threshold with its room below and above; `why_not` says why that cannot be told.

    `above` are the blocks that rest on the levels of a block that has it: their units may change with those told.
    """

    number: RuleNumber
    down: Room
    up: Room
    why_not: str = ""
    above: tuple[str, ...] = ()


@frozen
class Idle:
    """A criterion that decides nothing: left out for all units, no level and no rank is another.

    `same_share`: every unit for which it counts has the same share of its points.
    """

    block: str
    criterion: str
    title: str
    same_share: bool


@frozen
class LevelRange:
    """A unit's level on a scale now, all that came up (best first), and the share of draws that kept it."""

    scale: str
    now: str
    met: tuple[str, ...]
    kept: Fraction


@frozen
class Standing:
    """A unit under other weights: its rank now, the best and the worst, the share of draws that kept it; its levels."""

    unit: str
    rank: int | None
    best: int | None
    worst: int | None
    kept: Fraction
    levels: tuple[LevelRange, ...] = ()


@frozen
class Stability:
    """A block under other weights: what was varied (name and maximum), the units; or why it could not be tried."""

    block: str
    weights: tuple[tuple[str, Fraction], ...]
    standings: tuple[Standing, ...]
    ranked: bool
    why_not: str = ""


@frozen
class Sensitivity:
    """The three answers, and how the draws were made: `percent` either way, `draws`, `seed`."""

    scheme: str
    slacks: tuple[Slack, ...]
    idle: tuple[Idle, ...]
    examined: tuple[tuple[str, int], ...]  # how many criteria of each block could be examined
    stability: tuple[Stability, ...]
    percent: Fraction
    draws: int
    seed: int
    incomplete: tuple[
        str, ...
    ] = ()  # units whose results wait for figures: nothing can be told of them
    made_from: tuple[tuple[str, str], ...] = field(default=(), repr=False)
