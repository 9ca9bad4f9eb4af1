"""Impact on figures: what is said of each unit, what is carried over, what clauses do; and its laws."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from impact_samples import (
    BOTH,
    LEFT_OUT,
    OLD,
    SHEET,
    edited,
    impact_of,
    only_block,
    ruleset,
    scheme_of,
    total,
    unit_of,
)

from cqdt_rules import forecast, ranks, session
from cqdt_rules.graph import rank_key
from cqdt_rules.impact import Direction, Measure
from cqdt_rules.impact_papers import (
    basis_words,
    impact_papers,
    needed_words,
    unit_words,
    why,
)
from cqdt_rules.impact_tables import impact_csv, impact_text
from cqdt_rules.results import Results, UnitResult
from cqdt_rules.scheme import Quantity, Ranking, RankKey
from cqdt_rules.sheet import Origin, UnitRow
from cqdt_rules.values import Amount
from cqdt_rules.weighing import total_key

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = sorted(p.name for p in (ROOT / "rulesets").iterdir() if p.is_dir())

HIGHER = edited(
    OLD,
    ("mức I khi tổng điểm từ 80 trở lên", "mức I khi tổng điểm từ 85 trở lên"),
    ("từ 60 đến dưới 80", "từ 60 đến dưới 85"),
)


# ---- what is said


def test_the_text_of_a_threshold_that_rises(tmp_path: Path) -> None:
    """Sở Y tế has 80 of 100, so that level A is lost at 85; the others stay: 85, 80, 54."""
    assert impact_text(impact_of(tmp_path, HIGHER)) == (
        """0 đơn vị tăng mức, 2 giảm, 2 không đổi.

  Hiện hành: Chính quyền số
  Dự thảo: Chính quyền số
  Số liệu: tệp bang.csv
  Điểm cũ: tính lại theo quy tắc hiện hành từ số liệu đã nhập, có thể khác số đã công bố

điểm ở đây là tổng điểm
quy tắc thay đổi: mức I khi tổng điểm từ 80 trở lên → từ 85 trở lên
quy tắc thay đổi: mức II khi tổng điểm từ 60 đến dưới 80 → từ 60 đến dưới 85
""".replace("\nquy tắc", "\n  quy tắc")
        + """
Đơn vị     Điểm cũ  Điểm mới  Chênh lệch  Mức cũ  Mức mới  Hạng cũ  Hạng mới
---------  -------  --------  ----------  ------  -------  -------  --------
Sở Y tế    80,00    80,00     0           I       II       2        2
    ngưỡng mức I, II thay đổi
Thanh tra  80,00    80,00     0           I       II       2        2
    ngưỡng mức I, II thay đổi

