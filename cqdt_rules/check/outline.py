"""What stands under what: statements gathered by block, with their citations, contents and owners."""

from __future__ import annotations

from attrs import define, field, frozen

from cqdt_rules import syntax
from cqdt_rules.check.report import Report
from cqdt_rules.diagnostics import Code
from cqdt_rules.numbers import fold
from cqdt_rules.scheme import Place

_FOR_A_CRITERION = (syntax.Content, syntax.Method, syntax.Evidence, syntax.Guidance)
_WITHOUT_TARGETS = syntax.Exclusion | syntax.ZeroPoints | syntax.FullPoints
_NOTES = (syntax.Citation, syntax.Unstated, syntax.Amended)


@frozen
class Said:
    """A statement with the clauses that say where it comes from."""

    statement: syntax.Statement
    citation: str = ""
    unstated: tuple[str, ...] = ()

    @property
    def body(self) -> syntax.Node:
        """The statement itself."""
        return self.statement.body


@define
class CriterionDraft:
    """A criterion with what stands under it."""

    said: Said
    body: syntax.Criterion
    code: str
    under: list[Said] = field(factory=list)


@define
class Part:
    """The statements of a block, or (title None) those before the first block, which hold for all."""

    title: syntax.Quoted | None
    at: syntax.Statement | None
    criteria: list[CriterionDraft] = field(factory=list)
    others: list[Said] = field(factory=list)


def place(report: Report, said: Said) -> Place:
    """The place of a statement, with the clause that governs it."""
    unstated = "; ".join(f"nguồn không ghi “{u}”" for u in said.unstated)
    return Place(
        report.source, said.statement.span, "; ".join(t for t in (said.citation, unstated) if t)
    )


def outline(report: Report, saids: list[Said]) -> tuple[Part, list[Part]]:
    """The common part and the blocks."""
    common = Part(None, None)
    blocks: list[Part] = []
    at, owner = common, None
    last_number = ""
    for said in saids:
        body = said.body
        if isinstance(body, syntax.Block):
            at, owner = Part(body.title, said.statement), None
            blocks.append(at)
        elif isinstance(body, syntax.Criterion):
            code = body.code.text
            if code.endswith(")"):
                code = f"{last_number}.{code}" if last_number else code
            else:
                last_number = code
            owner = CriterionDraft(said, body, code)
            at.criteria.append(owner)
        elif _belongs_to_criterion(body) and owner is not None:
            owner.under.append(said)
            _check_indent(report, at, owner, said.statement)
        elif isinstance(body, _FOR_A_CRITERION):
            report.error(
                Code.MISPLACED,
                "câu này phải đứng dưới một tiêu chí",
                body,
                "chuyển xuống ngay dưới tiêu chí mà nó nói đến",
            )
        else:
            owner = None
            at.others.append(said)
    return common, blocks


def like_blocks(report: Report, part: Part, parts: list[Part]) -> list[Part]:
    """The blocks that a block is like (`áp dụng như khối "…"`), the one farthest off first."""
    found: list[Part] = []
    at = part
    while True:
        like = next((x.body for x in at.others if isinstance(x.body, syntax.LikeBlock)), None)
        if like is None:
            return found[::-1]
        named = [p for p in parts if p.title and fold(p.title.text) == fold(like.title.text)]
        if not named:
            known = ", ".join(f"“{p.title.text}”" for p in parts if p.title and p is not part)
            message = f"không có khối “{like.title.text}”"
            report.error(Code.UNKNOWN_BLOCK, message, like.title, f"các khối khác: {known}")
            return found[::-1]
        if named[0] is part or named[0] in found:
            walk = " như ".join(f"“{p.title.text}”" for p in (part, *found, part) if p.title)
            report.error(Code.CIRCLE, f"các khối áp dụng vòng tròn: {walk}", like)
            return []
        found.append(named[0])
        at = named[0]


def with_notes(report: Report, statements: tuple[syntax.Statement, ...]) -> list[Said]:
    """Each statement with the `nguồn …` lines right below it."""
    found: list[Said] = []
    for statement in statements:
        body = statement.body
        if isinstance(body, syntax.Repealed):
            continue  # what is gone means nothing any more
        if not isinstance(body, _NOTES):
            found.append(Said(statement))
        elif not found:
            report.error(Code.MISPLACED, "câu này phải đứng dưới câu mà nó dẫn nguồn", body)
        elif isinstance(body, syntax.Unstated):
            last = found[-1]
            found[-1] = Said(last.statement, last.citation, (*last.unstated, body.text.text))
        else:
            last = found[-1]
            told = "; ".join(t for t in (last.citation, _cited(body)) if t)
            found[-1] = Said(last.statement, told, last.unstated)
    return found


def _cited(body: syntax.Node) -> str:
    """What governs a statement: the clause it comes from, and the decision that changed it."""
    if isinstance(body, syntax.Amended):
        return f"{body.how.text} {body.decision.text}"
    assert isinstance(body, syntax.Citation)
    return body.text.text


def _belongs_to_criterion(body: syntax.Node) -> bool:
    if isinstance(body, (*_FOR_A_CRITERION, syntax.Figure)):
        return True
    if isinstance(body, syntax.NoEvidence):
        return not fold(body.phrase.text).startswith("các")
    return isinstance(body, _WITHOUT_TARGETS) and body.targets is None


def _check_indent(
    report: Report, part: Part, owner: CriterionDraft, statement: syntax.Statement
) -> None:
    """Warns where the blanks before a line suggest another criterion than the one it belongs to."""
    if statement.indent > owner.said.statement.indent or statement.indent == 0:
        return
    suggested = next(
        (c for c in reversed(part.criteria) if c.said.statement.indent < statement.indent), None
    )
    if suggested is not None and suggested is not owner:
        report.warning(
            Code.MISLEADING_INDENT,
            f"dòng này thụt vào như thuộc {suggested.body.kind.text} {suggested.body.code.text}, nhưng thuộc {owner.body.kind.text} {owner.body.code.text} ở ngay trên nó",
            statement.span,
            "thụt vào dưới đúng tiêu chí, hoặc chuyển dòng lên dưới tiêu chí kia",
            ((owner.body.kind.span.to(owner.body.code.span), "thuộc tiêu chí này"),),
        )
