"""Rule files, and the reference of their language, as pages to read and to print: in colour, with the messages in place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen
from markupsafe import Markup, escape

from cqdt_rules import syntax
from cqdt_rules.diagnostics import Code, Diagnostic, Outcome, Severity
from cqdt_rules.lexicon import Piece
from cqdt_rules.numbers import fold
from cqdt_rules.source import Source, Span
from cqdt_rules.templating import Sandbox, filled, in_html, shipped_template

if TYPE_CHECKING:
    from markdown_it.token import Token as MarkdownToken

RULES_TEMPLATE, REFERENCE_TEMPLATE = "quy-tac.html.j2", "tham-khao.html.j2"
_BUDGET = 50_000_000
_TITLE_SHOWN = 80  # letters of an entry in the contents

_SEVERITY = {Severity.ERROR: "loi", Severity.WARNING: "canh-bao", Severity.NOTE: "luu-y"}
_NOTES: Mapping[type[syntax.Node], str] = {
    syntax.Citation: "nguon",
    syntax.Unstated: "khong-ghi",
    syntax.Hole: "chua-the-hien",
}
_QUIET = {**_NOTES, syntax.Amended: "nguon", syntax.Repealed: "nguon"}  # lines that are no rules
_HEADS = (
    syntax.SchemeHead,
    syntax.RoundHead,
    syntax.AmendmentHead,
    syntax.RoundAmendmentHead,
    syntax.Block,
    syntax.Annex,
)
_OWNERS = (*_HEADS, syntax.Criterion, syntax.Scale, syntax.Table, syntax.ColumnGroup)
_LISTED = (syntax.Definition, syntax.DefinitionByCases, syntax.Scale, syntax.Ranking)  # fmt: skip
_EXCLUDING = (syntax.Exclusion, syntax.ZeroPoints, syntax.FullPoints, syntax.NotRanked, syntax.NotAssessed)  # fmt: skip


@frozen
class ChangedLines:
    """A statement that an amendment wrote: `was` is what it found there, a statement a line; '' for something new.

    `gone`: the statement only says what was repealed; `plain`: it is a clause, and only has links. `links` lead to the clauses, or from a clause to what it wrote:
    a name and the address on the page. `name` is what a clause is called.
    """

    span: Span
    was: str = ""
    gone: bool = False
    plain: bool = False
    links: tuple[tuple[str, str], ...] = ()
    name: str = ""


@frozen
class RuleFile:
    """A rule file as it was read: its tree, what is to be coloured, what the check says of it, what was changed in it."""

    tree: syntax.Tree
    pieces: tuple[Piece, ...] = field(repr=False)
    diagnostics: tuple[Diagnostic, ...] = ()
    changes: tuple[ChangedLines, ...] = ()

    @property
    def source(self) -> Source:
        """The text, as its author typed it."""
        return self.tree.source


def rules_page(files: Sequence[RuleFile], others: Sequence[Diagnostic] = ()) -> Outcome[str | None]:
    """The rule files of a ruleset as one HTML page; `others` are messages that are about none of their lines."""
    anchors = _anchors([f.source.name for f in files])
    every = [d for f in files for d in f.diagnostics] + list(others)
    fields = {
        "tieu_de": _title(files),
        "tep": [fields_of_file(f, a) for f, a in zip(files, anchors, strict=True)],
        "loi_chung": [fields_of_message(d, "") for d in others],
        "tong": tally(every),
    }
    return page(RULES_TEMPLATE, fields)


def page(name: str, fields: Mapping[str, Any]) -> Outcome[str | None]:
    """A page from a template that ships with the program."""
    template = Source(name, shipped_template(name).decode("utf-8").replace("\r\n", "\n"))
    made = filled(Sandbox(in_html, markup=True, budget=_BUDGET), template, fields)
    if made.value is None:
        return made
    return Outcome("\n".join(line.rstrip() for line in made.value.split("\n")).strip() + "\n")


def _anchors(names: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        stem = re.sub(r"[^\w-]+", "-", name.removesuffix(".cqdt")).strip("-") or "tep"
        found.append(stem if stem not in found else f"{stem}-{len(found) + 1}")
    return found


def _title(files: Sequence[RuleFile]) -> str:
    for head in (
        syntax.SchemeHead,
        syntax.RoundHead,
        syntax.AmendmentHead,
        syntax.RoundAmendmentHead,
    ):
        for file in files:
            for statement in file.tree.statements:
                if isinstance(statement.body, head):
                    return _first_quoted(statement.body)
    return files[0].source.name if files else ""


def _first_quoted(body: syntax.Node) -> str:
    return next((n.text for n in syntax.walk(body) if isinstance(n, syntax.Quoted)), "")


def tally(diagnostics: Sequence[Diagnostic]) -> str:
    """How many messages there are of each weight, in words."""
    counts = {s: sum(d.severity is s for d in diagnostics) for s in Severity}
    said = [f"{n} {s.value}" for s, n in counts.items() if n]
    return ", ".join(said) or "không có lỗi"


# ---- a file


def fields_of_file(file: RuleFile, anchor: str) -> dict[str, Any]:
    """What a template shows of a rule file; its lines have addresses that begin with `anchor`."""
    source, index = file.source, _index(file)
    notes: dict[str, list[dict[str, Any]]] = {name: [] for name in _NOTES.values()}
    for statement in file.tree.statements:
        kind = _NOTES.get(type(statement.body))
        if kind:
            line = source.line_of(statement.span.start)
            notes[kind].append({"dong": line, "neo": anchor, "chu": _first_quoted(statement.body)})
    return {
        "ten": source.name,
        "neo": anchor,
        "ma": source.digest,
        "so_dong": len(_lines(source)),
        "muc_luc": list(_contents(file.tree, anchor)),
        "cau": [_chunk_fields(c, index, anchor) for c in _chunks(file.tree)],
        "khong_ghi": notes["khong-ghi"],
        "chua_the_hien": notes["chua-the-hien"],
    }


def _lines(source: Source) -> range:
    last = len(source.line_starts)
    return range(1, last if source.text.endswith("\n") and last > 1 else last + 1)


def _contents(tree: syntax.Tree, anchor: str) -> Iterator[dict[str, Any]]:
    """The criteria tree, and where formulas, exclusions, scales, ranking and annexes stand."""
    open_codes: list[str] = []
    depth = 0
    for statement in tree.statements:
        body = statement.body
        line = tree.source.line_of(statement.span.start)
        entry: dict[str, Any] = {"dong": line, "neo": anchor, "cap": depth, "diem": "", "lop": ""}
        if isinstance(body, syntax.Block):
            open_codes, depth = [], 1
            yield entry | {"cap": 0, "chu": f"Khối {body.title.text}", "lop": "khoi"}
        elif isinstance(body, syntax.Criterion):
            code = body.code.text
            while open_codes and not code.startswith(open_codes[-1] + "."):
                open_codes.pop()
            cap = depth + len(open_codes)
            open_codes.append(code)
            yield entry | _criterion_entry(body) | {"cap": cap}
        elif isinstance(body, syntax.Annex | syntax.Table):
            titles = " – ".join(n.text for n in syntax.walk(body) if isinstance(n, syntax.Quoted))
            kind = "Bảng" if isinstance(body, syntax.Table) else _words_of(tree.source, line, '"')
            if titles:
                cap = depth + isinstance(body, syntax.Table)
                yield entry | {"chu": f"{kind}: {titles}", "cap": cap, "lop": "khac"}
        elif isinstance(body, _LISTED) or (
            isinstance(body, _EXCLUDING) and getattr(body, "targets", body) is not None
        ):
            open_codes = []
            yield entry | {"chu": _words_of(tree.source, line, " = "), "lop": "khac"}


def _criterion_entry(body: syntax.Criterion) -> dict[str, str]:
    kind = body.kind.text
    title = f" {body.title.text}" if body.title else ""
    points = next((c.points.text for c in body.clauses if isinstance(c, syntax.Maximum)), "")
    return {
        "chu": f"{kind[:1].upper()}{kind[1:]} {body.code.text}.{title}",
        "diem": f"{points} điểm" if points else "",
    }


def _words_of(source: Source, line: int, until: str) -> str:
    """The first words of a line, as an entry of the contents."""
    words = " ".join(source.line(line).split()).split(until)[0].strip()
    words = words if len(words) <= _TITLE_SHOWN else words[:_TITLE_SHOWN].rsplit(" ", 1)[0] + " …"
    return words[:1].upper() + words[1:]


# ---- statements and their lines


@define
class _Chunk:
    """Lines that stand on one page: a statement, the comments above it, its notes."""

    lines: list[int]
    statement: syntax.Statement | None = None


def _chunks(tree: syntax.Tree) -> list[_Chunk]:
    starts = {tree.source.line_of(s.span.start): s for s in tree.statements}
    chunks: list[_Chunk] = []
    waiting: list[int] = []  # comments and lines that could not be read
    for number in _lines(tree.source):
        text = tree.source.line(number).strip()
        statement = starts.get(number)
        if not text:
            chunks += [_Chunk(waiting)] * bool(waiting) + [_Chunk([number])]
            waiting = []
        elif statement is not None and not (
            chunks and _is_note(statement, chunks[-1]) and not waiting
        ):
            chunks.append(_Chunk([*waiting, number], statement))
            waiting = []
        elif text.startswith("#"):
            waiting.append(number)
        elif chunks and chunks[-1].statement is not None:
            chunks[-1].lines += [*waiting, number]
            waiting = []
        else:
            waiting.append(number)
    return chunks + [_Chunk(waiting)] * bool(waiting)


def _is_note(statement: syntax.Statement, above: _Chunk) -> bool:
    notes = syntax.Citation | syntax.Unstated | syntax.Amended
    return isinstance(statement.body, notes) and bool(above.statement)


@define
class _Index:
    """What each line of a file has, by its number."""

    source: Source
    bodies: dict[int, syntax.Node] = field(factory=dict)
    pieces: dict[int, list[Piece]] = field(factory=dict)
    marks: dict[int, list[tuple[Span, str]]] = field(factory=dict)
    messages: dict[int, list[Diagnostic]] = field(factory=dict)
    struck: dict[int, str] = field(factory=dict)  # words that stood before a place, and are gone
    changed: dict[int, ChangedLines] = field(factory=dict)  # by the first line
    classes: dict[int, str] = field(factory=dict)


def _index(file: RuleFile) -> _Index:
    source = file.source
    index = _Index(source)
    index.bodies = {source.line_of(s.span.start): s.body for s in file.tree.statements}
    for piece in file.pieces:
        for number in _lines_of(source, piece.span):
            index.pieces.setdefault(number, []).append(piece)
    for d in file.diagnostics:
        index.messages.setdefault(source.line_of(d.labels[0].span.start), []).append(d)
        for i, label in enumerate(d.labels):
            if label.source not in (None, source):  # in another file
                continue
            name = f"gach {_SEVERITY[d.severity] if i == 0 else 'lien-quan'}"
            for number in _lines_of(source, label.span):
                index.marks.setdefault(number, []).append((label.span, name))
    for change in file.changes:
        _add_change(index, change)
    return index


def _add_change(index: _Index, change: ChangedLines) -> None:
    """The lines of a change, and in them the words that are new, with those that are gone."""
    lines = _lines_of(index.source, change.span)
    index.changed[lines[0]] = change
    if change.plain:
        return
    if change.gone:
        index.classes |= dict.fromkeys(lines, "bo")
        return
    if not change.was:
        index.classes |= dict.fromkeys(lines, "moi")
        return
    index.classes |= dict.fromkeys(lines, "sua")
    for start, end, old in _new_words(index.source, change):
        if old:
            index.struck[start] = old
        if end > start:
            for number in _lines_of(index.source, Span(start, end)):
                index.marks.setdefault(number, []).append((Span(start, end), "them"))


_WORD = re.compile(r"\w+(?:[.,]\w+)*|[^\w\s]")


def _new_words(source: Source, change: ChangedLines) -> Iterator[tuple[int, int, str]]:
    """Where a statement differs from what it was: the place of its new words (empty: nothing new), and the old ones."""
    import difflib  # here: only pages of changes need it

    text = source.at(change.span)
    now = list(_WORD.finditer(text))
    old = list(_WORD.finditer(change.was))
    words = [m.group() for m in old], [m.group() for m in now]
    matcher = difflib.SequenceMatcher(None, words[0], words[1], autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            continue
        first = now[k].start() if k < len(now) else len(text)
        last = now[m - 1].end() if m > k else first
        gone = change.was[old[i].start() : old[j - 1].end()] if j > i else ""
        start = change.span.start + first
        yield start, change.span.start + last, gone


def _lines_of(source: Source, span: Span) -> range:
    return range(source.line_of(span.start), source.line_of(max(span.start, span.end - 1)) + 1)


def _chunk_fields(chunk: _Chunk, index: _Index, anchor: str) -> dict[str, Any]:
    source = index.source
    body = chunk.statement.body if chunk.statement else None
    blank = not any(source.line(n).strip() for n in chunk.lines)
    kind = "dau" if isinstance(body, _HEADS) else "chu" if isinstance(body, _OWNERS) else ""
    lines = []
    note = ""
    for number in chunk.lines:
        if number in index.bodies:
            note = _QUIET.get(type(index.bodies[number]), "")
        lines.append(
            {
                "so": number,
                "thut": _indent(source.line(number)),
                "chu": _line_html(index, number),
                "lop": " ".join(x for x in (note, index.classes.get(number, "")) if x),
                "cu": _old_lines(index, number),
                "goi": change.name if (change := index.changed.get(number)) is not None else "",
                "lien": [{"chu": name, "dich": place} for name, place in _links(index, number)],
                "loi": [fields_of_message(d, anchor) for d in index.messages.get(number, ())],
            }
        )
    return {"lop": "trong" if blank else kind, "dong": lines}


def _old_lines(index: _Index, number: int) -> list[str]:
    """What was repealed there, statement by statement: a changed statement shows its old words in place."""
    change = index.changed.get(number)
    return change.was.split("\n") if change is not None and change.gone and change.was else []


def _links(index: _Index, number: int) -> tuple[tuple[str, str], ...]:
    change = index.changed.get(number)
    return change.links if change is not None else ()


def _indent(line: str) -> int:
    blanks = line[: len(line) - len(line.lstrip())]
    return min(len(blanks.expandtabs(4)), 40)


def _line_html(index: _Index, number: int) -> Markup:
    """A line in colour, the words that a message speaks of underlined."""
    start = index.source.line_starts[number - 1]
    text = index.source.line(number)
    first, end = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
    part = Span(first, max(first, end))
    struck = {at: old for at, old in index.struck.items() if part.start <= at <= part.end}
    marks = index.marks.get(number, ())
    return _html(index.source, part, index.pieces.get(number, ()), marks, struck)


def _html(
    source: Source,
    part: Span,
    pieces: Sequence[Piece],
    marks: Sequence[tuple[Span, str]] = (),
    struck: Mapping[int, str] | None = None,
) -> Markup:
    """A stretch of a source as HTML, each piece with its class and those of the marks over it, old words struck out."""
    spans = [(p.span, p.style.value) for p in pieces] + list(marks)
    gone = struck or {}
    cuts = {part.start, part.end, *gone}
    opened: dict[int, list[int]] = {}
    for i, (span, _) in enumerate(spans):
        start, end = (min(max(edge, part.start), part.end) for edge in (span.start, span.end))
        cuts |= {start, end}
        opened.setdefault(start, []).append(i)
    html: list[Markup] = []
    over: list[
        int
    ] = []  # of a line with thousands of words, only those that stand here are looked at
    for start, end in itertools.pairwise(sorted(cuts)):
        over = sorted(i for i in (*over, *opened.get(start, ())) if spans[i][0].end >= end)
        if start in gone:
            html.append(Markup("<del>{}</del> ").format(gone[start]))
        words = escape(source.text[start:end])
        if over:
            names = " ".join(spans[i][1] for i in over)
            words = Markup('<span class="{}">{}</span>').format(names, words)
        html.append(words)
    if part.end in gone:
        html.append(Markup(" <del>{}</del>").format(gone[part.end]))
    return Markup().join(html)


def fields_of_message(d: Diagnostic, anchor: str) -> dict[str, Any]:
    """What a template shows of a message."""
    source = d.source
    related = [
        {"dong": source.line_of(label.span.start), "chu": label.text}
        for label in d.labels[1:]
        if source is not None and label.text and label.source in (None, source)
    ]
    return {
        "lop": _SEVERITY[d.severity],
        "muc": d.severity.value,
        "ma": d.code.value,
        "chu": d.message,
        "o": d.place,
        "goi_y": d.help,
        "can_cu": d.citation,
        "neo": anchor,
        "lien_quan": related,
    }


# ---- the reference


Colour = Callable[[str], tuple[Piece, ...]]
"""What is to be coloured in the text of a rule file."""


def reference_page(text: str, colour: Colour, *, one_page: bool) -> Outcome[str | None]:
    """The language reference (Markdown) as an HTML page, its rules in colour; `one_page` prints small, in columns."""
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        message = "chưa cài phần đọc Markdown, nên chưa in được tài liệu của ngôn ngữ"
        hint = 'cài bằng: python -m pip install "cqdt-rules[view]"'
        return Outcome(None, (Diagnostic(Code.EXTRA_MISSING, message, help=hint),))
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    headings = _numbered_headings(tokens)

    def fence(tokens: Sequence[MarkdownToken], at: int, *_: object) -> str:
        return _fence(tokens[at].info.split(maxsplit=1), tokens[at].content, colour)

    reader.add_render_rule("fence", lambda _, *given: fence(*given))
    body = Markup(reader.renderer.render(tokens, reader.options, {}))  # raw HTML is off
    body = body.replace(Markup("<table>"), Markup('<div class="cuon"><table>'))
    body = body.replace(Markup("</table>"), Markup("</table></div>"))
    head, closing, rest = body.partition(Markup("</h1>"))
    fields = {
        "tieu_de": headings[0]["chu"] if headings else "",
        "dau": head + closing if closing else "",
        "than": rest if closing else body,
        "muc_luc": headings[1:],
        "mot_trang": one_page,
    }
    return page(REFERENCE_TEMPLATE, fields)


def _numbered_headings(tokens: Sequence[MarkdownToken]) -> list[dict[str, Any]]:
    """Gives each heading an anchor; what a list of contents needs of each."""
    found: list[dict[str, Any]] = []
    for opening, inline in itertools.pairwise(tokens):
        if opening.type == "heading_open":
            anchor = f"muc-{len(found)}"
            opening.attrSet("id", anchor)
            words = "".join(t.content for t in inline.children or ())
            found.append({"cap": int(opening.tag[1:]), "neo": anchor, "chu": words})
    return found


def _fence(words: Sequence[str], content: str, colour: Colour) -> str:
    language = words[0] if words else ""
    if language == "cqdt":
        html = _rules_html(Source("cqdt", content.rstrip("\n")), colour)
    elif language == "console":
        html = Markup("\n").join(_console_line(line) for line in content.rstrip("\n").split("\n"))
    else:
        html = escape(content.rstrip("\n"))
    named = Markup("<figcaption>{}</figcaption>").format(words[1]) if len(words) > 1 else ""
    shape = Markup('<figure class="{}">{}<pre><code>{}</code></pre></figure>\n')
    return str(shape.format(fold(language) or "chu-thuan", named, html))


def _rules_html(source: Source, colour: Colour) -> Markup:
    """Rules in colour, each line with its indent, so that a folded line keeps it."""
    found = colour(source.text)
    lines = Markup()
    for number in range(1, len(source.line_starts) + 1):
        start, text = source.line_starts[number - 1], source.line(number)
        end = start + len(text.rstrip())
        part = Span(start + len(text) - len(text.lstrip()), end)
        inside = [p for p in found if p.span.start < end and p.span.end > start]
        html = _html(source, part, inside) if part.start < end else Markup("&nbsp;")
        lines += Markup('<span class="dong" style="--t:{}">{}</span>').format(_indent(text), html)
    return lines


def _console_line(line: str) -> Markup:
    return Markup('<b class="lenh">{}</b>').format(line) if line.startswith("$ ") else escape(line)
