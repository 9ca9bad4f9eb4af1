"""A report ready to be shown: sections of paragraphs, tables and charts, the same for a terminal, HTML, Word and CSV.

Everything is written already: a form only places it.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class Lines:
    """Paragraphs, or with `bullets` the items of a list."""

    texts: tuple[str, ...]
    bullets: bool = False


@frozen
class Grid:
    """A table: its title, heads and rows; `marked` is the column or (`by_row`) the row of the present value, −1 for none."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: int = -1
    by_row: bool = False
    words: bool = False  # cells are words, to be set to the left


@frozen
class Bar:
    """A stacked bar: its label and how many of each kind; `marked`: of the present value."""

    label: str
    counts: tuple[int, ...]
    marked: bool = False


@frozen
class Bars:
    """Stacked bars, one under the other; `kinds` name the parts of a bar, first to last; `about` tells it in words."""

    title: str
    about: str
    kinds: tuple[str, ...]
    bars: tuple[Bar, ...]


@frozen
class Places:
    """How ranks move from one value to the next: of each line its name and its place at each stop (None: none there)."""

    title: str
    about: str
    stops: tuple[str, ...]
    lines: tuple[tuple[str, tuple[int | None, ...]], ...]
    marked: int = -1


Part = Lines | Grid | Bars | Places


@frozen
class Section:
    """A headed part of a report."""

    title: str
    parts: tuple[Part, ...]


@frozen
class Report:
    """A title, what it rests on, its sections; `provenance` are pairs of what and value, for the file's properties."""

    title: str
    head: tuple[str, ...]
    sections: tuple[Section, ...]
    provenance: tuple[tuple[str, str], ...] = ()
