"""What a check finds in a draft, held against every figure: a gap, an overlap, a hidden line is told if and only if there is one.

The other side of each comparison is counted here, figure by figure, from the drawn intervals alone.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from attrs import frozen
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cqdt_rules import scheme as s
from cqdt_rules import session
from cqdt_rules.check import check
from cqdt_rules.check.claims import Holds
from cqdt_rules.check.linear import Range, solve
from cqdt_rules.check.worlds import Answer, World, Worlds
from cqdt_rules.diagnostics import Code, Diagnostic, Severity
from cqdt_rules.evaluate import evaluate_block
from cqdt_rules.graph import Graph, level_condition
from cqdt_rules.numbers import format_number
from cqdt_rules.parse import parse
from cqdt_rules.sheet import Entry, Origin, UnitRow
from cqdt_rules.source import Source
from cqdt_rules.values import Truth

ROOT = Path(__file__).resolve().parent.parent
SOME = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def found_in(text: str) -> list[Diagnostic]:
    """What a check finds in the rules of one block."""
    tree = parse(Source("t.cqdt", 'bộ tiêu chí "T"\n' + text))
    return [*tree.diagnostics, *check((tree.value,)).diagnostics]


def codes(text: str) -> list[Code]:
    return [d.code for d in found_in(text)]


def block_of(text: str) -> s.Block:
    tree = parse(Source("t.cqdt", 'bộ tiêu chí "T"\n' + text))
    scheme = check((tree.value,)).value.scheme
    assert scheme is not None
    return scheme.blocks[0]


# ---- intervals


@frozen
class Interval:
    """An interval phrase, and what it takes."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool
    high_open: bool

    @property
    def words(self) -> str:
        low, high = self.low, self.high
        if low is None:
            assert high is not None
            return f"{'dưới' if self.high_open else 'không quá'} {format_number(high)}"
        start = f"{'trên' if self.low_open else 'từ'} {format_number(low)}"
        if high is None:
            return start if self.low_open else f"{start} trở lên"
        return f"{start} đến {'dưới ' if self.high_open else ''}{format_number(high)}"

    def takes(self, figure: Fraction) -> bool:
        above = self.low is None or (figure > self.low if self.low_open else figure >= self.low)
        below = self.high is None or (figure < self.high if self.high_open else figure <= self.high)
        return above and below


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    a, b = sorted(draw(st.tuples(st.integers(0, 8), st.integers(0, 8))))
    low, high = Fraction(a), Fraction(b)
    kind = draw(st.sampled_from(["from", "above", "to", "below", "both"]))
    if kind in ("from", "above"):
        return Interval(low, None, kind == "above", False)
    if kind in ("to", "below"):
        return Interval(None, high, False, kind == "below")
    low_open, high_open = draw(st.booleans()), draw(st.booleans())
    if low == high:
        low_open = high_open = False
    return Interval(low, high, low_open, high_open)


def all_figures(whole: bool) -> list[Fraction]:
    """Every figure from 0 to 8 that can matter where all bounds are whole: quarters, or whole counts only."""
    return [Fraction(i, 1 if whole else 4) for i in range(9 if whole else 33)]


@SOME
@given(st.lists(intervals(), min_size=1, max_size=4), st.booleans(), st.booleans())
def test_bands_against_every_figure(lines: list[Interval], whole: bool, rest: bool) -> None:
    items = "".join(f"- {x.words}: {i} điểm\n" for i, x in enumerate(lines))
    kind = ", số nguyên" if whole else ""
    text = (
        f'tiêu chí 1 "A" tối đa 9 điểm\nsố liệu a{kind}, từ 0 đến 8\nchấm theo khoảng a:\n{items}'
    )
    text += "- còn lại: 9 điểm\n" if rest else ""
    told = found_in(text)
    figures = all_figures(whole)
    taken = [[i for i, x in enumerate(lines) if x.takes(f)] for f in figures]
    first = {t[0] for t in taken if t}
    every = {i for t in taken for i in t}
    assert (Code.CASE_GAP in [d.code for d in told]) == (not rest and any(not t for t in taken))
    assert count(told, Code.CONDITION_NEVER) == len(lines) - len(every)
    assert count(told, Code.CASE_HIDDEN) == len(every - first)
    pairs = {p for t in taken for p in itertools.combinations(t, 2)}
    assert count(told, Code.CASE_OVERLAP) == len({p for p in pairs if p[1] in first})
    assert Code.NOT_EXAMINED not in [d.code for d in told]


