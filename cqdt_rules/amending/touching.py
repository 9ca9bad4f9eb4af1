"""Which clauses touch what a mistake shows: those that a clause needs with it, where it cannot stand alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cqdt_rules.amending.assembling import clauses_below
from cqdt_rules.amending.clauses import AmendmentRead
from cqdt_rules.amending.planning import Plan, plan
from cqdt_rules.diagnostics import Diagnostic
from cqdt_rules.provisions import RuleText
from cqdt_rules.source import Source, Span


def touching(
    base: RuleText, amendment: AmendmentRead, found: Sequence[Diagnostic]
) -> frozenset[int]:
    """The numbers of the clauses that change what these mistakes are about, at the places where it was typed."""
    planned = plan(base, amendment, None)
    numbers: set[int] = set()
    for d in found:
        spans = [(label.source or d.source, label.span) for label in d.labels]
        places = [place for source, span in spans for place in _places(base, source, span)]
        for place in places:
            numbers |= _own(planned, place)
        if not numbers:
            for place in places:
                around = (place, *base.owners_of(place))
                below = (clauses_below(base, planned, i) for i in around)
                numbers |= {c.number for c in next((b for b in below if b), ())}
    return frozenset(numbers)


def _places(base: RuleText, source: Source | None, span: Span) -> Iterator[int]:
    for i, p in enumerate(base.provisions):
        typed_in, whole = p.typed
        if typed_in == source and whole.start <= span.start < whole.end:
            yield i


def _own(planned: Plan, place: int) -> set[int]:
    numbers = {r.clause.number for r in planned.reworded.get(place, [])}
    if place in planned.removed:
        numbers.add(planned.removed[place].number)
    return numbers
