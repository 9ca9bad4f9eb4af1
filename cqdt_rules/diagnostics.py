"""Mistakes as values: what is wrong, where, and apart from it what to do; as text and JSON."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Iterable
from typing import Generic, TypeVar

from attrs import field, frozen

from cqdt_rules.source import Source, Span

T = TypeVar("T")


class Severity(enum.Enum):
    """How much a diagnostic weighs; the value is the word a reader sees."""

    ERROR = "lỗi"
    WARNING = "cảnh báo"
    NOTE = "lưu ý"


class Code(enum.Enum):
    """One name for each kind of mistake; the value is its slug and the name of its page in tests/pages."""

    # files
    FILE_UNREADABLE = "file-unreadable"
    FILE_TOO_LARGE = "file-too-large"
    NOT_UTF8 = "not-utf8"
    LEGACY_ENCODING = "legacy-encoding"
    ODD_LETTER = "odd-letter"
    RULESET_INCOMPLETE = "ruleset-incomplete"
    # words and statements
    SYNTAX = "syntax"
    NOT_A_STATEMENT = "not-a-statement"
    TOO_DEEP = "too-deep"
    DECIMAL_POINT = "decimal-point"
    NAME_NEEDS_QUOTES = "name-needs-quotes"
    AND_OR_MIXED = "and-or-mixed"
    MISPLACED = "misplaced"
    RESTATED = "restated"
    MISLEADING_INDENT = "misleading-indent"
    # meaning
    NO_SCHEME = "no-scheme"
    DUPLICATE = "duplicate"
    UNKNOWN_NAME = "unknown-name"
    UNKNOWN_CRITERION = "unknown-criterion"
    UNKNOWN_LEVEL = "unknown-level"
    UNKNOWN_BLOCK = "unknown-block"
    UNKNOWN_UNIT = "unknown-unit"
    AMBIGUOUS = "ambiguous"
    WRONG_KIND = "wrong-kind"
    ORPHAN_CRITERION = "orphan-criterion"
    MAXIMUM_SUM = "maximum-sum"
    MAXIMUM_MISSING = "maximum-missing"
    WEIGHT_SUM = "weight-sum"
    WEIGHT_NOT_SPREAD = "weight-not-spread"
    WEIGHT_UNSAID = "weight-unsaid"
    CIRCLE = "circle"
    LEVEL_GAP = "level-gap"
    LEVEL_UNREACHABLE = "level-unreachable"
    LEVEL_HIDDEN = "level-hidden"
    LEVEL_ORDER = "level-order"
    LEVEL_OVERLAP = "level-overlap"
    CASE_GAP = "case-gap"
    CASE_HIDDEN = "case-hidden"
    CASE_OVERLAP = "case-overlap"
    CONDITION_ALWAYS = "condition-always"
    CONDITION_NEVER = "condition-never"
    GROUP_LEFT_OUT = "group-left-out"
    OPTION_GAP = "option-gap"
    OPTION_OVERLAP = "option-overlap"
    ROUNDED_TWICE = "rounded-twice"
    NOT_USED = "not-used"
    NOT_EXAMINED = "not-examined"
    THRESHOLD_BEYOND = "threshold-beyond"
    NO_LEVEL_LEFT = "no-level-left"
    DIVISION_BY_ZERO = "division-by-zero"
    UNDEFINED_VALUE = "undefined-value"
    IRRATIONAL_UNROUNDED = "irrational-unrounded"
    EMPTY_GROUP = "empty-group"
    EXAMPLE_FAILS = "example-fails"
    YEAR_OUTSIDE = "year-outside"
    WRONG_SCHEME = "wrong-scheme"
    SCORE_ROUND = "score-round"
    MERGED_UNIT = "merged-unit"
    DECIDED_ORDER = "decided-order"
    COMMON_FIGURE = "common-figure"
    QUOTA = "quota"
    # amendments and versions
    AMENDS_NOTHING = "amends-nothing"
    AMENDS_REPEALED = "amends-repealed"
    OLD_VALUE = "old-value"
    CLAUSE_CONTENT = "clause-content"
    CLAUSES_CLASH = "clauses-clash"
    AMENDMENT_LINE = "amendment-line"
    IN_FORCE_OVERLAP = "in-force-overlap"
    IN_FORCE_GAP = "in-force-gap"
    NOT_IN_FORCE = "not-in-force"
    # sheets
    SHEET_FORMAT = "sheet-format"
    SHEET_EMPTY = "sheet-empty"
    COLUMN_MISSING = "column-missing"
    COLUMN_UNKNOWN = "column-unknown"
    COLUMN_TWICE = "column-twice"
    BLOCK_UNCLEAR = "block-unclear"
    SHEET_UNIT_UNKNOWN = "sheet-unit-unknown"
    UNIT_TWICE = "unit-twice"
    UNIT_MISSING = "unit-missing"
    UNIT_BLANK = "unit-blank"
    CELL_BLANK = "cell-blank"
    CELL_NOT_A_NUMBER = "cell-not-a-number"
    CELL_ERROR = "cell-error"
    CELL_FORMULA_UNSAVED = "cell-formula-unsaved"
    THOUSANDS_POINT = "thousands-point"
    SCORE_ABOVE_MAXIMUM = "score-above-maximum"
    SCORE_BELOW_ZERO = "score-below-zero"
    OUT_OF_RANGE = "out-of-range"
    TOO_MANY_DECIMALS = "too-many-decimals"
    FIGURE_ABOVE = "figure-above"
    # evaluation
    INCOMPLETE = "incomplete"
    TYPED_TWICE = "typed-twice"
    TYPED_LEFT_OUT = "typed-left-out"
    NO_LEVEL = "no-level"
    NO_CASE = "no-case"
    # papers
    TEMPLATE_BROKEN = "template-broken"
    TEMPLATE_FORBIDDEN = "template-forbidden"
    TEXT_LOST = "text-lost"
    OUTPUT_FORMAT = "output-format"
    OUTPUT_UNWRITABLE = "output-unwritable"
    EXTRA_MISSING = "extra-missing"
    # audit
    PUBLISHED_UNREADABLE = "published-unreadable"


@frozen
class Label:
    """Words of a source to underline, with a short remark beside them; `source` only where it is not the diagnostic's own."""

    span: Span
    text: str = ""
    source: Source | None = field(default=None, repr=False)


