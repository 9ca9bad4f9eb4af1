"""Statements of the tree, by what they speak of, and the tree of a whole file."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from cqdt_rules.source import Source, Span
from cqdt_rules.syntax.expressions import (
    Date,
    Name,
    NameOf,
    Node,
    Number,
    OverBlock,
    Percent,
    Quoted,
    SubordinatesAt,
    Word,
    node,
)

# ---- the decision that a file is part of


@node
class SchemeHead(Node):
    title: Quoted


@node
class RoundHead(Node):
    decision: Quoted


@node
class IssuedWith(Node):
    decision: Quoted


@node
class Document(Node):
    decision: Quoted


@node
class Issuer(Node):
    name: Quoted


@node
class Year(Node):
    year: Number


@node
class Years(Node):
    first: Number
    last: Number | None


@node
class Effective(Node):
    first: Date
    last: Date | None


@node
class InForceOnSigning(Node):
    """`có hiệu lực kể từ ngày ký`."""


@node
class Basis(Node):
    text: Quoted


@node
class Citation(Node):
    """`nguồn "…"`: the text that governs the statement above."""

    text: Quoted


@node
class Unstated(Node):
    """`nguồn không ghi "…"`: what the source does not say and the file infers."""

    text: Quoted


@node
class Hole(Node):
    """`chưa thể hiện "…"`: what the source says and the file does not."""

    text: Quoted


# ---- criteria


@node
class CountedUnits(Node):
    """`gồm 20 đơn vị`: the list that follows is the whole."""

    count: Number


@node
class ChosenUnits(Node):
    """`gồm các đơn vị có loại = "phường"`."""

    condition: Node


@node
class Block(Node):
    """`khối "…"`; in a round also how many units it has, in a scheme which."""

    title: Quoted
    units: CountedUnits | ChosenUnits | None


@node
class LikeBlock(Node):
    """`áp dụng như khối "…"`: what that block says holds here too, but for what follows."""

    title: Quoted


@node
class Maximum(Node):
    points: Number


@node
class Weight(Node):
    share: Percent | Number


@node
class Under(Node):
    """`thuộc lĩnh vực III`: the criterion above, where the code does not say it."""

    kind: Word
    code: Word


@node
class Criterion(Node):
    REST: ClassVar[str] = "clauses"
    kind: Word
    code: Word
    title: Quoted | None
    clauses: tuple[Maximum | Weight | Under, ...]


@node
class FullMaximum(Node):
    points: Number


@node
class Converted(Node):
    """`điểm và điểm tối đa của từng phần quy đổi theo trọng số`: what weights mean, said."""


@node
class Content(Node):
    name: Name


@node
class Whole(Node):
    """`số nguyên`."""


@node
class PercentKind(Node):
    """`phần trăm`."""


@node
class YesNoKind(Node):
    """`có hoặc không`."""


@node
class DateKind(Node):
    """`ngày`."""


@node
class Decimals(Node):
    count: Number


@node
class Figure(Node):
    REST: ClassVar[str] = "clauses"
    name: Name
    title: Quoted | None
    clauses: tuple[Node, ...]


@node
class UnitWord(Node):
    name: Name
    of_block: Quoted | None


@node
class Evidence(Node):
    text: Quoted


@node
class Guidance(Node):
    text: Quoted


@node
class NoEvidence(Node):
    """`không có tài liệu kiểm chứng thì tính 0 điểm`; `các tiêu chí …`: all of them, wherever it stands."""

    phrase: Word


@node
class TypedDecimals(Node):
    """`điểm chấm có tối đa 5 chữ số thập phân`."""

    count: Number


# ---- ways of scoring


@node
class Method(Node):
    """How a criterion scores."""


@node
class Direct(Method):
    """`chấm trực tiếp`."""


@node
class PassFail(Method):
    """`chấm đạt hoặc không đạt`."""


@node
class Requirement(Method):
    """`chỉ xét đạt hoặc không đạt`: a condition that gives no points."""


@node
class Statistic(Method):
    """`chỉ thống kê`."""


@node
class RatioBand(Node):
    """`từ 80% trở lên được điểm tối đa`, after a ratio."""

    interval: Node
    points: Node


@node
class Ratio(Method):
    REST: ClassVar[str] = "clauses"
    value: Node
    clauses: tuple[Node, ...]


@node
class Otherwise(Node):
    """`còn lại` as the head of an item."""


@node
class Item(Node):
    """`- HEAD: POINTS`."""

    REST: ClassVar[str] = "limits"
    head: Node
    points: Node
    limits: tuple[Node, ...]


@node
class Bands(Method):
    REST: ClassVar[str] = "items"
    value: Node
    items: tuple[Item, ...]


@node
class Choice(Method):
    REST: ClassVar[str] = "items"
    items: tuple[Item, ...]


@node
class PerUnit(Method):
    REST: ClassVar[str] = "limits"
    points: Number
    name: Name
    limits: tuple[Node, ...]


@node
class Additive(Method):
    REST: ClassVar[str] = "items"
    items: tuple[Item, ...]


@node
class WhereItem(Node):
    REST: ClassVar[str] = "limits"
    name: Name
    value: Node
    limits: tuple[Node, ...]


@node
class Where(Node):
    REST: ClassVar[str] = "items"
    items: tuple[WhereItem, ...]


@node
class Cases(Method):
    REST: ClassVar[str] = "items"
    items: tuple[Item | Where | None, ...]


@node
class BestOf(Method):
    REST: ClassVar[str] = "items"
    items: tuple[Item, ...]


@node
class Formula(Method):
    REST: ClassVar[str] = "clauses"
    value: Node
    clauses: tuple[Node | None, ...]


@node
class RoundingDecimals(Node):
    count: Number


@node
class RoundingStep(Node):
    step: Number


@node
class Rounding(Node):
    how: Word
    to: RoundingDecimals | RoundingStep


@node
class RoundEach(Node):
    """`làm tròn điểm từng tiêu chí đến 2 chữ số thập phân`."""

    phrase: Word
    to: RoundingDecimals | RoundingStep


@node
class NotAbove(Node):
    value: Node


@node
class NotBelow(Node):
    value: Node


# ---- quantities, what is left out, levels, ranks


@node
class Definition(Node):
    REST: ClassVar[str] = "limits"
    name: Name
    value: Node
    limits: tuple[Node, ...]


@node
class DefinitionByCases(Node):
    REST: ClassVar[str] = "clauses"
    name: Name
    clauses: tuple[Node, ...]


@node
class CodeList(Node):
    """`tiêu chí 7.3` or `các tiêu chí 7.3, 7.5 và 7.6`."""

    REST: ClassVar[str] = "codes"
    kind: Word
    codes: tuple[Word, ...]


@node
class WithoutFigures(Node):
    """`các tiêu chí chưa có số liệu`."""

    phrase: Word


@node
class Targets(Node):
    REST: ClassVar[str] = "items"
    items: tuple[CodeList | WithoutFigures | Name, ...]


@node
class UnitList(Node):
    REST: ClassVar[str] = "units"
    units: tuple[Quoted, ...]


@node
class UnitsWith(Node):
    condition: Node


@node
class When(Node):
    condition: Node


@node
class Reason(Node):
    text: Quoted


@node
class Exclusion(Node):
    targets: Targets | None
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@node
class ZeroPoints(Node):
    targets: Targets | None
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@node
class FullPoints(Node):
    targets: Targets | None
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@node
class NotRanked(Node):
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@node
class NotAssessed(Node):
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@node
class EachKind(Node):
    """`từng tiêu chí`."""

    phrase: Word


@node
class Scale(Node):
    name: EachKind | Name | None


@node
class Level(Node):
    name: Word | Quoted
    condition: Node


@node
class Rest(Node):
    """`còn lại "Chưa đạt"`; no text for `còn lại không xếp loại`."""

    REST: ClassVar[str] = "text"
    text: tuple[Quoted, ...]


@node
class Cap(Node):
    level: Word | Quoted
    condition: Node


@node
class Demotion(Node):
    """`hạ một mức khi …`."""

    condition: Node


@node
class Veto(Node):
    """`không xếp loại khi …`."""

    condition: Node


@node
class Quota(Node):
    """`không quá 20% số đơn vị được mức "Xuất sắc"`."""

    share: Percent
    level: Word | Quoted


@node
class Key(Node):
    value: Node
    direction: Word


@node
class Tie(Node):
    """How units with equal keys stand."""

    phrase: Word


@node
class Ranking(Node):
    REST: ClassVar[str] = "clauses"
    name: Quoted | None
    clauses: tuple[Node | None, ...]


@node
class ScoreRounds(Node):
    """`các lần chấm "Tự chấm", "Thẩm định"`."""

    REST: ClassVar[str] = "names"
    names: tuple[Quoted, ...]


@node
class ResultRound(Node):
    """`kết quả lấy theo "Thẩm định"`, then those that stand in where it has no figure."""

    REST: ClassVar[str] = "names"
    names: tuple[Quoted, ...]


# ---- worked examples


@node
class OneCode(Node):
    kind: Word
    code: Word


@node
class Given(Node):
    name: OneCode | NameOf | OverBlock | SubordinatesAt | Name
    value: Node


@node
class ExpectedValue(Node):
    value: Node
    equals: Node


@node
class ExpectedLevel(Node):
    level: Word | Quoted


@node
class Example(Node):
    REST: ClassVar[str] = "clauses"
    unit: Quoted
    clauses: tuple[Given | ExpectedValue | ExpectedLevel, ...]


# ---- the file


@frozen
class Comment:
    """`# …`; `own_line`: it stands alone on its line and belongs to the statement below."""

    span: Span
    text: str
    own_line: bool


@frozen
class Statement:
    """A statement with the blanks before it (a tab counts as four)."""

    span: Span
    body: Node
    indent: int


@frozen
class Tree:
    """A whole rule file, statements in their order."""

    source: Source
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
    lost: tuple[str, ...] = ()  # first words of statements that could not be read
