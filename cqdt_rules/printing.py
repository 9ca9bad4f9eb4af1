"""Papers as HTML, Markdown or plain text, each by a template."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from html.parser import HTMLParser

from markupsafe import Markup

from cqdt_rules.diagnostics import Code, Diagnostic, Outcome
from cqdt_rules.papers import Align, Papers, Table
from cqdt_rules.templating import (
    Fields,
    Misused,
    Template,
    cost_of,
    fields_of,
    filled,
    in_html,
    lost_texts,
    printable_papers,
    sandbox,
    table_texts,
)

FORMS = (".html", ".md", ".txt")
PAGE = 120  # columns of a plain text


def render(papers: Papers, form: str, template: Template) -> Outcome[str | None]:
    """The papers in a form (".html", ".md", ".txt"), with no text lost."""
    if form not in FORMS:
        message = f"không in được ra “{form}” bằng mẫu chữ"
        hint = f"các dạng in được: {', '.join(FORMS)}"
        return Outcome(None, (Diagnostic(Code.OUTPUT_FORMAT, message, help=hint),))
    papers = printable_papers(papers)
    show: Callable[[object], object] = {".html": in_html, ".md": _in_markdown, ".txt": _nfc}[form]
    box = sandbox(show, markup=form != ".txt", papers=papers)
    blocks: list[tuple[str, Table]] = []

    def table(fields: Fields) -> str:
        given = getattr(fields, "noun", None)
        if not isinstance(given, Table):
            raise Misused("mẫu gọi bang(…) với thứ không phải một bảng của phụ lục")
        box.spend(cost_of(given))
        drawn = _markdown_table(given) if form == ".md" else _text_table(given)
        blocks.append((drawn, given))
        return Markup(drawn) if form == ".md" else drawn

    if form != ".html":
        box.offer("bang", table)
    if form == ".txt":
        box.offer("giua", _centred)
        box.offer("gap", _folded)
    made = filled(box, template, fields_of(papers))
    if made.value is None:
        return made
    text = "\n".join(line.rstrip() for line in made.value.split("\n")).strip("\n") + "\n"
    if form == ".html":
        lost = lost_texts(papers, _html_lines(text), str, template.name)
    else:
        write = markdown if form == ".md" else _nfc
        lost = lost_texts(papers, _block_lines(text, blocks, write), write, template.name)
    return Outcome(None if lost else text, lost)


def _block_lines(
    text: str, blocks: Iterable[tuple[str, Table]], write: Callable[[str], str]
) -> list[str]:
    """The lines of a text, with those of each table replaced by the texts drawn in it."""
    found: list[str] = []
    start = 0
    rest: list[str] = []
    for drawn, table in blocks:
        at = text.find(drawn, start)
        if at >= 0:
            rest.append(text[start:at])
            start = at + len(drawn)
            found += [write(line) for cell in table_texts(table) for line in cell.split("\n")]
    rest.append(text[start:])
    prose = "\n".join(rest).replace("<br>", "\n") if write is markdown else "\n".join(rest)
    return found + prose.split("\n")


# HTML


class _Reader(HTMLParser):
    """What a reader of a page sees, line by line."""

    _HIDDEN = frozenset(["head", "script", "style", "template"])
    _INLINE = frozenset(["a", "b", "em", "i", "small", "span", "strong", "sub", "sup", "u"])

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.hidden += tag in self._HIDDEN
        self.said.append("" if tag in self._INLINE else "\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in self._HIDDEN
        self.said.append("" if tag in self._INLINE else "\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            # Line ends of the source are spaces on the page.
            self.said.append(data.replace("\n", " "))


def _html_lines(text: str) -> list[str]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "".join(reader.said).split("\n")


# Markdown

_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>|~&$#])")
_MARKDOWN_START = re.compile(r"^(\d*)([-+=.)])")


def markdown(text: str) -> str:
    """A text that Markdown shows as it is; line breaks become <br>."""
    lines = [_MARKDOWN_SIGNS.sub(r"\\\1", line.strip()) for line in text.split("\n")]
    return "<br>".join(_MARKDOWN_START.sub(r"\1\\\2", line) for line in lines)


def _in_markdown(value: object) -> Markup:
    return value if isinstance(value, Markup) else Markup(markdown(str(value)))


_RULERS = {Align.LEFT: ":---", Align.CENTRE: ":---:", Align.RIGHT: "---:"}


def _markdown_table(table: Table) -> str:
    """A GitHub table; a heading stands after the one it shares, the last row stands below."""
    rows: list[Iterable[str]] = []
    if table.columns:
        heads = [f"{c.group} – {c.title}" if c.group else c.title for c in table.columns]
        rows = [map(markdown, heads), (_RULERS[c.align] for c in table.columns)]
        rows += [map(markdown, row) for row in table.rows]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    if table.footer:
        lines += ["", *"<br>\n".join(map(markdown, table.footer)).split("\n")]
    return "\n".join(lines)


# Plain text


def _nfc(value: object) -> str:
    return unicodedata.normalize("NFC", str(value))


def _width(text: str) -> int:
    """Columns on a screen: marks and invisible letters take none, wide letters two."""
    if text.isascii():
        return len(text)
    shown = [c for c in text if unicodedata.category(c) not in ("Mn", "Me", "Cf")]
    return len(shown) + sum(unicodedata.east_asian_width(c) in "WF" for c in shown)


def _wrap(text: str, width: int) -> list[str]:
    """The lines of a text, folded between words; a word longer than the width stands whole."""
    lines: list[str] = []
    for line in _nfc(text).split("\n"):
        now = ""
        for word in line.split():
            longer = f"{now} {word}" if now else word
            if now and _width(longer) > width:
                lines.append(now)
                longer = word
            now = longer
        lines.append(now)
    return lines


def _centred(text: str) -> str:
    return "\n".join(_padded(line, PAGE, Align.CENTRE).rstrip() for line in _wrap(text, PAGE))


def _folded(text: str) -> str:
    return "\n".join(_wrap(text, PAGE))


def _padded(text: str, width: int, align: Align) -> str:
    room = max(0, width - _width(text))
    left = {Align.LEFT: 0, Align.CENTRE: room // 2, Align.RIGHT: room}[align]
    return " " * left + text + " " * (room - left)


def _column_widths(table: Table) -> list[int]:
    """As wide as the longest cell; on a full page the widest columns give way, down to their longest word."""
    least, wanted = [], []
    for index, column in enumerate(table.columns):
        cells = {row[index] for n, row in enumerate(table.rows) if n not in table.across}
        words = {word for text in (*cells, column.title) for word in _nfc(text).split()}
        longest = max(map(_width, words), default=1)
        lines = {line.strip() for cell in cells for line in _nfc(cell).split("\n")}
        least.append(longest)
        wanted.append(max(longest, min(PAGE, max(map(_width, lines), default=1))))
    start = 0
    for text, across, _ in table.header_rows[0]:
        longest = max(map(_width, _nfc(text).split()), default=1)
        short = longest - sum(wanted[start : start + across]) - 3 * (across - 1)
        least[start] += max(0, short)
        wanted[start] += max(0, short)
        start += across
    while sum(wanted) + 3 * len(wanted) + 1 > PAGE:
        index = max(range(len(wanted)), key=lambda i: wanted[i] - least[i])
        if wanted[index] == least[index]:
            break
        wanted[index] -= 1
    return wanted


_BOX = {  # up, down, left, right
    (False, True, False, True): "┌",
    (False, True, True, False): "┐",
    (True, False, False, True): "└",
    (True, False, True, False): "┘",
    (True, True, False, True): "├",
    (True, True, True, False): "┤",
    (False, True, True, True): "┬",
    (True, False, True, True): "┴",
    (True, True, True, True): "┼",
    (True, True, False, False): "│",
    (False, False, True, True): "─",
}


def _rule(widths: list[int], above: set[int], below: set[int], gaps: set[int]) -> str:
    """A line between rows: `above` and `below` are the boundaries with a stroke there, `gaps` the columns without."""
    count = len(widths)
    line = ""
    for edge in range(count + 1):
        left = edge > 0 and edge - 1 not in gaps
        right = edge < count and edge not in gaps
        line += _BOX.get((edge in above, edge in below, left, right), " ")
        if edge < count:
            line += (" " if edge in gaps else "─") * (widths[edge] + 2)
    return line


def _text_row(cells: list[tuple[str, int, Align]]) -> list[str]:
    wrapped = [_wrap(text, width) for text, width, _ in cells]
    tall = max(map(len, wrapped))
    return [
        "│ "
        + " │ ".join(
            _padded(lines[i] if i < len(lines) else "", width, align)
            for lines, (_, width, align) in zip(wrapped, cells, strict=True)
        )
        + " │"
        for i in range(tall)
    ]


def _text_table(table: Table) -> str:
    """A table in box strokes, headings in two tiers where they are, the last row across."""
    if not table.columns:
        return "\n".join(map(_folded, table.footer))
    widths = _column_widths(table)
    edges = set(range(len(widths) + 1))
    outer = {0, len(widths)}
    lines, above = _text_head(table, widths, edges)
    columns = list(zip(table.columns, widths, strict=True))
    if table.rows:
        lines.append(_rule(widths, above, edges, set()))
        above = edges
    whole = sum(widths) + 3 * (len(widths) - 1)
    for number, row in enumerate(table.rows):
        heads = number in table.across
        if number and (heads or above is outer):
            lines.append(_rule(widths, above, outer if heads else edges, set()))
        elif heads:
            lines[-1] = _rule(widths, edges, outer, set())
        above = outer if heads else edges
        cells = [(t, w, c.align) for t, (c, w) in zip(row, columns, strict=True)]
        lines += _text_row([(row[0], whole, Align.LEFT)] if heads else cells)
    if table.footer:
        lines.append(_rule(widths, above, outer, set()))
        for each in table.footer:
            lines += _text_row([(each, whole, Align.LEFT)])
        above = outer
    lines.append(_rule(widths, above, set(), set()))
    return "\n".join(lines)


def _text_head(table: Table, widths: list[int], edges: set[int]) -> tuple[list[str], set[int]]:
    first, second = table.header_rows
    upper: set[int] = {0}
    cells: list[tuple[str, int, Align]] = []
    gaps: set[int] = set()
    start = 0
    for text, across, down in first:
        span = range(start, start + across)
        width = sum(widths[i] for i in span) + 3 * (across - 1)
        gaps |= set(span) if down > 1 else set()
        cells.append(("" if down > 1 else text, width, Align.CENTRE))
        start += across
        upper.add(start)
    lines = [_rule(widths, set(), upper, set()), *_text_row(cells)]
    if not second:
        return lines, upper
    titles = [(c.title, w, Align.CENTRE) for c, w in zip(table.columns, widths, strict=True)]
    return [*lines, _rule(widths, upper, edges, gaps), *_text_row(titles)], edges
