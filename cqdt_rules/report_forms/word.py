"""A report as a Word file, written part by part: no library, the same bytes each time.

Charts are tables with shaded cells: every Word, LibreOffice and printer shows them, and the office can edit them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import assert_never

from markupsafe import escape

from cqdt_rules.numbers import round_decimals
from cqdt_rules.report import Bar, Bars, Grid, Lines, Part, Places, Report
from cqdt_rules.templating import printable, shipped_template

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHORT, _LONG = 11906, 16838  # A4 in twentieths of a point
_LEFT, _OTHER = 1418, 1134
_WIDE = 8  # columns of a table that wants the page on its side
_NARROW = 1300  # a column up to here keeps its width
_HEAD = 9  # letters of a heading that are kept on one line
_LABEL = 2600  # the column of what a bar is of
_SHADES = (  # fill and ink: darker is better, and each can be told from its neighbours in black and white
    ("404040", "FFFFFF"),
    ("8C8C8C", "000000"),
    ("BFBFBF", "000000"),
    ("E3E3E3", "000000"),
    ("FFFFFF", "000000"),
    ("737373", "FFFFFF"),
)
_MOST_STOPS = 6  # values of a chart of ranks that fit a page with the names written out
_FIRST = (1980, 1, 1, 0, 0, 0)  # the first day that a zip can tell


def report_word(report: Report) -> bytes:
    """The .docx."""
    wide = any(
        isinstance(p, Grid) and len(p.heads) > _WIDE for s in report.sections for p in s.parts
    )
    room = (_LONG if wide else _SHORT) - _LEFT - _OTHER
    body = [_paragraph(report.title, "Title")]
    body += [_paragraph(line, "Subtitle") for line in report.head]
    for section in report.sections:
        body.append(_paragraph(section.title, "Heading1"))
        for part in section.parts:
            body += _part(part, room)
    if report.provenance:
        files = "; ".join(f"{name} (SHA-256 {digest[:16]}…)" for name, digest in report.provenance)
        body.append(_paragraph(f"Tính từ: {files}", "Source"))
    width, height = (_LONG, _SHORT) if wide else (_SHORT, _LONG)
    turned = ' w:orient="landscape"' if wide else ""
    page = (
        f'<w:sectPr><w:pgSz w:w="{width}" w:h="{height}"{turned}/><w:pgMar w:top="{_OTHER}" '
        f'w:right="{_OTHER}" w:bottom="{_OTHER}" w:left="{_LEFT}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    document = (
        f'{_XML}<w:document xmlns:w="{_W}"><w:body>{"".join(body)}{page}</w:body></w:document>'
    )
    parts = {"word/document.xml": document, "docProps/core.xml": _core(report)}
    return _zipped({**_FIXED, **parts, **_borrowed()})


def _part(part: Part, room: int) -> Iterator[str]:
    match part:
        case Lines(texts, bullets):
            for text in texts:
                yield _paragraph(f"– {text}" if bullets else text, "Item" if bullets else "Normal")
        case Grid():
            if part.title:
                yield _paragraph(part.title, "Heading2")
            yield _grid(part, room)
            yield _paragraph("", "Tiny")
        case Bars() if part.bars:
            yield _paragraph(part.title, "Heading2")
            yield from _bars(part, room)
        case Places() if 0 < len(part.stops) <= _MOST_STOPS:
            yield _paragraph(part.title, "Heading2")
            yield _grid(_ladder(part), room)
            yield _paragraph("", "Tiny")
        case Bars() | Places():  # nothing to show, or too much for a page: the table below has it
            return
        case _:
            assert_never(part)


# ---- tables


def _grid(grid: Grid, room: int) -> str:
    widths = _widths(grid, room)
    rows = [_row(grid.heads, widths, grid, -1)]
    rows += [_row(row, widths, grid, i) for i, row in enumerate(grid.rows)]
    return _table(widths, "".join(rows))


def _widths(grid: Grid, room: int) -> list[int]:
    """Columns as wide as their words want; where the page is too narrow, the wide ones give way."""
    wishes = []
    for i, head in enumerate(grid.heads):
        cells = [len(row[i]) for row in grid.rows]
        word = max(map(len, head.split()), default=1)
        longest = max([*cells, word, min(len(head), _HEAD)])
        wishes.append(min(max(longest * 125 + 260, 760), 4200))
    kept = [w <= _NARROW or (i == 0 and w <= room // 3) for i, w in enumerate(wishes)]
    fixed = sum(w for w, keep in zip(wishes, kept, strict=True) if keep)
    wide = sum(wishes) - fixed
    if sum(wishes) <= room:
        return wishes
    if not wide or fixed > room // 2:
        kept, fixed, wide = [False] * len(wishes), 0, sum(wishes)
    share = Fraction(room - fixed, wide)
    return [
        w if keep else int(round_decimals(w * share, 0))
        for w, keep in zip(wishes, kept, strict=True)
    ]


def _row(cells: Sequence[str], widths: Sequence[int], grid: Grid, number: int) -> str:
    head = number < 0
    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if head else "")
    made = []
    for i, (text, width) in enumerate(zip(cells, widths, strict=True)):
        now = number == grid.marked and not head if grid.by_row else i == grid.marked
        fill = "E7E6E6" if head else "FFF2CC" if now else ""
        left = i == 0 or (grid.words and not head)
        made.append(_cell(text, width, fill=fill, left=left, bold=head or now))
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"


def _cell(
    text: str,
    width: int,
    *,
    fill: str = "",
    ink: str = "",
    left: bool = False,
    bold: bool = False,
    lines: bool = True,
) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    sides = "".join(f'<w:{side} w:val="nil"/>' for side in ("top", "left", "bottom"))
    border = "" if lines else f"<w:tcBorders>{sides}</w:tcBorders>"
    look = ("<w:b/>" if bold else "") + (f'<w:color w:val="{ink}"/>' if ink else "")
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    align = "left" if left else "center"
    words = f'<w:r>{look}<w:t xml:space="preserve">{_plain(text)}</w:t></w:r>' if text else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{border}{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="Cell"/><w:jc w:val="{align}"/></w:pPr>{words}</w:p></w:tc>'
    )


def _table(widths: Sequence[int], rows: str) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(
        f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="404040"/>' for s in sides
    )
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


# ---- charts as tables


def _bars(chart: Bars, room: int) -> Iterator[str]:
    """The kinds with their shades, then a one-row table for each bar: cells as wide as their share."""
    width = min(room // max(len(chart.kinds), 1), 2000)
    key = [
        _cell(kind, width, fill=_SHADES[n % len(_SHADES)][0], ink=_SHADES[n % len(_SHADES)][1])
        for n, kind in enumerate(chart.kinds)
    ]
    met = [i for i in range(len(key)) if any(b.counts[i] for b in chart.bars)]
    yield _table([width] * len(met), f"<w:tr>{''.join(key[i] for i in met)}</w:tr>")
    yield _paragraph(chart.about, "Source")
    whole = max((sum(b.counts) for b in chart.bars), default=0) or 1
    for bar in chart.bars:
        yield _bar(bar, whole, room)
        yield _paragraph("", "Tiny")


def _bar(bar: Bar, whole: int, room: int) -> str:
    cells = [_cell(bar.label, _LABEL, left=True, bold=bar.marked, lines=False)]
    widths = [_LABEL]
    done = at = 0
    for n, count in enumerate(bar.counts):
        done += count
        edge = int(round_decimals(Fraction((room - _LABEL) * done, whole), 0))
        if count:
            fill, ink = _SHADES[n % len(_SHADES)]
            shown = str(count) if edge - at >= 230 else ""
            cells.append(_cell(shown, edge - at, fill=fill, ink=ink, bold=bar.marked))
            widths.append(edge - at)
        at = edge
    return _table(widths, f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")


def _ladder(chart: Places) -> Grid:
    """Ranks as rows, values as columns, the units written where they stand; those of one rank one under the other."""
    columns = []
    for i in range(len(chart.stops)):
        placed = [(p[i], n, name) for n, (name, p) in enumerate(chart.lines) if p[i] is not None]
        columns.append([f"{place}. {name}" for place, _, name in sorted(placed)])
    height = max(map(len, columns), default=0)
    rows = tuple(
        tuple(column[r] if r < len(column) else "" for column in columns) for r in range(height)
    )
    return Grid("", chart.stops, rows, chart.marked, words=True)


# ---- the parts of the file

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def _paragraph(text: str, style: str) -> str:
    words = f'<w:r><w:t xml:space="preserve">{_plain(text)}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{words}</w:p>'


def _plain(text: str) -> str:
    return str(escape(printable(text)))


def _style(name: str, spacing: str, look: str, *, keep: bool = False, more: str = "") -> str:
    next_too = "<w:keepNext/>" if keep else ""
    default = ' w:default="1"' if name == "Normal" else ""
    parent = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{name}"/>{parent}'
        f"<w:pPr>{next_too}<w:spacing {spacing}/>{more}</w:pPr><w:rPr>{look}</w:rPr></w:style>"
    )


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_FONT = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="Times New Roman"/>'
_STYLES = "".join(
    [
        _XML,
        f'<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>{_FONT}{_size(24)}<w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults>',
        _style("Normal", 'w:before="60" w:after="60"', ""),
        _style("Title", 'w:before="0" w:after="120"', f"<w:b/>{_size(32)}", keep=True),
        _style("Subtitle", 'w:before="0" w:after="40"', _size(24)),
        _style("Heading1", 'w:before="280" w:after="80"', f"<w:b/>{_size(28)}", keep=True),
        _style("Heading2", 'w:before="160" w:after="80"', f"<w:b/>{_size(24)}", keep=True),
        _style(
            "Item", 'w:before="20" w:after="20"', "", more='<w:ind w:left="400" w:hanging="200"/>'
        ),
        _style("Cell", 'w:before="20" w:after="20"', _size(21)),
        _style("Source", 'w:before="60" w:after="80"', f"<w:i/>{_size(20)}"),
        _style("Tiny", 'w:before="0" w:after="0" w:line="80" w:lineRule="exact"', _size(4)),
        "</w:styles>",
    ]
)
_FIXED = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{_MAIN}.settings+xml"/>'
        f'<Override PartName="/word/fontTable.xml" ContentType="{_MAIN}.fontTable+xml"/>'
        '<Override PartName="/word/theme/theme1.xml" ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/settings" Target="settings.xml"/>'
        f'<Relationship Id="rId3" Type="{_OFFICE}/fontTable" Target="fontTable.xml"/>'
        f'<Relationship Id="rId4" Type="{_OFFICE}/theme" Target="theme/theme1.xml"/></Relationships>'
    ),
    "word/styles.xml": _STYLES,
}


def _borrowed() -> dict[str, str]:
    """What every Word file has and no report differs in: from the template of the annexes."""
    names = ("word/settings.xml", "word/fontTable.xml", "word/theme/theme1.xml")
    with zipfile.ZipFile(io.BytesIO(shipped_template("phu-luc.docx"))) as archive:
        return {name: archive.read(name).decode("utf-8") for name in names}


def _core(report: Report) -> str:
    """Only the title: nothing about persons or times."""
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{_plain(report.title)}</dc:title>'
        "<dc:language>vi-VN</dc:language></cp:coreProperties>"
    )


def _zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _FIRST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, text.encode("utf-8"))
    return out.getvalue()
