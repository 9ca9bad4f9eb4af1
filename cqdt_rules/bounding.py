"""Which units could change level at all, from the rules of two schemes alone.

For each unit the two graphs are taken with its name (and whatever the round gives for all) put in. "Cannot" is said
only where it is proved: one and the same level is all that it can reach under both, or both levels are the same
function of the same figures. What is not proved is "may".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import cast

from attrs import evolve, frozen

from cqdt_rules import scheme as s
from cqdt_rules.functions import PEERS, QUOTA
from cqdt_rules.graph import Graph, Node, input_key
from cqdt_rules.impact import BlockReach, Reach
from cqdt_rules.narrowing import narrowed
from cqdt_rules.numbers import fold, format_number
from cqdt_rules.pairing import BlockPair, pair_schemes
from cqdt_rules.thresholds import Decided, Stretch, along
from cqdt_rules.values import FAILS, LEFT_OUT, Amount, NotApplicable, Text, Truth, Value, exactly

NOBODY = "một đơn vị khác"  # the name of a unit that no rule names

Levels = tuple[tuple[str, tuple[str, ...]], ...]
Title = Callable[[Graph], tuple[str, str]]
"""The key and the title of the quantity that levels and ranks read."""


@frozen
class _Side:
    """A block's graph for one unit: what is known of every quantity."""

    graph: Graph
    values: Mapping[str, Value]
    unit: str
    fixed: frozenset[str]  # figures that the round gives
    overdue: bool  # units that send nothing get 0, whatever the rules would give

    @property
    def block(self) -> s.Block:
        """The block."""
        return self.graph.block


def bound(
    old: tuple[s.Scheme, Mapping[str, Graph]],
    new: tuple[s.Scheme, Mapping[str, Graph]],
    rounds: tuple[s.Round | None, s.Round | None],
    total: Title,
) -> tuple[BlockReach, ...]:
    """What the units of each block of both schemes can reach; where no units are listed, each kind that rules tell apart."""
    found: list[BlockReach] = []
    pairs = pair_schemes(old[0], new[0])
    both = {p.new.name: (old[1][p.old.name], new[1][p.new.name]) for p in pairs.blocks}
    same = {p.new.name for p in pairs.blocks if _unchanged(p, both[p.new.name], rounds)}
    whole = len(same) == len(new[0].blocks) == len(old[0].blocks)
    for pair in pairs.blocks:
        graphs = both[pair.new.name]
        kinds, listed = _units(pair, rounds)
        shared = _Shared(pair)
        units = [_reach(pair, graphs, rounds, kind, total, shared) for kind in kinds]
        if pair.new.name in same and (whole or not pair.new.below):
            units = [evolve(u, possible=False, why=u.why or SAME_BLOCK, moves=()) for u in units]
        before, after = (total(g)[1] for g in graphs)
        scales = tuple(x.name for x in pair.new.main_scales)
        found.append(BlockReach(pair.new.name, tuple(units), listed, before, after, scales))
    return tuple(found)


def _unchanged(
    pair: BlockPair, graphs: tuple[Graph, Graph], rounds: tuple[s.Round | None, s.Round | None]
) -> bool:
    """Whether nothing of a block is otherwise, the words of its titles aside: then not even other units make a difference."""

    def form(graph: Graph) -> dict[str, _Form]:
        nodes = graph.nodes.values()
        return {n.key: (n.function, n.arguments, n.params, n.constant, n.bounds) for n in nodes}

    def said(round_: s.Round | None, block: str) -> _Form:
        listed = round_.block(block) if round_ else None
        mergers = tuple((m.unit, m.parts) for m in listed.mergers) if listed else ()
        orders = tuple(o.units for o in listed.orders) if listed else ()
        units = tuple(u.name for u in listed.units) if listed else ()
        common = tuple(
            (c.key, c.value) for c in (round_.common if round_ else ()) if c.block == block
        )
        return (units, mergers, orders, common, round_ is not None and round_.overdue is not None)

    if _rounds_of(pair.old) != _rounds_of(pair.new):
        return False
    names = all(a == b for a, b in (*pair.codes.items(), *pair.figures.items()))
    every = len(pair.codes) == len(pair.old.criteria) and len(pair.figures) == len(pair.old.figures)
    same = form(graphs[0]) == form(graphs[1])
    return (
        names
        and every
        and same
        and said(rounds[0], pair.old.name) == said(rounds[1], pair.new.name)
    )