def count(told: Sequence[Diagnostic], code: Code) -> int:
    return sum(d.code is code for d in told)


# ---- levels on quantities that depend on the same figures


@frozen
class Wish:
    """`điểm nhóm 1 từ 3 trở lên`, or the sum of both."""

    which: int  # 0: the sum, 1 and 2: a criterion
    interval: Interval

    @property
    def words(self) -> str:
        subject = "điểm đạt được" if self.which == 0 else f"điểm tiêu chí {self.which}"
        return f"{subject} {self.interval.words}"

    def holds(self, one: Fraction, two: Fraction) -> bool:
        return self.interval.takes((one + two, one, two)[self.which])


wishes = st.builds(Wish, st.integers(0, 2), intervals())
OPTIONS_ONE, OPTIONS_TWO = (0, 1, 4), (0, 2, 3)


@SOME
@given(st.lists(st.lists(wishes, min_size=1, max_size=2), min_size=1, max_size=3), st.booleans())
def test_levels_against_every_unit(levels: list[list[Wish]], rest: bool) -> None:
    text = choice(1, OPTIONS_ONE) + choice(2, OPTIONS_TWO) + "xếp loại\n"
    for i, conditions in enumerate(levels):
        text += f"mức {i + 1} khi {' và '.join(t.words for t in conditions)}\n"
    text += 'còn lại "Không"\n' if rest else ""
    told = found_in(text)
    units = [(Fraction(a), Fraction(b)) for a in OPTIONS_ONE for b in OPTIONS_TWO]
    taken = [[i for i, ts in enumerate(levels) if all(t.holds(*u) for t in ts)] for u in units]
    if Code.LEVEL_ORDER in [d.code for d in told]:
        return
    every, first = {i for t in taken for i in t}, {t[0] for t in taken if t}
    assert count(told, Code.LEVEL_UNREACHABLE) == len(levels) - len(every)
    assert count(told, Code.LEVEL_HIDDEN) == len(every - first)
    errors = [d for d in told if d.severity is Severity.ERROR]  # a warning: test_what_falls_between
    assert (count(errors, Code.LEVEL_GAP) == 1) == (not rest and any(not t for t in taken))
    assert Code.NOT_EXAMINED not in [d.code for d in told]


@pytest.mark.parametrize(
    ("levels", "between"),
    [
        (("từ 8 trở lên", "từ 5 đến 7"), "trên 7 đến dưới 8"),
        (("từ 8 trở lên", "từ 5 đến dưới 8"), ""),
        (
            ("từ 5 đến 8", "từ 2 đến dưới 5"),
            "",
        ),  # above and below all levels: what “còn lại” is for
        (("trên 5", "dưới 5"), "bằng 5"),
        (("từ 9 trở lên", "từ 6 đến 8", "từ 3 đến 6"), "trên 8 đến dưới 9"),
    ],
)
def test_what_falls_between_levels_to_the_rest(levels: tuple[str, ...], between: str) -> None:
    """A unit at 7,5 gets less than one at 5: told, though “còn lại” takes it."""
    text = 'tiêu chí 1 "A" tối đa 10 điểm\nxếp loại\n'
    text += "".join(f"mức {i + 1} khi điểm đạt được {w}\n" for i, w in enumerate(levels))
    told = [d for d in found_in(text + 'còn lại "Không"\n') if d.code is Code.LEVEL_GAP]
    assert [d.severity for d in told] == ([Severity.WARNING] if between else [])
    assert all(f"điểm đạt được {between} nằm giữa" in d.message for d in told)


def choice(number: int, points: Sequence[int]) -> str:
    """A criterion that scores by options."""
    items = "".join(f'- "được {p}": {p} điểm\n' for p in points)
    return f'tiêu chí {number} "C{number}" tối đa {max(points)} điểm\nchấm theo lựa chọn:\n{items}'


# ---- a witness holds in the real evaluation, and “never” is never


