"""Sheets: what is accepted, and every message with its whole text."""

from __future__ import annotations

import datetime as dt
import io
import sys

import openpyxl
import pytest
import xlsxwriter
from sheet_samples import (
    FIGURES,
    FULL,
    FULL_ROWS,
    HUE,
    ONE,
    POINTS,
    SHEET1,
    TWO,
    Cells,
    block,
    figures,
    given_csv,
    given_xlsx,
    replaced,
    told,
    workbook,
    written,
)

from cqdt_rules.diagnostics import Outcome
from cqdt_rules.numbers import fold
from cqdt_rules.read_sheet import SheetFile, read_sheet
from cqdt_rules.sheet import BlockForm, Field, FieldKind, Form, Sheet

# ---- what is accepted


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_separators_and_encodings(separator: str, encoding: str) -> None:
    data = written([["Cơ quan, đơn vị", "Hạ tầng", "Nền tảng số"], *FULL_ROWS], separator).encode(
        encoding
    )
    outcome = read_sheet([SheetFile("diem.csv", data)], ONE)
    assert told(outcome) == []
    assert figures(outcome) == FULL


@pytest.mark.parametrize(
    "header",
    [
        "Đơn vị;Hạ tầng;Nền tảng số",
        "ĐƠN VỊ;1.1;1.2",
        "Tên đơn vị;1.1. Hạ tầng;1.2 NỀN TẢNG SỐ",
        "Cơ quan;hạ  tầng;Nền tảng số (tối đa 20 điểm)",
        '"Cơ quan,\nđơn vị";"Hạ\ntầng";"Nền tảng số:"',
    ],
)
def test_headings_by_code_or_title(header: str) -> None:
    outcome = given_csv(f"{header}\n" + written(FULL_ROWS, ";"))
    assert told(outcome) == []
    assert figures(outcome) == FULL


def test_titles_above_and_a_column_of_numbers_are_allowed() -> None:
    text = "UBND TỈNH;;;\nBẢNG ĐIỂM NĂM 2022;;;\n\nSTT;Đơn vị;1.1;1.2\n1;Sở Y tế;8,25;12\n2;Sở Nội vụ;10;0\n3;ban dân tộc;0,5;20\n;;;\n"
    outcome = given_csv(text)
    assert told(outcome) == []
    assert figures(outcome) == FULL
    assert str(outcome.value.rows[0].entries["hạ tầng"].origin) == "diem.csv, ô C5"
    assert outcome.value.rows[0].entries["hạ tầng"].typed == "8,25"
    assert outcome.value.rows[0].entries["hạ tầng"].decimals == 2


def test_a_separator_that_excel_names_is_no_row() -> None:
    outcome = given_csv("sep=;\r\nĐơn vị;1.1;1.2\r\n" + written(FULL_ROWS, ";"))
    assert figures(outcome) == FULL
    assert str(outcome.value.rows[0].origin) == "diem.csv, ô A2"


def test_a_decimal_comma_in_every_row_does_not_cut_the_cells() -> None:
    form = Form((block(fields=POINTS[:1], units=("A", "B")),))
    outcome = given_csv("Cơ quan, đơn vị;1.1\nA;4,25\nB;3,5\n", form)
    assert told(outcome) == []
    assert figures(outcome) == {"A": {"hạ tầng": "17/4"}, "B": {"hạ tầng": "7/2"}}


def test_headings_in_two_rows() -> None:
    rows: Cells = [
        ["BẢNG ĐIỂM"],
        ["TT", "Đơn vị", "Điểm thành phần", None, "Ghi chú"],
        [None, None, "1.1", "1.2", None],
        *([i, unit, a, b] for i, (unit, a, b) in enumerate(FULL_ROWS, 1)),
    ]

    def merge(book: openpyxl.Workbook) -> None:
        for area in ("A2:A3", "B2:B3", "C2:D2"):
            book.worksheets[0].merge_cells(area)

    outcome = given_xlsx(rows, finish=merge)
    assert told(outcome) == []
    assert figures(outcome) == FULL


def test_headings_of_a_group_and_what_is_under_it() -> None:
    fields = (
        Field("a", ("Điều kiện sẵn sàng – Điểm",), FieldKind.POINTS, required=True),
        Field("b", ("Mức độ đạt được",), FieldKind.POINTS, required=True),
    )
    text = "Đơn vị;Điều kiện sẵn sàng;;Mức độ đạt được;\n;Điểm;Xếp loại;Điểm;Xếp loại\nSở Y tế;4,5;II;6;I\n"
    outcome = given_csv(text, Form((block(fields=fields, units=("Sở Y tế",)),)))
    assert figures(outcome) == {"Sở Y tế": {"a": "9/2", "b": "6"}}
    assert [d.code.value for d in outcome.diagnostics] == ["column-unknown"] * 2


