"""What each clause of a revision does, alone and as the last one; which of them move a unit, and how that is said."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from impact_samples import (
    BOTH,
    LEFT_OUT,
    OLD,
    SHEET,
    THRESHOLD,
    edited,
    impact_of,
    only_block,
    ruleset,
    scheme_of,
    total,
    two_clauses,
    unit_of,
)

from cqdt_rules import forecast
from cqdt_rules.impact import Shift, UnitImpact, Variant
from cqdt_rules.impact_papers import (
    cause_words,
    clause_words,
    effect_words,
    impact_papers,
    moved_words,
    why,
)
from cqdt_rules.impact_tables import impact_text


def test_each_clause_says_what_it_does(tmp_path: Path) -> None:
    """Sở Y tế has level II by either clause; Thanh tra (80) only by the second, its rank by the first."""
    impact = impact_of(tmp_path, BOTH, variants=two_clauses())
    assert why(unit_of(impact, "Sở Y tế")) == [
        (
            "khoản 1: riêng khoản này −5 điểm, mức I → II, hạng 2 → 3; "
            "thêm vào sau cùng −5 điểm, hạng 2 → 3"
        ),
        "khoản 2: riêng khoản này mức I → II; thêm vào sau cùng không làm thay đổi",
    ]
    assert why(unit_of(impact, "Thanh tra")) == ["khoản 2: mức I → II"]
    assert [u.unit for u in only_block(impact).units if not u.touching] == [
        "Sở Nội vụ",
        "Văn phòng",
    ]


def test_each_clause_is_summed_up(tmp_path: Path) -> None:
    impact = impact_of(tmp_path, BOTH, variants=two_clauses())
    assert impact_text(impact).partition("Từng khoản:\n")[2] == (
        """  (riêng khoản này: chỉ khoản này áp vào quy tắc hiện hành, so với quy tắc hiện hành)
  (thêm vào sau cùng: dự thảo đủ các khoản, so với dự thảo không có khoản này)
  - khoản 1: không tính điểm tiêu chí 2.2 cho Sở Y tế
    riêng khoản này: 1 đơn vị đổi mức, 1 đơn vị đổi điểm, 1 đơn vị đổi hạng
    thêm vào sau cùng: 1 đơn vị đổi điểm, 1 đơn vị đổi hạng
  - khoản 2: ngưỡng mức I từ 80 thành 85
    riêng khoản này: 2 đơn vị đổi mức
    thêm vào sau cùng: 1 đơn vị đổi mức"""
    )


def test_a_unit_names_the_clauses_that_move_its_level_its_points_its_place(tmp_path: Path) -> None:
    """Clause 2 takes Thanh tra's level; of clause 1 it has a better place, since Sở Y tế falls behind it."""
    sheet = SHEET.replace("Sở Y tế;10;10;9;20;31", "Sở Y tế;10;10;10;20;31")
    impact = impact_of(tmp_path, BOTH, sheet=sheet, variants=two_clauses())
    unit = unit_of(impact, "Thanh tra")
    assert cause_words(unit) == "mức: khoản 2; hạng: khoản 1"
    assert [c.either for c in unit.causes] == [False, False]
    # 81 of 100 is 76,25 now: below 80 and 85, by either clause
    assert cause_words(unit_of(impact, "Sở Y tế")) == (
        "mức: khoản 1, 2 (bỏ riêng khoản nào cũng vẫn thế); điểm: khoản 1"
    )
    assert why(unit, named_only=True) == [cause_words(unit)]


UNRANKED = edited(OLD, ("xếp hạng theo tổng điểm giảm dần, bằng nhau thì cùng thứ hạng\n", ""))


