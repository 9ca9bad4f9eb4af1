"""Source to Tree: the only module that knows Lark.

The text is folded (NFC, single blanks, no byte order mark), comments are taken out, the rest is cut at the openings
of statements and each statement is parsed alone, so that a mistake costs its own statement and no other.
"""

from __future__ import annotations

import functools
import itertools
import os
import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from cqdt_rules import syntax
from cqdt_rules.diagnostics import Code, Diagnostic, Label, Outcome, Severity, in_order, nearest
from cqdt_rules.lexicon import Lexicon, Wording
from cqdt_rules.lexicon import Token as Written
from cqdt_rules.numbers import looks_like_point_number
from cqdt_rules.source import Source, Span

if TYPE_CHECKING:
    from lark import Lark, Token
    from lark.exceptions import UnexpectedInput

MAX_TEXT = 1_000_000  # code points of a rule file: the longest scheme known has about 60,000
MAX_STATEMENT = 20_000  # code points of a statement
MAX_BRACKETS = 60  # brackets open at one time
MAX_MESSAGES = 200

_BLANKS = frozenset(
    " \t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\x0b\x0c"
)
_DROPPED = frozenset("\ufeff\u200b\u200c\u200d\u00ad\u2060\r")
_ODD_LETTERS = {"Ð": "Đ", "ð": "đ", "Ƣ": "Ư", "ƣ": "ư"}
_BULLETS = "-–—−•▪●◦\uf0b7"
_CLOSING = {'"': '"', "“": "”", "«": "»"}