def test_every_kind_of_figure() -> None:
    form = Form((block(fields=FIGURES, units=("A", "B")),))
    text = (
        "Đơn vị;Số hồ sơ;Tỷ lệ;Có trang thông tin;Loại;Mô tả;Chỉ số\n"
        "A;1200;80,5%;Có;PHƯỜNG;Ven  biển;-0,125\n"
        "B;0;80,5;không đạt;đặc khu;;3\n"
    )
    outcome = given_csv(text, form)
    assert told(outcome) == []
    assert figures(outcome) == {
        "A": {
            "hồ sơ": "1200",
            "tỷ lệ": "161/200",
            "có trang": "1",
            "loại": "phường",
            "ghi": "Ven biển",
            "đo": "-1/8",
        },
        "B": {"hồ sơ": "0", "tỷ lệ": "161/200", "có trang": "0", "loại": "đặc khu", "đo": "3"},
    }


def test_where_only_x_is_ticked_a_blank_says_no() -> None:
    form = Form((block(fields=FIGURES[2:3], units=("A", "B")),))
    assert figures(given_csv("Đơn vị;Có trang thông tin\nA;X\nB;\n", form)) == {
        "A": {"có trang": "1"},
        "B": {"có trang": "0"},
    }
    assert figures(given_csv("Đơn vị;Có trang thông tin\nA;có\nB;\n", form)) == {
        "A": {"có trang": "1"},
        "B": {},
    }


def test_columns_of_a_unit_may_stand_in_two_files() -> None:
    first = SheetFile("a.csv", written([["Đơn vị", "1.1"], *(r[:2] for r in FULL_ROWS)]).encode())
    second = SheetFile(
        "b.csv", written([["Đơn vị", "1.2"], *([r[0], r[2]] for r in FULL_ROWS)]).encode()
    )
    outcome = read_sheet([first, second], ONE)
    assert told(outcome) == []
    assert figures(outcome) == FULL
    assert sorted(outcome.value.digests) == ["a.csv", "b.csv"]
    assert len(outcome.value.digests["a.csv"]) == 64


def test_without_a_round_every_name_is_a_unit() -> None:
    form = Form((block(units=()),))
    outcome = given_csv("Đơn vị;1.1;1.2\nPhòng A;1;2\nPhòng B;3;4\n", form)
    assert told(outcome) == []
    assert figures(outcome) == {
        "Phòng A": {"hạ tầng": "1", "nền tảng": "2"},
        "Phòng B": {"hạ tầng": "3", "nền tảng": "4"},
    }


# ---- Excel


