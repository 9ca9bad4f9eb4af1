"""The evaluation graph of a block: who needs whom, in what order, within what bounds."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import evolve, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.functions import FUNCTIONS, QUOTA, DividedByZero, Undefined
from cqdt_rules.numbers import fold
from cqdt_rules.values import Amount, Text, Truth, Value, exactly

DEFAULT_HIGH = Fraction(
    10**7
)  # a figure without a declared range lies in 0..10⁷ (language-review.md, section 5)


@frozen
class Node:
    """A quantity: an input, a constant, or a function of other quantities.

    `title` is how a reason names it; '' for a part of an expression. `place` is the rule that made it.
    """

    key: str
    function: str  # '' for an input or a constant
    arguments: tuple[str, ...] = ()
    params: tuple[object, ...] = ()
    constant: Value | None = None
    bounds: Value = Amount(None, None)
    title: str = ""
    place: s.Place | None = None

    @property
    def is_input(self) -> bool:
        """Whether the sheet gives it."""
        return not self.function and self.constant is None


class Taken(Exception):
    """Two quantities of one name; `place` is that of the second."""

    def __init__(self, key: str, place: s.Place | None) -> None:
        super().__init__(key)
        self.key, self.place = key, place


class Circle(Exception):
    """Quantities that need each other; `keys` walks round, the first key is the last one too."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__(keys)
        self.keys = keys


@frozen
class Graph:
    """The quantities of a block in an order in which each comes after what it needs."""

    block: s.Block
    nodes: Mapping[str, Node] = field(repr=False)

    @classmethod
    def of(cls, block: s.Block, extra: Mapping[str, s.Expression] | None = None) -> Graph:
        """The graph of a block and of further expressions (columns of tables, examples) under their keys.

        Raises Circle where quantities need each other; the checker turns it into a message.
        """
        maker = _Maker()
        _add_inputs(maker, block)
        for i, x in enumerate(block.exclusions):
            maker.name(exclusion_key(i), _applies(x.units, x.condition), "", x.place)
        for i, fixed in enumerate(block.fixed_points):
            maker.name(fixed_key(i), _applies(fixed.units, fixed.condition), "", fixed.place)
        _add_criteria(maker, block)
        for d in block.definitions:
            maker.name(fold(d.name), d.value, d.name, d.place)
        for scale in block.scales:
            _add_scale(maker, scale)
            _add_quotas(maker, block, scale)
        for kind, rules in (
            ("không xếp hạng", block.not_ranked),
            ("không đánh giá", block.not_assessed),
        ):
            for i, rule in enumerate(rules):
                maker.name(
                    f"{kind} {i + 1}", _applies(rule.units, rule.condition), kind, rule.place
                )
        assessed = tuple(
            s.Quantity(f"không đánh giá {i + 1}") for i in range(len(block.not_assessed))
        )
        maker.name(s.ASSESSED, s.Apply("không", assessed), "", block.place)
        for over in block.over_block:
            parts = (over.value, s.Quantity(s.ASSESSED))
            maker.name(over.key, s.Apply(over.function, parts), over.words, over.place)
        for ranking in block.rankings:
            for i, key in enumerate(ranking.keys):
                maker.name(rank_key(i, ranking.name), key.value, key.words, ranking.place)
        for name, expression in (extra or {}).items():
            maker.name(name, expression, "", None)
        return cls(block, _bounded(_in_order(maker.nodes)))

    def owner(self, node: Node) -> Node:
        """The named quantity that a part of an expression belongs to."""
        return self.nodes.get(node.key.rpartition(" #")[0], node)

    def title_of(self, key: str) -> str:
        """How a reason names a quantity."""
        return (self.nodes[key].title if key in self.nodes else "") or key

    def bounds_when(self, fixed: Mapping[str, Value]) -> dict[str, Value]:
        """The range of every quantity when some are known: for one unit, where one rule holds."""
        done: dict[str, Value] = {}
        changed = set(fixed)
        for key, node in self.nodes.items():
            if key in fixed:
                done[key] = fixed[key]
            elif changed.isdisjoint(node.arguments):
                done[key] = node.bounds
            else:
                done[key] = _bounds(node, done)
                if done[key] != node.bounds:
                    changed.add(key)
        return done

    def needs(self, key: str) -> frozenset[str]:
        """All inputs that a quantity rests on."""
        seen: set[str] = set()
        waiting = [key]
        while waiting:
            node = self.nodes[waiting.pop()]
            if node.key not in seen:
                seen.add(node.key)
                waiting += node.arguments
        return frozenset(k for k in seen if self.nodes[k].is_input)


