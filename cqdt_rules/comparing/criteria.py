"""What each criterion says, taken apart into what may change, and by which names the figures of criteria are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.comparing.meaning import Meaning, meaning, of_fields, ordered
from cqdt_rules.comparing.provisions import (
    SOURCE,
    Aspect,
    Reader,
    called,
    holds_in,
    of_figure,
    points,
)
from cqdt_rules.comparing.texts import Statements, even
from cqdt_rules.numbers import fold, format_number, format_percent

_OWN_MAXIMUM = s.Quantity("⟨điểm tối đa⟩")


# Told by aspects, by the code, by notes; a factor follows from weights and maxima, which are told.
_TOLD = (
    *("kind", "code", "title", "parent", "children", "maximum", "contents", "points", "role"),
    *("unstated", "factor"),
)


def declared_figures(block: s.Block, statements: Statements, code: str) -> list[s.Figure]:
    """The figures that a criterion declares."""
    own = (f for f in block.figures if f.code == code)
    return [f for f in own if isinstance(statements.body(f.place), syntax.Figure)]


def _asked(block: s.Block, statements: Statements, code: str) -> list[s.Figure]:
    """The figures (boxes, options) that a criterion's way of scoring asks for."""
    own = (f for f in block.figures if f.code == code)
    return [f for f in own if isinstance(statements.body(f.place), syntax.Method)]


def figure_keys(
    old: tuple[s.Block, Statements], new: tuple[s.Block, Statements], codes: Mapping[str, str]
) -> dict[str, str]:
    """The keys of the old figures of criteria as the new scheme has them: by name, those asked for by their order."""
    found: dict[str, str] = {}
    for code, mate in codes.items():
        by_name = {fold(f.name): f.key for f in new[0].figures if f.code == mate}
        own = [f for f in old[0].figures if f.code == code]
        found |= {f.key: by_name[fold(f.name)] for f in own if fold(f.name) in by_name}
        lost = [f for f in _asked(*old, code) if f.key not in found]
        free = [f for f in _asked(*new, mate) if f.key not in found.values()]
        if len(lost) == len(free):
            found |= {a.key: b.key for a, b in zip(lost, free, strict=True)}
    return found


def aspects_of(reader: Reader, c: s.Criterion) -> tuple[Aspect, ...]:
    """All that a criterion says but its code."""
    parent = reader.block.criterion(c.parent) if c.parent else None
    contents = tuple(f"“{x}”" for x in c.contents)
    notes = reader.statements.notes(c.place)
    return (
        Aspect("loại", even(c.kind), c.kind),
        Aspect("tên", even(c.title), f"“{c.title}”" if c.title else ""),
        Aspect("vị trí", reader.names.code(c.parent), called(parent) if parent else "đứng riêng"),
        points("điểm tối đa", c.maximum),
        *_weight(reader, c),
        Aspect("nội dung", ordered(map(fold, c.contents)), ", ".join(contents), members=contents),
        _way(reader, c),
        *_figures(reader, c),
        _texts(reader, c, "tài liệu kiểm chứng", syntax.Evidence),
        _texts(reader, c, "hướng dẫn", syntax.Guidance),
        Aspect("thứ tự các phần", None, "", order=_order(reader, c.children)),
        Aspect(
            "nội dung khác", of_fields(c, reader.names, _TOLD), reader.statements.words(c.place)
        ),
        Aspect(SOURCE, notes, "; ".join(notes)),
    )


def _order(reader: Reader, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Criteria in the order of the file; one that got another code has no order of its own."""
    return tuple(k for k in codes if reader.names.code(k) == k)


def order_of_roots(reader: Reader) -> Aspect:
    """The order of the criteria at the top."""
    roots = tuple(c.code for c in reader.block.criteria if not c.parent)
    return Aspect("thứ tự các tiêu chí", None, "", order=_order(reader, roots))


def _weight(reader: Reader, c: s.Criterion) -> Iterator[Aspect]:
    body = reader.statements.body(c.place)
    assert isinstance(body, syntax.Criterion)
    weight = next((x for x in body.clauses if isinstance(x, syntax.Weight)), None)
    if weight is not None:
        figure = weight.share.value
        percent = isinstance(weight.share, syntax.Percent)
        shown = format_percent(figure) if percent else format_number(figure)
        yield Aspect("trọng số", figure, shown, figure=figure)


def _texts(reader: Reader, c: s.Criterion, name: str, kind: type[syntax.Node]) -> Aspect:
    said = [
        even(b.text.text)
        for b in reader.statements.bodies_under(c.place)
        if isinstance(b, kind) and isinstance(b, syntax.Evidence | syntax.Guidance)
    ]
    return Aspect(name, tuple(said), "; ".join(f"“{x}”" for x in said))


def _figures(reader: Reader, c: s.Criterion) -> Iterator[Aspect]:
    for f in declared_figures(reader.block, reader.statements, c.code):
        said = reader.statements.words(f.place)
        yield Aspect(f"số liệu “{f.name}”", of_figure(f, reader.names), said)


def _way(reader: Reader, c: s.Criterion) -> Aspect:
    """How a criterion scores; what `làm tròn điểm từng …` does to all of them is a provision of its own."""
    value = c.points
    if _is_rounded(reader, c) and isinstance(value, s.Apply):
        (value,) = value.arguments
    figures = _asked(reader.block, reader.statements, c.code)
    asked = tuple(of_figure(f, reader.names) for f in figures)
    methods = (syntax.Method,)
    said = [
        reader.statements.words(b)
        for b in reader.statements.bodies_under(c.place)
        if isinstance(b, methods)
    ]
    shown = "; ".join(said)
    means = (meaning(value, reader.names), c.role, asked)
    apart: Meaning = None
    if value is not None:
        apart = (meaning(_without_maximum(value, c.maximum), reader.names), c.role, asked)
    return Aspect("cách chấm", means, shown, apart=apart)


def _is_rounded(reader: Reader, c: s.Criterion) -> bool:
    wanted = f"làm tròn điểm từng {fold(c.kind)}"
    statements = reader.statements
    places = (p for p in statements.of_kind(syntax.RoundEach) if holds_in(reader, p))
    bodies = (statements.body(p) for p in places)
    return any(isinstance(b, syntax.RoundEach) and fold(b.phrase.text) == wanted for b in bodies)


def _without_maximum(e: s.Expression, maximum: Fraction | None) -> s.Expression:
    match e:
        case s.Constant(value) if value == maximum:
            return _OWN_MAXIMUM
        case s.Apply(function, arguments, params):
            return s.Apply(function, tuple(_without_maximum(a, maximum) for a in arguments), params)
    return e