def test_numbers_of_excel_are_what_excel_shows() -> None:
    form = Form((block(fields=FIGURES, units=("A", "B", "C")),))
    rows: Cells = [
        ["Đơn vị", "Số hồ sơ", "Tỷ lệ", "Chỉ số", "Có trang thông tin"],
        ["A", 1200, 0.805, 0.1 + 0.2, True],
        ["B", 7.0, "80,5%", 84.25, False],
        ["C", "12", 80.5, 1e-7, "x"],
    ]

    def percent(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["C2"].number_format = "0.0%"

    outcome = given_xlsx(rows, form, percent)
    assert told(outcome) == []
    assert figures(outcome) == {
        "A": {"hồ sơ": "1200", "tỷ lệ": "161/200", "đo": "3/10", "có trang": "1"},
        "B": {"hồ sơ": "7", "tỷ lệ": "161/200", "đo": "337/4", "có trang": "0"},
        "C": {"hồ sơ": "12", "tỷ lệ": "161/200", "đo": "1/10000000", "có trang": "1"},
    }
    assert str(outcome.value.rows[0].entries["đo"].origin) == "diem.xlsx, trang “Cấp sở”, ô D2"
    assert outcome.value.rows[0].entries["tỷ lệ"].typed == "80,5%"


def test_a_code_that_excel_took_for_a_number_is_a_heading() -> None:
    assert figures(given_xlsx([["Đơn vị", 1.1, 1.2], ["Sở Y tế", 8.25, 12]])) == {
        "Sở Y tế": FULL["Sở Y tế"]
    }


def test_cells_of_excel_without_a_figure() -> None:
    rows: Cells = [
        ["Đơn vị", "1.1", "1.2"],
        ["Sở Y tế", "=1+1", "#DIV/0!"],
        ["Sở Nội vụ", dt.date(2022, 5, 1), True],
        ["Ban Dân tộc", "–", None],
    ]
    outcome = given_xlsx(rows)
    assert told(outcome) == [
        (
            "lỗi[cell-formula-unsaved]: “Sở Y tế”, cột “Hạ tầng”: ô là công thức mà tệp chưa lưu kết quả\n"
            "  --> diem.xlsx, trang “Cấp sở”, ô B2\n"
            "   = gợi ý: mở tệp bằng Excel, đợi tính xong rồi lưu lại"
        ),
        (
            "lỗi[cell-error]: “Sở Y tế”, cột “Nền tảng số”: ô mang lỗi “#DIV/0!” của Excel\n"
            "  --> diem.xlsx, trang “Cấp sở”, ô C2\n"
            "   = gợi ý: sửa công thức cho ra số, hoặc xóa ô nếu chưa có số"
        ),
        (
            "lỗi[cell-not-a-number]: “Sở Nội vụ”, cột “Hạ tầng”: ô là ngày tháng (01/05/2022), không phải là số\n"
            "  --> diem.xlsx, trang “Cấp sở”, ô B3\n"
            "   = gợi ý: Excel hay tự đổi số gõ với dấu chấm thành ngày; đổi định dạng ô sang Number rồi gõ lại với dấu phẩy (84,25)"
        ),
        (
            "lỗi[cell-not-a-number]: “Sở Nội vụ”, cột “Nền tảng số”: ô ghi “TRUE”, không phải là số\n"
            "  --> diem.xlsx, trang “Cấp sở”, ô C3\n"
            "   = gợi ý: gõ một số, phần lẻ sau dấu phẩy (84,25); chưa có số thì để trống"
        ),
        "lưu ý[cell-blank]: “Ban Dân tộc”, cột “Hạ tầng”: chưa có số\n  --> diem.xlsx, trang “Cấp sở”, ô B4",
        "lưu ý[cell-blank]: “Ban Dân tộc”, cột “Nền tảng số”: chưa có số\n  --> diem.xlsx, trang “Cấp sở”, ô C4",
    ]


def test_a_formula_that_gives_an_empty_text_is_blank_and_one_with_a_result_is_read() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("Cấp sở")
    sheet.write_row(0, 0, ["Đơn vị", "1.1", "1.2"])
    sheet.write(1, 0, "Sở Y tế")
    sheet.write_formula(1, 1, "=8+0.25", None, 8.25)
    sheet.write_formula(1, 2, '=""', None, "")
    book.close()
    data = replaced(
        target.getvalue(),
        SHEET1,
        lambda xml: xml.replace(
            b'<c r="C2"><f>""</f><v></v>', b'<c r="C2" t="str"><f>""</f><v></v>'
        ),
    )
    outcome = read_sheet([SheetFile("diem.xlsx", data)], Form((block(units=("Sở Y tế",)),)))
    assert told(outcome) == [
        "lưu ý[cell-blank]: “Sở Y tế”, cột “Nền tảng số”: chưa có số\n  --> diem.xlsx, trang “Cấp sở”, ô C2"
    ]
    assert figures(outcome) == {"Sở Y tế": {"hạ tầng": "33/4"}}


def test_sheets_hidden_blank_or_without_headings_are_left_out() -> None:
    def hide(book: openpyxl.Workbook) -> None:
        book["Nháp"].sheet_state = "hidden"

    rows = [["Đơn vị", "1.1", "1.2"], *FULL_ROWS]
    data = workbook({"Bìa": [["Báo cáo năm 2022"]], "Điểm": rows, "Nháp": rows, "Sheet4": []}, hide)
    outcome = read_sheet([SheetFile("diem.xlsx", data)], ONE)
    assert figures(outcome) == FULL
    assert told(outcome) == [
        (
            "cảnh báo[sheet-format]: không tìm thấy hàng tiêu đề trong 15 hàng đầu của bảng\n"
            "  --> diem.xlsx, trang “Bìa”\n"
            "   = gợi ý: hàng tiêu đề cần có cột “Đơn vị” và các cột số liệu: “Hạ tầng”, “Nền tảng số”"
        ),
        (
            "lưu ý[sheet-format]: trang bị ẩn, nên không được đọc\n"
            "  --> diem.xlsx, trang “Nháp”\n"
            "   = gợi ý: bỏ ẩn trang nếu số liệu nằm ở đó"
        ),
    ]


def test_a_column_without_heading_is_told() -> None:
    outcome = given_xlsx([["Đơn vị", "1.1", "1.2"], *([*row, 5] for row in FULL_ROWS)])
    assert told(outcome) == [
        (
            "cảnh báo[column-unknown]: cột có “5” ở hàng “Sở Y tế” nhưng không có tiêu đề, nên không được đọc\n"
            "  --> diem.xlsx, trang “Cấp sở”, ô D2\n"
            "   = gợi ý: thêm tiêu đề cho cột, hoặc xóa ô này"
        )
    ]
    assert figures(outcome) == FULL


def test_openpyxl_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook({"A": [["Đơn vị", "1.1"]]})
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    outcome = read_sheet([SheetFile("diem.xlsx", data)], ONE)
    assert told(outcome) == [
        (
            "lỗi[extra-missing]: chưa cài phần đọc tệp Excel (openpyxl)\n"
            "  --> diem.xlsx\n"
            '   = gợi ý: chạy lệnh: pip install "cqdt-rules[excel]"; hoặc lưu bảng dạng “CSV UTF-8”'
        )
    ]
    assert figures(given_csv("Đơn vị;1.1;1.2\n" + written(FULL_ROWS, ";"))) == FULL


# ---- cells


CELL_MESSAGES = {
    "84.25": (
        "lỗi[decimal-point]: “Sở Y tế”, cột “Hạ tầng”: ô ghi “84.25” với dấu chấm, có thể là 84,25 hoặc 8425",
        "gõ 84,25 (phần lẻ sau dấu phẩy) hoặc 8425",
    ),
    "1.000": (
        "lỗi[thousands-point]: “Sở Y tế”, cột “Hạ tầng”: ô ghi “1.000”, có thể là 1000 hoặc 1,000",
        "gõ 1000 hoặc 1,000: số không ngăn hàng nghìn, phần lẻ sau dấu phẩy",
    ),
    "1.234,5": (
        "lỗi[thousands-point]: “Sở Y tế”, cột “Hạ tầng”: ô ghi “1.234,5”, có dấu chấm ngăn hàng nghìn",
        "gõ 1234,5",
    ),
    "chín": (
        "lỗi[cell-not-a-number]: “Sở Y tế”, cột “Hạ tầng”: ô ghi “chín”, không phải là số",
        "gõ một số, phần lẻ sau dấu phẩy (84,25); chưa có số thì để trống",
    ),
    "80%": (
        "lỗi[cell-not-a-number]: “Sở Y tế”, cột “Hạ tầng”: ô ghi tỷ lệ “80%”, cột này cần điểm",
        "gõ số, không có dấu %; trong Excel đổi định dạng ô sang Number rồi gõ lại",
    ),
    "#N/A": (
        "lỗi[cell-error]: “Sở Y tế”, cột “Hạ tầng”: ô mang lỗi “#N/A” của Excel",
        "sửa công thức cho ra số, hoặc xóa ô nếu chưa có số",
    ),
    "10,5": (
        "lỗi[score-above-maximum]: “Sở Y tế”, cột “Hạ tầng”: điểm 10,5 lớn hơn điểm tối đa 10",
        "kiểm tra lại điểm ở ô này",
    ),
    "-1": (
        "lỗi[score-below-zero]: “Sở Y tế”, cột “Hạ tầng”: điểm -1 nhỏ hơn 0",
        "kiểm tra lại điểm ở ô này",
    ),
    "8,125": (
        "lỗi[too-many-decimals]: “Sở Y tế”, cột “Hạ tầng”: ô ghi 8,125, có 3 chữ số lẻ; cột này nhiều nhất 2 chữ số lẻ",
        "làm tròn theo văn bản rồi gõ lại",
    ),
}


@pytest.mark.parametrize("typed", CELL_MESSAGES)
def test_a_cell_of_points(typed: str) -> None:
    outcome = given_csv(f"Đơn vị;1.1;1.2\nSở Y tế;{typed};1\nSở Nội vụ;1;1\nBan Dân tộc;1;1\n")
    message, advice = CELL_MESSAGES[typed]
    assert told(outcome) == [f"{message}\n  --> diem.csv, ô B2\n   = gợi ý: {advice}"]
    assert figures(outcome)["Sở Y tế"] == {"nền tảng": "1"}


FIGURE_MESSAGES = {
    ("Số hồ sơ", "12,5"): (
        "lỗi[too-many-decimals]: “A”, cột “Số hồ sơ”: ô ghi 12,5, có 1 chữ số lẻ; cột này phải là số nguyên",
        "làm tròn theo văn bản rồi gõ lại",
    ),
    ("Số hồ sơ", "5001"): (
        "lỗi[out-of-range]: “A”, cột “Số hồ sơ”: ô ghi 5001, lớn hơn mức cao nhất 5000",
        "kiểm tra lại số ở ô này",
    ),
    ("Tỷ lệ", "120%"): (
        "lỗi[out-of-range]: “A”, cột “Tỷ lệ”: ô ghi 120%, lớn hơn mức cao nhất 100%",
        "kiểm tra lại số ở ô này",
    ),
    ("Tỷ lệ", "-3"): (
        "lỗi[out-of-range]: “A”, cột “Tỷ lệ”: ô ghi -3, nhỏ hơn mức thấp nhất 0%",
        "kiểm tra lại số ở ô này",
    ),
    ("Tỷ lệ", "0,8"): (
        "lỗi[ambiguous]: “A”, cột “Tỷ lệ”: ô ghi “0,8” không có dấu %, có thể là 80% hoặc 0,8%",
        "gõ 80% hoặc 0,8%, có dấu %",
    ),
    ("Có trang thông tin", "chắc có"): (
        "lỗi[out-of-range]: “A”, cột “Có trang thông tin”: ô ghi “chắc có”, không phải có hoặc không",
        "ghi “có” hoặc “không” (hay “đạt”, “không đạt”, “x”)",
    ),
    ("Loại", "phuong"): (
        "lỗi[out-of-range]: “A”, cột “Loại”: ô ghi “phuong”, không phải một lựa chọn của cột",
        "có phải là “phường” không?",
    ),
    ("Loại", "thị trấn"): (
        "lỗi[out-of-range]: “A”, cột “Loại”: ô ghi “thị trấn”, không phải một lựa chọn của cột",
        "ghi một trong: “phường”, “xã”, “đặc khu”",
    ),
}


@pytest.mark.parametrize(("column", "typed"), FIGURE_MESSAGES)
def test_a_cell_of_figures(column: str, typed: str) -> None:
    outcome = given_csv(
        f"Đơn vị;{column}\nA;{typed}\n", Form((block(fields=FIGURES, units=("A",)),))
    )
    message, advice = FIGURE_MESSAGES[column, typed]
    assert told(outcome) == [f"{message}\n  --> diem.csv, ô B2\n   = gợi ý: {advice}"]


def test_blank_cells_are_notes_and_beyond_twenty_are_counted() -> None:
    units = [f"Xã {chr(ord('A') + i)}" for i in range(23)]
    rows = [["Đơn vị", "1.1", "1.2"], *([unit, "-", "1"] for unit in units)]
    outcome = given_csv(written(rows, ";"), Form((block(units=units),)))
    assert not outcome.failed
    assert [d.code.value for d in outcome.diagnostics] == ["cell-blank"] * 21
    assert (
        told(outcome)[0]
        == "lưu ý[cell-blank]: “Xã A”, cột “Hạ tầng”: chưa có số\n  --> diem.csv, ô B2"
    )
    assert told(outcome)[-1] == "lưu ý[cell-blank]: còn 3 chỗ nữa như trên, không in ra từng chỗ"
    assert {tuple(row.entries) for row in outcome.value.rows} == {("nền tảng",)}


# ---- units


UNITS_TOLD = [
    (
        "lỗi[unit-twice]: đơn vị “Sở Y tế” có hai hàng: ô A2 ghi “Sở Y tế”, ô A3 ghi “SYT”\n"
        "  --> diem.csv, ô A3\n"
        "   = gợi ý: xóa một hàng, hoặc sửa tên đơn vị ghi nhầm"
    ),
    (
        "lỗi[sheet-unit-unknown]: không có đơn vị “So Noi vu” trong khối “Cấp sở”\n"
        "  --> diem.csv, ô A4\n"
        "   = gợi ý: có phải là “Sở Nội vụ” không?"
    ),
    (
        "lỗi[decimal-point]: “So Noi vu”, cột “Nền tảng số”: ô ghi “84.25” với dấu chấm, có thể là 84,25 hoặc 8425\n"
        "  --> diem.csv, ô C4\n"
        "   = gợi ý: gõ 84,25 (phần lẻ sau dấu phẩy) hoặc 8425"
    ),
    (
        "lỗi[sheet-unit-unknown]: không có đơn vị “Đài Truyền hình” trong khối “Cấp sở”\n"
        "  --> diem.csv, ô A5\n"
        "   = gợi ý: sửa tên đơn vị, hoặc khai báo tên viết khác của đơn vị"
    ),
    (
        "lỗi[unit-blank]: hàng 6 có số liệu (ô B6 ghi “3”) nhưng để trống tên đơn vị\n"
        "  --> diem.csv, ô A6\n"
        "   = gợi ý: ghi tên đơn vị, hoặc xóa số liệu ở hàng này"
    ),
    "lưu ý[sheet-unit-unknown]: hàng “Tổng cộng” không phải đơn vị, nên không được đọc\n  --> diem.csv, ô A7",
    (
        "cảnh báo[sheet-unit-unknown]: hàng “Người lập bảng” không có số liệu và không phải tên đơn vị, nên không được đọc\n"
        "  --> diem.csv, ô A8"
    ),
    (
        "cảnh báo[unit-missing]: khối “Cấp sở”: 2/4 đơn vị chưa có hàng nào trong bảng: “Ban Dân tộc”, “Sở Du lịch”\n"
        "  --> diem.csv\n"
        "   = gợi ý: thêm hàng cho đơn vị, hoặc đưa thêm tệp số liệu"
    ),
]


def test_units_unknown_twice_missing_and_nameless() -> None:
    units = {
        fold(name): unit
        for name, unit in [
            ("Sở Y tế", "Sở Y tế"),
            ("SYT", "Sở Y tế"),
            ("Sở Nội vụ", "Sở Nội vụ"),
            ("Ban Dân tộc", "Ban Dân tộc"),
            ("Sở Du lịch", "Sở Du lịch"),
        ]
    }
    text = (
        "Đơn vị;1.1;1.2\nSở Y tế;1;2\nSYT;1;2\nSo Noi vu;1;84.25\nĐài Truyền hình;1;2\n;3;\n"
        "Tổng cộng;6;8\nNgười lập bảng\n"
    )
    outcome = given_csv(text, Form((BlockForm("Cấp sở", POINTS, units, True),)))
    assert told(outcome) == UNITS_TOLD
    assert figures(outcome) == {"Sở Y tế": {"hạ tầng": "1", "nền tảng": "2"}}


def test_a_near_name_in_an_open_list_is_a_warning() -> None:
    outcome = given_csv(
        "Đơn vị;1.1;1.2\nSở Y tê;1;2\nTrung tâm Lưu trữ;1;2\n",
        Form((block(units=("Sở Y tế",), closed=False),)),
    )
    assert told(outcome) == [
        (
            "cảnh báo[sheet-unit-unknown]: không có đơn vị “Sở Y tê” trong khối “Cấp sở”\n"
            "  --> diem.csv, ô A2\n"
            "   = gợi ý: có phải là “Sở Y tế” không?"
        )
    ]
    assert list(figures(outcome)) == ["Sở Y tê", "Trung tâm Lưu trữ"]


def test_a_figure_given_in_two_files() -> None:
    first = SheetFile("a.csv", ("Đơn vị;1.1;1.2\n" + written(FULL_ROWS, ";")).encode())
    second = SheetFile("b.csv", "Đơn vị;1.2\nSở Y tế;13\n".encode())
    outcome = read_sheet([first, second], ONE)
    assert told(outcome) == [
        (
            "lỗi[unit-twice]: “Sở Y tế”, cột “Nền tảng số”: có số ở hai nơi, a.csv, ô C2 ghi “12” và b.csv, ô B2 ghi “13”\n"
            "  --> b.csv, ô B2\n"
            "   = gợi ý: chỉ để số ở một nơi"
        )
    ]


def test_a_row_that_numbers_the_columns_is_no_unit() -> None:
    units = Form((block(units=()),))
    assert list(figures(given_csv("Đơn vị;1.1;1.2\nA;1;2\nB;3;4\n", units))) == ["A", "B"]
    assert list(figures(given_csv("Đơn vị;1.1;1.2\n1;2;3=2-1\nB;3;4\n", units))) == ["B"]
    outcome = given_csv(
        "TT;Đơn vị;1.1;1.2\n(A);(B);(1);(2)\n1;Sở Y tế;1;2\n", Form((block(units=("Sở Y tế",)),))
    )
    assert told(outcome) == [
        "lưu ý[sheet-unit-unknown]: hàng 2 chỉ đánh số các cột, nên không được đọc\n  --> diem.csv, ô A2"
    ]
    assert figures(outcome) == {"Sở Y tế": {"hạ tầng": "1", "nền tảng": "2"}}


# ---- columns


def test_columns_missing_unknown_and_twice() -> None:
    text = "Đơn vị;Hạ tầng;1.1;Nền tảng sô;Xếp hạng\nSở Y tế;1;2;3;1\nSở Nội vụ;1;2;3;2\nBan Dân tộc;1;2;3;3\n"
    assert told(given_csv(text)) == [
        (
            "cảnh báo[column-unknown]: cột “Nền tảng sô” không có trong bộ tiêu chí, nên không được đọc\n"
            "  --> diem.csv, ô D1\n"
            "   = gợi ý: ô D1: có phải là “Nền tảng số” không?"
        ),
        "cảnh báo[column-unknown]: cột “Xếp hạng” không có trong bộ tiêu chí, nên không được đọc\n  --> diem.csv, ô E1",
        (
            "lỗi[column-twice]: hai cột cùng là “Hạ tầng”: ô B1 (“Hạ tầng”) và ô C1 (“1.1”)\n"
            "  --> diem.csv, ô C1\n"
            "   = gợi ý: xóa một cột, hoặc sửa tiêu đề cột ghi nhầm"
        ),
        (
            "lỗi[column-missing]: bảng của khối “Cấp sở” thiếu cột “Nền tảng số”\n"
            "  --> diem.csv, ô A1\n"
            "   = gợi ý: “Nền tảng sô” ở ô D1 có phải là “Nền tảng số”?"
        ),
    ]


def test_a_heading_of_two_columns_is_not_guessed() -> None:
    fields = (
        Field("a", ("1.1 Hạ tầng", "Hạ tầng", "1.1"), FieldKind.POINTS),
        Field("b", ("2.1 Hạ tầng", "Hạ tầng", "2.1"), FieldKind.POINTS),
    )
    outcome = given_csv("Đơn vị;Hạ tầng;2.1\nA;1;2\n", Form((block(fields=fields, units=("A",)),)))
    assert told(outcome) == [
        (
            "lỗi[ambiguous]: tiêu đề “Hạ tầng” có thể là cột “1.1 Hạ tầng” hay “2.1 Hạ tầng”\n"
            "  --> diem.csv, ô B1\n"
            "   = gợi ý: đặt tiêu đề cột bằng mã"
        )
    ]
    assert figures(outcome) == {"A": {"b": "2"}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Tên;Hạ tầng;Nền tảng số\nSở Y tế;1;2\n",
            (
                "lỗi[column-missing]: bảng không có cột tên đơn vị\n"
                "  --> diem.csv, ô B1\n"
                "   = gợi ý: thêm cột “Đơn vị” (hoặc “Tên đơn vị”, “Cơ quan, đơn vị”) cùng hàng tiêu đề này"
            ),
        ),
        (
            "Đơn vị;Điểm\nSở Y tế;1\n",
            (
                "lỗi[column-missing]: bảng có cột tên đơn vị nhưng không có cột số liệu nào của bộ tiêu chí\n"
                "  --> diem.csv, ô A1\n"
                "   = gợi ý: đặt tiêu đề cột theo mã hoặc tên: “Hạ tầng”, “Nền tảng số”"
            ),
        ),
        (
            "Bài thơ\nKhông có bảng\n",
            (
                "lỗi[sheet-format]: không tìm thấy hàng tiêu đề trong 15 hàng đầu của bảng\n"
                "  --> diem.csv\n"
                "   = gợi ý: hàng tiêu đề cần có cột “Đơn vị” và các cột số liệu: “Hạ tầng”, “Nền tảng số”"
            ),
        ),
        (
            "§¬n vÞ;H¹ tÇng;NÒn t¶ng sè\nSë Y tÕ;1;2\n",
            (
                "lỗi[legacy-encoding]: chữ trong tệp có vẻ theo bảng mã TCVN3 (ABC), không phải Unicode\n"
                "  --> diem.csv\n"
                "   = gợi ý: chuyển từ TCVN3 (ABC) sang Unicode dựng sẵn (UniKey có “Công cụ chuyển mã”), "
                "đổi phông chữ sang Times New Roman, rồi lưu lại dạng “CSV UTF-8” hoặc .xlsx"
            ),
        ),
        (
            "Ñôn vò;Haï taàng;Neàn taûng soá\nSôû Y teá;1;2\n",
            (
                "lỗi[legacy-encoding]: chữ trong tệp có vẻ theo bảng mã VNI, không phải Unicode\n"
                "  --> diem.csv\n"
                "   = gợi ý: chuyển từ VNI sang Unicode dựng sẵn (UniKey có “Công cụ chuyển mã”), "
                "đổi phông chữ sang Times New Roman, rồi lưu lại dạng “CSV UTF-8” hoặc .xlsx"
            ),
        ),
        (
            "Đơn vị;1.1;1.2\n",
            (
                "lỗi[sheet-empty]: bảng không có hàng nào dưới hàng tiêu đề\n"
                "  --> diem.csv, ô A1\n"
                "   = gợi ý: ghi mỗi đơn vị một hàng dưới hàng tiêu đề"
            ),
        ),
        (
            "",
            (
                "lỗi[sheet-empty]: tệp không có ô nào có chữ hay số\n"
                "  --> diem.csv\n"
                "   = gợi ý: kiểm tra xem có chọn nhầm tệp không"
            ),
        ),
        (
            'Đơn vị;1.1;1.2\n"Sở Y tế;1;2\nSở Nội vụ;1;2\n',
            (
                "lỗi[sheet-format]: dấu ngoặc kép ở hàng bắt đầu từ dòng 2 không khép đúng chỗ\n"
                "  --> diem.csv\n"
                '   = gợi ý: ô có dấu ngoặc kép hay xuống dòng phải nằm trọn trong "…", dấu " bên trong viết hai lần; '
                "hoặc lưu lại từ Excel"
            ),
        ),
        (
            "Đơn vị;1.1\nSở\x00Y tế;1\n",
            (
                "lỗi[sheet-format]: dòng 2 có ký tự điều khiển (mã 0); tệp này không phải tệp chữ\n"
                "  --> diem.csv\n"
                "   = gợi ý: mở tệp gốc bằng Excel rồi lưu lại dạng “CSV UTF-8” hoặc .xlsx"
            ),
        ),
    ],
)
def test_a_table_that_is_none(text: str, expected: str) -> None:
    assert told(given_csv(text))[:1] == [expected]