def exclusion_key(index: int) -> str:
    """The key of whether the i-th exclusion holds for the unit, counted from 0."""
    return f"không tính điểm #{index + 1}"


def fixed_key(index: int) -> str:
    """The key of whether the i-th rule of fixed points holds for the unit, counted from 0."""
    return f"ấn định điểm #{index + 1}"


def rank_key(index: int, ranking: str = "") -> str:
    """The key of the i-th rank key of a ranking, counted from 0."""
    return f"khóa xếp hạng “{ranking}” {index + 1}" if ranking else f"khóa xếp hạng {index + 1}"


def before_quotas(scale: s.Scale) -> str:
    """The key of the level that the conditions alone give, before the share of units that may have it is counted."""
    return f"{scale.key} theo điều kiện" if scale.quotas else scale.key


def input_key(code: str) -> str:
    """The key under which points typed for a criterion are given."""
    return f"điểm nhập {code}"


def typed_range(block: s.Block, criterion: s.Criterion) -> Fraction | None:
    """The most points that can be typed at a criterion: its own maximum, else its parent's, else the full maximum."""
    at: s.Criterion | None = criterion
    while at is not None:
        if at.maximum is not None:
            return at.maximum
        at = block.criterion(at.parent) if at.parent else None
    return block.full_maximum


