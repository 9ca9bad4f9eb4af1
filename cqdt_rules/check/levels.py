"""Gaps, hidden and unreachable levels, thresholds out of reach: exact, over a grid of all thresholds."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from fractions import Fraction

from cqdt_rules import scheme as s
from cqdt_rules.check.report import Report
from cqdt_rules.diagnostics import Code, Severity
from cqdt_rules.graph import Graph, Node, value_of
from cqdt_rules.numbers import format_number, round_to
from cqdt_rules.scheme import Apply, Constant, Expression, Quantity
from cqdt_rules.values import Amount, Truth, Value, exactly

MAX_POINTS = 20_000  # points of the grid that are looked at; more quantities than that are left to other checks


def check_scale(report: Report, scale: s.Scale, graph: Graph) -> None:
    """Reports what is wrong with a scale, each with a figure as witness."""
    subjects = _subjects(scale)
    if subjects is None or not scale.levels:
        return
    grids = {
        key: _grid(thresholds, graph.nodes[key], graph) for key, thresholds in subjects.items()
    }
    size = 1
    for grid in grids.values():
        size *= max(1, len(grid))
    if size > MAX_POINTS:
        return
    first, holding, gaps = _sweep(scale, grids)
    if _rises(scale, first):
        _report_rising(report, scale)
        return
    _check_thresholds(report, scale, graph, holding)
    for level in scale.levels:
        if level.name not in holding:
            report.at_place(
                Code.LEVEL_UNREACHABLE,
                Severity.ERROR,
                f"không đơn vị nào đạt được mức {level.name}",
                level.place,
                _why_never(scale, graph),
            )
        elif level.name not in first:
            above = next(x for x in scale.levels if x.name != level.name and x.name in first)
            report.at_place(
                Code.LEVEL_HIDDEN,
                Severity.ERROR,
                f"mức {level.name} không bao giờ được dùng: mọi kết quả đạt mức này đã đạt một mức ở trên",
                level.place,
                "xếp các mức từ cao xuống thấp",
                ((above.place.span, "mức ở trên"),),
            )
    if gaps and scale.rest is None and _independent(subjects, graph):
        _report_gap(report, scale, grids, gaps, graph)


def _why_never(scale: s.Scale, graph: Graph) -> str:
    ranges = [
        f"{graph.nodes[key].title or key} từ {format_number(b.low)} đến {format_number(b.high)}"
        for key in (_subjects(scale) or {})
        if isinstance(b := graph.nodes[key].bounds, Amount)
        and b.low is not None
        and b.high is not None
    ]
    return f"các giá trị có thể có: {'; '.join(ranges)}" if ranges else ""


# ---- what the conditions read


def _subjects(scale: s.Scale) -> dict[str, set[Fraction]] | None:
    """The quantities that the conditions compare with constants, with their thresholds; None where one does more."""
    found: dict[str, set[Fraction]] = {}
    for level in scale.levels:
        if not _collect(level.condition, found):
            return None
    return found


def _collect(e: Expression, found: dict[str, set[Fraction]]) -> bool:
    if not isinstance(e, Apply):
        return False
    if e.function in ("và", "hoặc", "ít nhất", "không"):
        return all(_collect(a, found) for a in e.arguments)
    if e.function not in ("so sánh", "thuộc khoảng"):
        return False
    subject, *bounds = (_bare(a) for a in e.arguments)
    if isinstance(subject, Constant) and len(bounds) == 1:
        subject, bounds = bounds[0], [subject]
    if not isinstance(subject, Quantity) or not all(
        isinstance(b, Constant) and isinstance(b.value, Fraction) for b in bounds
    ):
        return False
    for b in bounds:
        assert isinstance(b, Constant)
        assert isinstance(b.value, Fraction)
        found.setdefault(subject.key, set()).add(b.value)
    return True


def _bare(e: Expression) -> Expression:
    """Points read in a condition are a quantity too."""
    if isinstance(e, Apply) and e.function == "không tính là 0":
        return e.arguments[0]
    return e


def _grid(thresholds: Iterable[Fraction], node: Node, graph: Graph) -> list[Fraction]:
    """Every threshold, a figure between neighbours, and the ends of the range; only figures that can be.

    A quantity that is rounded (or counted) takes multiples of its step alone. On an open side one point stands for all beyond.
    """
    bounds = node.bounds
    low = bounds.low if isinstance(bounds, Amount) else None
    high = bounds.high if isinstance(bounds, Amount) else None
    marks = sorted(
        {*thresholds, *([low] if low is not None else []), *([high] if high is not None else [])}
    )
    points = set(marks)
    step = _step(node, graph)
    for a, b in itertools.pairwise(marks):
        middle = (a + b) / 2
        points.add(middle if step is None else round_to(middle, step))
    points |= {marks[0] - (step or 1)} if low is None else set()
    points |= {marks[-1] + (step or 1)} if high is None else set()
    inside = [p for p in points if (low is None or p >= low) and (high is None or p <= high)]
    return sorted(p for p in inside if step is None or (p / step).denominator == 1)


def _step(node: Node, graph: Graph) -> Fraction | None:
    """The step of a rounded quantity or a whole count."""
    while node.function in ("không quá", "không dưới", "là", "không tính là 0"):
        node = graph.nodes[node.arguments[0]]
    if node.function == "làm tròn" and isinstance(node.params[0], Fraction):
        return node.params[0]
    whole = any(f.key == node.key and f.kind == "INTEGER" for f in graph.block.figures)
    return Fraction(1) if whole else None


def _independent(subjects: Iterable[str], graph: Graph) -> bool:
    """Whether the quantities rest on different figures: else a point of the grid may be impossible."""
    needs = [graph.needs(key) for key in subjects]
    return all(not (a & b) for a, b in itertools.combinations(needs, 2))


def _report_rising(report: Report, scale: s.Scale) -> None:
    report.at_place(
        Code.LEVEL_ORDER,
        Severity.ERROR,
        "các mức viết từ thấp lên cao; mức viết trước được coi là mức cao hơn",
        scale.levels[0].place,
        "viết lại từ cao xuống thấp: mức cao nhất đứng đầu",
        tuple((level.place.span, "") for level in scale.levels[1:]),
    )


def _rises(scale: s.Scale, first: Mapping[str, list[tuple[Fraction, ...]]]) -> bool:
    """Whether, on one quantity, every level lies wholly below the next one of the list."""
    spans = [first[x.name] for x in scale.levels if first.get(x.name)]
    if len(spans) < 2 or any(len(point) != 1 for point in spans[0]):
        return False
    return all(max(a)[0] < min(b)[0] for a, b in itertools.pairwise(spans))


# ---- the sweep


def _sweep(
    scale: s.Scale, grids: Mapping[str, list[Fraction]]
) -> tuple[dict[str, list[tuple[Fraction, ...]]], set[str], list[tuple[Fraction, ...]]]:
    """Where each level comes first, the levels that hold somewhere, and the points where none holds."""
    first: dict[str, list[tuple[Fraction, ...]]] = {}
    holding: set[str] = set()
    gaps: list[tuple[Fraction, ...]] = []
    for point in itertools.product(*grids.values()):
        values: dict[str, Value] = {key: exactly(v) for key, v in zip(grids, point, strict=True)}
        hits = [level.name for level in scale.levels if _holds(level.condition, values)]
        holding.update(hits)
        if hits:
            first.setdefault(hits[0], []).append(point)
        else:
            gaps.append(point)
    return first, holding, gaps


def _holds(e: Expression, values: Mapping[str, Value]) -> bool:
    result = value_of(e, values)
    return isinstance(result, Truth) and result.holds


def _report_gap(
    report: Report,
    scale: s.Scale,
    grids: Mapping[str, list[Fraction]],
    gaps: list[tuple[Fraction, ...]],
    graph: Graph,
) -> None:
    names = [graph.nodes[key].title or key for key in grids]
    if len(grids) == 1:
        grid = next(iter(grids.values()))
        key = next(iter(grids))
        marks = (_subjects(scale) or {})[key] | _ends(graph.nodes[key].bounds)
        said = [
            f"{names[0]} {_interval_words(grid, run, marks)} không thuộc mức nào"
            for run in _runs(grid, {g[0] for g in gaps})
        ]
        message = "; ".join(said)
    else:
        witness = "; ".join(
            f"{n} = {format_number(v)}" for n, v in zip(names, gaps[0], strict=True)
        )
        message = f"có kết quả không thuộc mức nào, thí dụ {witness}"
    report.at_place(
        Code.LEVEL_GAP,
        Severity.ERROR,
        message,
        scale.levels[-1].place,
        "thêm một dòng “còn lại …”, hoặc sửa ngưỡng của hai mức kề nhau",
        tuple((level.place.span, "") for level in scale.levels[:-1]),
    )


def _ends(bounds: Value) -> set[Fraction]:
    ends = (bounds.low, bounds.high) if isinstance(bounds, Amount) else ()
    return {e for e in ends if e is not None}


def _runs(grid: list[Fraction], gaps: set[Fraction]) -> list[list[Fraction]]:
    """Neighbouring points of the grid that are gaps."""
    runs: list[list[Fraction]] = []
    for before, point in zip([None, *grid], grid, strict=False):
        if point not in gaps:
            continue
        if runs and before is not None and runs[-1][-1] == before:
            runs[-1].append(point)
        else:
            runs.append([point])
    return runs


def _interval_words(grid: list[Fraction], run: list[Fraction], marks: set[Fraction]) -> str:
    """`từ 349 đến dưới 350`, from neighbouring points of the grid: one that is no mark stands for all around it."""
    left, right = grid.index(run[0]), grid.index(run[-1])
    low = run[0] if run[0] in marks else (grid[left - 1] if left else None)
    high = run[-1] if run[-1] in marks else (grid[right + 1] if right + 1 < len(grid) else None)
    if low is not None and low == high:
        return f"bằng {format_number(low)}"
    if low is None:
        return f"dưới {format_number(high)}" if high is not None else "bất kỳ"
    start = f"từ {format_number(low)}" if run[0] in marks else f"trên {format_number(low)}"
    if high is None:
        return f"{start} trở lên" if run[0] in marks else start
    return (
        f"{start} đến {format_number(high)}"
        if run[-1] in marks
        else f"{start} đến dưới {format_number(high)}"
    )


def _check_thresholds(report: Report, scale: s.Scale, graph: Graph, holding: set[str]) -> None:
    """A threshold above all that the quantity can be."""
    for level in scale.levels:
        found: dict[str, set[Fraction]] = {}
        if level.name not in holding:  # told as a level that nobody reaches
            continue
        _collect(level.condition, found)
        for key, thresholds in found.items():
            bounds = graph.nodes[key].bounds
            beyond = sorted(
                t
                for t in thresholds
                if isinstance(bounds, Amount) and bounds.high is not None and t > bounds.high
            )
            if beyond and isinstance(bounds, Amount) and bounds.high is not None:
                report.at_place(
                    Code.THRESHOLD_BEYOND,
                    Severity.WARNING,
                    f"ngưỡng {format_number(beyond[0])} cao hơn mức cao nhất mà {graph.nodes[key].title or key} có thể đạt ({format_number(bounds.high)})",
                    level.place,
                )
