"""The guard before a workbook: the zip directory first, then every part once, within bounds.

What openpyxl is given afterwards is a new package that holds only the parts which cells need,
exactly as they were counted here: no drawings, links or pivots that could be unfolded again and
again, no document types, no sheet that is named twice.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import Counter
from decimal import Decimal, InvalidOperation
from xml.parsers import expat

from attrs import Factory, define, frozen

from cqdt_rules.diagnostics import Code
from cqdt_rules.read_sheet.unreadable import (
    MAX_CELLS,
    MAX_COLUMN,
    MAX_INFLATED,
    MAX_ROW,
    Unreadable,
    grouped,
    too_many_cells,
)
from cqdt_rules.sheet import Area

_MAX_MEMBERS = 5_000
_MAX_SHEETS = 200
_MAX_ELEMENTS = 8 * MAX_CELLS
_MAX_HEAVY = 300_000  # styles and their like: openpyxl makes an object of each
_MAX_WIDTHS = 20_000_000  # the sum of all rows' last columns

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KEPT_ROOTS = frozenset({"Types", "Relationships", "workbook", "worksheet", "sst", "styleSheet"})
_LIGHT = frozenset(
    ["c", "v", "f", "row", "is", "si", "t", "r", "rPr", "rFont", "sz", "color", "family", "scheme"]
)
_ADDRESS = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})\Z")
_AS_XLSX = "mở tệp gốc bằng Excel rồi lưu lại dạng “Excel Workbook (.xlsx)”"


@frozen
class Package:
    """A workbook that is safe to open, and what openpyxl does not tell of each of its sheets."""

    data: bytes
    merged: dict[str, tuple[Area, ...]]
    unsaved: dict[str, frozenset[tuple[int, int]]]  # rows and columns of formulas without result


def looks_zipped(data: bytes) -> bool:
    """Whether bytes are a zip package or an old Office file, whatever the file is called."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06", _OLE))


def open_package(data: bytes) -> Package:
    """The package in these bytes; raises Unreadable."""
    _refuse_others(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive)
            return _repacked(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        ValueError,
        OSError,
        RuntimeError,
    ):
        raise damaged() from None


def damaged() -> Unreadable:
    """A workbook that is cut short or spoilt."""
    return Unreadable(
        Code.SHEET_FORMAT,
        "tệp Excel bị hỏng hoặc thiếu một phần, không mở được",
        "tải lại tệp từ nơi gửi, hoặc " + _AS_XLSX,
    )


