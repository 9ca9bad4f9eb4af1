"""A rule file as its provisions (điều khoản): each statement with its lines, where it was typed, which clause changed it.

An amendment works on provisions, never on offsets: what it leaves alone keeps its lines, comments included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import evolve, field, frozen

from cqdt_rules import syntax
from cqdt_rules.layers import LOWERING, levels_of
from cqdt_rules.lexicon import Token, Wording
from cqdt_rules.numbers import fold
from cqdt_rules.source import Source, Span


@frozen
class ClauseAt:
    """A clause of an amendment: its number in the file (from 1), where it stands, the decision it is part of, its reason."""

    number: int
    source: Source = field(repr=False)
    span: Span
    decision: str
    reason: str = ""
    words: str = ""  # what it does, its reason left out; of new text, how it begins

    @property
    def name(self) -> str:
        """How messages and tables call it."""
        return f"khoản {self.number}"


@frozen
class Provision:
    """A statement with its lines: comments above it and at its end included.

    `at` is where the lines begin in the text that the statement's spans refer to. `typed` is where its words were typed
    in a file of the author. `by` are the clauses that wrote or changed it, `below` those that inserted or repealed
    something right under it. `note`: a line that a consolidated text adds. `was` is what the last amendment found there,
    where it changed it: a statement a line.
    """

    statement: syntax.Statement
    lines: str
    at: int
    tokens: tuple[Token, ...] = field(repr=False)
    source: Source = field(repr=False)
    typed: tuple[Source, Span] = field(repr=False)
    typed_tokens: tuple[Token, ...] = field(repr=False, default=())
    by: tuple[ClauseAt, ...] = ()
    below: tuple[ClauseAt, ...] = ()
    note: bool = False
    was: str = ""

    @property
    def body(self) -> syntax.Node:
        """The statement itself."""
        return self.statement.body

    @property
    def shown(self) -> tuple[Source, Span]:
        """Where a reader is shown it: where it was typed, or the last clause that changed it."""
        clauses = [c for c in self.by if c.number]
        return (clauses[-1].source, clauses[-1].span) if clauses else self.typed

    @property
    def words(self) -> str:
        """The statement as it stands, blanks collapsed, comments left out."""
        words = " ".join(t.text.strip() for t in self.tokens).strip()
        return re.sub(r" ([,;:)])", r"\1", words).replace("( ", "(")


@frozen
class RuleText:
    """The provisions of a whole text in their order, how deep each stands, and what follows the last of them."""

    provisions: tuple[Provision, ...]
    levels: tuple[int, ...]
    tail: str = ""

    def end_of(self, index: int) -> int:
        """The place after a provision and all that stands under it."""
        end = index + 1
        while end < len(self.provisions) and self.levels[end] > self.levels[index]:
            end += 1
        return end

    def lowering_of(self, index: int) -> tuple[int, ...]:
        """What lowers the levels of a scale: it stands after the scale, before the next one (section 8 of the language)."""
        found: list[int] = []
        for i in range(self.end_of(index), len(self.provisions)):
            body = self.provisions[i].body
            if isinstance(body, syntax.Scale | syntax.Block):
                break
            if isinstance(body, LOWERING):
                found += range(i, self.end_of(i))
        return tuple(found)

    def own_end_of(self, index: int) -> int:
        """The place after a criterion and what is said of it alone: before the criteria below it."""
        end = index + 1
        stop = self.end_of(index)
        while end < stop and not isinstance(self.provisions[end].body, syntax.Criterion):
            end += 1
        return end

    def owners_of(self, index: int) -> Iterator[int]:
        """What a provision stands under, nearest first."""
        level = self.levels[index]
        for i in range(index - 1, -1, -1):
            if self.levels[i] < level:
                level = self.levels[i]
                yield i

    def block_of(self, index: int) -> str:
        """The folded title of the block that a provision is in; '' for the common part."""
        for i in range(index, -1, -1):
            body = self.provisions[i].body
            if isinstance(body, syntax.Block):
                return fold(body.title.text)
        return ""

    @property
    def text(self) -> str:
        """The lines of all."""
        return "".join(p.lines for p in self.provisions) + self.tail


def rule_text(tree: syntax.Tree, wordings: Sequence[Wording]) -> RuleText:
    """The provisions of a file that was read whole."""
    source = tree.source
    found: list[Provision] = []
    at = 0
    for statement, wording in zip(tree.statements, wordings, strict=True):
        tokens = tuple(t for t in wording.tokens if t.terminal != "_BEGIN")
        end = _line_end(source.text, tokens[-1].span.end)
        typed = (source, statement.span)
        found.append(Provision(statement, source.text[at:end], at, tokens, source, typed, tokens))
        at = end
    return RuleText(tuple(found), tuple(levels_of(tree.statements)), source.text[at:])


def _line_end(text: str, at: int) -> int:
    stop = text.find("\n", at)
    return stop + 1 if stop >= 0 else len(text)


def with_origins(text: RuleText, before: Sequence[Provision]) -> RuleText:
    """A text that was laid out anew, its provisions knowing what those it was made of knew."""
    known = tuple(
        evolve(
            p,
            typed=b.typed,
            typed_tokens=b.typed_tokens,
            by=b.by,
            below=b.below,
            note=b.note,
            was=b.was,
        )
        for p, b in zip(text.provisions, before, strict=True)
    )
    return evolve(text, provisions=known)


def full_codes(text: RuleText) -> dict[int, str]:
    """The code of each criterion by its place, `a)` with the number it stands under."""
    found: dict[int, str] = {}
    last = ""
    for i, p in enumerate(text.provisions):
        if isinstance(p.body, syntax.Block):
            last = ""
        if isinstance(p.body, syntax.Criterion):
            code = p.body.code.text
            if code.endswith(")"):
                found[i] = f"{last}.{code}" if last else code
            else:
                found[i] = last = code
    return found
