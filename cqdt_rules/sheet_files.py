"""Sheets as their bytes, and what the system says of files in words."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

from cqdt_rules.diagnostics import Code, Diagnostic, Outcome
from cqdt_rules.sheet import SheetFile


def sheet_files(files: Sequence[Path], folder: Path) -> Outcome[tuple[SheetFile, ...] | None]:
    """The bytes of sheets; `folder` is where they are looked for when none are named."""
    if not files:
        place = str(folder)
        return Outcome(
            None,
            (
                Diagnostic(
                    Code.FILE_UNREADABLE,
                    "không có bảng số liệu nào",
                    place=place,
                    help="đặt tệp .csv hoặc .xlsx vào thư mục so-lieu, hoặc dùng --sheet",
                ),
            ),
        )
    given: list[SheetFile] = []
    for path in files:
        try:
            given.append(SheetFile(path.name, path.read_bytes()))
        except OSError as error:
            problem = Diagnostic(
                Code.FILE_UNREADABLE,
                f"không đọc được tệp: {os_words(error)}",
                place=str(path),
                help="kiểm tra lại tên tệp; nếu tệp đang mở trong Excel thì đóng lại",
            )
            return Outcome(None, (problem,))
    return Outcome(tuple(given))


def os_words(error: OSError) -> str:
    """Why a file cannot be read or written, in words."""
    if error.errno == errno.ENAMETOOLONG:
        return "tên tệp quá dài"
    match error:
        case FileExistsError():
            return "đã có một tệp mang tên của thư mục cần tạo"
        case FileNotFoundError():
            return "không có tệp hoặc thư mục này"
        case PermissionError():
            return "không có quyền, hoặc tệp đang mở ở chương trình khác"
        case IsADirectoryError() | NotADirectoryError():
            return "đường dẫn này không phải tệp"
    return error.strerror or type(error).__name__
