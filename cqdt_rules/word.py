"""Papers as a Word file, by a template that the office owns; alone in knowing docxtpl and .docx.

Prose is filled in by docxtpl where the template has it. Each table leaves a mark there and is
written straight into the finished file: thousands of rows never pass through a template.
"""

from __future__ import annotations

import copy
import functools
import io
import itertools
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import define, field, frozen
from markupsafe import Markup, escape

from cqdt_rules.diagnostics import Code, Diagnostic, Outcome, Severity
from cqdt_rules.papers import Align, Annex, Look, Mark, Papers, Table
from cqdt_rules.templating import (
    Fields,
    Misused,
    Sandbox,
    cost_of,
    fields_of,
    in_word,
    lost_texts,
    printable_papers,
    sandbox,
    template_mistake,
)
from cqdt_rules.widths import CELL_SIZE, fit, is_wide

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = f"{{{_PACKAGE}/content-types}}"
_RELATIONSHIP = f"{{{_PACKAGE}/relationships}}Relationship"
_CUSTOM = f"{{{_OFFICE}/custom-properties}}"
_VALUES = f"{{{_OFFICE}/docPropsVTypes}}"


def write_word(papers: Papers, template: bytes, name: str = "mẫu Word") -> Outcome[bytes | None]:
    """The .docx of the papers by a .docx template; same input, same bytes (with the same zlib)."""
    try:
        import docxtpl  # noqa: F401
    except ImportError:
        message = "chưa cài phần ghi tệp Word"
        hint = 'cài thêm: pip install "cqdt-rules[word]"'
        return Outcome(None, (Diagnostic(Code.EXTRA_MISSING, message, help=hint),))
    refused = _unfit(template, name)
    if refused:
        return Outcome(None, (refused,))
    papers = printable_papers(papers)
    filled = _fill(papers, template, name)
    if filled.value is None:
        return Outcome(None, filled.diagnostics)
    parts = filled.value
    _describe(parts, papers)
    lost = lost_texts(papers, _lines(parts["word/document.xml"]), str, name)
    return Outcome(None if lost else _zipped(parts), filled.diagnostics + lost)


# Is it a template that may be opened?

_LARGEST_FILE = 20 * 2**20
_LARGEST_PART = 2**20
_LARGEST_WHOLE = 64 * 2**20
_MOST_PARTS = 1000
_MOST_BRACES = 1000
_HELP_SAVE = "mở mẫu bằng Word rồi lưu lại dưới dạng .docx"
_STORY = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml\Z")
_DROPPED_LINK = "/attachedTemplate"
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_UNZIP_FAILURES = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


def _unfit(template: bytes, name: str) -> Diagnostic | None:
    """Why a file may not serve as template, from its zip and raw parts, before anything parses."""
    broken = functools.partial(Diagnostic, Code.TEMPLATE_BROKEN, place=name, help=_HELP_SAVE)
    other = "dùng một mẫu khác"
    if len(template) > _LARGEST_FILE:
        hint = "bỏ bớt hình trong mẫu"
        return Diagnostic(Code.FILE_TOO_LARGE, "mẫu lớn hơn 20 MB", place=name, help=hint)
    if template.startswith(_OLD_WORD):
        return broken("mẫu là tệp Word kiểu cũ (.doc) hoặc có mật khẩu")
    try:
        parts = _unzipped(template)
    except _UNZIP_FAILURES:
        return broken("mẫu không phải tệp .docx, hoặc tệp đã hỏng")
    if parts is None:
        message = "mẫu nén quá nhiều: mở ra lớn hơn 64 MB"
        return Diagnostic(Code.TEMPLATE_FORBIDDEN, message, place=name, help=other)
    if "word/document.xml" not in parts or "[Content_Types].xml" not in parts:
        return broken("mẫu không phải tệp .docx: bên trong không có văn bản Word")
    for part, data in parts.items():
        if refused := _refused(part, data):
            message, hint = refused
            return Diagnostic(Code.TEMPLATE_FORBIDDEN, message, place=name, help=hint or other)
    return None


