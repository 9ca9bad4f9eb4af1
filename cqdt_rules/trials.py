"""Each clause of an amendment tried by itself, and the amendment tried without it: what impact rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from attrs import evolve, field, frozen

from cqdt_rules import revising, syntax
from cqdt_rules.amending.touching import touching
from cqdt_rules.diagnostics import Code, Diagnostic, Severity
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
        together = frozenset({number})
        while True:
            together, alone, why = _alone(folder, version, round_, together)
            without, why_not = _tried(folder, version, round_, every - together)
            rest = every - together
            needing = _needing(folder, version, round_, rest) if without is None else frozenset()
            if not needing:
                break
            together |= needing
        done |= together
        own = tuple(clauses[n] for n in sorted(together))
        found.append(Trial(own, alone, why, without, "" if without else _first_words(why_not)))
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
    return variants_of_version(found_path(path).parent, version, progress) if version else ()


def decision_of(path: str | Path) -> str:
    """The decision of an amendment's file; '' where the path is no such file."""
    if not found_path(path).is_file():
        return ""
    version = revising.made_by(history(path).value, Path(path).name)
    return version.decision if version is not None else ""


def variants_of_version(
    folder: Path, version: Version, progress: Callable[[int], None] | None = None
) -> tuple[Variant, ...]:
    """The clauses of a version's last amendment as impact takes them."""
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
    """The fewest clauses that can stand with these: found by what their mistakes are about, else by trying."""
    assert version.amendment is not None
    assert version.before is not None
    every = frozenset(c.at.number for c in version.amendment.clauses)
    first = wanted
    while True:
        ruleset, wrong = _tried(folder, version, round_, wanted)
        if not wrong:
            break
        more = touching(version.before.text, version.amendment, wrong) - wanted
        more = more or _helps(folder, version, round_, wanted, every - wanted, len(wrong))
        if not more:
            return wanted, ruleset, "" if ruleset is not None else _first_words(wrong)
        wanted |= more
    for number in sorted(wanted - first):  # what was touched need not have been needed
        fewer, wrong = _tried(folder, version, round_, wanted - {number})
        if not wrong:
            wanted, ruleset = wanted - {number}, fewer
    return wanted, ruleset, ""


def _helps(
    folder: Path,
    version: Version,
    round_: Version | None,
    wanted: frozenset[int],
    others: frozenset[int],
    mistakes: int,
) -> frozenset[int]:
    """The first clause with which there are fewer mistakes: it says what these clauses use."""
    for number in sorted(others):
        _, wrong = _tried(folder, version, round_, wanted | {number})
        if len(wrong) < mistakes:
            return frozenset({number})
    return frozenset()


def _needing(
    folder: Path, version: Version, round_: Version | None, rest: frozenset[int]
) -> frozenset[int]:
    """The clause of the rest that cannot do without what was taken away: without it the rest can stand."""
    for number in sorted(rest):
        if _tried(folder, version, round_, rest - {number})[0] is not None:
            return frozenset({number})
    return frozenset()


# What a part of an amendment makes of the levels and lists that its whole does not: it was not meant to stand alone.
_TORN = (
    Code.LEVEL_GAP,
    Code.LEVEL_OVERLAP,
    Code.LEVEL_HIDDEN,
    Code.LEVEL_UNREACHABLE,
    Code.CASE_GAP,
    Code.CASE_OVERLAP,
    Code.CASE_HIDDEN,
)


def _tried(
    folder: Path, version: Version, round_: Version | None, wanted: frozenset[int]
) -> tuple[Ruleset | None, tuple[Diagnostic, ...]]:
    """The ruleset with some of the clauses, and what is wrong with it that is not wrong with all of them."""
    assert version.amendment is not None
    assert version.before is not None
    made = revising.amended(version.before, version.amendment, wanted)
    if made.value is None:
        return None, made.diagnostics
    loaded = load_version(folder, _without_examples(made.value), round_)
    wrong = tuple(
        d
        for d in loaded.diagnostics
        if d.severity is Severity.ERROR
        or (d.code in _TORN and d.source in (version.own_file, None))
    )
    return loaded.value, wrong


def _without_examples(version: Version) -> Version:
    """A worked example holds for the whole amendment; it must not forbid to ask what a part of it would do."""
    statements = version.tree.statements
    kept = tuple(s for s in statements if not isinstance(s.body, syntax.Example))
    return evolve(version, tree=evolve(version.tree, statements=kept))


def _first_words(wrong: Sequence[Diagnostic]) -> str:
    return wrong[0].message if wrong else ""
