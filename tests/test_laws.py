"""Laws that hold for every scheme: generated schemes, figures and exclusions."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from cqdt_rules import scheme as s
from cqdt_rules.check import check
from cqdt_rules.evaluate import as_printed, evaluate_block
from cqdt_rules.graph import Graph, input_key
from cqdt_rules.numbers import (
    Rounding,
    fold,
    format_number,
    parse_number,
    round_to,
)
from cqdt_rules.parse import parse
from cqdt_rules.results import BlockResult
from cqdt_rules.sheet import Entry, Origin, UnitRow
from cqdt_rules.source import Source
from cqdt_rules.values import Amount, Text

HERE = Origin("t.csv", "", "B2")


@frozen
class Draft:
    """A generated scheme: groups of criteria with maxima, some criteria left out for unit B, levels by share."""

    groups: tuple[tuple[int, ...], ...]
    left_out: frozenset[str]
    by_condition: bool

    @property
    def codes(self) -> list[str]:
        return [
            f"{g + 1}.{c + 1}" for g, group in enumerate(self.groups) for c in range(len(group))
        ]

    def maximum(self, code: str) -> int:
        g, c = code.split(".")
        return self.groups[int(g) - 1][int(c) - 1]

    def statements(self) -> list[str]:
        lines = []
        for g, group in enumerate(self.groups):
            lines.append(f'nhóm {g + 1} "Nhóm {g + 1}" tối đa {sum(group)} điểm')
            lines += [
                f'tiêu chí {g + 1}.{c + 1} "Tiêu chí {g + 1}.{c + 1}" tối đa {m} điểm'
                for c, m in enumerate(group)
            ]
        return lines

    def rules(self) -> list[str]:
        who = 'khi loại = "đặc thù"' if self.by_condition else 'đối với "B"'
        lines = [f"không tính điểm tiêu chí {code} {who}" for code in sorted(self.left_out)]
        return [
            "thông tin đơn vị loại",
            *lines,
            "công thức tổng điểm = điểm đạt được × 100 / điểm tối đa được tính, làm tròn đến 2 chữ số thập phân",
            'xếp loại\nmức I khi tổng điểm từ 90 trở lên\nmức II khi tổng điểm từ 50 đến dưới 90\ncòn lại "Chưa đạt"',
            "xếp hạng theo điểm đạt được giảm dần, bằng nhau thì cùng thứ hạng",
        ]

    def text(self) -> str:
        return "\n".join(['bộ tiêu chí "T"', *self.statements(), *self.rules()])


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    groups = draw(
        st.lists(
            st.lists(st.integers(1, 40), min_size=1, max_size=4).map(tuple), min_size=1, max_size=4
        )
    )
    draft = Draft(tuple(groups), frozenset(), False)
    out = (
        draw(st.sets(st.sampled_from(draft.codes), max_size=len(draft.codes) - 1))
        if len(draft.codes) > 1
        else set()
    )
    return Draft(tuple(groups), frozenset(out), draw(st.booleans()))


def scores(draft: Draft) -> st.SearchStrategy[dict[str, Fraction]]:
    each = {
        c: st.integers(0, draft.maximum(c) * 100).map(lambda n: Fraction(n, 100))
        for c in draft.codes
    }
    return st.fixed_dictionaries(each)


def graph_of(text: str) -> Graph:
    checked = check((parse(Source("t.cqdt", text)).value,))
    assert not checked.failed, [d.to_text() for d in checked.diagnostics]
    assert checked.value.scheme is not None
    return Graph.of(checked.value.scheme.blocks[0])


def row(unit: str, points: dict[str, Fraction], kind: str = "thường", decimals: int = 2) -> UnitRow:
    entries = {
        input_key(c): Entry(v, format_number(v, decimals), HERE, decimals)
        for c, v in points.items()
    }
    return UnitRow(unit, "", {**entries, "số liệu loại": Entry(kind, kind, HERE)}, HERE)


def run(text: str, *rows: UnitRow) -> BlockResult:
    return evaluate_block(graph_of(text), rows, [])


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_the_order_of_independent_statements_does_not_matter(data: st.DataObject) -> None:
    draft = data.draw(drafts())
    points = data.draw(scores(draft))
    rules = data.draw(st.permutations(draft.rules()))
    other = "\n".join(['bộ tiêu chí "T"', *draft.statements(), *rules])
    mine = run(draft.text(), row("A", points), row("B", points, "đặc thù"))
    theirs = run(other, row("A", points), row("B", points, "đặc thù"))
    for a, b in zip(mine.units, theirs.units, strict=True):
        assert {k: v for k, v in a.values.items() if " #" not in k} == {
            k: v for k, v in b.values.items() if " #" not in k
        }
        assert a.rank == b.rank


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_more_points_never_lower_a_total_a_level_or_a_rank(data: st.DataObject) -> None:
    draft = data.draw(drafts())
    points = data.draw(scores(draft))
    rival = data.draw(scores(draft))
    code = data.draw(st.sampled_from(draft.codes))
    more = {
        **points,
        code: data.draw(st.fractions(points[code], draft.maximum(code), max_denominator=100)),
    }
    kind = data.draw(st.sampled_from(["thường", "đặc thù"]))
    before = run(draft.text(), row("A", points, kind), row("C", rival)).units[0]
    after = run(draft.text(), row("A", more, kind), row("C", rival)).units[0]
    order = ["Chưa đạt", "II", "I"]
    levels = [u.values["mức"] for u in (before, after)]
    assert isinstance(levels[0], Text)
    assert isinstance(levels[1], Text)
    assert after.figure("tổng điểm") >= before.figure("tổng điểm")  # type: ignore[operator]
    assert order.index(levels[1].text) >= order.index(levels[0].text)
    assert after.rank is not None
    assert before.rank is not None
    assert after.rank.place <= before.rank.place


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_leaving_a_criterion_out_changes_points_and_maximum_alike(data: st.DataObject) -> None:
    """What leaves the maximum is the criterion's maximum, what leaves the points is what was scored for it."""
    draft = data.draw(drafts())
    points = data.draw(scores(draft))
    result = run(draft.text(), row("A", points), row("B", points, "đặc thù"))
    a, b = result.units
    out = sorted(draft.left_out)
    assert a.figure(s.MAXIMUM_COUNTED) == sum(map(draft.maximum, draft.codes))
    assert b.figure(s.MAXIMUM_COUNTED) == sum(draft.maximum(c) for c in draft.codes if c not in out)
    assert b.figure(s.POINTS) == sum((points[c] for c in draft.codes if c not in out), Fraction(0))
    assert [x.codes for x in b.left_out] == [(c,) for c in out]
    assert a.left_out == ()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_points_typed_at_a_group_are_those_of_its_parts(data: st.DataObject) -> None:
    draft = data.draw(drafts())
    points = data.draw(scores(draft))
    grouped = {
        str(g + 1): sum(
            (v for c, v in points.items() if c.startswith(f"{g + 1}.") and c not in draft.left_out),
            Fraction(0),
        )
        for g in range(len(draft.groups))
    }
    kept = {
        g: v
        for g, v in grouped.items()
        if any(c.startswith(f"{g}.") and c not in draft.left_out for c in draft.codes)
    }
    a = run(draft.text(), row("B", points, "đặc thù")).units[0]
    b = run(draft.text(), row("B", kept, "đặc thù")).units[0]
    for key in (s.POINTS, s.MAXIMUM_COUNTED, "tổng điểm", "mức"):
        assert a.values[key] == b.values[key]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_an_incomplete_unit_can_still_reach_what_it_then_gets(data: st.DataObject) -> None:
    """The range told while a figure is missing holds the final figure, and the levels told hold the final level."""
    draft = data.draw(drafts())
    points = data.draw(scores(draft))
    code = data.draw(st.sampled_from([c for c in draft.codes if c not in draft.left_out]))
    partial = {c: v for c, v in points.items() if c != code}
    final = run(draft.text(), row("A", points, "đặc thù")).units[0]
    waiting = run(draft.text(), row("A", partial, "đặc thù")).units[0]
    assert waiting.missing == (input_key(code),)
    assert waiting.rank is None
    reach, level = waiting.values["tổng điểm"], waiting.values["mức"]
    figure, got = final.figure("tổng điểm"), final.values["mức"]
    assert isinstance(reach, Amount)
    assert isinstance(level, Text)
    assert isinstance(got, Text)
    assert figure is not None
    assert reach.may_be(figure)
    assert not level.known
    assert got.text in level.options


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_bounds_of_the_graph_hold_every_result(data: st.DataObject) -> None:
    draft = data.draw(drafts())
    points = data.draw(scores(draft))
    graph = graph_of(draft.text())
    for unit in evaluate_block(graph, [row("A", points), row("B", points, "đặc thù")], []).units:
        for key, value in unit.values.items():
            bounds = graph.nodes[key].bounds
            if isinstance(value, Amount) and value.known and isinstance(bounds, Amount):
                assert bounds.may_be(value.figure), key


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_figures_rounded_for_print_leave_the_true_result_open(data: st.DataObject) -> None:
    """The audit's question: printed with one decimal, the range that results must hold the true total."""
    draft = data.draw(drafts())
    points = data.draw(scores(draft))
    graph = graph_of(draft.text())
    true = evaluate_block(graph, [row("A", points)], []).units[0].figure("tổng điểm")
    printed = {
        c: min(round_to(v, Fraction(1, 10)), Fraction(draft.maximum(c))) for c, v in points.items()
    }
    around = (
        evaluate_block(graph, [row("A", printed, decimals=1)], [], reading=as_printed(graph.block))
        .units[0]
        .values["tổng điểm"]
    )
    assert isinstance(around, Amount)
    assert true is not None
    assert around.may_be(true)


# ---- figures


@given(st.integers(-(10**20), 10**20), st.integers(0, 30))
def test_printing_and_reading_a_figure_is_the_identity(number: int, decimals: int) -> None:
    value = Fraction(number, 10**decimals)
    assert parse_number(format_number(value)) == value


@given(st.integers(-(10**9), 10**9), st.integers(0, 9))
def test_printing_with_decimals_and_reading_is_rounding(number: int, decimals: int) -> None:
    value = Fraction(number, 10**6)
    assert parse_number(format_number(value, decimals)) == round_to(
        value, Fraction(1, 10**decimals)
    )


@given(
    st.fractions(-1000, 1000, max_denominator=1000),
    st.sampled_from([Fraction(1, 100), Fraction(1, 4), Fraction(1)]),
    st.sampled_from(Rounding),
)
def test_rounding_goes_to_a_neighbour_and_stays(
    value: Fraction, step: Fraction, how: Rounding
) -> None:
    rounded = round_to(value, step, how)
    assert (rounded / step).denominator == 1
    assert abs(rounded - value) < step
    assert round_to(rounded, step, how) == rounded
    assert round_to(-value, step, how) == -rounded


@given(st.text(max_size=30))
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)
