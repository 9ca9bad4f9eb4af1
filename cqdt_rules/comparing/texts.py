"""The statements of a rule file as stretches of its text: what stands under what, and the words, evened."""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Iterator
from functools import cached_property

from attrs import field, frozen

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.numbers import fold
from cqdt_rules.source import Source, Span

_NOTES = (syntax.Citation, syntax.Unstated)
_FOR_A_CRITERION = (
    *(syntax.Content, syntax.Method, syntax.Evidence, syntax.Guidance, syntax.Figure),
    syntax.NoEvidence,
)
_RULES = (syntax.Exclusion, syntax.ZeroPoints, syntax.FullPoints)
_OF_A_SCALE = (
    *(syntax.Level, syntax.Rest, syntax.Cap, syntax.Demotion, syntax.Veto, syntax.Quota),
)


def even(text: str) -> str:
    """A text as it is compared where every letter counts: NFC, runs of blanks as one."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def curly(text: str) -> str:
    """A rule's words as a paper prints them: straight quotes made round."""
    return re.sub(r'"([^"]*)"', "“\\1”", text)


@frozen
class Statements:
    """The statements of a rule file by where they start."""

    tree: syntax.Tree = field(repr=False)

    @cached_property
    def starts(self) -> list[int]:
        """Where each statement starts."""
        return [x.span.start for x in self.tree.statements]

    @property
    def source(self) -> Source:
        """The text."""
        return self.tree.source

    def at(self, offset: int) -> int:
        """The number of the statement that an offset lies in."""
        return max(0, bisect.bisect_right(self.starts, offset) - 1)

    def body(self, place: s.Place) -> syntax.Node:
        """The statement at a place."""
        return self.tree.statements[self.at(place.span.start)].body

    def under(self, number: int) -> tuple[int, ...]:
        """A statement with all that stands under it, by number; parts of a criterion do not."""
        end = number + 1
        owner = self.tree.statements[number].body
        while end < len(self.tree.statements) and self._stands_under(owner, end):
            end += 1
        return tuple(range(number, end))

    def _stands_under(self, owner: syntax.Node, number: int) -> bool:
        body = self.tree.statements[number].body
        if isinstance(body, _NOTES):
            return True
        match owner:
            case syntax.Block():
                return not isinstance(body, syntax.Block)
            case syntax.Scale():
                return isinstance(body, _OF_A_SCALE)
            case syntax.Criterion():
                if isinstance(body, syntax.NoEvidence):
                    return not fold(body.phrase.text).startswith("các")
                if isinstance(body, _RULES):
                    return body.targets is None
                return isinstance(body, _FOR_A_CRITERION)
        return False

    def place(self, at: s.Place) -> s.Place:
        """The whole statement at a place, with what stands under it."""
        return self.of_numbers(self.under(self.at(at.span.start)), at.citation)

    def of_numbers(self, numbers: tuple[int, ...], citation: str = "") -> s.Place:
        """From the first of some statements to the last."""
        first, last = (self.tree.statements[n].span for n in (numbers[0], numbers[-1]))
        return s.Place(self.source, Span(first.start, last.end), citation)

    def runs(self, numbers: list[int]) -> tuple[s.Place, ...]:
        """Places of statements, those that follow each other as one."""
        found: list[list[int]] = []
        for n in numbers:
            if found and found[-1][-1] == n - 1:
                found[-1].append(n)
            else:
                found.append([n])
        return tuple(self.of_numbers(tuple(run)) for run in found)

    def with_notes(self, number: int) -> tuple[int, ...]:
        """A statement and the notes right under it."""
        end = number + 1
        while end < len(self.starts) and isinstance(self.tree.statements[end].body, _NOTES):
            end += 1
        return tuple(range(number, end))

    def bodies_under(self, at: s.Place) -> Iterator[syntax.Node]:
        """What stands under the statement at a place, itself first."""
        for number in self.under(self.at(at.span.start)):
            yield self.tree.statements[number].body

    def text(self, at: s.Place, *, notes: bool = False) -> str:
        """The whole statement at a place with what stands under it, each on its lines, comments left out."""
        return self.text_of(self.under(self.at(at.span.start)), notes=notes)

    def text_of(self, numbers: tuple[int, ...], *, notes: bool = False) -> str:
        """Statements on lines, the first at the margin; citations, which are no provisions, only where `notes` are asked for."""
        every = [self.tree.statements[n] for n in numbers]
        statements = [x for x in every if notes or not isinstance(x.body, _NOTES)] or every
        margin = statements[0].indent
        return "\n".join(self._lines(x, max(0, x.indent - margin)) for x in statements)

    def _lines(self, statement: syntax.Statement, indent: int) -> str:
        lines = self.source.at(statement.span).split("\n")
        first = " " * indent + _one_blank(lines[0])
        rest = [" " * (indent + 2) + _one_blank(x) for x in lines[1:] if x.strip()]
        return "\n".join([first, *(x for x in rest if not x.lstrip().startswith("#"))])

    def words(self, node: syntax.Node | s.Place) -> str:
        """The words of a part of the tree on one line."""
        return even(self.source.at(node.span))

    def notes(self, at: s.Place) -> tuple[str, ...]:
        """The citations under a statement: `nguồn …`; what a scale ends with is about the scale."""
        number = self.at(at.span.start)
        body = self.tree.statements[number].body
        if isinstance(body, syntax.Block):
            numbers = self.with_notes(number)
        elif isinstance(body, syntax.Scale):
            numbers = (*self.with_notes(number), *self._closing(number))
        else:
            numbers = self.under(number)
            if isinstance(body, _OF_A_SCALE):
                closing = self._closing(self._scale_above(number))
                numbers = tuple(n for n in numbers if n not in closing)
        bodies = (self.tree.statements[n].body for n in numbers)
        return tuple(self.words(b) for b in bodies if isinstance(b, _NOTES))

    def _scale_above(self, number: int) -> int:
        """The scale that a level stands under; itself where it stands apart."""
        at = number
        while at > 0 and isinstance(self.tree.statements[at].body, (*_OF_A_SCALE, *_NOTES)):
            at -= 1
        return at

    def _closing(self, scale: int) -> tuple[int, ...]:
        """The notes `nguồn không ghi …` that a scale ends with."""
        numbers = list(self.under(scale))
        found: list[int] = []
        while isinstance(self.tree.statements[numbers[-1]].body, syntax.Unstated):
            found.insert(0, numbers.pop())
        own = self.with_notes(scale)
        return tuple(n for n in found if n not in own)

    def of_kind(self, *kinds: type[syntax.Node]) -> Iterator[s.Place]:
        """The places of all statements of some kinds."""
        for kind in kinds:
            yield from self._by_kind.get(kind, ())

    @cached_property
    def _by_kind(self) -> dict[type[syntax.Node], list[s.Place]]:
        found: dict[type[syntax.Node], list[s.Place]] = {}
        for x in self.tree.statements:
            found.setdefault(type(x.body), []).append(s.Place(self.source, x.span))
        return found

    @cached_property
    def _blocks(self) -> tuple[list[int], list[str]]:
        places = list(self.of_kind(syntax.Block))
        bodies = (self.body(p) for p in places)
        names = [b.title.text for b in bodies if isinstance(b, syntax.Block)]
        return [p.span.start for p in places], names

    def block_at(self, place: s.Place) -> str:
        """The name of the block in which a statement stands, '' in the common part."""
        starts, names = self._blocks
        at = bisect.bisect_right(starts, place.span.start)
        return names[at - 1] if at else ""


def _one_blank(line: str) -> str:
    return re.sub(r"\s{2,}|\t", " ", unicodedata.normalize("NFC", line.strip()))
