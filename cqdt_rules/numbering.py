"""The numbers of a rule file that can be varied, each under the name that the file gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import define, evolve, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.numbers import fold
from cqdt_rules.source import Source, Span
from cqdt_rules.variations import NumberKind, RuleNumber, Written, bare_name

_TYPED = re.compile(r"\d+(?:,\d+)?(?:\s*%)?")
_WORDS_SHOWN = 60  # letters of a statement that names its numbers by its own words
# What is about the file, the figures typed or worked examples: no number there decides anything.
_NOT_VARIED = (
    syntax.SchemeHead, syntax.IssuedWith, syntax.Issuer, syntax.Basis, syntax.Years, syntax.Year,
    syntax.Effective, syntax.Block, syntax.Figure, syntax.UnitWord, syntax.TypedDecimals,
    syntax.Example, syntax.Citation, syntax.Unstated, syntax.Hole, syntax.Evidence, syntax.Guidance,
)  # fmt: skip
_SCALE_PARTS = (syntax.Level, syntax.Rest, syntax.Cap, syntax.Demotion, syntax.Veto, syntax.Quota)
_BOUNDED = (
    syntax.InInterval, syntax.Comparison, syntax.Between, syntax.Equality, syntax.Every,
    syntax.EachInInterval,
)  # fmt: skip


@frozen
class _Found:
    """A number where it is typed, with what it is and, for a bound, of what (`subject`)."""

    written: Written
    kind: NumberKind
    block: str
    statement: Span
    owner: str = ""
    subject: str = ""
    ladder: str = ""  # bounds of one ladder and subject that are equal are one threshold
    level: bool = False


@define
class _Reading:
    """Where in the file a statement stands: block, criterion, scale."""

    source: Source
    criteria: dict[Span, s.Criterion]
    block: str = ""
    criterion: str = ""
    scale: str = ""
    ladder: int = 0
    found: list[_Found] = field(factory=list)


def numbers_of(tree: syntax.Tree, scheme: s.Scheme) -> tuple[RuleNumber, ...]:
    """Every number of a scheme's file that can be varied, in the order of the file."""
    criteria = {c.place.span: c for b in reversed(scheme.blocks) for c in b.criteria}
    reading = _Reading(tree.source, criteria)
    for statement in tree.statements:
        _read(reading, statement)
    groups = _groups(reading.found)
    counts = _counts(groups)
    made = [_number(tree.source, group, counts) for group in groups]
    sums = _Sums(made, {n.statement: c for n in made if (c := criteria.get(n.statement))})
    whole = [
        evolve(n, follows=tuple(sums.above(n, scheme)), shares=tuple(sums.beside(n))) for n in made
    ]
    return tuple(_told_apart(whole))


def _read(at: _Reading, statement: syntax.Statement) -> None:
    body = statement.body
    if isinstance(body, syntax.Block):
        at.block, at.criterion, at.scale = body.title.text, "", ""
    elif isinstance(body, syntax.Criterion):
        own = at.criteria.get(statement.span)
        at.criterion = own.name if own else f"{body.kind.text} {body.code.text}"
    elif isinstance(body, syntax.Scale):
        at.ladder += 1
        at.scale = at.source.at(body.name.span) if body.name else ""
    if isinstance(body, _NOT_VARIED):
        return
    subjects = dict(_subjects(at.source, body))
    factors = {n.span for p in syntax.walk(body) if isinstance(p, syntax.Product) for n in p.parts}
    for node in syntax.walk(body):
        if isinstance(node, syntax.Number | syntax.Percent):
            found = _TYPED.match(at.source.text, node.span.start)
            if found is not None:
                kind = _kind(body, node, node.span in factors, subjects)
                at.found.append(_found(at, statement, node, found, kind, subjects))


def _found(
    at: _Reading,
    statement: syntax.Statement,
    node: syntax.Number | syntax.Percent,
    typed: re.Match[str],
    kind: NumberKind,
    subjects: dict[Span, str],
) -> _Found:
    body = statement.body
    span = Span(*typed.span())
    of = _owner_words(at, statement)
    written = Written(span, node.value, typed.group(), at.source.line_of(span.start), of)
    level = isinstance(body, syntax.Level)
    ladder = f"xếp loại {at.ladder}" if level else f"câu {statement.span.start}"
    owner = at.scale if isinstance(body, _SCALE_PARTS) else at.criterion
    subject = subjects.get(node.span, "")
    return _Found(written, kind, at.block, statement.span, owner, subject, ladder, level)