def _refuse_others(data: bytes) -> None:
    if data.startswith(_OLE):
        message, advice = "tệp này là Excel đời cũ (.xls), không phải .xlsx", _AS_XLSX
        if "EncryptedPackage".encode("utf-16-le") in data:
            message = "tệp Excel được đặt mật khẩu, không đọc được"
            advice = "trong Excel chọn Tệp (File) > Thông tin (Info), bỏ mật khẩu rồi lưu lại"
        raise Unreadable(Code.SHEET_FORMAT, message, advice)
    if not data.startswith(b"PK"):
        text = data[:1000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
        if text.startswith((b"<html", b"<table", b"<!doctype", b"<?xml", b"<meta")):
            what = "tệp này là trang web hoặc XML mang đuôi .xlsx, không phải tệp Excel"
            raise Unreadable(Code.SHEET_FORMAT, what, _AS_XLSX)
        raise Unreadable(
            Code.SHEET_FORMAT,
            "tệp này không phải tệp Excel .xlsx",
            "nếu là tệp chữ (CSV) thì đổi đuôi thành .csv; nếu không, lưu lại từ Excel dạng .xlsx",
        )


def _check_directory(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = {member.filename for member in members}
    _refuse_other_packages(archive, names)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(Code.SHEET_FORMAT, "tệp nén được đặt mật khẩu, không đọc được", _AS_XLSX)
    if any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in members):
        raise damaged()  # Excel writes no other, and others cannot be unpacked piece by piece
    if len(members) > _MAX_MEMBERS or sum(m.file_size for m in members) > MAX_INFLATED:
        raise _too_large()


def _too_large() -> Unreadable:
    return Unreadable(
        Code.FILE_TOO_LARGE,
        f"tệp Excel bung ra lớn hơn {MAX_INFLATED // 1_000_000} MB "
        f"hoặc có hơn {grouped(_MAX_MEMBERS)} phần, mức nhiều nhất được đọc",
        "chép riêng bảng số liệu sang một tệp mới (dán giá trị), bỏ hình ảnh và trang không dùng",
    )


def _refuse_other_packages(archive: zipfile.ZipFile, names: set[str]) -> None:
    what = ""
    if "mimetype" in names and "content.xml" in names:
        what = "tệp OpenDocument (.ods, .odt)"
    elif any(name.startswith("word/") for name in names):
        what = "tệp Word (.docx)"
    elif any(name.startswith("ppt/") for name in names):
        what = "tệp PowerPoint (.pptx)"
    elif "xl/workbook.bin" in names:
        what = "tệp Excel nhị phân (.xlsb)"
    elif "[Content_Types].xml" not in names:
        what = "tệp nén (.zip)" if archive.infolist() else "tệp nén rỗng"
    if what:
        message = f"tệp này là {what}, không phải tệp Excel .xlsx"
        raise Unreadable(Code.SHEET_FORMAT, message, _AS_XLSX)


def _repacked(archive: zipfile.ZipFile) -> Package:
    budget = _Budget()
    parts: dict[str, _Part] = {}
    kept = io.BytesIO()
    inflated = 0
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as new:
        for name in dict.fromkeys(archive.namelist()):
            with archive.open(name) as stream:  # gives no more than the directory declares
                content = stream.read(MAX_INFLATED - inflated + 1)
            inflated += len(content)
            if inflated > MAX_INFLATED:
                raise _too_large()
            part = _scanned(name, content, budget)
            if part.root in _KEPT_ROOTS:
                parts[name] = part
                new.writestr(zipfile.ZipInfo(name), content)
    return _with_names(kept.getvalue(), parts)


def _with_names(data: bytes, parts: dict[str, _Part]) -> Package:
    """The package with what was seen in each sheet; a sheet's part may be named only once."""
    worksheets = {_last(name): part for name, part in parts.items() if part.root == "worksheet"}
    targets = Counter(_last(t) for part in parts.values() for t in part.targets.values())
    books = [part for part in parts.values() if part.root == "workbook"]
    ids = Counter(identity for book in books for _, identity in book.sheets)
    sheets = sum(ids.values())
    twice = any(targets[name] > 1 for name in worksheets) or any(n > 1 for n in ids.values())
    if twice or len(books) != 1:
        raise damaged()
    if sheets > _MAX_SHEETS:
        raise Unreadable(
            Code.FILE_TOO_LARGE,
            f"tệp Excel có {grouped(sheets)} trang; nhiều nhất được đọc là {_MAX_SHEETS}",
            "tách thành nhiều tệp",
        )
    where = {
        identity: _last(target)
        for part in parts.values()
        for identity, target in part.targets.items()
        if _last(target) in worksheets
    }
    merged: dict[str, tuple[Area, ...]] = {}
    unsaved: dict[str, frozenset[tuple[int, int]]] = {}
    for title, identity in books[0].sheets:
        part = worksheets.get(where.get(identity, ""))
        if part is not None:
            merged[title], unsaved[title] = tuple(part.merged), frozenset(part.unsaved)
    return Package(data, merged, unsaved)


def _last(path: str) -> str:
    return path.rpartition("/")[2]


@define
class _Budget:
    """What may still be met in the rest of a package."""

    elements: int = _MAX_ELEMENTS
    heavy: int = _MAX_HEAVY
    cells: int = MAX_CELLS
    widths: int = _MAX_WIDTHS

    def spend(self, tag: str) -> None:
        self.elements -= 1
        self.heavy -= tag not in _LIGHT
        if self.elements < 0 or self.heavy < 0:
            raise Unreadable(
                Code.FILE_TOO_LARGE,
                f"tệp Excel có hơn {grouped(_MAX_HEAVY)} định dạng hoặc hơn "
                f"{grouped(_MAX_ELEMENTS)} mục, mức nhiều nhất được đọc",
                "chép riêng bảng số liệu sang một tệp mới (dán giá trị)",
            )


class _Skip(Exception):
    """The part is none that cells need."""


@define
class _Part:
    """What one part holds, filled in while it is read."""

    budget: _Budget
    root: str = ""
    sheets: list[tuple[str, str]] = Factory(list)  # name and relation of each sheet
    targets: dict[str, str] = Factory(dict)  # of relations, by their id
    merged: list[Area] = Factory(list)
    unsaved: set[tuple[int, int]] = Factory(set)
    _row: int = 0
    _column: int = 0
    _kind: str = ""
    _formula: bool = False
    _value: bool = False
    _inside_value: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if not self.root:
            self.root = tag
            if tag not in _KEPT_ROOTS:
                raise _Skip
        self.budget.spend(tag)
        match tag:
            case "c":
                self._start_cell(attributes)
            case "v":
                self._inside_value = True
                self._value = self._value or self._kind == "str"  # '' is a result
            case "f":
                self._formula = True
            case "row":
                self._start_row(attributes)
            case "mergeCell":
                self._merge(attributes.get("ref", ""))
            case "sheet":
                ids = [v for k, v in attributes.items() if k.endswith(" id")]
                self.sheets.append((attributes.get("name", ""), ids[0] if ids else ""))
            case "Relationship":
                if attributes.get("TargetMode") != "External":
                    self.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "v":
            self._inside_value = False
        elif tag == "c" and self._formula and not self._value:
            self.unsaved.add((self._row, self._column))
        elif tag == "row":
            self.budget.widths -= self._column
            if self.budget.widths < 0:
                raise too_many_cells()

    def text(self, _: str) -> None:
        if self._inside_value:
            self._value = True

    def doctype(self, *_: object) -> None:
        raise damaged()  # no program writes one here; entities unfold without end

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = Decimal(attributes["r"]) if "r" in attributes else self._row + 1
        if not self._row < row <= MAX_ROW:
            raise damaged()
        self._row, self._column = int(row), 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.budget.cells -= 1
        if self.budget.cells < 0:
            raise too_many_cells()
        self._kind = attributes.get("t", "")
        self._formula = self._value = False
        address = attributes.get("r")
        row, column = _place(address) if address else (self._row, self._column + 1)
        if row != self._row or not self._column < column <= MAX_COLUMN:
            raise damaged()
        self._column = column

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        (top, left), (bottom, right) = _place(first), _place(last or first)
        self.merged.append(Area(top, left, bottom, right))


def _place(address: str) -> tuple[int, int]:
    found = _ADDRESS.match(address)
    if not found:
        raise damaged()
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def _scanned(name: str, content: bytes, budget: _Budget) -> _Part:
    part = _Part(budget)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = part.start
    parser.EndElementHandler = part.end
    parser.CharacterDataHandler = part.text
    parser.StartDoctypeDeclHandler = part.doctype
    try:
        parser.Parse(content, True)
    except _Skip:
        pass
    except (expat.ExpatError, InvalidOperation, LookupError, ValueError):
        if part.root or name.endswith((".xml", ".rels")):
            raise damaged() from None
    return part
