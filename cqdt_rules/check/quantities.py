"""The quantities of a block as figures: each once, with its range, its step, and what a text can be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import cast

from attrs import evolve

from cqdt_rules import scheme as s
from cqdt_rules.check.linear import ZERO, Range
from cqdt_rules.functions import FUNCTIONS, PEERS
from cqdt_rules.graph import DEFAULT_HIGH, Graph, Node, apply, input_key
from cqdt_rules.numbers import fold, round_to
from cqdt_rules.values import Amount, Text, Truth, Value, exactly

OTHER_TEXT = "đơn vị khác"  # a text that no rule names


class Quantities:
    """A block's quantities, for a unit whose scores are such as a sheet may have."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.nodes: dict[str, Node] = {}
        self.same: dict[str, str] = {}
        self._steps: dict[str, Fraction | None] = {}
        self._unify()
        figures = {f.key: f for f in graph.block.figures}
        self._kinds = {k: f.kind for k, f in figures.items()}
        self._decimals = {k: f.decimals for k, f in figures.items()}
        self.not_above = [(k, f.not_above) for k, f in figures.items() if f.not_above]
        self.texts = self._all_texts()
        self.order = {key: i for i, key in enumerate(self.nodes)}
        self.limits = self._own_limits()
        self._divisors = {
            key
            for node in self.nodes.values()
            if node.function == "nhân"
            for sign, key in zip(node.params, node.arguments, strict=True)
            if sign == "/"
        }

    def values(self, inputs: Mapping[str, Fraction | str], cone: Iterable[str]) -> dict[str, Value]:
        """Every quantity of a cone for a unit, as the graph gives it."""
        done: dict[str, Value] = {}
        for key in cone:
            node = self.nodes[key]
            if node.constant is not None:
                done[key] = node.constant
            elif not self.is_given(key):
                done[key] = apply(node, done)
            elif key in inputs:
                given = inputs[key]
                done[key] = exactly(given) if isinstance(given, Fraction) else Text((given,))
            elif isinstance(node.bounds, Text):
                done[key] = Text(node.bounds.options, frozenset({key}))
            else:
                low_high = node.bounds if isinstance(node.bounds, Amount) else Amount(None, None)
                done[key] = Amount(low_high.low, low_high.high, frozenset({key}))
        return done

    def is_given(self, key: str) -> bool:
        """Whether it is no matter of one unit's other figures: what the sheet says, a value over the whole block."""
        node = self.nodes[key]
        return (
            node.is_input
            or node.function in PEERS
            or bool(node.function and node.function not in FUNCTIONS)
        )

    def fixed(self, key: str) -> Fraction | None:
        """A quantity that is one figure for every unit: a constant, a maximum of which nothing is left out."""
        bounds = self.nodes[self.same[key]].bounds
        known = (
            isinstance(bounds, Amount) and bounds.known and not self.nodes[self.same[key]].is_input
        )
        return bounds.figure if known and isinstance(bounds, Amount) else None

    def step(self, key: str) -> Fraction | None:
        """What a quantity is always a whole multiple of: a count 1, a rounded figure its step; None: nothing known."""
        key = self.same[key]
        if key not in self._steps:
            self._steps[key] = None
            self._steps[key] = self._step_of(self.nodes[key])
        return self._steps[key] or None

    def range(self, key: str) -> Range:
        """The range of a quantity, its step kept."""
        bounds = self.nodes[self.same[key]].bounds
        own = _range(bounds) if isinstance(bounds, Amount) else Range()
        return own.meet(self.limits.get(self.same[key], Range())).stepped(self.step(key))

    def unit_with(self, share: Fraction) -> dict[str, Fraction | str]:
        """A unit that has about a share of everything: of each range, of each count the divisor of which is 100."""
        inner = {input_key(c.code) for c in self.graph.block.criteria if c.children}
        given: dict[str, Fraction | str] = {}
        for key, node in self.nodes.items():
            if not node.is_input or key in inner:
                continue
            texts = self.texts.get(key)
            if texts is not None:
                options = isinstance(node.bounds, Text) and node.bounds.options
                given[key] = texts[int((1 - share) * (len(texts) - 1))] if options else texts[0]
                continue
            range_ = self.range(key)
            low = range_.low[0] if range_.low is not None else ZERO
            high = range_.high[0] if range_.high is not None else low + 100
            if high == DEFAULT_HIGH:
                high = max(low, Fraction(100))
            figure = high if key in self._divisors else low + share * (high - low)
            given[key] = round_to(figure, self.step(key) or figure or Fraction(1))
        return given

    def known_truth(self, key: str) -> bool | None:
        """How a condition comes out for every unit; None where that depends on the unit."""
        bounds = self.nodes[key].bounds
        return bounds.may_hold if isinstance(bounds, Truth) and bounds.known else None

    # ---- the graph, each part once

    def _unify(self) -> None:
        """Parts that are written alike are one quantity: a / b in every line of a list of bands."""
        seen: dict[object, str] = {}
        for key, node in self.graph.nodes.items():
            arguments = tuple(self.same[a] for a in node.arguments)
            shape: object = (
                key if node.is_input else (node.function, arguments, node.params, node.constant)
            )
            self.same[key] = seen.setdefault(shape, key)
            if node.function == "là" and len(arguments) == 1:
                self.same[key] = arguments[0]
            if self.same[key] == key:
                self.nodes[key] = evolve(node, arguments=arguments)

    def _all_texts(self) -> dict[str, tuple[str, ...]]:
        """What each text of the sheet can be: its options, or the texts that rules name and one that none does."""
        named: dict[str, dict[str, str]] = {
            k: {} for k, n in self.nodes.items() if n.is_input and isinstance(n.bounds, Text)
        }
        for node in self.nodes.values():
            first, *others = node.arguments or ("",)
            if node.function in ("là đơn vị", "đạt mức") and first in named:
                named[first].update((cast(str, p), cast(str, p)) for p in node.params)
            if node.function == "so sánh":
                pairs = [(first, others[0]), (others[0], first)]
                for text, other in pairs:
                    constant = self.nodes[other].constant
                    if text in named and isinstance(constant, Text):
                        named[text].update((fold(t), t) for t in constant.options)
        found = {}
        for key, texts in named.items():
            bounds = self.nodes[key].bounds
            assert isinstance(bounds, Text)
            found[key] = bounds.options or (OTHER_TEXT, *texts.values())
        return found

    def _own_limits(self) -> dict[str, Range]:
        """Criteria whose rule can give more than the maximum, or less than 0: such a score is refused when figures come."""
        found: dict[str, Range] = {}
        block = self.graph.block
        pairs = [(s.points_key(c.code), c.maximum) for c in block.criteria if not c.role]
        if block.full_maximum is not None:
            pairs.append((s.POINTS, block.full_maximum))
        for key, maximum in pairs:
            bounds = self.graph.nodes[key].bounds
            if not isinstance(bounds, Amount) or maximum is None:
                continue
            if bounds.low is None or bounds.low < 0 or bounds.high is None or bounds.high > maximum:
                found[self.same[key]] = Range((ZERO, 0), (maximum, 0))
        return found

    def cone(self, keys: set[str], limits: Iterable[str]) -> dict[str, None]:
        """All that some quantities rest on, in order, and the scores that rest on the same figures."""
        seen = self.below(keys)
        for pair in self.not_above:
            seen |= set(pair) if seen & set(pair) else set()
        for key in limits:
            below = self.below({key})
            if any(self.nodes[k].is_input and k in seen for k in below):
                seen |= below
        return self.in_order(seen)

    def in_order(self, keys: Iterable[str]) -> dict[str, None]:
        """Quantities so that each comes after what it rests on."""
        return dict.fromkeys(sorted(keys, key=self.order.__getitem__))

    def below(self, keys: set[str]) -> set[str]:
        """All that some quantities rest on, themselves included."""
        seen: set[str] = set()
        waiting = list(keys)
        while waiting:
            key = waiting.pop()
            if key not in seen:
                seen.add(key)
                waiting += self.nodes[key].arguments
        return seen

    def _step_of(self, node: Node) -> Fraction | None:
        """0 stands for a quantity that is always 0; None where nothing is known."""
        parts = node.arguments
        if not node.function:
            return self._step_given(node)
        match node.function:
            case "làm tròn":
                return cast(Fraction, node.params[0])
            case "nhân":
                return self._step_of_product(node)
            case "điểm tiêu chí":
                parts = parts[2:] or parts[1:2]
            case "trường hợp":
                parts = (*parts[1::2], *(parts[-1:] if len(parts) % 2 else ()))
            case "nếu" | "lựa chọn" | "tối đa được tính" | "khi được tính":
                parts = parts[1:]
            case "cộng" | "tổng được tính" | "không tính là 0":
                pass
            case "không quá" | "không dưới" | "số nhỏ nhất" | "số lớn nhất":
                pass
            case _:
                return None
        return common_step([self._steps_or_zero(p) for p in parts])

    def _step_given(self, node: Node) -> Fraction | None:
        """The step of a constant, or of what the sheet gives."""
        if isinstance(node.constant, Amount):
            return abs(node.constant.figure)
        kind, decimals = self._kinds.get(node.key), self._decimals.get(node.key)
        if kind in ("INTEGER", "YES_NO", "DATE"):
            return Fraction(1)
        if node.key.startswith(input_key("")):
            decimals = self.graph.block.typed_decimals
        return (
            Fraction(1, 10**decimals * (100 if kind == "PERCENT" else 1))
            if decimals is not None
            else None
        )

    def _steps_or_zero(self, key: str) -> Fraction | None:
        self.step(key)
        return self._steps[key]

    def _step_of_product(self, node: Node) -> Fraction | None:
        product = Fraction(1)
        for sign, key in zip(node.params, node.arguments, strict=True):
            constant = self.nodes[key].constant
            step = self._steps_or_zero(key)
            if sign == "/":
                if not isinstance(constant, Amount) or not constant.figure:
                    return None
                product /= abs(constant.figure)
            elif step is None:
                return None
            else:
                product *= step
        return product


def inside(value: Value, range_: Range) -> bool:
    """Whether a value is one figure that lies in a range."""
    return isinstance(value, Amount) and value.known and range_.holds(value.figure)


def _range(bounds: Amount) -> Range:
    low = None if bounds.low is None else (bounds.low, 0)
    return Range(low, None if bounds.high is None else (bounds.high, -1 if bounds.high_open else 0))


def common_step(steps: Iterable[Fraction | None]) -> Fraction | None:
    """The greatest figure of which all are whole multiples (0: all are 0); None where one is unknown."""
    found = ZERO
    for step in steps:
        if step is None:
            return None
        bottom = found.denominator * step.denominator
        found = Fraction(
            math.gcd(found.numerator * step.denominator, step.numerator * found.denominator), bottom
        )
    return found