def _kind(
    body: syntax.Node,
    node: syntax.Number | syntax.Percent,
    factor: bool,
    subjects: dict[Span, str],
) -> NumberKind:
    if isinstance(body, syntax.Criterion):
        weighs = any(isinstance(c, syntax.Weight) and c.share is node for c in body.clauses)
        return NumberKind.WEIGHT if weighs else NumberKind.MAXIMUM
    if isinstance(body, syntax.FullMaximum):
        return NumberKind.FULL_MAXIMUM
    for part in syntax.walk(body):
        if isinstance(part, syntax.RoundingDecimals) and part.count is node:
            return NumberKind.DECIMALS
        if isinstance(part, syntax.RoundingStep) and part.step is node:
            return NumberKind.STEP
    if isinstance(body, syntax.Level) or node.span in subjects:
        return NumberKind.THRESHOLD
    return NumberKind.FACTOR if factor else NumberKind.OTHER


def _subjects(source: Source, body: syntax.Node) -> Iterator[tuple[Span, str]]:
    """Of each number that bounds something, what it bounds, in the words of the rule."""
    for node in syntax.walk(body):
        match node:
            case syntax.Bands(value=subject, items=items):
                for item in items:
                    yield from _bounds(item.head, fold(source.at(subject.span)))
            case syntax.Ratio(value=subject, clauses=clauses):
                for band in clauses:
                    if isinstance(band, syntax.RatioBand):
                        yield from _bounds(band.interval, fold(source.at(subject.span)))
            case _ if isinstance(node, _BOUNDED):
                yield from _bounds(node, _subject_of(source, node))


def _subject_of(source: Source, node: syntax.Node) -> str:
    match node:
        case syntax.InInterval(subject=subject) | syntax.Between(subject=subject):
            return fold(source.at(subject.span))
        case syntax.Comparison(left=left, right=right) | syntax.Equality(left=left, right=right):
            side = right if isinstance(left, syntax.Number | syntax.Percent) else left
            return fold(source.at(side.span))
        case syntax.Every(which=which) | syntax.EachInInterval(which=which):
            return fold(which.text)
    return ""


def _bounds(node: syntax.Node, subject: str) -> Iterator[tuple[Span, str]]:
    for part in syntax.walk(node):
        if isinstance(part, syntax.Number | syntax.Percent):
            yield part.span, subject


def _owner_words(at: _Reading, statement: syntax.Statement) -> str:
    """What a number belongs to, in the words of the rule: `mức II của xếp loại sẵn sàng`."""
    body = statement.body
    scale = f" của xếp loại {at.scale}" if at.scale else ""
    match body:
        case syntax.Criterion():
            return at.criterion
        case syntax.FullMaximum():
            return "thang điểm"
        case syntax.Level(name=name):
            quoted = isinstance(name, syntax.Quoted)
            return (f"mức “{name.text}”" if quoted else f"mức {name.text}") + scale
        case syntax.Definition(name=name) | syntax.DefinitionByCases(name=name):
            return f"công thức {name.text}"
        case syntax.Method():
            return f"cách chấm {at.criterion}"
        case syntax.Ranking():
            return "câu xếp hạng"
    words = " ".join(at.source.at(statement.span).split()).replace('"', "")
    short = words if len(words) <= _WORDS_SHOWN else words[:_WORDS_SHOWN].rsplit(" ", 1)[0] + "…"
    return f"câu “{short}”" + (scale if isinstance(body, _SCALE_PARTS) else "")


# ---- thresholds that meet are one


def _groups(found: Sequence[_Found]) -> list[list[_Found]]:
    groups: dict[object, list[_Found]] = {}
    for i, x in enumerate(found):
        bound = x.kind is NumberKind.THRESHOLD and x.subject
        key = (x.ladder, x.subject, x.written.value, x.written.percent) if bound else i
        group = groups.setdefault(key, [])
        # two bounds of one level that are equal by chance are two numbers
        if group and x.level and any(g.statement == x.statement for g in group):
            groups[i] = [x]
        else:
            group.append(x)
    return [g for g in groups.values() if g]


