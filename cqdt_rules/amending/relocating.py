"""Mistakes of an amended text, told where their authors can mend them: at the clause, with the base's words it meets."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence

from attrs import evolve

from cqdt_rules import syntax
from cqdt_rules.amending.targets import rule_words
from cqdt_rules.diagnostics import Diagnostic, Label
from cqdt_rules.provisions import ClauseAt, Provision, RuleText
from cqdt_rules.source import Source, Span


def relocated(
    found: Sequence[Diagnostic], text: RuleText, amendment: Source, before: Sequence[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """What the amendment is to blame for; what the text before it had already is not told again.

    `text` is the amended text as it was checked, its provisions knowing where they come from.
    """
    known = {_key(d) for d in before}
    whole = text.provisions[0].source
    told: list[Diagnostic] = []
    for d in found:
        if d.source != whole or not d.labels:
            told.append(d)
            continue
        there = located(d, text)
        told.append(there if _key(there) in known else _blamed(d, text, amendment))
    return tuple(told)


def _key(d: Diagnostic) -> tuple[object, ...]:
    """What makes two diagnostics the same: kind, words, and where the first label is."""
    return (d.code, d.message, d.source.name if d.source else d.place, d.labels[:1])


def located(d: Diagnostic, text: RuleText) -> Diagnostic:
    """A diagnostic of a whole text at the places where its words were typed."""
    if d.source != text.provisions[0].source or not d.labels:
        return d
    labels = [_typed_label(label, text) for label in d.labels]
    own = labels[0].source
    return evolve(d, source=own, labels=tuple(_of(label, own) for label in labels), fixes=())


def _place_of(span: Span, text: RuleText) -> int:
    return max(bisect.bisect_right([p.at for p in text.provisions], span.start) - 1, 0)


def _typed_label(label: Label, text: RuleText) -> Label:
    if label.source is not None:
        return label
    source, span = typed_place(text.provisions[_place_of(label.span, text)], label.span)
    return Label(span, label.text, source)


def _blamed(d: Diagnostic, text: RuleText, amendment: Source) -> Diagnostic:
    """With the clauses of the amendment that made it, and what it meets."""
    labels = [_typed_label(label, text) for label in d.labels]
    spans = [label.span for label in d.labels if label.source is None]
    places = [_place_of(span, text) for span in spans]
    clauses: list[ClauseAt] = []
    for found in (_wrote(text, places), _took_away(text, spans), _below(text, places)):
        clauses = clauses or [c for c in dict.fromkeys(found) if c.source == amendment]
    return _told(d, labels, clauses)


def _wrote(text: RuleText, places: Sequence[int]) -> Iterator[ClauseAt]:
    """The clauses that wrote or changed what a mistake shows."""
    for place in places:
        yield from text.provisions[place].by


def _took_away(text: RuleText, spans: Sequence[Span]) -> Iterator[ClauseAt]:
    """The clauses that repealed what the words of a mistake name."""
    source = text.provisions[0].source
    said = rule_words(source.at(spans[0])) if spans else ""
    for p in text.provisions:
        if said and isinstance(p.body, syntax.Repealed):
            words = f" {rule_words(p.body.what.text)} "
            if f" {said} " in words:
                yield from p.by


def _below(text: RuleText, places: Sequence[int]) -> tuple[ClauseAt, ...]:
    """The clauses that changed what is under what a mistake shows, or, where none did, around it."""
    under = tuple(c for place in places for c in text.provisions[place].below)
    around = (text.provisions[i].below for place in places for i in text.owners_of(place))
    return under or next((clauses for clauses in around if clauses), ())


def _told(d: Diagnostic, labels: list[Label], clauses: list[ClauseAt]) -> Diagnostic:
    """With a clause first, unless the mistake is in words that the amendment itself wrote."""
    sources = {c.source for c in clauses}
    if labels[0].source in sources or not clauses:
        first = labels[0].source
        shown = tuple(_of(label, first) for label in labels)
        return evolve(d, source=first, labels=shown, fixes=())
    named = [Label(c.span, "" if i == 0 else c.name) for i, c in enumerate(clauses)]
    return evolve(
        d,
        source=clauses[0].source,
        labels=(*named, *(_of(label, clauses[0].source) for label in labels)),
        fixes=(),
    )


def _of(label: Label, own: Source | None) -> Label:
    return Label(label.span, label.text) if label.source == own else label


def typed_place(provision: Provision, span: Span) -> tuple[Source, Span]:
    """Where words of a laid-out provision were typed: the words themselves, or the statement where it was changed."""
    source, whole = provision.typed
    if len(provision.tokens) != len(provision.typed_tokens) or provision.note:
        return source, whole
    inside = [
        t
        for t, now in zip(provision.typed_tokens, provision.tokens, strict=True)
        if now.span.start < span.end and span.start < now.span.end
    ]
    return (source, inside[0].span.to(inside[-1].span)) if inside else (source, whole)