class _Maker:
    """Collects nodes; parts of expressions get keys of their own."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self._owner = ""
        self._parts = 0

    def put(self, node: Node) -> None:
        if node.key in self.nodes:
            raise Taken(node.key, node.place)
        self.nodes[node.key] = node

    def name(self, key: str, expression: s.Expression, title: str, place: s.Place | None) -> None:
        """A named quantity given by an expression."""
        self._owner, self._parts = key, 0
        self._place(key, expression, title, place)

    def _place(self, key: str, e: s.Expression, title: str, place: s.Place | None) -> None:
        match e:
            case s.Constant(value):
                constant: Value = exactly(value) if isinstance(value, Fraction) else Text((value,))
                self.put(Node(key, "", constant=constant, title=title, place=place))
            case s.Quantity(other):
                if other != key:
                    self.put(Node(key, "là", (other,), title=title, place=place))
            case s.Apply(function, arguments, params, own_place):
                keys = tuple(self._part(a) for a in arguments)
                self.put(Node(key, function, keys, params, title=title, place=place or own_place))

    def _part(self, e: s.Expression) -> str:
        if isinstance(e, s.Quantity):
            return e.key
        self._parts += 1
        key = f"{self._owner} #{self._parts}"
        self._place(key, e, "", None)
        return key


def _add_inputs(maker: _Maker, block: s.Block) -> None:
    maker.put(Node(s.UNIT, "", bounds=Text(()), title="đơn vị"))
    for f in block.figures:
        bounds: Value = (
            Text(f.options) if f.kind in ("TEXT", "OPTION") else Amount(f.minimum, f.maximum)
        )
        maker.put(Node(f.key, "", bounds=bounds, title=f.title or f.name, place=f.place))
    for x in block.below:
        range_ = Amount(Fraction(0), Fraction(1) if x.share else None)
        maker.put(Node(x.key, "", bounds=range_, title=x.key, place=x.place))


def _add_criteria(maker: _Maker, block: s.Block) -> None:
    about: tuple[s.Exclusion | s.FixedPoints, ...] = (*block.exclusions, *block.fixed_points)
    needs_figures = any(x.without_figures for x in about)
    for c in block.criteria:
        _add_counts(maker, block, c)
        if c.gives_points:
            _add_points(maker, block, c)
            _add_maximum(maker, block, c)
    if needs_figures or _names_figures(block):
        for c in block.criteria:
            _add_no_figure(maker, block, c)
    _add_totals(maker, block)


def _add_counts(maker: _Maker, block: s.Block, c: s.Criterion) -> None:
    """Whether a criterion counts for the unit."""
    rules = [(i, x) for i, x in enumerate(block.exclusions) if c.code in x.codes]
    tests = [_rule_test(exclusion_key(i), x.without_figures, c.code) for i, x in rules]
    if c.parent:
        tests.append(s.Apply("không", (s.Quantity(s.counts_key(c.parent)),)))
    maker.name(
        s.counts_key(c.code),
        s.Apply("không", tuple(tests)),
        f"{c.name} được tính",
        rules[0][1].place if rules else c.place,
    )


def _rule_test(rule: str, without_figures: bool, code: str) -> s.Expression:
    """Whether a rule about criteria holds for one of them."""
    if not without_figures:
        return s.Quantity(rule)
    return s.Apply("và", (s.Quantity(rule), s.Quantity(s.no_figure_key(code))))


def _add_points(maker: _Maker, block: s.Block, c: s.Criterion) -> None:
    """A criterion's input and its points: what is typed or computed, unless a rule fixes them; else its parts'."""
    if c.points is None:
        title, bounds = f"điểm nhập của {c.name}", Amount(Fraction(0), typed_range(block, c))
        maker.put(Node(input_key(c.code), "", bounds=bounds, title=title, place=c.place))
    own = _own_points(c)
    fixed = [(i, x) for i, x in enumerate(block.fixed_points) if c.code in x.codes]
    if fixed:
        cases: list[s.Expression] = []
        for i, x in fixed:
            maximum = s.Constant((c.maximum or Fraction(0)) * x.share)
            cases += [_rule_test(fixed_key(i), x.without_figures, c.code), maximum]
        own = s.Apply("trường hợp", (*cases, own))
    parts = tuple(_added(block, k, s.points_key(k)) for k in _parts(block, c))
    refused = (
        c.points is not None and not c.role
    )  # of bonus and penalty the maximum is a cap instead
    limit = (c.maximum,) if refused and c.maximum is not None else ()
    points = s.Apply("điểm tiêu chí", (s.Quantity(s.counts_key(c.code)), own, *parts), limit)
    if c.role and c.maximum is not None:  # language.md, section 8.5
        points = s.Apply("không quá", (points, s.Constant(c.maximum)))
    maker.name(s.points_key(c.code), points, f"điểm {c.name}", c.place)


def _own_points(c: s.Criterion) -> s.Expression:
    return s.Quantity(input_key(c.code)) if c.points is None else c.points


def _parts(block: s.Block, c: s.Criterion) -> tuple[str, ...]:
    """The codes of the parts that give points."""
    return tuple(k for k in c.children if (part := block.criterion(k)) and part.gives_points)


def _added(block: s.Block, code: str, key: str) -> s.Expression:
    """A quantity of a criterion as it is added to its parent's: times its factor."""
    c = block.criterion(code)
    if c is None or c.factor == 1:
        return s.Quantity(key)
    return s.Apply("nhân", (s.Quantity(key), s.Constant(c.factor)), ("×", "×"))


def _add_maximum(maker: _Maker, block: s.Block, c: s.Criterion) -> None:
    """A criterion's maximum that counts for the unit."""
    codes = _parts(block, c)
    parts = tuple(_added(block, k, s.maximum_key(k)) for k in codes)
    if not parts or any(_has_no_maximum(block, k) for k in codes):
        parts = (s.Constant(c.maximum if c.maximum is not None else Fraction(0)),)
    counted = s.Apply("tối đa được tính", (s.Quantity(s.counts_key(c.code)), *parts))
    if c.role and c.maximum is not None:  # a cap, below what the parts add up to
        counted = s.Apply("không quá", (counted, s.Constant(c.maximum)))
    maker.name(
        s.maximum_key(c.code),
        counted,
        f"điểm tối đa được tính của {c.name}",
        c.place,
    )


