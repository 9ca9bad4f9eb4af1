"""Where everything of a chart stands, in whole pixels: exact figures, rounded once, no drawing library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from cqdt_rules.numbers import round_decimals
from cqdt_rules.report import Bars, Places

WIDTH = 760
PATTERNS = 6  # looks that can be told apart without colour; a seventh kind starts anew
DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 4")
_MARGIN, _ROW, _BAR = 14, 26, 18
_LETTER = 8  # pixels of a letter in bold, at 13 px
_MOST_LABEL = 300


def bars_fields(chart: Bars) -> dict[str, Any]:
    """The fields of a chart of stacked bars."""
    label = _label_width([b.label for b in chart.bars], 220)
    left, room = _MARGIN + label, WIDTH - 2 * _MARGIN - label - 34
    whole = max((sum(b.counts) for b in chart.bars), default=0) or 1
    met = [i for i in range(len(chart.kinds)) if any(b.counts[i] for b in chart.bars)]
    legend, lines = _legend([(i, chart.kinds[i]) for i in met])
    top = 40 + 22 * lines
    rows = []
    for i, bar in enumerate(chart.bars):
        y = top + i * _ROW
        rows.append(
            {
                "chu": bar.label,
                "x_chu": left - 8,
                "y": y,
                "y_chu": y + 13,
                "nay": bar.marked,
                "doan": list(_segments(bar.counts, chart.kinds, left, room, whole)),
                "x_tong": left + _part(room * sum(bar.counts), whole) + 6,
                "tong": sum(bar.counts),
            }
        )
    return {
        "loai": "thanh",
        "ten": chart.title,
        "ta": chart.about,
        "rong": WIDTH,
        "cao": top + len(chart.bars) * _ROW + 8,
        "day": _BAR,
        "chu_giai": legend,
        "hang": rows,
    }


def _segments(
    counts: Sequence[int], kinds: Sequence[str], left: int, room: int, whole: int
) -> Iterator[dict[str, Any]]:
    done = 0
    for n, (count, kind) in enumerate(zip(counts, kinds, strict=True)):
        start, end = (left + _part(room * k, whole) for k in (done, done + count))
        done += count
        if count:
            yield {
                "x": start,
                "rong": max(end - start, 1),
                "mau": n % PATTERNS,
                "so": count if end - start >= 16 else "",
                "giua": _part(start + end, 2),
                "ten": f"{kind}: {count} đơn vị",
            }


def _legend(kinds: Sequence[tuple[int, str]]) -> tuple[list[dict[str, Any]], int]:
    """The kinds that come up with their looks, in as many lines as they need."""
    found: list[dict[str, Any]] = []
    x, line = _MARGIN, 0
    for n, kind in kinds:
        width = 48 + len(kind) * _LETTER
        if x + width > WIDTH - _MARGIN and x > _MARGIN:
            x, line = _MARGIN, line + 1
        found.append({"x": x, "y": 34 + 22 * line, "mau": n % PATTERNS, "chu": kind})
        x += width
    return found, line + 1


def places_fields(chart: Places) -> dict[str, Any]:
    """The fields of a chart of ranks: a unit's line goes from value to value, the first rank on top."""
    label = _label_width([name for name, _ in chart.lines], _MOST_LABEL)
    left = _MARGIN + label + 20
    heads = [stop.partition(" (") for stop in chart.stops]  # `85 – 88 (nay 86)`: on two lines
    apart = max(46, max((len(w) for h in heads for w in h), default=0) * _LETTER + 8)
    width = max(WIDTH, 2 * left + apart * (len(chart.stops) - 1))
    step = Fraction(width - 2 * left, max(len(chart.stops) - 1, 1))
    xs = [left + _part(step.numerator * i, step.denominator) for i in range(len(chart.stops))]
    slots = [_slots([places[i] for _, places in chart.lines]) for i in range(len(chart.stops))]
    top = 84
    ends = (top, label)
    lines = [_line(n, line, xs, [x[n] for x in slots], ends) for n, line in enumerate(chart.lines)]
    stops = [
        {"x": x, "chu": value, "duoi": f"({below}" if below else "", "nay": i == chart.marked}
        for i, (x, (value, _, below)) in enumerate(zip(xs, heads, strict=True))
    ]
    return {
        "loai": "hang",
        "ten": chart.title,
        "ta": chart.about,
        "rong": width,
        "cao": top + len(chart.lines) * _ROW + 4,
        "day": top + len(chart.lines) * _ROW - 10,
        "moc": stops,
        "duong": lines,
    }


def _line(
    number: int,
    line: tuple[str, tuple[int | None, ...]],
    xs: Sequence[int],
    slots: Sequence[int],
    ends: tuple[int, int],
) -> dict[str, Any]:
    """A unit's way through the values; `ends` are the height of the first rank and the room for a name."""
    name, places = line
    top, room = ends
    ys = [top + slot * _ROW for slot in slots]
    points = [(x, y, p) for x, y, p in zip(xs, ys, places, strict=True) if p is not None]
    return {
        "ten": name,
        "chu": _short(name, room),
        "net": DASHES[number % len(DASHES)],
        "dong": len(set(places)) > 1,
        "duong": " ".join(f"{x},{y}" for x, y, _ in points),
        "diem": [{"x": x, "y": y, "y_chu": y + 4, "hang": p} for x, y, p in points],
        "x_trai": xs[0] - 14 if xs else 0,
        "y_trai": ys[0] + 4 if ys else 0,
        "x_phai": xs[-1] + 14 if xs else 0,
        "y_phai": ys[-1] + 4 if ys else 0,
    }


def _slots(places: Sequence[int | None]) -> list[int]:
    """The height of each unit at a value: by its place, units of one place one under the other, those without one last."""
    order = sorted(range(len(places)), key=lambda i: (places[i] is None, places[i] or 0, i))
    return [order.index(i) for i in range(len(places))]


def _part(numerator: int, denominator: int) -> int:
    return int(round_decimals(Fraction(numerator, denominator), 0))


def _label_width(labels: Sequence[str], most: int) -> int:
    longest = max(map(len, labels), default=0)
    return min(most, longest * _LETTER + 14)


def _short(name: str, width: int) -> str:
    most = (width - 8) // _LETTER
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