@frozen
class _Folded:
    """A folded text; `offsets[i]` is where its i-th code point was typed."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        first = self.offsets[min(start, len(self.offsets) - 1)]
        last = self.offsets[min(max(end - 1, start), len(self.offsets) - 1)]
        after = self.offsets[min(max(end, start + 1), len(self.offsets) - 1)]
        # the typed letter may be a base with combining marks: it ends where the next one starts, blanks aside
        return Span(first, max(min(after, last + 8), first + 1) if after > last else last + 1)


def parse(source: Source) -> Outcome[syntax.Tree]:
    """The tree of a rule file, with every statement that could be read, and each mistake where it is."""
    if len(source.text) > MAX_TEXT:
        return Outcome(syntax.Tree(source, (), ()), (_too_long(source),))
    found: list[Diagnostic] = list(_odd_letters(source))
    folded = _fold(source.text)
    folded, comments = _without_comments(folded)
    folded = _mark_bullets(folded)
    statements: list[syntax.Statement] = []
    lost: list[str] = []
    begin = _begin_pattern()
    starts = [m.start() for m in begin.finditer(folded.text)]
    found += _before_first(source, folded, starts[0] if starts else len(folded.text))
    for start, end in itertools.pairwise([*starts, len(folded.text)] if starts else []):
        outcome = _parse_statement(source, folded, start, end)
        if outcome.value is not None:
            statements.append(outcome.value)
            found += _declared_names(source, outcome.value.body)
        if outcome.diagnostics:
            lost.append(folded.text[start : start + 2000].strip().lower())
        found += outcome.diagnostics
        if len(found) > MAX_MESSAGES:
            break
    return Outcome(syntax.Tree(source, tuple(statements), comments, tuple(lost)), in_order(found))


def wordings(source: Source) -> tuple[Wording, ...]:
    """Every token of a rule file, statement by statement, as the parser reads them; a mistake ends no reading."""
    folded = _mark_bullets(_without_comments(_fold(source.text[:MAX_TEXT]))[0])
    starts = [m.start() for m in _begin_pattern().finditer(folded.text)]
    edges = [*starts, len(folded.text)]
    before = folded.text[: edges[0]]
    found = [
        _wording(folded, start, folded.text[start:end]) for start, end in itertools.pairwise(edges)
    ]
    if before.strip():
        found.insert(0, Wording(tuple(_guessed(folded, 0, before, 0)), whole=False))
    return tuple(found)


def comments_of(source: Source) -> tuple[syntax.Comment, ...]:
    """The comments of a rule file, whatever its statements are like."""
    return _without_comments(_fold(source.text[:MAX_TEXT]))[1]


def _wording(folded: _Folded, start: int, text: str) -> Wording:
    from lark.exceptions import UnexpectedInput

    chunk = text.rstrip()[:MAX_STATEMENT] + "\n"
    read: list[Written] = []
    last = 0
    reader = _lark().parse_interactive(chunk, start="statement")
    try:
        for token in reader.iter_parse():
            first, last = token.start_pos or 0, token.end_pos or 0
            read.append(Written(token.type, str(token), folded.span(start + first, start + last)))
        reader.feed_eof()  # type: ignore[no-untyped-call]
    except UnexpectedInput:
        return Wording((*read, *_guessed(folded, start, chunk, last)), whole=False)
    return Wording(tuple(read))


def _guessed(folded: _Folded, start: int, chunk: str, position: int) -> Iterator[Written]:
    """What the words look like where the parser lost its way: each by its own shape."""
    pattern = _any_terminal()
    while position < len(chunk):
        found = pattern.match(chunk, position)
        if found is None or found.end() == position:
            position += 1
            continue
        text = found.group()
        blank = len(text) - len(text.lstrip())
        span = folded.span(start + position + blank, start + found.end())
        yield Written(str(found.lastgroup), text.strip(), span)
        position = found.end()


@functools.cache
def _any_terminal() -> re.Pattern[str]:
    """One pattern for all terminals: the stronger first, then the longer; never within a word."""
    words = [t for t in _lark().terminals if t.name != "_BEGIN" and not t.name.startswith("__")]
    first = {"DATE": 3, "PERCENT": 2, "NUMBER": 1}  # the same digits may also be a code or a level
    words.sort(key=lambda t: (-first.get(t.name, 0), -t.priority, -len(t.pattern.value)))
    return re.compile(
        "|".join(rf"(?P<{t.name}>(?:(?<!\w)|(?=\W)){t.pattern.to_regexp()})" for t in words)
    )


@functools.cache
def lexicon() -> Lexicon:
    """The terminals of the grammar, as a reader of tokens needs them."""
    patterns = {t.name: re.compile(t.pattern.to_regexp()) for t in _lark().terminals}
    return Lexicon(patterns, _begin_pattern())


# Where names stand, each kind of place once: a name must be read as itself in all of them.
_PROBES = (
    "\nmức I khi {} = 1 và {} = 1\n",
    '\nví dụ đơn vị "A" có {} = 1 thì {} = 1\n',
    "\nkhông tính điểm {}, {} khi 1 = 1\n",
)


def bare_name_reads_back(name: str) -> bool:
    """Whether a name, written bare, is read as that very name (the law of declarations)."""
    return all(_names_read(probe.format(name, name)) == [name, name] for probe in _PROBES)


def _names_read(statement: str) -> list[str]:
    from lark.exceptions import UnexpectedInput

    try:
        tree = _lark().parse(statement, start="statement")
    except UnexpectedInput:
        return []
    leaves = tree.scan_values(lambda leaf: getattr(leaf, "type", "") == "NAME")
    return [str(leaf) for leaf in leaves]


def _declared_names(source: Source, body: syntax.Node) -> Iterator[Diagnostic]:
    """Names declared bare that could not be used bare: refused where they are declared, with the quoted form."""
    declaring = (
        syntax.Figure,
        syntax.UnitWord,
        syntax.Definition,
        syntax.DefinitionByCases,
        syntax.Content,
        syntax.WhereItem,
    )
    for node in syntax.walk(body):
        name = getattr(node, "name", None)
        if (
            isinstance(node, declaring)
            and isinstance(name, syntax.Name)
            and not name.quoted
            and not bare_name_reads_back(name.text)
        ):
            yield Diagnostic(
                Code.NAME_NEEDS_QUOTES,
                f"tên “{name.text}” không dùng được nếu không có ngoặc kép, vì mở đầu như một cụm từ của ngôn ngữ",
                source=source,
                labels=(Label(name.span),),
                help=f'viết trong ngoặc kép ở mọi chỗ: "{name.text}", hoặc đổi tên',
            )


# ---- folding and cutting


def _fold(text: str) -> _Folded:
    letters = ["\n"]
    offsets = [0]
    index = 0
    while index < len(text):
        end = index + 1
        if not text[index].isspace() and text[index] not in _DROPPED:  # a blank bears no mark
            while end < len(text) and text[end] >= "\u0300" and unicodedata.combining(text[end]):
                end += 1
        for letter in _fold_letter(text[index:end], letters[-1]):
            if letter == "\n" and letters[-1] == " ":
                letters.pop()
                offsets.pop()
            letters.append(letter)
            offsets.append(index)
        index = end
    letters.append("\n")
    offsets.append(len(text))
    return _Folded("".join(letters), (*offsets, len(text)))


def _fold_letter(letter: str, before: str) -> str:
    """A letter with its marks, folded; blanks collapse and vanish at the start of a line."""
    if letter in _DROPPED:
        return ""
    if letter in _BLANKS:
        return "" if before in " \n" else " "
    if letter in "\u2028\u2029\x85":
        return "\n"
    letter = (
        unicodedata.normalize("NFC", letter) if letter > "\u00ff" or len(letter) > 1 else letter
    )
    return "".join(_ODD_LETTERS.get(c, c) for c in letter)


def _without_comments(folded: _Folded) -> tuple[_Folded, tuple[syntax.Comment, ...]]:
    """The text with comments blanked out; a quoted text ends at the line's end, so `#` is found line by line."""
    comments: list[syntax.Comment] = []
    letters: list[str] = []
    at = 0
    for line in folded.text.split("\n"):
        start = _comment_start(line)
        if start is None:
            letters.append(line)
        else:
            span = folded.span(at + start, at + len(line))
            comments.append(
                syntax.Comment(span, line[start + 1 :].strip(), not line[:start].strip())
            )
            letters.append(line[:start] + " " * (len(line) - start))
        at += len(line) + 1
    return _Folded("\n".join(letters), folded.offsets), tuple(comments)