RATED = """tiêu chí 1 "A" tối đa 4 điểm
tiêu chí 2 "B" tối đa 4 điểm
  số liệu a, số nguyên, từ 0 đến 4
  số liệu b, số nguyên, từ 0 đến 4
  không tính điểm khi b = 0
  chấm theo tỷ lệ a / b
thông tin đơn vị loại
không tính điểm tiêu chí 1 đối với "Sở X"
không tính điểm tiêu chí 1 khi loại = "k"
công thức tổng điểm = điểm đạt được × 8 / điểm tối đa được tính, làm tròn đến 0 chữ số thập phân
xếp loại
"""


@settings(SOME, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["tổng điểm", "điểm tiêu chí 2", "a", "điểm đạt được"]), intervals()
        ),
        min_size=1,
        max_size=2,
    )
)
def test_what_is_found_is_so_and_what_is_never_is_not(parts: list[tuple[str, Interval]]) -> None:
    words = " và ".join(f"{name} {x.words}" for name, x in parts)
    words = words.replace("a từ", "a của tiêu chí 2 từ").replace("a trên", "a của tiêu chí 2 trên")
    words = words.replace("a dưới", "a của tiêu chí 2 dưới").replace(
        "a không", "a của tiêu chí 2 không"
    )
    block = block_of(RATED + f'mức 1 khi {words}\ncòn lại "Không"\n')
    graph = Graph.of(block)
    key = level_condition(block.scales[0], "1")
    units = [
        unit(block, one, a, b, kind)
        for one in range(9)
        for b in range(5)
        for a in range(5)
        for kind in "kx"
        if a <= b
    ]
    values = [u.values[key] for u in evaluate_block(graph, units, []).units if u.assessed]
    for wanted in (True, False):
        real = [v for v in values if isinstance(v, Truth) and v.known and v.holds is wanted]
        answer = Worlds(graph).find(Holds(key, wanted))
        assert answer is not Answer.NEVER or not real
        if isinstance(answer, World):
            assert isinstance(value_in(graph, answer, key), Truth)
            assert value_in(graph, answer, key).known
            assert (value_in(graph, answer, key) == Truth(True, False)) is wanted


def unit(block: s.Block, one: int, a: int, b: int, kind: str) -> UnitRow:
    given = {
        "điểm nhập 1": Fraction(one, 2),
        "số liệu a [2]": Fraction(a),
        "số liệu b [2]": Fraction(b),
    }
    return row({**given, "số liệu loại": kind}, "U")


def row(given: dict[str, Fraction | str], name: str) -> UnitRow:
    origin = Origin("t", "", "")
    return UnitRow(name, "", {k: Entry(v, str(v), origin, 0) for k, v in given.items()}, origin)


def value_in(graph: Graph, world: World, key: str) -> Truth:
    """A condition for a witness, as the evaluator of real sheets sees it."""
    given = {k: v for k, v in world.inputs.items() if k != s.UNIT}
    name = world.inputs.get(s.UNIT, "U")
    assert isinstance(name, str)
    value = evaluate_block(graph, [row(given, name)], []).units[0].values[key]
    assert isinstance(value, Truth)
    return value


# ---- the solver underneath


bounds = st.tuples(st.integers(-3, 3), st.sampled_from([-1, 0, 1])).map(
    lambda b: (Fraction(b[0]), b[1])
)


@st.composite
def ranges(draw: st.DrawFn) -> Range:
    """A range whose low end is no bound, at a figure or just above it; the high end likewise."""
    low = draw(st.none() | bounds.map(lambda b: (b[0], abs(b[1]))))
    high = draw(st.none() | bounds.map(lambda b: (b[0], -abs(b[1]))))
    return Range(low, high)


@settings(SOME, max_examples=300)
@given(
    st.fixed_dictionaries({"x": ranges(), "y": ranges()}),
    st.lists(st.tuples(st.integers(-2, 2), st.integers(-2, 2), ranges()), max_size=3),
)
def test_figures_that_fit_are_found_and_only_where_there_are_any(
    own: dict[str, Range], sums: list[tuple[int, int, Range]]
) -> None:
    rows = [
        ({k: Fraction(c) for k, c in (("x", a), ("y", b)) if c}, r) for a, b, r in sums if a or b
    ]

    def fits(x: Fraction, y: Fraction) -> bool:
        values = {"x": x, "y": y}
        totals = [(sum((c * values[k] for k, c in t.items()), Fraction(0)), r) for t, r in rows]
        return own["x"].holds(x) and own["y"].holds(y) and all(r.holds(v) for v, r in totals)

    found = solve(own, rows)
    if found is not None:
        assert fits(found["x"], found["y"])
    else:
        grid = [Fraction(i, 4) for i in range(-24, 25)]
        assert not any(fits(x, y) for x in grid for y in grid)