2 đơn vị không có gì thay đổi: Sở Nội vụ; Văn phòng"""
    )


def test_the_head_names_decisions_year_and_files(tmp_path: Path) -> None:
    def issued(text: str, number: str) -> str:
        return text.replace("nhóm 1", f'  ban hành kèm theo "Quyết định số {number}"\nnhóm 1', 1)

    round_ = ROUND.replace("\n", "\n  năm đánh giá 2022\n", 1).replace(
        '"Chính quyền số"', '"Quyết định số 1"'
    )
    sheets = {"bang.csv": SHEET.replace("Sở Nội vụ", "SNV")}
    before = ruleset(tmp_path / "a", issued(OLD, "1"), round_=round_, sheets=sheets)
    after = ruleset(tmp_path / "b", issued(HIGHER, "2"), sheets={"them.csv": "Đơn vị;1.1\nSNV;9\n"})
    for decision, said in (
        ("", "Chính quyền số, ban hành kèm theo Quyết định số 2"),
        ("Quyết định số 3", "Chính quyền số, được sửa đổi, bổ sung theo Quyết định số 3"),
    ):
        impact = forecast.impact(before, after, decision=decision).value
        assert impact is not None
        assert basis_words(impact)[:3] == [
            "Hiện hành: Chính quyền số, ban hành kèm theo Quyết định số 1",
            f"Dự thảo: {said}",
            "Số liệu: năm đánh giá 2022; tệp bang.csv; riêng cho dự thảo: tệp them.csv",
        ]
        assert list(impact_papers(impact).annexes[0].remarks[:4]) == [
            f"{words}." for words in basis_words(impact)
        ]


def test_totals_have_the_decimals_of_the_rule(tmp_path: Path) -> None:
    """Rounded to 2, then to 1: 54 is 54,00 and 54,0; without rounding it is 54."""
    impact = impact_of(tmp_path / "a", edited(OLD, ("làm tròn đến 2", "làm tròn đến 1")))
    assert unit_words(unit_of(impact, "Văn phòng"), only_block(impact))[1:4] == (
        "54,00",
        "54,0",
        "0",
    )
    plain = edited(OLD, (", làm tròn đến 2 chữ số thập phân", ""))
    impact = impact_of(tmp_path / "b", plain, old=plain)
    assert unit_words(unit_of(impact, "Văn phòng"), only_block(impact))[1:4] == ("54", "54", "0")


def test_a_newly_left_out_part(tmp_path: Path) -> None:
    """Sở Y tế without 2.2: 60 of 80 is 75 (before: 80 of 100)."""
    new = edited(OLD, ('đối với "Thanh tra"', 'đối với "Thanh tra", "Sở Y tế"'))
    unit = unit_of(impact_of(tmp_path, new), "Sở Y tế")
    assert total(unit) == (75, 75)
    assert unit.direction is Direction.DOWN
    assert why(unit) == ["tiêu chí 2.2 không còn tính (tối đa 20 điểm), trước được 20 điểm"]
    assert unit.old is not None
    assert unit.new is not None
    assert (unit.old.places, unit.new.places) == ((2, 2), (3, 3))


def test_a_new_criterion_without_figures_is_open(tmp_path: Path) -> None:
    """Ten points more, nobody has them yet: Sở Nội vụ has 85 of 110 to 95 of 110."""
    new = edited(OLD, ("không tính điểm", 'nhóm 4 "Sáng kiến" tối đa 10 điểm\nkhông tính điểm'))
    impact = impact_of(tmp_path, new)
    unit = unit_of(impact, "Sở Nội vụ")
    assert total(unit) == (Fraction("77.27"), Fraction("86.36"))
    assert unit.new is not None
    assert unit.new.level_on("") == ("I", "II")
    assert unit.direction is Direction.OPEN
    assert impact.open
    assert [needed_words(n) for n in impact.needed] == [
        "cột “Sáng kiến”, nhóm 4: chưa có số liệu: mọi đơn vị"
    ]
    assert impact.sentence() == "0 đơn vị tăng mức, 0 giảm, 1 không đổi, 3 chưa xác định"


def test_a_maximum_that_fell_below_what_was_typed(tmp_path: Path) -> None:
    """1.1 from 10 to 8: of 9 and 10 nothing is known, 8 and 5 have up to two points less: 52 to 54 of 98."""
    new = edited(
        OLD,
        ('"Kế hoạch" tối đa 10', '"Kế hoạch" tối đa 8'),
        ('"Thể chế" tối đa 20', '"Thể chế" tối đa 18'),
    )
    impact = impact_of(tmp_path, new)
    assert [needed_words(n) for n in impact.needed] == [
        (
            "cột “Kế hoạch”, tiêu chí 1.1: chấm lại, vì điểm tối đa chỉ còn 8: "
            "Sở Nội vụ (đã ghi 9, ô B2); Sở Y tế (đã ghi 10, ô B3), trong bang.csv"
        ),
        (
            "cột “Kế hoạch”, tiêu chí 1.1: chấm lại, vì điểm tối đa đổi từ 10 thành 8: "
            "Thanh tra (đã ghi 8, ô B4); Văn phòng (đã ghi 5, ô B5), trong bang.csv"
        ),
    ]
    assert total(unit_of(impact, "Sở Nội vụ")) == (Fraction("77.55"), Fraction("85.71"))
    assert total(unit_of(impact, "Văn phòng")) == (Fraction("53.06"), Fraction("55.1"))
    assert impact.notes == ()


WIDER = (
    ('"Kế hoạch" tối đa 10', '"Kế hoạch" tối đa 20'),
    ('"Thể chế" tối đa 20', '"Thể chế" tối đa 30'),
)


def test_a_maximum_that_rose_has_to_be_marked_again(tmp_path: Path) -> None:
    """1.1 from 10 to 20: Sở Nội vụ has 9 to 19 there, 85 to 95 of 110; nothing is final, and nobody is said to stay."""
    impact = impact_of(tmp_path, edited(OLD, *WIDER))
    assert impact.open
    (needed,) = map(needed_words, impact.needed)
    assert needed.startswith(
        "cột “Kế hoạch”, tiêu chí 1.1: chấm lại, vì điểm tối đa đổi từ 10 thành 20: Sở Nội vụ (đã ghi 9, ô B2); "
    )
    assert total(unit_of(impact, "Sở Nội vụ")) == (Fraction("77.27"), Fraction("86.36"))


def test_the_new_mark_counts_once_it_is_given(tmp_path: Path) -> None:
    """The same figure in the draft's own sheet is a new mark: 85 of 110; the others still have to be marked."""
    before = ruleset(tmp_path / "a", OLD, sheets={"bang.csv": SHEET})
    after = ruleset(tmp_path / "b", edited(OLD, *WIDER))
    (tmp_path / "them.csv").write_text("Đơn vị;1.1\nSở Nội vụ;9\n", encoding="utf-8")
    impact = forecast.impact(before, after, new_files=[tmp_path / "them.csv"]).value
    assert impact is not None
    assert total(unit_of(impact, "Sở Nội vụ")) == (Fraction("77.27"), Fraction("77.27"))
    assert [n.units for n in impact.needed] == [("Sở Y tế", "Thanh tra", "Văn phòng")]


