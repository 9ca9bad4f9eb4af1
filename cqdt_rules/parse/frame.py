"""The frame: the text cut at the openings of statements, each read alone, and reading on after every mistake."""

from __future__ import annotations

import itertools
import re

from attrs import define, field

from cqdt_rules import syntax
from cqdt_rules.diagnostics import Code, Diagnostic, Edit, Label
from cqdt_rules.parse.building import build_statement
from cqdt_rules.parse.folding import Folded
from cqdt_rules.parse.grammar import Failure, begin_pattern, read_statement
from cqdt_rules.parse.limits import point_number, too_much
from cqdt_rules.parse.mistakes import mistake_at, remedy_for
from cqdt_rules.parse.openings import begins_well, opening_remedies
from cqdt_rules.parse.remedies import Patience, Remedy, line_around
from cqdt_rules.parse.slips import misread
from cqdt_rules.source import Source

MAX_MESSAGES = 200
_MOST_MENDED = 30  # mistakes of one statement
_FIRST_LINE = 'một tệp quy tắc mở đầu bằng bộ tiêu chí "…", công nhận kết quả theo "…" hoặc sửa đổi, bổ sung bộ tiêu chí …'


@define
class Reading:
    """What was read of a file so far: statements, what is wrong, and the first words of what was lost."""

    source: Source
    statements: list[syntax.Statement] = field(factory=list)
    found: list[Diagnostic] = field(factory=list)
    lost: list[str] = field(factory=list)
    codes: dict[str, str] = field(factory=dict)  # the last code of each kind of criterion
    patience: Patience = field(factory=Patience)

    def file(self, folded: Folded) -> None:
        """Reads all statements of a text."""
        starts = [m.start() for m in begin_pattern().finditer(folded.text)]
        first = starts[0] if starts else len(folded.text)
        if folded.text[:first].strip():
            self.lines(folded.part(0, first))
        for start, end in itertools.pairwise([*starts, len(folded.text)] if starts else []):
            self.chunk(folded.part(start, end))
            if len(self.found) > MAX_MESSAGES:
                return

    # ---- one statement

    def chunk(self, chunk: Folded) -> None:
        """Reads the text of one statement, mended as often as it has slips; what follows it on lines of its own too."""
        refused = too_much(self.source, chunk)
        if refused is not None:
            self.found.append(refused)
            self._lose(chunk.text)
            return
        whole = True
        for _ in range(_MOST_MENDED):
            number = point_number(self.source, chunk)
            if number is not None:
                self.found.append(number[0])
                chunk = number[1]
                continue
            outcome = read_statement(chunk.text)
            if not isinstance(outcome, Failure):
                self._read(chunk, outcome, whole=whole)
                return
            mended = self._mended(chunk, outcome)
            if mended is None:
                return
            chunk, whole = mended, whole and mended.text.count("•") >= chunk.text.count("•")

    def _read(self, chunk: Folded, tree: object, *, whole: bool) -> None:
        remedy = misread(chunk.text)
        if remedy is not None:
            self._tell(chunk, remedy)
            mended = remedy.on(chunk)
            if misread(mended.text) is None:
                self.chunk(mended)
                return
        if not whole:  # a line of it was lost: what it leaves open would be told as a mistake again
            self._lose(chunk.text)
            return
        statement = build_statement(self.source, chunk, tree)
        if isinstance(statement.body, syntax.Criterion):
            self.codes[statement.body.kind.text.lower()] = statement.body.code.text
        self.statements.append(statement)

    def _mended(self, chunk: Folded, failure: Failure) -> Folded | None:
        """The statement without its first mistake, which is told; None where nothing is left to read."""
        below = self._line_below_that_opens(chunk.text)
        if below is not None:
            self.chunk(chunk.part(0, below))
            self.lines(chunk.part(below, len(chunk.text)))
            return None
        start, end = line_around(chunk.text, failure.position)
        at_line_start = (
            start > 1
            and not chunk.text[start : failure.position].strip()
            and not chunk.text.startswith("•", start)
        )
        remedy = remedy_for(chunk.text, failure, self.patience, at_line_start=at_line_start)
        if remedy is not None:
            self._tell(chunk, remedy)
            mended = remedy.on(chunk)
            cut = begin_pattern().search(mended.text, 1)
            if cut is None:
                return mended
            self.chunk(mended.part(0, cut.start()))
            self.chunk(mended.part(cut.start(), len(mended.text)))
            return None
        if at_line_start:
            self.chunk(chunk.part(0, start - 1))
            self.lines(chunk.part(start - 1, len(chunk.text)))
            return None
        return self._without_line(chunk, failure, start, end)

    def _without_line(self, chunk: Folded, failure: Failure, start: int, end: int) -> Folded | None:
        """Tells a mistake that nothing mends; of a list the other lines are still read."""
        told = mistake_at(chunk.text, failure)
        self._say(chunk, Code.SYNTAX, told.start, told.end, told.message, told.help)
        if chunk.text.startswith("•", start):
            rest = chunk.with_text(start - 1, end, "")
            if (
                not isinstance(read_statement(chunk.text[: start - 1] + "\n"), Failure)
                or "•" in rest.text
            ):
                return rest
        elif start > 1:
            head = chunk.part(0, start - 1)
            tree = read_statement(head.text)
            if not isinstance(tree, Failure):
                self.statements.append(build_statement(self.source, head, tree))
        self._lose(chunk.text)
        return None

    def _line_below_that_opens(self, text: str) -> int | None:
        """Where a line below the first stands that was meant to begin a statement."""
        for m in re.finditer(r"\n(?!•)(?=[^\n])", text):
            if m.start() > 0 and self._opening(text[m.end() :], sure_only=True) is not None:
                return m.start()
        return None

    # ---- lines that begin no statement

    def lines(self, chunk: Folded) -> None:
        """Reads lines that begin no statement as what they were meant to be; those that mean nothing are told together."""
        strange: list[tuple[int, int]] = []
        for m in re.finditer(r"\n ?([^\n]+)", chunk.text):
            rest = chunk.part(m.start(1), len(chunk.text))
            if begins_well(rest.text):
                self._tell_strange(chunk, strange)
                self.chunk(_on_a_line(rest))
                return
            remedy = self._opening(rest.text)
            if remedy is not None:
                self._tell_strange(chunk, strange)
                self._tell(rest, remedy)
                self._go_on(_on_a_line(remedy.on(rest)))
                return
            strange.append(m.span(1))
        self._tell_strange(chunk, strange)

    def _go_on(self, mended: Folded) -> None:
        """Reads on after lines were made statements: one, several, or none (a line that only had to go)."""
        starts = [m.start() for m in begin_pattern().finditer(mended.text)]
        if not starts or mended.text[: starts[0]].strip():
            self.lines(mended)
            return
        for start, end in itertools.pairwise([*starts, len(mended.text)]):
            self.chunk(mended.part(start, end))

    def _opening(self, text: str, *, sure_only: bool = False) -> Remedy | None:
        """The first reading of a line by which it begins a statement, or by which it has only to go."""
        for remedy in opening_remedies(text, self.codes):
            mended = remedy.text(text)
            line = mended.split("\n", maxsplit=1)[0]
            goes = not line.strip()
            if sure_only and goes:
                continue
            if (goes or begins_well(mended)) and self.patience.allows(text[:200]):
                return remedy
        return None

    def _tell_strange(self, chunk: Folded, lines: list[tuple[int, int]]) -> None:
        if not lines:
            return
        start, end = lines[0]
        first = not self.statements and not self.lost
        count = "dòng này" if len(lines) == 1 else f"{len(lines)} dòng từ đây"
        above = (
            "" if first else ", nên được đọc là phần tiếp của câu trên" if len(lines) == 1 else ""
        )
        code = Code.NOT_A_STATEMENT if first else Code.SYNTAX
        help_ = (
            _FIRST_LINE
            if first
            else "lời giải thích thì viết sau dấu # ở đầu dòng; một câu thì mở đầu bằng từ của ngôn ngữ"
        )
        self._say(
            chunk, code, start, end, f"{count} không mở đầu bằng câu nào của ngôn ngữ{above}", help_
        )
        self._lose(chunk.text[start : lines[-1][1]])

    # ---- telling

    def _tell(self, chunk: Folded, remedy: Remedy) -> None:
        fixes = tuple(
            Edit(chunk.span(s, e) if e > s else chunk.gap(s), text)
            for s, e, text in sorted(remedy.edits)
        )
        labels = [Label(chunk.span(remedy.start, remedy.end))]
        labels += [Label(chunk.span(s, e), "cũng vậy") for s, e in remedy.more]
        self.found.append(
            Diagnostic(
                Code.SYNTAX,
                remedy.message,
                source=self.source,
                labels=tuple(labels),
                help=remedy.help,
                fixes=fixes if remedy.sure else (),
            )
        )

    def _say(
        self, chunk: Folded, code: Code, start: int, end: int, message: str, help_: str
    ) -> None:
        label = Label(chunk.span(start, end))
        self.found.append(
            Diagnostic(code, message, source=self.source, labels=(label,), help=help_)
        )

    def _lose(self, text: str) -> None:
        self.lost.append(text[:2000].strip().lower())


def _on_a_line(chunk: Folded) -> Folded:
    """The chunk with a line end before it, as a statement has."""
    return Folded("\n" + chunk.text, (chunk.offsets[0], *chunk.offsets))