def _comment_start(line: str) -> int | None:
    closing = ""
    for i, c in enumerate(line):
        if closing:
            closing = "" if c == closing else closing
        elif c == "#":
            return i
        else:
            closing = _CLOSING.get(c, "")
    return None


def _mark_bullets(folded: _Folded) -> _Folded:
    """Every dash that starts a line becomes a bullet; `+` only right below a `:` or another item."""
    letters = list(folded.text)
    in_list = False
    for m in re.finditer(r"\n([^\n]*)", folded.text):
        line = m.group(1).strip()
        if not line:
            continue
        if line[0] in _BULLETS or (line[0] == "+" and in_list):
            letters[folded.text.index(line[0], m.start(1))] = "•"
            in_list = True
        else:
            in_list = line.endswith(":")
    return _Folded("".join(letters), folded.offsets)


def _before_first(source: Source, folded: _Folded, end: int) -> Iterator[Diagnostic]:
    text = folded.text[:end]
    if not text.strip():
        return
    start = len(text) - len(text.lstrip())
    line_end = text.find("\n", start)
    stop = line_end if line_end > 0 else len(text)
    yield Diagnostic(
        Code.NOT_A_STATEMENT,
        "dòng này không mở đầu bằng câu nào của ngôn ngữ",
        source=source,
        labels=(Label(folded.span(start, stop)),),
        help='một tệp quy tắc mở đầu bằng bộ tiêu chí "…", công nhận kết quả theo "…" hoặc sửa đổi, bổ sung bộ tiêu chí …',
    )


# ---- one statement


def _parse_statement(
    source: Source, folded: _Folded, start: int, end: int
) -> Outcome[syntax.Statement | None]:
    from lark.exceptions import UnexpectedInput

    chunk = folded.text[start:end].rstrip() + "\n"
    problem = _before_parsing(source, folded, start, chunk)
    if problem is not None:
        return Outcome(None, (problem,))
    try:
        tree = _lark().parse(chunk, start="statement")
    except UnexpectedInput as error:
        told = _syntax_mistake(source, folded, start, chunk, error)
        kept = _first_lines(chunk, told[1])
        body = _try_parse(kept) if kept else None
        statement = _statement(source, folded, start, body) if body is not None else None
        more = _further_lines(source, folded, start, chunk, told[1])
        return Outcome(statement, (told[0], *more))
    return Outcome(_statement(source, folded, start, tree))