# ---- rounding and days


@settings(SOME, max_examples=80)
@given(
    st.sampled_from(["1", "0,5", "0,25", "0,1", "0,2", "0,01"]),
    st.sampled_from(["1", "0,5", "0,25", "0,1", "0,4"]),
)
def test_rounding_twice_is_told_where_it_gives_another_figure(first: str, second: str) -> None:
    text = (
        TWO
        + f"công thức y = điểm đạt được, làm tròn đến {first}\ncông thức z = y, làm tròn đến {second}\n"
    )
    one, two = (Fraction(t.replace(",", ".")) for t in (first, second))
    figures = [Fraction(i, 1000) for i in range(20001)]
    differ = any(half_up(half_up(f, one), two) != half_up(f, two) for f in figures)
    assert (Code.ROUNDED_TWICE in codes(text)) == differ


TWO = 'nhóm 1 "A" tối đa 10 điểm\nnhóm 2 "B" tối đa 10 điểm\n'


def half_up(figure: Fraction, step: Fraction) -> Fraction:
    """The nearest multiple of a step; the upper of two that are equally near (figures are not negative here)."""
    below = figure // step * step
    return below if figure - below < step / 2 else below + step


@settings(SOME, max_examples=80)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["trước", "chậm nhất", "sau", "từ", "giữa"]),
            st.integers(1, 9),
            st.integers(0, 4),
        ),
        min_size=2,
        max_size=3,
    )
)
@example([("giữa", 1, 9), ("giữa", 2, 1), ("giữa", 5, 1)])  # the first lasts beyond the others
def test_days_against_the_calendar(options: list[tuple[str, int, int]]) -> None:
    names, taken = [], []
    for word, day, length in options:
        last = day + length
        names.append(
            f"từ ngày 0{day}/05/2024 đến ngày {last:02}/05/2024"
            if word == "giữa"
            else f"{word} ngày 0{day}/05/2024"
        )
        takes = {
            "trước": range(day),
            "chậm nhất": range(day + 1),
            "sau": range(day + 1, 20),
            "từ": range(day, 20),
            "giữa": range(day, last + 1),
        }
        taken.append(set(takes[word]))
    if len(set(names)) < len(names):
        return
    items = "".join(f'- "{n}": {i} điểm\n' for i, n in enumerate(names))
    found = codes(f'tiêu chí 1 "A" tối đa 3 điểm\nchấm theo lựa chọn:\n{items}')
    inner = range(min(min(t) for t in taken), max(max(t) for t in taken) + 1)
    gap = any(all(d not in t for t in taken) for d in inner)
    both = any(a & b for a, b in itertools.combinations(taken, 2))
    assert (Code.OPTION_GAP in found) == gap
    assert (Code.OPTION_OVERLAP in found) == both


# ---- what is told, and what is not


RATIO = 'tiêu chí 1 "A" tối đa 10 điểm\nsố liệu a, số nguyên\nsố liệu b, số nguyên{}\n{}\nnhóm 2 "B" tối đa 10 điểm\n'