def test_a_decimal_comma_that_cut_a_cell_is_told() -> None:
    outcome = given_csv("Đơn vị,1.1,1.2\nSở Y tế,8,25,12\nSở Nội vụ,1,2\nBan Dân tộc,1,2\n")
    assert told(outcome)[0] == (
        "lỗi[sheet-format]: hàng 2 (“Sở Y tế”) có nhiều ô hơn hàng tiêu đề, từ ô D2 ghi “12”\n"
        "  --> diem.csv, ô D2\n"
        '   = gợi ý: số có dấu phẩy phải nằm trong ngoặc kép ("84,25"), hoặc lưu tệp với dấu chấm phẩy ngăn cột'
    )


# ---- blocks


TWO_ROWS: list[list[object]] = [
    ["Sở Y tế", "1", "2"],
    ["Sở Nội vụ", "1", "2"],
    ["Ban Dân tộc", "1", "2"],
]
COMMUNES: list[list[object]] = [["Phường Thuận Hoá", "3", "4"], ["Xã Vinh Xuân", "3", "4"]]
HEAD: list[object] = ["Đơn vị", "1.1", "1.2"]


def blocks_of(outcome: Outcome[Sheet]) -> dict[str, str]:
    assert told(outcome) == []
    return {row.unit: row.block for row in outcome.value.rows}


