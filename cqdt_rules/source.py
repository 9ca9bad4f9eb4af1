"""Where a text came from, and places in it, as its author typed it."""

from __future__ import annotations

import bisect

from attrs import field, frozen


@frozen(order=True)
class Span:
    """A stretch of a source: offsets in code points, as typed; `end` is the first offset after it."""

    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The stretch from here to the end of `other`."""
        return Span(min(self.start, other.start), max(self.end, other.end))


@frozen
class Source:
    """A text with its name (a file name as the user gave it)."""

    name: str
    text: str = field(repr=False)
    line_starts: tuple[int, ...] = field(init=False, repr=False, eq=False)

    @line_starts.default
    def _find_line_starts(self) -> tuple[int, ...]:
        return (0, *(i + 1 for i, c in enumerate(self.text) if c == "\n"))

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8: names the very text a result was made from."""
        import hashlib  # here: a check needs no digest, and start-up counts

        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def line_of(self, offset: int) -> int:
        """The line of an offset, counted from 1."""
        return bisect.bisect_right(self.line_starts, offset)

    def column_of(self, offset: int) -> int:
        """The column of an offset in code points, counted from 1."""
        return offset - self.line_starts[self.line_of(offset) - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line (counted from 1) without its line end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def at(self, span: Span) -> str:
        """The words of a span, as typed."""
        return self.text[span.start : span.end]