def _statement(source: Source, folded: _Folded, start: int, tree: Any) -> syntax.Statement:
    body = _Builder(folded, start).build(tree.children[-1])
    line = source.line(source.line_of(body.span.start))
    blanks = line[: len(line) - len(line.lstrip())].replace("\t", "    ")
    return syntax.Statement(body.span, body, len(blanks.replace("\ufeff", "")))


def _try_parse(chunk: str) -> Any | None:
    from lark.exceptions import UnexpectedInput

    try:
        return _lark().parse(chunk, start="statement")
    except UnexpectedInput:
        return None


def _first_lines(chunk: str, position: int) -> str:
    """What stands before the line of a mistake: often a statement by itself."""
    cut = chunk.rfind("\n", 0, max(1, position))
    return chunk[:cut] + "\n" if cut > 0 else ""


def _before_parsing(source: Source, folded: _Folded, start: int, chunk: str) -> Diagnostic | None:
    """What must be refused before the parser sees it: too much, or a mistake that has its own message."""
    if len(chunk) > MAX_STATEMENT:
        message, help_ = (
            "câu này quá dài",
            f"một câu có nhiều nhất {MAX_STATEMENT} chữ; xem có thiếu từ mở đầu câu tiếp theo không",
        )
        return Diagnostic(
            Code.TOO_DEEP,
            message,
            source=source,
            labels=(Label(folded.span(start + 1, start + 40)),),
            help=help_,
        )
    bare = _blank_quotes(chunk)
    long_number = re.search(r"\d{40,}", bare)
    if long_number:
        at = Label(folded.span(start + long_number.start(), start + long_number.end()))
        return Diagnostic(
            Code.TOO_DEEP, "số này quá dài", source=source, labels=(at,), help="xem lại số đã gõ"
        )
    depth = 0
    for i, c in enumerate(bare):
        depth += (c == "(") - (c == ")")
        if depth > MAX_BRACKETS:
            return Diagnostic(
                Code.TOO_DEEP,
                f"quá {MAX_BRACKETS} dấu ngoặc lồng nhau",
                source=source,
                labels=(Label(folded.span(start + i, start + i + 1)),),
                help="tách thành nhiều câu công thức",
            )
    for m in re.finditer(r"(?<![\w./])\d+(?:\.\d+)+(?:,\d+)?(?![\w./])", bare):
        if looks_like_point_number(m.group()) and not _is_code_here(bare, m.start()):
            return _point_number(source, folded.span(start + m.start(), start + m.end()), m.group())
    return None


def _blank_quotes(chunk: str) -> str:
    return re.sub(r'"[^"\n]*"|“[^”\n]*”|«[^»\n]*»', lambda m: " " * len(m.group()), chunk)


def _is_code_here(chunk: str, at: int) -> bool:
    """Whether a dotted number stands where a criterion's code stands."""
    return bool(
        re.search(
            r"(?i:nhóm|vực|cột|mục|chỉ số|phần|tiêu chí|chỉ tiêu|thưởng|trừ|,|và) $", chunk[:at]
        )
    )


def _point_number(source: Source, span: Span, text: str) -> Diagnostic:
    whole, _, part = text.rpartition(".")
    comma = f"{whole.replace('.', '')},{part}" if "," not in text else text.replace(".", "")
    readings = [f"{comma} (phần thập phân)"]
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", text):
        readings.append(f"{text.replace('.', '')} (hàng nghìn)")
    return Diagnostic(
        Code.DECIMAL_POINT,
        f"số “{text}” viết bằng dấu chấm",
        source=source,
        labels=(Label(span),),
        help="viết " + " hoặc ".join(readings),
    )


