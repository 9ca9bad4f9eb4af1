"""The frame: the text cut at the openings of statements, each read alone, and reading on after every mistake."""

from __future__ import annotations

import itertools
import re
from typing import Any

from attrs import define, field

from cqdt_rules import syntax
from cqdt_rules.diagnostics import Code, Diagnostic, Edit, Label
from cqdt_rules.parse.building import build_statement
from cqdt_rules.parse.folding import Folded
from cqdt_rules.parse.grammar import Failure, begin_pattern, begins_well, how_far, read_statement
from cqdt_rules.parse.limits import point_number, too_much
from cqdt_rules.parse.remedies import Patience, Remedy, fitted, line_around
from cqdt_rules.parse.slips import misread, run_on
from cqdt_rules.source import Source, Span

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
    text: str = ""  # the whole text, folded

    def file(self, folded: Folded) -> None:
        """Reads all statements of a text."""
        self.text = folded.text
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
            outcome = read_statement(chunk.text)
            if not isinstance(outcome, Failure):
                self._read(chunk, outcome, whole=whole)
                return
            mended = self._mended(chunk, outcome)
            if mended is None:
                return
            chunk, whole = mended[0], whole and mended[1]
        self._lose(chunk.text)

    def _read(self, chunk: Folded, tree: Any, *, whole: bool) -> None:
        remedy = misread(chunk.text) or self._run_on(chunk, tree)
        if remedy is not None:
            mended = remedy.on(chunk)
            again = read_statement(mended.text)
            if not isinstance(again, Failure):
                self._tell(chunk, remedy)
                self._read(mended, again, whole=whole and remedy.kept)
                return
        if not whole:  # a line of it was lost: what it leaves open would be told as a mistake again
            self._lose(chunk.text)
            return
        statement = build_statement(self.source, chunk, tree)
        if self._tell_rest_too_early(statement.body):
            self._lose(chunk.text)
            return
        if isinstance(statement.body, syntax.Criterion):
            self.codes[statement.body.kind.text.lower()] = statement.body.code.text
        self.statements.append(statement)

    def _tell_rest_too_early(self, body: syntax.Node) -> bool:
        """Whether a `còn lại` of a list stands before other lines, or twice; told: what is below it would never be read."""
        items = [x for x in getattr(body, "items", ()) if isinstance(x, syntax.Item)]
        rests = [x for x in items if isinstance(x.head, syntax.Otherwise)]
        if not rests or rests == [items[-1]]:
            return False
        if len(rests) > 1:
            labels = (Label(rests[1].head.span), Label(rests[0].head.span, "dòng trước"))
            code, message = Code.DUPLICATE, "danh sách này có hai dòng “còn lại”"
            help_ = "chỉ để một dòng “còn lại”, ở cuối danh sách"
        else:
            labels = (
                Label(rests[0].head.span),
                Label(items[-1].head.span, "dòng này không bao giờ được xét"),
            )
            code, message = Code.MISPLACED, "“còn lại” không đứng cuối danh sách"
            help_ = "chuyển dòng “còn lại” xuống cuối danh sách"
        self.found.append(Diagnostic(code, message, source=self.source, labels=labels, help=help_))
        return True

    def _run_on(self, chunk: Folded, tree: Any) -> Remedy | None:
        """A bare name that took in words which were meant to stand after it; one that is declared is a name."""
        for leaf in tree.scan_values(lambda leaf: getattr(leaf, "type", "") == "NAME"):
            remedy = run_on(chunk.text, leaf.start_pos, leaf.end_pos)
            if remedy is not None and not self._is_declared(str(leaf)):
                return remedy
        return None

    def _is_declared(self, name: str) -> bool:
        declared = rf"(?i)(?:số liệu|công thức|thông tin đơn vị|thuộc nội dung)\s+{re.escape(name)}"
        return re.search(declared, self.text) is not None

    def _mended(self, chunk: Folded, failure: Failure) -> tuple[Folded, bool] | None:
        """The statement without its first mistake, which is told, and whether it is worth checking; None: all is read."""
        from cqdt_rules.parse.mistakes import (
            remedy_for,  # here and below: a right file needs none of it
        )

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
        number = None if at_line_start else point_number(self.source, chunk, start, end)
        if number is not None:
            self.found.append(number[0])
            return number[1], bool(number[0].fixes)
        remedy = remedy_for(chunk.text, failure, self.patience, at_line_start=at_line_start)
        if remedy is not None:
            self._tell(chunk, remedy)
            mended = remedy.on(chunk)
            cut = begin_pattern().search(mended.text, 1)
            if cut is None:
                return mended, remedy.kept
            self.chunk(mended.part(0, cut.start()))
            self.chunk(mended.part(cut.start(), len(mended.text)))
            return None
        if at_line_start:
            self.chunk(chunk.part(0, start - 1))
            self.lines(chunk.part(start - 1, len(chunk.text)))
            return None
        rest = self._without_line(chunk, failure)
        return (rest, False) if rest is not None else None

    def _without_line(self, chunk: Folded, failure: Failure) -> Folded | None:
        """Tells a mistake that nothing mends; of a list the other lines are still read."""
        from cqdt_rules.parse.mistakes import mistake_at

        told = mistake_at(chunk.text, failure)
        self._say(chunk, Code.SYNTAX, told.start, told.end, told.message, told.help)
        start, end = line_around(chunk.text, told.start)
        if chunk.text.startswith("•", start):
            if told.takes_no_list:  # then none of its lines is anything
                end = max(m.end() for m in re.finditer(r"\n•[^\n]*", chunk.text))
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
        for m in re.finditer(r"\n(?=[^\n])(• ?)?", text):
            below = text[m.end() :]
            if m.start() > 0 and (begins_well(below) if m[1] else self._opening(below) is not None):
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
                self._after(rest, remedy)
                return
            strange.append(m.span(1))
        self._tell_strange(chunk, strange)

    def _after(self, lines: Folded, remedy: Remedy) -> None:
        """Reads on after a line was told: as what it was meant to be, or only what stands below it."""
        if remedy.kept:
            self._go_on(_on_a_line(remedy.on(lines)))
            return
        for _, _, text in remedy.edits:
            self._lose(text)
        line_end = lines.text.find("\n", remedy.edits[-1][1])
        below = lines.part(line_end, len(lines.text))
        if below.text.strip():
            self._go_on(_on_a_line(below))

    def _go_on(self, mended: Folded) -> None:
        """Reads on after lines were made statements: one, several, or none (a line that only had to go)."""
        starts = [m.start() for m in begin_pattern().finditer(mended.text)]
        if not starts or mended.text[: starts[0]].strip():
            self.lines(mended)
            return
        for start, end in itertools.pairwise([*starts, len(mended.text)]):
            self.chunk(mended.part(start, end))

    def _opening(self, text: str) -> Remedy | None:
        """The first reading of a line by which it is a whole statement, else begins one, or has only to go."""
        from cqdt_rules.parse.openings import opening_remedies

        first: Remedy | None = None
        for remedy in opening_remedies(text, self.codes, self.text):
            mended = remedy.text(text)
            line = mended.split("\n", maxsplit=1)[0]
            if not line.strip():
                return remedy
            if begins_well(mended):
                first = first or remedy
                if self.patience.allows(line) and how_far(f"\n{line}\n") > len(line):
                    return remedy
        return first

    def _tell_strange(self, chunk: Folded, lines: list[tuple[int, int]]) -> None:
        if not lines:
            return
        from cqdt_rules.parse.openings import opening_of

        start, end = lines[0]
        first = not self.statements and not self.lost
        opening = opening_of(chunk.text[start:end])
        if opening and not first:
            message = f"sau “{opening}” thiếu phần làm thành câu"
            help_ = "xem cách viết câu này trong tài liệu của ngôn ngữ (grammar/ngon-ngu.md)"
            self._say(chunk, Code.SYNTAX, start, end, message, help_)
            self._lose(chunk.text[start : lines[-1][1]])
            return
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
            _edit(chunk, *each)
            for each in sorted(remedy.edits)
            if chunk.text[each[0] : each[1]] != each[2]
        )
        labels = [Label(_words(chunk, remedy.start, remedy.end))]
        labels += [Label(_words(chunk, s, e), "cũng vậy") for s, e in remedy.more]
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