def _names_figures(block: s.Block) -> bool:
    """Whether some rule asks which criteria have figures."""
    return any(k.startswith(s.no_figure_key("")) for e in expressions_of(block) for k in keys_of(e))


def _add_no_figure(maker: _Maker, block: s.Block, c: s.Criterion) -> None:
    """Whether a criterion has no figure: none typed for it, for a part of it, or for what it is a part of."""
    above: list[s.Criterion] = []
    parent = block.criterion(c.parent) if c.parent else None
    while parent is not None:
        above.append(parent)
        parent = block.criterion(parent.parent) if parent.parent else None
    below = [k for code in block.under(c.code) if (k := block.criterion(code)) is not None]
    own = tuple(_own_points(k) for k in (*above, *below) if k.gives_points)
    figures = (
        ()
        if c.gives_points
        else tuple(s.Quantity(f.key) for f in block.figures if f.code == c.code)
    )
    maker.name(
        s.no_figure_key(c.code),
        s.Apply("không", (s.Apply("có số liệu", (*own, *figures)),)),
        "",
        c.place,
    )


def expressions_of(block: s.Block) -> Iterable[s.Expression]:
    """Every expression that the rules of a block hold."""
    yield from (c.points for c in block.criteria if c.points is not None)
    yield from (d.value for d in block.definitions)
    yield from (x.condition for x in block.rules if x.condition is not None)
    for scale in block.scales:
        yield from (level.condition for level in scale.levels)
        yield from (cap.condition for cap in scale.caps)
    yield from (k.value for ranking in block.rankings for k in ranking.keys)
    yield from (o.value for o in block.over_block)
    if block.choice is not None:
        yield block.choice.condition


def keys_of(e: s.Expression) -> frozenset[str]:
    """The quantities that an expression names."""
    match e:
        case s.Quantity(key):
            return frozenset({key})
        case s.Apply(_, arguments):
            return frozenset().union(*map(keys_of, arguments))
    return frozenset()


def _has_no_maximum(block: s.Block, code: str) -> bool:
    """Whether neither the criterion nor anything below it declares a maximum."""
    c = block.criterion(code)
    return (
        c is not None and c.maximum is None and all(_has_no_maximum(block, k) for k in c.children)
    )


def _add_totals(maker: _Maker, block: s.Block) -> None:
    roots = block.roots
    maker.name(
        s.POINTS,
        s.Apply(
            "tổng được tính", tuple(_added(block, c.code, s.points_key(c.code)) for c in roots)
        ),
        s.POINTS,
        block.place,
    )
    no_maximum = any(_has_no_maximum(block, c.code) for c in roots)
    full = sum(((c.maximum or _below(block, c.code)) * c.factor for c in roots), Fraction(0))
    if block.full_maximum is not None and (no_maximum or not roots):
        full = block.full_maximum
        maximum: s.Expression = s.Constant(full)
    else:
        parts = tuple(_added(block, c.code, s.maximum_key(c.code)) for c in roots)
        maximum = s.Apply("tổng được tính", parts)
    maker.name(s.MAXIMUM_COUNTED, maximum, s.MAXIMUM_COUNTED, block.place)
    maker.name(s.FULL_MAXIMUM, s.Constant(full), s.FULL_MAXIMUM, block.place)
    for role, key in (("thưởng", s.BONUS), ("trừ", s.PENALTY)):
        tops = [c for c in block.criteria if c.role == role and not c.parent]
        if tops:
            maker.name(
                key,
                s.Apply(
                    "tổng được tính",
                    tuple(s.Quantity(s.points_key(c.code)) for c in tops),
                ),
                key,
                block.place,
            )
    contents = {fold(name): name for c in block.criteria for name in c.contents}
    for folded, content in contents.items():
        tops = [c for c in block.criteria if _carries(c, folded) and not _inside(block, c, folded)]
        parts = tuple(_in_total(block, c) for c in tops)
        total = s.Apply("tổng được tính", parts)
        maker.name(s.content_key(content), total, f"điểm {content}", tops[0].place)


