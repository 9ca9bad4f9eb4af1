"""Every token of a rule file as the parser reads it, for layout and colour; a mistake ends no reading."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

from cqdt_rules import syntax
from cqdt_rules.lexicon import Lexicon, Token, Wording
from cqdt_rules.parse.folding import Folded, fold_text, mark_bullets, without_comments
from cqdt_rules.parse.grammar import begin_pattern, the_lark
from cqdt_rules.parse.limits import MAX_STATEMENT, MAX_TEXT
from cqdt_rules.source import Source


def wordings(source: Source) -> tuple[Wording, ...]:
    """The tokens of a rule file, statement by statement."""
    folded = mark_bullets(without_comments(fold_text(source.text[:MAX_TEXT]))[0])
    starts = [m.start() for m in begin_pattern().finditer(folded.text)]
    edges = [*starts, len(folded.text)]
    before = folded.text[: edges[0]]
    found = [
        _wording(folded, start, folded.text[start:end]) for start, end in itertools.pairwise(edges)
    ]
    if before.strip():
        found.insert(0, Wording(tuple(_guessed(folded, 0, before, 0)), whole=False))
    return tuple(found)


def comments_of(source: Source) -> tuple[syntax.Comment, ...]:
    """The comments of a rule file, whatever its statements are like."""
    return without_comments(fold_text(source.text[:MAX_TEXT]))[1]


def _wording(folded: Folded, start: int, text: str) -> Wording:
    from lark.exceptions import UnexpectedInput

    chunk = text.rstrip()[:MAX_STATEMENT] + "\n"
    read: list[Token] = []
    last = 0
    reader = the_lark().parse_interactive(chunk, start="statement")
    try:
        for token in reader.iter_parse():
            first, last = token.start_pos or 0, token.end_pos or 0
            read.append(Token(token.type, str(token), folded.span(start + first, start + last)))
        reader.feed_eof()  # type: ignore[no-untyped-call]
    except UnexpectedInput:
        return Wording((*read, *_guessed(folded, start, chunk, last)), whole=False)
    return Wording(tuple(read))


def _guessed(folded: Folded, start: int, chunk: str, position: int) -> Iterator[Token]:
    """What the words look like where the parser lost its way: each by its own shape."""
    pattern = _any_terminal()
    while position < len(chunk):
        found = pattern.match(chunk, position)
        if found is None or found.end() == position:
            position += 1
            continue
        text = found.group()
        blank = len(text) - len(text.lstrip())
        span = folded.span(start + position + blank, start + found.end())
        yield Token(str(found.lastgroup), text.strip(), span)
        position = found.end()


@functools.cache
def _any_terminal() -> re.Pattern[str]:
    """One pattern for all terminals: the stronger first, then the longer; never within a word."""
    words = [t for t in the_lark().terminals if t.name != "_BEGIN" and not t.name.startswith("__")]
    first = {"DATE": 3, "PERCENT": 2, "NUMBER": 1}  # the same digits may also be a code or a level
    words.sort(key=lambda t: (-first.get(t.name, 0), -t.priority, -len(t.pattern.value)))
    return re.compile(
        "|".join(rf"(?P<{t.name}>(?:(?<!\w)|(?=\W)){t.pattern.to_regexp()})" for t in words)
    )


@functools.cache
def lexicon() -> Lexicon:
    """The terminals of the grammar, as a reader of tokens needs them."""
    patterns = {t.name: re.compile(t.pattern.to_regexp()) for t in the_lark().terminals}
    return Lexicon(patterns, begin_pattern())
