"""Words of one provision that a clause changes: the number or name it states, a phrase, a criterion's code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cqdt_rules import syntax
from cqdt_rules.diagnostics import Code, Diagnostic, Label
from cqdt_rules.numbers import fold
from cqdt_rules.source import Span

if TYPE_CHECKING:
    from cqdt_rules.amending.clauses import ClauseRead
    from cqdt_rules.provisions import Provision


# ---- a value with its old and new


def new_value(provision: Provision, clause: ClauseRead) -> Span | Diagnostic:
    """Where the old value stands, once; the old value that the clause states must be the one that is there."""
    body = clause.body
    assert isinstance(body, syntax.NewValue)
    which = fold(body.which.text).removesuffix(" của") if body.which is not None else ""
    found = list(_values(provision.body, which))
    if not found:
        message = f"{_said(clause, body.what)} không có {which or 'con số nào như thế'}"
        help_ = "dùng: sửa đổi … như sau:, và viết lại cả câu"
        return _at(clause, Code.AMENDS_NOTHING, message, body.which or body.what, help_, provision)
    same = [v for v in found if _equal(v, body.old)]
    if len(same) == 1:
        if not _alike(same[0], body.new):
            message = "giá trị mới khác loại với giá trị cũ"
            help_ = "số thay số, phần trăm thay phần trăm, chữ thay chữ"
            return _at(clause, Code.CLAUSE_CONTENT, message, body.new, help_, provision)
        return same[0].span
    if same:
        message = f"{_said(clause, body.what)} có {len(same)} chỗ ghi {_shown(clause, body.old)}"
        help_ = "dùng: sửa đổi … như sau:, và viết lại cả câu"
        return _at(clause, Code.AMBIGUOUS, message, body.old, help_, provision)
    there = " hoặc ".join(dict.fromkeys(_typed(provision, v) for v in found))
    what = f"{which} của {_said(clause, body.what)}" if which else _said(clause, body.what)
    return _at(
        clause,
        Code.OLD_VALUE,
        f"{what} đang là {there}, không phải {_shown(clause, body.old)}",
        body.old,
        "ghi đúng giá trị đang có hiệu lực sau chữ “từ”",
        provision,
    )


def _at(
    clause: ClauseRead, code: Code, message: str, at: syntax.Node, help_: str, provision: Provision
) -> Diagnostic:
    source, span = provision.shown
    return Diagnostic(
        code,
        message,
        source=clause.at.source,
        labels=(Label(at.span), Label(span, "đang có hiệu lực", source)),
        help=help_,
    )


def _said(clause: ClauseRead, what: syntax.Node) -> str:
    return " ".join(clause.at.source.at(what.span).split())


def _shown(clause: ClauseRead, value: syntax.Node) -> str:
    return " ".join(clause.at.source.at(value.span).split())


def _typed(provision: Provision, value: syntax.Node) -> str:
    span = value.span
    words = [t.text.strip() for t in provision.tokens if span.start <= t.span.start < span.end]
    return " ".join(words)


def _values(body: syntax.Node, which: str) -> Iterator[syntax.Node]:
    """The values of a statement that go by that word; without a word, all its numbers."""
    if which in ("điểm tối đa", "trọng số") and isinstance(body, syntax.Criterion):
        wanted = syntax.Maximum if which == "điểm tối đa" else syntax.Weight
        for c in body.clauses:
            if isinstance(c, wanted):
                yield c.points if isinstance(c, syntax.Maximum) else c.share
    elif which == "tên":
        yield from _titles(body)
    elif which in _BOUNDS:
        yield from _bounds(body, _BOUNDS[which])
    elif which in ("", "ngưỡng"):
        yield from (n for n in syntax.walk(body) if isinstance(n, syntax.Number | syntax.Percent))


_BOUNDS = {"cận trên": "high", "cận dưới": "low"}


def _bounds(body: syntax.Node, side: str) -> Iterator[syntax.Node]:
    """The numbers that stand at one end of an interval."""
    for node in syntax.walk(body):
        if isinstance(node, syntax.Interval):
            end = getattr(node, side, None)
            yield from (
                n for n in syntax.walk(end) if isinstance(n, syntax.Number | syntax.Percent)
            )


def _titles(body: syntax.Node) -> Iterator[syntax.Node]:
    match body:
        case syntax.Criterion(title=syntax.Quoted() as title):
            yield title
        case syntax.Block(title=title):
            yield title
        case syntax.Figure(title=syntax.Quoted() as title):
            yield title
        case syntax.Level(name=name):
            yield name
        case syntax.Table(title=syntax.Quoted() as title):
            yield title


def _equal(value: syntax.Node, old: syntax.Node) -> bool:
    if not _alike(value, old):
        return False
    if isinstance(value, syntax.Number | syntax.Percent):
        assert isinstance(old, syntax.Number | syntax.Percent)
        return value.value == old.value
    return fold(getattr(value, "text", "")) == fold(getattr(old, "text", ""))


def _alike(value: syntax.Node, other: syntax.Node) -> bool:
    kinds = (syntax.Number, syntax.Percent)
    for kind in kinds:
        if isinstance(value, kind) or isinstance(other, kind):
            return isinstance(value, kind) and isinstance(other, kind)
    return True


# ---- a phrase, wherever it stands


def new_words(provision: Provision, phrase: str) -> Iterator[Span]:
    """Where a phrase stands in a provision, whole words only: in quoted texts, in names, or over several words."""
    wanted = _words_of(phrase)
    if not wanted:
        return
    said = [w for t in provision.tokens for w in _split(provision.source.at(t.span), t.span)]
    at = 0
    while at + len(wanted) <= len(said):
        if _is_phrase([w for w, _ in said[at : at + len(wanted)]], wanted):
            yield said[at][1].to(said[at + len(wanted) - 1][1])
            at += len(wanted)
        else:
            at += 1


def as_capital(provision: Provision, span: Span, old: str, new: str) -> str:
    """The new words, with a capital where the old ones stand with one that the clause does not write."""
    typed = provision.source.at(span)
    if typed[:1].isupper() and old[:1].islower():
        return new[:1].upper() + new[1:]
    return new


def _is_phrase(said: list[str], wanted: list[str]) -> bool:
    """The same words, capitals included; the first may have one that the phrase is written without, at a title's start."""
    first = said[0] == wanted[0] or (said[0] == wanted[0][:1].upper() + wanted[0][1:])
    return first and said[1:] == wanted[1:]