def test_units_that_were_never_ranked_are_said_to_be_for_the_first_time(tmp_path: Path) -> None:
    clause = Variant(("khoản 1",), scheme_of(OLD), scheme_of(UNRANKED))
    impact = impact_of(tmp_path / "a", OLD, old=UNRANKED, variants=[clause])
    assert moved_words(only_block(impact)) == "4 đơn vị lần đầu được xếp hạng"
    assert clause_words(impact)[0][1:] == ("4 đơn vị lần đầu được xếp hạng",) * 2
    assert cause_words(unit_of(impact, "Sở Y tế")) == "hạng: khoản 1"
    assert "riêng" not in why(unit_of(impact, "Sở Y tế"))[0]
    back = Variant(("khoản 1",), scheme_of(UNRANKED), scheme_of(OLD))
    gone = impact_of(tmp_path / "b", UNRANKED, variants=[back])
    assert moved_words(only_block(gone)) == "4 đơn vị không còn được xếp hạng"
    assert clause_words(gone)[0][1:] == ("4 đơn vị không còn được xếp hạng",) * 2


def test_what_may_move_is_not_said_to_move(tmp_path: Path) -> None:
    """A new maximum of 1.2 for all, too small to move a level: points and places may differ."""
    new = edited(
        OLD,
        ('"Báo cáo" tối đa 10', '"Báo cáo" tối đa 10,5'),
        ('"Thể chế" tối đa 20', '"Thể chế" tối đa 20,5'),
    )
    sheet = "Đơn vị;1.1;1.2;2.1;2.2;3\nA;9;8;7;16;45\nB;9;8;7;16;45\nC;5;6;4;9;40\n"
    clause = Variant(("khoản 1",), scheme_of(new), scheme_of(OLD))
    impact = impact_of(tmp_path, new, sheet=sheet, variants=[clause])
    assert impact.sentence() == "0 đơn vị tăng mức, 0 giảm, 3 không đổi"
    # 85 of 100 is 85 to 85,5 of 100,5; 64 falls to 63,68 to 64,18
    assert moved_words(only_block(impact)) == "trong số không đổi: 3 đơn vị có thể đổi điểm"
    assert clause_words(impact)[0][1] == "3 đơn vị có thể đổi điểm, 2 đơn vị có thể đổi hạng"


def test_a_place_within_a_range_may_change_when_points_do(tmp_path: Path) -> None:
    """A and B lack 2.2 and may stand 1 to 2 before and after; what a clause does to A may turn them round."""
    new = edited(
        OLD, ('đối với "Thanh tra"\n', 'đối với "Thanh tra"\nkhông tính điểm nhóm 1 đối với "A"\n')
    )
    sheet = "Đơn vị;1.1;1.2;2.1;2.2;3\nA;9;8;7;;45\nB;9;8;7;;45\n"
    clause = Variant(("khoản 1",), scheme_of(new), scheme_of(OLD))
    impact = impact_of(tmp_path, new, sheet=sheet, variants=[clause])
    for name in ("A", "B"):
        (effect,) = unit_of(impact, name).effects
        assert isinstance(effect.last, Shift)
        assert effect.last.old_places == effect.last.new_places == (1, 2)
        assert effect.last.may[2]
        assert unit_of(impact, name).changed
    assert cause_words(unit_of(impact, "B")) == "hạng: khoản 1"
    assert effect_words(unit_of(impact, "B").effects[0]) == "khoản 1: có thể đổi hạng (1 đến 2)"
    same = impact_of(tmp_path / "c", OLD, sheet=sheet)
    assert not any(u.changed for u in only_block(same).units)


def test_a_place_within_a_range_may_change_when_the_ranking_does(tmp_path: Path) -> None:
    new = edited(OLD, ("theo tổng điểm giảm dần", "theo tổng điểm tăng dần"))
    sheet = "Đơn vị;1.1;1.2;2.1;2.2;3\nA;9;8;7;;45\nB;9;8;7;;45\n"
    impact = impact_of(tmp_path, new, sheet=sheet)
    for name in ("A", "B"):
        unit = unit_of(impact, name)
        assert unit.old is not None
        assert unit.old.places == (1, 2)
        assert unit.changed