@frozen
class Edit:
    """Words of a source to replace (an empty span: where to put something in) and what to write there."""

    span: Span
    text: str


@frozen
class Diagnostic:
    """A mistake: the message says what is wrong and nothing else; `help` says what to do.

    The first label is the place (the smallest span that shows the mistake), further ones are related
    places, in the same source or in one that they name. A mistake in a sheet has no source but a `place` in words ("so-lieu.csv, ô C5").
    `citation` is the decision or clause that governs the line; `about` are the unit and the key of the figure
    that a mistake of a sheet is about. `fixes` are the edits that together do exactly what `help` says, in the
    order of the source; none where there is more than one way to mend it.
    """

    code: Code
    message: str
    severity: Severity = Severity.ERROR
    source: Source | None = field(default=None, repr=False)
    labels: tuple[Label, ...] = ()
    place: str = ""
    help: str = ""
    citation: str = ""
    about: tuple[str, ...] = ()
    fixes: tuple[Edit, ...] = ()

    def to_text(self) -> str:
        """The message for a terminal, without a line end; byte-stable, no colours."""
        head = f"{self.severity.value}[{self.code.value}]: {self.message}"
        foot = [("gợi ý", self.help), ("căn cứ", self.citation)]
        if self.source is None or not self.labels:
            lines = [head, *([f"  --> {self.place}"] if self.place else [])]
            return "\n".join(lines + [f"   = {word}: {text}" for word, text in foot if text])
        return "\n".join([head, *_excerpt(self.source, self.labels, foot)])

    def to_json(self) -> dict[str, object]:
        """A plain value for a program: places are counted from 1, columns in code points."""
        value: dict[str, object] = {
            "code": self.code.value,
            "severity": self.severity.name.lower(),
            "message": self.message,
        }
        if self.source is not None and self.labels:
            value["file"] = self.source.name
            value["labels"] = [_label_json(self.source, label) for label in self.labels]
        if self.place:
            value["place"] = self.place
        if self.about:
            value["unit"] = self.about[0]
        if self.help:
            value["help"] = self.help
        if self.citation:
            value["citation"] = self.citation
        if self.source is not None and self.fixes:
            value["fixes"] = [
                {**_place_json(self.source, e.span), "replacement": e.text} for e in self.fixes
            ]
        return value