def test_points_of_a_group_have_the_new_room_of_its_parts(tmp_path: Path) -> None:
    """1.2 (10 points) repealed, 1.1 from 10 to 13: 7 of 20 may be 0 (7 − 10 is less than nothing) to 10 (7 + 3)."""
    new = edited(
        OLD,
        ('  tiêu chí 1.2 "Báo cáo" tối đa 10 điểm\n', ""),
        ('"Kế hoạch" tối đa 10', '"Kế hoạch" tối đa 13'),
        ('"Thể chế" tối đa 20', '"Thể chế" tối đa 13'),
    )
    sheet = "Đơn vị;Thể chế;2.1;2.2;3\nSở Y tế;7;5;20;31\n"
    impact = impact_of(tmp_path, new, sheet=sheet)
    # with 56 of the others: 56 to 66 of 93
    assert total(unit_of(impact, "Sở Y tế")) == (Fraction("60.22"), Fraction("70.97"))
    assert [n.why for n in impact.needed] == [
        "chấm lại, vì điểm tối đa của tiêu chí 1.1 đổi từ 10 thành 13; tiêu chí 1.2 không còn tính"
    ]


def test_maxima_that_move_inside_a_group_open_its_points(tmp_path: Path) -> None:
    """2.1 from 10 to 24, 2.2 from 20 to 6: 25 of 30 may be 5 (all 20 of 2.2 lost) to 30 (the most there is)."""
    new = edited(
        OLD,
        ('"Máy tính" tối đa 10', '"Máy tính" tối đa 24'),
        ('"Hồ sơ trực tuyến" tối đa 20', '"Hồ sơ trực tuyến" tối đa 6'),
    )
    impact = impact_of(tmp_path, new, sheet="Đơn vị;1.1;1.2;Hạ tầng;3\nSở Y tế;10;10;25;31\n")
    assert total(unit_of(impact, "Sở Y tế")) == (56, 81)
    assert impact.open


def test_what_does_not_count_for_a_unit_is_not_marked_again(tmp_path: Path) -> None:
    """Group 2 is left out for Thanh tra now: its new maximum is nobody's business there."""
    new = edited(
        OLD,
        ("không tính điểm tiêu chí 2.2", "không tính điểm nhóm 2"),
        ('"Máy tính" tối đa 10', '"Máy tính" tối đa 12'),
        ('"Hạ tầng" tối đa 30', '"Hạ tầng" tối đa 32'),
    )
    sheet = "Đơn vị;1.1;1.2;Hạ tầng;3\nSở Y tế;10;10;25;31\nThanh tra;8;8;8;40\n"
    impact = impact_of(tmp_path, new, sheet=sheet)
    assert [n.units for n in impact.needed] == [("Sở Y tế",)]


