"""A rule file's text in one spelling, each letter with the place where it was typed; comments apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from attrs import field, frozen

from cqdt_rules import syntax
from cqdt_rules.diagnostics import Code, Diagnostic, Edit, Label, Severity
from cqdt_rules.source import Source, Span

_BLANKS = frozenset(
    " \t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\x0b\x0c"
)
_DROPPED = frozenset("\ufeff\u200b\u200c\u200d\u00ad\u2060\r")
_ODD_LETTERS = {
    "Ð": "Đ", "ð": "đ", "Ƣ": "Ư", "ƣ": "ư",
    # Cyrillic and Greek letters that look like Latin ones: other keyboards, converted PDF files
    "А": "A", "В": "B", "С": "C", "Е": "E", "Н": "H", "І": "I", "К": "K", "М": "M", "О": "O", "Р": "P", "Т": "T",
    "Х": "X", "а": "a", "с": "c", "е": "e", "і": "i", "о": "o", "р": "p", "у": "y", "х": "x", "Ι": "I", "Ο": "O",
    "Χ": "X", "ο": "o", "ι": "i", "Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV", "Ⅴ": "V", "Ⅵ": "VI",
}  # fmt: skip
_BULLETS = "-–—−•▪●◦‣⁃○■□►➢❖\uf0b7\uf0a7\uf0d8"
_CLOSING = {'"': '"', "“": "”", "«": "»"}


@frozen
class Folded:
    """A folded text; `offsets[i]` is where its i-th code point was typed, the last one where the text ends."""

    text: str
    offsets: tuple[int, ...] = field(repr=False)

    def span(self, start: int, end: int) -> Span:
        """The place of a stretch as typed; at least one letter long, but never beyond the end of the text."""
        first = self.offsets[min(start, len(self.offsets) - 1)]
        last = self.offsets[min(max(end - 1, start), len(self.offsets) - 1)]
        after = self.offsets[min(max(end, start + 1), len(self.offsets) - 1)]
        # the typed letter may be a base with combining marks: it ends where the next one starts, blanks aside
        end = max(min(after, last + 8), first + 1) if after > last else last + 1
        return Span(first, max(first, min(end, self.offsets[-1])))

    def gap(self, at: int) -> Span:
        """The place before a letter, as an empty stretch: where something is to be put in."""
        offset = self.offsets[min(at, len(self.offsets) - 1)]
        return Span(offset, offset)

    def part(self, start: int, end: int) -> Folded:
        """A stretch of the text without the blanks at its end, and with one line end there."""
        text = self.text[start:end].rstrip()
        stop = start + len(text)
        return Folded(text + "\n", (*self.offsets[start:stop], *self.offsets[stop : stop + 2]))

    def with_text(self, start: int, end: int, text: str) -> Folded:
        """The text with a stretch replaced; what was put in stands where the stretch was typed."""
        typed = tuple(self.offsets[min(start + i, max(end - 1, start))] for i in range(len(text)))
        return Folded(
            self.text[:start] + text + self.text[end:],
            (*self.offsets[:start], *typed, *self.offsets[end:]),
        )


def fold_text(text: str) -> Folded:
    """NFC, one blank between words, none at the start of a line; a line end before the text and after it."""
    letters = ["\n"]
    offsets = [0]
    index = 0
    while index < len(text):
        end = index + 1
        if not text[index].isspace() and text[index] not in _DROPPED:  # a blank bears no mark
            while end < len(text) and text[end] >= "\u0300" and unicodedata.combining(text[end]):
                end += 1
        for letter in _fold_letter(text[index:end], letters[-1]):
            if letter == "\n" and letters[-1] == " ":
                letters.pop()
                offsets.pop()
            letters.append(letter)
            offsets.append(index)
        index = end
    letters.append("\n")
    offsets.append(len(text))
    return Folded("".join(letters), (*offsets, len(text)))


def _fold_letter(letter: str, before: str) -> str:
    """A letter with its marks, folded; blanks collapse and vanish at the start of a line."""
    if letter in _DROPPED:
        return ""
    if letter in _BLANKS:
        return "" if before in " \n" else " "
    if letter in "\u2028\u2029\x85":
        return "\n"
    if letter <= "\u00ff" and len(letter) == 1:
        return _ODD_LETTERS.get(letter, letter)
    # an odd letter may carry Vietnamese marks of its own: it is read first, then composed with them
    return unicodedata.normalize("NFC", "".join(_ODD_LETTERS.get(c, c) for c in letter))


def odd_letters(source: Source) -> Iterator[Diagnostic]:
    """The first letter that looks like one of Vietnamese and is none; one is enough: one keyboard made them all."""
    found = list(re.finditer(f"[{''.join(_ODD_LETTERS)}]+", source.text))
    if not found:
        return
    m = found[0]
    right = _typed_again(m)
    more = f"; tệp còn {len(found) - 1} chỗ như vậy" if len(found) > 1 else ""
    yield Diagnostic(
        Code.ODD_LETTER,
        f"chữ “{m.group()}” (U+{ord(m.group()[0]):04X}) không phải chữ cái tiếng Việt, được đọc là “{right}”",
        Severity.WARNING,
        source,
        (Label(Span(*m.span())),),
        help=f"gõ lại là “{right}”{more}",
        fixes=tuple(Edit(Span(*each.span()), _typed_again(each)) for each in found),
    )


def _typed_again(letters: re.Match[str]) -> str:
    return "".join(_ODD_LETTERS[c] for c in letters.group())


def without_comments(folded: Folded) -> tuple[Folded, tuple[syntax.Comment, ...]]:
    """The text with comments blanked out; a quoted text ends at the line's end, so `#` is found line by line."""
    comments: list[syntax.Comment] = []
    lines: list[str] = []
    offsets: list[int] = []
    at = 0
    for line in folded.text.split("\n"):
        start = _comment_start(line)
        kept = line
        if start is not None:
            span = folded.span(at + start, at + len(line))
            own_line = not line[:start].strip()
            comments.append(syntax.Comment(span, line[start + 1 :].strip(), own_line))
            kept = line[:start].rstrip()  # a line ends with its last word, as without the comment
        lines.append(kept)
        offsets += folded.offsets[at : at + len(kept) + 1]
        at += len(line) + 1
    return Folded("\n".join(lines), tuple(offsets)), tuple(comments)


def _comment_start(line: str) -> int | None:
    closing = ""
    for i, c in enumerate(line):
        if closing:
            closing = "" if c == closing else closing
        elif c == "#":
            return i
        else:
            closing = _CLOSING.get(c, "")
    return None


def mark_bullets(folded: Folded) -> Folded:
    """Every dash that starts a line becomes a bullet; `+` and `*` only in a list, or before words with a `:`."""
    letters = list(folded.text)
    in_list = False
    for m in re.finditer(r"\n([^\n]*)", folded.text):
        line = m.group(1).strip()
        if not line:
            continue
        is_item = in_list or (line[1:2] == " " and ":" in line)  # no formula goes on so
        if line[0] in _BULLETS or (line[0] in "+*" and is_item):
            letters[folded.text.index(line[0], m.start(1))] = "•"
            in_list = True
        else:
            in_list = line.endswith(":")
    return Folded("".join(letters), folded.offsets)
