"""What a statement that cannot be read was most likely meant to be: a small edit, tried before it is believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from attrs import define, frozen

from cqdt_rules.parse.folding import Folded
from cqdt_rules.parse.grammar import begin_pattern, how_far

_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”|«[^»\n]*»')


@frozen
class Remedy:
    """A way of mending a statement: what to underline, what to say, and the edits that mend it, by offsets of the chunk.

    `sure`: the edits are the one thing to do, so that a program may offer them; otherwise they only serve to go on.
    """

    start: int
    end: int
    message: str
    help: str
    edits: tuple[tuple[int, int, str], ...]
    sure: bool = True
    kept: bool = (
        True  # whether the statement as mended is worth checking: not where it was only guessed
    )
    more: tuple[tuple[int, int], ...] = ()  # further places of the same slip

    def on(self, chunk: Folded) -> Folded:
        """The chunk as mended."""
        for start, end, text in sorted(self.edits, reverse=True):
            chunk = chunk.with_text(start, end, fitted(chunk.text, start, end, text))
        return chunk

    def text(self, chunk: str) -> str:
        """The chunk's text as mended."""
        for start, end, text in sorted(self.edits, reverse=True):
            chunk = chunk[:start] + fitted(chunk, start, end, text) + chunk[end:]
        return chunk


def fitted(chunk: str, start: int, end: int, text: str) -> str:
    """What is put in the place of a stretch, so that no two blanks meet and none ends a line."""
    if chunk[end : end + 1] in (" ", "\n", ""):
        text = text.rstrip(" ")
    return text.lstrip(" ") if chunk[start - 1 : start] in (" ", "\n") else text


@define
class Patience:
    """How much more a file's mistakes may cost: letters of statements that are read again to try an edit."""

    letters: int = 1_500_000

    def allows(self, text: str) -> bool:
        """Whether one more trial may be made; it is counted."""
        self.letters -= len(text)
        return self.letters > 0


def blank_quotes(text: str) -> str:
    """The text with what stands in closed quotation marks replaced by as many marks that are no letters."""
    return _QUOTED.sub(lambda m: m.group()[0] + "▒" * (len(m.group()) - 2) + m.group()[-1], text)


def line_around(text: str, at: int) -> tuple[int, int]:
    """Where the line of a place begins (after its line end) and ends; blanks before the place's word are skipped."""
    while at < len(text) and text[at] in " \n":
        at += 1
    at = min(at, len(text.rstrip()))
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, end if end >= 0 else len(text)


def first_that_helps(
    text: str,
    position: int,
    remedies: Iterable[Remedy],
    patience: Patience,
    *,
    wholly: bool = False,
) -> Remedy | None:
    """The first remedy that makes the line of the mistake readable, else the one that gets furthest; None: none helps.

    `wholly`: only one that makes the line readable counts.
    """
    best: tuple[int, Remedy] | None = None
    _, end = line_around(text, position)
    for remedy in remedies:
        gain = _gain(text, position, end, remedy, patience)
        if gain is None:
            continue
        if gain == _WHOLE:
            return remedy
        if not wholly and (best is None or gain > best[0]):
            best = (gain, remedy)
    return best[1] if best else None


_WHOLE = 1_000_000_000


def _gain(text: str, position: int, end: int, remedy: Remedy, patience: Patience) -> int | None:
    """How many letters more can be read once mended; None where the mistake stays."""
    last = max([end, *(line_around(text, e)[1] for _, e, _ in remedy.edits)])
    mended = remedy.text(text[:last])
    if not patience.allows(mended):
        return None
    cut = begin_pattern().search(mended, 1)
    if cut is not None:  # one statement made two: the first must be whole
        return _WHOLE if how_far(mended[: cut.start()] + "\n") > cut.start() else None
    reached = how_far(mended + "\n")
    if reached > len(mended):
        return _WHOLE
    edits = [(s, e, fitted(text, s, e, t)) for s, e, t in sorted(remedy.edits)]
    before = position + sum(len(t) - (e - s) for s, e, t in edits if s <= position)
    if reached >= len(mended.rstrip()):  # the line is read, and more is wanted: by lines below?
        if position >= len(text[:last].rstrip()):
            return None
        return _WHOLE if text[last:].strip() else reached - before
    return reached - before if reached > max(before, _end_of_edits(edits)) else None


def _end_of_edits(edits: list[tuple[int, int, str]]) -> int:
    """Where the last edit ends in the mended text."""
    grown = 0
    end = 0
    for start, stop, text in edits:
        end = start + grown + len(text)
        grown += len(text) - (stop - start)
    return end


def together(remedies: Sequence[Remedy]) -> Remedy:
    """The same slip in several places, told once."""
    first = remedies[0]
    edits = tuple(e for r in remedies for e in r.edits)
    return Remedy(
        first.start,
        first.end,
        first.message,
        first.help,
        edits,
        first.sure,
        first.kept,
        tuple((r.start, r.end) for r in remedies[1:]),
    )
