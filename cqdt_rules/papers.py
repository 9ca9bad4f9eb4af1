"""The papers of a round as plain texts in their places, the same for Word, HTML, Markdown and text.

Everything here is ready to print: numbers are already written in Vietnamese, nothing is computed later.
"""

from __future__ import annotations

import enum

from attrs import frozen


class Align(enum.Enum):
    """How the text of a column stands in its cells."""

    LEFT = "trái"
    CENTRE = "giữa"
    RIGHT = "phải"


@frozen
class Column:
    """A column of a table: its heading, the heading it shares with its neighbours ('' for none), its look.

    `width` is a wish in millimetres; a renderer scales the widths of a table to its page.
    """

    title: str
    group: str = ""
    align: Align = Align.CENTRE
    width: int = 15


class Look(enum.Enum):
    """How words inside a cell stand out, in black and white too."""

    STRUCK = "gạch ngang"
    UNDERLINED = "gạch chân"


@frozen
class Mark:
    """Words of a cell that stand out: row, column (from 0), and from where to where in the cell's text."""

    row: int
    column: int
    start: int
    end: int
    look: Look


@frozen
class Table:
    """A table: rows of cell texts (a line break in a cell starts a new paragraph there).

    `footer` are the lines of the last row, across all columns (the tally of levels);
    `note_heading`, `notes` and `note_items` stand below the table ("Ghi chú:", a text, numbered items).
    `number` is the number printed before the title ("1"), '' where the annex has one table only.
    `across` are the numbers (from 0) of rows that are headings: their first cell stands across all columns.
    `marks` are words of cells that stand out (Word only; other forms print them plain).
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    number: str = ""
    footer: tuple[str, ...] = ()
    note_heading: str = ""
    notes: tuple[str, ...] = ()
    note_items: tuple[str, ...] = ()
    across: frozenset[int] = frozenset()
    marks: tuple[Mark, ...] = ()

    @property
    def header_rows(self) -> tuple[tuple[tuple[str, int, int], ...], tuple[str, ...]]:
        """The first heading row as (text, columns spanned, rows spanned), and the second one's texts ('' under a single heading)."""
        second = tuple(c.title if c.group else "" for c in self.columns)
        tall = 2 if any(c.group for c in self.columns) else 1
        first: list[tuple[str, int, int]] = []
        previous = ""
        for column in self.columns:
            if not column.group:
                first.append((column.title, 1, tall))
            elif column.group == previous:
                text, columns, rows = first[-1]
                first[-1] = (text, columns + 1, rows)
            else:
                first.append((column.group, 1, 1))
            previous = column.group
        return tuple(first), second if tall == 2 else ()


@frozen
class Annex:
    """An annex (phụ lục): number as printed ("I", "02"), title lines, "(Kèm theo …)", remarks, tables.

    `remarks` stand in italics above the tables: what the rule file says it does not show, "số liệu minh họa", "kết quả tạm thời".
    """

    number: str
    title: tuple[str, ...]
    attached_to: str
    tables: tuple[Table, ...]
    remarks: tuple[str, ...] = ()


@frozen
class Papers:
    """The annexes of one decision, with what they were made from.

    `provenance` are (what, value) pairs: rule file, figures, engine, each with its digest; kept in the
    document's properties, not on the printed page.
    """

    title: str
    document: str
    annexes: tuple[Annex, ...]
    provenance: tuple[tuple[str, str], ...] = ()

    def texts(self) -> tuple[str, ...]:
        """Every text that a reader must find on paper, in order: used to see that no renderer drops one."""
        found: list[str] = []
        for annex in self.annexes:
            found += [annex.number, *annex.title, annex.attached_to, *annex.remarks]
            for table in annex.tables:
                found += [
                    table.title,
                    *(c.group for c in table.columns),
                    *(c.title for c in table.columns),
                ]
                found += [cell for row in table.rows for cell in row]
                found += [*table.footer, table.note_heading, *table.notes, *table.note_items]
        return tuple(line for text in found for line in text.split("\n") if line.strip())
