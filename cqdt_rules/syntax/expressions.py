"""Words, values, conditions and interval phrases of the tree."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar, TypeVar, dataclass_transform

from cqdt_rules.source import Span

Class = TypeVar("Class")


@dataclass_transform(frozen_default=True)
def node(cls: type[Class]) -> type[Class]:
    """Makes a class of the tree: its fields are its annotations, those of its base first.

    There are some 130 of these classes, made anew at each start of the command: written out one by one, as attrs does,
    their methods took a fifth of a short check (decision 7).
    """
    own: dict[str, object] = vars(cls).get("__annotations__", {})
    fields = [n for n, kind in own.items() if not str(kind).startswith("ClassVar")]
    names = (*getattr(cls, "FIELDS", ()), *fields)
    setattr(cls, "FIELDS", names)  # noqa: B010 - the type checker makes its own
    setattr(cls, "__match_args__", names)  # noqa: B010
    return cls


@node
class Node:
    """Anything in the tree: it never changes, and is compared by identity."""

    FIELDS: ClassVar[tuple[str, ...]]
    REST: ClassVar[str] = ""
    span: Span

    def __init__(self, *values: object) -> None:
        """Takes the values of all fields, in order."""
        for name, value in zip(self.FIELDS, values, strict=True):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuses: a tree is what the author wrote."""
        raise AttributeError(name)

    def __repr__(self) -> str:
        """Name and fields, the span left out: a tree that a person can read."""
        values = ", ".join(repr(getattr(self, n)) for n in self.FIELDS[1:])
        return f"{type(self).__name__}({values})"


def walk(node: object) -> Iterator[Node]:
    """A node and all below it, in the order of the text."""
    if isinstance(node, Node):
        yield node
        for name in node.FIELDS[1:]:
            yield from walk(getattr(node, name))
    elif isinstance(node, tuple):
        for item in node:
            yield from walk(item)


# ---- words


@node
class Name(Node):
    """A name, bare or in quotes; `text` is folded to single blanks and NFC, without the quotes."""

    text: str
    quoted: bool


@node
class Quoted(Node):
    """A text in quotes, without them."""

    text: str


@node
class Word(Node):
    """A word of the language that carries a choice: a kind, a code, a direction, an operator."""

    text: str


@node
class Number(Node):
    """A number as typed (`84,25`) and its value."""

    text: str
    value: Fraction


@node
class Percent(Node):
    """A percentage as typed (`80%`); `value` is the share (0,8)."""

    text: str
    value: Fraction


@node
class Date(Node):
    """A day: `31/01/2024`."""

    text: str


# ---- values and conditions


@node
class Sum(Node):
    """a + b − c: values with the signs (Word) between them."""

    REST: ClassVar[str] = "parts"
    parts: tuple[Node, ...]


@node
class Product(Node):
    """a × b / c: values with the signs (Word) between them."""

    REST: ClassVar[str] = "parts"
    parts: tuple[Node, ...]


@node
class Group(Node):
    """A value or a condition in brackets."""

    inner: Node


@node
class ShareOf(Node):
    """`50% điểm tối đa được tính`."""

    share: Percent
    whole: Node


@node
class PointsOf(Node):
    """`điểm nhóm 1`."""

    kind: Word
    code: Word


@node
class MaximumOf(Node):
    """`điểm tối đa nhóm 1`."""

    kind: Word
    code: Word


@node
class MaximumCountedOf(Node):
    """`điểm tối đa được tính nhóm 1`."""

    kind: Word
    code: Word


@node
class OverBlock(Node):
    """`giá trị lớn nhất của x trong khối`."""

    which: Word
    value: Node


@node
class Function(Node):
    """`số lớn nhất của (a; b)`."""

    REST: ClassVar[str] = "arguments"
    which: Word
    arguments: tuple[Node, ...]


@node
class NameOf(Node):
    """`b của tiêu chí 2.1`."""

    name: Name
    kind: Word
    code: Word


@node
class CountGiven(Node):
    """`số tiêu chí có số liệu của nhóm 1`."""

    phrase: Word
    kind: Word | None
    code: Word | None


@node
class LevelOf(Node):
    """`mức tiêu chí 1.1`: on the scale that each criterion has."""

    kind: Word
    code: Word


@node
class SubordinatesAt(Node):
    """`tỷ lệ đơn vị trực thuộc đạt mức "Đạt chuẩn"`; `số đơn vị trực thuộc đạt từ mức II trở lên`."""

    phrase: Word
    level: Reaches | ReachesOrBetter


@node
class AnyOf(Node):
    """Conditions joined by `hoặc`."""

    REST: ClassVar[str] = "parts"
    parts: tuple[Node, ...]


@node
class AllOf(Node):
    """Conditions joined by `và`."""

    REST: ClassVar[str] = "parts"
    parts: tuple[Node, ...]


@node
class Comparison(Node):
    """`a ≥ b`, also in words (`lớn hơn hoặc bằng`)."""

    left: Node
    sign: Word
    right: Node


@node
class Equality(Node):
    """`a = b`."""

    left: Node
    right: Node


@node
class Between(Node):
    """`a lớn hơn 50% và nhỏ hơn 75%`: the subject said once."""

    subject: Node
    first_sign: Word
    first: Node
    second_sign: Word
    second: Node


@node
class InInterval(Node):
    """A subject with an interval phrase."""

    subject: Node
    interval: Interval


@node
class Every(Node):
    """`từng lĩnh vực đạt từ 50% điểm tối đa được tính trở lên`."""

    which: Word
    share: Percent


@node
class Reaches(Node):
    """`đạt mức "Tốt"`."""

    level: Word | Quoted


@node
class ReachesOrBetter(Node):
    """`đạt từ mức II trở lên`."""

    level: Word | Quoted


@node
class EachInInterval(Node):
    """`điểm từng nhóm từ 50 đến 75`."""

    which: Word
    interval: Interval


@node
class Passes(Node):
    """`tiêu chí 0.1 đạt`, `tiêu chí 0.1 không đạt`."""

    what: Node
    how: Word


@node
class HasFigure(Node):
    """`có số liệu về …`, `chưa có số liệu về …`."""

    how: Word
    what: Node


@node
class FrameItem(Node):
    """A condition of a frame, on a line of its own."""

    condition: Node


@node
class Frame(Node):
    """`đáp ứng tất cả các điều kiện sau:` with one condition a line."""

    REST: ClassVar[str] = "items"
    phrase: Word
    items: tuple[FrameItem, ...]


# ---- interval phrases


@node
class Interval(Node):
    """A range of figures; the closure is in the words."""


@node
class AtLeast(Interval):
    low: Node


@node
class AtMost(Interval):
    high: Node


@node
class HalfOpen(Interval):
    low: Node
    high: Node


@node
class Closed(Interval):
    low: Node
    high: Node


@node
class RightClosed(Interval):
    low: Node
    high: Node


@node
class Open(Interval):
    low: Node
    high: Node


@node
class Above(Interval):
    low: Node


@node
class Below(Interval):
    high: Node


@node
class NotAboveInterval(Interval):
    high: Node


@node
class Exactly(Interval):
    value: Node


@node
class ByDay(Interval):
    last: Date


@node
class AfterDay(Interval):
    day: Date


@node
class BeforeDay(Interval):
    day: Date


@node
class FromDay(Interval):
    first: Date


@node
class BetweenDays(Interval):
    first: Date
    last: Date