def _syntax_mistake(
    source: Source, folded: _Folded, start: int, chunk: str, error: UnexpectedInput
) -> tuple[Diagnostic, int]:
    """The message for a statement that cannot be read, and where in the chunk the mistake is."""
    position = min(getattr(error, "pos_in_stream", None) or 0, len(chunk) - 1)
    if getattr(error, "token", None) is not None and error.token.type == "$END":  # type: ignore[attr-defined]
        position = len(chunk.rstrip())
    word = re.compile(r"[ \n]*(\"[^\"\n]*\"?|“[^”\n]*”?|[\w%,.]+|[^\s\w])?").match(chunk, position)
    assert word is not None
    begin, end = (
        (word.start(1), word.end(1))
        if word.group(1)
        else (max(len(chunk.rstrip()) - 1, 1), len(chunk.rstrip()))
    )
    odd = chunk[begin:end] if word.group(1) else ""
    expected = _expected(error)
    message = f"không hiểu “{odd.strip()}” ở đây" if odd else "câu này chưa đủ"
    if (
        odd
        and "\n" in chunk[begin - 1 : begin] + chunk[begin - 2 : begin - 1].strip(" ")
        and begin > 1
    ):
        message, expected, end = _strange_line(chunk, begin)
    if odd[:1] in {'"', "“", "«"} and (len(odd) < 2 or odd[-1] not in '"”»'):
        message, expected = "thiếu dấu đóng ngoặc kép", "đóng ngoặc kép ngay trên dòng này"
    return (
        Diagnostic(
            Code.SYNTAX,
            message,
            source=source,
            labels=(Label(folded.span(start + begin, start + end)),),
            help=expected,
        ),
        begin,
    )


_NO_CODE = re.compile(
    r"(?i:lĩnh vực|trụ cột|nhóm|mục|chỉ số|tiêu chí(?: thành phần)?|chỉ tiêu) ?[\"“«]"
)
_PASTED_ROW = re.compile(r"(\d+(?:\.\d+)*)\.? ([^\d\W][^\n\"“«=:]*?) (\d+(?:,\d+)?)$")


def _strange_line(chunk: str, begin: int) -> tuple[str, str, int]:
    """A line that opens no statement, and so was read as part of the one above: what it may have been meant to be."""
    line = chunk[begin:].split("\n", maxsplit=1)[0].rstrip()
    end = begin + len(line)
    if _NO_CODE.match(line):
        kind = re.split('["“«]', line)[0].strip()
        return (
            f"{kind} thiếu mã",
            f"viết mã trước tên, thí dụ: {kind} 3 {line[len(kind) :].strip()}",
            end,
        )
    row = _PASTED_ROW.match(line)
    if row:
        code, title, points = row.groups()
        help_ = f'nếu là một tiêu chí thì viết: tiêu chí {code} "{title}" tối đa {points} điểm'
        return "dòng này giống một dòng của bảng dán từ Word", help_, end
    near = suggest_statement(line)
    message = "dòng này không mở đầu bằng câu nào, nên được đọc là phần tiếp của câu trên"
    return message, f"có phải là “{near}” không?" if near else "", end


def _further_lines(
    source: Source, folded: _Folded, start: int, chunk: str, begin: int
) -> Iterator[Diagnostic]:
    """Lines below a mistake that look like openings misspelt: each is a mistake of its own."""
    for line in re.finditer(r"(?<=\n) ?([^\n•]+)", chunk):
        if line.start() <= begin:
            continue
        near = suggest_statement(line.group(1))
        if near is not None:
            yield Diagnostic(
                Code.SYNTAX,
                "dòng này không mở đầu bằng câu nào",
                source=source,
                labels=(Label(folded.span(start + line.start(1), start + line.end(1))),),
                help=f"có phải là “{near}” không?",
            )