def _refused(part: str, data: bytes) -> tuple[str, str] | None:
    """Why a part is not let in, and what to do about it."""
    if part.endswith("vbaProject.bin"):
        return "mẫu có chứa macro", _HELP_SAVE
    if part.endswith((".xml", ".rels")):
        if b"\0" in data or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            return f"phần “{part}” của mẫu có khai báo lạ", ""
        if _outside(part, data):
            hint = "trong Word, chèn hẳn nội dung ấy vào mẫu (ngắt liên kết)"
            return "mẫu lấy nội dung từ một tệp hay một địa chỉ bên ngoài", hint
    if _STORY.match(part) and (len(data) > _LARGEST_PART or data.count(b"{") > _MOST_BRACES):
        return f"phần “{part}” của mẫu quá dài hoặc có quá nhiều trường", "rút gọn mẫu"
    return None


def _unzipped(data: bytes) -> dict[str, bytes] | None:
    """The parts by name; None when they would grow beyond what a template can need."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [each for each in archive.infolist() if not each.is_dir()]
        if len(entries) > _MOST_PARTS or sum(each.file_size for each in entries) > _LARGEST_WHOLE:
            return None
        return {each.filename: archive.read(each) for each in entries}


def _outside(part: str, data: bytes) -> bool:
    """Whether a part fetches content from elsewhere (hyperlinks only point)."""
    if (
        b"INCLUDETEXT" in data
        or b"INCLUDEPICTURE" in data
        or b"DDEAUTO" in data
        or b"<w:altChunk" in data
    ):
        return True
    if not part.endswith(".rels"):
        return False
    for link in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", data):
        kind = re.search(rb"""\bType\s*=\s*["']([^"']*)""", link)
        ending = kind[1] if kind else b""
        if b"External" in link and not ending.endswith((b"/hyperlink", _DROPPED_LINK.encode())):
            return True
    return False


# Filling in


@define
class _Marks:
    """What the template asked to have in its places; each is known by its number there."""

    box: Sandbox
    tables: list[tuple[Table, Annex]] = field(factory=list)
    ends: list[Annex] = field(factory=list)
    annex_of: dict[int, Annex] = field(factory=dict)

    def table(self, fields: Fields) -> Markup:
        """`{{p bang(b) }}` in a template."""
        table = getattr(fields, "noun", None)
        if not isinstance(table, Table):
            raise Misused("mẫu gọi bang(…) với thứ không phải một bảng của phụ lục")
        self.box.spend(cost_of(table))
        self.tables.append((table, self.annex_of[id(fields)]))
        return _mark("bang", len(self.tables) - 1)

    def end(self, fields: Fields) -> Markup:
        """`{{p het_phu_luc(pl) }}` in a template."""
        annex = getattr(fields, "noun", None)
        if not isinstance(annex, Annex):
            raise Misused("mẫu gọi het_phu_luc(…) với thứ không phải một phụ lục")
        self.ends.append(annex)
        return _mark("het", len(self.ends) - 1)


def _mark(kind: str, number: int) -> Markup:
    # No text of the papers can look like a mark: "<" is escaped there.
    return Markup(f'<w:p><w:pPr><w:pStyle w:val="cqdt-{kind}-{number}"/></w:pPr></w:p>')


def _fill(papers: Papers, template: bytes, name: str) -> Outcome[dict[str, bytes] | None]:
    from docxtpl import DocxTemplate

    box = sandbox(in_word, markup=True, papers=papers)
    fields = fields_of(papers)
    marks = _Marks(box)
    for annex in fields["phu_luc"]:
        marks.annex_of |= {id(table): annex.noun for table in annex["bang"]}
    box.offer("bang", marks.table)
    box.offer("het_phu_luc", marks.end)
    file: Any = DocxTemplate(io.BytesIO(template))
    try:
        file.init_docx()
    except Exception:  # noqa: BLE001 - python-docx fails in many ways on a broken file
        message = "không mở được mẫu: các phần bên trong tệp không khớp nhau"
        return Outcome(
            None, (Diagnostic(Code.TEMPLATE_BROKEN, message, place=name, help=_HELP_SAVE),)
        )
    try:
        file.render(fields, jinja_env=box, autoescape=True)
        looks = _Looks.of(file.docx)
        misplaced = _place_sections(file.docx.element.body, marks, looks)
        out = io.BytesIO()
        file.save(out)
    except Exception as error:  # noqa: BLE001 - a template may fail in any way
        return Outcome(None, (template_mistake(error, box, name),))
    if misplaced:
        message = f"mẫu đặt {misplaced} giữa một đoạn chữ"
        hint = "để lệnh ấy một mình trên một dòng và viết {{p … }}, có chữ p ngay sau hai dấu ngoặc"
        return Outcome(None, (Diagnostic(Code.TEMPLATE_BROKEN, message, place=name, help=hint),))
    parts = {k: v for k, v in (_unzipped(out.getvalue()) or {}).items() if not k.endswith("/")}
    parts["word/document.xml"] = _with_tables(parts["word/document.xml"], marks, looks)
    return Outcome(parts, looks.missing(name))


# Looks: styles and page of the template

_CELL_STYLES = {Align.LEFT: "NĐ30 Ô trái", Align.CENTRE: "NĐ30 Ô giữa", Align.RIGHT: "NĐ30 Ô phải"}
_HEAD_STYLE = "NĐ30 Ô đầu"
_TABLE_STYLE = "NĐ30 Bảng"
_DEFAULT_PAGE = (11906, 16838, 1701, 850)
_MICROMETRES_PER_TWIP = 25_400 / 1_440
_LEAST_ROOM = 2_000  # twips: margins that leave less are not taken seriously


@frozen
class _Looks:
    """Style ids by style name, the size of cell letters, and the template's last section."""

    styles: dict[str, str]
    size: int
    page: tuple[int, int, int, int]  # width, height, left, right in twips, upright

    @classmethod
    def of(cls, docx: Any) -> _Looks:
        """Read them from an opened template."""
        styles: dict[str, str] = {}
        size = CELL_SIZE
        for style in docx.styles:
            for name in unicodedata.normalize("NFC", style.name or "").split(","):
                styles[name.strip()] = str(style.style_id)
                if name.strip() == _CELL_STYLES[Align.CENTRE] and style.font.size:
                    size = max(7, min(16, int(style.font.size.pt)))
        return cls(styles, size, _page_of(docx.element.body))

    def room(self, wide: bool) -> int:
        """Micrometres between the margins."""
        width, height, left, right = self.page
        return int(((height if wide else width) - left - right) * _MICROMETRES_PER_TWIP)

    def wide(self, annex: Annex) -> bool:
        """Whether an annex gets landscape pages."""
        return is_wide(annex, self.room(wide=False), self.size)

    def missing(self, name: str) -> tuple[Diagnostic, ...]:
        """A warning about styles that the template no longer has."""
        needed = [_HEAD_STYLE, *_CELL_STYLES.values(), _TABLE_STYLE]
        absent = ", ".join(f"“{each}”" for each in needed if each not in self.styles)
        if not absent:
            return ()
        message = f"mẫu không còn kiểu {absent}; bảng được in theo kiểu chữ thường"
        hint = "tạo lại kiểu (style) đúng tên ấy trong mẫu"
        warning = Severity.WARNING
        return (Diagnostic(Code.TEMPLATE_BROKEN, message, warning, place=name, help=hint),)


def _page_of(body: Any) -> tuple[int, int, int, int]:
    section = body.find(f"{{{_W}}}sectPr")
    size = section.find(f"{{{_W}}}pgSz") if section is not None else None
    margin = section.find(f"{{{_W}}}pgMar") if section is not None else None
    if size is None or margin is None:
        return _DEFAULT_PAGE
    try:
        sides = sorted((_twips(size, "w"), _twips(size, "h")))
        left, right = _twips(margin, "left"), _twips(margin, "right")
    except ValueError:
        return _DEFAULT_PAGE
    return (
        (sides[0], sides[1], left, right)
        if sides[0] - left - right > _LEAST_ROOM
        else _DEFAULT_PAGE
    )


def _twips(element: Any, name: str) -> int:
    value = int(element.get(f"{{{_W}}}{name}") or "x")
    if not 0 <= value < 100_000:
        raise ValueError(value)
    return value


def _place_sections(body: Any, marks: _Marks, looks: _Looks) -> str:
    """Turn the ends of annexes into section breaks; names a command that stands where a paragraph cannot."""
    last = body.find(f"{{{_W}}}sectPr")
    wanted = {f"cqdt-bang-{i}": "bang(…)" for i in range(len(marks.tables))}
    wanted |= {f"cqdt-het-{i}": "het_phu_luc(…)" for i in range(len(marks.ends))}
    ends: list[tuple[Any, Annex]] = []
    for style in list(body.iter(f"{{{_W}}}pStyle")):
        key = style.get(f"{{{_W}}}val") or ""
        paragraph = style.getparent().getparent()
        around = paragraph.getparent()
        if key not in wanted or around.tag not in {
            f"{{{_W}}}{t}" for t in ("body", "tc", "sdtContent")
        }:
            continue
        if key.startswith("cqdt-bang-"):
            del wanted[key]
        elif around is body:
            del wanted[key]
            ends.append((paragraph, marks.ends[int(key.rpartition("-")[2])]))
    if last is not None:
        _break_sections(body, ends, last, looks)
    return next(iter(wanted.values()), "")


def _break_sections(body: Any, ends: list[tuple[Any, Annex]], last: Any, looks: _Looks) -> None:
    for paragraph, annex in ends:
        if paragraph.getnext() is last:
            _turn(last, looks.wide(annex))
            if paragraph.getprevious() is not None:
                body.remove(paragraph)
                continue
        _fill_mark(
            paragraph,
            None if paragraph.getnext() is last else _turn(copy.deepcopy(last), looks.wide(annex)),
        )


def _fill_mark(paragraph: Any, section: Any) -> None:
    """Make the mark a paragraph that takes no height, with the section that ends there."""
    from docx.oxml import parse_xml

    tiny = parse_xml(_TINY.replace("<w:p>", f'<w:p xmlns:w="{_W}">', 1))
    if section is not None:
        tiny[0].append(section)
    paragraph.getparent().replace(paragraph, tiny)


def _turn(section: Any, wide: bool) -> Any:
    size = section.find(f"{{{_W}}}pgSz")
    if size is not None:
        sides = sorted(
            (size.get(f"{{{_W}}}w"), size.get(f"{{{_W}}}h")), key=lambda side: int(side or 0)
        )
        size.set(f"{{{_W}}}w", sides[1] if wide else sides[0])
        size.set(f"{{{_W}}}h", sides[0] if wide else sides[1])
        size.attrib.pop(f"{{{_W}}}orient", None)
        if wide:
            size.set(f"{{{_W}}}orient", "landscape")
    return section


# Tables

_TINY = (
    '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    '<w:rPr><w:sz w:val="2"/><w:szCs w:val="2"/></w:rPr></w:pPr></w:p>'
)
_TALL_ROW = 1200  # letters; a row longer than this may go over to the next page
_KEPT_ROWS = 2  # rows that stay together with the last row
_BOLD = "<w:b/><w:bCs/>"


def _with_tables(document: bytes, marks: _Marks, looks: _Looks) -> bytes:
    def table(found: re.Match[bytes]) -> bytes:
        given, annex = marks.tables[int(found[1])]
        return _table(given, looks, looks.room(looks.wide(annex))).encode("utf-8")

    mark = rb'<w:p>\s*<w:pPr>\s*<w:pStyle w:val="cqdt-bang-(\d+)"/>\s*</w:pPr>\s*</w:p>'
    return re.sub(mark, table, document)


def _table(table: Table, looks: _Looks, room: int) -> str:
    """The table in Word XML and a paragraph without height: Word would join tables that touch."""
    if not table.columns:
        return "".join(_paragraphs(line, looks, Align.LEFT) for line in table.footer) or _TINY
    fitted = fit(table, room, looks.size)
    widths = [round(width / _MICROMETRES_PER_TWIP) for width in fitted.widths]
    small = fitted.size if fitted.size < looks.size else 0
    style = looks.styles.get(_TABLE_STYLE)
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for s in sides)
    return "".join(
        [
            "<w:tbl><w:tblPr>",
            f'<w:tblStyle w:val="{escape(style)}"/>' if style else "",
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>',
            "" if style else f"<w:tblBorders>{lines}</w:tblBorders>",
            '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>',
            *(f'<w:gridCol w:w="{width}"/>' for width in widths),
            "</w:tblGrid>",
            *_head(table, widths, looks, small),
            *_rows(table, widths, looks, small),
            _last_row(table, sum(widths), looks, small),
            "</w:tbl>",
            _TINY,
        ]
    )


