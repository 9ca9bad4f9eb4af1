"""Excel workbooks: the only module here that knows openpyxl.

Read row by row, because the whole-sheet mode also unfolds merged cells, links and drawings; the
size that a sheet claims is set aside (`reset_dimensions`), since one that lies would hide rows.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from cqdt_rules.diagnostics import Code
from cqdt_rules.numbers import format_number
from cqdt_rules.read_sheet.package import Package, damaged, open_package
from cqdt_rules.read_sheet.unreadable import (
    MAX_CELLS,
    MAX_LETTERS,
    Unreadable,
    too_many_cells,
    too_many_letters,
)
from cqdt_rules.read_sheet.wording import is_blank
from cqdt_rules.sheet import CellKind, RawCell, RawTable

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.cell.read_only import ReadOnlyCell

    _Cell = Cell | MergedCell | ReadOnlyCell

_FIFTEEN = Context(prec=15)
_MAX_EXPONENT = 60
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def read_excel(name: str, data: bytes) -> tuple[RawTable, ...]:
    """The cells of each sheet of a workbook; raises Unreadable."""
    package = open_package(data)
    try:
        import openpyxl
    except ImportError:
        raise Unreadable(
            Code.EXTRA_MISSING,
            "chưa cài phần đọc tệp Excel (openpyxl)",
            'chạy lệnh: pip install "cqdt-rules[excel]"; hoặc lưu bảng dạng “CSV UTF-8”',
        ) from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of extensions that it leaves out: none holds a cell
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(package.data), read_only=True, data_only=True, keep_links=False
            )
            return tuple(_tables(name, book, package))
        except Unreadable:
            raise
        except Exception:  # noqa: BLE001 - what openpyxl raises on a spoilt part is not bounded
            raise damaged() from None


def _tables(name: str, book: Workbook, package: Package) -> Iterator[RawTable]:
    cells = letters = 0
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        unsaved = package.unsaved.get(sheet.title, frozenset())
        rows: list[tuple[RawCell, ...]] = []
        for number, row in enumerate(sheet.iter_rows(), 1):
            kept = tuple(_cells(number, row, unsaved))
            cells += len(kept)
            letters += sum(len(cell.text) for cell in kept)
            if cells > MAX_CELLS:
                raise too_many_cells()
            if letters > MAX_LETTERS:
                raise too_many_letters()
            if kept:
                rows.append(kept)
        hidden = sheet.sheet_state != "visible"
        yield RawTable(name, sheet.title, tuple(rows), package.merged.get(sheet.title, ()), hidden)


def _cells(number: int, row: Sequence[_Cell], unsaved: frozenset[tuple[int, int]]) -> list[RawCell]:
    """The cells of a row as far as the last one that is not blank."""
    cells: list[RawCell] = []
    last = 0
    for column, cell in enumerate(row, 1):
        kind, text = CellKind.TEXT, ""
        if cell.value is not None:
            kind, text = _read(cell)
        elif (number, column) in unsaved:
            kind = CellKind.UNSAVED
        cells.append(RawCell(number, column, "" if is_blank(text) else text, kind))
        if not cells[-1].is_blank:
            last = column
    return cells[:last]


def _read(cell: _Cell) -> tuple[CellKind, str]:
    value = cell.value
    match value:
        case bool():
            return CellKind.TRUTH, "TRUE" if value else "FALSE"
        case dt.datetime() if value.time() != dt.time():
            return CellKind.DATE, value.strftime("%d/%m/%Y %H:%M")
        case dt.date():
            return CellKind.DATE, value.strftime("%d/%m/%Y")
        case dt.time() | dt.timedelta():
            return CellKind.DATE, str(value)
    if cell.data_type == "n":
        percent = _is_percent(cell.number_format)
        return CellKind.NUMBER, number_text(repr(value), percent=percent)
    return (CellKind.ERROR if cell.data_type == "e" else CellKind.TEXT), str(value)


def _is_percent(number_format: str) -> bool:
    return "%" in _QUOTED.sub("", number_format.partition(";")[0])


def number_text(stored: str, *, percent: bool) -> str:
    """The figure that Excel shows for the number it stores: 15 digits, decimal comma.

    `stored` is the shortest text of the stored number; a whole number keeps all its digits.
    """
    whole = stored.lstrip("-").isdecimal()
    shown = Decimal(stored) if whole else _FIFTEEN.create_decimal(stored)
    if not shown.is_finite() or abs(shown.adjusted()) > _MAX_EXPONENT:
        return stored
    return format_number(Fraction(shown) * (100 if percent else 1)) + ("%" if percent else "")
