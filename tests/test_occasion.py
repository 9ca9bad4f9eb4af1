"""Laws of what a round says of its units: mergers, ranks, decided orders, quotas, units below, rounds of scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from cqdt_rules import scheme as s
from cqdt_rules.ask import ask
from cqdt_rules.check import check
from cqdt_rules.evaluate import as_printed, evaluate, evaluate_block
from cqdt_rules.graph import Graph, input_key
from cqdt_rules.lay_out import lay_out
from cqdt_rules.numbers import format_number, round_decimals
from cqdt_rules.parse import parse
from cqdt_rules.printing import render
from cqdt_rules.ranks import possible_places
from cqdt_rules.read_sheet import read_sheet
from cqdt_rules.results import BlockResult, Results, UnitResult
from cqdt_rules.sheet import Entry, Origin, Sheet, SheetFile, UnitRow
from cqdt_rules.source import Source
from cqdt_rules.templating import Template, shipped_template
from cqdt_rules.values import Amount, Text

HERE = Origin("t.csv", "", "B2")
Figures = Mapping[str, Fraction | str]


def run(
    text: str, rows: Sequence[UnitRow], round_text: str = "", *, only: str = ""
) -> tuple[Results, list[str]]:
    """The results of a scheme (and a round) on rows, and the codes of what was told."""
    texts = [text, *([round_text] if round_text else [])]
    trees = tuple(parse(Source(f"{i}.cqdt", t)).value for i, t in enumerate(texts))
    checked = check(trees)
    assert not checked.failed, [d.to_text() for d in checked.diagnostics]
    scheme = checked.value.scheme
    assert scheme is not None
    graphs = {b.name: Graph.of(b) for b in scheme.blocks}
    sheet = Sheet(tuple(rows))
    made = evaluate(scheme, graphs, sheet, round_=checked.value.round, only=only)
    return made.value, [d.code.value for d in made.diagnostics]


def row(unit: str, figures: Figures, block: str = "") -> UnitRow:
    """A row: points by code, other figures by key."""
    entries = {
        (input_key(k) if k[0].isdigit() else k): Entry(
            v, v if isinstance(v, str) else format_number(v), HERE
        )
        for k, v in figures.items()
    }
    return UnitRow(unit, block, entries, HERE)


def unit_of(results: Results, name: str, block: str = "") -> UnitResult:
    found = results.block(block)
    assert found is not None
    unit = found.unit(name)
    assert unit is not None
    return unit


points = st.integers(0, 20).map(lambda n: Fraction(n, 2))


# ---- mergers

TREE = """bộ tiêu chí "T"
nhóm 1 "A" tối đa 20 điểm
tiêu chí 1.1 "A1" tối đa 10 điểm
tiêu chí 1.2 "A2" tối đa 10 điểm
nhóm 2 "B" tối đa 10 điểm
công thức tỷ lệ = điểm đạt được / điểm tối đa được tính
xếp hạng theo tỷ lệ giảm dần
"""
CODES = ("1.1", "1.2", "2")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(CODES, points)), min_size=2, max_size=4))
def test_a_merged_unit_has_the_mean_of_all_totals(units: list[dict[str, Fraction]]) -> None:
    names = [f"Đơn vị {i}" for i in range(len(units))]
    quoted = ", ".join(f'"{n}"' for n in names)
    rows = [row(n, f) for n, f in zip(names, units, strict=True)]
    text = f'công nhận kết quả theo "T"\nđơn vị "Mới" lấy trung bình cộng của {quoted}'
    results, told = run(TREE, rows, text)
    merged = unit_of(results, "Mới")
    for key in (s.POINTS, "tỷ lệ", *(s.points_key(c) for c in ("1", *CODES))):
        parts = [unit_of(results, n).figure(key) or Fraction(0) for n in names]
        assert merged.figure(key) == sum(parts, Fraction(0)) / len(parts)
    assert merged.rank is not None
    assert merged.rank.place == 1
    assert all(unit_of(results, n).rank is None for n in names)
    assert told == []


@settings(max_examples=30, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(CODES, points)), st.integers(2, 4))
def test_units_alike_merge_to_one_like_them(figures: dict[str, Fraction], count: int) -> None:
    names = [f"Đơn vị {i}" for i in range(count)]
    quoted = ", ".join(f'"{n}"' for n in names)
    text = f'công nhận kết quả theo "T"\nđơn vị "Mới" lấy trung bình cộng của {quoted}'
    results, _ = run(TREE, [row(n, figures) for n in names], text)
    mine, theirs = unit_of(results, "Mới").values, unit_of(results, names[0]).values
    same = {k for k in mine if k.startswith(("điểm ", "tỷ lệ", "được tính")) and "nhập" not in k}
    assert len(same) > 10
    assert {k: mine[k] for k in same} == {k: theirs[k] for k in same}


def test_a_criterion_left_out_for_every_predecessor_is_left_out_of_the_mean() -> None:
    scheme = TREE + 'không tính điểm nhóm 2 đối với "X", "Y"\n'
    rows = [row("X", {"1.1": Fraction(4), "1.2": Fraction(6)}), row("Y", {"1": Fraction(16)})]
    text = 'công nhận kết quả theo "T"\nđơn vị "Mới" lấy trung bình cộng của "X", "Y"'
    results, told = run(scheme, rows, text)
    merged = unit_of(results, "Mới")
    assert merged.figure(s.POINTS) == 13
    assert merged.figure(s.MAXIMUM_COUNTED) == 20
    assert [x.codes for x in merged.left_out] == [("2",)]
    assert "merged-unit" not in told
    uneven, told = run(TREE + 'không tính điểm nhóm 2 đối với "X"\n', rows, text)
    assert "merged-unit" in told
    assert uneven.blocks


def test_predecessors_are_no_units_of_the_round_whatever_name_says_them() -> None:
    scheme = """bộ tiêu chí "T"