def _head(table: Table, widths: list[int], looks: _Looks, small: int) -> Iterator[str]:
    first, second = table.header_rows
    opening = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"

    def cell(text: str, width: int, span: int = 1, merge: str = "") -> str:
        words = _paragraphs(text, looks, None, small=max(small - 1, 0), keep=True)
        return _cell(words, width, span, merge)

    yield opening
    column = 0
    for text, across, down in first:
        width = sum(widths[column : column + across])
        yield cell(text, width, across, '<w:vMerge w:val="restart"/>' if down > 1 else "")
        column += across
    yield "</w:tr>"
    if second:
        yield opening
        for heading, text, width in zip(table.columns, second, widths, strict=True):
            yield cell(text, width, 1, "" if heading.group else "<w:vMerge/>")
        yield "</w:tr>"


def _rows(table: Table, widths: list[int], looks: _Looks, small: int) -> Iterator[str]:
    kept_from = len(table.rows) - (_KEPT_ROWS if table.footer else 0)
    columns = list(zip(table.columns, widths, strict=True))
    of_row: dict[int, list[Mark]] = {}
    for mark in table.marks:
        of_row.setdefault(mark.row, []).append(mark)
    for number, row in enumerate(table.rows):
        tall = max(map(len, row)) > _TALL_ROW
        yield "<w:tr>" if tall else "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        keep = number >= kept_from and not tall
        if number in table.across:
            words = _paragraphs(row[0], looks, Align.LEFT, small=small, keep=True, bold=True)
            yield _cell(words, sum(widths), len(widths)) + "</w:tr>"
            continue
        for at, (text, (column, width)) in enumerate(zip(row, columns, strict=True)):
            marks = [m for m in of_row.get(number, ()) if m.column == at]
            words = _paragraphs(text, looks, column.align, small=small, keep=keep, marks=marks)
            yield _cell(words, width)
        yield "</w:tr>"


