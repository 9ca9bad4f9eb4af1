"""Quotation marks that do not pair: left open, of two kinds, broken over lines, apostrophes, or not there at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cqdt_rules.parse.remedies import Remedy, blank_quotes, line_around

_MARKS = "\"“”„‟«»'‘’‚‛′″`´"
_PAIR = re.compile(
    rf"(?P<open>''|‘‘|’’|,,|<<|[{_MARKS}])(?P<inner>[^\n{_MARKS}]*?[^\n{_MARKS}\s,])(?P<close>''|’’|‘‘|>>|[{_MARKS}])"
)
# Where a text that was left open ends at the latest: words that only a clause begins with.
_CLAUSE = re.compile(
    r",? (?=tối đa|trọng số|khi |đối với |lý do |gồm \d|viết tắt |tên khác |là \"|có |thì |giảm dần|tăng dần|không xếp loại)"
    r"|(?=, (?:lý do|viết tắt|tên khác|số nguyên|phần trăm|không quá|[\"“«]))|(?= ?: ?\d)|(?=: điểm)"
)


def quote_remedies(text: str, position: int) -> Iterator[Remedy]:
    """The ways in which the quotation marks of the mistake's line may have been meant, the likeliest first."""
    start, end = line_around(text, position)
    line = text[start:end]
    if not any(mark in line for mark in (*_MARKS, ",,", "<<")):
        return
    yield from _broken_over_lines(text, start, end)
    yield from _unlike_pairs(text, start, end)
    masked = blank_quotes(text[start:end])
    if line.count('"') % 2:
        for m in re.finditer('"', line):
            yield from _left_open(text, start + m.start(), end, only_clauses=True)
    for m in re.finditer(r"[\"“«„”]", masked):
        inside = masked[m.start() + 1 : m.start() + 2]
        closed = "▒" in inside or (m.start() > 0 and masked[m.start() - 1] == "▒")
        if not closed:
            yield from _left_open(text, start + m.start(), end)
            yield from _never_opened(text, start, start + m.start())
            break


def _unlike_pairs(text: str, start: int, end: int) -> Iterator[Remedy]:
    """`“A"`, `'A'`, `''A''`, `„A“`: each is written with a pair that the language knows."""
    for m in _PAIR.finditer(text, start, end):
        if m["open"] + m["close"] in ('""', "“”", "«»"):
            continue
        kind = "dấu nháy đơn" if m["open"][0] in "'‘’‚‛′`´" else "hai dấu ngoặc kép khác kiểu"
        mended = f'"{m["inner"].strip()}"'
        # the marks alone are replaced, so that the words keep their places
        inner = (m.end("open"), '"'), (m.start("close"), '"')
        yield Remedy(
            m.start(),
            m.end(),
            f"đoạn này đặt trong {kind}",
            f"viết {mended}",
            ((m.start(), inner[0][0], '"'), (inner[1][0], m.end(), '"')),
        )


def _left_open(text: str, at: int, end: int, *, only_clauses: bool = False) -> Iterator[Remedy]:
    """A text without its closing mark: closed before the next clause, or at the end of the line."""
    closing = {"“": "”", "«": "»"}.get(text[at], '"')
    stops = [m.start() for m in _CLAUSE.finditer(text, at + 2, end)]
    last = end - (len(text[at:end]) - len(text[at:end].rstrip(" .;,")))
    for stop in stops if only_clauses else dict.fromkeys([*stops, last]):
        if stop <= at + 1:
            continue
        meant = f"{text[at:stop].strip()}{closing}"
        if only_clauses and '"' in text[at + 1 : stop]:
            return
        before = () if text[at] in '"“«' else ((at, at + 1, '"'),)
        yield Remedy(
            at,
            end,
            "thiếu dấu đóng ngoặc kép",
            f"viết {meant}"
            if len(meant) < 70
            else f"đóng ngoặc kép sau “{text[max(at + 1, stop - 30) : stop].strip()}”",
            (*before, (stop, stop, closing)),
        )


def _never_opened(text: str, start: int, at: int) -> Iterator[Remedy]:
    """`nhóm 1 Nhận thức" tối đa`: the mark that is there closes a text that was not opened."""
    for m in re.finditer(r"(?<= )(?=\w)", text[start:at]):
        opened = start + m.start()
        if text[opened:at].strip():
            yield Remedy(
                opened,
                at + 1,
                "thiếu dấu mở ngoặc kép",
                f'viết "{text[opened:at].strip()}"',
                ((opened, opened, '"'), (at, at + 1, '"')),
            )


def _broken_over_lines(text: str, start: int, end: int) -> Iterator[Remedy]:
    """A text in quotation marks that goes on in the next lines."""
    opened = re.search(r"[\"“«][^\"”»\n]*$", blank_quotes(text[start:end]))
    if opened is None:
        return
    closing = {"“": "”", "«": "»"}.get(opened.group()[0], '"')
    close = text.find(closing, end)
    lines = text[end:close].count("\n") if close >= 0 else 0
    if not 0 < lines <= 4 or "•" in text[end:close]:
        return
    edits = tuple((i, i + 1, " ") for i in range(end, close) if text[i] == "\n")
    yield Remedy(
        start + opened.start(),
        end,
        "đoạn trong ngoặc kép bị ngắt sang dòng sau",
        "nối lại cho đoạn ấy nằm trên một dòng",
        edits,
    )