WEIGHTED = """bộ tiêu chí "T"
điểm và điểm tối đa của từng phần quy đổi theo trọng số, phần không tính thì bỏ cả điểm tối đa đã quy đổi
nhóm 1 "A" tối đa 100 điểm
  tiêu chí 1.1 "X" trọng số 60% tối đa 10 điểm
  tiêu chí 1.2 "Y" trọng số 40% tối đa 10 điểm
không tính điểm tiêu chí 1.2 đối với "P"
"""


@pytest.mark.parametrize(
    ("edit", "open_"),
    [
        (("trọng số 60% tối đa 10", "trọng số 60% tối đa 20"), True),
        (('đối với "P"', 'đối với "P", "Q"'), True),
        (('1.2 "Y"', '1.3 "Y"'), False),
    ],
)
def test_points_of_a_weighted_group(edit: tuple[str, str], open_: bool, tmp_path: Path) -> None:
    """70 of 100 stay only where its parts are the same ones, under whatever codes."""
    new = WEIGHTED.replace(*edit)
    if edit[0].startswith("1.2"):
        new = new.replace("điểm tiêu chí 1.2", "điểm tiêu chí 1.3")
    impact = impact_of(tmp_path, new, old=WEIGHTED, sheet="Đơn vị;1\nQ;70\n")
    assert bool(impact.needed) is open_
    assert (total(unit_of(impact, "Q")) == (70, 70)) is not open_


def test_a_way_of_scoring_from_figures_needs_no_typing_again(tmp_path: Path) -> None:
    """9 of 10 on time: 9 points of 10, then 7,2 of 8."""
    old = """bộ tiêu chí "T"
tiêu chí 1 "Hồ sơ" tối đa 10 điểm
  số liệu a là "đúng hạn"
  số liệu b là "tổng số"
  chấm theo tỷ lệ a / b
"""
    impact = impact_of(
        tmp_path,
        old.replace("10 điểm", "8 điểm"),
        old=old,
        sheet="Đơn vị;đúng hạn;tổng số\nA;9;10\n",
    )
    unit = unit_of(impact, "A")
    assert not impact.open
    assert (total(unit, old=True), total(unit)) == ((9, 9), (Fraction("7.2"), Fraction("7.2")))
    assert only_block(impact).measure is Measure.TOTAL
    assert impact.sentence() == "0 đơn vị tăng điểm, 1 giảm, 0 không đổi"


def test_a_criterion_that_is_repealed(tmp_path: Path) -> None:
    new = edited(
        OLD,
        ('  tiêu chí 1.2 "Báo cáo" tối đa 10 điểm\n', ""),
        ('"Thể chế" tối đa 20', '"Thể chế" tối đa 10'),
    )
    impact = impact_of(tmp_path, new)
    assert not impact.open
    assert impact.notes == ("cột “Báo cáo” không còn dùng theo dự thảo",)
    assert total(unit_of(impact, "Sở Nội vụ")) == (Fraction("85.56"), Fraction("85.56"))
    assert why(unit_of(impact, "Sở Nội vụ")) == [
        "tiêu chí 1.2 “Báo cáo” bị bãi bỏ (tối đa 10 điểm), trước được 8 điểm"
    ]


# ---- figures carried over


def test_points_of_a_group_whose_part_is_left_out_are_a_range(tmp_path: Path) -> None:
    """Nhóm 2 typed as 27 of 30; without 2.2 (20 points) it is 7 to 10 of 10: the rest is 20 at most."""
    new = edited(OLD, ('đối với "Thanh tra"', 'đối với "Thanh tra", "Sở Y tế"'))
    sheet = "Đơn vị;1.1;1.2;Hạ tầng;3\nSở Y tế;10;10;27;31\nThanh tra;8;8;8;40\n"
    impact = impact_of(tmp_path, new, sheet=sheet)
    assert [needed_words(n) for n in impact.needed] == [
        "cột “Hạ tầng”, nhóm 2: chấm lại, vì tiêu chí 2.2 không còn tính: Sở Y tế (đã ghi 27, ô D2), trong bang.csv"
    ]
    assert total(unit_of(impact, "Sở Y tế")) == (Fraction("72.5"), Fraction("76.25"))
    assert total(unit_of(impact, "Thanh tra")) == (80, 80)