def _counts(groups: Sequence[Sequence[_Found]]) -> dict[Span, int]:
    """How many thresholds each level has that are its own: not those typed first in a level above it."""
    counts: dict[Span, int] = {}
    for group in groups:
        for statement in {g.statement for g in group}:
            counts[statement] = counts.get(statement, 0) + 1
    return counts


def _number(source: Source, group: Sequence[_Found], counts: dict[Span, int]) -> RuleNumber:
    names: list[str] = []
    for x in group:
        typed, of = x.written.typed, x.written.of
        match x.kind:
            case NumberKind.MAXIMUM | NumberKind.WEIGHT | NumberKind.DECIMALS | NumberKind.STEP:
                names += [f"{x.kind.value} của {of}", f"số {typed} của {of}"]
            case NumberKind.FULL_MAXIMUM:
                names += ["thang điểm", f"số {typed} của thang điểm"]
            case NumberKind.THRESHOLD if x.level and counts[x.statement] == 1:
                names += [f"ngưỡng của {of}", f"ngưỡng {typed} của {of}", f"số {typed} của {of}"]
            case NumberKind.OTHER:
                names += [f"số {typed} của {of}"]
            case _:
                names += [f"{x.kind.value} {typed} của {of}", f"số {typed} của {of}"]
    first = group[0]
    places = tuple(x.written for x in group)
    return RuleNumber(
        names[0],
        first.kind,
        first.block,
        places,
        first.statement,
        source,
        aliases=tuple(dict.fromkeys(names[1:])),
        owner=first.owner,
    )


def _told_apart(numbers: Sequence[RuleNumber]) -> Iterator[RuleNumber]:
    """Numbers of one block that would go by one name are counted: `(lần 1)`, `(lần 2)`."""
    by_name: dict[tuple[str, str], list[RuleNumber]] = {}
    for n in numbers:
        by_name.setdefault((n.block, bare_name(n.name)), []).append(n)
    for n in numbers:
        same = by_name[n.block, bare_name(n.name)]
        at = next(i for i, x in enumerate(same, 1) if x is n)
        if len(same) == 1:
            yield n
        else:
            yield evolve(n, name=f"{n.name} (lần {at})", aliases=(n.name, *n.aliases))


# ---- the sums above a maximum


@frozen
class _Sums:
    """The declared maxima of a file by the statement of their criterion."""

    numbers: Sequence[RuleNumber]
    criteria: dict[Span, s.Criterion]

    def above(self, number: RuleNumber, scheme: s.Scheme) -> Iterator[Written]:
        """The declared maxima that a criterion's maximum is added to, up to the whole (`thang điểm`)."""
        own = self.criteria.get(number.statement)
        if number.kind is not NumberKind.MAXIMUM or own is None or own.role:
            return
        blocks = [
            b for b in scheme.blocks if any(c.place.span == own.place.span for c in b.criteria)
        ]
        by_code = {c.code: c for c in blocks[0].criteria}
        maxima = {n.statement: n for n in self.numbers if n.kind is NumberKind.MAXIMUM}
        weighed = {n.statement for n in self.numbers if n.kind is NumberKind.WEIGHT}
        at = own
        while at.parent:
            if at.place.span in weighed:  # added by weight: the maximum of the whole is its own
                return
            at = by_code[at.parent]
            if at.place.span in maxima:
                yield maxima[at.place.span].places[0]
        if at.place.span not in weighed:
            yield from self._whole(number, blocks[0])

    def beside(self, number: RuleNumber) -> Iterator[Written]:
        """The weights of the other parts of the same whole, where they are percentages."""
        own = self.criteria.get(number.statement)
        if number.kind is not NumberKind.WEIGHT or own is None or not number.places[0].percent:
            return
        for other in self.numbers:
            c = self.criteria.get(other.statement)
            same = other.kind is NumberKind.WEIGHT and other.block == number.block
            if same and other is not number and c is not None and c.parent == own.parent:
                yield other.places[0]

    def _whole(self, number: RuleNumber, block: s.Block) -> Iterator[Written]:
        total = sum((c.maximum or Fraction(0) for c in block.roots), Fraction(0))
        wholes = [n for n in self.numbers if n.kind is NumberKind.FULL_MAXIMUM]
        own = [n for n in wholes if n.block == number.block] or [n for n in wholes if not n.block]
        if own and own[-1].value == total:
            yield own[-1].places[0]
