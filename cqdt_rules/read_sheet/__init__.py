"""CSV and Excel to Sheet: the figures of a round, each with the place where it was typed.

`read_table` gives the cells of a file as printed, without reading a figure; `read_sheet` finds the
headings, the blocks and the units in them. Whatever the bytes are, both give an Outcome.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from cqdt_rules.diagnostics import Code, Diagnostic, Outcome
from cqdt_rules.read_sheet.csv_file import read_csv
from cqdt_rules.read_sheet.excel_file import read_excel
from cqdt_rules.read_sheet.package import looks_zipped
from cqdt_rules.read_sheet.rows import Gathering
from cqdt_rules.read_sheet.unreadable import MAX_BYTES, Unreadable
from cqdt_rules.sheet import Form, RawTable, Sheet, SheetFile

__all__ = ["SheetFile", "read_sheet", "read_table"]

_EXCEL = (".xlsx", ".xlsm", ".xltx", ".xls")


def read_sheet(files: Sequence[SheetFile], form: Form) -> Outcome[Sheet]:
    """The figures in all files together: those of one unit may be in several files."""
    gathering = Gathering(form)
    digests: dict[str, str] = {}
    for file in files:
        digests[file.name] = hashlib.sha256(file.data).hexdigest()
        tables = read_table(file.name, file.data)
        gathering.take_file(tables)
    rows, found = gathering.finish()
    return Outcome(Sheet(rows, digests, gathering.met), found)


def read_table(name: str, data: bytes) -> Outcome[tuple[RawTable, ...]]:
    """The cells of a CSV file (one table) or of each sheet of a workbook, as printed."""
    try:
        tables = _read(name, data)
    except Unreadable as problem:
        return Outcome((), (problem.diagnostic(name),))
    if not any(table.rows for table in tables):
        return Outcome((), (_empty(name),))
    return Outcome(tables)


def _read(name: str, data: bytes) -> tuple[RawTable, ...]:
    if len(data) > MAX_BYTES:
        raise Unreadable(
            Code.FILE_TOO_LARGE,
            f"tệp lớn hơn {MAX_BYTES // 1_000_000} MB, mức nhiều nhất được đọc",
            "chỉ để lại bảng số liệu, hoặc tách thành nhiều tệp",
        )
    if not data:
        return ()
    if looks_zipped(data) or name.lower().endswith(_EXCEL):
        return read_excel(name, data)
    return (read_csv(name, data),)


def _empty(name: str) -> Diagnostic:
    return Diagnostic(
        Code.SHEET_EMPTY,
        "tệp không có ô nào có chữ hay số",
        place=name,
        help="kiểm tra xem có chọn nhầm tệp không",
    )