def test_a_renumbered_criterion_keeps_its_points(tmp_path: Path) -> None:
    """1.1 and 1.2 change places; the sheet's headings are codes of the old scheme."""
    new = edited(
        OLD,
        ('tiêu chí 1.1 "Kế hoạch"', 'tiêu chí 1.3 "Kế hoạch"'),
        ('tiêu chí 1.2 "Báo cáo"', 'tiêu chí 1.1 "Báo cáo"'),
        ("1.3", "1.2"),
    )
    impact = impact_of(tmp_path, new)
    assert not impact.open
    assert not any(u.changed for u in only_block(impact).units)


def test_a_heading_that_means_two_things_is_asked_about(tmp_path: Path) -> None:
    """Of a sheet named on the command line it is not known for which of the two it was made."""
    new = edited(
        OLD,
        ('tiêu chí 1.1 "Kế hoạch"', 'tiêu chí 1.3 "Kế hoạch"'),
        ('tiêu chí 1.2 "Báo cáo"', 'tiêu chí 1.1 "Báo cáo"'),
        ("1.3", "1.2"),
    )
    before, after = ruleset(tmp_path / "a", OLD), ruleset(tmp_path / "b", new)
    (tmp_path / "bang.csv").write_text(SHEET, encoding="utf-8")
    made = forecast.impact(before, after, [tmp_path / "bang.csv"])
    assert made.value is None
    assert {d.code.value for d in made.diagnostics} == {"ambiguous"}


def test_another_criterion_under_an_old_code_has_no_points_yet(tmp_path: Path) -> None:
    new = edited(OLD, ('1.2 "Báo cáo"', '1.2 "Đào tạo cán bộ chuyên trách"'))
    impact = impact_of(tmp_path, new)
    assert [(n.heading, n.of_all) for n in impact.needed] == [("Đào tạo cán bộ chuyên trách", True)]
    assert why(unit_of(impact, "Sở Nội vụ")) == [
        (
            "tiêu chí 1.2 “Đào tạo cán bộ chuyên trách” mới (tối đa 10 điểm), chưa có điểm; "
            "tiêu chí 1.2 “Báo cáo” bị bãi bỏ (tối đa 10 điểm), trước được 8 điểm"
        )
    ]


def test_a_new_title_that_is_nearly_the_old_one_is_told(tmp_path: Path) -> None:
    impact = impact_of(tmp_path, edited(OLD, ('1.2 "Báo cáo"', '1.2 "Báo cáo năm"')))
    assert not impact.open
    assert impact.reused == (
        "tiêu chí 1.2 đổi tên từ “Báo cáo” thành “Báo cáo năm”: điểm đã chấm được dùng tiếp",
    )
    text, remarks = impact_text(impact), " ".join(impact_papers(impact).annexes[0].remarks)
    assert impact.reused[0] in text.partition("Đơn vị")[0].replace("\n    ", " ")
    assert impact.reused[0] in remarks


def test_new_figures_come_in_sheets_beside_the_old_ones(tmp_path: Path) -> None:
    """85 + 10 of 110 for Sở Nội vụ, with the column supplied for it alone."""
    new = edited(OLD, ("không tính điểm", 'nhóm 4 "Sáng kiến" tối đa 10 điểm\nkhông tính điểm'))
    before, after = ruleset(tmp_path / "a", OLD), ruleset(tmp_path / "b", new)
    files = [tmp_path / "cu.csv", tmp_path / "moi.csv"]
    files[0].write_text(SHEET, encoding="utf-8")
    files[1].write_text("Đơn vị;Sáng kiến\nSở Nội vụ;10\n", encoding="utf-8")
    impact = forecast.impact(before, after, files).value
    assert impact is not None
    assert total(unit_of(impact, "Sở Nội vụ")) == (Fraction("86.36"), Fraction("86.36"))
    assert [n.units for n in impact.needed] == [("Sở Y tế", "Thanh tra", "Văn phòng")]