BOTH = {
    "Sở Y tế": "Cấp sở",
    "Sở Nội vụ": "Cấp sở",
    "Ban Dân tộc": "Cấp sở",
    "Phường Thuận Hóa": "Cấp xã",
    "Xã Vinh Xuân": "Cấp xã",
}


def test_a_sheet_for_each_block() -> None:
    data = workbook({"cấp xã": [HEAD, *COMMUNES], "CẤP SỞ": [HEAD, *TWO_ROWS]})
    assert blocks_of(read_sheet([SheetFile("a.xlsx", data)], TWO)) == BOTH


def test_a_column_for_the_block_also_merged() -> None:
    rows = [
        ["Khối", *HEAD],
        *(["Cấp sở", *row] for row in TWO_ROWS),
        *(["cấp xã", *row] for row in COMMUNES),
    ]
    assert blocks_of(given_csv(written(rows), TWO)) == BOTH
    merged: Cells = [
        ["Khối", *HEAD],
        *([None if i else "Cấp sở", *row] for i, row in enumerate(TWO_ROWS)),
        *([None if i else "Cấp xã", *row] for i, row in enumerate(COMMUNES)),
    ]

    def merge(book: openpyxl.Workbook) -> None:
        book.worksheets[0].merge_cells("A2:A4")
        book.worksheets[0].merge_cells("A5:A6")

    assert blocks_of(given_xlsx(merged, TWO, merge)) == BOTH


