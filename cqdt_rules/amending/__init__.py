"""A rule text and an amendment to the amended text: clause by clause, each against the text as the decision found it.

All clauses of one amendment are read against the text before it, so their order settles nothing: two on the same thing
clash and are told (language.md, 5.12 and 8.10). The outcome is text again, an ordinary rule file: what it means, and
whether it is right as a whole, is found by the same check as for any other.
"""

from __future__ import annotations

from cqdt_rules.amending.assembling import assemble
from cqdt_rules.amending.clauses import AmendmentRead, decision_of, read_clauses
from cqdt_rules.amending.planning import plan
from cqdt_rules.amending.relocating import located, relocated
from cqdt_rules.diagnostics import Outcome
from cqdt_rules.provisions import RuleText

__all__ = ["AmendmentRead", "amend", "decision_of", "located", "read_clauses", "relocated"]


def amend(
    base: RuleText, amendment: AmendmentRead, wanted: frozenset[int] | None = None
) -> Outcome[RuleText | None]:
    """The amended text, not laid out yet; None, with the mistakes, where a clause cannot be applied.

    `wanted`: only the clauses of these numbers. The spans of the provisions given are of the texts they came from.
    """
    planned = plan(base, amendment, wanted)
    found = (*amendment.found, *planned.found)
    if found:
        return Outcome(None, found)
    return Outcome(assemble(base, amendment, planned))
