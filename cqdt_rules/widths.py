"""How wide a table must be on paper: column widths that break no word, and which page they need.

Lengths are whole micrometres; letters are as wide as in Times New Roman, tones aside.
"""

from __future__ import annotations

import re
import unicodedata

from attrs import frozen

from cqdt_rules.papers import Annex, Table

PORTRAIT = 165_000  # A4 less the margins of Nghị định 30/2020: 30 mm left, 15 mm right
LANDSCAPE = 252_000
CELL_SIZE = 12
_SMALLEST_SIZE = 7
_PADDING = 2_400  # both sides of a cell, and a hair for the border
_MICROMETRES_PER_POINT = 353

# Thousandths of the letter size; bold is a little wider.
_LETTERS = {
    250: " .,",
    278: "ijltI:;/|'\u2019!\\",
    333: "fr-()[]`",
    389: "sJ",
    444: 'acez?"',
    500: "0123456789bdđghknopquvxy_*$#",
    556: "FPS+=<>~",
    611: "ELTZ",
    667: "BCR",
    722: "ADĐGHKNOQUVXYw&",
    833: "m%",
    944: "WM@",
}
_UNITS = {letter: units for units, letters in _LETTERS.items() for letter in letters}
_HORN = "\u031b"
_BREAK = re.compile(r"[\s–—]+|(?<=-)")  # where a line may end; a hyphen stays on its line


@frozen
class Fit:
    """Column widths in micrometres, and the letter size in points that keeps every word whole."""

    widths: tuple[int, ...]
    size: int


def fit(table: Table, room: int, size: int = CELL_SIZE) -> Fit:
    """The wished widths scaled to the room; a column with a long word takes from the others."""
    wishes = [max(1, column.width) for column in table.columns]
    needs = _needs(table, size)
    while sum(needs) > room and size > _SMALLEST_SIZE:
        size -= 1
        needs = _needs(table, size)
    if sum(needs) > room:  # no size is small enough: Word has to break some words
        needs = [room * need // sum(needs) for need in needs]
    return Fit(_shares(wishes, needs, room), size)


def is_wide(annex: Annex, room: int, size: int = CELL_SIZE) -> bool:
    """Whether a table wants a landscape page: its words, or its wishes by a quarter, pass the room."""
    for table in annex.tables:
        wishes = 1000 * sum(column.width for column in table.columns)
        if wishes > room * 5 // 4 or sum(_needs(table, size)) > room:
            return True
    return False


def _needs(table: Table, size: int) -> list[int]:
    needs = []
    rows = [row for number, row in enumerate(table.rows) if number not in table.across]
    for index, column in enumerate(table.columns):
        words = {word for row in rows if index < len(row) for word in _words(row[index])}
        heading = [_length(word, size - 1, bold=True) for word in _words(column.title)]
        needs.append(max([*heading, *(_length(word, size) for word in words)]) + _PADDING)
    start = 0
    for text, across, _ in table.header_rows[0]:
        longest = max(_length(word, size - 1, bold=True) for word in _words(text)) + _PADDING
        short = longest - sum(needs[start : start + across])
        needs[start] += max(0, short)
        start += across
    return needs


def _words(text: str) -> list[str]:
    return _BREAK.split(text)


def _shares(wishes: list[int], needs: list[int], room: int) -> tuple[int, ...]:
    """Split the room by wishes among the columns whose share suffices; the others get their need."""
    free = set(range(len(wishes)))
    left = room
    while True:
        total = sum(wishes[i] for i in free)
        short = [i for i in sorted(free) if left * wishes[i] < needs[i] * total]
        if not short:
            break
        left -= sum(needs[i] for i in short)
        free -= set(short)
    return tuple(left * wishes[i] // total if i in free else needs[i] for i in range(len(wishes)))


def _length(word: str, size: int, bold: bool = False) -> int:
    units = 0
    for letter in unicodedata.normalize("NFD", word):
        if letter in _UNITS:
            units += _UNITS[letter]
        elif unicodedata.combining(letter):
            units += 100 if letter == _HORN else 0
        else:
            units += 1000 if unicodedata.east_asian_width(letter) in "WF" else 722
    return units * size * _MICROMETRES_PER_POINT * (108 if bold else 100) // 100_000
