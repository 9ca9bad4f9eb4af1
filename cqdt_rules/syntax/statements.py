"""Statements of the tree, by what they speak of, and the tree of a whole file."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from cqdt_rules.source import Source, Span
from cqdt_rules.syntax.expressions import Date, Name, Node, Number, Percent, Quoted, Word

# ---- the decision that a file is part of


@frozen
class SchemeHead(Node):
    title: Quoted


@frozen
class AmendmentHead(Node):
    decision: Quoted


@frozen
class RoundHead(Node):
    decision: Quoted


@frozen
class IssuedWith(Node):
    decision: Quoted


@frozen
class Document(Node):
    decision: Quoted


@frozen
class Issuer(Node):
    name: Quoted


@frozen
class Year(Node):
    year: Number


@frozen
class Years(Node):
    first: Number
    last: Number | None


@frozen
class Effective(Node):
    first: Date
    last: Date | None


@frozen
class InForceOnSigning(Node):
    """`có hiệu lực kể từ ngày ký`."""


@frozen
class Basis(Node):
    text: Quoted


@frozen
class Citation(Node):
    """`nguồn "…"`: the text that governs the statement above."""

    text: Quoted


@frozen
class Unstated(Node):
    """`nguồn không ghi "…"`: what the source does not say and the file infers."""

    text: Quoted


@frozen
class Hole(Node):
    """`chưa thể hiện "…"`: what the source says and the file does not."""

    text: Quoted


# ---- criteria


@frozen
class Block(Node):
    """`khối "…"`; in a round also `gồm 20 đơn vị`: the list that follows is the whole."""

    title: Quoted
    count: Number | None


@frozen
class Maximum(Node):
    points: Number


@frozen
class Weight(Node):
    share: Percent | Number


@frozen
class Criterion(Node):
    REST: ClassVar[str] = "clauses"
    kind: Word
    code: Word
    title: Quoted | None
    clauses: tuple[Maximum | Weight, ...]


@frozen
class FullMaximum(Node):
    points: Number


@frozen
class Content(Node):
    name: Name


@frozen
class Whole(Node):
    """`số nguyên`."""


@frozen
class PercentKind(Node):
    """`phần trăm`."""


@frozen
class YesNoKind(Node):
    """`có hoặc không`."""


@frozen
class Decimals(Node):
    count: Number


@frozen
class Figure(Node):
    REST: ClassVar[str] = "clauses"
    name: Name
    title: Quoted | None
    clauses: tuple[Node, ...]


@frozen
class UnitWord(Node):
    name: Name
    of_block: Quoted | None


@frozen
class Evidence(Node):
    text: Quoted


@frozen
class Guidance(Node):
    text: Quoted


# ---- ways of scoring


@frozen
class Method(Node):
    """How a criterion scores."""


@frozen
class Direct(Method):
    """`chấm trực tiếp`."""


@frozen
class PassFail(Method):
    """`chấm đạt hoặc không đạt`."""


@frozen
class Statistic(Method):
    """`chỉ thống kê`."""


@frozen
class Ratio(Method):
    REST: ClassVar[str] = "limits"
    value: Node
    limits: tuple[Node, ...]


@frozen
class Otherwise(Node):
    """`còn lại` as the head of an item."""


@frozen
class Item(Node):
    """`- HEAD: POINTS`."""

    REST: ClassVar[str] = "limits"
    head: Node
    points: Node
    limits: tuple[Node, ...]


@frozen
class Bands(Method):
    REST: ClassVar[str] = "items"
    value: Node
    items: tuple[Item, ...]


@frozen
class Choice(Method):
    REST: ClassVar[str] = "items"
    items: tuple[Item, ...]


@frozen
class PerUnit(Method):
    REST: ClassVar[str] = "limits"
    points: Number
    name: Name
    limits: tuple[Node, ...]


@frozen
class Additive(Method):
    REST: ClassVar[str] = "items"
    items: tuple[Item, ...]


@frozen
class WhereItem(Node):
    REST: ClassVar[str] = "limits"
    name: Name
    value: Node
    limits: tuple[Node, ...]


@frozen
class Where(Node):
    REST: ClassVar[str] = "items"
    items: tuple[WhereItem, ...]


@frozen
class Cases(Method):
    REST: ClassVar[str] = "items"
    items: tuple[Item | Where | None, ...]


@frozen
class BestOf(Method):
    REST: ClassVar[str] = "items"
    items: tuple[Item, ...]


@frozen
class Formula(Method):
    REST: ClassVar[str] = "clauses"
    value: Node
    clauses: tuple[Node | None, ...]


@frozen
class RoundingDecimals(Node):
    count: Number


@frozen
class RoundingStep(Node):
    step: Number


@frozen
class Rounding(Node):
    how: Word
    to: RoundingDecimals | RoundingStep


@frozen
class NotAbove(Node):
    value: Node


@frozen
class NotBelow(Node):
    value: Node


# ---- quantities, what is left out, levels, ranks


@frozen
class Definition(Node):
    REST: ClassVar[str] = "limits"
    name: Name
    value: Node
    limits: tuple[Node, ...]


@frozen
class DefinitionByCases(Node):
    REST: ClassVar[str] = "clauses"
    name: Name
    clauses: tuple[Node, ...]


@frozen
class CodeList(Node):
    """`tiêu chí 7.3` or `các tiêu chí 7.3, 7.5 và 7.6`."""

    REST: ClassVar[str] = "codes"
    kind: Word
    codes: tuple[Word, ...]


@frozen
class Targets(Node):
    REST: ClassVar[str] = "items"
    items: tuple[CodeList | Name, ...]


@frozen
class UnitList(Node):
    REST: ClassVar[str] = "units"
    units: tuple[Quoted, ...]


@frozen
class UnitsWith(Node):
    condition: Node


@frozen
class When(Node):
    condition: Node


@frozen
class Reason(Node):
    text: Quoted


@frozen
class Exclusion(Node):
    targets: Targets | None
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@frozen
class ZeroPoints(Node):
    targets: Targets | None
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@frozen
class FullPoints(Node):
    targets: Targets | None
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@frozen
class NotRanked(Node):
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@frozen
class NotAssessed(Node):
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@frozen
class Scale(Node):
    name: Name | None


@frozen
class Level(Node):
    name: Word | Quoted
    condition: Node


@frozen
class Rest(Node):
    """`còn lại "Chưa đạt"`; no text for `còn lại không xếp loại`."""

    REST: ClassVar[str] = "text"
    text: tuple[Quoted, ...]


@frozen
class Cap(Node):
    level: Word | Quoted
    condition: Node


@frozen
class Key(Node):
    value: Node
    direction: Word


@frozen
class Tie(Node):
    """How units with equal keys stand."""

    phrase: Word


@frozen
class Ranking(Node):
    REST: ClassVar[str] = "clauses"
    name: Quoted | None
    clauses: tuple[Node | None, ...]


# ---- a round


@frozen
class Unit(Node):
    REST: ClassVar[str] = "names"
    names: tuple[Quoted, ...]


@frozen
class Annex(Node):
    REST: ClassVar[str] = "title"
    number: Word | None
    title: tuple[Quoted, ...]


@frozen
class Table(Node):
    title: Quoted | None


@frozen
class ColumnGroup(Node):
    title: Quoted


@frozen
class ColumnGroupEnd(Node):
    """`hết tiêu đề chung`: the columns that follow stand alone again."""


@frozen
class Subordinates(Node):
    """`tổng hợp mức của các đơn vị trực thuộc`: a paragraph of counts and names."""


@frozen
class Prefix(Node):
    """`kèm chữ "Mức độ"`: printed before a level."""

    text: Quoted


@frozen
class OutOf(Node):
    """`tính trên số xã`: the figure that holds the number of all subordinate units."""

    name: Name


@frozen
class Called(Node):
    """`gọi là "xã"`."""

    text: Quoted


@frozen
class Column(Node):
    REST: ClassVar[str] = "clauses"
    title: Quoted
    cell: Node
    clauses: tuple[Node, ...]


@frozen
class Note(Node):
    text: Quoted


@frozen
class NoteExclusions(Node):
    """`ghi chú các trường hợp không tính điểm`."""


@frozen
class Tally(Node):
    """`thống kê số đơn vị đạt từng mức`."""


@frozen
class TableOrder(Node):
    """`sắp xếp theo …`; no key for the order of the list."""

    REST: ClassVar[str] = "key"
    key: tuple[Key, ...]


@frozen
class Published(Node):
    """`đã công bố tại "cong-bo/…"`: the file that holds the table as it was published."""

    file: Quoted
    point: Word | None


# ---- worked examples


@frozen
class OneCode(Node):
    kind: Word
    code: Word


@frozen
class Given(Node):
    name: OneCode | Name
    value: Node


@frozen
class ExpectedValue(Node):
    value: Node
    equals: Node


@frozen
class ExpectedLevel(Node):
    level: Word | Quoted


@frozen
class Example(Node):
    REST: ClassVar[str] = "clauses"
    unit: Quoted
    clauses: tuple[Given | ExpectedValue | ExpectedLevel, ...]


# ---- amendments


@frozen
class Repeal(Node):
    what: OneCode


@frozen
class InsertAfter(Node):
    what: OneCode


@frozen
class InsertInto(Node):
    what: OneCode


@frozen
class NewMaximum(Node):
    what: OneCode
    old: Number
    new: Number


@frozen
class RestatedLevel(Node):
    level: Word | Quoted


@frozen
class Restate(Node):
    what: OneCode | RestatedLevel | Name


@frozen
class ReplaceWords(Node):
    old: Quoted
    new: Quoted


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