@pytest.mark.parametrize(
    ("range_", "rule", "told"),
    [
        ("", "chấm theo tỷ lệ a / b", True),
        (", từ 1 trở lên", "chấm theo tỷ lệ a / b", False),
        (", trên 0", "chấm theo tỷ lệ a / b", False),
        ("", "chấm theo tỷ lệ a / b\nkhông tính điểm khi b = 0", False),
        ("", "chấm theo tỷ lệ a / b\nkhông tính điểm khi b không quá 0", False),
        ("", "chấm theo tỷ lệ a / b\nkhông tính điểm khi a = 0", True),
        ("", "chấm theo trường hợp:\n- b = 0: 0 điểm\n- còn lại: a / b × 5", False),
        ("", "chấm theo trường hợp:\n- a = 0: 0 điểm\n- còn lại: a / b × 5", True),
        ("", "chấm theo trường hợp:\n- b từ 1 trở lên: a / b × 5\n- còn lại: 0 điểm", False),
        ("", "chấm theo khoảng b:\n- dưới 10: 0 điểm\n- từ 10 trở lên: a / b × 5", False),
        ("", "chấm theo tỷ lệ a / b\ntính 0 điểm khi b = 0", False),
        ("", "chấm theo tỷ lệ a / b\ntính điểm tối đa khi b = 0", False),
        ("", "chấm theo tỷ lệ a / b\ntính điểm tối đa khi a = 0", True),
        ("", "chấm theo công thức a / (b + 1)", False),
        ("", "chấm theo công thức a / (b − 3)", True),
        ("", "chấm theo công thức a / (2 × b − 3)", False),
        ("", "chấm theo công thức số nhỏ nhất của (a; 10) / (b + 5)", False),
    ],
)
def test_a_division_is_told_where_the_divisor_can_be_0(range_: str, rule: str, told: bool) -> None:
    assert (Code.DIVISION_BY_ZERO in codes(RATIO.format(range_, rule))) == told


def test_a_division_by_the_maximum_that_counts_is_safe_and_by_that_of_a_part_is_not() -> None:
    text = (
        TWO
        + 'không tính điểm nhóm 2 đối với "X"\ncông thức y = điểm đạt được × 100 / điểm tối đa được tính{}\n'
    )
    assert Code.DIVISION_BY_ZERO not in codes(text.format(""))
    assert Code.DIVISION_BY_ZERO in codes(text.format(" nhóm 2"))


@pytest.mark.parametrize(
    ("levels", "gap"),
    [
        (
            "mức I khi từng nhóm đạt từ 50% điểm tối đa được tính trở lên\nmức II khi điểm đạt được từ 5 trở lên",
            True,
        ),
        (
            "mức I khi từng nhóm đạt từ 50% điểm tối đa được tính trở lên\nmức II khi điểm đạt được từ 0 trở lên",
            False,
        ),
        ("mức I khi điểm nhóm 1 > điểm nhóm 2\nmức II khi điểm nhóm 1 < điểm nhóm 2", True),
        ("mức I khi điểm nhóm 1 > điểm nhóm 2\nmức II khi điểm nhóm 1 ≤ điểm nhóm 2", False),
        ('mức I khi loại = "a"\nmức II khi loại = "b"', True),
        ('mức I khi loại = "a"\nmức II khi loại ≠ "a"', False),
        (
            "mức I khi đáp ứng ít nhất 1 trong các điều kiện sau:\n- điểm nhóm 1 từ 5 trở lên\n- điểm nhóm 2 từ 5 trở lên\nmức II khi điểm đạt được dưới 10",
            False,
        ),
        (
            "mức I khi đáp ứng ít nhất 2 trong các điều kiện sau:\n- điểm nhóm 1 từ 5 trở lên\n- điểm nhóm 2 từ 5 trở lên\nmức II khi điểm đạt được dưới 10",
            True,
        ),
    ],
)
def test_levels_on_several_quantities(levels: str, gap: bool) -> None:
    found = codes(TWO + "thông tin đơn vị loại\nxếp loại\n" + levels + "\n")
    assert (Code.LEVEL_GAP in found) == gap
    assert Code.NOT_EXAMINED not in found


def test_a_gap_between_whole_counts_or_rounded_figures_is_none() -> None:
    text = 'tiêu chí 1 "A" tối đa 10 điểm\nsố liệu a{}, từ 0 đến 500\nchấm theo khoảng a:\n- từ 350 trở lên: 5 điểm\n- từ 0 đến 349: 2 điểm\n'
    assert Code.CASE_GAP not in codes(text.format(", số nguyên"))
    assert Code.CASE_GAP in codes(text.format(", 1 chữ số thập phân"))
    levels = "xếp loại\nmức I khi y từ 9 trở lên\nmức II khi y không quá 8\n"
    rounded = TWO + "công thức y = điểm nhóm 1, làm tròn đến {} chữ số thập phân\n" + levels
    assert Code.LEVEL_GAP not in codes(rounded.format(0))
    assert Code.LEVEL_GAP in codes(rounded.format(1))


