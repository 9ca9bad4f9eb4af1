"""Words, values, conditions and interval phrases of the tree."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from attrs import fields, frozen

from cqdt_rules.source import Span


@frozen
class Node:
    """Anything in the tree."""

    REST: ClassVar[str] = ""
    span: Span


def walk(node: object) -> Iterator[Node]:
    """A node and all below it, in the order of the text."""
    if isinstance(node, Node):
        yield node
        for attribute in fields(type(node)):
            if attribute.name != "span":
                yield from walk(getattr(node, attribute.name))
    elif isinstance(node, tuple):
        for item in node:
            yield from walk(item)


# ---- words


@frozen
class Name(Node):
    """A name, bare or in quotes; `text` is folded to single blanks and NFC, without the quotes."""

    text: str
    quoted: bool


@frozen
class Quoted(Node):
    """A text in quotes, without them."""

    text: str


@frozen
class Word(Node):
    """A word of the language that carries a choice: a kind, a code, a direction, an operator."""

    text: str


@frozen
class Number(Node):
    """A number as typed (`84,25`) and its value."""

    text: str
    value: Fraction


@frozen
class Percent(Node):
    """A percentage as typed (`80%`); `value` is the share (0,8)."""

    text: str
    value: Fraction


@frozen
class Date(Node):
    """A day: `31/01/2024`."""

    text: str


# ---- values and conditions


@frozen
class Sum(Node):
    """a + b − c: values with the signs (Word) between them."""

    REST: ClassVar[str] = "parts"
    parts: tuple[Node, ...]


@frozen
class Product(Node):
    """a × b / c: values with the signs (Word) between them."""

    REST: ClassVar[str] = "parts"
    parts: tuple[Node, ...]


@frozen
class Group(Node):
    """A value or a condition in brackets."""

    inner: Node


@frozen
class ShareOf(Node):
    """`50% điểm tối đa được tính`."""

    share: Percent
    whole: Node


@frozen
class PointsOf(Node):
    """`điểm nhóm 1`."""

    kind: Word
    code: Word


@frozen
class MaximumOf(Node):
    """`điểm tối đa nhóm 1`."""

    kind: Word
    code: Word


@frozen
class MaximumCountedOf(Node):
    """`điểm tối đa được tính nhóm 1`."""

    kind: Word
    code: Word


@frozen
class OverBlock(Node):
    """`giá trị lớn nhất của x trong khối`."""

    which: Word
    value: Node


@frozen
class Function(Node):
    """`số lớn nhất của (a; b)`."""

    REST: ClassVar[str] = "arguments"
    which: Word
    arguments: tuple[Node, ...]


@frozen
class NameOf(Node):
    """`b của tiêu chí 2.1`."""

    name: Name
    kind: Word
    code: Word


@frozen
class AnyOf(Node):
    """Conditions joined by `hoặc`."""

    REST: ClassVar[str] = "parts"
    parts: tuple[Node, ...]


@frozen
class AllOf(Node):
    """Conditions joined by `và`."""

    REST: ClassVar[str] = "parts"
    parts: tuple[Node, ...]


@frozen
class Comparison(Node):
    """`a ≥ b`, also in words (`lớn hơn hoặc bằng`)."""

    left: Node
    sign: Word
    right: Node


@frozen
class Equality(Node):
    """`a = b`."""

    left: Node
    right: Node


@frozen
class Between(Node):
    """`a lớn hơn 50% và nhỏ hơn 75%`: the subject said once."""

    subject: Node
    first_sign: Word
    first: Node
    second_sign: Word
    second: Node


@frozen
class InInterval(Node):
    """A subject with an interval phrase."""

    subject: Node
    interval: Interval


@frozen
class Every(Node):
    """`từng lĩnh vực đạt từ 50% điểm tối đa được tính trở lên`."""

    which: Word
    share: Percent


@frozen
class Reaches(Node):
    """`đạt mức "Tốt"`."""

    level: Word | Quoted


@frozen
class ReachesOrBetter(Node):
    """`đạt từ mức II trở lên`."""

    level: Word | Quoted


@frozen
class FrameItem(Node):
    """A condition of a frame, on a line of its own."""

    condition: Node


@frozen
class Frame(Node):
    """`đáp ứng tất cả các điều kiện sau:` with one condition a line."""

    REST: ClassVar[str] = "items"
    phrase: Word
    items: tuple[FrameItem, ...]


# ---- interval phrases


@frozen
class Interval(Node):
    """A range of figures; the closure is in the words."""


@frozen
class AtLeast(Interval):
    low: Node


@frozen
class AtMost(Interval):
    high: Node


@frozen
class HalfOpen(Interval):
    low: Node
    high: Node


@frozen
class Closed(Interval):
    low: Node
    high: Node


@frozen
class RightClosed(Interval):
    low: Node
    high: Node


@frozen
class Open(Interval):
    low: Node
    high: Node


@frozen
class Above(Interval):
    low: Node


@frozen
class Below(Interval):
    high: Node


@frozen
class NotAboveInterval(Interval):
    high: Node


@frozen
class Exactly(Interval):
    value: Node