khối "K"
nhóm 1 "A" tối đa 20 điểm
xếp hạng theo điểm đạt được giảm dần
"""
    text = """công nhận kết quả theo "T"
khối "K" gồm 2 đơn vị
đơn vị "Phường Cũ", viết tắt "PC"
đơn vị "Phường Mới" lấy trung bình cộng của "pc", "Phường Tây"
đơn vị "Phường Im"
"""
    rows = [row(u, {"1": Fraction(a)}, "K") for u, a in (("Phường Tây", 4), ("Phường Cũ", 9))]
    results, _ = run(scheme, rows, text)
    block = results.blocks[0]
    assert [u.unit for u in block.standing] == ["Phường Mới", "Phường Im"]
    assert unit_of(results, "Phường Mới", "K").figure(s.POINTS) == Fraction(13, 2)
    assert not unit_of(results, "Phường Im", "K").complete


# ---- ranks, decided orders

RANKED = """bộ tiêu chí "T"
thông tin đơn vị huyện
nhóm 1 "A" tối đa 10 điểm
nhóm 2 "B" tối đa 10 điểm
xếp hạng theo điểm nhóm 1 giảm dần, bằng nhau thì xét điểm nhóm 2 tăng dần, bằng nhau thì do người có thẩm quyền quyết định
xếp hạng "Huyện" theo điểm nhóm 1 giảm dần trong từng huyện
"""
scored = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 1), st.sampled_from("XY")), min_size=1, max_size=7
)


def ranked_rows(units: Sequence[tuple[int, int, str]]) -> list[UnitRow]:
    return [
        row(f"U{i}", {"1": Fraction(a), "2": Fraction(b), "số liệu huyện": h})
        for i, (a, b, h) in enumerate(units)
    ]


@settings(max_examples=80, deadline=None)
@given(scored, st.randoms(use_true_random=False))
def test_with_every_tie_decided_the_places_are_one_to_n(
    units: list[tuple[int, int, str]], random: object
) -> None:
    order = [f"U{i}" for i in range(len(units))]
    random.shuffle(order)  # type: ignore[attr-defined]
    ties: dict[tuple[int, int], list[str]] = {}
    for name in order:
        a, b, _ = units[int(name[1:])]
        ties.setdefault((-a, b), []).append(name)
    lines = [
        "thứ tự do người có thẩm quyền quyết định " + ", ".join(f'"{n}"' for n in names)
        for names in ties.values()
        if len(names) > 1
    ]
    text = "\n".join(['công nhận kết quả theo "T"', *lines])
    results, told = run(RANKED, ranked_rows(units), text)
    wanted = [name for key in sorted(ties) for name in ties[key]]
    places = {u.unit: u.rank for u in results.blocks[0].units}
    assert [places[n].place for n in wanted] == list(range(1, len(units) + 1))  # type: ignore[union-attr]
    assert not results.blocks[0].waiting
    assert told == []
    undecided, _ = run(RANKED, ranked_rows(units))
    waiting = {u.unit for u in undecided.blocks[0].waiting}
    assert waiting == {n for names in ties.values() if len(names) > 1 for n in names}


@settings(max_examples=60, deadline=None)
@given(scored, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_rank(
    units: list[tuple[int, int, str]], random: object
) -> None:
    rows = ranked_rows(units)
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = run(RANKED, rows)[0], run(RANKED, shuffled)[0]
    for u in one.blocks[0].units:
        theirs = unit_of(other, u.unit)
        assert {n: r.place for n, r in u.ranks.items()} == {
            n: r.place for n, r in theirs.ranks.items()
        }


@settings(max_examples=60, deadline=None)
@given(scored)
def test_a_place_counts_who_stands_before(units: list[tuple[int, int, str]]) -> None:
    """By definition: one more than the units of the same district with a better key."""
    results, _ = run(RANKED, ranked_rows(units))
    block = results.blocks[0]
    ranking = block.graph.block.named_rankings[0]
    for i, (a, _, h) in enumerate(units):
        unit = unit_of(results, f"U{i}")
        before = sum(x > a and g == h for x, _, g in units)
        assert unit.ranks["Huyện"].place == before + 1
        assert possible_places(ranking, block.units, unit.unit) == (before + 1, before + 1)


# ---- quotas

QUOTA = """bộ tiêu chí "T"
nhóm 1 "A" tối đa 10 điểm
xếp loại
mức "Xuất sắc" khi điểm đạt được từ 6 trở lên
mức "Tốt" khi điểm đạt được từ 3 đến dưới 6
còn lại "Chưa đạt"
không quá {share}% số đơn vị được mức "Xuất sắc"
xếp hạng theo điểm đạt được giảm dần
"""


def by_conditions(a: int) -> str:
    return "Xuất sắc" if a >= 6 else "Tốt" if a >= 3 else "Chưa đạt"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=9), st.integers(0, 100))
def test_a_quota_leaves_the_level_to_the_best_that_fit(units: list[int], share: int) -> None:
    rows = [row(f"U{i}", {"1": Fraction(a)}) for i, a in enumerate(units)]
    results, _ = run(QUOTA.format(share=share), rows)
    seats = share * len(units) // 100
    levels = [u.values["mức"].text for u in results.blocks[0].units]  # type: ignore[union-attr]
    assert levels.count("Xuất sắc") <= seats
    for a, level in zip(units, levels, strict=True):
        if by_conditions(a) != "Xuất sắc":
            assert level == by_conditions(a)
        else:  # kept where all that are as good or better fit
            assert level == ("Xuất sắc" if sum(b >= a for b in units) <= seats else "Tốt")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.integers(0, 10)), min_size=1, max_size=6),
    st.integers(0, 100),
    st.data(),
)
def test_levels_told_while_a_figure_is_missing_hold_the_final_ones(
    units: list[int | None], share: int, data: st.DataObject
) -> None:
    filled = [data.draw(st.integers(0, 10)) if a is None else a for a in units]
    waiting = [row(f"U{i}", {} if a is None else {"1": Fraction(a)}) for i, a in enumerate(units)]
    final = [row(f"U{i}", {"1": Fraction(a)}) for i, a in enumerate(filled)]
    text = QUOTA.format(share=share)
    before, after = run(text, waiting)[0], run(text, final)[0]
    for u in before.blocks[0].units:
        told, level = u.values["mức"], unit_of(after, u.unit).values["mức"]
        assert isinstance(told, Text)
        assert isinstance(level, Text)
        assert level.text in told.options
        if len(told.options) > 1:
            assert not told.known
            assert not u.complete


# ---- units below

BELOW = """bộ tiêu chí "T"
khối "Huyện"
nhóm 1 "A" tối đa 10 điểm
công thức tỷ lệ xã = tỷ lệ đơn vị trực thuộc đạt mức "Đạt" × 100
công thức số xã = số đơn vị trực thuộc đạt từ mức "Đạt" trở lên
khối "Xã"
thông tin đơn vị huyện, là đơn vị của khối "Huyện"
nhóm 1 "A" tối đa 10 điểm
xếp loại
mức "Đạt" khi điểm đạt được từ 5 trở lên
còn lại "Chưa đạt"
"""


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.one_of(st.none(), st.integers(0, 10)), st.sampled_from(["X", "Y", None])),
        max_size=6,
    ),
    st.data(),
)
def test_a_share_of_the_units_below_lies_in_the_range_told(
    communes: list[tuple[int | None, str | None]], data: st.DataObject
) -> None:
    upper = [row(h, {"1": Fraction(5)}, "Huyện") for h in ("X", "Y")]
    given_rows, final_rows, truth = [], [], []
    for i, (a, h) in enumerate(communes):
        known: dict[str, Fraction | str] = {} if a is None else {"1": Fraction(a)}
        known |= {} if h is None else {"số liệu huyện": h}
        end_a = data.draw(st.integers(0, 10)) if a is None else a
        end_h = data.draw(st.sampled_from("XY")) if h is None else h
        given_rows.append(row(f"U{i}", known, "Xã"))
        final_rows.append(row(f"U{i}", {"1": Fraction(end_a), "số liệu huyện": end_h}, "Xã"))
        truth.append((end_a >= 5, end_h))
    before, after = run(BELOW, [*upper, *given_rows])[0], run(BELOW, [*upper, *final_rows])[0]
    for h in ("X", "Y"):
        mine = [ok for ok, of in truth if of == h]
        share, count = (unit_of(after, h, "Huyện").figure(k) for k in ("tỷ lệ xã", "số xã"))
        assert share == (Fraction(100 * sum(mine), len(mine)) if mine else None)
        assert count == (sum(mine) if mine else None)
        told = unit_of(before, h, "Huyện").values["tỷ lệ xã"]
        assert isinstance(told, Amount)
        if share is not None:
            assert told.low is not None
            assert told.high is not None
            assert told.low <= share <= told.high
        if told.known:
            assert told.figure == share


# ---- rounds of scores

ROUNDS = """bộ tiêu chí "T"
các lần chấm "Tự chấm", "Thẩm định", "Sau giải trình"
kết quả lấy theo "Sau giải trình", không có thì theo "Thẩm định"
nhóm 1 "Nhận thức" tối đa 10 điểm
nhóm 2 "Thể chế" tối đa 10 điểm
"""
NAMES = ("Tự chấm", "Thẩm định", "Sau giải trình")
given_in_rounds = st.fixed_dictionaries(
    {n: st.tuples(*[st.one_of(st.none(), st.integers(0, 10))] * 2) for n in NAMES}
)


def sheet_of(text: str, files: Mapping[str, str]) -> BlockResult:
    checked = check((parse(Source("a.cqdt", text)).value,))
    scheme = checked.value.scheme
    assert scheme is not None
    read = read_sheet(
        [SheetFile(name, data.encode()) for name, data in files.items()], ask(scheme, None)
    )
    assert not read.failed, [d.to_text() for d in read.diagnostics]
    made = evaluate(scheme, {b.name: Graph.of(b) for b in scheme.blocks}, read.value)
    return made.value.blocks[0]


def cell(value: int | None) -> str:
    return "" if value is None else str(value)


@settings(max_examples=20, deadline=None)
@given(given_in_rounds)
def test_every_way_of_giving_rounds_gives_the_same(
    figures: dict[str, tuple[int | None, int | None]],
) -> None:
    spellings = ("{h} ({n})", "{h} – {n}", "{h} {n}", "{n} - {h}")
    results = []
    for spelling in spellings:
        heads = [spelling.format(h=h, n=n) for n in NAMES for h in ("1. Nhận thức", "2")]
        cells = [cell(v) for n in NAMES for v in figures[n]]
        text = f"Đơn vị;{';'.join(heads)}\nA;{';'.join(cells)}\n"
        results.append(sheet_of(ROUNDS, {"a.csv": text}))
    tiers = "Đơn vị;Nhận thức;;;Thể chế;;\n;" + ";".join([*NAMES, *NAMES])
    cells = [cell(figures[n][i]) for i in (0, 1) for n in NAMES]
    results.append(sheet_of(ROUNDS, {"a.csv": f"{tiers}\nA;{';'.join(cells)}\n"}))
    lines = [f"A;{n};{cell(figures[n][0])};{cell(figures[n][1])}" for n in NAMES]
    column = "\n".join(["Đơn vị;Lần chấm;Nhận thức;Thể chế", *lines])
    results.append(sheet_of(ROUNDS, {"a.csv": column + "\n"}))
    slugs = ("tu-cham", "dot-1-tham-dinh", "sau-giai-trinh")
    files = {
        f"{slug}.csv": f"Đơn vị;1;2\nA;{cell(figures[n][0])};{cell(figures[n][1])}\n"
        for slug, n in zip(slugs, NAMES, strict=True)
    }
    results.append(sheet_of(ROUNDS, files))
    wanted = [
        next(
            (figures[n][i] for n in ("Sau giải trình", "Thẩm định") if figures[n][i] is not None),
            None,
        )
        for i in (0, 1)
    ]
    for block in results:
        unit = block.units[0]
        assert [unit.figure(s.points_key(c)) for c in "12"] == wanted
        for n in NAMES:
            alone = unit.in_rounds[n]
            assert [alone.figure(s.points_key(c)) for c in "12"] == list(figures[n])


# ---- what figures rounded for print leave open


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.sampled_from(["X", "Y", None])), min_size=1, max_size=6
    ),
    st.data(),
)
def test_places_that_rounding_leaves_open_hold_the_true_one(
    units: list[tuple[int, str | None]], data: st.DataObject
) -> None:
    """Points in tenths printed without decimals; the district of some units is not printed."""
    true_rows, printed = [], []
    for i, (tenths, district) in enumerate(units):
        true = data.draw(st.sampled_from("XY")) if district is None else district
        figure = Fraction(tenths, 10)
        true_rows.append(row(f"U{i}", {"1": figure, "2": Fraction(0), "số liệu huyện": true}))
        shown: dict[str, Fraction | str] = {"1": round_decimals(figure, 0), "2": Fraction(0)}
        printed.append(row(f"U{i}", shown | ({"số liệu huyện": district} if district else {})))
    results, _ = run(RANKED, true_rows)
    block = results.blocks[0]
    around = evaluate_block(block.graph, printed, [], reading=as_printed(block.graph.block))
    ranking = block.graph.block.named_rankings[0]
    for u in block.units:
        open_to = possible_places(ranking, around.units, u.unit)
        assert open_to is not None
        assert open_to[0] <= u.ranks["Huyện"].place <= open_to[1]


# ---- the best of the block, where a unit came to be from others


def test_the_best_of_the_block_is_sought_among_figures_of_the_old_units_and_totals_of_the_new() -> (
    None
):
    scheme = """bộ tiêu chí "T"