def test_a_file_for_each_block_by_its_name() -> None:
    open_form = Form((block(units=()), block("Cấp xã", units=())))
    files = [
        SheetFile("so-lieu/diem-cap-so-2022.csv", written([HEAD, *TWO_ROWS]).encode()),
        SheetFile(
            "Cấp xã.csv",
            written([HEAD, ["Phường Thuận Hóa", "3", "4"], ["Xã Vinh Xuân", "3", "4"]]).encode(),
        ),
    ]
    assert blocks_of(read_sheet(files, open_form)) == BOTH


def test_the_name_of_a_file_yields_to_the_units_in_it() -> None:
    shared = Form((block(units=("A", "B")), block("Cấp xã", units=("A", "B"))))
    text = "Đơn vị;1.1;1.2\nA;1;2\nB;3;4\n"
    assert {row.block for row in given_csv(text, shared, "cap-xa.csv").value.rows} == {"Cấp xã"}
    text = "Đơn vị;1.1;1.2\nPhường Thuận Hóa;1;2\nXã Vinh Xuân;3;4\n"
    assert {row.block for row in given_csv(text, TWO, "cap-so.csv").value.rows} == {"Cấp xã"}


def test_a_block_by_its_units_or_its_columns() -> None:
    assert blocks_of(given_csv(written([HEAD, *COMMUNES, *TWO_ROWS]), TWO)) == BOTH
    form = Form((block(units=()), block("Cấp xã", (HUE,), units=())))
    assert blocks_of(given_csv("Đơn vị;Điểm xã\nXã A;1\n", form)) == {"Xã A": "Cấp xã"}


