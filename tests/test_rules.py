"""Meanings that were once wrong, each with the smallest rule file that showed it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from cqdt_rules import session
from cqdt_rules.check import check
from cqdt_rules.diagnostics import Code, Severity
from cqdt_rules.parse import parse
from cqdt_rules.results import Results
from cqdt_rules.source import Source
from cqdt_rules.values import Text


def codes(text: str) -> list[Code]:
    """What a check finds, errors and warnings."""
    tree = parse(Source("t.cqdt", 'bộ tiêu chí "T"\n' + text))
    return [d.code for d in (*tree.diagnostics, *check((tree.value,)).diagnostics)]


def run(folder: Path, scheme: str, sheet: str, round_: str = "") -> tuple[Results, list[Code]]:
    (folder / "so-lieu").mkdir(exist_ok=True)
    (folder / "b.cqdt").write_text('bộ tiêu chí "T"\n' + scheme, encoding="utf-8")
    if round_:
        text = 'công nhận kết quả theo "T"\n' + round_
        (folder / "k.cqdt").write_text(text, encoding="utf-8")
    (folder / "so-lieu" / "a.csv").write_text(sheet, encoding="utf-8")
    loaded = session.load(folder)
    assert loaded.value is not None, [d.to_text() for d in loaded.diagnostics]
    scored = session.score(loaded.value)
    assert scored.value is not None, [d.to_text() for d in scored.diagnostics]
    return scored.value, [d.code for d in (*loaded.diagnostics, *scored.diagnostics)]


TWO = 'nhóm 1 "A" tối đa 10 điểm\nnhóm 2 "B" tối đa 10 điểm\n'


def test_a_rule_may_call_a_unit_by_its_short_name(tmp_path: Path) -> None:
    scheme = (
        'khối "K"\n'
        + TWO
        + 'không tính điểm nhóm 2 đối với "BDT"\nxếp hạng theo điểm đạt được giảm dần\nkhông xếp hạng đối với "CA"\n'
    )
    round_ = 'khối "K"\nđơn vị "Ban Dân tộc", viết tắt "BDT"\nđơn vị "Công an", viết tắt "CA"\n'
    results, found = run(tmp_path, scheme, "Đơn vị;A;B\nBDT;5;\nCA;6;6\n", round_)
    one, two = results.blocks[0].units
    assert found == []
    assert one.figure("điểm tối đa được tính") == 10
    assert two.rank is None


def test_a_figure_of_another_criterion_is_not_taken_silently() -> None:
    text = 'tiêu chí 1 "A" tối đa 5 điểm\nsố liệu b, từ 1 trở lên\nchấm theo tỷ lệ b / 9\ntiêu chí 2 "B" tối đa 5 điểm\nsố liệu c\nchấm theo tỷ lệ c / {}\n'
    assert codes(text.format("b")) == [Code.UNKNOWN_NAME]
    assert codes(text.format("b của tiêu chí 1")) == []


def test_a_condition_without_its_figure_leaves_the_unit_incomplete(tmp_path: Path) -> None:
    scheme = (
        TWO
        + "số liệu vi phạm\nxếp hạng theo điểm đạt được giảm dần\nkhông xếp hạng khi vi phạm > 0\n"
    )
    results, _ = run(tmp_path, scheme, "Đơn vị;A;B;vi phạm\nX;9;9;0\nY;5;5;\n")
    x, y = results.blocks[0].units
    assert not y.complete
    assert y.rank is None
    assert x.rank is not None
    assert x.rank.provisional


def test_a_unit_whose_group_is_unknown_leaves_all_ranks_open(tmp_path: Path) -> None:
    scheme = TWO + "thông tin đơn vị huyện\nxếp hạng theo điểm đạt được giảm dần trong từng huyện\n"
    results, _ = run(tmp_path, scheme, "Đơn vị;Huyện;A;B\nX;P;9;9\nY;;5;5\n")
    x, y = results.blocks[0].units
    assert y.rank is None
    assert x.rank is not None
    assert x.rank.provisional


def test_what_is_left_out_is_0_in_a_sum(tmp_path: Path) -> None:
    scheme = (
        TWO
        + 'thuộc nội dung Dịch vụ công\ncông thức tổng = điểm đạt được + 2 × điểm dịch vụ công\nkhông tính điểm dịch vụ công đối với "X"\n'
    )
    results, _ = run(tmp_path, scheme, "Đơn vị;A;B\nX;9;\nY;5;5\n")
    assert [u.figure("tổng") for u in results.blocks[0].units] == [9, 20]


def test_the_maximum_of_a_bonus_is_a_cap(tmp_path: Path) -> None:
    scheme = (
        TWO
        + 'điểm thưởng 3 "C" tối đa 3 điểm\nsố liệu sáng kiến\nchấm 1 điểm cho mỗi sáng kiến\ncông thức tổng = điểm đạt được + điểm thưởng\n'
    )
    results, _ = run(tmp_path, scheme, "Đơn vị;A;B;sáng kiến\nX;9;9;20\n")
    assert results.blocks[0].units[0].figure("tổng") == 21


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('nhóm 1 "A" tối đa 10 điểm\ntiêu chí 1.1 "B"\ntiêu chí 1.1.1 "C" tối đa 3 điểm\ntiêu chí 1.1.2 "D" tối đa 4 điểm\ntiêu chí 1.2 "E" tối đa 1 điểm\n', [Code.MAXIMUM_SUM]),
        ('nhóm 1 "A" tối đa 10 điểm\nnhóm 2 "B"\n', [Code.MAXIMUM_MISSING]),
        ('thang điểm 100 điểm\nnhóm 1 "A"\nnhóm 2 "B"\nkhông tính điểm nhóm 1 đối với "X"\n', [Code.MAXIMUM_MISSING]),
        (TWO + "không tính điểm nhóm 2 khi điểm nhóm 1 > 5\n", [Code.WRONG_KIND]),
        (TWO + "công thức điểm 1 = 7\n", [Code.DUPLICATE]),
        (TWO + 'công thức "mức" = 7\nxếp loại\nmức I khi điểm đạt được ≥ 5\ncòn lại "Không"\n', [Code.DUPLICATE]),
        (TWO + 'xếp loại\nmức "Tốt" khi điểm đạt được ≥ 5\ncòn lại "tốt"\n', [Code.DUPLICATE]),
        ('tiêu chí 1 "A" tối đa 5 điểm\nsố liệu a\nchấm theo công thức m\ntrong đó:\n- m = n + a\n- n = m + 1\n', [Code.CIRCLE, Code.CIRCLE]),
        ('nhóm 1 "A" tối đa ' + "9" * 5000 + " điểm\n", [Code.TOO_DEEP]),
    ],
)  # fmt: skip
def test_mistakes_that_were_not_found(text: str, expected: list[Code]) -> None:
    assert [c for c in codes(text) if c in expected] == expected or codes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        TWO + "công thức kq = điểm đạt được × 5, làm tròn đến 0 chữ số thập phân\nxếp loại\nmức I khi kq từ 80 đến 100\nmức II khi kq từ 0 đến 79\n",
        TWO + "công thức kq = điểm đạt được × 5, làm tròn đến 2 chữ số thập phân, không quá 100\nxếp loại\nmức I khi kq từ 80 đến 100\nmức II khi kq từ 0 đến 79,99\n",
        TWO + 'không tính điểm nhóm 1 đối với "X"\ncông thức kq = điểm đạt được × 100 / điểm tối đa được tính\nxếp loại\nmức I khi kq từ 80 đến 100\nmức II khi kq từ 0 đến dưới 80\n',
        TWO + "xếp loại\nmức I khi điểm đạt được ≥ 5\nmức II khi điểm nhóm 1 < 5\n",
        'tiêu chí 1 "A" tối đa 5 điểm\nchấm cộng dồn:\n- "Có báo cáo": 2 điểm\ntiêu chí 2 "B" tối đa 5 điểm\nchấm cộng dồn:\n- "Có báo cáo": 2 điểm\n',
        'tiêu chí 1 "Tổng hợp" tối đa 5 điểm\nchấm đạt hoặc không đạt\ncông thức tổng hợp = điểm đạt được\nxếp hạng theo tổng hợp giảm dần\n',
        'nhóm 1 "A" tối đa 5 điểm\nthuộc nội dung dịch vụ công\nnhóm 2 "B" tối đa 5 điểm\nthuộc nội dung Dịch vụ công\ncông thức t = điểm dịch vụ công × 2\n',
    ],
)  # fmt: skip
def test_no_false_alarm(text: str) -> None:
    assert codes(text) == []


def test_a_cap_names_a_level_however_it_is_written(tmp_path: Path) -> None:
    scheme = (
        TWO
        + 'xếp loại\nmức "Tốt" khi điểm đạt được ≥ 15\nmức "Khá" khi điểm đạt được ≥ 5\ncòn lại "Kém"\nkhông xếp loại cao hơn mức "khá" khi điểm nhóm 1 < 8\n'
    )
    results, _ = run(tmp_path, scheme, "Đơn vị;A;B\nX;7;9\nY;9;9\n")
    levels = [u.values["mức"] for u in results.blocks[0].units]
    assert levels == [Text(("Khá",)), Text(("Tốt",))]


def test_a_division_by_0_in_a_condition_is_no_crash(tmp_path: Path) -> None:
    scheme = TWO + "số liệu p\nsố liệu q\nkhông tính điểm nhóm 2 khi p / q < 50%\n"
    (tmp_path / "so-lieu").mkdir()
    (tmp_path / "b.cqdt").write_text('bộ tiêu chí "T"\n' + scheme, encoding="utf-8")
    (tmp_path / "so-lieu" / "a.csv").write_text("Đơn vị;A;B;p;q\nX;7;9;1;0\n", encoding="utf-8")
    loaded = session.load(tmp_path).value
    assert loaded is not None
    assert session.score(loaded).failed


@pytest.mark.parametrize(("given", "points"), [('"chậm"', 2), ('"Đúng hạn"', 4)])
def test_an_example_takes_options_as_a_sheet_does(given: str, points: int) -> None:
    text = f'tiêu chí 1 "A" tối đa 4 điểm\nchấm theo lựa chọn:\n- "Đúng hạn": điểm tối đa\n- "Chậm": 1/2 × điểm tối đa\nví dụ đơn vị "X"\ncó tiêu chí 1 = {given}\nthì điểm đạt được = {points}\n'
    assert codes(text) == []


def test_an_example_with_no_such_option_is_told() -> None:
    text = 'tiêu chí 1 "A" tối đa 4 điểm\nchấm theo lựa chọn:\n- "Đúng hạn": điểm tối đa\nví dụ đơn vị "X"\ncó tiêu chí 1 = "Khác"\nthì điểm đạt được = 4\n'
    assert Code.WRONG_KIND in codes(text)


@pytest.mark.parametrize(
    ("given", "value", "right"), [("đạt", 4, True), ("không đạt", 0, True), ("không đạt", 4, False)]
)
def test_an_example_gives_what_a_criterion_without_points_asks_for(
    given: str, value: int, right: bool, tmp_path: Path
) -> None:
    """A condition by its code; a criterion scored by options that also asks for its evidence."""
    text = (
        'tiêu chí 0 "Đủ hồ sơ"\nchỉ xét đạt hoặc không đạt\n'
        'tiêu chí 1 "A" tối đa 4 điểm\ntài liệu kiểm chứng "Báo cáo"\nkhông có tài liệu kiểm chứng thì tính 0 điểm\n'
        "chấm đạt hoặc không đạt\n"
        "công thức t theo trường hợp:\n- tiêu chí 0 đạt: điểm đạt được\n- còn lại: 0\n"
        'ví dụ đơn vị "X"\ncó tiêu chí 0 = "{}"; tiêu chí 1 = "đạt"; tài liệu kiểm chứng = "có"\nthì t = {}\n'
    )
    text = 'bộ tiêu chí "T"\n' + text.format(given, value)
    (tmp_path / "b.cqdt").write_text(text, encoding="utf-8")
    found = [d.code for d in session.load(tmp_path).diagnostics]
    assert found == ([] if right else [Code.EXAMPLE_FAILS])


@pytest.mark.parametrize(("named", "told"), [("X", False), ("Y", False), ("Z", True)])
def test_a_rule_of_several_blocks_is_about_the_unit_of_one(
    named: str, told: bool, tmp_path: Path
) -> None:
    """The common part names a unit of one block: the other block has nothing to be told."""
    scheme = f'không xếp hạng đối với "{named}"\nkhối "K1"\n{TWO}khối "K2"\n{TWO}'
    _, found = run(tmp_path, scheme, "Khối;Đơn vị;A;B\nK1;X;5;5\nK2;Y;5;5\n")
    assert (Code.UNKNOWN_UNIT in found) == told


def test_figures_that_grow_without_end_are_told_and_end_soon(tmp_path: Path) -> None:
    lines = "\n".join(f"công thức k{i + 1} = k{i} × k{i}" for i in range(1, 30))
    scheme = TWO + "công thức k1 = điểm đạt được + 2\n" + lines + "\n"
    results, _ = run(tmp_path, scheme, "Đơn vị;A;B\nX;7;9\n")
    assert not results.blocks[0].units[0].complete


def test_an_annex_whose_column_has_no_figure_is_refused(tmp_path: Path) -> None:
    round_ = 'phụ lục I "P"\nbảng "B"\ncột "Đơn vị" tên đơn vị\ncột "Bình quân" điểm đạt được / dân số, 2 chữ số thập phân\n'
    results, _ = run(tmp_path, TWO + "số liệu dân số\n", "Đơn vị;A;B;dân số\nX;7;9;\n", round_)
    loaded = session.load(tmp_path).value
    assert loaded is not None
    made = session.annexes(loaded, results)
    assert [d.code for d in made.diagnostics if d.severity is Severity.ERROR] == [Code.INCOMPLETE]


def test_each_block_is_checked_though_another_has_a_mistake() -> None:
    scale = "xếp loại\nmức I khi điểm đạt được từ 10 trở lên\nmức II khi điểm đạt được từ 0 đến 5\n"
    assert codes(f'khối "A"\n{TWO}{scale}khối "B"\n{TWO}{scale}') == [
        Code.LEVEL_GAP,
        Code.LEVEL_GAP,
    ]


def test_a_mean_is_exact() -> None:
    text = (
        TWO
        + 'công thức c = trung bình cộng của (điểm nhóm 1; điểm nhóm 2; 1)\nví dụ đơn vị "X"\ncó nhóm 1 = 1; nhóm 2 = 0\nthì c × 3 = 2\n'
    )
    assert codes(text) == []
    assert Fraction(2, 3) * 3 == 2
