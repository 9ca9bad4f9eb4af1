"""Statements of the tree, by what they speak of, and the tree of a whole file."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from cqdt_rules.source import Source, Span
from cqdt_rules.syntax.expressions import Date, Name, NameOf, Node, Number, Percent, Quoted, Word

# ---- the decision that a file is part of


@frozen(eq=False, repr=False)
class SchemeHead(Node):
    title: Quoted


@frozen(eq=False, repr=False)
class AmendmentHead(Node):
    decision: Quoted


@frozen(eq=False, repr=False)
class RoundHead(Node):
    decision: Quoted


@frozen(eq=False, repr=False)
class IssuedWith(Node):
    decision: Quoted


@frozen(eq=False, repr=False)
class Document(Node):
    decision: Quoted


@frozen(eq=False, repr=False)
class Issuer(Node):
    name: Quoted


@frozen(eq=False, repr=False)
class Year(Node):
    year: Number


@frozen(eq=False, repr=False)
class Years(Node):
    first: Number
    last: Number | None


@frozen(eq=False, repr=False)
class Effective(Node):
    first: Date
    last: Date | None


@frozen(eq=False, repr=False)
class InForceOnSigning(Node):
    """`có hiệu lực kể từ ngày ký`."""


@frozen(eq=False, repr=False)
class Basis(Node):
    text: Quoted


@frozen(eq=False, repr=False)
class Citation(Node):
    """`nguồn "…"`: the text that governs the statement above."""

    text: Quoted


@frozen(eq=False, repr=False)
class Unstated(Node):
    """`nguồn không ghi "…"`: what the source does not say and the file infers."""

    text: Quoted


@frozen(eq=False, repr=False)
class Hole(Node):
    """`chưa thể hiện "…"`: what the source says and the file does not."""

    text: Quoted


# ---- criteria


@frozen(eq=False, repr=False)
class Block(Node):
    """`khối "…"`; in a round also `gồm 20 đơn vị`: the list that follows is the whole."""

    title: Quoted
    count: Number | None


@frozen(eq=False, repr=False)
class Maximum(Node):
    points: Number


@frozen(eq=False, repr=False)
class Weight(Node):
    share: Percent | Number


@frozen(eq=False, repr=False)
class Criterion(Node):
    REST: ClassVar[str] = "clauses"
    kind: Word
    code: Word
    title: Quoted | None
    clauses: tuple[Maximum | Weight, ...]


@frozen(eq=False, repr=False)
class FullMaximum(Node):
    points: Number


@frozen(eq=False, repr=False)
class Content(Node):
    name: Name


@frozen(eq=False, repr=False)
class Whole(Node):
    """`số nguyên`."""


@frozen(eq=False, repr=False)
class PercentKind(Node):
    """`phần trăm`."""


@frozen(eq=False, repr=False)
class YesNoKind(Node):
    """`có hoặc không`."""


@frozen(eq=False, repr=False)
class Decimals(Node):
    count: Number


@frozen(eq=False, repr=False)
class Figure(Node):
    REST: ClassVar[str] = "clauses"
    name: Name
    title: Quoted | None
    clauses: tuple[Node, ...]


@frozen(eq=False, repr=False)
class UnitWord(Node):
    name: Name
    of_block: Quoted | None


@frozen(eq=False, repr=False)
class Evidence(Node):
    text: Quoted


@frozen(eq=False, repr=False)
class Guidance(Node):
    text: Quoted


# ---- ways of scoring


@frozen(eq=False, repr=False)
class Method(Node):
    """How a criterion scores."""


@frozen(eq=False, repr=False)
class Direct(Method):
    """`chấm trực tiếp`."""


@frozen(eq=False, repr=False)
class PassFail(Method):
    """`chấm đạt hoặc không đạt`."""


@frozen(eq=False, repr=False)
class Statistic(Method):
    """`chỉ thống kê`."""


@frozen(eq=False, repr=False)
class Ratio(Method):
    REST: ClassVar[str] = "limits"
    value: Node
    limits: tuple[Node, ...]


@frozen(eq=False, repr=False)
class Otherwise(Node):
    """`còn lại` as the head of an item."""


@frozen(eq=False, repr=False)
class Item(Node):
    """`- HEAD: POINTS`."""

    REST: ClassVar[str] = "limits"
    head: Node
    points: Node
    limits: tuple[Node, ...]


@frozen(eq=False, repr=False)
class Bands(Method):
    REST: ClassVar[str] = "items"
    value: Node
    items: tuple[Item, ...]


@frozen(eq=False, repr=False)
class Choice(Method):
    REST: ClassVar[str] = "items"
    items: tuple[Item, ...]


@frozen(eq=False, repr=False)
class PerUnit(Method):
    REST: ClassVar[str] = "limits"
    points: Number
    name: Name
    limits: tuple[Node, ...]


@frozen(eq=False, repr=False)
class Additive(Method):
    REST: ClassVar[str] = "items"
    items: tuple[Item, ...]


@frozen(eq=False, repr=False)
class WhereItem(Node):
    REST: ClassVar[str] = "limits"
    name: Name
    value: Node
    limits: tuple[Node, ...]


@frozen(eq=False, repr=False)
class Where(Node):
    REST: ClassVar[str] = "items"
    items: tuple[WhereItem, ...]


@frozen(eq=False, repr=False)
class Cases(Method):
    REST: ClassVar[str] = "items"
    items: tuple[Item | Where | None, ...]


@frozen(eq=False, repr=False)
class BestOf(Method):
    REST: ClassVar[str] = "items"
    items: tuple[Item, ...]


@frozen(eq=False, repr=False)
class Formula(Method):
    REST: ClassVar[str] = "clauses"
    value: Node
    clauses: tuple[Node | None, ...]


@frozen(eq=False, repr=False)
class RoundingDecimals(Node):
    count: Number


@frozen(eq=False, repr=False)
class RoundingStep(Node):
    step: Number


@frozen(eq=False, repr=False)
class Rounding(Node):
    how: Word
    to: RoundingDecimals | RoundingStep


@frozen(eq=False, repr=False)
class NotAbove(Node):
    value: Node


@frozen(eq=False, repr=False)
class NotBelow(Node):
    value: Node


# ---- quantities, what is left out, levels, ranks


@frozen(eq=False, repr=False)
class Definition(Node):
    REST: ClassVar[str] = "limits"
    name: Name
    value: Node
    limits: tuple[Node, ...]


@frozen(eq=False, repr=False)
class DefinitionByCases(Node):
    REST: ClassVar[str] = "clauses"
    name: Name
    clauses: tuple[Node, ...]


@frozen(eq=False, repr=False)
class CodeList(Node):
    """`tiêu chí 7.3` or `các tiêu chí 7.3, 7.5 và 7.6`."""

    REST: ClassVar[str] = "codes"
    kind: Word
    codes: tuple[Word, ...]


@frozen(eq=False, repr=False)
class Targets(Node):
    REST: ClassVar[str] = "items"
    items: tuple[CodeList | Name, ...]


@frozen(eq=False, repr=False)
class UnitList(Node):
    REST: ClassVar[str] = "units"
    units: tuple[Quoted, ...]


@frozen(eq=False, repr=False)
class UnitsWith(Node):
    condition: Node


@frozen(eq=False, repr=False)
class When(Node):
    condition: Node


@frozen(eq=False, repr=False)
class Reason(Node):
    text: Quoted


@frozen(eq=False, repr=False)
class Exclusion(Node):
    targets: Targets | None
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@frozen(eq=False, repr=False)
class ZeroPoints(Node):
    targets: Targets | None
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@frozen(eq=False, repr=False)
class FullPoints(Node):
    targets: Targets | None
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@frozen(eq=False, repr=False)
class NotRanked(Node):
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@frozen(eq=False, repr=False)
class NotAssessed(Node):
    units: UnitList | UnitsWith | None
    when: When | None
    reason: Reason | None


@frozen(eq=False, repr=False)
class Scale(Node):
    name: Name | None


@frozen(eq=False, repr=False)
class Level(Node):
    name: Word | Quoted
    condition: Node


@frozen(eq=False, repr=False)
class Rest(Node):
    """`còn lại "Chưa đạt"`; no text for `còn lại không xếp loại`."""

    REST: ClassVar[str] = "text"
    text: tuple[Quoted, ...]


@frozen(eq=False, repr=False)
class Cap(Node):
    level: Word | Quoted
    condition: Node


@frozen(eq=False, repr=False)
class Key(Node):
    value: Node
    direction: Word


@frozen(eq=False, repr=False)
class Tie(Node):
    """How units with equal keys stand."""

    phrase: Word


@frozen(eq=False, repr=False)
class Ranking(Node):
    REST: ClassVar[str] = "clauses"
    name: Quoted | None
    clauses: tuple[Node | None, ...]


# ---- a round


@frozen(eq=False, repr=False)
class Unit(Node):
    REST: ClassVar[str] = "names"
    names: tuple[Quoted, ...]


@frozen(eq=False, repr=False)
class Annex(Node):
    REST: ClassVar[str] = "title"
    number: Word | None
    title: tuple[Quoted, ...]


@frozen(eq=False, repr=False)
class Table(Node):
    title: Quoted | None


@frozen(eq=False, repr=False)
class ColumnGroup(Node):
    title: Quoted


@frozen(eq=False, repr=False)
class ColumnGroupEnd(Node):
    """`hết tiêu đề chung`: the columns that follow stand alone again."""


@frozen(eq=False, repr=False)
class Subordinates(Node):
    """`tổng hợp mức của các đơn vị trực thuộc`: a paragraph of counts and names."""


@frozen(eq=False, repr=False)
class Prefix(Node):
    """`kèm chữ "Mức độ"`: printed before a level."""

    text: Quoted


@frozen(eq=False, repr=False)
class OutOf(Node):
    """`tính trên số xã`: the figure that holds the number of all subordinate units."""

    name: Name


@frozen(eq=False, repr=False)
class Called(Node):
    """`gọi là "xã"`."""

    text: Quoted


@frozen(eq=False, repr=False)
class Column(Node):
    REST: ClassVar[str] = "clauses"
    title: Quoted
    cell: Node
    clauses: tuple[Node, ...]


@frozen(eq=False, repr=False)
class Note(Node):
    text: Quoted


@frozen(eq=False, repr=False)
class NoteExclusions(Node):
    """`ghi chú các trường hợp không tính điểm`."""


@frozen(eq=False, repr=False)
class Tally(Node):
    """`thống kê số đơn vị đạt từng mức`."""


@frozen(eq=False, repr=False)
class TableOrder(Node):
    """`sắp xếp theo …`; no key for the order of the list."""

    REST: ClassVar[str] = "key"
    key: tuple[Key, ...]


@frozen(eq=False, repr=False)
class Published(Node):
    """`đã công bố tại "cong-bo/…"`: the file that holds the table as it was published."""

    file: Quoted
    point: Word | None


# ---- worked examples


@frozen(eq=False, repr=False)
class OneCode(Node):
    kind: Word
    code: Word


@frozen(eq=False, repr=False)
class Given(Node):
    name: OneCode | NameOf | Name
    value: Node


@frozen(eq=False, repr=False)
class ExpectedValue(Node):
    value: Node
    equals: Node


@frozen(eq=False, repr=False)
class ExpectedLevel(Node):
    level: Word | Quoted


@frozen(eq=False, repr=False)
class Example(Node):
    REST: ClassVar[str] = "clauses"
    unit: Quoted
    clauses: tuple[Given | ExpectedValue | ExpectedLevel, ...]


# ---- amendments


@frozen(eq=False, repr=False)
class Repeal(Node):
    what: OneCode


@frozen(eq=False, repr=False)
class InsertAfter(Node):
    what: OneCode


@frozen(eq=False, repr=False)
class InsertInto(Node):
    what: OneCode


@frozen(eq=False, repr=False)
class NewMaximum(Node):
    what: OneCode
    old: Number
    new: Number


@frozen(eq=False, repr=False)
class RestatedLevel(Node):
    level: Word | Quoted


@frozen(eq=False, repr=False)
class Restate(Node):
    what: OneCode | RestatedLevel | Name


@frozen(eq=False, repr=False)
class ReplaceWords(Node):
    old: Quoted
    new: Quoted


# ---- the file


@frozen(eq=False, repr=False)
class Comment:
    """`# …`; `own_line`: it stands alone on its line and belongs to the statement below."""

    span: Span
    text: str
    own_line: bool


@frozen(eq=False, repr=False)
class Statement:
    """A statement with the blanks before it (a tab counts as four)."""

    span: Span
    body: Node
    indent: int


@frozen(eq=False, repr=False)
class Tree:
    """A whole rule file, statements in their order."""

    source: Source
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
    lost: tuple[str, ...] = ()  # first words of statements that could not be read