nhóm 1 "A" tối đa 10 điểm
số liệu a
chấm theo công thức a / giá trị lớn nhất của a trong khối × điểm tối đa
công thức so với nhất = điểm đạt được / giá trị lớn nhất của điểm đạt được trong khối
"""
    text = 'công nhận kết quả theo "T"\nđơn vị "Mới" lấy trung bình cộng của "X", "Y"'
    figure = "số liệu a [1]"
    rows = [row(u, {figure: Fraction(a)}) for u, a in (("X", 10), ("Y", 4), ("Z", 5))]
    results, _ = run(scheme, rows, text)
    assert [unit_of(results, u).figure(s.POINTS) for u in ("X", "Y", "Z", "Mới")] == [10, 4, 5, 7]
    assert unit_of(results, "Mới").figure("so với nhất") == 1
    assert unit_of(results, "Z").figure("so với nhất") == Fraction(5, 7)


# ---- last rows


def test_a_last_row_is_of_what_counts_at_the_decimals_of_its_column() -> None:
    scheme = TREE + 'không tính điểm nhóm 2 đối với "Y"\nkhông đánh giá đối với "Z"\n'
    text = """công nhận kết quả theo "T"
điều chỉnh kết quả tại "Quyết định số 3402/QĐ-UBND"
phụ lục I "Kết quả"
bảng
cột "TT" số thứ tự
cột "Đơn vị" tên đơn vị
cột "B" điểm nhóm 2, 1 chữ số thập phân
cột "Điểm" điểm đạt được, 2 chữ số thập phân
cột "Tỷ lệ" tỷ lệ, phần trăm, 1 chữ số thập phân
cột "Hạng" thứ hạng
dòng cuối "Trung bình" lấy trung bình cộng
dòng cuối "Tổng" lấy tổng
"""
    rows = [
        row("W", {"1": Fraction(16), "2": Fraction(5)}),
        row("X", {"1": Fraction(4), "2": Fraction(2)}),
        row("Y", {"1": Fraction(9)}),
        row("Z", {"1": Fraction(20), "2": Fraction(10)}),
    ]
    results, _ = run(scheme, rows, text)
    trees = tuple(parse(Source(n, t)).value for n, t in (("0.cqdt", scheme), ("1.cqdt", text)))
    round_ = check(trees).value.round
    assert round_ is not None
    papers = lay_out(results, round_)
    assert not papers.failed
    table = papers.value.annexes[0].tables[0]
    # điểm: 21, 6, 9; tỷ lệ: 21/30 = 70%, 6/30 = 20%, 9/20 = 45%
    assert table.rows[-2] == ("", "Trung bình", "3,5", "12,00", "45,0%", "")
    assert table.rows[-1] == ("", "Tổng", "7,0", "36,00", "135,0%", "")
    assert len(table.rows) == 6
    assert "Điều chỉnh kết quả tại Quyết định số 3402/QĐ-UBND." in papers.value.annexes[0].remarks
    for form in (".html", ".md", ".txt"):
        template = Template(f"phu-luc{form}.j2", shipped_template(f"phu-luc{form}.j2").decode())
        made = render(papers.value, form, template).value
        assert made is not None
        assert "135,0%" in made


def test_a_table_stands_in_the_order_of_the_place_that_it_names() -> None:
    scheme = TREE + 'xếp hạng "B" theo điểm nhóm 2 giảm dần\n'
    rows = [
        row("X", {"1": Fraction(20), "2": Fraction(1)}),
        row("Y", {"1": Fraction(1), "2": Fraction(9)}),
        row("Z", {"1": Fraction(5), "2": Fraction(5)}),
    ]
    for words, wanted in (
        ("thứ hạng tăng dần", "XYZ"),
        ('thứ hạng "B" tăng dần', "YZX"),
        ('thứ hạng "B" giảm dần', "XZY"),
    ):
        text = f'công nhận kết quả theo "T"\nphụ lục "K"\nbảng\ncột "Đơn vị" tên đơn vị\nsắp xếp theo {words}\n'
        results, _ = run(scheme, rows, text)
        trees = tuple(parse(Source(n, t)).value for n, t in (("0.cqdt", scheme), ("1.cqdt", text)))
        round_ = check(trees).value.round
        assert round_ is not None
        table = lay_out(results, round_).value.annexes[0].tables[0]
        assert "".join(cell for (cell,) in table.rows) == wanted
