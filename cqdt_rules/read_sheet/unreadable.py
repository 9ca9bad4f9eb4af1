"""What stops the reading of a whole file, and the bounds that keep any file from costing much."""

from __future__ import annotations

from cqdt_rules.diagnostics import Code, Diagnostic

MAX_BYTES = 20_000_000  # of a file as it lies on the disk
MAX_INFLATED = 80_000_000  # of a workbook unpacked: one of 500,000 cells has about 30 million bytes
MAX_CELLS = 500_000  # all communes of the country with 150 columns each
MAX_LETTERS = 20_000_000  # in all cells together
MAX_ROW = 1_048_576  # Excel's own
MAX_COLUMN = 16_384


class Unreadable(Exception):
    """A file that cannot be read at all; caught by the verb and told as a diagnostic."""

    def __init__(self, code: Code, message: str, advice: str, place: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.advice, self.place = code, message, advice, place

    def diagnostic(self, file: str) -> Diagnostic:
        """The same as a value, placed in its file."""
        place = f"{file}, {self.place}" if self.place else file
        return Diagnostic(self.code, self.message, place=place, help=self.advice)


def too_many_cells() -> Unreadable:
    """The table has more cells than we read."""
    return Unreadable(
        Code.FILE_TOO_LARGE,
        f"bảng có hơn {grouped(MAX_CELLS)} ô, mức nhiều nhất được đọc",
        "xóa các hàng, cột trống đã định dạng và các trang không dùng, hoặc tách thành nhiều tệp",
    )


def too_many_letters() -> Unreadable:
    """The cells hold more text than we read."""
    return Unreadable(
        Code.FILE_TOO_LARGE,
        f"các ô chứa hơn {grouped(MAX_LETTERS)} chữ, mức nhiều nhất được đọc",
        "chỉ để lại các cột tên đơn vị và số liệu",
    )


def grouped(number: int) -> str:
    """A count for a message: 500000 gives `500.000`."""
    return f"{number:,}".replace(",", ".")
