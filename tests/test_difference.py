"""Differences of quantities that rest on figures not known yet; levels that one quantity decides."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cqdt_rules.check import check
from cqdt_rules.difference import Margin, Seen
from cqdt_rules.evaluate import evaluate_block
from cqdt_rules.graph import Graph, Node
from cqdt_rules.parse import parse
from cqdt_rules.sheet import Entry, Origin, UnitRow
from cqdt_rules.source import Source
from cqdt_rules.thresholds import Decided, along
from cqdt_rules.values import Amount, Value, exactly

CRITERIA = """bộ tiêu chí "T"
nhóm 1 "A" tối đa 10 điểm
  tiêu chí 1.1 "AA" tối đa 6 điểm
  tiêu chí 1.2 "AB" tối đa 4 điểm
nhóm 2 "B" tối đa 10 điểm
nhóm 3 "C" tối đa 10 điểm
"""
KEYS = ("điểm nhập 1.1", "điểm nhập 1.2", "điểm nhập 2", "điểm nhập 3")
MOST = (6, 4, 10, 10)
NAMES = {k: k for k in (*KEYS, "điểm nhập 1")}
Row = Mapping[str, Fraction]


def graph_of(text: str) -> Graph:
    checked = check((parse(Source("t.cqdt", text)).value,))
    assert checked.value.scheme is not None, [d.to_text() for d in checked.diagnostics]
    assert not checked.failed, [d.to_text() for d in checked.diagnostics]
    return Graph.of(checked.value.scheme.blocks[0])


def seen(
    graph: Graph,
    given_: Row,
    ranges: Mapping[str, Amount] | None = None,
    recast: Mapping[str, str] | None = None,
) -> Seen:
    """A unit with figures, some of them known within a range only."""
    origin = Origin("t.csv", "", "B2")
    row = UnitRow("A", "", {k: Entry(v, str(v), origin) for k, v in given_.items()}, origin)

    def read(node: Node, entry: Entry) -> Value:
        assert isinstance(entry.value, Fraction)
        return (ranges or {}).get(node.key) or exactly(entry.value)

    values = evaluate_block(graph, [row], [], reading=read).units[0].values
    return Seen(graph, values, recast=recast or {})


@st.composite
def formulas(draw: st.DrawFn) -> str:
    """A sum of groups with factors, a quotient now and then, rounded or not."""
    terms = []
    for name in draw(
        st.lists(
            st.sampled_from(["điểm nhóm 1", "điểm nhóm 2", "điểm nhóm 3"]), min_size=1, max_size=4
        )
    ):
        factor = draw(st.integers(1, 5))
        mark = draw(st.sampled_from(["×", "/"]))
        terms.append((draw(st.sampled_from("+-")), f"{name} {mark} {factor}"))
    text = "50" + "".join(f" {sign} {term}" for sign, term in terms)
    rounded = draw(st.sampled_from(["", ", làm tròn đến 1 chữ số thập phân"]))
    return f"công thức t = {text}{rounded}\n"


@settings(max_examples=120, deadline=None)
@given(formulas(), formulas(), st.data())
def test_a_difference_holds_what_comes_out(one: str, two: str, data: st.DataObject) -> None:
    graphs = graph_of(CRITERIA + one), graph_of(CRITERIA + two)
    figures = {
        k: Fraction(data.draw(st.integers(0, most * 4)), 4)
        for k, most in zip(KEYS, MOST, strict=True)
    }
    lacking = data.draw(st.sets(st.sampled_from(KEYS)))
    known = {k: v for k, v in figures.items() if k not in lacking}
    true = [seen(g, figures).values["t"] for g in graphs]
    margin = Margin(seen(graphs[0], known), seen(graphs[1], known), NAMES)
    said = margin.difference("t", "t")
    assert said is not None
    assert isinstance(true[0], Amount)
    assert isinstance(true[1], Amount)
    assert said.may_be(true[1].figure - true[0].figure)
    if margin.same("t", "t"):
        assert true[0] == true[1]
    if one == two:
        assert margin.same("t", "t")
        assert said == exactly(0)


def test_what_both_share_falls_away() -> None:
    """Nothing of group 3 is known: with half a point less for group 2 the total falls by just that."""
    graphs = [
        graph_of(f"{CRITERIA}công thức t = điểm nhóm 3 + điểm nhóm 2 × {f}\n") for f in ("1", "0,5")
    ]
    given_ = {k: Fraction(1) for k in KEYS[:3]}
    margin = Margin(seen(graphs[0], given_), seen(graphs[1], given_), NAMES)
    assert margin.difference("t", "t") == exactly(Fraction(-1, 2))
    assert not margin.same("t", "t")
    assert margin.same("điểm 3", "điểm 3")


@pytest.mark.parametrize(("why", "apart"), [("x", Fraction(0)), ("y", Fraction(2))])
def test_points_of_a_group_are_the_same_where_they_are_open_for_the_same_reason(
    why: str, apart: Fraction
) -> None:
    """Typed for the whole, 6 to 8 of it left: the parts without figures say nothing of it."""
    graph = graph_of(f"{CRITERIA}công thức t = điểm đạt được\n")
    given_ = {"điểm nhập 1": Fraction(8), "điểm nhập 2": Fraction(1), "điểm nhập 3": Fraction(1)}
    ranges = {"điểm nhập 1": Amount(Fraction(6), Fraction(8))}
    sides = [seen(graph, given_, ranges, {"điểm nhập 1": x}) for x in ("x", why)]
    margin = Margin(sides[0], sides[1], NAMES)
    said = margin.difference("t", "t")
    assert said is not None
    assert (said.low, said.high) == (-apart, apart)


def test_a_figure_of_another_name_is_another_figure() -> None:
    graph = graph_of(f"{CRITERIA}công thức t = điểm nhóm 3\n")
    given_ = {k: Fraction(1) for k in KEYS[:3]}
    margin = Margin(seen(graph, given_), seen(graph, given_), {})
    assert margin.difference("t", "t") == Amount(
        Fraction(-10), Fraction(10), frozenset({"điểm nhập 3"})
    )


def test_roundings_are_apart_by_whole_steps() -> None:
    """0,04 more before rounding to tenths is nothing or a tenth after it, whatever group 3 has."""
    rounded = "làm tròn đến 1 chữ số thập phân"
    graphs = [
        graph_of(f"{CRITERIA}công thức t = điểm nhóm 3 / 3 + {more}, {rounded}\n")
        for more in ("1", "1,04")
    ]
    given_ = {k: Fraction(1) for k in KEYS[:3]}
    said = Margin(seen(graphs[0], given_), seen(graphs[1], given_), NAMES).difference("t", "t")
    assert said is not None
    assert (said.low, said.high) == (Fraction(0), Fraction(1, 10))


# ---- levels along a quantity

SCALE = """công thức t = điểm đạt được
xếp loại
  mức I khi t từ 20 trở lên{floor}
  còn lại "Chưa đạt"
