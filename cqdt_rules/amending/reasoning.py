"""Which clauses made a change, by where it stood and stands: for the reasons of a tờ trình."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cqdt_rules.amending.clauses import AmendmentRead
from cqdt_rules.amending.planning import plan
from cqdt_rules.provisions import ClauseAt, RuleText
from cqdt_rules.source import Source, Span

Where = tuple[Source, Span]


def clauses_of(
    before: RuleText,
    after: RuleText,
    amendment: AmendmentRead,
    old: Iterable[Where],
    new: Iterable[Where],
) -> tuple[ClauseAt, ...]:
    """The clauses that took away or reworded what stood at the old places, or wrote what stands at the new ones."""
    source = amendment.text.provisions[0].source
    planned = plan(before, amendment, None)
    found: list[ClauseAt] = []
    for i in _inside(before, old):
        found += [planned.removed[i]] if i in planned.removed else []
        found += [r.clause for r in planned.reworded.get(i, [])]
        found += [planned.moved[i]] if i in planned.moved else []
    for i in _inside(after, new):
        found += [c for c in after.provisions[i].by if c.source == source and c.number]
    return tuple(sorted(dict.fromkeys(found), key=lambda c: c.number))


def _inside(text: RuleText, places: Iterable[Where]) -> Iterator[int]:
    for source, span in places:
        for i, p in enumerate(text.provisions):
            if p.source == source and span.start <= p.statement.span.start < span.end:
                yield i
