"""Names of units as offices write them: which is asked about, and that nothing is decided."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cqdt_rules.unit_names import did_you_mean, meant, words_of

UNITS = (
    "Sở Giáo dục và Đào tạo",
    "Sở Kế hoạch và Đầu tư",
    "Sở Tài nguyên và Môi trường",
    "Sở Lao động - Thương binh và Xã hội",
    "Sở Thông tin và Truyền thông",
    "Sở Tài chính",
    "Sở Y tế",
    "Sở Văn hóa và Thể thao",
    "Sở Du lịch",
    "Ban Dân tộc",
    "Ban Quản lý Khu kinh tế, công nghiệp tỉnh",
    "Văn phòng Ủy ban nhân dân tỉnh",
    "Thanh tra tỉnh",
    "Thành phố Huế",
    "Thị xã Hương Trà",
    "Huyện Phú Vang",
    "Huyện Phong Điền",
    "Phường Hương Văn",
    "Phường Hương Vân",
    "Xã Hương Vinh",
    "Xã Phong Điền",
)
KNOWN = {u: u for u in UNITS}


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("Sở Giáo dục", ["Sở Giáo dục và Đào tạo"]),
        ("Sở GD&ĐT", ["Sở Giáo dục và Đào tạo"]),
        ("Sở GDĐT", ["Sở Giáo dục và Đào tạo"]),
        ("Sở GD-ĐT", ["Sở Giáo dục và Đào tạo"]),
        ("Sở GD & ĐT", ["Sở Giáo dục và Đào tạo"]),
        ("sở gddt", ["Sở Giáo dục và Đào tạo"]),
        ("Sở Giáo dục - Đào tạo", ["Sở Giáo dục và Đào tạo"]),
        ("Sở Giáo dục, Đào tạo", ["Sở Giáo dục và Đào tạo"]),
        ("Sở Kế hoạch - Đầu tư", ["Sở Kế hoạch và Đầu tư"]),
        ("Sở KH&ĐT", ["Sở Kế hoạch và Đầu tư"]),
        ("Sở LĐ-TB&XH", ["Sở Lao động - Thương binh và Xã hội"]),
        ("Sở Lao động TBXH", ["Sở Lao động - Thương binh và Xã hội"]),
        ("Sở TT&TT", ["Sở Thông tin và Truyền thông"]),
        ("Sở TNMT", ["Sở Tài nguyên và Môi trường"]),
        ("Sở Y te", ["Sở Y tế"]),
        ("So Y te", ["Sở Y tế"]),
        ("Sở Y Tếs", ["Sở Y tế"]),
        ("Sở Văn hóa", ["Sở Văn hóa và Thể thao"]),
        ("Ban QLKKT, công nghiệp tỉnh", ["Ban Quản lý Khu kinh tế, công nghiệp tỉnh"]),
        ("BQL Khu kinh tế, công nghiệp tỉnh", ["Ban Quản lý Khu kinh tế, công nghiệp tỉnh"]),
        ("Ban Quản lý Khu kinh tế", ["Ban Quản lý Khu kinh tế, công nghiệp tỉnh"]),
        ("VP UBND tỉnh", ["Văn phòng Ủy ban nhân dân tỉnh"]),
        ("Văn phòng UBND tỉnh", ["Văn phòng Ủy ban nhân dân tỉnh"]),
        ("Văn phòng tỉnh", ["Văn phòng Ủy ban nhân dân tỉnh"]),
        ("TP Huế", ["Thành phố Huế"]),
        ("TP. Huế", ["Thành phố Huế"]),
        ("T.P Huế", ["Thành phố Huế"]),
        ("UBND TP Huế", ["Thành phố Huế"]),
        ("TX Hương Trà", ["Thị xã Hương Trà"]),
        ("UBND huyện Phú Vang", ["Huyện Phú Vang"]),
        ("Ủy ban nhân dân huyện Phú Vang", ["Huyện Phú Vang"]),
        ("Phú Vang", ["Huyện Phú Vang"]),
        ("H. Phú Vang", ["Huyện Phú Vang"]),
        ("H. Phong Điền", ["Huyện Phong Điền"]),
        ("Phong Điền", ["Huyện Phong Điền", "Xã Phong Điền"]),
        ("Phường Hương Vinh", ["Xã Hương Vinh"]),
        ("Phường Hương Van", ["Phường Hương Văn", "Phường Hương Vân"]),
        ("P. Hương Văn", ["Phường Hương Văn"]),
        ("Thanh tra tinh", ["Thanh tra tỉnh"]),
        ("Thanh tra", ["Thanh tra tỉnh"]),
        ("Sở Du lihc", ["Sở Du lịch"]),
        ("Sở", []),
        ("Công ty Cấp nước", []),
        ("Xã Hương Phong", []),  # a commune of its own, not a slip
        ("Sở Xây dựng", []),
        ("", []),
        ("   ", []),
        ("x" * 500, []),
    ],
)
def test_a_name_is_asked_about(typed: str, units: list[str]) -> None:
    assert list(meant(typed, KNOWN)) == units


def test_another_name_of_a_unit_counts_as_the_unit() -> None:
    known = {"Sở Giáo dục và Đào tạo": "Sở GD", "sở gd": "Sở GD"}
    assert meant("Sở Giáo dục", known) == ("Sở GD",)


def test_the_question_names_all_that_fit_equally() -> None:
    assert did_you_mean(()) == ""
    assert did_you_mean(("A",)) == "có phải là “A” không?"
    assert did_you_mean(("A", "B", "C")) == "có thể là “A” hoặc “B” hoặc “C”"


@pytest.mark.parametrize(
    ("one", "other"), [("Xã Hương Vân", "Xã Hương Văn"), ("Xã Tây Tiên", "Xã Tây Tiến")]
)
def test_names_that_differ_in_tones_are_two_names(one: str, other: str) -> None:
    known = {one: one, other: other}
    assert meant(one, {other: other}) == (other,)  # asked, not taken
    assert set(meant(words_of(one)[0] + " " + " ".join(words_of(one)[1:]), known)) == {one}


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_text_may_be_asked_about(text: str) -> None:
    assert set(meant(text, KNOWN)) <= set(UNITS)


@given(st.sampled_from(UNITS))
def test_a_unit_s_own_name_means_it(unit: str) -> None:
    assert meant(unit, KNOWN) == (unit,)


@given(st.permutations(UNITS))
def test_the_order_of_the_list_changes_only_the_order_of_the_answer(units: list[str]) -> None:
    for typed in ("Phong Điền", "Phường Hương Van", "Sở Giáo dục", "Sở Tài"):
        assert set(meant(typed, {u: u for u in units})) == set(meant(typed, KNOWN))
