"""What a drafter writes for a thing that the language says otherwise, where the words read as a name."""

from __future__ import annotations

import re

from cqdt_rules.numbers import fold

_KINDS = "lĩnh vực|trụ cột|nhóm|mục|chỉ số thành phần|chỉ số|tiêu chí thành phần|tiêu chí|chỉ tiêu"
_ROOT = r"(căn bậc (?:hai|ba|[2-9]) của|lô-ga-rít (?:tự nhiên|thập phân) của) (.+)"

_WORDINGS = (
    (
        rf".*?(?:mỗi|mọi|tất cả|cả|toàn bộ)(?: các)? ({_KINDS})(?!\w).*",
        r"mọi \1 thì viết “điểm từng \1” rồi đến khoảng, thí dụ: điểm từng \1 từ 50 trở lên",
    ),
    (_ROOT, r"viết trong ngoặc: \1 (\2)"),
    (r"(?:ln|lô-ga-rít)(?: của)?", "viết “lô-ga-rít tự nhiên của (…)”"),
    (r"(?:log|lg)", "viết “lô-ga-rít thập phân của (…)”"),
    (r"(?:căn|căn của|sqrt)", "viết “căn bậc hai của (…)”"),
    (r"(?:giá trị )?trung bình(?: của)?", "viết “trung bình cộng của (…; …)”"),
    (r"(.+) đúng(?: bằng)? (\d+)", r"viết “\1 bằng \2”"),
)


def said_otherwise(name: str) -> str:
    """How the language says what a name that nobody declared seems to mean; '' where nothing is known."""
    for pattern, help_ in _WORDINGS:
        found = re.fullmatch(pattern, fold(name))
        if found:
            return found.expand(help_)
    return ""