def test_figures_of_the_draft_stand_in_place_of_the_old_ones(tmp_path: Path) -> None:
    """Its folder needs only what is otherwise: one cell, which is told; the old result keeps its own figure."""
    before = ruleset(tmp_path / "a", OLD, sheets={"bang.csv": SHEET})
    after = ruleset(tmp_path / "b", OLD, sheets={"them.csv": "Đơn vị;1.1\nSở Nội vụ;10\n"})
    impact = forecast.impact(before, after).value
    assert impact is not None
    unit = unit_of(impact, "Sở Nội vụ")
    assert (total(unit, old=True), total(unit)) == ((85, 85), (86, 86))
    assert impact.notes == (
        "dự thảo có số liệu riêng, khác số liệu hiện hành ở 1 ô (kể cả ô chấm lại): chênh lệch gồm cả phần do số liệu",
    )


def test_points_of_a_group_scored_again_are_taken(tmp_path: Path) -> None:
    new = edited(OLD, ('đối với "Thanh tra"', 'đối với "Thanh tra", "Sở Y tế"'))
    sheet = "Đơn vị;1.1;1.2;Hạ tầng;3\nSở Y tế;10;10;27;31\n"
    before = ruleset(tmp_path / "a", OLD, sheets={"bang.csv": sheet})
    after = ruleset(tmp_path / "b", new)
    (tmp_path / "them.csv").write_text("Đơn vị;Hạ tầng\nSở Y tế;8\n", encoding="utf-8")
    impact = forecast.impact(before, after, new_files=[tmp_path / "them.csv"]).value
    assert impact is not None
    assert not impact.open
    assert total(unit_of(impact, "Sở Y tế")) == (Fraction("73.75"), Fraction("73.75"))


def test_an_option_that_is_gone_has_to_be_chosen_again(tmp_path: Path) -> None:
    old = """bộ tiêu chí "T"
tiêu chí 1 "Trang thông tin" tối đa 10 điểm
  chấm theo lựa chọn:
    - "Có, đủ mục": 10 điểm
    - "Có": 5 điểm
    - "Không": 0 điểm
"""
    new = edited(old, ('    - "Có": 5 điểm\n', ""))
    impact = impact_of(tmp_path, new, old=old, sheet="Đơn vị;1\nA;Có\nB;Không\n")
    assert [(n.units, n.why) for n in impact.needed] == [
        (("A",), "chấm lại, vì lựa chọn ấy không còn")
    ]
    assert total(unit_of(impact, "A")) == (0, 10)


ROUND = """công nhận kết quả theo "Chính quyền số"
  đơn vị "Sở Nội vụ", viết tắt "SNV"
  đơn vị "Thanh tra tỉnh", viết tắt "Thanh tra"
"""


def test_a_draft_without_a_round_takes_the_units_of_the_old_one(tmp_path: Path) -> None:
    """The exclusion names `Thanh tra`, the sheet `SNV`: both are aliases of the round."""
    sheets = {"bang.csv": SHEET.replace("Sở Nội vụ", "SNV")}
    before = ruleset(tmp_path / "a", OLD, round_=ROUND, sheets=sheets)
    after = ruleset(tmp_path / "b", HIGHER)
    impact = forecast.impact(before, after).value
    assert impact is not None
    names = [u.unit for u in only_block(impact).units]
    assert names == ["Sở Nội vụ", "Sở Y tế", "Thanh tra tỉnh", "Văn phòng"]
    assert total(unit_of(impact, "Thanh tra tỉnh")) == (80, 80)


def test_a_unit_that_goes_by_another_name_in_the_new_round_is_the_same(tmp_path: Path) -> None:
    before = ruleset(tmp_path / "a", OLD, round_=ROUND, sheets={"bang.csv": SHEET})
    after = ruleset(
        tmp_path / "b",
        OLD,
        round_=ROUND.replace(
            '"Thanh tra tỉnh", viết tắt',
            '"Thanh tra Nhà nước tỉnh", viết tắt "Thanh tra tỉnh", viết tắt',
        ),
    )
    impact = forecast.impact(before, after).value
    assert impact is not None
    unit = unit_of(impact, "Thanh tra Nhà nước tỉnh")
    assert unit.old is not None
    assert unit.old.unit == "Thanh tra tỉnh"
    assert not unit.changed