def shifts_of(unit: UnitImpact) -> list[tuple[object, object]]:
    """The ends of what each clause does to the total, alone and last."""
    found = [x for e in unit.effects for x in (e.alone, e.last)]
    return [(x.total.low, x.total.high) for x in found if isinstance(x, Shift) and x.total]


def given_again(tmp_path: Path, again: str) -> UnitImpact:
    """Sở Y tế with its group 2 typed as a whole (78 of 100), after two clauses and a sheet of the draft's own."""
    sheet = "Đơn vị;1.1;1.2;Hạ tầng;3\nSở Y tế;10;10;27;31\n"
    before = ruleset(tmp_path / "a", OLD, sheets={"bang.csv": sheet})
    after = ruleset(tmp_path / "b", BOTH)
    (tmp_path / "them.csv").write_text(again, encoding="utf-8")
    made = forecast.impact(before, after, new_files=[tmp_path / "them.csv"], variants=two_clauses())
    assert made.value is not None
    return unit_of(made.value, "Sở Y tế")


def test_a_mark_given_again_is_the_doing_of_the_clause_that_asks_for_it(tmp_path: Path) -> None:
    """59 of 80 in place of 78 of 100, by clause 1 both alone and last, by clause 2 neither way; nothing is open."""
    unit = given_again(tmp_path, "Đơn vị;Hạ tầng\nSở Y tế;8\n")
    by = Fraction("73.75") - 78
    assert shifts_of(unit) == [(by, by), (by, by), (0, 0), (0, 0)]


def test_a_figure_that_is_only_corrected_is_no_clause_s_doing(tmp_path: Path) -> None:
    """1.1 from 10 to 9 is asked for by no rule: 77 of 100 for clause 1 as the last one, 78 for it alone."""
    unit = given_again(tmp_path, "Đơn vị;1.1;Hạ tầng\nSở Y tế;9;8\n")
    alone, last = Fraction("73.75") - 78, Fraction("72.5") - 77
    assert shifts_of(unit) == [(alone, alone), (last, last), (0, 0), (0, 0)]


def test_a_new_figure_serves_the_clause_that_asks_for_it(tmp_path: Path) -> None:
    """Clause 1 brings group 4 (10 of 10 given), clause 2 a threshold; of 2.1, which nobody had given, only the draft knows."""
    group = ("xếp loại\n", 'nhóm 4 "Sáng kiến" tối đa 10 điểm\nxếp loại\n')
    new = edited(OLD, group, *THRESHOLD)
    variants = [
        Variant(("khoản 1",), scheme_of(edited(OLD, group)), scheme_of(edited(OLD, *THRESHOLD))),
        Variant(("khoản 2",), scheme_of(edited(OLD, *THRESHOLD)), scheme_of(edited(OLD, group))),
    ]
    sheet = "Đơn vị;1.1;1.2;2.1;2.2;3\nA;9;8;7;16;45\nB;9;8;;16;45\n"
    before = ruleset(tmp_path / "a", OLD, sheets={"bang.csv": sheet})
    after = ruleset(tmp_path / "b", new)
    (tmp_path / "them.csv").write_text("Đơn vị;4;2.1\nA;10;\nB;10;7\n", encoding="utf-8")
    made = forecast.impact(before, after, new_files=[tmp_path / "them.csv"], variants=variants)
    assert made.value is not None
    by = Fraction("86.36") - 85  # 95 of 110 in place of 85
    assert shifts_of(unit_of(made.value, "A")) == [(by, by), (by, by), (0, 0), (0, 0)]
    alone, last, *others = shifts_of(unit_of(made.value, "B"))
    assert alone[0] != alone[1]
    assert (last, others) == ((by, by), [(0, 0), (0, 0)])