"""


def decided(text: str, given_: Row) -> Decided:
    side = seen(graph_of(CRITERIA + text), given_)
    return Decided(side.graph, side.values, "mức", "t")


def test_levels_along_a_total_are_told_stretch_by_stretch() -> None:
    given_ = {k: Fraction(4) for k in KEYS[:3]}
    old, new = (decided(SCALE.format(floor="").replace("20", n), given_) for n in ("20", "15"))
    found = along(old, new, Amount(Fraction(12), Fraction(22)))
    assert found is not None
    assert [(x.levels, *x.low, *x.high) for x in found] == [
        (("Chưa đạt", "Chưa đạt"), Fraction(12), True, Fraction(15), False),
        (("Chưa đạt", "I"), Fraction(15), True, Fraction(20), False),
        (("I", "I"), Fraction(20), True, Fraction(22), True),
    ]


def test_a_second_condition_that_is_not_decided_forbids_it() -> None:
    given_ = {k: Fraction(4) for k in KEYS[:3]}
    old = decided(SCALE.format(floor=""), given_)
    new = decided(SCALE.format(floor=" và điểm nhóm 3 từ 5 trở lên"), given_)
    assert along(old, new, Amount(Fraction(12), Fraction(22))) is None
    met = decided(SCALE.format(floor=" và điểm nhóm 2 từ 3 trở lên"), given_)
    found = along(old, met, Amount(Fraction(12), Fraction(22)))
    assert found is not None
    assert all(x.levels[0] == x.levels[1] for x in found)


def test_a_total_that_is_reckoned_with_has_no_thresholds_of_its_own() -> None:
    given_ = {k: Fraction(4) for k in KEYS[:3]}
    old = decided(SCALE.format(floor=""), given_)
    new = decided(SCALE.format(floor="").replace("khi t từ 20", "khi t / 2 từ 9"), given_)
    assert along(old, new, Amount(Fraction(12), Fraction(22))) is None