def _rounds_of(block: s.Block) -> _Form:
    """The rounds of scores of a block, and those that its result is taken from."""
    return (block.score_rounds, block.result_rounds)


@frozen
class _Kind:
    """A unit, or those of a kind: how they are called, and under which names each scheme knows them."""

    words: str
    old: str
    new: str


def _units(
    pair: BlockPair, rounds: tuple[s.Round | None, s.Round | None]
) -> tuple[list[_Kind], bool]:
    listed = [
        r.block(b.name) if r else None for r, b in zip(rounds, (pair.old, pair.new), strict=True)
    ]
    before, after = listed
    units = after.units if after else before.units if before else ()
    if units:
        own = before or after
        assert own is not None
        return [_Kind(u.name, _own_name(own, u), u.name) for u in units], True
    named: dict[str, str] = {}
    for block in (pair.old, pair.new):
        for names, _ in block.named_units:
            named |= {fold(n): n for n in names}
    kinds = [_Kind(n, n, n) for n in named.values()]
    rest = "các đơn vị khác" if kinds else "mọi đơn vị"
    return [*kinds, _Kind(rest, NOBODY, NOBODY)], False


def _own_name(block: s.RoundBlock, unit: s.UnitName) -> str:
    """The unit's own name in a round, by any of its names."""
    for name in unit.names:
        own = block.own_name(name)
        if own in {u.name for u in block.units}:
            return own
    return unit.name


# ---- one unit


def _reach(
    pair: BlockPair,
    graphs: tuple[Graph, Graph],
    rounds: tuple[s.Round | None, s.Round | None],
    kind: _Kind,
    total: Title,
    shared: _Shared,
) -> Reach:
    sides = [
        _side(graph, unit, round_)
        for graph, unit, round_ in zip(graphs, (kind.old, kind.new), rounds, strict=True)
    ]
    levels = [_levels(x) for x in sides]
    keys = [total(x.graph)[0] for x in sides]
    why = _proof(sides[0], sides[1], levels, shared)
    moves = None if why else _moves(sides, keys, shared, total(graphs[1])[1])
    if moves == () and _assessed_alike(sides[0], sides[1], shared):
        why = SAME_LEVELS
    blocks = (pair.old, pair.new)
    own = zip(rounds, blocks, (kind.old, kind.new), strict=True)
    if any(_merged(*each) for each in own) or sides[0].overdue != sides[1].overdue:
        why, moves = "", None
    before, after = (x.values[k] for x, k in zip(sides, keys, strict=True))
    return Reach(kind.words, before, after, levels[0], levels[1], not why, why, moves or ())


def _merged(round_: s.Round | None, block: s.Block, unit: str) -> bool:
    """Whether a unit came to be from others: its points are their means, by no graph of its own."""
    listed = round_.block(block.name) if round_ else None
    return any(unit == m.unit for m in (listed.mergers if listed else ()))


def _side(graph: Graph, unit: str, round_: s.Round | None) -> _Side:
    block = graph.block
    fixed: dict[str, Value] = {s.UNIT: Text((unit,))}
    for c in round_.common if round_ else ():
        if c.block == block.name and c.key in graph.nodes:
            fixed[c.key] = exactly(c.value) if isinstance(c.value, Fraction) else Text((c.value,))
    # values over the block rest on other units too: they lie where those of any unit can lie
    for node in graph.nodes.values():
        if node.function in PEERS:
            fixed[node.key] = node.bounds
    overdue = round_ is not None and round_.overdue is not None
    return _Side(graph, graph.bounds_when(fixed), unit, frozenset(fixed), overdue)


def _levels(side: _Side) -> Levels:
    found: list[tuple[str, tuple[str, ...]]] = []
    for scale in side.block.main_scales:
        value = side.values[scale.key]
        node = side.graph.nodes[scale.key]
        if isinstance(value, Text) and node.function == "xếp loại" and len(value.options) > 1:
            value = narrowed(node, value, side.graph.nodes, side.values)
        found.append((scale.name, value.options if isinstance(value, Text) else ()))
    return tuple(found)


