"""Each clause of an amendment tried by itself, and the amendment tried without it: what impact rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import evolve, field, frozen

from cqdt_rules import revising, syntax
from cqdt_rules.amending.touching import touching
from cqdt_rules.diagnostics import Diagnostic, Severity
from cqdt_rules.impact import Variant
from cqdt_rules.provisions import ClauseAt
from cqdt_rules.revising import Version
from cqdt_rules.rule_files import found_path
from cqdt_rules.session import Ruleset, history, load_version


@frozen
class Trial:
    """Some clauses of an amendment that only make sense together (most often one).

    `alone` is the ruleset with just them, `without` with all others; where there is none, the words say why not.
    """

    clauses: tuple[ClauseAt, ...]
    alone: Ruleset | None = field(repr=False)
    why_not_alone: str
    without: Ruleset | None = field(repr=False)
    why_not_without: str

    @property
    def name(self) -> str:
        """`khoản 3`, or `khoản 3, 4`."""
        return f"khoản {', '.join(str(c.number) for c in self.clauses)}"


def trials(
    folder: Path,
    version: Version,
    round_: Version | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Trial, ...]:
    """A trial for each clause, or for the clauses that it needs with it; in the order of the file."""
    amendment, before = version.amendment, version.before
    assert amendment is not None
    assert before is not None
    every = frozenset(c.at.number for c in amendment.clauses)
    clauses = {c.at.number: c.at for c in amendment.clauses}
    found: list[Trial] = []
    done: set[int] = set()
    for number in sorted(every):
        if number in done:
            continue
        together, alone, why = _alone(folder, version, round_, frozenset({number}))
        without, why_not = _tried(folder, version, round_, every - together)
        done |= together
        own = tuple(clauses[n] for n in sorted(together))
        found.append(Trial(own, alone, why, without, _first_words(why_not)))
        if progress is not None:
            progress(len(together))
    return tuple(found)


def variants_of(
    path: str | Path, progress: Callable[[int], None] | None = None
) -> tuple[Variant, ...]:
    """The clauses of an amendment's file as impact takes them; none where the path is no such file."""
    if not found_path(path).is_file():
        return ()
    known = history(path).value
    version = revising.made_by(known, Path(path).name)
    if version is None:
        return ()
    folder = found_path(path).parent
    return tuple(
        Variant(
            tuple(f"{c.name}: {c.words}" for c in t.clauses),
            t.alone.scheme if t.alone is not None else t.why_not_alone,
            t.without.scheme if t.without is not None else t.why_not_without,
        )
        for t in trials(folder, version, None, progress)
    )


def _alone(
    folder: Path, version: Version, round_: Version | None, wanted: frozenset[int]
) -> tuple[frozenset[int], Ruleset | None, str]:
    """The fewest clauses that can stand with these, found by what their mistakes are about."""
    assert version.amendment is not None
    assert version.before is not None
    while True:
        ruleset, wrong = _tried(folder, version, round_, wanted)
        if ruleset is not None:
            return wanted, ruleset, ""
        more = touching(version.before.text, version.amendment, wrong) - wanted
        if not more:
            return wanted, None, _first_words(wrong)
        wanted |= more


def _tried(
    folder: Path, version: Version, round_: Version | None, wanted: frozenset[int]
) -> tuple[Ruleset | None, tuple[Diagnostic, ...]]:
    assert version.amendment is not None
    assert version.before is not None
    made = revising.amended(version.before, version.amendment, wanted)
    if made.value is None:
        return None, made.diagnostics
    loaded = load_version(folder, _without_examples(made.value), round_)
    wrong = tuple(d for d in loaded.diagnostics if d.severity is Severity.ERROR)
    return loaded.value, wrong


def _without_examples(version: Version) -> Version:
    """A worked example holds for the whole amendment; it must not forbid to ask what a part of it would do."""
    statements = version.tree.statements
    kept = tuple(s for s in statements if not isinstance(s.body, syntax.Example))
    return evolve(version, tree=evolve(version.tree, statements=kept))


def _first_words(wrong: Sequence[Diagnostic]) -> str:
    return wrong[0].message if wrong else ""