@frozen
class Outcome(Generic[T]):
    """What a step gives: a value as good as it could be made (None where none could), and what is wrong."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether any diagnostic is an error."""
        return any(d.severity is Severity.ERROR for d in self.diagnostics)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By file and place, each once."""

    def key(d: Diagnostic) -> tuple[str, int, str]:
        name = d.source.name if d.source else ""
        return (name, d.labels[0].span.start if d.labels else -1, "")

    return tuple(sorted(dict.fromkeys(diagnostics), key=key))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was most likely meant to be, tones and case aside; None when none is near."""
    return next(iter(near(word, known)), None)


def near(word: str, known: Iterable[str], *, likeness: int = 72, most: int = 1) -> list[str]:
    """The known words that are like `word` by so many per cent, the likest first; tones and case aside.

    At most so many, where words that differ in tones only count as one: they are told apart by whoever reads them.
    """
    import difflib  # here: most runs make no suggestion, and start-up counts

    by_bare: dict[str, dict[str, None]] = {}
    for k in known:
        by_bare.setdefault(bare_letters(k), {})[k] = None
    close = difflib.get_close_matches(
        bare_letters(word), list(by_bare), n=most, cutoff=likeness / 100.0
    )
    return [k for c in close for k in by_bare[c]]


def bare_letters(text: str) -> str:
    """A text in small letters without its tones and marks: what a hurried hand types."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def _label_json(own: Source, label: Label) -> dict[str, object]:
    source = label.source or own
    return {
        **({"file": source.name} if label.source is not None else {}),
        **_place_json(source, label.span),
        "text": source.at(label.span),
        **({"remark": label.text} if label.text else {}),
    }


def _place_json(source: Source, span: Span) -> dict[str, object]:
    return {
        "line": source.line_of(span.start),
        "column": source.column_of(span.start),
        "end_line": source.line_of(span.end),
        "end_column": source.column_of(span.end),
    }


def _width(text: str) -> int:
    """Columns on a terminal: combining marks take none, wide letters two."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return sum(not unicodedata.combining(c) and c.isprintable() for c in text) + wide


_EXCERPT_WIDTH = 160


def _excerpt(own: Source, labels: tuple[Label, ...], foot: list[tuple[str, str]]) -> list[str]:
    by_source: dict[int, list[Label]] = {}
    for label in labels:
        by_source.setdefault(id(label.source or own), []).append(label)
    lines_of = [(x.source or own).line_of(x.span.start) for x in labels]
    gutter = len(str(max(lines_of)))
    lines: list[str] = []
    for of_source in by_source.values():
        source = of_source[0].source or own
        lines += _excerpt_of(source, of_source, labels[0], gutter, "-->" if not lines else ":::")
    return [*lines, *(f"{' ' * gutter} = {word}: {text}" for word, text in foot if text)]


def _excerpt_of(
    source: Source, labels: list[Label], first: Label, gutter: int, arrow: str
) -> list[str]:
    at = labels[0].span.start
    by_line: dict[int, list[Label]] = {}
    for label in labels:
        by_line.setdefault(source.line_of(label.span.start), []).append(label)
    pad = " " * gutter
    lines = [
        f"{pad}{arrow} {source.name}:{source.line_of(at)}:{source.column_of(at)}",
        f"{pad} |",
    ]
    before: int | None = None
    for number in sorted(by_line):
        if before is not None and number > before + 1:
            lines.append(f"{pad}...")
        before = number
        lines += _excerpt_line(source, number, by_line[number], first, gutter)
    return lines


def _excerpt_line(
    source: Source, number: int, labels: list[Label], first: Label, gutter: int
) -> list[str]:
    text = source.line(number)
    start_of_line = source.line_starts[number - 1]
    leftmost = min(label.span.start for label in labels) - start_of_line
    skip = max(0, leftmost - _EXCERPT_WIDTH // 2) if len(text) > _EXCERPT_WIDTH else 0
    shown = text[skip : skip + _EXCERPT_WIDTH].replace("\t", " ")
    rows = [f"{number:>{gutter}} | " + "".join(c if c.isprintable() else "\ufffd" for c in shown)]
    for label in sorted(labels, key=lambda each: -each.span.start):
        begin = label.span.start - start_of_line - skip
        end = min(label.span.end - start_of_line - skip, len(shown))
        mark = "^" if label is first else "-"
        under = mark * max(1, _width(shown[begin:end]))
        row = f"{' ' * gutter} | {' ' * _width(shown[:begin])}{under} {label.text}"
        rows.append(row.rstrip())
    return rows