def test_a_unit_that_is_not_assessed_any_more_says_why(tmp_path: Path) -> None:
    new = OLD + 'không đánh giá đối với "Sở Y tế"\n  lý do "Thành lập trong năm"\n'
    unit = unit_of(impact_of(tmp_path, new), "Sở Y tế")
    assert unit.direction is Direction.LEAVES
    assert why(unit) == ["nay không đánh giá: Thành lập trong năm"]
    assert unit.difference is None
    back = unit_of(impact_of(tmp_path / "c", OLD, old=new), "Sở Y tế")
    assert back.direction is Direction.ENTERS


def test_a_block_that_is_renamed_is_told(tmp_path: Path) -> None:
    old, new = (
        OLD.replace("nhóm 1", f'khối "{name}"\nnhóm 1', 1) for name in ("Sở", "Cơ quan chuyên môn")
    )
    old, new = (text.replace("nhóm", "  nhóm").replace("  tiêu", "    tiêu") for text in (old, new))
    impact = impact_of(tmp_path, new, old=old)
    assert only_block(impact).old_name == "Sở"
    assert impact.notes == ("khối “Sở” đổi tên thành “Cơ quan chuyên môn”",)
    assert not any(u.changed for u in only_block(impact).units)


def test_points_of_a_group_are_the_total_where_levels_read_them(tmp_path: Path) -> None:
    text = """bộ tiêu chí "T"
nhóm 1 "Thể chế" tối đa 10 điểm
nhóm 2 "Hạ tầng" tối đa 10 điểm
xếp loại
  mức I khi điểm nhóm 2 từ 8 trở lên và điểm nhóm 1 từ 5 trở lên
  mức II khi điểm nhóm 2 từ 6 trở lên
  còn lại "Chưa đạt"
"""
    impact = impact_of(tmp_path, text, old=text, sheet="Đơn vị;1;2\nSở Y tế;4;9\n")
    block = only_block(impact)
    assert (block.new_total, block.also_read) == ("điểm nhóm 2", ("điểm nhóm 1",))
    assert total(unit_of(impact, "Sở Y tế")) == (9, 9)


def test_a_block_without_figures_is_told(tmp_path: Path) -> None:
    text = """bộ tiêu chí "T"
khối "Sở"
  nhóm 1 "Thể chế" tối đa 10 điểm
khối "Xã"
  nhóm 1 "Thể chế" tối đa 10 điểm
"""
    impact = impact_of(tmp_path, text, old=text, sheet="Khối;Đơn vị;1\nSở;Sở Y tế;5\n")
    assert [b.name for b in impact.blocks] == ["Sở"]
    assert impact.notes == ("khối “Xã” không có đơn vị nào trong số liệu, nên không so được",)


# ---- laws on the shipped rulesets


def results_of(name: str) -> Results:
    loaded = session.load(name).value
    assert loaded is not None
    results = session.score(loaded).value
    assert results is not None
    return results


@pytest.mark.parametrize("name", SHIPPED)
def test_a_ruleset_against_itself_changes_nothing(name: str) -> None:
    loaded = session.load(ROOT / "rulesets" / name).value
    assert loaded is not None
    impact = forecast.impact(loaded, loaded).value
    assert impact is not None
    assert impact.notes == ()
    assert not any(b.rules for b in impact.blocks)
    for block in impact.blocks:
        for unit in block.units:
            assert not unit.changed, unit.unit
            assert not unit.changes


@pytest.mark.parametrize("name", SHIPPED)
def test_totals_levels_and_ranks_are_those_of_score(name: str) -> None:
    loaded = session.load(ROOT / "rulesets" / name).value
    assert loaded is not None
    results = session.score(loaded).value
    impact = forecast.impact(loaded, loaded).value
    assert results is not None
    assert impact is not None
    for block in impact.blocks:
        scored = results.block(block.name)
        assert scored is not None
        key = total_key(scored.graph)
        for unit in block.units:
            mine = scored.unit(unit.unit)
            assert mine is not None
            assert unit.new is not None
            if not mine.assessed:
                continue
            assert unit.new.total == mine.values[key]
            if mine.rank is not None and not mine.rank.provisional:
                assert unit.new.places == (mine.rank.place, mine.rank.place)
            for scale in scored.graph.block.main_scales:
                assert unit.new.level_on(scale.name) == getattr(
                    mine.values[scale.key], "options", ()
                )