def test_a_block_that_is_not_clear() -> None:
    form = Form((block(units=()), block("Cấp xã", units=())))
    assert told(given_csv("Đơn vị;1.1;1.2\nA;1;2\n", form, "so-lieu.csv")) == [
        (
            "lỗi[block-unclear]: không rõ bảng này của khối nào: “Cấp sở”, “Cấp xã”\n"
            "  --> so-lieu.csv, ô A1\n"
            "   = gợi ý: thêm cột “Khối”, hoặc đặt tên trang (hay tên tệp) theo tên khối"
        )
    ]
    assert told(given_csv("Khối;Đơn vị;1.1;1.2\nCap xa;A;1;2\n;B;1;2\n", form)) == [
        (
            "lỗi[block-unclear]: “A”: cột Khối ghi “Cap xa”, không có khối đó\n"
            "  --> diem.csv, ô A2\n"
            "   = gợi ý: có phải là “Cấp xã” không?"
        ),
        (
            "lỗi[block-unclear]: “B”: cột Khối để trống\n"
            "  --> diem.csv, ô B3\n"
            "   = gợi ý: ghi một trong: “Cấp sở”, “Cấp xã”"
        ),
    ]


def test_a_name_in_no_block_and_a_figure_in_a_column_of_another() -> None:
    form = Form((block(), block("Cấp xã", (POINTS[0],), units=("Xã Vinh Xuân",))))
    text = "Đơn vị;1.1;1.2\nSở Y tế;1;2\nSở Nội vụ;1;2\nBan Dân tộc;1;2\nXã Vinh Xuân;3;4\nVinh Xuân;3;\n"
    assert told(given_csv(text, form)) == [
        (
            "cảnh báo[column-unknown]: “Xã Vinh Xuân”, cột “Nền tảng số”: khối “Cấp xã” không có cột này, nên ô không được đọc\n"
            "  --> diem.csv, ô C5"
        ),
        (
            "lỗi[sheet-unit-unknown]: không có đơn vị “Vinh Xuân” trong khối nào\n"
            "  --> diem.csv, ô A6\n"
            "   = gợi ý: có phải là “Xã Vinh Xuân” không?"
        ),
    ]
