"""Amendments: their first line, how a clause names what it is about, the clauses, and what a consolidated text says of them."""

from __future__ import annotations

from typing import ClassVar

from cqdt_rules.syntax.expressions import Name, NameOf, Node, Number, Percent, Quoted, Word, node
from cqdt_rules.syntax.statements import (
    ChosenUnits,
    CountedUnits,
    EachKind,
    Effective,
    OneCode,
    Reason,
    Years,
)


@node
class AmendedAlready(Node):
    """`, đã được sửa đổi, bổ sung theo "…"`: the amendments that are in the text already, in their order."""

    REST: ClassVar[str] = "decisions"
    decisions: tuple[Quoted, ...]


@node
class AmendmentHead(Node):
    decision: Quoted
    already: AmendedAlready | None


@node
class RoundAmendmentHead(Node):
    """`sửa đổi, bổ sung kết quả công nhận tại "Quyết định …"`: of a round."""

    decision: Quoted
    already: AmendedAlready | None


# ---- amendments: how a clause names what it is about


@node
class LevelNamed(Node):
    """`mức "Tốt" của xếp loại sẵn sàng`."""

    level: Word | Quoted
    scale: Name | None


@node
class ScaleNamed(Node):
    """`xếp loại`, `xếp loại sẵn sàng`."""

    name: EachKind | Name | None


@node
class DefinitionNamed(Node):
    """`công thức tổng điểm`."""

    name: Name


@node
class RankingNamed(Node):
    """`xếp hạng`, `xếp hạng "Chính quyền số"`."""

    name: Quoted | None


@node
class BlockNamed(Node):
    """`khối "Cấp xã"`."""

    title: Quoted


@node
class FigureNamed(Node):
    """`số liệu a của tiêu chí 2.1`."""

    name: NameOf | Name


@node
class UnitWordNamed(Node):
    """`thông tin đơn vị loại`."""

    name: Name


@node
class PartNamed(Node):
    """`cách chấm của tiêu chí 2.1`."""

    part: Word
    of: OneCode


@node
class FullMaximumNamed(Node):
    """`thang điểm`."""


@node
class RuleNamed(Node):
    """`quy định “không tính điểm …”`: any statement, by the words it begins with."""

    text: Quoted


@node
class AnnexNamed(Node):
    """`phụ lục II`."""

    number: Word


@node
class TableNamed(Node):
    """`bảng "…"`."""

    title: Quoted


@node
class UnitNamed(Node):
    """`đơn vị "…"`."""

    name: Quoted


@node
class WholeScheme(Node):
    """`bộ tiêu chí`: the part that holds for all blocks."""


# ---- amendments: the clauses


@node
class Clause(Node):
    """What an amendment does to the text; the statements that follow it belong to it."""


@node
class Repeal(Clause):
    what: Node
    reason: Reason | None


@node
class InsertAfter(Clause):
    what: Node
    reason: Reason | None


@node
class InsertInto(Clause):
    what: Node
    reason: Reason | None


@node
class InsertBlock(Clause):
    title: Quoted
    units: CountedUnits | ChosenUnits | None
    reason: Reason | None


@node
class NewValue(Clause):
    """`sửa đổi điểm tối đa của tiêu chí 2.1 từ 10 điểm thành 16 điểm`."""

    which: Word | None
    what: Node
    old: Number | Percent | Quoted
    new: Number | Percent | Quoted
    reason: Reason | None


@node
class Restate(Clause):
    what: Node
    reason: Reason | None


@node
class ReplaceWords(Clause):
    old: Quoted
    new: Quoted
    what: Node | None
    reason: Reason | None


@node
class Renumber(Clause):
    """`đánh số lại tiêu chí 2.3 thành tiêu chí 2.4`."""

    what: OneCode
    new: OneCode
    reason: Reason | None


# ---- what a consolidated text says of its amendments


@node
class Amended(Node):
    """`được sửa đổi theo "Quyết định …", có hiệu lực từ ngày …`: of the statement above; under the first line, of all."""

    REST: ClassVar[str] = "since"
    how: Word
    decision: Quoted
    since: tuple[Years | Effective, ...]


@node
class Repealed(Node):
    """`đã bãi bỏ "tiêu chí 1.2" theo "Quyết định …"`: what stood here."""

    what: Quoted
    decision: Quoted
