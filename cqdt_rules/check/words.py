"""Quantities, intervals and witnesses in the words of the scheme."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from cqdt_rules import scheme as s
from cqdt_rules.check.linear import Limit, Range
from cqdt_rules.check.worlds import World, Worlds
from cqdt_rules.graph import Node
from cqdt_rules.numbers import exact_decimals, format_date, format_number, format_percent
from cqdt_rules.values import Amount

_SHOWN_INPUTS = 3


def name_of(worlds: Worlds, key: str) -> str:
    """A quantity as its rule calls it; a part of a formula by its formula (`a / b`)."""
    node = worlds.graph.nodes.get(key) or worlds.nodes[key]
    if isinstance(node.constant, Amount):
        return format_number(node.constant.figure)
    if node.is_input:
        return _input_name(worlds, node)
    if node.title:
        return node.title
    parts = [name_of(worlds, a) for a in node.arguments]
    if node.function in ("cộng", "nhân"):
        return " ".join(
            _signed(sign, part, i)
            for i, (sign, part) in enumerate(zip(node.params, parts, strict=True))
        )
    if node.function in ("không tính là 0", "làm tròn", "không quá", "không dưới", "là"):
        return parts[0]
    return f"{node.function} ({'; '.join(parts)})"


def _signed(sign: object, part: str, index: int) -> str:
    inner = f"({part})" if " + " in part or " − " in part else part
    return f"{sign} {inner}" if index else inner


def _input_name(worlds: Worlds, node: Node) -> str:
    figure = next((f for f in worlds.graph.block.figures if f.key == node.key), None)
    if figure is not None:
        return figure.name
    return node.title.removeprefix("điểm nhập của ") or node.key


def figure_words(worlds: Worlds, key: str, figure: Fraction, *, percent: bool = False) -> str:
    """A figure as the rules write it: `80%`, `84,25`, `ngày 31/01/2024`; one without an end after the comma is about (≈)."""
    node = worlds.nodes[worlds.same.get(key, key)]
    inner = [key, *node.arguments[:1]]
    if any(f.key in inner and f.kind == "DATE" for f in worlds.graph.block.figures):
        return f"ngày {format_date(figure)}"
    if percent:
        return (
            format_percent(figure)
            if exact_decimals(figure) is not None
            else f"≈ {format_percent(figure, 4)}"
        )
    return (
        format_number(figure)
        if exact_decimals(figure) is not None
        else f"≈ {format_number(figure, 4)}"
    )


def in_percent(places: Iterable[s.Place], figures: Iterable[Fraction]) -> bool:
    """Whether the rules write these figures as percentages."""
    words = " ".join(p.words for p in places).replace(" %", "%")
    return any(format_percent(f) in words for f in figures)


def interval_words(range_: Range, shown: Sequence[str]) -> str:
    """`trên 349 đến dưới 350`; `shown` are the two ends as a reader writes them."""
    low, high = range_.low, range_.high
    if low is not None and high is not None and low[0] == high[0]:
        return f"bằng {shown[0]}"
    if low is None and high is None:
        return "bất kỳ"
    if low is None:
        assert high is not None
        return f"dưới {shown[1]}" if high[1] else f"từ {shown[1]} trở xuống"
    start = f"trên {shown[0]}" if low[1] else f"từ {shown[0]}"
    if high is None:
        return start if low[1] else f"{start} trở lên"
    return f"{start} đến dưới {shown[1]}" if high[1] else f"{start} đến {shown[1]}"


def range_words(worlds: Worlds, key: str, range_: Range, *, percent: bool) -> str:
    """An interval of a quantity."""

    def end(limit: Limit | None) -> str:
        return "" if limit is None else figure_words(worlds, key, limit[0], percent=percent)

    return interval_words(range_, (end(range_.low), end(range_.high)))


def witness_words(
    worlds: Worlds, world: World, subjects: Sequence[str], *, percent: bool = False
) -> str:
    """The unit that proves a finding: what the sheet would say where that is short, else the quantities asked about."""
    inputs = list(world.inputs)
    figures = {world.figure(k) for k in subjects}
    alike = (
        len(inputs) == 1 and {world.inputs[inputs[0]]} == figures
    )  # the quantity is what is typed
    short = len(inputs) <= _SHOWN_INPUTS and not alike
    said = []
    for key in inputs if short else ():
        value = world.inputs[key]
        shown = f"“{value}”" if isinstance(value, str) else _given(worlds, key, value)
        said.append(f"{name_of(worlds, key)} = {shown}")
    for key in subjects:
        figure = world.figure(key)
        if figure is not None and not (short and key in inputs):
            shown = f"{name_of(worlds, key)} = {figure_words(worlds, key, figure, percent=percent)}"
            if shown.removeprefix("điểm ") not in said:  # what was typed is told once
                said.append(shown)
    return "; ".join(dict.fromkeys(said))


def _given(worlds: Worlds, key: str, value: Fraction) -> str:
    kinds = {f.key: f.kind for f in worlds.graph.block.figures}
    if kinds.get(key) == "YES_NO":
        return "có" if value else "không"
    return figure_words(worlds, key, value, percent=kinds.get(key) == "PERCENT")