def test_a_gap_that_no_unit_can_fall_into_is_not_told() -> None:
    apart = choice(1, (0, 10)) + choice(2, (0, 5))
    text = "xếp loại\nmức I khi điểm đạt được từ 10 trở lên\nmức II khi điểm đạt được từ 0 đến {}\n"
    assert Code.LEVEL_GAP not in codes(apart + text.format(5))
    assert Code.LEVEL_GAP in codes(apart + text.format(4))


@pytest.mark.parametrize("threshold", [20, 21])
def test_thresholds_are_held_against_what_is_left_for_a_unit(threshold: int) -> None:
    text = (
        'nhóm 1 "A" tối đa 60 điểm\nnhóm 2 "B" tối đa 40 điểm\ntiêu chí 2.1 "C" tối đa 20 điểm\n'
        'tiêu chí 2.2 "D" tối đa 20 điểm\nkhông tính điểm tiêu chí 2.2 đối với "Ban Dân tộc"\n'
        f'xếp loại\nmức I khi điểm nhóm 2 từ {threshold} trở lên\ncòn lại "Chưa đạt"\n'
    )
    told = [d.message for d in found_in(text) if d.code is Code.THRESHOLD_BEYOND]
    expected = "ngưỡng 21 của mức I cao hơn mức cao nhất mà điểm nhóm 2 có thể đạt (20), đối với “Ban Dân tộc”"
    assert told == ([expected] if threshold > 20 else [])


def test_a_common_condition_need_not_concern_every_block() -> None:
    text = 'thông tin đơn vị loại\nkhông xếp hạng khi điểm nhóm 1 > 10\nkhối "A"\nnhóm 1 "X" tối đa {} điểm\nkhối "B"\nnhóm 1 "X" tối đa 10 điểm\nxếp hạng theo điểm nhóm 1 giảm dần\n'
    assert Code.CONDITION_NEVER not in codes(text.format(20))
    assert codes(text.format(10)).count(Code.CONDITION_NEVER) == 1


def test_a_figure_that_only_a_table_shows_is_used() -> None:
    scheme = parse(Source("b.cqdt", 'bộ tiêu chí "T"\nthông tin đơn vị huyện\n' + TWO)).value
    table = 'công nhận kết quả theo "T"\nphụ lục I "P"\nbảng "B"\ncột "H" {}\n'
    shown, other = (parse(Source("k.cqdt", table.format(c))).value for c in ("huyện", "tên đơn vị"))
    assert Code.NOT_USED not in [d.code for d in check((scheme, shown)).diagnostics]
    assert Code.NOT_USED in [d.code for d in check((scheme, other)).diagnostics]
    alone = [d for d in check((scheme,)).diagnostics if d.code is Code.NOT_USED]
    assert [d.severity for d in alone] == [Severity.NOTE]


@pytest.mark.parametrize("ruleset", sorted(p.name for p in (ROOT / "rulesets").iterdir()))
def test_nothing_is_told_about_the_shipped_rulesets(ruleset: str) -> None:
    assert session.load(ROOT / "rulesets" / ruleset).diagnostics == ()


@pytest.mark.parametrize(
    ("formula", "gap"),
    [
        ("điểm nhóm 1 / giá trị lớn nhất của điểm nhóm 1 trong khối × 10", True),
        ("căn bậc 2 của (điểm nhóm 1 × 10)", True),
        ("trung bình nhân của (điểm nhóm 1; điểm nhóm 2)", True),
        ("giá trị tuyệt đối của (điểm nhóm 1 − điểm nhóm 2)", True),
        ("số nhỏ nhất của (điểm nhóm 1; điểm nhóm 2)", True),
        ("trung bình cộng của (điểm nhóm 1; điểm nhóm 2)", True),
        ("số nhỏ nhất của (điểm nhóm 1; 5)", False),
    ],
)
def test_a_gap_is_found_through_every_function(formula: str, gap: bool) -> None:
    text = f"công thức y = {formula}, làm tròn đến 2 chữ số thập phân\nxếp loại\nmức I khi y từ 7 trở lên\nmức II khi y không quá 6\n"
    told = [d.code for d in found_in(TWO + text)]
    assert (Code.LEVEL_GAP in told) == gap
    assert (Code.LEVEL_UNREACHABLE in told) == (not gap)
    assert Code.NOT_EXAMINED not in told


