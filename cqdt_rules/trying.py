"""What if: one number of the rule text over some values, each text checked and scored anew; and how firm the present results are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from attrs import frozen

from cqdt_rules import sensing, session
from cqdt_rules.diagnostics import Code, Diagnostic, Outcome, Severity
from cqdt_rules.evaluate import Rerun, evaluate
from cqdt_rules.numbering import numbers_of
from cqdt_rules.parse import parse
from cqdt_rules.results import BlockResult, Results
from cqdt_rules.sensitivity import Sensitivity
from cqdt_rules.sheet import Sheet
from cqdt_rules.source import Source
from cqdt_rules.variations import RuleNumber, Trial, WhatIf, bare_name

_UNIT_REFUSED = (Code.SCORE_ABOVE_MAXIMUM, Code.SCORE_BELOW_ZERO)
MOST_VALUES = 400

Progress = Callable[[int], None]


def numbers(ruleset: session.Ruleset) -> tuple[RuleNumber, ...]:
    """Every number of the scheme that can be varied, in the order of its file."""
    return numbers_of(parse(ruleset.scheme.source).value, ruleset.scheme)


def ambiguous(found: Sequence[RuleNumber]) -> list[RuleNumber]:
    """The numbers whose name another block has too."""
    names = [bare_name(n.name) for n in found]
    return [n for n, name in zip(found, names, strict=True) if names.count(name) > 1]


def steps(first: Fraction, last: Fraction, step: Fraction) -> tuple[Fraction, ...] | str:
    """The values of a range with its step, both ends included where a step meets them; or why there are none."""
    if step <= 0:
        return "bước phải lớn hơn 0"
    if last < first:
        return "số đầu lớn hơn số cuối; đổi chỗ hai số"
    count = (last - first) // step + 1
    if count > MOST_VALUES:
        return f"có {count} giá trị, nhiều hơn {MOST_VALUES}; lấy bước lớn hơn hoặc khoảng hẹp hơn"
    return tuple(first + i * step for i in range(count))


def what_if(
    ruleset: session.Ruleset,
    number: RuleNumber,
    values: Sequence[Fraction],
    files: Sequence[Path] = (),
    progress: Progress | None = None,
) -> Outcome[WhatIf | None]:
    """The results of the ruleset with other values of one number, on the present figures.

    The present value is always one of those tried. Mistakes of the present ruleset or its figures end it; what is
    wrong with another value is told with that value.
    """
    sheet = session.read_figures(ruleset, files)
    if sheet.value is None or sheet.failed:
        return Outcome(None, sheet.diagnostics)
    present = _scored(ruleset, sheet.value)
    if present.failed:
        return Outcome(None, (*sheet.diagnostics, *present.diagnostics))
    checked = session.reread(ruleset, ruleset.sources)
    known = _messages([*present.diagnostics, *checked.diagnostics])
    trial = _Trial(ruleset, sheet.value, number, frozenset(known))
    trials = []
    for value in sorted({*values, number.value}):
        trials.append(trial.of(value))
        if progress is not None:
            progress(1)
    return Outcome(
        WhatIf(number, present.value, tuple(trials), ruleset.scheme.title), sheet.diagnostics
    )


def _scored(ruleset: session.Ruleset, sheet: Sheet) -> Outcome[Results]:
    return evaluate(ruleset.scheme, ruleset.graphs, sheet, round_=ruleset.round)


def _messages(diagnostics: Sequence[Diagnostic]) -> Iterator[str]:
    return (d.message for d in diagnostics)


@frozen
class _Trial:
    """What stays the same over the values; `known` are the messages that the present value has too."""

    ruleset: session.Ruleset
    sheet: Sheet
    number: RuleNumber
    known: frozenset[str]

    def of(self, value: Fraction) -> Trial:
        """What comes out with a value."""
        why = self.number.why_not(value)
        if why:
            return Trial(value, None, (why,))
        text = Source(self.number.source.name, self.number.text_with(value))
        old = self.number.source
        sources = [text if x == old else x for x in self.ruleset.sources]
        changed = session.reread(self.ruleset, sources)
        wrong = [d for d in changed.diagnostics if d.severity is Severity.ERROR]
        examples = [d for d in wrong if d.code is Code.EXAMPLE_FAILS]
        wrong = [d for d in wrong if d.code is not Code.EXAMPLE_FAILS]
        if changed.value is None or wrong:
            return Trial(value, None, tuple(dict.fromkeys(_messages(wrong))))
        scored = _scored(changed.value, self.sheet)
        new = [d for d in scored.diagnostics if d.message not in self.known]
        refused = {
            (block.name, d.about[0]): d.message
            for block in scored.value.blocks
            for d in new
            if d.code in _UNIT_REFUSED and block.unit(d.about[0]) is not None
        }
        others = [d for d in new if d.severity is Severity.ERROR and d.code not in _UNIT_REFUSED]
        others += [d for d in changed.diagnostics if d.severity is Severity.WARNING]
        told = tuple(m for m in dict.fromkeys(_messages(others)) if m not in self.known)
        if examples:
            told += (f"{len(examples)} số trong các ví dụ của tệp không còn khớp",)
        return Trial(value, scored.value, (), refused, told)


# ---- how firm the present results are


def sensitivity(
    ruleset: session.Ruleset,
    results: Results,
    *,
    percent: Fraction = Fraction(5),
    draws: int = 1000,
    seed: int = 1,
    progress: Progress | None = None,
) -> Sensitivity:
    """How firm results are: the room of each threshold, the criteria that decide nothing, ranks under other weights.

    Weights are drawn within ±percent, the same for a seed.
    """
    all_numbers = numbers(ruleset)
    slacks = [sensing.slack_of(n, all_numbers, results.blocks, _prepare) for n in all_numbers]
    idle = [sensing.idle_criteria(b, _prepare, progress) for b in results.blocks]
    stability = tuple(
        sensing.stability_of(b, percent, draws, seed, _prepare, progress) for b in results.blocks
    )
    return Sensitivity(
        ruleset.scheme.title,
        tuple(x for x in slacks if x is not None),
        tuple(x for found, _ in idle for x in found),
        tuple((b.name, n) for b, (_, n) in zip(results.blocks, idle, strict=True)),
        stability,
        percent,
        draws,
        seed,
        tuple(u.unit for b in results.blocks for u in b.units if u.assessed and not u.complete),
        results.made_from,
    )


def _prepare(block: BlockResult, given: Iterable[str], wanted: Iterable[str]) -> sensing.Again:
    return Rerun.of(block, given, wanted).with_values
