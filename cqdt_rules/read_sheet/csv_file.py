"""CSV as Excel and LibreOffice write it, in whatever country they think they are."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from cqdt_rules.diagnostics import Code
from cqdt_rules.read_sheet.legacy import legacy_bytes
from cqdt_rules.read_sheet.unreadable import (
    MAX_CELLS,
    MAX_LETTERS,
    Unreadable,
    too_many_cells,
    too_many_letters,
)
from cqdt_rules.read_sheet.wording import is_blank
from cqdt_rules.sheet import RawCell, RawTable

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")
_SEPARATORS = "\t;,"  # of two that fit alike the first: the comma is also the decimal sign
_SAMPLE = 65_536


def read_csv(name: str, data: bytes) -> RawTable:
    """The cells of a CSV file; raises Unreadable."""
    text = _decoded(data)
    control = _CONTROLS.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise Unreadable(
            Code.SHEET_FORMAT,
            f"dòng {line} có ký tự điều khiển (mã {ord(control[0])}); tệp này không phải tệp chữ",
            "mở tệp gốc bằng Excel rồi lưu lại dạng “CSV UTF-8” hoặc .xlsx",
        )
    hint = re.match(r"sep=([,;\t])\r?\n", text)  # a line of Excel's own, which Excel does not count
    separator = hint[1] if hint else _separator(text[:_SAMPLE])
    return RawTable(name, "", _rows(text[hint.end() :] if hint else text, separator))


def _decoded(data: bytes) -> str:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = error
    if b"\x00" in data:
        raise Unreadable(
            Code.SHEET_FORMAT,
            "tệp này không phải tệp chữ (CSV) cũng không phải Excel .xlsx",
            "mở tệp gốc bằng Excel rồi lưu lại dạng “CSV UTF-8” hoặc .xlsx",
        )
    found = legacy_bytes(data)
    if found:
        raise found
    line = data.count(b"\n", 0, bad.start) + 1
    raise Unreadable(
        Code.NOT_UTF8,
        f"dòng {line} có byte {data[bad.start]:02X} không đọc được theo UTF-8",
        "trong Excel chọn Lưu thành (Save As), kiểu “CSV UTF-8 (Comma delimited)” hoặc .xlsx",
    )


def _separator(sample: str) -> str:
    """The separator that cuts the first lines into the most columns, line for line alike."""
    best, best_score = ",", 0
    for separator in _SEPARATORS:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        widths: Counter[int] = Counter()
        try:
            for _, row in zip(range(60), reader, strict=False):
                widths[len(row)] += 1
        except csv.Error:
            pass  # a field too long for the reader; what was seen before it decides
        score = max((count * (width - 1) for width, count in widths.items()), default=0)
        if score > best_score:
            best, best_score = separator, score
    return best


def _rows(text: str, separator: str) -> tuple[tuple[RawCell, ...], ...]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[RawCell, ...]] = []
    cells = number = 0
    line = 1
    if len(text) > MAX_LETTERS:
        raise too_many_letters()
    try:
        for number, row in enumerate(reader, 1):
            cells += len(row)
            if cells > MAX_CELLS:
                raise too_many_cells()
            values = ["" if is_blank(value) else value for value in row]
            while values and not values[-1]:
                values.pop()
            if values:
                rows.append(tuple(RawCell(number, i, value) for i, value in enumerate(values, 1)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise _broken(line, error) from None
    return tuple(rows)


def _broken(line: int, error: csv.Error) -> Unreadable:
    if "field larger" in str(error):
        said = f"ô bắt đầu ở dòng {line} có hơn {csv.field_size_limit()} chữ"
    else:
        said = f"dấu ngoặc kép ở hàng bắt đầu từ dòng {line} không khép đúng chỗ"
    return Unreadable(
        Code.SHEET_FORMAT,
        said,
        'ô có dấu ngoặc kép hay xuống dòng phải nằm trọn trong "…", dấu " bên trong viết hai lần; '
        "hoặc lưu lại từ Excel",
    )
