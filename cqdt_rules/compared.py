"""Two versions of a ruleset side by side: loaded, compared, printed."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

from cqdt_rules import changes, revising, session, side_by_side, syntax
from cqdt_rules.amending.reasoning import clauses_of
from cqdt_rules.changes import Change, Comparison, Reasons
from cqdt_rules.comparing import compare as compare_schemes
from cqdt_rules.diagnostics import Code, Diagnostic, Outcome
from cqdt_rules.parse import parse
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


def compare(old: Ruleset, new: Ruleset, reasons: Reasons | None = None) -> Comparison:
    """What leads from the scheme in force to the draft; `reasons` gives a change its reason where one is known."""
    return compare_schemes(version_of(old), version_of(new), reasons)


def reasons_of(path: str | Path) -> Reasons | None:
    """The reasons that the clauses of an amendment's file give; None where the path is no such file."""
    if not found_path(path).is_file():
        return None
    version = revising.made_by(session.history(path).value, Path(path).name)
    return reasons_of_version(version) if version is not None else None


def reasons_of_version(version: Version) -> Reasons | None:
    """The reasons that the clauses of a version's last amendment give."""
    if version.before is None or version.amendment is None:
        return None
    before, after, amendment = version.before.text, version.text, version.amendment

    def reason(change: Change) -> str:
        old, new = (
            [(p.source, p.span) for p in places]
            for places in (change.old_places, change.new_places)
        )
        clauses = clauses_of(before, after, amendment, old, new)
        return "; ".join(dict.fromkeys(c.reason for c in clauses if c.reason))

    return reason


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
