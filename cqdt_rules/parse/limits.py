"""What is refused before the parser sees it: a statement that is too much, and numbers written with a point."""

from __future__ import annotations

import re

from cqdt_rules.diagnostics import Code, Diagnostic, Edit, Label
from cqdt_rules.numbers import looks_like_point_number
from cqdt_rules.parse.folding import Folded
from cqdt_rules.parse.remedies import blank_quotes
from cqdt_rules.source import Source

MAX_TEXT = 1_000_000  # code points of a rule file: the longest scheme known has about 60,000
MAX_STATEMENT = 20_000  # code points of a statement
MAX_BRACKETS = 60  # brackets open at one time


def too_long(source: Source) -> Diagnostic:
    """A rule file that cannot be one."""
    return Diagnostic(
        Code.FILE_TOO_LARGE,
        f"tệp quy tắc có {len(source.text)} chữ, nhiều hơn {MAX_TEXT}",
        place=source.name,
        help="kiểm tra xem có chọn nhầm tệp không; bộ tiêu chí thật dài không quá vài nghìn dòng",
    )


def too_much(source: Source, chunk: Folded) -> Diagnostic | None:
    """A statement that is too long or too deep to be read."""

    def refused(message: str, start: int, end: int, help_: str) -> Diagnostic:
        label = Label(chunk.span(start, end))
        return Diagnostic(Code.TOO_DEEP, message, source=source, labels=(label,), help=help_)

    if len(chunk.text) > MAX_STATEMENT:
        help_ = (
            f"một câu có nhiều nhất {MAX_STATEMENT} chữ; xem có thiếu từ mở đầu câu tiếp theo không"
        )
        return refused("câu này quá dài", 1, 40, help_)
    bare = blank_quotes(chunk.text)
    long_number = re.search(r"\d{40,}", bare)
    if long_number:
        return refused("số này quá dài", *long_number.span(), "xem lại số đã gõ")
    depth = 0
    for i, c in enumerate(bare):
        depth += (c == "(") - (c == ")")
        if depth > MAX_BRACKETS:
            message = f"quá {MAX_BRACKETS} dấu ngoặc lồng nhau"
            return refused(message, i, i + 1, "tách thành nhiều câu công thức")
    return None


_POINT_NUMBER = re.compile(r"(?<![\w./])\d+(?:\.\d+)+(?:,\d+)?(?![\w./])")
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_BEFORE_A_CODE = re.compile(
    r"(?i:nhóm|vực|cột|mục|chỉ số|phần|tiêu chí|chỉ tiêu|thưởng|trừ|,|và) $"
)


def point_number(
    source: Source, chunk: Folded, start: int, end: int
) -> tuple[Diagnostic, Folded] | None:
    """The first number of a line that is written with a point, and the statement with a comma there."""
    for m in _POINT_NUMBER.finditer(blank_quotes(chunk.text), start, end):
        text = m.group()
        is_code = _BEFORE_A_CODE.search(chunk.text[: m.start()])
        if looks_like_point_number(text) and not is_code and not _DATE.fullmatch(text):
            whole, _, part = text.rpartition(".")
            comma = f"{whole.replace('.', '')},{part}" if "," not in text else text.replace(".", "")
            readings = [f"{comma} (phần thập phân)"]
            if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", text):
                readings.append(f"{text.replace('.', '')} (hàng nghìn)")
            span = chunk.span(*m.span())
            told = Diagnostic(
                Code.DECIMAL_POINT,
                f"số “{text}” viết bằng dấu chấm",
                source=source,
                labels=(Label(span),),
                help="viết " + " hoặc ".join(readings),
                fixes=(Edit(span, comma),) if len(readings) == 1 else (),
            )
            return told, chunk.with_text(*m.span(), comma)
    return None