def test_days_are_told_as_days() -> None:
    text = 'tiêu chí 1 "A" tối đa 4 điểm\nsố liệu ngày gửi, ngày\nchấm theo trường hợp:\n- ngày gửi chậm nhất ngày 31/01/2024: 4 điểm\n- ngày gửi sau ngày 01/02/2024: 2 điểm\n'
    told = [d.message for d in found_in(text) if d.code is Code.CASE_GAP]
    assert told == [
        "ngày gửi bằng ngày 01/02/2024 không thuộc dòng nào (thí dụ ngày gửi = ngày 01/02/2024)"
    ]


@pytest.mark.parametrize(
    ("cap", "rule", "never"),
    [
        ("hạ một mức khi điểm nhóm 1 dưới 3", 'mức = "Tốt" và điểm nhóm 1 dưới 3', True),
        ("hạ một mức khi điểm nhóm 1 dưới 3", 'mức = "Khá" và điểm nhóm 1 dưới 3', False),
        (
            'không xếp loại cao hơn mức "Khá" khi điểm nhóm 1 dưới 5',
            'mức = "Tốt" và điểm nhóm 1 dưới 5',
            True,
        ),
        (
            'không xếp loại cao hơn mức "Khá" khi điểm nhóm 1 dưới 5',
            'mức = "Tốt" và điểm nhóm 1 dưới 6',
            False,
        ),
    ],
)
def test_levels_after_caps_are_read_as_they_come_out(cap: str, rule: str, never: bool) -> None:
    text = (
        TWO
        + f'xếp loại\nmức "Tốt" khi điểm đạt được từ 12 trở lên\nmức "Khá" khi điểm đạt được từ 8 đến dưới 12\ncòn lại "Yếu"\n{cap}\nkhông xếp hạng khi {rule}\nxếp hạng theo điểm đạt được giảm dần\n'
    )
    told = codes(text)
    assert Code.SYNTAX not in told
    assert (Code.CONDITION_NEVER in told) == never


def test_a_threshold_in_percent_is_told_in_percent() -> None:
    text = (
        TWO
        + 'công thức tỷ lệ điểm = điểm đạt được / tổng điểm tối đa\nxếp loại\nmức I khi tỷ lệ điểm từ 120% trở lên hoặc điểm nhóm 1 từ 5 trở lên\ncòn lại "Chưa đạt"\n'
    )
    told = [d.message for d in found_in(text) if d.code is Code.THRESHOLD_BEYOND]
    assert told == ["ngưỡng 120% cao hơn mức cao nhất mà tỷ lệ điểm có thể đạt (100%)"]


def test_the_end_of_a_share_is_no_gap() -> None:
    lines = "- từ 50% đến {}: 5 điểm\n- dưới 50%: 0 điểm\n"
    text = RATIO.format(", từ 1 trở lên", "chấm theo khoảng a / b:\n" + lines)
    assert Code.CASE_GAP not in codes(text.format("100%"))
    assert Code.CASE_GAP in codes(text.format("90%"))


@pytest.mark.parametrize("left_out", ["k", "m"])
def test_a_unit_of_which_nothing_counts_is_no_gap(left_out: str) -> None:
    text = (
        "thông tin đơn vị loại\n"
        + TWO
        + f'không tính điểm nhóm 1 khi loại = "{left_out}"\nkhông tính điểm nhóm 2 khi loại = "{left_out}"\n'
        + 'xếp loại\nmức I khi loại = "a"\nmức II khi loại ≠ "a" và loại ≠ "k"\n'
    )
    assert (Code.LEVEL_GAP in codes(text)) == (left_out != "k")


def test_no_unit_is_above_the_best_of_its_block() -> None:
    text = (
        TWO
        + "công thức y = điểm nhóm 1 / giá trị lớn nhất của điểm nhóm 1 trong khối, làm tròn đến 2 chữ số thập phân\nxếp loại\nmức I khi y không quá {}\n"
    )
    assert Code.LEVEL_GAP not in codes(text.format("1"))
    assert Code.LEVEL_GAP in codes(text.format("0,9"))
