"""Two versions of a ruleset side by side: loaded, compared, printed."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from cqdt_rules import changes, revising, session, side_by_side, syntax
from cqdt_rules.amending.reasoning import clauses_of
from cqdt_rules.changes import Change, Comparison, Group
from cqdt_rules.comparing import compare as compare_schemes
from cqdt_rules.diagnostics import Code, Diagnostic, Outcome
from cqdt_rules.parse import parse
from cqdt_rules.provisions import ClauseAt
from cqdt_rules.revising import Version
from cqdt_rules.rule_files import found_path
from cqdt_rules.session import Ruleset

FORMS = (".docx", ".html", ".md", ".txt")


def version_of(ruleset: Ruleset) -> changes.Version:
    """The scheme of a ruleset as it is compared."""
    name = ruleset.scheme.source.name
    shown = f"{ruleset.folder.name}/{name}" if ruleset.folder.name else name
    tree = parse(ruleset.scheme.source).value
    notes = (syntax.Amended, syntax.Repealed)  # which amendment a rule comes from is no part of it
    said = tuple(x for x in tree.statements if not isinstance(x.body, notes))
    return changes.Version(ruleset.scheme, evolve(tree, statements=said), ruleset.round, shown)


def compare(old: Ruleset, new: Ruleset, amendment: Version | None = None) -> Comparison:
    """What leads from the scheme in force to the draft.

    Where the draft is an `amendment` of it, changes have the reasons of its clauses; its own days and years are none.
    """
    if amendment is None or amendment.before is None or amendment.amendment is None:
        return compare_schemes(version_of(old), version_of(new))
    found = compare_schemes(version_of(old), version_of(new), lambda c: _reason(amendment, c))
    kept = (c for c in found.changes if c.group is not Group.DOCUMENT or _clauses(amendment, c))
    return evolve(found, changes=tuple(kept))


def amendment_of(path: str | Path) -> Version | None:
    """The version that an amendment's file makes; None where the path is no such file."""
    if not found_path(path).is_file():
        return None
    return revising.made_by(session.history(path).value, Path(path).name)


def _clauses(version: Version, change: Change) -> tuple[ClauseAt, ...]:
    assert version.before is not None
    assert version.amendment is not None
    old, new = (
        [(p.source, p.span) for p in places] for places in (change.old_places, change.new_places)
    )
    return clauses_of(version.before.text, version.text, version.amendment, old, new)


def _reason(version: Version, change: Change) -> str:
    """The reasons of the clauses that made a change, each with its number; '' where none gives one."""
    clauses = [c for c in _clauses(version, change) if c.reason]
    return "; ".join(f"{c.reason} ({c.name})" for c in clauses)


def print_comparison(comparison: Comparison, form: str) -> Outcome[bytes | None]:
    """A comparison as a file of a form: .docx by templates/phu-luc.docx, .html by templates/so-sanh.html.j2, .md, .txt."""
    if form == ".html":
        page = side_by_side.page(comparison)
        return Outcome(None if page.value is None else page.value.encode("utf-8"), page.diagnostics)
    if form not in FORMS:
        hint = f"tên tệp in ra kết thúc bằng {', '.join(FORMS)}"
        problem = Diagnostic(Code.OUTPUT_FORMAT, f"không in được ra “{form}”", help=hint)
        return Outcome(None, (problem,))
    return session.render(side_by_side.papers(comparison, marked=form == ".docx"), form)