_TERMINAL_WORDS = {
    "NAME": "một tên",
    "STRING": "một đoạn trong ngoặc kép",
    "NUMBER": "một số",
    "PERCENT": "một số phần trăm",
    "CODE": "mã tiêu chí",
    "LEVEL_CODE": "một mức (I, II, …)",
    "DATE": "một ngày (31/01/2024)",
    "KIND": "một tiêu chí",
    "DIRECTION": "giảm dần hoặc tăng dần",
    "COMPARE": "dấu so sánh",
    "_BULLET": "một dòng mở đầu bằng dấu gạch",
    "COLON": "dấu hai chấm",
    "_EQUALS": "dấu =",
}
_LESS_USEFUL = {
    "LPAR",
    "COMMA",
    "SEMICOLON",
    "ADD",
    "MULTIPLY",
    "DIVIDE",
    "_POINTS",
    "RPAR",
    "$END",
    "_OF",
    "_IN_BLOCK",
    "_AND_THEN",
}


def _expected(error: UnexpectedInput) -> str:
    """What could stand at the place of a mistake, in the words of the language; empty when too much could."""
    accepts = set(getattr(error, "expected", None) or getattr(error, "allowed", None) or ())
    names = sorted(accepts - _LESS_USEFUL)
    words = [_TERMINAL_WORDS.get(n) or _keyword(n) for n in names]
    told = list(dict.fromkeys(w for w in words if w))
    if not told and accepts:
        return "câu này đã đủ ở trước chỗ gạch chân; xóa phần thừa hoặc xuống dòng để mở câu mới"
    return f"ở đây có thể là {', '.join(told)}" if 0 < len(told) <= 8 else ""


def _keyword(terminal: str) -> str:
    """The phrase of a keyword's terminal: `tối đa` for `_MAXIMUM`; empty for one that has no single phrase."""
    pattern = {t.name: t.pattern.value for t in _lark().terminals}.get(terminal, "")
    phrase = re.match(r"(?:, )?\(\?i:([^()|\\:?]+)", pattern)
    return f"“{phrase.group(1).strip()}”" if phrase else ""


def _too_long(source: Source) -> Diagnostic:
    return Diagnostic(
        Code.FILE_TOO_LARGE,
        f"tệp quy tắc có {len(source.text)} chữ, nhiều hơn {MAX_TEXT}",
        place=source.name,
        help="kiểm tra xem có chọn nhầm tệp không; bộ tiêu chí thật dài không quá vài nghìn dòng",
    )


def _odd_letters(source: Source) -> Iterator[Diagnostic]:
    for m in re.finditer("[ÐðƢƣ]+", source.text):
        right = "".join(_ODD_LETTERS[c] for c in m.group())
        yield Diagnostic(
            Code.ODD_LETTER,
            f"chữ “{m.group()}” (U+{ord(m.group()[0]):04X}) không phải chữ cái tiếng Việt, được đọc là “{right}”",
            Severity.WARNING,
            source,
            (Label(Span(*m.span())),),
            help=f"gõ lại là “{right}”",
        )
        return  # one is enough: the same font or keyboard made them all


# ---- Lark's tree to ours


class _Builder:
    """Makes syntax nodes from Lark's tree; a rule's name is a class's name."""

    def __init__(self, folded: _Folded, start: int) -> None:
        self._folded = folded
        self._start = start

    def build(self, item: Any) -> Any:
        if item is None:
            return None
        if hasattr(item, "children"):
            return self._node(item)
        return self._leaf(item)

    def _span(self, first: int, last: int) -> Span:
        return self._folded.span(self._start + first, self._start + last)

    def _node(self, tree: Any) -> Any:
        children = [self.build(c) for c in tree.children]
        rule = str(tree.data)
        if rule == "name":
            return _as_name(children[0])
        if rule in ("number", "percent", "date"):
            return children[0]
        cls = getattr(syntax, _class_name(rule))
        span = self._node_span(tree)
        names = cls.FIELDS[1:]
        if not cls.REST:
            return cls(span, *children)
        fixed = len(names) - 1
        return cls(span, *children[:fixed], tuple(children[fixed:]))

    def _node_span(self, tree: Any) -> Span:
        first, last = tree.meta.start_pos, tree.meta.end_pos
        # statements and items begin with a line break and a bullet: not part of what the reader sees
        text = self._folded.text[self._start + first : self._start + last]
        return self._span(first + len(text) - len(text.lstrip(" \n•")), last)

    def _leaf(self, token: Token) -> syntax.Node:
        start = token.start_pos or 0
        span = self._span(start, token.end_pos or start + 1)
        text = str(token)
        match token.type:
            case "STRING":
                return syntax.Quoted(span, _unquote(text))
            case "NAME":
                return syntax.Name(span, text, False)
            case "NUMBER":
                return syntax.Number(span, text, Fraction(text.replace(",", ".")))
            case "PERCENT":
                return syntax.Percent(
                    span, text, Fraction(text.rstrip("% ").replace(",", ".")) / 100
                )
            case "DATE":
                return syntax.Date(span, text)
            case "CODE":
                return syntax.Word(span, text.rstrip("."))
        return syntax.Word(span, text)


