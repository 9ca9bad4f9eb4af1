"""Where each statement of a rule file stands: what it owns and what owns it, and how such lines are laid out."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence

from attrs import frozen

from cqdt_rules import syntax


class Rank(enum.IntEnum):
    """What may stand under what: a statement ends everything above it that does not rank higher."""

    FILE = 0
    CLAUSE = 1  # of an amendment
    PART = 2  # of a block
    MEMBER = 3  # a criterion, a level of a scale, a table of an annex
    GROUP = 4  # of columns, and what else a table has
    INNER = 5


@frozen
class Layer:
    """How a kind of statement is laid out.

    `owns`: what follows stands under it. `for_criterion`: it belongs to the criterion above, where there is one.
    `columns`: the terminals that open a column, aligned with those of neighbouring lines, `gap` blanks after the longest.
    `breaks`: the terminals that start a line of their own.
    """

    rank: Rank
    owns: bool = False
    for_criterion: bool = False
    columns: tuple[str, ...] = ()
    gap: int = 1
    breaks: frozenset[str] = frozenset()


_HEAD = Layer(Rank.FILE, owns=True)
_CLAUSE = Layer(Rank.CLAUSE, owns=True)
_PART = Layer(Rank.PART)
_OWNER = Layer(Rank.PART, owns=True)
_SCORING = Layer(Rank.INNER, for_criterion=True)
_TAIL = Layer(Rank.GROUP)

# One line for each statement of the grammar; tests/test_formatting.py walks them all.
LAYERS: Mapping[type[syntax.Node], Layer] = {
    syntax.SchemeHead: _HEAD,
    syntax.AmendmentHead: _HEAD,
    syntax.RoundAmendmentHead: _HEAD,
    syntax.RoundHead: _HEAD,
    syntax.Block: _HEAD,
    syntax.LikeBlock: _PART,
    syntax.IssuedWith: _PART,
    syntax.Document: _PART,
    syntax.Issuer: _PART,
    syntax.Year: _PART,
    syntax.Years: _PART,
    syntax.Effective: _PART,
    syntax.InForceOnSigning: _PART,
    syntax.Basis: _PART,
    syntax.Citation: _PART,  # under what it speaks of: see _note_level
    syntax.Unstated: _PART,
    syntax.Hole: _PART,
    syntax.Criterion: Layer(
        Rank.MEMBER, owns=True, columns=("_UNDER", "_MAXIMUM", "_WEIGHT"), gap=4
    ),
    syntax.FullMaximum: _PART,
    syntax.Converted: _PART,
    syntax.Content: _SCORING,
    syntax.Figure: _SCORING,
    syntax.UnitWord: _PART,
    syntax.Evidence: _SCORING,
    syntax.Guidance: _SCORING,
    syntax.NoEvidence: _SCORING,
    syntax.Direct: _SCORING,
    syntax.PassFail: _SCORING,
    syntax.Requirement: _SCORING,
    syntax.Statistic: _SCORING,
    syntax.Ratio: _SCORING,
    syntax.Bands: _SCORING,
    syntax.Choice: _SCORING,
    syntax.PerUnit: _SCORING,
    syntax.Additive: _SCORING,
    syntax.Cases: _SCORING,
    syntax.BestOf: _SCORING,
    syntax.Formula: _SCORING,
    syntax.RoundEach: _PART,
    syntax.TypedDecimals: _PART,
    syntax.Definition: _PART,
    syntax.DefinitionByCases: _PART,
    syntax.Exclusion: _SCORING,  # with targets it speaks of the block: see layer_of
    syntax.ZeroPoints: _SCORING,
    syntax.FullPoints: _SCORING,
    syntax.NotRanked: _PART,
    syntax.NotAssessed: _PART,
    syntax.Scale: _OWNER,
    syntax.Level: Layer(Rank.MEMBER, columns=("_WHEN",)),
    syntax.Rest: Layer(Rank.MEMBER),
    syntax.Cap: _PART,
    syntax.Demotion: _PART,
    syntax.Veto: _PART,
    syntax.Quota: _PART,
    syntax.Ranking: _PART,
    syntax.ScoreRounds: _PART,
    syntax.ResultRound: _PART,
    syntax.Unit: _PART,
    syntax.MergedUnit: _PART,
    syntax.Overdue: _PART,
    syntax.CommonFigures: _PART,
    syntax.DecidedOrder: _PART,
    syntax.Adjusts: _PART,
    syntax.Annex: _OWNER,
    syntax.Table: Layer(Rank.MEMBER, owns=True),
    syntax.ColumnGroup: Layer(Rank.GROUP, owns=True),
    syntax.ColumnGroupEnd: _TAIL,
    syntax.Column: Layer(Rank.INNER),
    syntax.LastRow: _TAIL,
    syntax.Note: _TAIL,
    syntax.NoteExclusions: _TAIL,
    syntax.Tally: _TAIL,
    syntax.TableOrder: _TAIL,
    syntax.Published: _TAIL,
    syntax.Example: Layer(Rank.PART, breaks=frozenset({"_HAS", "_THEN"})),
    syntax.Repeal: _CLAUSE,
    syntax.InsertAfter: _CLAUSE,
    syntax.InsertInto: _CLAUSE,
    syntax.InsertBlock: _CLAUSE,
    syntax.NewValue: _CLAUSE,
    syntax.Restate: _CLAUSE,
    syntax.ReplaceWords: _CLAUSE,
    syntax.Renumber: _CLAUSE,
    syntax.Amended: _PART,
    syntax.Repealed: _PART,
}
NOTES = (syntax.Citation, syntax.Unstated, syntax.Amended, syntax.Repealed)
LOWERING = (syntax.Cap, syntax.Demotion, syntax.Veto, syntax.Quota)  # belong to the scale above
BETWEEN_CRITERIA = (*NOTES, syntax.Content)  # lines that do not part neighbouring criteria


def layer_of(body: syntax.Node) -> Layer:
    """The layer of a statement."""
    layer = LAYERS.get(type(body), _PART)
    return _PART if getattr(body, "targets", None) is not None else layer


def levels_of(statements: Sequence[syntax.Statement]) -> list[int]:
    """How many owners stand above each statement."""
    owners: list[tuple[Rank, str]] = []
    found: list[int] = []
    above: tuple[syntax.Statement, int] | None = None
    for statement in statements:
        body = statement.body
        if isinstance(body, syntax.Repealed):
            found.append(_level_by_blanks(statement, statements, found))
            continue
        if isinstance(body, NOTES) and above is not None:
            found.append(_note_level(statement, *above))
            continue
        layer, code = layer_of(body), _code_of(body, owners)
        # a criterion stands under a criterion or a block, never under the scale that happens to be above it
        rank = Rank.PART if isinstance(body, syntax.Criterion) else layer.rank
        if layer.for_criterion and not any(owner_code for _, owner_code in owners):
            rank = Rank.PART
        named = _named_owner(body)
        while owners and not (_is_owner(owners[-1], rank, code) or owners[-1][1] == named):
            owners.pop()
        level = len(owners)
        if layer.owns:
            owners.append((layer.rank, code))
        found.append(level)
        above = (statement, level)
    return found


def _is_owner(owner: tuple[Rank, str], rank: Rank, code: str) -> bool:
    owner_rank, owner_code = owner
    return owner_rank < rank or bool(code and owner_code and code.startswith(owner_code + "."))


def _named_owner(body: syntax.Node) -> str | None:
    """The code of the criterion that a criterion says it is under."""
    clauses = body.clauses if isinstance(body, syntax.Criterion) else ()
    return next((c.code.text for c in clauses if isinstance(c, syntax.Under)), None)


def _code_of(body: syntax.Node, owners: Sequence[tuple[Rank, str]]) -> str:
    """A criterion's code; `a)` is under the last code that is a number."""
    if not isinstance(body, syntax.Criterion):
        return ""
    code = body.code.text
    numbered = [owner_code for _, owner_code in owners if owner_code and ")" not in owner_code]
    return f"{numbered[-1]}.{code}" if code.endswith(")") and numbered else code


def _level_by_blanks(
    statement: syntax.Statement, statements: Sequence[syntax.Statement], found: Sequence[int]
) -> int:
    """What was repealed stood where its line stands: as deep as the line above that is set in as far, or one deeper."""
    for other, level in zip(statements[len(found) - 1 :: -1], reversed(found), strict=False):
        if other.indent <= statement.indent:
            return level + (other.indent < statement.indent)
    return 0


def _note_level(note: syntax.Statement, above: syntax.Statement, level: int) -> int:
    """A note stands under its statement, or beside it where its author means the whole list that ends there."""
    if above.indent > 0:
        beside = note.indent <= above.indent
    else:  # nothing is set in, or the statement is the first of all: nothing can be told from blanks
        beside = isinstance(above.body, syntax.Rest)
    return level if beside and level else level + 1
