"""Small forms and tables that the tests of sheets share."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from fractions import Fraction

import openpyxl

from cqdt_rules.diagnostics import Outcome
from cqdt_rules.numbers import fold
from cqdt_rules.read_sheet import SheetFile, read_sheet
from cqdt_rules.sheet import BlockForm, Field, FieldKind, Form, RawTable, Sheet

Cells = Sequence[Sequence[object]]

POINTS = (
    Field(
        "hạ tầng",
        ("Hạ tầng", "1.1 Hạ tầng", "1.1"),
        FieldKind.POINTS,
        Fraction(0),
        Fraction(10),
        2,
        required=True,
    ),
    Field(
        "nền tảng",
        ("Nền tảng số", "1.2 Nền tảng số", "1.2"),
        FieldKind.POINTS,
        Fraction(0),
        Fraction(20),
        2,
        required=True,
    ),
)
FIGURES = (
    Field("hồ sơ", ("Số hồ sơ",), FieldKind.INTEGER, Fraction(0), Fraction(5000)),
    Field("tỷ lệ", ("Tỷ lệ",), FieldKind.PERCENT, Fraction(0), Fraction(1), 2),
    Field("có trang", ("Có trang thông tin",), FieldKind.YES_NO),
    Field("loại", ("Loại",), FieldKind.OPTION, options=("phường", "xã", "đặc khu")),
    Field("ghi", ("Mô tả",), FieldKind.TEXT),
    Field("đo", ("Chỉ số",), FieldKind.NUMBER),
)
UNITS = ("Sở Y tế", "Sở Nội vụ", "Ban Dân tộc")
HUE = Field("xã", ("Điểm xã",), FieldKind.POINTS, Fraction(0), Fraction(10), required=True)


def block(
    name: str = "Cấp sở",
    fields: Sequence[Field] = POINTS,
    units: Sequence[str] = UNITS,
    closed: bool = True,
) -> BlockForm:
    return BlockForm(name, tuple(fields), {fold(u): u for u in units}, closed and bool(units))


ONE = Form((block(),))
TWO = Form((block(), block("Cấp xã", units=("Phường Thuận Hóa", "Xã Vinh Xuân"))))


def given_csv(text: str, form: Form = ONE, name: str = "diem.csv") -> Outcome[Sheet]:
    return read_sheet([SheetFile(name, text.encode("utf-8"))], form)


def workbook(
    sheets: dict[str, Cells], finish: Callable[[openpyxl.Workbook], None] = lambda _: None
) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    finish(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def given_xlsx(
    rows: Cells, form: Form = ONE, finish: Callable[[openpyxl.Workbook], None] = lambda _: None
) -> Outcome[Sheet]:
    return read_sheet([SheetFile("diem.xlsx", workbook({"Cấp sở": rows}, finish))], form)


def told(outcome: Outcome[Sheet] | Outcome[tuple[RawTable, ...]]) -> list[str]:
    return [d.to_text() for d in outcome.diagnostics]


def figures(outcome: Outcome[Sheet]) -> dict[str, dict[str, str]]:
    return {
        row.unit: {key: str(entry.value) for key, entry in row.entries.items()}
        for row in outcome.value.rows
    }


FULL = {
    "Sở Y tế": {"hạ tầng": "33/4", "nền tảng": "12"},
    "Sở Nội vụ": {"hạ tầng": "10", "nền tảng": "0"},
    "Ban Dân tộc": {"hạ tầng": "1/2", "nền tảng": "20"},
}
FULL_ROWS = [["Sở Y tế", "8,25", "12"], ["Sở Nội vụ", "10", "0"], ["Ban Dân tộc", "0,5", "20"]]


def written(rows: Cells, separator: str = ",") -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=separator).writerows(rows)
    return target.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def replaced(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    return zipped({**members, name: change(members[name])})


SHEET1 = "xl/worksheets/sheet1.xml"