ONE_LEVEL = "chỉ đạt được một mức ở cả hai"
SAME_RULE = "mức được tính như nhau từ cùng số liệu"
SAME_BLOCK = "quy tắc và đơn vị của khối giữ nguyên"
SAME_LEVELS = "với mọi điểm mà đơn vị có thể đạt, mức vẫn như trước"
NO_SCALE = "không xếp loại"
NOT_ASSESSED = "không đánh giá"


def _proof(old: _Side, new: _Side, levels: Sequence[Levels], shared: _Shared) -> str:
    """Why no level of a unit can come out otherwise; '' where that is not proved."""
    before, after = old.block.main_scales, new.block.main_scales
    if not before and not after:
        return NO_SCALE
    if all(x.values[s.ASSESSED] == FAILS for x in (old, new)):
        return NOT_ASSESSED
    if len(before) != len(after) or not _assessed_alike(old, new, shared):
        return ""
    reasons: dict[str, None] = {}
    for a, b in zip(before, after, strict=True):
        if len(before) > 1 and fold(a.name) != fold(b.name):
            return ""
        mine, theirs = dict(levels[0])[a.name], dict(levels[1])[b.name]
        if len(mine) == 1 and mine == theirs and not old.overdue and not new.overdue:
            reasons[ONE_LEVEL] = None
        elif shared.of(old, "cũ", a.key) == shared.of(new, "mới", b.key):
            reasons[SAME_RULE] = None
        else:
            return ""
    return "; ".join(reasons)


def _assessed_alike(old: _Side, new: _Side, shared: _Shared) -> bool:
    """Whether a unit is assessed under both, or under neither, whatever its figures."""
    if shared.of(old, "cũ", s.ASSESSED) != shared.of(new, "mới", s.ASSESSED):
        return False
    points = [x.values[s.POINTS] for x in (old, new)]
    sure = all(isinstance(v, Amount) and not v.optional for v in points)
    return sure or shared.of(old, "cũ", s.POINTS) == shared.of(new, "mới", s.POINTS)


# ---- levels that only the total decides


def _moves(
    sides: Sequence[_Side], keys: Sequence[str], shared: _Shared, title: str
) -> tuple[str, ...] | None:
    """At which totals which level becomes which; None where totals differ, or decide the levels not alone."""
    old, new = sides
    scales = [x.block.main_scales for x in sides]
    if len(scales[0]) != 1 or len(scales[1]) != 1 or old.overdue or new.overdue:
        return None
    ranges = [x.values[k] for x, k in zip(sides, keys, strict=True)]
    same = shared.of(old, "cũ", keys[0]) == shared.of(new, "mới", keys[1])
    range_ = ranges[1]
    if not same or ranges[0] != range_ or not isinstance(range_, Amount):
        return None
    before, after = (
        Decided(x.graph, x.values, y[0].key, k) for x, y, k in zip(sides, scales, keys, strict=True)
    )
    found = along(before, after, range_)
    if found is None:
        return None
    return tuple(
        f"{title} {_stretch(x)}: {x.levels[0] or NO_SCALE} → {x.levels[1] or NO_SCALE}"
        for x in found
        if fold(x.levels[0]) != fold(x.levels[1])
    )


def _stretch(x: Stretch) -> str:
    """`từ 90 đến dưới 91`."""
    (low, from_low), (high, to_high) = x.low, x.high
    if low == high:
        return f"bằng {format_number(low)}"
    start, end = ("từ" if from_low else "trên"), ("đến" if to_high else "đến dưới")
    return f"{start} {format_number(low)} {end} {format_number(high)}"


# ---- the same function of the same figures


_Form = tuple[object, ...]