def test_a_mark_that_another_rule_asks_for_is_not_taken_for_this_one(tmp_path: Path) -> None:
    """Given for a group without 2.2; where only the maximum of 2.1 is another, it has to be given once more."""
    wider = (
        ('"Máy tính" tối đa 10', '"Máy tính" tối đa 12'),
        ('"Hạ tầng" tối đa 30', '"Hạ tầng" tối đa 32'),
    )
    clause = Variant(("khoản 1",), scheme_of(edited(OLD, *wider)), scheme_of(edited(OLD, LEFT_OUT)))
    sheet = "Đơn vị;1.1;1.2;Hạ tầng;3\nSở Y tế;10;10;27;31\n"
    before = ruleset(tmp_path / "a", OLD, sheets={"bang.csv": sheet})
    after = ruleset(tmp_path / "b", edited(OLD, *wider, LEFT_OUT))
    (tmp_path / "them.csv").write_text("Đơn vị;Hạ tầng\nSở Y tế;9\n", encoding="utf-8")
    made = forecast.impact(before, after, new_files=[tmp_path / "them.csv"], variants=[clause])
    assert made.value is not None
    assert total(unit_of(made.value, "Sở Y tế")) == (Fraction("73.17"), Fraction("73.17"))
    (alone, last) = shifts_of(unit_of(made.value, "Sở Y tế"))
    assert alone == (Fraction("76.47") - 78, Fraction("78.43") - 78)  # 27 to 29 of 32
    assert last[0] != last[1]  # nobody has marked the group without 2.2 and with the old maximum


def test_with_one_clause_alone_and_last_are_the_whole(tmp_path: Path) -> None:
    clause = Variant(("khoản 1",), scheme_of(BOTH), scheme_of(OLD))
    impact = impact_of(tmp_path, BOTH, variants=[clause])
    for unit in only_block(impact).units:
        (effect,) = unit.effects
        assert isinstance(effect.alone, Shift)
        assert effect.alone == effect.last
        assert effect.alone.total == unit.difference


def test_a_clause_that_cannot_stand_alone_says_why(tmp_path: Path) -> None:
    reason = "điểm tối đa nhóm 1 không bằng tổng các phần"
    clause = Variant(("khoản 1",), reason, scheme_of(OLD))
    impact = impact_of(tmp_path, BOTH, variants=[clause])
    assert clause_words(impact) == [
        (
            "khoản 1",
            f"không tính được ({reason})",
            "2 đơn vị đổi mức, 1 đơn vị đổi điểm, 1 đơn vị đổi hạng",
        )
    ]
    assert f"không tính được ({reason})" in impact_text(impact)
    assert why(unit_of(impact, "Sở Y tế")) == [
        f"khoản 1: riêng khoản này không tính được ({reason}); thêm vào sau cùng −5 điểm, mức I → II, hạng 2 → 3"
    ]


def test_papers_name_the_clauses_and_say_what_each_does(tmp_path: Path) -> None:
    papers = impact_papers(impact_of(tmp_path, BOTH, variants=two_clauses()))
    (annex,) = papers.annexes
    assert [t.title for t in annex.tables] == [
        "0 đơn vị tăng mức, 2 giảm, 2 không đổi",
        "Tác động của từng khoản",
        "Từng khoản đối với từng đơn vị",
    ]
    assert annex.tables[0].rows[0] == (
        "1",
        "Sở Y tế",
        "80,00",
        "75,00",
        "−5,00",
        "I",
        "II",
        "2",
        "3",
        "mức: khoản 1, 2 (bỏ riêng khoản nào cũng vẫn thế); điểm: khoản 1",
    )
    assert annex.tables[2].rows == (
        ("1", "Sở Y tế", "khoản 1", "−5 điểm, mức I → II, hạng 2 → 3", "−5 điểm, hạng 2 → 3"),
        ("2", "Sở Y tế", "khoản 2", "mức I → II", "không làm thay đổi"),
        ("3", "Thanh tra", "khoản 2", "mức I → II", "mức I → II"),
    )