def _last_row(table: Table, width: int, looks: _Looks, small: int) -> str:
    if not table.footer:
        return ""
    words = "".join(_paragraphs(line, looks, Align.LEFT, small=small) for line in table.footer)
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(words, width, len(table.columns))}</w:tr>"


def _cell(paragraphs: str, width: int, span: int = 1, merge: str = "") -> str:
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{merge}'
        f'<w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'
    )


_JUSTIFY = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


def _paragraphs(
    text: str,
    looks: _Looks,
    align: Align | None,
    *,
    small: int = 0,
    keep: bool = False,
    bold: bool = False,
    marks: Sequence[Mark] = (),
) -> str:
    """A cell text as paragraphs, one for each line; `align` None for a heading."""
    style = looks.styles.get(_CELL_STYLES[align] if align else _HEAD_STYLE)
    named = f'<w:pStyle w:val="{escape(style)}"/>' if style else ""
    next_too = "<w:keepNext/>" if keep else ""
    own = "" if style else f'<w:jc w:val="{_JUSTIFY[align or Align.CENTRE]}"/>'
    strong = _BOLD if bold or not (style or align) else ""
    size = f'<w:sz w:val="{2 * small}"/><w:szCs w:val="{2 * small}"/>' if small else ""
    head = f"<w:p><w:pPr>{named}{next_too}{own}</w:pPr>"
    made: list[str] = []
    start = 0
    for line in text.split("\n"):
        made.append(f"{head}{''.join(_runs(line, start, marks, strong, size))}</w:p>")
        start += len(line) + 1
    return "".join(made)