class _Shared:
    """Quantities of both schemes by what they are made from: equal numbers mean the same figure for the same sheet."""

    def __init__(self, pair: BlockPair) -> None:
        self._numbers: dict[_Form, int] = {}
        self._known: dict[tuple[str, str, str], int] = {}
        names = {input_key(a): input_key(b) for a, b in pair.codes.items()}
        self._names = {**names, **pair.figures}
        self._apart = _rounds_of(pair.old) != _rounds_of(pair.new)

    def of(self, side: _Side, which: str, key: str) -> int:
        """The number of a quantity of one scheme (`which`: `cũ`, `mới`) for a unit."""
        waiting = [key]
        while waiting:  # no recursion: a path may be long
            at = waiting[-1]
            if (which, side.unit, at) in self._known:
                waiting.pop()
                continue
            parts = self._needed(side, at)
            open_ = [p for p in parts if (which, side.unit, p) not in self._known]
            if open_:
                waiting += open_
                continue
            form = self._form(side, which, at)
            alias = form[1] if form[0] == "=" else self._number(form)
            self._known[which, side.unit, at] = cast(int, alias)
            waiting.pop()
        return self._known[which, side.unit, key]

    def _number(self, form: _Form) -> int:
        return self._numbers.setdefault(form, len(self._numbers))

    def _needed(self, side: _Side, key: str) -> tuple[str, ...]:
        node = side.graph.nodes[key]
        return () if _constant(side, node) is not None else node.arguments

    def _form(self, side: _Side, which: str, key: str) -> _Form:
        node = side.graph.nodes[key]
        constant = _constant(side, node)
        if constant is not None:
            return constant
        if node.is_input:
            return self._input(side, node, which)
        if node.function in PEERS or node.function == QUOTA:
            return ("riêng", which, key)  # rests on other units: never the same
        parts = [(sign, self._known[which, side.unit, a]) for sign, a in _parts(side, node)]
        if node.function == "nhân":
            return self._product(side, node, parts)
        if (
            node.function in ("là", "cộng", "tổng được tính")
            and len(parts) == 1
            and parts[0][0] != "−"
        ):
            return ("=", parts[0][1])
        return (node.function, _params(node), tuple(parts))

    def _product(self, side: _Side, node: Node, parts: Sequence[tuple[str, int]]) -> _Form:
        """A product with its constants as one factor; by 1 it is the other factor itself."""
        factor, rest = Fraction(1), []
        for (sign, number), key in zip(parts, node.arguments, strict=True):
            form = _constant(side, side.graph.nodes[key])
            if form is not None and form[0] == "số" and (form[1] or sign != "/"):
                figure = cast(Fraction, form[1])
                factor = factor / figure if sign == "/" else factor * figure
            else:
                rest.append((sign, number))
        if factor == 1 and len(rest) == 1 and rest[0][0] != "/":
            return ("=", rest[0][1])
        return ("nhân", factor, tuple(rest))

    def _input(self, side: _Side, node: Node, which: str) -> _Form:
        """A figure of the sheet: the same in both where both take the same of it."""
        key = self._names.get(node.key, "") if which == "cũ" else node.key
        if not key or self._apart or node.key in {x.key for x in side.block.below}:
            return ("riêng", which, node.key)
        bounds, options = node.bounds, cast(_Form, ())
        if isinstance(bounds, Text):
            options = tuple(sorted(map(fold, bounds.options)))
        elif isinstance(bounds, Amount):
            options = (bounds.low, bounds.high)
        return ("số liệu", key, options)


def _constant(side: _Side, node: Node) -> _Form | None:
    """What a quantity is whatever the figures are."""
    value = side.values[node.key]
    given = bool(node.function) or node.constant is not None or node.key in side.fixed
    match value:
        case Amount(low, high) if given and low is not None and low == high and not value.optional:
            return ("số", low)
        case Truth() if value.may_hold != value.may_fail:
            return ("điều kiện", value.may_hold)
        case Text(options) if given and len(options) == 1:
            return ("chữ", fold(options[0]))
        case NotApplicable():
            return ("không tính",)
    return None


_SKIPS_WHAT_IS_LEFT_OUT = ("tổng được tính", "điểm tiêu chí", "tối đa được tính")


def _parts(side: _Side, node: Node) -> Iterator[tuple[str, str]]:
    """The arguments that make a difference, each with its sign."""
    signed = node.function in ("cộng", "nhân")
    signs: Sequence[object] = node.params if signed else ("",) * len(node.arguments)
    for sign, key in zip(signs, node.arguments, strict=True):
        value = side.values[key]
        if node.function in _SKIPS_WHAT_IS_LEFT_OUT and value == LEFT_OUT:
            continue
        if node.function in ("không", "hoặc") and isinstance(value, Truth) and not value.may_hold:
            continue
        if node.function == "và" and isinstance(value, Truth) and not value.may_fail:
            continue
        yield str(sign), key


def _params(node: Node) -> tuple[object, ...]:
    return () if node.function in ("cộng", "nhân") else tuple(node.params)
