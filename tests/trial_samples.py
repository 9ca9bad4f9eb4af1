"""Rulesets of a few lines for the tests of what if, and the steps that they all take."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from cqdt_rules import session, trying
from cqdt_rules.results import Results
from cqdt_rules.variations import RuleNumber, WhatIf, named


def ruleset_of(folder: Path, text: str, figures: str) -> session.Ruleset:
    (folder / "so-lieu").mkdir(parents=True, exist_ok=True)
    (folder / "a.cqdt").write_text(text, encoding="utf-8", newline="\n")
    (folder / "so-lieu" / "a.csv").write_text(figures, encoding="utf-8", newline="\n")
    loaded = session.load(folder)
    assert loaded.value is not None, [d.to_text() for d in loaded.diagnostics]
    return loaded.value


def scored(ruleset: session.Ruleset) -> Results:
    results = session.score(ruleset)
    assert results.value is not None
    assert not results.failed, [d.to_text() for d in results.diagnostics]
    return results.value


def tried(ruleset: session.Ruleset, number: RuleNumber, *values: Fraction) -> WhatIf:
    what = trying.what_if(ruleset, number, values)
    assert what.value is not None, [d.to_text() for d in what.diagnostics]
    return what.value


def number(ruleset: session.Ruleset, name: str, block: str = "") -> RuleNumber:
    found = named(trying.numbers(ruleset), name, block)
    assert len(found) == 1, [n.name for n in found]
    return found[0]
