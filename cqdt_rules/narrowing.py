"""Which levels a unit may still reach, where one quantity that is not known yet decides between them.

Conditions are three-valued one by one: an index from 77 to 82 may be in each of two neighbouring bands, and may be in
none of them, so what is left over seemed possible too. Here the quantity is taken at each threshold and between each two.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from cqdt_rules.functions import FUNCTIONS
from cqdt_rules.graph import Node
from cqdt_rules.values import Amount, Text, Value, exactly

_TESTS = ("so sánh", "thuộc khoảng")
_JOINED = (*_TESTS, "và", "hoặc", "không", "ít nhất")


def narrowed(
    node: Node, value: Text, nodes: Mapping[str, Node], values: Mapping[str, Value]
) -> Text:
    """A level that is not decided, without the options that no figure of the one deciding quantity reaches."""
    tests = _conditions(node, nodes)
    for key in dict.fromkeys(k for n in tests if n.function in _TESTS for k in n.arguments):
        range_ = values[key]
        if (
            not isinstance(range_, Amount)
            or range_.low is None
            or range_.high is None
            or range_.low == range_.high
        ):
            continue
        thresholds = _thresholds(key, tests, nodes)
        if thresholds is None:
            continue
        reached: set[str] = set()
        for figure in _samples(range_, thresholds):
            reached |= set(_level_at(key, figure, node, tests, values).options)
        value = Text(tuple(o for o in value.options if o in reached), value.missing)
    return value


def _conditions(node: Node, nodes: Mapping[str, Node]) -> list[Node]:
    """The comparisons that the levels are decided by, and what joins them; each after what it needs."""
    found: dict[str, Node] = {}

    def visit(key: str) -> None:
        part = nodes[key]
        if key in found or part.function not in _JOINED:
            return
        for argument in part.arguments if part.function not in _TESTS else ():
            visit(argument)
        found[key] = part

    for argument in node.arguments:
        visit(argument)
    return list(found.values())


def _thresholds(key: str, tests: list[Node], nodes: Mapping[str, Node]) -> set[Fraction] | None:
    """What a quantity is compared with; None where that is no constant, so that more than thresholds matter."""
    found: set[Fraction] = set()
    for test in tests:
        if test.function in _TESTS and key in test.arguments:
            for other in (nodes[k].constant for k in test.arguments if k != key):
                if not isinstance(other, Amount) or not other.known:
                    return None
                found.add(other.figure)
    return found


def _samples(range_: Amount, thresholds: set[Fraction]) -> list[Fraction]:
    """A figure of each part of a range within which no comparison changes: both ends, the thresholds, and between."""
    assert range_.low is not None
    assert range_.high is not None
    ends = sorted({range_.low, range_.high, *filter(range_.may_be, thresholds)})
    between = [(a + b) / 2 for a, b in pairwise(ends)]
    return [x for x in (*ends, *between) if range_.may_be(x)]


def _level_at(
    key: str, figure: Fraction, node: Node, tests: list[Node], values: Mapping[str, Value]
) -> Text:
    known = {**values, key: exactly(figure)}
    for test in tests:
        known[test.key] = FUNCTIONS[test.function].apply(
            test.params, [known[k] for k in test.arguments]
        )
    level = FUNCTIONS[node.function].apply(node.params, [known[k] for k in node.arguments])
    assert isinstance(level, Text)
    return level
