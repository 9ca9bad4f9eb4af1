"""Statements of a round of assessment: its units, and the annexes and tables of its decision."""

from __future__ import annotations

from typing import ClassVar

from cqdt_rules.syntax.expressions import Name, Node, Quoted, Word, node
from cqdt_rules.syntax.statements import Key

# ---- a round


@node
class Unit(Node):
    REST: ClassVar[str] = "names"
    names: tuple[Quoted, ...]


@node
class MergedUnit(Node):
    """`đơn vị "A" lấy trung bình cộng của "B", "C"`."""

    REST: ClassVar[str] = "parts"
    unit: Quoted
    parts: tuple[Quoted, ...]


@node
class Overdue(Node):
    """`quá hạn không gửi số liệu thì tính 0 điểm`."""


@node
class CommonFigure(Node):
    name: Name
    value: Node


@node
class CommonFigures(Node):
    """`số liệu chung cận trên = 92; …`: the same for every unit of the round."""

    REST: ClassVar[str] = "figures"
    figures: tuple[CommonFigure, ...]


@node
class DecidedOrder(Node):
    """`thứ tự do người có thẩm quyền quyết định "A", "B"`: of units that all keys leave equal."""

    REST: ClassVar[str] = "units"
    units: tuple[Quoted, ...]


@node
class Adjusts(Node):
    """`điều chỉnh kết quả tại "Quyết định số …"`."""

    decision: Quoted


@node
class Annex(Node):
    REST: ClassVar[str] = "title"
    number: Word | None
    title: tuple[Quoted, ...]


@node
class Table(Node):
    title: Quoted | None


@node
class ColumnGroup(Node):
    title: Quoted


@node
class ColumnGroupEnd(Node):
    """`hết tiêu đề chung`: the columns that follow stand alone again."""


@node
class Subordinates(Node):
    """`tổng hợp mức của các đơn vị trực thuộc`: a paragraph of counts and names."""


@node
class Prefix(Node):
    """`kèm chữ "Mức độ"`: printed before a level."""

    text: Quoted


@node
class OutOf(Node):
    """`tính trên số xã`: the figure that holds the number of all subordinate units."""

    name: Name


@node
class Called(Node):
    """`gọi là "xã"`."""

    text: Quoted


@node
class NamedRank(Node):
    """`thứ hạng "Chính quyền số"`: by the ranking of that name."""

    name: Quoted


@node
class OfRound(Node):
    """`lần chấm "Tự chấm"`: the column shows what that round of scores gives."""

    name: Quoted


@node
class LastRow(Node):
    """`dòng cuối "Trung bình" lấy trung bình cộng`: of each column of figures."""

    title: Quoted
    takes: Word


@node
class Column(Node):
    REST: ClassVar[str] = "clauses"
    title: Quoted
    cell: Node
    clauses: tuple[Node, ...]


@node
class Note(Node):
    text: Quoted


@node
class NoteExclusions(Node):
    """`ghi chú các trường hợp không tính điểm`."""


@node
class Tally(Node):
    """`thống kê số đơn vị đạt từng mức`."""


@node
class RankOrder(Node):
    """`thứ hạng "Chính quyền số" tăng dần`."""

    rank: NamedRank
    direction: Word


@node
class TableOrder(Node):
    """`sắp xếp theo …`; no key for the order of the list."""

    REST: ClassVar[str] = "key"
    key: tuple[Key | RankOrder, ...]


@node
class Published(Node):
    """`đã công bố tại "cong-bo/…"`: the file that holds the table as it was published."""

    file: Quoted
    point: Word | None
