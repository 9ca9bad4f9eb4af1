"""Rule files as they stand on a disk: which ones an argument names, their bytes, their text, their trees."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from cqdt_rules.diagnostics import Code, Diagnostic, Outcome, bare_letters, in_order
from cqdt_rules.numbers import fold
from cqdt_rules.parse import parse
from cqdt_rules.sheet_files import os_words
from cqdt_rules.source import Source

if TYPE_CHECKING:
    from cqdt_rules.syntax import Tree

MAX_FILE = 4_000_000  # bytes of a rule file
DRAFTS = ("du-thao", "du thao")  # folders of drafts, in the folder of what they amend


def read_trees(path: str | Path) -> Outcome[tuple[Path, tuple[Tree, ...]] | None]:
    """The folder and the trees of all rule files of an argument; None where a file cannot be read at all."""
    files = ruleset_files(Path(path))
    if isinstance(files, Diagnostic):
        return Outcome(None, (files,))
    found: list[Diagnostic] = []
    trees: list[Tree] = []
    for file, shown in files:
        source = read_source(file, shown)
        found += source.diagnostics
        if source.value is not None:
            tree = parse(source.value)
            found += tree.diagnostics
            trees.append(tree.value)
    if len(trees) < len(files):  # what a file would have said is unknown: nothing more can be told
        return Outcome(None, in_order(found))
    folder = files[-1][0].parent  # of the scheme, where a draft stands in a folder below it
    return Outcome((folder, tuple(trees)), tuple(found))


def ruleset_files(path: Path) -> list[tuple[Path, str]] | Diagnostic:
    """The rule files of an argument, each with the name that messages use."""
    try:
        path.exists()
    except OSError as error:
        shown = f"{str(path)[:60]}…"
        return Diagnostic(Code.FILE_UNREADABLE, f"không đọc được: {os_words(error)}", place=shown)
    path = found_path(path)
    if path.is_dir():
        files = [p for p in sorted(path.glob("*.cqdt")) if not p.name.startswith(("~$", "."))]
        if files:
            return [(p, p.name) for p in files]
        return Diagnostic(
            Code.FILE_UNREADABLE,
            "thư mục không có tệp .cqdt nào",
            place=str(path),
            help="chỉ đúng thư mục của một bộ quy tắc",
        )
    if not path.is_file():
        return Diagnostic(
            Code.FILE_UNREADABLE,
            "không có tệp hoặc thư mục này",
            place=str(path),
            help="kiểm tra lại tên; tên có dấu cách thì đặt trong ngoặc kép",
        )
    return [(path, path.name), *_files_beside(path)]


def _files_beside(path: Path) -> list[tuple[Path, str]]:
    """A round's file needs its scheme, an amendment's what it amends: those in the same folder."""
    source = read_source(path, path.name).value
    opening = fold(source.text[:5000]) if source is not None else ""
    if "công nhận kết quả theo" not in opening and not _amends(opening):
        return []
    beside = _texts_in(path.parent, path)
    if _amends(opening) and bare_letters(path.resolve().parent.name).startswith(DRAFTS):
        beside |= _texts_in(path.resolve().parent.parent, path)
    return [
        (p, p.name)
        for p, text in beside.items()
        if fold('bộ tiêu chí "') in text or _amends(text) or _amends(opening)
    ]


def _texts_in(folder: Path, but: Path) -> dict[Path, str]:
    others = (p for p in sorted(folder.glob("*.cqdt")) if p != but)
    return {p: fold(t.text) for p in others if (t := read_source(p, p.name).value)}


def _amends(text: str) -> bool:
    openings = ("bộ tiêu chí ban hành kèm theo", "kết quả công nhận tại")
    return any(f"sửa đổi, bổ sung {words}" in text for words in openings)


def found_path(path: str | Path) -> Path:
    """The path itself, or that inside a ruleset which ships with the program, where its name is given."""
    path = Path(path)
    if path.exists() or not path.parts or path.is_absolute():
        return path
    shipped = shipped_ruleset(path.parts[0])
    return shipped.joinpath(*path.parts[1:]) if shipped is not None else path


def shipped_ruleset(name: str) -> Path | None:
    """The folder of a ruleset that ships with the program."""
    for base in (
        Path(str(resources.files("cqdt_rules"))) / "rulesets",
        Path(__file__).parent.parent / "rulesets",
    ):
        if name not in ("", ".", "..") and (base / name).is_dir():
            return base / name
    return None


def read_source(path: Path, shown: str) -> Outcome[Source | None]:
    """The text of a rule file; bytes that are no Unicode text are refused with the way to convert them."""
    try:
        if path.stat().st_size > MAX_FILE:
            return Outcome(
                None,
                (
                    Diagnostic(
                        Code.FILE_TOO_LARGE,
                        f"tệp lớn hơn {MAX_FILE // 1_000_000} MB",
                        place=shown,
                        help="kiểm tra xem có chọn nhầm tệp không",
                    ),
                ),
            )
        data = path.read_bytes()
    except OSError as error:
        return Outcome(
            None,
            (
                Diagnostic(
                    Code.FILE_UNREADABLE, f"không đọc được tệp: {os_words(error)}", place=shown
                ),
            ),
        )
    return decode(data, shown)


def decode(data: bytes, shown: str) -> Outcome[Source | None]:
    """A source from bytes: UTF-8, or UTF-16 with its mark; legacy Vietnamese encodings are refused by name."""
    if data[:2] in (b"PK", b"\xd0\xcf"):
        return Outcome(
            None,
            (
                Diagnostic(
                    Code.NOT_UTF8,
                    "đây là tệp Word hoặc Excel, không phải tệp chữ thuần",
                    place=shown,
                    help="trong Word chọn Lưu thành, kiểu Plain Text (.txt), mã UTF-8, rồi đổi đuôi thành .cqdt",
                ),
            ),
        )
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        return Outcome(None, (_undecodable(data, error.start, shown),))
    if "\x00" in text:
        return Outcome(
            None,
            (
                Diagnostic(
                    Code.NOT_UTF8,
                    "tệp này không phải tệp chữ",
                    place=shown,
                    help="tệp quy tắc là tệp chữ thuần, lưu bằng mã UTF-8",
                ),
            ),
        )
    if sum(text.count(c) for c in "®¸µ¶·¹©") > 10 and "tiêu chí" not in fold(text[:100_000]):
        return Outcome(None, (_legacy(shown),))
    written_for = next((words for start, words in _NOT_PLAIN if start.match(text[:500])), None)
    if written_for is not None:
        return Outcome(None, (_not_plain(shown, written_for),))
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return Outcome(Source(shown, text))


# What other programs write although its name ends in .cqdt: text, but with marks of their own.
_NOT_PLAIN = (
    (re.compile(r"\ufeff?\s*\{\\rtf"), "RTF của Word"),
    (re.compile(r"(?i)\ufeff?\s*<(?:!doctype|html|\?xml|head|body)\b"), "trang web (HTML)"),
    (re.compile(r"(?i)MIME-Version:"), "trang web một tệp (MHT)"),
)


def _not_plain(shown: str, kind: str) -> Diagnostic:
    return Diagnostic(
        Code.NOT_UTF8,
        f"đây là tệp {kind}, không phải tệp chữ thuần",
        place=shown,
        help="trong Word chọn Lưu thành, kiểu Plain Text (.txt), mã UTF-8, rồi đổi đuôi thành .cqdt",
    )


def _undecodable(data: bytes, at: int, shown: str) -> Diagnostic:
    line = data.count(b"\n", 0, at) + 1
    legacy = data.decode("cp1252", "replace")
    if sum(legacy.count(c) for c in "®¸µ¶·¹©ªÊ") > 3:
        return _legacy(f"{shown}, dòng {line}")
    return Diagnostic(
        Code.NOT_UTF8,
        "tệp không lưu bằng mã UTF-8",
        place=f"{shown}, dòng {line}",
        help="mở tệp, chọn Lưu thành (Save as), mã hóa (Encoding) UTF-8",
    )


def _legacy(place: str) -> Diagnostic:
    return Diagnostic(
        Code.LEGACY_ENCODING,
        "tệp gõ bằng bảng mã cũ (TCVN3 hoặc VNI)",
        place=place,
        help="chuyển sang Unicode bằng UniKey (Ctrl+Shift+F6: nguồn TCVN3 hoặc VNI, đích Unicode), rồi lưu bằng mã UTF-8",
    )
