"""A Pygments lexer for rule files, wherever Pygments colours text: documentation, editors, terminals.

Pygments finds it by the entry point in pyproject.toml: the fence or file is named `cqdt`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pygments import token as t
from pygments.lexer import Lexer
from pygments.token import _TokenType

from cqdt_rules.colouring import pieces
from cqdt_rules.lexicon import Style
from cqdt_rules.parse import comments_of, wordings
from cqdt_rules.source import Source

TOKENS = {
    Style.OPENING: t.Keyword.Declaration,
    Style.KEYWORD: t.Keyword,
    Style.NAME: t.Name,
    Style.CODE: t.Name.Label,
    Style.LEVEL: t.Name.Constant,
    Style.UNIT: t.Name.Entity,
    Style.TITLE: t.String.Doc,
    Style.TEXT: t.String,
    Style.NUMBER: t.Number,
    Style.DATE: t.Literal.Date,
    Style.MEASURE: t.Keyword.Type,
    Style.OPERATOR: t.Operator,
    Style.PUNCTUATION: t.Punctuation,
    Style.COMMENT: t.Comment.Single,
}


class CqdtLexer(Lexer):
    """Colours a rule file by the grammar itself; where a statement is not right yet, by the shape of its words."""

    name = "cqdt"
    aliases: ClassVar[list[str]] = ["cqdt"]
    filenames: ClassVar[list[str]] = ["*.cqdt"]
    mimetypes: ClassVar[list[str]] = []

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        """Every stretch of the text, in order, with what it is."""
        source = Source("cqdt", text)
        at = 0
        for piece in pieces(source, wordings(source), comments_of(source)):
            if piece.span.start > at:
                yield at, t.Text, text[at : piece.span.start]
            yield piece.span.start, TOKENS[piece.style], source.at(piece.span)
            at = piece.span.end
        if at < len(text):
            yield at, t.Text, text[at:]
