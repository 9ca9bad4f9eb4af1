"""Words, values, conditions and interval phrases of the tree.

Nodes are compared by identity, and share one `__repr__`: there are some 130 classes, made anew at each start of the
command, and what attrs would write for each of them is most of that time.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from attrs import fields, frozen

from cqdt_rules.source import Span


@frozen(eq=False, repr=False)
class Node:
    """Anything in the tree."""

    REST: ClassVar[str] = ""
    span: Span

    def __repr__(self) -> str:
        """Name and fields, the span left out: a tree that a person can read."""
        names = [a.name for a in fields(type(self)) if a.name != "span"]
        return f"{type(self).__name__}({', '.join(repr(getattr(self, n)) for n in names)})"


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


@frozen(eq=False, repr=False)
class Name(Node):
    """A name, bare or in quotes; `text` is folded to single blanks and NFC, without the quotes."""

    text: str
    quoted: bool


@frozen(eq=False, repr=False)
class Quoted(Node):
    """A text in quotes, without them."""

    text: str


@frozen(eq=False, repr=False)
class Word(Node):
    """A word of the language that carries a choice: a kind, a code, a direction, an operator."""

    text: str


@frozen(eq=False, repr=False)
class Number(Node):
    """A number as typed (`84,25`) and its value."""

    text: str
    value: Fraction


@frozen(eq=False, repr=False)
class Percent(Node):
    """A percentage as typed (`80%`); `value` is the share (0,8)."""

    text: str
    value: Fraction


@frozen(eq=False, repr=False)
class Date(Node):
    """A day: `31/01/2024`."""

    text: str


# ---- values and conditions


@frozen(eq=False, repr=False)
class Sum(Node):
    """a + b − c: values with the signs (Word) between them."""

    REST: ClassVar[str] = "parts"
    parts: tuple[Node, ...]


@frozen(eq=False, repr=False)
class Product(Node):
    """a × b / c: values with the signs (Word) between them."""

    REST: ClassVar[str] = "parts"
    parts: tuple[Node, ...]


@frozen(eq=False, repr=False)
class Group(Node):
    """A value or a condition in brackets."""

    inner: Node


@frozen(eq=False, repr=False)
class ShareOf(Node):
    """`50% điểm tối đa được tính`."""

    share: Percent
    whole: Node


@frozen(eq=False, repr=False)
class PointsOf(Node):
    """`điểm nhóm 1`."""

    kind: Word
    code: Word


@frozen(eq=False, repr=False)
class MaximumOf(Node):
    """`điểm tối đa nhóm 1`."""

    kind: Word
    code: Word


@frozen(eq=False, repr=False)
class MaximumCountedOf(Node):
    """`điểm tối đa được tính nhóm 1`."""

    kind: Word
    code: Word


@frozen(eq=False, repr=False)
class OverBlock(Node):
    """`giá trị lớn nhất của x trong khối`."""

    which: Word
    value: Node


@frozen(eq=False, repr=False)
class Function(Node):
    """`số lớn nhất của (a; b)`."""

    REST: ClassVar[str] = "arguments"
    which: Word
    arguments: tuple[Node, ...]


@frozen(eq=False, repr=False)
class NameOf(Node):
    """`b của tiêu chí 2.1`."""

    name: Name
    kind: Word
    code: Word


@frozen(eq=False, repr=False)
class AnyOf(Node):
    """Conditions joined by `hoặc`."""

    REST: ClassVar[str] = "parts"
    parts: tuple[Node, ...]


@frozen(eq=False, repr=False)
class AllOf(Node):
    """Conditions joined by `và`."""

    REST: ClassVar[str] = "parts"
    parts: tuple[Node, ...]


@frozen(eq=False, repr=False)
class Comparison(Node):
    """`a ≥ b`, also in words (`lớn hơn hoặc bằng`)."""

    left: Node
    sign: Word
    right: Node


@frozen(eq=False, repr=False)
class Equality(Node):
    """`a = b`."""

    left: Node
    right: Node


@frozen(eq=False, repr=False)
class Between(Node):
    """`a lớn hơn 50% và nhỏ hơn 75%`: the subject said once."""

    subject: Node
    first_sign: Word
    first: Node
    second_sign: Word
    second: Node


@frozen(eq=False, repr=False)
class InInterval(Node):
    """A subject with an interval phrase."""

    subject: Node
    interval: Interval


@frozen(eq=False, repr=False)
class Every(Node):
    """`từng lĩnh vực đạt từ 50% điểm tối đa được tính trở lên`."""

    which: Word
    share: Percent


@frozen(eq=False, repr=False)
class Reaches(Node):
    """`đạt mức "Tốt"`."""

    level: Word | Quoted


@frozen(eq=False, repr=False)
class ReachesOrBetter(Node):
    """`đạt từ mức II trở lên`."""

    level: Word | Quoted


@frozen(eq=False, repr=False)
class FrameItem(Node):
    """A condition of a frame, on a line of its own."""

    condition: Node


@frozen(eq=False, repr=False)
class Frame(Node):
    """`đáp ứng tất cả các điều kiện sau:` with one condition a line."""

    REST: ClassVar[str] = "items"
    phrase: Word
    items: tuple[FrameItem, ...]


# ---- interval phrases


@frozen(eq=False, repr=False)
class Interval(Node):
    """A range of figures; the closure is in the words."""


@frozen(eq=False, repr=False)
class AtLeast(Interval):
    low: Node


@frozen(eq=False, repr=False)
class AtMost(Interval):
    high: Node


@frozen(eq=False, repr=False)
class HalfOpen(Interval):
    low: Node
    high: Node


@frozen(eq=False, repr=False)
class Closed(Interval):
    low: Node
    high: Node


@frozen(eq=False, repr=False)
class RightClosed(Interval):
    low: Node
    high: Node


@frozen(eq=False, repr=False)
class Open(Interval):
    low: Node
    high: Node


@frozen(eq=False, repr=False)
class Above(Interval):
    low: Node


@frozen(eq=False, repr=False)
class Below(Interval):
    high: Node


@frozen(eq=False, repr=False)
class NotAboveInterval(Interval):
    high: Node


@frozen(eq=False, repr=False)
class Exactly(Interval):
    value: Node
