"""One page for the reviewer of a draft: the amending text, the whole text with its changes, comparison, impact, messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import frozen

from cqdt_rules.diagnostics import Diagnostic, Outcome
from cqdt_rules.viewing import RuleFile, fields_of_file, fields_of_message, page, tally

TEMPLATE = "xem-xet.html.j2"
AMENDING, WHOLE = "sd", "hn"  # the addresses of the two texts on the page


@frozen
class Row:
    """A row of a table, with links (name and address on the page) to the rules it is about; `strong`: it stands out.

    `heads` are words before some of the links, by the number of the link.
    """

    cells: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()
    heads: tuple[tuple[int, str], ...] = ()
    strong: bool = False


@frozen
class Table:
    """A table of the page: its title, headings, rows; `wide` are the columns that hold sentences, `linked` heads the links."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    wide: tuple[int, ...] = ()
    linked: str = "Ở đâu"
    notes: tuple[str, ...] = ()  # under its title


@frozen
class Section:
    """A part of the page: `words` are its paragraphs before the tables."""

    anchor: str
    title: str
    words: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    remarks: tuple[str, ...] = ()


@frozen
class Review:
    """What is to be reviewed; `facts` are the lines under the title, each a name and what it is."""

    title: str
    facts: tuple[tuple[str, str], ...]
    amending: RuleFile
    whole: RuleFile
    sections: tuple[Section, ...]
    others: tuple[Diagnostic, ...] = ()


def address(anchor: str, line: int) -> str:
    """The address of a line of one of the texts."""
    return f"#{anchor}-{line}"


def review_page(review: Review) -> Outcome[str | None]:
    """The page as HTML, one file."""
    every = [*review.amending.diagnostics, *review.whole.diagnostics, *review.others]
    fields: dict[str, Any] = {
        "tieu_de": review.title,
        "dieu": [{"ten": name, "chu": words} for name, words in review.facts],
        "tong": tally(every),
        "loi_chung": [fields_of_message(d, "") for d in review.others],
        "sua_doi": fields_of_file(review.amending, AMENDING),
        "hop_nhat": fields_of_file(review.whole, WHOLE),
        "phan": [_section(s) for s in review.sections],
    }
    return page(TEMPLATE, fields)


def _section(section: Section) -> dict[str, Any]:
    return {
        "neo": section.anchor,
        "ten": section.title,
        "doan": list(section.words),
        "bang": [_table(t) for t in section.tables],
        "luu_y": list(section.remarks),
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "ten": table.title,
        "chu_thich": list(table.notes),
        "cot": list(table.heads),
        "dong": [
            {
                "o": [{"chu": lines(c), "rong": i in table.wide} for i, c in enumerate(row.cells)],
                "lien": [
                    {"chu": name, "dich": place, "dau": dict(row.heads).get(i, "")}
                    for i, (name, place) in enumerate(row.links)
                ],
                "dam": row.strong,
            }
            for row in table.rows
        ],
        "dau_lien": table.linked,
        "co_lien": any(row.links for row in table.rows),
    }


def lines(cell: str) -> Sequence[str]:
    """A cell line by line."""
    return cell.split("\n")