def _as_name(leaf: syntax.Node) -> syntax.Name:
    if isinstance(leaf, syntax.Quoted):
        return syntax.Name(leaf.span, leaf.text, True)
    assert isinstance(leaf, syntax.Name)
    return leaf


def _unquote(text: str) -> str:
    inner = text[1:-1]
    return (inner.replace('""', '"') if text[0] == '"' else inner).strip()


@functools.cache
def _class_name(rule: str) -> str:
    return "".join(part.capitalize() for part in rule.split("_"))


# ---- the grammar


def grammar_file(name: str) -> str:
    """The text of a file of grammar/, from the installed package or the checkout."""
    shipped = resources.files("cqdt_rules").joinpath("grammar", name)
    if shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    return (Path(__file__).parent.parent / "grammar" / name).read_text(encoding="utf-8")


def grammar_text() -> str:
    """The grammar itself."""
    return grammar_file("cqdt.lark")


@functools.cache
def _lark() -> Lark:
    import lark

    options: dict[str, Any] = {
        "parser": "lalr",
        "lexer": "contextual",
        "start": "statement",
        "propagate_positions": True,
        "maybe_placeholders": True,
    }
    text = grammar_text()
    cache = _cache_file(text)
    if cache is None:
        return lark.Lark(text, **options)
    try:
        return lark.Lark(text, cache=str(cache), **options)
    except Exception:  # noqa: BLE001 - a damaged or foreign cache must never stop a check: build the tables anew
        return lark.Lark(text, **options)


def _cache_file(text: str) -> Path | None:
    """Where the parser's tables are kept between runs: a folder of this user's own, or none.

    The tables are a pickle, so a folder that others may write to will not do.
    """
    import hashlib

    home = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    try:
        folder = (Path(home) if home else Path.home() / ".cache") / "cqdt-rules"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    name = hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
    return folder / f"cqdt-{name}.tables" if os.access(folder, os.W_OK) else None


@functools.cache
def _begin_pattern() -> re.Pattern[str]:
    pattern = next(t.pattern for t in _lark().terminals if t.name == "_BEGIN")
    return re.compile(pattern.to_regexp())


def suggest_statement(line: str) -> str | None:
    """The opening of a statement that a line's first words were most likely meant to be; tones aside."""
    openings = {
        p.group(1)
        for t in _lark().terminals
        if t.name.startswith("_") and (p := re.match(r"\(\?i:([^()|\\]+)\)", t.pattern.value))
    }
    starting = {o for o in openings if _begin_pattern().match("\n" + o + ' "A"') or o in _OPENINGS}
    words = re.findall(r"[^\W\d_]+", line)
    for count in (4, 3, 2, 1):
        same = [o for o in starting if len(o.split()) == count]
        near = nearest(" ".join(words[:count]), same) if len(words) >= count else None
        if near is not None:
            return near
    return None


_OPENINGS = {
    "công thức", "số liệu", "xếp loại", "xếp hạng", "không tính điểm", "không xếp hạng", "không đánh giá", "thuộc nội dung",
    "chấm theo lựa chọn", "chấm theo khoảng", "chấm theo công thức", "chấm theo trường hợp", "chấm trực tiếp", "thang điểm",
    "thông tin đơn vị", "sắp xếp theo", "ghi chú", "phụ lục", "mức", "còn lại",
}  # fmt: skip
