"""The words of a rule file as the grammar tells them apart, for laying them out anew and for colour.

The tree says what is meant; these say what is written, every keyword and sign included. Both come from one grammar,
so neither the layout nor the colours know a list of keywords that could grow old.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping

from attrs import field, frozen

from cqdt_rules.source import Span


@frozen
class Token:
    """A word, name, number or sign: its terminal in the grammar, its folded text, where it was typed."""

    terminal: str
    text: str
    span: Span


@frozen
class Wording:
    """The tokens of one statement, in order. Where it is not `whole` the parser refused it; the rest is a guess."""

    tokens: tuple[Token, ...]
    whole: bool = True


@frozen
class Lexicon:
    """The terminals of the grammar with their patterns, and the pattern of a line that opens a statement."""

    patterns: Mapping[str, re.Pattern[str]] = field(repr=False)
    opening: re.Pattern[str] = field(repr=False)

    def reads(self, terminal: str, text: str, following: str) -> bool:
        """Whether `text`, with `following` after it, is still that terminal and no more of it."""
        found = self.patterns[terminal].match(text + following)
        return found is not None and found.end() == len(text)

    def opens_statement(self, text: str) -> bool:
        """Whether a line that begins so would open a statement, or an item of a list."""
        return bool(self.opening.match("\n" + text)) or text[:1] in _LIST_SIGNS


_LIST_SIGNS = "-–—−+•▪●◦\uf0b7#"


class Style(enum.Enum):
    """What a stretch of text is to its reader; the value is the class of its colour on a page."""

    OPENING = "c-mo"  # the words that open a statement
    KEYWORD = "c-tu"
    NAME = "c-ten"
    CODE = "c-ma"
    LEVEL = "c-muc"
    UNIT = "c-dv"
    TITLE = "c-td"
    TEXT = "c-chu"
    NUMBER = "c-so"
    DATE = "c-ngay"
    MEASURE = "c-don"  # điểm, chữ số thập phân: what a number counts
    OPERATOR = "c-tinh"
    PUNCTUATION = "c-dau"
    COMMENT = "c-gc"


@frozen
class Piece:
    """A stretch of a source and what it is to its reader."""

    span: Span
    style: Style