_MARKED = {Look.STRUCK: "<w:strike/>", Look.UNDERLINED: '<w:u w:val="single"/>'}


def _runs(line: str, start: int, marks: Sequence[Mark], strong: str, size: str) -> Iterator[str]:
    """A line that starts at an offset of its cell's text, in runs of one look."""
    cuts = {0, len(line)}
    for m in marks:
        cuts |= {min(max(x - start, 0), len(line)) for x in (m.start, m.end)}
    for low, high in itertools.pairwise(sorted(cuts)):
        looks = {m.look for m in marks if m.start <= start + low < m.end}
        struck, under = (_MARKED[x] if x in looks else "" for x in (Look.STRUCK, Look.UNDERLINED))
        look = f"{strong}{struck}{size}{under}"
        shown = f"<w:rPr>{look}</w:rPr>" if look else ""
        yield f'<w:r>{shown}<w:t xml:space="preserve">{escape(line[low:high])}</w:t></w:r>'


# Properties, and a zip that is the same each time


def _describe(parts: dict[str, bytes], papers: Papers) -> None:
    """Title, document number and provenance into the properties; nothing about persons or times."""
    core = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(papers.title)}</dc:title><dc:subject>{escape(papers.document)}</dc:subject>"
        "<dc:language>vi-VN</dc:language></cp:coreProperties>"
    )
    parts["docProps/core.xml"] = core.encode("utf-8")
    _forget_attached_template(parts)
    if papers.provenance:
        parts["docProps/custom.xml"] = _custom(parts.get("docProps/custom.xml"), papers)
        kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
        _add_type(parts, "/docProps/custom.xml", kind)
        _add_link(parts, f"{_OFFICE}/relationships/custom-properties", "docProps/custom.xml")


