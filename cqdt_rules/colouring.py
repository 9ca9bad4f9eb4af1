"""Tokens to colours: what each stretch of a rule file is to its reader, a half-written file included.

What a terminal is follows from its place in the grammar: named here are only those that carry a value; every other word
is a keyword, every other sign punctuation, so that a keyword the grammar gains has its colour at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cqdt_rules.lexicon import Piece, Style, Token, Wording
from cqdt_rules.source import Source, Span
from cqdt_rules.syntax import Comment

VALUES: Mapping[str, Style] = {
    "NAME": Style.NAME,
    "STRING": Style.TEXT,
    "CODE": Style.CODE,
    "ANNEX_NUMBER": Style.CODE,
    "LEVEL_CODE": Style.LEVEL,
    "NUMBER": Style.NUMBER,
    "PERCENT": Style.NUMBER,
    "DATE": Style.DATE,
    "_POINTS": Style.MEASURE,
    "_DECIMALS": Style.MEASURE,
    "_EQUALS": Style.OPERATOR,
    "COMPARE": Style.OPERATOR,
    "ADD": Style.OPERATOR,
    "MULTIPLY": Style.OPERATOR,
    "DIVIDE": Style.OPERATOR,
}
# What a quoted text is, by the word or sign before it.
_LEVELS = {"_LEVEL", "_REST", "_CAP", "_REACHES_LEVEL", "_REACHES_FROM_LEVEL", "_OF_UNITS"}
_UNITS = {"_UNIT", "_FOR", "_EXAMPLE", "_SHORT", "_TAKES_MEAN_OF", "_DECIDED_ORDER"}
_TITLES = {"CODE", "ANNEX_NUMBER", "_SCHEME", "_BLOCK", "_ANNEX", "_TABLE", "_COLUMN", "_COLUMN_GROUP"}  # fmt: skip


def pieces(
    source: Source, wordings: Sequence[Wording], comments: Sequence[Comment]
) -> tuple[Piece, ...]:
    """What is to be coloured in a source, in order and without overlap; all else is plain."""
    found = [Piece(c.span, Style.COMMENT) for c in comments]
    for wording in wordings:
        found += _of_statement(source, wording.tokens)
    found.sort(key=lambda piece: piece.span)
    return tuple(_apart(found))


def _apart(found: Sequence[Piece]) -> Iterator[Piece]:
    end = 0
    for piece in found:
        if piece.span.start >= end and piece.span.end > piece.span.start:
            yield piece
            end = piece.span.end


def _of_statement(source: Source, tokens: Sequence[Token]) -> Iterator[Piece]:
    words = [t for t in tokens if t.terminal != "_BEGIN"]
    opens = len(words) < len(tokens)
    quoted = Style.TEXT
    for i, token in enumerate(words):
        before = words[i - 1].terminal if i else ""
        style = style_of(token)
        if token.terminal == "STRING":
            style = quoted = _quoted(before, quoted)
        elif i == 0 and opens and style is Style.KEYWORD:
            style = Style.OPENING
        yield Piece(_visible(source, token.span), style)


def style_of(token: Token) -> Style:
    """What a token is by itself, whatever stands before it."""
    style = VALUES.get(token.terminal)
    letters = any(c.isalpha() for c in token.text)
    if style is Style.OPERATOR and letters and len(token.text) > 1:
        return Style.KEYWORD  # lớn hơn
    return style or (Style.KEYWORD if letters else Style.PUNCTUATION)


def _quoted(before: str, last: Style) -> Style:
    if before in _LEVELS:
        return Style.LEVEL
    if before in _UNITS:
        return Style.UNIT
    if before in _TITLES:
        return Style.TITLE
    listed = before in {"COMMA", "_AND", "STRING"} and last in {Style.UNIT, Style.TITLE}
    return last if listed else Style.TEXT


def _visible(source: Source, span: Span) -> Span:
    """A token without the line end and the blanks that belong to it."""
    text = source.at(span)
    last_line = text[text.rstrip().rfind("\n") + 1 :]
    start = span.end - len(last_line) + len(last_line) - len(last_line.lstrip())
    return Span(start, start + len(last_line.strip()))