def _in_total(block: s.Block, c: s.Criterion) -> s.Expression:
    """A criterion's points as they come into the block's total: times the factors on the way up."""
    factor, at = c.factor, c
    while at.parent and (parent := block.criterion(at.parent)) is not None:
        factor, at = factor * parent.factor, parent
    points = s.Quantity(s.points_key(c.code))
    return points if factor == 1 else s.Apply("nhân", (points, s.Constant(factor)), ("×", "×"))


def _carries(criterion: s.Criterion, content: str) -> bool:
    return content in map(fold, criterion.contents)


def _below(block: s.Block, code: str) -> Fraction:
    """The sum of the maxima below a criterion that declares none itself."""
    c = block.criterion(code)
    assert c is not None
    return sum(
        (k.maximum or _below(block, k.code) for k in block.criteria if k.parent == code),
        Fraction(0),
    )


def _inside(block: s.Block, criterion: s.Criterion, content: str) -> bool:
    """Whether a criterion above carries the content too."""
    parent = block.criterion(criterion.parent) if criterion.parent else None
    return parent is not None and (_carries(parent, content) or _inside(block, parent, content))


def _applies(units: tuple[str, ...], condition: s.Expression | None) -> s.Expression:
    """Units and condition when both are given; every unit when neither is."""
    tests: list[s.Expression] = []
    if units:
        tests.append(s.Apply("là đơn vị", (s.Quantity(s.UNIT),), tuple(fold(u) for u in units)))
    if condition is not None:
        tests.append(condition)
    return s.Apply("và", tuple(tests))


def _add_scale(maker: _Maker, scale: s.Scale) -> None:
    final = before_quotas(scale)
    key = final if not scale.caps else f"{scale.key} chưa khống chế"
    counts = s.Quantity(s.counts_key(scale.criterion)) if scale.criterion else None
    for level in scale.levels:
        maker.name(
            level_condition(scale, level.name),
            level.condition,
            f"điều kiện mức {level.name}",
            level.place,
        )
    tests = tuple(s.Quantity(level_condition(scale, level.name)) for level in scale.levels)
    names = tuple(level.name for level in scale.levels)
    rest = scale.rest or ""
    level_of: s.Expression = s.Apply("xếp loại", tests, (*names, scale.rest))
    if counts is not None:
        level_of = s.Apply("khi được tính", (counts, level_of))
    maker.name(key, level_of, scale.key, scale.place)
    params: dict[str, tuple[object, ...]] = {
        "hạ một mức": (*names, rest),
        "không xếp loại": (rest,),
    }
    for i, cap in enumerate(scale.caps):
        next_key = final if i == len(scale.caps) - 1 else f"{scale.key} sau khống chế {i + 1}"
        maker.name(cap_condition(scale, i), cap.condition, "", cap.place)
        lowered = s.Apply(
            cap.function,
            (s.Quantity(key), s.Quantity(cap_condition(scale, i))),
            params.get(cap.function, (cap.level, *names)),
        )
        maker.name(next_key, lowered, scale.key, cap.place)
        key = next_key


def cap_condition(scale: s.Scale, index: int) -> str:
    """The key of the condition of the i-th cap, counted from 0."""
    return f"{scale.key}: khống chế {index + 1}"


def _add_quotas(maker: _Maker, block: s.Block, scale: s.Scale) -> None:
    """The level after each quota, best level first; it needs the rank keys of all units."""
    key = before_quotas(scale)
    keys = [rank_key(i) for i in range(len(block.ranking.keys))] if block.ranking else []
    keys += [f"không xếp hạng {i + 1}" for i in range(len(block.not_ranked))]
    keys += [f"không đánh giá {i + 1}" for i in range(len(block.not_assessed))]
    names = [*(level.name for level in scale.levels), scale.rest or ""]
    for i, quota in enumerate(scale.quotas):
        lower = names[names.index(quota.level) + 1]
        last = i == len(scale.quotas) - 1
        next_key = scale.key if last else f"{scale.key} sau tỷ lệ {i + 1}"
        arguments = tuple(s.Quantity(k) for k in (key, *keys, s.POINTS))
        test = s.Apply(QUOTA, arguments, (quota.share, quota.level, lower))
        maker.name(next_key, test, scale.key, quota.place)
        key = next_key