def _words_of(text: str) -> list[str]:
    return [_plain(m) for m in _pieces(text)]


def _plain(word: str) -> str:
    """A word in one Unicode form; its capitals are its own."""
    import unicodedata  # here: few runs amend anything

    return unicodedata.normalize("NFC", word)


def _pieces(text: str) -> list[str]:
    """Words, and signs one by one; quotation marks are no part of a phrase."""
    found: list[str] = []
    word = ""
    for letter in [*text, " "]:
        if letter.isalnum() or (word and _joins(letter)):
            word += letter
            continue
        if word:
            found.append(word)
        word = ""
        if not letter.isspace() and letter not in '"“”«»':
            found.append(letter)
    return found


def _joins(letter: str) -> bool:
    import unicodedata  # here: few runs amend anything

    return bool(unicodedata.combining(letter)) or letter == "_"


def _split(typed: str, span: Span) -> list[tuple[str, Span]]:
    """The words of a token as typed, each with its place."""
    words: list[tuple[str, Span]] = []
    at = 0
    for piece in _pieces(typed):
        found = typed.index(piece, at)
        at = found + len(piece)
        words.append((_plain(piece), Span(span.start + found, span.start + at)))
    return words


# ---- codes


def new_codes(
    provision: Provision, codes: Mapping[str, tuple[str, str, ClauseRead]]
) -> Iterator[tuple[Span, str, ClauseRead]]:
    """Each code of a provision that has a new one, and each kind word where that changes too."""
    for node in syntax.walk(provision.body):
        for kind, code in _coded(node):
            change = codes.get(code.text)
            if change is None:
                continue
            new, new_kind, clause = change
            yield _code_span(provision, code), _written_code(code.text, new), clause
            if new_kind and fold(new_kind) != fold(kind.text):
                yield kind.span, new_kind, clause


def _written_code(old: str, new: str) -> str:
    return new.rpartition(".")[2] if old.endswith(")") else new


def _code_span(provision: Provision, code: syntax.Word) -> Span:
    """The code without the full stop that may close it."""
    return next(
        (
            Span(t.span.start, t.span.start + len(code.text))
            for t in provision.tokens
            if t.span.start == code.span.start
        ),
        code.span,
    )


def _coded(node: syntax.Node) -> Iterator[tuple[syntax.Word, syntax.Word]]:
    kind, code = getattr(node, "kind", None), getattr(node, "code", None)
    if isinstance(kind, syntax.Word) and isinstance(code, syntax.Word):
        yield kind, code
    codes = getattr(node, "codes", ())
    if isinstance(kind, syntax.Word):
        yield from ((kind, c) for c in codes if isinstance(c, syntax.Word))