def _words(chunk: Folded, start: int, end: int) -> Span:
    """A place without the blanks around it."""
    typed = chunk.text[start:end]
    if typed.strip():
        start, end = end - len(typed.lstrip()), start + len(typed.rstrip())
    return chunk.span(start, end)


def _edit(chunk: Folded, start: int, end: int, text: str) -> Edit:
    """An edit as small as it can be, in the letters of the author: a bullet is a dash, no blank is left at a line's end."""
    text = fitted(chunk.text, start, end, text).replace("•", "-")
    old = chunk.text[start:end]
    ahead = 0
    while ahead < min(len(old), len(text)) and old[ahead] == text[ahead]:
        ahead += 1
    behind = 0
    while behind < min(len(old), len(text)) - ahead and old[-1 - behind] == text[-1 - behind]:
        behind += 1
    while ahead > 0 and _inside_a_word(old, text, ahead):
        ahead -= 1
    while behind > 0 and _inside_a_word(old[::-1], text[::-1], behind):
        behind -= 1
    start, end, text = start + ahead, end - behind, text[ahead : len(text) - behind]
    return Edit(chunk.span(start, end) if end > start else chunk.gap(start), text)


def _inside_a_word(old: str, new: str, at: int) -> bool:
    """Whether a place after `at` letters, alike in both, would cut a word of either."""
    return old[at - 1].isalnum() and any(t[at : at + 1].isalnum() for t in (old, new))


def _on_a_line(chunk: Folded) -> Folded:
    """The chunk with a line end before it, as a statement has."""
    return Folded("\n" + chunk.text, (chunk.offsets[0], *chunk.offsets))