def level_condition(scale: s.Scale, level: str) -> str:
    """The key of a level's condition."""
    return f"{scale.key}: {level}"


def _in_order(nodes: Mapping[str, Node]) -> list[Node]:
    sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter()
    for key in nodes:
        sorter.add(key, *(a for a in nodes[key].arguments if a in nodes))
    try:
        return [nodes[key] for key in sorter.static_order()]
    except graphlib.CycleError as error:
        raise Circle(tuple(error.args[1])) from None


def _bounded(nodes: Iterable[Node]) -> dict[str, Node]:
    """Every node with the range that it must lie in, from the ranges of the inputs."""
    done: dict[str, Value] = {}
    found: dict[str, Node] = {}
    for node in nodes:
        done[node.key] = _bounds(node, done)
        found[node.key] = evolve(node, bounds=done[node.key])
    return found


def _bounds(node: Node, done: Mapping[str, Value]) -> Value:
    """The range of a node from those of its arguments."""
    bounds = node.bounds if node.constant is None else node.constant
    if node.function:
        bounds = apply(node, done)
        if node.function == "có số liệu":  # bounds lack nothing, sheets may
            bounds = Truth(True, True)
        if node.function == "nhân" and isinstance(bounds, Amount):
            bounds = _share_of_maximum(node, done, bounds)
    return _within_reason(bounds)


def _share_of_maximum(node: Node, done: Mapping[str, Value], bounds: Amount) -> Amount:
    """Points over their own maximum are a share of at most 1: tighter than the two ranges apart."""
    parts = list(zip(node.params, node.arguments, strict=True))
    pair = [("×", s.POINTS), ("/", s.MAXIMUM_COUNTED)]
    if bounds.low is None or any(parts.count(p) != 1 for p in pair):
        return bounds
    rest = [(sign, key) for sign, key in parts if (sign, key) not in pair]
    values = [Amount(Fraction(0), Fraction(1)), *(done[key] for _, key in rest)]
    tight = FUNCTIONS["nhân"].apply(("×", *(sign for sign, _ in rest)), values)
    return tight if isinstance(tight, Amount) else bounds


MAX_BITS = 4000  # a bound longer than this says nothing that a check could use


def _within_reason(bounds: Value) -> Value:
    if not isinstance(bounds, Amount):
        return bounds
    low, high = (
        None if b is None or too_long(b, MAX_BITS) else b for b in (bounds.low, bounds.high)
    )
    return Amount(low, high, optional=bounds.optional)


def too_long(figure: Fraction, bits: int) -> bool:
    """Whether a figure has grown beyond anything that a scheme of points can mean."""
    return figure.numerator.bit_length() + figure.denominator.bit_length() > bits


def apply(node: Node, values: Mapping[str, Value]) -> Value:
    """The value of a node from its arguments' values; a division by exactly 0 is an unbounded range."""
    try:
        return FUNCTIONS[node.function].apply(node.params, [values[k] for k in node.arguments])
    except (DividedByZero, Undefined):
        return Amount(None, None)


def value_of(e: s.Expression, values: Mapping[str, Value]) -> Value:
    """The value of an expression that is no node of a graph; a division by exactly 0 is a figure that is not there."""
    match e:
        case s.Constant(value):
            return exactly(value) if isinstance(value, Fraction) else Text((value,))
        case s.Quantity(key):
            return values[key]
        case s.Apply(function, arguments, params):
            parts = [value_of(a, values) for a in arguments]
            try:
                return FUNCTIONS[function].apply(params, parts)
            except DividedByZero:
                return Amount(None, None, frozenset({"phép chia cho 0"}))
            except Undefined as undefined:
                return Amount(None, None, frozenset({undefined.words}))
