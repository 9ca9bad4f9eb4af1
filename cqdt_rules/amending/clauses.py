"""The clauses of an amendment: each with its number, the block it is about, and the statements that belong to it."""

from __future__ import annotations

from attrs import define, evolve, field, frozen

from cqdt_rules import syntax
from cqdt_rules.diagnostics import Code, Diagnostic, Label
from cqdt_rules.layers import NOTES
from cqdt_rules.numbers import fold, parse_date
from cqdt_rules.provisions import ClauseAt, Provision, RuleText

HEADS = (syntax.AmendmentHead, syntax.RoundAmendmentHead)
# What an amendment says of itself; the first kinds replace what the base says.
OF_THE_FILE = (
    syntax.Years,
    syntax.Effective,
    syntax.InForceOnSigning,
    syntax.IssuedWith,
    syntax.Document,
    syntax.Issuer,
    syntax.Basis,
    syntax.Hole,
)
# Statements of different classes that are one kind of thing.
ALIKE: tuple[tuple[type[syntax.Node], ...], ...] = (
    (syntax.Level, syntax.Rest),
    (syntax.Definition, syntax.DefinitionByCases),
    (syntax.Unit, syntax.MergedUnit),
    (syntax.Method,),
)
_TAKES_STATEMENTS = (syntax.InsertAfter, syntax.InsertInto, syntax.InsertBlock, syntax.Restate)


@frozen
class ClauseRead:
    """A clause: `block` is the folded title of the block it selects, None for none; `under` is what belongs to it."""

    at: ClauseAt
    body: syntax.Clause
    block: str | None
    block_node: syntax.Quoted | None
    under: tuple[Provision, ...]


@define
class AmendmentRead:
    """An amendment as read: what it says of itself, and its clauses in order."""

    text: RuleText
    decision: str
    of_itself: list[Provision] = field(factory=list)
    clauses: list[ClauseRead] = field(factory=list)
    found: list[Diagnostic] = field(factory=list)

    def error(self, code: Code, message: str, at: syntax.Node, help_: str) -> None:
        """A mistake in the amendment's own file."""
        source = self.text.provisions[0].source
        self.found.append(
            Diagnostic(code, message, source=source, labels=(Label(at.span),), help=help_)
        )


def decision_of(text: RuleText) -> str:
    """The decision that a file is issued with, or else its document; '' where it says neither."""
    named = [p.body.decision.text for p in text.provisions if isinstance(p.body, syntax.IssuedWith)]
    named += [p.body.decision.text for p in text.provisions if isinstance(p.body, syntax.Document)]
    return named[0] if named else ""


def read_clauses(text: RuleText) -> AmendmentRead:
    """The clauses of an amendment's text, which has at least its first line."""
    source = text.provisions[0].source
    read = AmendmentRead(text, decision_of(text) or source.name)
    block: syntax.Quoted | None = None
    taken: list[Provision] | None = None  # the statements of the clause above
    for p in text.provisions:
        body = p.body
        if isinstance(body, syntax.Clause):
            taken = []
            _add_clause(read, p, body, block, taken)
        elif isinstance(body, syntax.Block) and _restates(read, body):
            continue  # the head of the very block that the clause above writes anew
        elif isinstance(body, syntax.Block):
            block, taken = body.title, None
        elif taken is not None:
            taken.append(p)
            read.clauses[-1] = _with_statement(read.clauses[-1], p)
        elif isinstance(body, HEADS):
            continue
        elif isinstance(body, (*OF_THE_FILE, *NOTES)) and not read.clauses:
            read.of_itself.append(p)
        else:
            help_ = "đặt dưới một khoản: bổ sung sau …, bổ sung vào …, sửa đổi … như sau:"
            read.error(Code.MISPLACED, "câu này không thuộc khoản sửa đổi nào", body, help_)
    _check_itself(read)
    read.clauses = [_with_words(c) for c in read.clauses]
    for clause in read.clauses:
        _check_content(read, clause)
    return read


def _check_itself(read: AmendmentRead) -> None:
    """Days that no calendar has, and an amendment that amends nothing."""
    for p in read.of_itself:
        for node in syntax.walk(p.body):
            if isinstance(node, syntax.Date) and parse_date(node.text) is None:
                read.error(Code.WRONG_KIND, f"không có ngày {node.text}", node, "sửa ngày")
    if not read.clauses and not read.found:
        head = next(p.body for p in read.text.provisions if isinstance(p.body, HEADS))
        help_ = "viết các khoản ở dưới: sửa đổi …, bổ sung …, bãi bỏ …, thay thế cụm từ …"
        read.error(Code.CLAUSE_CONTENT, "tệp sửa đổi này chưa có khoản nào", head, help_)


LONGEST = 90  # letters of new text that the words of a clause still show


def _with_words(clause: ClauseRead) -> ClauseRead:
    """What a clause does, in a line."""
    reason = getattr(clause.body, "reason", None)
    end = reason.span.start if reason is not None else clause.at.span.end
    words = " ".join(clause.at.source.text[clause.at.span.start : end].split()).rstrip(" ,:")
    if clause.under:
        first = clause.under[0]
        new = " ".join(first.source.at(first.statement.span).split())
        shown = new if len(new) <= LONGEST else new[:LONGEST].rpartition(" ")[0] + " …"
        words = f"{words}: {shown}" + (" …" if len(clause.under) > 1 and shown == new else "")
    at = evolve(clause.at, words=words)
    return evolve(clause, at=at, under=clause.under)


def _restates(read: AmendmentRead, block: syntax.Block) -> bool:
    last = read.clauses[-1].body if read.clauses and not read.clauses[-1].under else None
    if not isinstance(last, syntax.Restate) or not isinstance(last.what, syntax.BlockNamed):
        return False
    return fold(last.what.title.text) == fold(block.title.text) and block.units is None


def _add_clause(
    read: AmendmentRead,
    p: Provision,
    body: syntax.Clause,
    block: syntax.Quoted | None,
    taken: list[Provision],
) -> None:
    reason = getattr(body, "reason", None)
    at = ClauseAt(
        len(read.clauses) + 1,
        p.source,
        p.statement.span,
        read.decision,
        reason.text.text if reason is not None else "",
    )
    title = fold(block.text) if block is not None else None
    read.clauses.append(ClauseRead(at, body, title, block, tuple(taken)))


def _with_statement(clause: ClauseRead, p: Provision) -> ClauseRead:
    return ClauseRead(clause.at, clause.body, clause.block, clause.block_node, (*clause.under, p))


def _check_content(read: AmendmentRead, clause: ClauseRead) -> None:
    """A clause that writes something new has it below; one that does not has nothing."""
    takes = isinstance(clause.body, _TAKES_STATEMENTS)
    if takes and not clause.under and not isinstance(clause.body, syntax.InsertBlock):
        help_ = "viết nội dung mới ở các dòng ngay dưới khoản này"
        read.error(Code.CLAUSE_CONTENT, "khoản này chưa có nội dung mới", clause.body, help_)
    elif not takes and clause.under:
        help_ = "chuyển vào một khoản bổ sung …, hoặc sửa đổi … như sau:"
        body = clause.under[0].body
        read.error(Code.MISPLACED, "câu này không thuộc khoản sửa đổi nào", body, help_)
