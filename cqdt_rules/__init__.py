"""cqdt-rules: a rule file that reads like a decision is the rule; exact results with reasons, and the decision's annexes.

    from cqdt_rules import annexes, load, render, score

    ruleset = load("rulesets/thua-thien-hue-2022").value      # reads and checks
    results = score(ruleset).value                            # exact figures, levels, ranks
    word = render(annexes(ruleset, results).value, ".docx").value

Each step gives an Outcome: a value and the diagnostics found; nothing raises for a mistake in a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cqdt_rules.compared import compare
    from cqdt_rules.diagnostics import Diagnostic, Outcome
    from cqdt_rules.drafting import format_text, view
    from cqdt_rules.reasons import explain
    from cqdt_rules.results import Results
    from cqdt_rules.session import Ruleset, annexes, audit, consolidate, load, render, score

__all__ = [
    "Diagnostic",
    "Outcome",
    "Results",
    "Ruleset",
    "annexes",
    "audit",
    "compare",
    "consolidate",
    "explain",
    "format_text",
    "load",
    "render",
    "score",
    "view",
]

_HOMES = {
    "Diagnostic": "diagnostics",
    "Outcome": "diagnostics",
    "Results": "results",
    "Ruleset": "session",
    "audit": "session",
    "compare": "compared",
    "consolidate": "session",
    "explain": "reasons",
    "format_text": "drafting",
    "load": "session",
    "annexes": "session",
    "render": "session",
    "score": "session",
    "view": "drafting",
}


def __getattr__(name: str) -> Any:
    """The public names, imported when they are first used: `cqdt --help` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    value = getattr(import_module(f"cqdt_rules.{_HOMES[name]}"), name)
    globals()[name] = value  # a submodule of the same name must not hide the function
    return value