def _xml(data: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(data, parser)


def _bytes(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


def _custom(existing: bytes | None, papers: Papers) -> bytes:
    from lxml import etree

    plain = f'<Properties xmlns="{_CUSTOM[1:-1]}" xmlns:vt="{_VALUES[1:-1]}"/>'.encode()
    root = _xml(existing or plain)
    ours: dict[str, str] = {}
    for what, value in papers.provenance:
        ours[what] = f"{ours[what]}; {value}" if what in ours else value
    for old in list(root):
        if old.get("name") in ours:
            root.remove(old)
    for what, value in ours.items():
        one = etree.SubElement(root, f"{_CUSTOM}property", {"fmtid": _FORMAT_ID, "name": what})
        etree.SubElement(one, f"{_VALUES}lpwstr").text = value
    for number, each in enumerate(root, 2):
        each.set("pid", str(number))
    return _bytes(root)


def _add_type(parts: dict[str, bytes], part: str, kind: str) -> None:
    from lxml import etree

    root = _xml(parts["[Content_Types].xml"])
    if all(each.get("PartName") != part for each in root):
        etree.SubElement(root, f"{_TYPES}Override", {"PartName": part, "ContentType": kind})
        parts["[Content_Types].xml"] = _bytes(root)


def _add_link(parts: dict[str, bytes], kind: str, target: str) -> None:
    from lxml import etree

    root = _xml(parts["_rels/.rels"])
    if all(each.get("Type") != kind for each in root):
        taken = {each.get("Id") for each in root}
        free = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
        etree.SubElement(root, _RELATIONSHIP, {"Id": free, "Type": kind, "Target": target})
        parts["_rels/.rels"] = _bytes(root)


def _forget_attached_template(parts: dict[str, bytes]) -> None:
    """Drop the path of the template on its writer's machine: no business of a decision."""
    links = "word/_rels/settings.xml.rels"
    if links in parts:
        root = _xml(parts[links])
        for each in list(root):
            if (each.get("Type") or "").endswith(_DROPPED_LINK):
                root.remove(each)
        parts[links] = _bytes(root)
        settings = _xml(parts["word/settings.xml"])
        for each in list(settings.iter(f"{{{_W}}}attachedTemplate")):
            each.getparent().remove(each)
        parts["word/settings.xml"] = _bytes(settings)


def _place_in_zip(name: str) -> tuple[bool, bool, str]:
    return (name != "[Content_Types].xml", name != "_rels/.rels", name)


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(parts, key=_place_in_zip):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            archive.writestr(entry, parts[name], zipfile.ZIP_DEFLATED, 6)
    return out.getvalue()


def _lines(document: bytes) -> Iterator[str]:
    """What a reader of the file sees, line by line."""
    text, tab = f"{{{_W}}}t", f"{{{_W}}}tab"
    breaks = {f"{{{_W}}}br", f"{{{_W}}}cr"}
    for paragraph in _xml(document).iter(f"{{{_W}}}p"):
        said: list[str] = []
        for each in paragraph.iter():
            if each.tag == text:
                said.append(each.text or "")
            elif each.tag in breaks:
                said.append("\n")
            elif each.tag == tab:
                said.append(" ")
        yield from "".join(said).split("\n")
