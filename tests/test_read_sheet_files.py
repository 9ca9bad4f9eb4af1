"""Files of any kind: a message for what is no table, bounds on what is read, figures that come back as written."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sheet_samples import (
    FULL,
    FULL_ROWS,
    ONE,
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
    zipped,
)

from cqdt_rules.read_sheet import SheetFile, read_sheet, read_table
from cqdt_rules.read_sheet.excel_file import number_text
from cqdt_rules.sheet import CellKind, Field, FieldKind, Form

# ---- files that are no tables


def test_bytes_that_are_not_utf8() -> None:
    assert told(read_table("a.csv", b"Don vi,1.1\nS\xff Y t,1\n")) == [
        (
            "lỗi[not-utf8]: dòng 2 có byte FF không đọc được theo UTF-8\n"
            "  --> a.csv\n"
            "   = gợi ý: trong Excel chọn Lưu thành (Save As), kiểu “CSV UTF-8 (Comma delimited)” hoặc .xlsx"
        )
    ]
    assert told(read_table("a.csv", b"\x00\xff\xfe\x00"))[0].startswith(
        "lỗi[sheet-format]: tệp này không phải tệp chữ (CSV) cũng không phải Excel .xlsx"
    )


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("§¬n vÞ,H¹ tÇng\nSë Y tÕ,1\n".encode("latin-1"), "TCVN3 (ABC)"),
        ("Ñôn vò,Haï taàng\nSôû Y teá,1\nSôû Noäi vuï,2\n".encode("latin-1"), "VNI"),
        (
            "Đơn vi\u0323,Ha\u0323 tâ\u0300ng\nSơ\u0309 Y tê\u0301,1\n".encode("cp1258"),
            "Windows-1258",
        ),
    ],
)
def test_old_code_pages_are_named(data: bytes, name: str) -> None:
    assert told(read_table("a.csv", data)) == [
        (
            f"lỗi[legacy-encoding]: chữ trong tệp có vẻ theo bảng mã {name}, không phải Unicode\n"
            "  --> a.csv\n"
            f"   = gợi ý: chuyển từ {name} sang Unicode dựng sẵn (UniKey có “Công cụ chuyển mã”), "
            "đổi phông chữ sang Times New Roman, rồi lưu lại dạng “CSV UTF-8” hoặc .xlsx"
        )
    ]


SMALL = workbook({"Cấp sở": [["Đơn vị", "1.1", "1.2"], *FULL_ROWS]})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AGAIN = "mở tệp gốc bằng Excel rồi lưu lại dạng “Excel Workbook (.xlsx)”"
BROKEN = (
    "lỗi[sheet-format]: tệp Excel bị hỏng hoặc thiếu một phần, không mở được\n"
    "  --> a.xlsx\n"
    f"   = gợi ý: tải lại tệp từ nơi gửi, hoặc {SAVE_AGAIN}"
)
DOCTYPE = (
    b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    ("data", "message", "advice"),
    [
        (OLE + bytes(600), "tệp này là Excel đời cũ (.xls), không phải .xlsx", SAVE_AGAIN),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "tệp Excel được đặt mật khẩu, không đọc được",
            "trong Excel chọn Tệp (File) > Thông tin (Info), bỏ mật khẩu rồi lưu lại",
        ),
        (
            zipped(
                {
                    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                    "content.xml": b"<a/>",
                }
            ),
            "tệp này là tệp OpenDocument (.ods, .odt), không phải tệp Excel .xlsx",
            SAVE_AGAIN,
        ),
        (
            zipped({"word/document.xml": b"<a/>"}),
            "tệp này là tệp Word (.docx), không phải tệp Excel .xlsx",
            SAVE_AGAIN,
        ),
        (
            zipped({"anh.png": b"\x89PNG"}),
            "tệp này là tệp nén (.zip), không phải tệp Excel .xlsx",
            SAVE_AGAIN,
        ),
        (
            b"<html><table>",
            "tệp này là trang web hoặc XML mang đuôi .xlsx, không phải tệp Excel",
            SAVE_AGAIN,
        ),
        (
            "Đơn vị,1.1\n".encode(),
            "tệp này không phải tệp Excel .xlsx",
            "nếu là tệp chữ (CSV) thì đổi đuôi thành .csv; nếu không, lưu lại từ Excel dạng .xlsx",
        ),
    ],
)
def test_other_files_called_xlsx(data: bytes, message: str, advice: str) -> None:
    assert told(read_table("a.xlsx", data)) == [
        f"lỗi[sheet-format]: {message}\n  --> a.xlsx\n   = gợi ý: {advice}"
    ]


def with_shared_strings() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.add_worksheet("A").write_row(0, 0, ["Đơn vị", 5])
    book.close()
    return target.getvalue()


SHARED = with_shared_strings()


def with_row_twice(xml: bytes) -> bytes:
    start, end = xml.index(b'<row r="2"'), xml.index(b'<row r="3"')
    return xml[:end] + xml[start:end] + xml[end:]


def declared_small(data: bytes) -> bytes:
    """The same with the unpacked size of each part said to be 100 bytes."""
    out = bytearray(data)
    at = out.find(b"PK\x01\x02")
    while at >= 0:
        out[at + 24 : at + 28] = (100).to_bytes(4, "little")
        at = out.find(b"PK\x01\x02", at + 4)
    return bytes(out)


def bad_crc(data: bytes) -> bytes:
    at = data.index(b"<row") if b"<row" in data else len(data) // 3
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize(
    "data",
    [
        SMALL[:-400],
        SMALL[:1500],
        bad_crc(SMALL),
        declared_small(SMALL),
        replaced(SMALL, SHEET1, with_row_twice),
        replaced(SMALL, SHEET1, lambda xml: xml[:-40]),
        replaced(SMALL, SHEET1, lambda xml: DOCTYPE + xml),
        replaced(SMALL, "xl/workbook.xml", lambda xml: DOCTYPE + xml),
        replaced(SMALL, SHEET1, lambda xml: xml.replace(b'<row r="2"', b'<row r="2000000000"')),
        replaced(SMALL, SHEET1, lambda xml: xml.replace(b'<row r="3"', b'<row r="1e99"')),
        replaced(SMALL, SHEET1, lambda xml: xml.replace(b'<row r="3"', b'<row r="NaN"')),
        replaced(SMALL, SHEET1, lambda xml: xml.replace(b'<row r="3"', b'<row r="2"')),
        replaced(SHARED, SHEET1, lambda xml: xml.replace(b"<v>0</v>", b"<v>99999</v>")),
        replaced(SHARED, SHEET1, lambda xml: xml.replace(b"<v>5</v>", b"<v>5,5</v>")),
        replaced(
            SMALL,
            "xl/workbook.xml",
            lambda xml: xml.replace(
                b"</sheets>",
                b'<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" name="B" sheetId="2" r:id="rId1"/></sheets>',
            ),
        ),
        zipped({"[Content_Types].xml": b"<Types/>"}),
    ],
)
def test_damaged_workbooks(data: bytes) -> None:
    assert told(read_table("a.xlsx", data)) == [BROKEN]


@pytest.mark.parametrize("claimed", [b"A1", b"A1:A1", b"A1:XFD1048576", b"Z90:ZZ99"])
def test_a_claimed_size_is_not_believed(claimed: bytes) -> None:
    data = replaced(
        SMALL,
        SHEET1,
        lambda xml: xml.replace(b'<dimension ref="A1:C4"', b'<dimension ref="' + claimed + b'"'),
    )
    assert data != SMALL
    assert figures(read_sheet([SheetFile("a.xlsx", data)], ONE)) == FULL


def row_of(number: int, cells: Iterable[str]) -> bytes:
    return f'<row r="{number}">{"".join(f"<c r={chr(34)}{c}{number}{chr(34)}><v>1</v></c>" for c in cells)}</row>'.encode()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda xml: xml.replace(
                b"</sheetData>", b"</sheetData><!--" + b" " * 90_000_000 + b"-->"
            ),
            "tệp Excel bung ra lớn hơn 80 MB hoặc có hơn 5.000 phần, mức nhiều nhất được đọc",
        ),
        (
            lambda xml: xml.replace(
                b"</sheetData>",
                b"".join(row_of(i, "A") for i in range(10, 500_100)) + b"</sheetData>",
            ),
            "bảng có hơn 500.000 ô, mức nhiều nhất được đọc",
        ),
        (
            lambda xml: xml.replace(
                b"</sheetData>",
                b"".join(row_of(i, ["XFD"]) for i in range(10, 1_400)) + b"</sheetData>",
            ),
            "bảng có hơn 500.000 ô, mức nhiều nhất được đọc",
        ),
        (
            lambda xml: xml.replace(b"<sheetData>", b"<x/>" * 300_001 + b"<sheetData>"),
            "tệp Excel có hơn 300.000 định dạng hoặc hơn 4.000.000 mục, mức nhiều nhất được đọc",
        ),
    ],
    ids=["bomb", "cells", "wide", "styles"],
)
def test_workbooks_too_large(change: Callable[[bytes], bytes], message: str) -> None:
    data = replaced(SMALL, SHEET1, change)
    start = time.perf_counter()
    outcome = read_table("a.xlsx", data)
    assert [text.split("\n")[0] for text in told(outcome)] == [f"lỗi[file-too-large]: {message}"]
    assert time.perf_counter() - start < 20


def test_merged_cells_and_links_over_a_whole_sheet_cost_nothing() -> None:
    spread = b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'
    data = replaced(SMALL, SHEET1, lambda xml: xml.replace(b"</sheetData>", spread))
    start = time.perf_counter()
    assert figures(read_sheet([SheetFile("a.xlsx", data)], ONE)) == FULL
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a" * 20_000_001, "tệp lớn hơn 20 MB, mức nhiều nhất được đọc"),
        (b"a;" * 5_000_000, "bảng có hơn 500.000 ô, mức nhiều nhất được đọc"),
        (b"a\n" * 5_000_000, "bảng có hơn 500.000 ô, mức nhiều nhất được đọc"),
    ],
    ids=["bytes", "wide", "long"],
)
def test_csv_too_large(data: bytes, message: str) -> None:
    start = time.perf_counter()
    outcome = read_table("a.csv", data)
    assert [text.split("\n")[0] for text in told(outcome)] == [f"lỗi[file-too-large]: {message}"]
    assert time.perf_counter() - start < 20


def test_a_thousand_unknown_headings_and_units_take_no_long() -> None:
    heads = ["Đơn vị", "1.1", *(f"Cột thứ {i}" for i in range(2_000))]
    rows = [heads, *([f"Xã số {i}", "1"] for i in range(2_000))]
    start = time.perf_counter()
    outcome = given_csv(written(rows), Form((block(units=[f"Phường {i}" for i in range(500)]),)))
    assert len(outcome.diagnostics) < 60
    assert time.perf_counter() - start < 20


# ---- the lower layer


def test_read_table_gives_cells_as_printed() -> None:
    (table,) = read_table(
        "cong-bo.csv", 'TT;Đơn vị;Điểm\n1;"Sở\nY tế";84.25\n;;\n2;"";1.000;;\n'.encode()
    ).value
    assert (table.file, table.sheet, table.hidden) == ("cong-bo.csv", "", False)
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["TT", "Đơn vị", "Điểm"],
        ["1", "Sở\nY tế", "84.25"],
        ["2", "", "1.000"],
    ]
    assert [row[-1].address for row in table.rows] == ["C1", "C2", "C4"]


def test_read_table_of_a_workbook() -> None:
    rows: Cells = [
        ["Đơn vị", "Điểm"],
        ["A", 84.25],
        [None, 0.5],
        ["B", dt.datetime.fromisoformat("2022-05-01T08:30")],
        ["C", "=1"],
    ]

    def percent(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["B3"].number_format = "0.00%"

    first, second = read_table("a.xlsx", workbook({"Một": rows, "Hai": [["x"]]}, percent)).value
    assert (first.sheet, second.sheet) == ("Một", "Hai")
    assert [[(cell.address, cell.text, cell.kind) for cell in row] for row in first.rows[1:]] == [
        [("A2", "A", CellKind.TEXT), ("B2", "84,25", CellKind.NUMBER)],
        [("A3", "", CellKind.TEXT), ("B3", "50%", CellKind.NUMBER)],
        [("A4", "B", CellKind.TEXT), ("B4", "01/05/2022 08:30", CellKind.DATE)],
        [("A5", "C", CellKind.TEXT), ("B5", "", CellKind.UNSAVED)],
    ]


@pytest.mark.parametrize(
    ("stored", "percent", "shown"),
    [
        ("84.25", False, "84,25"),
        ("0.30000000000000004", False, "0,3"),
        ("1e-07", False, "0,0000001"),
        ("1234567890123456", False, "1234567890123456"),
        ("0.8536", True, "85,36%"),
        ("0.07", True, "7%"),
        ("-3", False, "-3"),
        ("inf", False, "inf"),
        ("1e+300", False, "1e+300"),
    ],
)
def test_the_text_of_a_stored_number(stored: str, percent: bool, shown: str) -> None:
    assert number_text(stored, percent=percent) == shown


# ---- properties

SOME = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAMES = st.sampled_from(["a.csv", "a.xlsx", "b.xls", "c"])
EXACT = st.decimals(min_value=Decimal(-99999), max_value=Decimal(99999), places=4, allow_nan=False)
ANY = Form((block(fields=(Field("đo", ("Chỉ số",), FieldKind.NUMBER),), units=()),))


@SOME
@given(
    NAMES,
    st.binary(max_size=400)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
)
@example("a.csv", b"\xff\xfe\x00")
@example("a.csv", b"sep=;\n")
@example("a.xlsx", b"PK\x05\x06" + bytes(18))
@example("a.xlsx", b"PK\x03\x04")
def test_any_bytes_give_an_outcome(name: str, data: bytes) -> None:
    for form in (ONE, TWO, ANY, Form(())):
        outcome = read_sheet([SheetFile(name, data)], form)
        assert all(d.to_text() for d in outcome.diagnostics)


@SOME
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "Đơn vị",
                    "Khối",
                    "1.1",
                    "1.2",
                    "Sở Y tế",
                    "Cấp xã",
                    "84.25",
                    "8,5",
                    "",
                    "-",
                    "x" * 70,
                    "Tổng cộng",
                    "\u200b",
                ]
            ),
            max_size=5,
        ),
        max_size=6,
    )
)
def test_any_cells_give_an_outcome_alike_in_csv_and_excel(rows: list[list[str]]) -> None:
    from_csv = read_sheet([SheetFile("a", written(rows, ";").encode())], TWO)
    from_xlsx = read_sheet([SheetFile("a", workbook({"a": rows}))], TWO)
    assert [d.code for d in from_csv.diagnostics if d.code.value not in UNLIKE] == [
        d.code for d in from_xlsx.diagnostics if d.code.value not in UNLIKE
    ]
    assert figures(from_csv) == figures(from_xlsx)


UNLIKE = (
    "sheet-format",
    "column-unknown",
)  # a figure beyond the headings: a comma too many in CSV, a column in Excel


@SOME
@given(st.data())
def test_any_damage_to_a_workbook_gives_an_outcome(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(SMALL)) as archive:
        name = data.draw(st.sampled_from(archive.namelist()))
        content = archive.read(name)
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    put = data.draw(
        st.sampled_from([b"", b"9", b"-1", b"<", b'"', b"A1:XFD1048576", b"&a;", b"\x00", b"1e9"])
    )
    outcome = read_sheet(
        [SheetFile("a.xlsx", replaced(SMALL, name, lambda xml: xml[:start] + put + xml[end:]))], ONE
    )
    assert all(d.to_text() for d in outcome.diagnostics)


@SOME
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 255))
def test_any_byte_changed_in_the_zip_gives_an_outcome(at: int, byte: int) -> None:
    read_sheet([SheetFile("a.xlsx", SMALL[:at] + bytes([byte]) + SMALL[at + 1 :])], ONE)


def text_of(figure: Decimal) -> str:
    return f"{figure:f}".replace(".", ",")


@SOME
@given(st.lists(EXACT, min_size=1, max_size=8))
def test_exact_decimals_come_back_from_csv(values: list[Decimal]) -> None:
    rows = [["Đơn vị", "Chỉ số"], *([f"Xã {i}", text_of(v)] for i, v in enumerate(values))]
    for separator in ",;\t":
        outcome = given_csv(written(rows, separator), ANY)
        assert [row.entries["đo"].value for row in outcome.value.rows] == [
            Fraction(v) for v in values
        ]


@SOME
@given(st.lists(EXACT, min_size=1, max_size=8))
def test_exact_decimals_come_back_from_excel(values: list[Decimal]) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Đơn vị", "Chỉ số"])
    for i, value in enumerate(values, 1):
        sheet.write_row(i, 0, [f"Xã {i}", float(value)])
    book.close()
    by_openpyxl = workbook(
        {"A": [["Đơn vị", "Chỉ số"], *([f"Xã {i}", v] for i, v in enumerate(values))]}
    )
    for data in (target.getvalue(), by_openpyxl):
        outcome = read_sheet([SheetFile("a.xlsx", data)], ANY)
        assert [row.entries["đo"].value for row in outcome.value.rows] == [
            Fraction(v) for v in values
        ]


@SOME
@given(st.permutations([0, 1, 2, 3]))
def test_the_order_of_columns_does_not_matter(order: list[int]) -> None:
    rows = [
        ["Đơn vị", "1.1", "1.2", "STT"],
        *([*row, str(i)] for i, row in enumerate(FULL_ROWS, 1)),
    ]
    mixed = [[row[i] for i in order] for row in rows]
    assert figures(given_csv(written(mixed))) == FULL
    assert figures(given_xlsx(mixed)) == FULL
