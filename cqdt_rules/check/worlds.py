"""Is there a unit whose figures make this hold? Exact, with the figures as proof.

A question is a list of claims on quantities of a block's graph. What the claims say is taken apart into linear
conditions on figures (cqdt_rules.check.linear). A quantity that is not linear (a case, a rounding, a ratio) is first
taken for any figure in its bounds; only where the graph itself, evaluated with the figures found, disagrees are its
cases told apart. So a function that this module does not know is its bounds, a witness always holds in the real graph,
and “never” is said only when no figures within the bounds will do.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import cast

from attrs import evolve, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.check.claims import (
    Absent,
    Claim,
    Claims,
    Compared,
    Holds,
    OneOf,
    Path,
    Pick,
    Pin,
    Within,
    keys_of,
    range_of,
)
from cqdt_rules.check.linear import ZERO, Range
from cqdt_rules.check.model import Lines, Model
from cqdt_rules.check.quantities import OTHER_TEXT, Quantities, inside
from cqdt_rules.functions import FUNCTIONS
from cqdt_rules.graph import Graph, Node, input_key
from cqdt_rules.numbers import fold, round_to
from cqdt_rules.values import HOLDS, Amount, NotApplicable, Text, Truth, Value

MAX_STEPS = 150  # cases told apart for one question
MAX_STEPS_OF_A_BLOCK = 2000
_HALVINGS = 24
_TRIES = 60  # plainer figures tried for one witness

_SHARES = tuple(Fraction(x, 32) for x in (32, 0, 24, 28, 20, 16, 26, 30, 22, 18, 31, 27, 8))
_MANY = 60  # quantities: below that, solving is as fast as trying
_FLIPPED = {"<": "≥", "≤": ">", ">": "≤", "≥": "<", "=": "≠", "≠": "="}
_KNOWN = (  # functions that are taken apart; of others only the bounds are known
    *("cộng", "nhân", "làm tròn", "không quá", "không dưới", "số nhỏ nhất", "số lớn nhất"),
    *("trung bình cộng", "điểm tiêu chí", "tổng được tính", "tối đa được tính", "không tính là 0"),
    *("trường hợp", "nếu", "lựa chọn", "khi được tính", "giá trị tuyệt đối"),
)
_CHANGED = ("khống chế mức", "hạ một mức", "không xếp loại")
_UNDECIDED_BY_COUNTS = ("điểm tiêu chí", "tối đa được tính", "khi được tính")


class Answer(enum.Enum):
    """No unit can be so; it could not be found out, or not with a reasonable effort."""

    NEVER = "không bao giờ"
    UNDECIDED = "không rõ"
    TOO_MUCH = "quá nhiều trường hợp"


@frozen
class World:
    """A unit for which the claims hold: what the sheet would say, and every quantity that rests on it."""

    inputs: Mapping[str, Fraction | str]
    values: Mapping[str, Value] = field(repr=False)

    def figure(self, key: str) -> Fraction | None:
        """A quantity of this unit; None where it has no exact figure."""
        value = self.values.get(key)
        return value.figure if isinstance(value, Amount) and value.known else None


@frozen
class _Ahead:
    """How a path goes on: good guesses, and ways of which one must be right if any is."""

    path: Path
    guesses: list[Claims]
    all: list[Claims]
    closed: str = (
        ""  # a quantity that is not what the model took it for, and that cannot be taken apart
    )


class Worlds(Quantities):
    """The units that a block's rules allow: figures in their ranges, scores between 0 and the maximum."""

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph)
        self.left = MAX_STEPS_OF_A_BLOCK
        top = {self.same[s.POINTS]} if graph.block.exclusions else set()
        self._assessed = self.in_order(self.below(top))  # says whether anything of a unit counts
        self._sampled: list[tuple[dict[str, Fraction | str], dict[str, Value]]] = []

    # ---- asking

    def find(self, *claims: Claim, unknown: str = "", shown: bool = False) -> World | Answer:
        """A unit for which all claims hold; with `unknown`, one for which that quantity has no figure too.

        `shown`: it is there to be read, with figures of as few decimals as the claims allow.
        """
        keys = {self.same[k] for c in claims for k in keys_of(c)} | (
            {self.same[unknown]} if unknown else set()
        )
        limits = {} if unknown else self.limits  # a score without a figure lies in no range
        cone = self.cone(keys, limits)
        limits = {k: r for k, r in limits.items() if k in cone}
        own = tuple(self._own(c) for c in claims)
        for sample, known in self._samples(cone) if not unknown else ():
            if self._fits(own, known, cone):
                return self._world(sample, own, cone, unknown, shown=shown)
        waiting = [Path(own)]
        sure = True
        steps = 0
        while waiting:
            steps, self.left = steps + 1, self.left - 1
            if steps > MAX_STEPS or self.left < 0:
                return Answer.TOO_MUCH
            path = self._settled(waiting.pop())
            model = None if path is None else Model(self, path, limits, cone).figures()
            if path is None or model is None:
                continue
            inputs = self._inputs(model, path, cone)
            if self._fitting(inputs, own, cone, unknown):
                return self._world(inputs, own, cone, unknown, shown=shown)
            ahead = self._branches(path, model, self.values(inputs, cone))
            sure = sure and bool(ahead.all)
            if ahead.closed and not unknown:
                steps, self.left = steps + _HALVINGS, self.left - _HALVINGS
                near = self._approached(ahead.closed, model[ahead.closed], inputs, own, cone)
                if near is not None:
                    return self._world(near, own, cone, unknown, shown=shown)
            waiting += [ahead.path.also(*b) for b in reversed((*ahead.guesses, *ahead.all))]
        return Answer.NEVER if sure else Answer.UNDECIDED

    # ---- claims taken apart

    def _own(self, claim: Claim) -> Claim:
        """A claim on the quantities as this module knows them."""
        if isinstance(claim, Compared):
            return Compared(self.same[claim.left], claim.sign, self.same[claim.right])
        return evolve(claim, key=self.same[claim.key])

    def _settled(self, path: Path) -> Path | None:
        """A path without claims to be taken apart; None where two of them exclude each other."""
        todo = list(path.todo)
        truths, texts = dict(path.truths), dict(path.texts)
        picks, pins = dict(path.picks), dict(path.pins)
        ranges, compared = dict(path.ranges), list(path.compared)
        either, absent = list(path.either), set(path.absent)
        while todo:
            claim = todo.pop()
            match claim:
                case Within(key, range_):
                    ranges[key] = ranges.get(key, Range()).meet(range_)
                case Compared():
                    compared.append(claim)
                case Absent(key):
                    absent |= {k for k in self.below({key}) if self.nodes[k].is_input}
                case Pin(key, figure):
                    pins[key] = figure
                    todo.append(Within(key, Range((figure, 0), (figure, 0))))
                case Pick(key, index):
                    if picks.setdefault(key, index) != index:
                        return None
                    todo += self._when_picked(self.nodes[key], index)
                case OneOf():
                    if not self._settle_text(claim, texts, either):
                        return None
                case Holds():
                    if not self._settle_condition(claim, truths, todo, either):
                        return None
        settled = Path(
            (),
            truths,
            texts,
            picks,
            pins,
            ranges,
            tuple(compared),
            tuple(either),
            frozenset(absent),
        )
        return None if () in either else settled  # of no alternative, none can hold

    def _settle_condition(
        self,
        claim: Holds,
        truths: dict[str, bool],
        todo: list[Claim],
        either: list[tuple[Claims, ...]],
    ) -> bool:
        """Notes how a condition comes out; False where it is known to come out otherwise."""
        known = truths.get(claim.key, self.known_truth(claim.key))
        if known is None:
            truths[claim.key] = claim.wanted
            self._settle_truth(self.nodes[claim.key], claim.wanted, todo, either)
        return known in (None, claim.wanted)

    def _settle_truth(
        self, node: Node, wanted: bool, todo: list[Claim], either: list[tuple[Claims, ...]]
    ) -> None:
        """A condition as claims on its parts; one that this module does not know is left to the evaluation."""
        parts = node.arguments
        match node.function:
            case "và" | "hoặc" | "không":
                inner = wanted if node.function != "không" else not wanted
                claims: list[Claim] = [Holds(p, inner) for p in parts]
                if wanted is (node.function != "hoặc"):
                    todo += claims
                else:
                    self._put(tuple((c,) for c in claims), todo, either)
            case "ít nhất":
                self._put(_at_least(node, wanted), todo, either)
            case "so sánh":
                self._put(
                    self._comparison(parts[0], cast(str, node.params[0]), parts[1], wanted),
                    todo,
                    either,
                )
            case "thuộc khoảng":
                tests = [
                    self._comparison(parts[0], cast(str, sign), bound, wanted)
                    for sign, bound in zip(node.params, parts[1:], strict=True)
                ]
                if wanted:
                    for test in tests:
                        self._put(test, todo, either)
                else:
                    self._put(tuple(way for test in tests for way in test), todo, either)
            case "có số liệu" if not wanted:
                todo += [Absent(p) for p in parts]
            case "là đơn vị" | "đạt mức":
                todo.append(
                    OneOf(parts[0], frozenset(cast("tuple[str, ...]", node.params)), wanted)
                )

    def _put(
        self,
        alternatives: tuple[Claims, ...],
        todo: list[Claim],
        either: list[tuple[Claims, ...]],
    ) -> None:
        """One alternative must hold; several that can hold wait."""
        possible = [a for a in alternatives if all(map(self._possible, a))]
        if len(possible) == 1:
            todo += possible[0]
        else:
            either.append(tuple(possible))

    def _possible(self, claim: Claim) -> bool:
        """Whether the range of a quantity leaves a claim open."""
        match claim:
            case Compared(left, sign, right):
                bound = self.fixed(right)
                return bound is None or not self.range(left).meet(range_of(sign, bound)).empty
            case Holds(key, wanted):
                return self.known_truth(key) in (None, wanted)
        return True

    def _comparison(self, left: str, sign: str, right: str, wanted: bool) -> tuple[Claims, ...]:
        """A comparison as alternatives."""
        sign = sign if wanted else _FLIPPED[sign]
        for text, other in ((left, right), (right, left)):
            constant = self.nodes[other].constant
            if isinstance(constant, Text):
                texts = frozenset(fold(t) for t in constant.options)
                return ((OneOf(text, texts, sign == "="),),)
        if isinstance(self.nodes[left].bounds, Text):
            return ((),)  # two texts of the sheet: left to the evaluation
        if sign == "≠":
            return ((Compared(left, "<", right),), (Compared(left, ">", right),))
        return ((Compared(left, sign, right),),)

    def _settle_text(
        self,
        claim: OneOf,
        texts: dict[str, frozenset[str]],
        either: list[tuple[Claims, ...]],
    ) -> bool:
        """Narrows what a text can be; False where nothing is left."""
        node = self.nodes[claim.key]
        if node.constant is not None:
            return any(
                (fold(t) in claim.texts) is claim.wanted for t in cast(Text, node.constant).options
            )
        if node.is_input:
            known = texts.get(claim.key, frozenset(map(fold, self.texts[claim.key])))
            texts[claim.key] = known & claim.texts if claim.wanted else known - claim.texts
            return bool(texts[claim.key])
        if node.function == "xếp loại":
            names = tuple(str(p or "") for p in node.params)
            ways = [
                (
                    *(Holds(k, False) for k in node.arguments[:i]),
                    *(Holds(k) for k in node.arguments[i : i + 1]),
                )
                for i, name in enumerate(names)
                if (fold(name) in claim.texts) is claim.wanted
            ]
            either.append(tuple(ways))
            return bool(ways)
        if node.function in _CHANGED:
            level, test = node.arguments
            known_level = self.nodes[level].bounds
            assert isinstance(known_level, Text)
            became = {o: _changed(node, o) for o in known_level.options}
            under = frozenset(fold(o) for o, new in became.items() if fold(new) in claim.texts)
            changed = OneOf(level, under, claim.wanted)
            either.append(((Holds(test), changed), (Holds(test, False), evolve(claim, key=level))))
        return True

    def _when_picked(self, node: Node, index: int) -> list[Claim]:
        """What must hold for a quantity to take one of its cases."""
        parts = node.arguments
        match node.function:
            case "trường hợp":
                before: list[Claim] = [Holds(parts[2 * i], False) for i in range(index)]
                return [*before, *([Holds(parts[2 * index])] if 2 * index + 1 < len(parts) else [])]
            case "nếu":
                return [Holds(parts[0], index == 0)]
            case "giá trị tuyệt đối":
                side = Range((ZERO, 0), None) if index == 0 else Range(None, (ZERO, 0))
                return [Within(parts[0], side)]
            case "lựa chọn":
                return [OneOf(parts[0], frozenset({cast(str, node.params[index])}))]
            case "không quá" | "số nhỏ nhất":
                return [Compared(parts[index], "≤", p) for p in parts if p != parts[index]]
            case "không dưới" | "số lớn nhất":
                return [Compared(parts[index], "≥", p) for p in parts if p != parts[index]]
        return []

    # ---- from figures to a unit, and back

    def _inputs(
        self, model: Mapping[str, Fraction], path: Path, cone: Iterable[str]
    ) -> dict[str, Fraction | str]:
        """What the sheet says: figures of the model, and something plain where nothing was claimed."""
        inner = {input_key(c.code) for c in self.graph.block.criteria if c.children}
        given: dict[str, Fraction | str] = {}
        for key in cone:
            node = self.nodes[key]
            if node.constant is not None or not self.is_given(key) or key in (*inner, *path.absent):
                continue  # what no unit's figures give by themselves is taken as given
            if key in self.texts:
                allowed = path.texts.get(key)
                fits = [t for t in self.texts[key] if allowed is None or fold(t) in allowed]
                given[key] = fits[0] if fits else OTHER_TEXT
            elif key in model:
                given[key] = model[key]
            else:
                low = node.bounds.low if isinstance(node.bounds, Amount) else None
                given[key] = low if low is not None else ZERO
        return given

    def _is_so(self, claim: Claim, values: Mapping[str, Value]) -> bool:
        match claim:
            case Holds(key, wanted):
                value = values.get(key)
                return isinstance(value, Truth) and value.known and value.holds is wanted
            case Within(key, range_):
                return inside(values[key], range_)
            case OneOf(key, texts, wanted):
                text = values[key]
                return (
                    isinstance(text, Text) and text.known and (fold(text.text) in texts) is wanted
                )
            case Compared(left, sign, right):
                a, b = values[left], values[right]
                if not (isinstance(a, Amount) and a.known and isinstance(b, Amount) and b.known):
                    return False
                return range_of(sign, ZERO).holds(a.figure - b.figure)
        return False

    def _fitting(
        self,
        inputs: Mapping[str, Fraction | str],
        claims: Claims,
        cone: Mapping[str, None],
        unknown: str,
    ) -> bool:
        """Whether a unit's figures are ones that a sheet may have, and the claims hold for it."""
        for key, figure in inputs.items():
            if isinstance(figure, Fraction):
                step = self.step(key)
                whole = step is None or (figure / step).denominator == 1
                if not whole or not self.range(key).holds(figure):
                    return False
        if not self._fits(claims, self.values(inputs, cone), cone, unknown):
            return False
        if unknown or not self._assessed or self.same[s.POINTS] in cone:
            return True
        everything = self.values({**self.unit_with(Fraction(1)), **inputs}, self._assessed)
        return not isinstance(everything[self.same[s.POINTS]], NotApplicable)

    def _fits(
        self,
        claims: Claims,
        values: Mapping[str, Value],
        cone: Iterable[str],
        unknown: str = "",
    ) -> bool:
        """Whether claims hold for a unit that is assessed and whose scores a sheet may have."""
        if not all(self._is_so(c, values) for c in claims):
            return False
        if unknown:
            return not values[self.same[unknown]].known
        if isinstance(
            values.get(self.same[s.POINTS]), NotApplicable
        ):  # everything left out: not assessed
            return False
        pairs = [(values[a], values[b]) for a, b in self.not_above if a in cone]
        if any(_is_above(one, two) for one, two in pairs):
            return False
        scores = ((values[k], r) for k, r in self.limits.items() if k in cone)
        return all(isinstance(v, NotApplicable) or inside(v, r) for v, r in scores)

    def _samples(
        self, cone: Mapping[str, None]
    ) -> Iterator[tuple[Mapping[str, Fraction | str], Mapping[str, Value]]]:
        """Plain units, from the best to the worst: most questions on many figures are answered by one of them."""
        shares = _SHARES if len(cone) > _MANY else _SHARES[: len(self._sampled)]
        for i, share in enumerate(shares):
            if i == len(self._sampled):
                inputs = self.unit_with(share)
                self._sampled.append((inputs, self.values(inputs, self.nodes)))
            inputs, values = self._sampled[i]
            yield {k: v for k, v in inputs.items() if k in cone}, values

    def _approached(
        self,
        key: str,
        target: Fraction,
        inputs: Mapping[str, Fraction | str],
        claims: Claims,
        cone: Mapping[str, None],
    ) -> dict[str, Fraction | str] | None:
        """A unit for which a quantity of an unknown function comes near a figure: halving between nothing and all."""
        mine = [k for k in self.below({key}) if k in inputs and k not in self.texts]
        found: list[dict[str, Fraction | str]] = []

        def at(share: Fraction) -> Fraction | None:
            whole = self.unit_with(share)
            given = {**inputs, **{k: whole[k] for k in mine}}
            values = self.values(given, cone)
            if self._fits(claims, values, cone):
                found.append(given)
            value = values[key]
            return value.low if isinstance(value, Amount) and not value.missing else None

        low, high = ZERO, Fraction(1)
        ends = (at(low), at(high))
        if ends[0] is None or ends[1] is None:
            return found[0] if found else None
        rises = ends[0] < ends[1]
        for _ in range(_HALVINGS):
            if found:
                break
            middle = (low + high) / 2
            value = at(middle)
            if value is None:
                break
            low, high = (middle, high) if (value < target) is rises else (low, middle)
        return found[0] if found else None

    def _world(
        self,
        inputs: Mapping[str, Fraction | str],
        claims: Claims,
        cone: Mapping[str, None],
        unknown: str,
        *,
        shown: bool,
    ) -> World:
        tries = _TRIES if shown else 0
        for key, figure in list(inputs.items()):
            if not isinstance(figure, Fraction) or figure.denominator == 1:
                continue
            for step in (Fraction(1), Fraction(1, 2), Fraction(1, 10), Fraction(1, 100)):
                rounded = round_to(figure, step)
                tries -= 1
                if tries < 0 or rounded == figure:
                    break
                plainer = {**inputs, key: rounded}
                if self._fitting(plainer, claims, cone, unknown):
                    inputs = plainer
                    break
        values = self.values(inputs, cone)
        return World(inputs, {k: values[own] for k, own in self.same.items() if own in values})

    # ---- cases told apart

    def _branches(
        self, path: Path, model: Mapping[str, Fraction], values: Mapping[str, Value]
    ) -> _Ahead:
        """Ways in which a path can go on, where the model and the graph disagree."""
        for key in sorted(model, key=self.order.__getitem__):
            node, figure = self.nodes[key], model[key]
            step = self.step(key)
            if step is not None and (figure / step).denominator != 1:
                below = figure // step * step
                cut = [Range(None, (below, 0)), Range((below + step, 0), None)]
                guesses = [] if path.pins else self._round_divisors(model)
                return _Ahead(path, guesses, [(Within(key, r),) for r in cut])
            if not node.function or _is_figure(values.get(key), figure):
                continue
            guesses, branches = self._cases_of(node, path, figure, values)
            if guesses or branches or node.function not in _KNOWN:
                return _Ahead(path, guesses, branches, "" if guesses or branches else key)
        for i, alternatives in enumerate(path.either):
            if not any(all(self._is_so(c, values) for c in a) for a in alternatives):
                chosen = evolve(path, either=(*path.either[:i], *path.either[i + 1 :]))
                return _Ahead(chosen, [], list(alternatives))
        return _Ahead(path, [], [])

    def _round_divisors(self, model: Mapping[str, Fraction]) -> list[Claims]:
        """100 of 100 hồ sơ: a share of whole counts is easiest found where the whole is a round figure."""
        for key in model:
            node = self.nodes[key]
            if node.function == "nhân" and "/" in node.params:
                divisor = node.arguments[node.params.index("/")]
                if self.nodes[divisor].is_input:
                    return self._pins(divisor, ())
        return []

    def _pins(self, key: str, tried: Iterable[Fraction]) -> list[Claims]:
        figures = [*tried, *(Fraction(x) for x in (100, 1000, 10, 1))]
        fits = [x for x in dict.fromkeys(figures) if x and self.range(key).holds(x)]
        return [(Pin(key, x),) for x in fits[:3]]

    def _cases_of(
        self, node: Node, path: Path, figure: Fraction, values: Mapping[str, Value]
    ) -> tuple[list[Claims], list[Claims]]:
        """Guesses and all cases of a quantity that is not what the model took it for."""
        parts = node.arguments
        match node.function:
            case "điểm tiêu chí" | "tối đa được tính" | "khi được tính":
                return [], [(Holds(parts[0]),), (Holds(parts[0], False),)]
            case "trung bình cộng":
                lines = Lines(self, path)
                open_ = [self.nodes[p].arguments[0] for p in parts if lines.may_be_left_out(p)]
                return [], [(Holds(k, w),) for k in open_[:1] for w in (True, False)]
            case "trường hợp":
                return [], [(Pick(node.key, i),) for i in range((len(parts) + 1) // 2)]
            case "nếu" | "giá trị tuyệt đối":
                return [], [(Pick(node.key, 0),), (Pick(node.key, 1),)]
            case "lựa chọn":
                return [], [(Pick(node.key, i),) for i in range(len(node.params))]
            case "không quá" | "không dưới" | "số nhỏ nhất" | "số lớn nhất":
                return [], [(Pick(node.key, i),) for i in range(len(parts))]
            case "làm tròn":
                real = values.get(node.key)
                if isinstance(real, Amount) and real.known:
                    below = min(real.figure, figure)
                    above = below + cast(Fraction, node.params[0])
                    cut = [Range(None, (below, 0)), Range((above, 0), None)]
                    return [], [(Within(node.key, r),) for r in cut]
            case "nhân":
                return self._factors_told_apart(node, path, values)
        return [], []

    def _factors_told_apart(
        self, node: Node, path: Path, values: Mapping[str, Value]
    ) -> tuple[list[Claims], list[Claims]]:
        """A product of several figures becomes linear when all but one are known."""
        lines = Lines(self, path)
        for sign, key in reversed([*zip(node.params, node.arguments, strict=True)]):
            line = lines.of(key)
            if line is None or line.fixed or key in path.pins:
                continue
            for term in sorted(line.terms, key=self.order.__getitem__):
                part = self.nodes[term]
                if part.function in _UNDECIDED_BY_COUNTS:
                    return [], [(Holds(part.arguments[0]),), (Holds(part.arguments[0], False),)]
            if sign == "/" or key != node.arguments[0]:
                value = values.get(key)
                known = [value.figure] if isinstance(value, Amount) and value.known else []
                return self._pins(key, known), []
        return [], []


def _changed(node: Node, level: str) -> str:
    """What a cap makes of a level where its condition holds."""
    value = FUNCTIONS[node.function].apply(node.params, (Text((level,)), HOLDS))
    return value.text if isinstance(value, Text) and value.known else level


def _is_above(one: Value, two: Value) -> bool:
    known = isinstance(one, Amount) and isinstance(two, Amount) and one.known and two.known
    return known and cast(Amount, one).figure > cast(Amount, two).figure


def _is_figure(value: Value | None, figure: Fraction) -> bool:
    return isinstance(value, Amount) and value.known and value.figure == figure


def _at_least(node: Node, wanted: bool) -> tuple[Claims, ...]:
    """`ít nhất 2 trong các điều kiện`: every choice of two."""
    import itertools

    least = cast(int, node.params[0])
    size = least if wanted else len(node.arguments) - least + 1
    chosen = itertools.combinations(node.arguments, size)
    return tuple(tuple(Holds(k, wanted) for k in keys) for keys in chosen)