# ---- papers


def test_nothing_is_lost_on_paper(tmp_path: Path) -> None:
    new = edited(
        OLD, LEFT_OUT, ("không tính điểm", 'nhóm 4 "Sáng kiến" tối đa 10 điểm\nkhông tính điểm')
    )
    impact = impact_of(tmp_path, new)
    papers = impact_papers(impact)
    for form in session.FORMS:
        made = session.render(papers, form)
        assert made.value, made.diagnostics
    texts = "\n".join(papers.texts())
    assert "Số liệu phải cung cấp hoặc chấm lại" in texts
    assert all(line in texts for u in only_block(impact).units for line in why(u))


def test_csv_has_a_line_for_each_unit_and_no_formula(tmp_path: Path) -> None:
    rows = impact_csv(impact_of(tmp_path, BOTH)).split("\r\n")
    assert rows[0].startswith("\ufeffSTT,Khối,Đơn vị,Điểm cũ")
    assert (
        rows[1]
        == '1,,Sở Y tế,"80,00","75,00","-5,00",I,II,2,3,giảm,"tiêu chí 2.2 không còn tính (tối đa 20 điểm), trước được 20 điểm; ngưỡng mức I, II thay đổi"'
    )
    assert len(rows) == 6


def test_mirrored(tmp_path: Path) -> None:
    """From the new rules to the old ones everything goes the other way."""
    before = ruleset(tmp_path / "a", OLD, sheets={"bang.csv": SHEET})
    after = ruleset(tmp_path / "b", BOTH)
    there, back = forecast.impact(before, after).value, forecast.impact(after, before).value
    assert there is not None
    assert back is not None
    other = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}
    for a, b in zip(only_block(there).units, only_block(back).units, strict=True):
        assert (a.old, a.new) == (b.new, b.old)
        assert b.direction is other.get(a.direction, a.direction)
        assert a.difference is not None
        assert b.difference is not None
        assert (a.difference.low, a.difference.high) == (
            -(b.difference.high or 0),
            -(b.difference.low or 0),
        )


# ---- places


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), min_size=1, max_size=7),
    st.booleans(),
    st.booleans(),
)
def test_places_of_many_units_hold_those_of_each_compared_with_each(
    ranges: list[tuple[int, int]], descending: bool, two_keys: bool
) -> None:
    """One key: the very same; with a second one the quick way may be wider, never narrower."""
    key = RankKey(Quantity("x"), descending, "x")
    place = scheme_of(OLD).blocks[0].place
    ranking = Ranking((key, key) if two_keys else (key,), "", place)
    units = []
    for i, (low, wide) in enumerate(ranges):
        value = Amount(Fraction(low), Fraction(low + wide))
        values = {rank_key(0): value, rank_key(1): value}
        row = UnitRow(str(i), "", {}, Origin("t"))
        units.append(UnitResult(str(i), "", row, values, ()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranks, "_MANY", 0)
        quick = ranks.possible_places_of_all(ranking, units)
    for unit in units:
        exact = ranks.possible_places(ranking, units, unit.unit)
        assert exact is not None
        assert quick[unit.unit][0] <= exact[0]
        assert quick[unit.unit][1] >= exact[1]
        assert two_keys or quick[unit.unit] == exact


def test_a_second_condition_of_a_level_keeps_it_open(tmp_path: Path) -> None:
    """The total is the same, and so is what is not known of it; the level is not."""
    old = edited(
        OLD,
        ("từ 80 trở lên", "từ 80 trở lên và điểm nhóm 3 từ 40 trở lên"),
        ("từ 60 đến dưới 80", "từ 60 trở lên"),
    )
    new = edited(old, ("điểm nhóm 3 từ 40", "điểm nhóm 3 từ 45"))
    sheet = "Đơn vị;1.1;1.2;2.1;2.2\nSở Y tế;10;10;9;20\n"
    unit = unit_of(impact_of(tmp_path, new, old=old, sheet=sheet), "Sở Y tế")
    assert unit.difference == Amount(Fraction(0), Fraction(0))
    assert unit.direction is Direction.OPEN
