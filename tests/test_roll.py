"""`cqdt units`: whose is each name, who has no row, whom do rules name that nobody is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cqdt_rules import session
from cqdt_rules.roll import BlockRoll

SCHEME = """\
bộ tiêu chí "Thử"
khối "Cấp sở"
  nhóm 1 "Nhận thức" tối đa 8 điểm
  không tính điểm nhóm 1 đối với "Sở Y te", "Sở Giáo dục"
"""
ROUND = """\
công nhận kết quả theo "Thử"
khối "Cấp sở"
  đơn vị "Sở Y tế"
  đơn vị "Sở Giáo dục và Đào tạo", tên khác "Sở Giáo dục"
  đơn vị "Xã Hương Vân"
  đơn vị "Xã Hương Văn"
"""


def roll_of(folder: Path, sheet: str, round_: str = ROUND) -> BlockRoll:
    (folder / "so-lieu").mkdir()
    (folder / "bo.cqdt").write_text(SCHEME, encoding="utf-8")
    if round_:
        (folder / "dot.cqdt").write_text(round_, encoding="utf-8")
    (folder / "so-lieu" / "a.csv").write_text(sheet, encoding="utf-8")
    ruleset = session.load(folder).value
    assert ruleset is not None
    rolls = session.roll(ruleset).value
    assert rolls is not None
    return rolls[0]


def test_each_name_is_told_whose_it_is(tmp_path: Path) -> None:
    roll = roll_of(
        tmp_path, "Đơn vị;Nhận thức\nSở Y tế;1\nSở Giáo dục;2\nSở GD;3\nXã Hương Van;4\nKho bạc;5\n"
    )
    assert [(n.typed, n.unit, n.own, n.candidates) for n in roll.names] == [
        ("Sở Y tế", "Sở Y tế", True, ()),
        ("Sở Giáo dục", "Sở Giáo dục và Đào tạo", False, ()),
        ("Sở GD", "", False, ("Sở Giáo dục và Đào tạo",)),
        ("Xã Hương Van", "", False, ("Xã Hương Vân", "Xã Hương Văn")),
        ("Kho bạc", "", False, ()),
    ]  # fmt: skip
    assert roll.without_row == ("Xã Hương Vân", "Xã Hương Văn")
    assert [(r.name, r.candidates) for r in roll.in_rules] == [("Sở Y te", ("Sở Y tế",))]
    assert roll.lines == (
        'đơn vị "Sở Giáo dục và Đào tạo", tên khác "Sở Giáo dục", tên khác "Sở GD"',
    )
    assert not roll.settled


def test_the_line_it_offers_settles_the_name(tmp_path: Path) -> None:
    sheet = "Đơn vị;Nhận thức\nSở Y tế;1\nSở GD;3\nXã Hương Vân;4\nXã Hương Văn;5\n"
    (line,) = roll_of(tmp_path, sheet).lines
    (tmp_path / "sau").mkdir()
    mended = ROUND.replace('đơn vị "Sở Giáo dục và Đào tạo", tên khác "Sở Giáo dục"', line)
    roll = roll_of(tmp_path / "sau", sheet, mended)
    assert [n.unit for n in roll.names] == [
        "Sở Y tế",
        "Sở Giáo dục và Đào tạo",
        "Xã Hương Vân",
        "Xã Hương Văn",
    ]
    assert roll.without_row == ()


def test_without_a_list_every_name_is_a_unit(tmp_path: Path) -> None:
    roll = roll_of(tmp_path, "Đơn vị;Nhận thức\nSở Y tế;1\n", "")
    assert not roll.listed
    assert [(n.unit, n.candidates) for n in roll.names] == [("Sở Y tế", ())]
    assert [r.name for r in roll.in_rules] == ["Sở Y te", "Sở Giáo dục"]


@pytest.mark.parametrize("typed", ["Xã Hương Van", "Xã Hương Vãn"])
def test_two_names_that_differ_in_tones_are_never_one(tmp_path: Path, typed: str) -> None:
    roll = roll_of(tmp_path, f"Đơn vị;Nhận thức\n{typed};4\n")
    assert [(n.unit, n.candidates) for n in roll.names] == [("", ("Xã Hương Vân", "Xã Hương Văn"))]
