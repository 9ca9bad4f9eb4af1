"""A second opinion on the core of the language: schemes by chance, computed by plain arithmetic that knows no graph.

A scheme is described by a few plain values (Core). `text_of` writes it as rules, `expected` computes what each unit
must get, straight from the description and from the meaning in the reference; nothing of cqdt_rules computes here.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from fractions import Fraction

from attrs import define, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.check import check
from cqdt_rules.evaluate import evaluate_block
from cqdt_rules.graph import Graph, input_key
from cqdt_rules.parse import parse
from cqdt_rules.sheet import Entry, Origin, UnitRow
from cqdt_rules.source import Source
from cqdt_rules.values import Amount, Text

UNITS = ("A", "B", "C", "D", "E", "G")
WAYS = ("direct", "pass", "ratio", "capped", "bands", "each", "cases", "peak", "sum")
LEVELS = ("I", "II", "III")


@frozen
class Leaf:
    """A criterion with points: how they are made (WAYS), its maximum, its share in the group (0: no weights)."""

    code: str
    way: str
    most: int
    weight: int = 0
    unless: str = ""  # when b is 0: "out", "zero", "full"; '' where b cannot be 0


@define
class Core:
    """A scheme: groups of criteria and what is made of them."""

    groups: list[list[Leaf]]
    group_most: list[int]
    out: dict[str, set[str]] = field(
        factory=dict
    )  # code of a criterion or group: units it is not counted for
    zero: dict[str, set[str]] = field(factory=dict)
    full: dict[str, set[str]] = field(factory=dict)
    bonus: int = 0  # the cap on the bonus, 0 for none
    decimals: int | None = 2
    marks: tuple[int, ...] = (90, 70, 50)
    floor: int = 0  # per cent that every group needs for the best level
    cap: int = 0  # below this per cent of group 1, not above level II
    demote: int = 0  # a bonus figure under this lowers the level by one
    veto: bool = False  # no level without any point of group 1
    unranked: set[str] = field(factory=set)
    second_key: bool = False

    @property
    def leaves(self) -> list[Leaf]:
        """All criteria."""
        return [leaf for group in self.groups for leaf in group]


Figures = Mapping[str, Mapping[str, Fraction]]
"""The figures of each unit, by the key that the engine gives them."""


def make(rng: random.Random) -> Core:
    """A scheme by chance."""
    groups, most = [], []
    for g in range(1, rng.randrange(2, 5)):
        weighted = rng.random() < 0.3
        count = rng.randrange(1, 5)
        weights = _shares(rng, count) if weighted else [0] * count
        leaves = []
        for c in range(count):
            way = rng.choice(WAYS)
            unless = (
                rng.choice(["", "out", "zero", "full"])
                if way in ("ratio", "capped", "bands")
                else ""
            )
            leaves.append(
                Leaf(f"{g}.{c + 1}", way, rng.choice([1, 2, 4, 5, 10, 20, 30]), weights[c], unless)
            )
        groups.append(leaves)
        most.append(rng.choice([50, 100, 30]) if weighted else sum(x.most for x in leaves))
    core = Core(groups, most)
    codes = [x.code for x in core.leaves] + [str(g + 1) for g in range(len(groups))]
    for table in (core.out, core.zero, core.full):
        for code in rng.sample(codes, rng.choice([0, 0, 1, 2]) % (len(codes) + 1)):
            if table is core.out or "." in code:
                table[code] = set(rng.sample(UNITS, rng.randrange(1, 3)))
    core.bonus = rng.choice([0, 0, 3, 5])
    core.decimals = rng.choice([None, 0, 1, 2, 2])
    core.marks = tuple(sorted(rng.sample(range(5, 100, 5), 3), reverse=True))
    core.floor, core.cap = rng.choice([0, 0, 30, 50]), rng.choice([0, 0, 40])
    core.demote = rng.choice([0, 2]) if core.bonus else 0
    core.veto = rng.random() < 0.3
    core.unranked = set(rng.sample(UNITS, rng.choice([0, 0, 1])))
    core.second_key = rng.random() < 0.5
    return core


def _shares(rng: random.Random, count: int) -> list[int]:
    cuts = sorted(rng.sample(range(1, 20), count - 1))
    return [5 * (b - a) for a, b in zip([0, *cuts], [*cuts, 20], strict=True)]


# ---- as rules


def text_of(core: Core) -> str:
    """The scheme in the language."""
    lines = ['bộ tiêu chí "T"']
    for g, leaves in enumerate(core.groups):
        lines.append(f'nhóm {g + 1} "Nhóm {g + 1}" tối đa {core.group_most[g]} điểm')
        for leaf in leaves:
            share = f" trọng số {leaf.weight}%" if leaf.weight else ""
            lines.append(
                f'tiêu chí {leaf.code} "Tiêu chí {leaf.code}"{share} tối đa {leaf.most} điểm'
            )
            lines += _way_lines(leaf)
    if core.bonus:
        lines += [
            f'điểm thưởng 9 "Thưởng" tối đa {core.bonus} điểm',
            "số liệu sáng kiến, số nguyên",
            "chấm 1 điểm cho mỗi sáng kiến",
        ]
    for verb, table in (
        ("không tính điểm", core.out),
        ("tính 0 điểm", core.zero),
        ("tính điểm tối đa", core.full),
    ):
        for code, units in table.items():
            names = ", ".join(f'"{u}"' for u in sorted(units))
            lines.append(f"{verb} {'tiêu chí' if '.' in code else 'nhóm'} {code} đối với {names}")
    rounding = "" if core.decimals is None else f", làm tròn đến {core.decimals} chữ số thập phân"
    extra = " + điểm thưởng" if core.bonus else ""
    lines.append(
        f"công thức tổng điểm = điểm đạt được × 100 / điểm tối đa được tính{extra}{rounding}"
    )
    lines.append("công thức so với khối = tổng điểm − giá trị lớn nhất của tổng điểm trong khối")
    lines += _level_lines(core)
    lines += [f'không xếp hạng đối với "{u}"' for u in sorted(core.unranked)]
    then = ", bằng nhau thì xét điểm nhóm 1 giảm dần" if core.second_key else ""
    lines.append(f"xếp hạng theo tổng điểm giảm dần{then}, bằng nhau thì cùng thứ hạng")
    return "\n".join(lines) + "\n"


_UNLESS = {
    "out": "không tính điểm khi b = 0",
    "zero": "tính 0 điểm khi b = 0",
    "full": "tính điểm tối đa khi b = 0",
}


def _way_lines(leaf: Leaf) -> list[str]:
    two = ["số liệu a", "số liệu b" + ("" if leaf.unless else ", từ 1 trở lên")]
    two += [_UNLESS[leaf.unless]] if leaf.unless else []
    match leaf.way:
        case "pass":
            return ["chấm đạt hoặc không đạt"]
        case "ratio":
            return [*two, "chấm theo tỷ lệ a / b"]
        case "capped":
            return [*two, "chấm theo tỷ lệ a / b, không quá điểm tối đa"]
        case "bands":
            bands = [
                "- từ 80% trở lên: điểm tối đa",
                "- từ 50% đến dưới 80%: a / b × điểm tối đa",
                "- dưới 50%: 1/4 × điểm tối đa",
            ]
            return [*two, "chấm theo khoảng a / b:", *bands]
        case "each":
            return ["số liệu a, số nguyên", "chấm 0,5 điểm cho mỗi a, không quá điểm tối đa"]
        case "cases":
            cases = [
                "- a từ 50 trở lên và b trên 10: điểm tối đa",
                "- a < 5 hoặc b = 0: 0 điểm",
                "- còn lại: 1/2 × điểm tối đa",
            ]
            return ["số liệu a", "số liệu b", "chấm theo trường hợp:", *cases]
        case "peak":
            return [
                "số liệu a, từ 1 đến 100",
                "chấm theo công thức a / giá trị lớn nhất của a trong khối × điểm tối đa",
            ]
        case "sum":
            return [
                "số liệu a",
                "chấm cộng dồn:",
                "- a ≥ 10: 1/2 × điểm tối đa",
                "- a từ 5 đến dưới 60: 1/4 × điểm tối đa",
            ]
    return []


def _level_lines(core: Core) -> list[str]:
    best, good, fair = core.marks
    floor = (
        f" và từng nhóm đạt từ {core.floor}% điểm tối đa được tính trở lên" if core.floor else ""
    )
    lines = [
        "xếp loại",
        f"mức I khi tổng điểm từ {best} trở lên{floor}",
        f"mức II khi tổng điểm từ {good} trở lên",
    ]
    lines += [f"mức III khi tổng điểm từ {fair} trở lên", 'còn lại "Chưa đạt"']
    if core.cap:
        lines.append(
            f"không xếp loại cao hơn mức II khi điểm nhóm 1 < {core.cap}% điểm tối đa được tính nhóm 1"
        )
    if core.demote:
        lines.append(f"hạ một mức khi sáng kiến < {core.demote}")
    if core.veto:
        lines.append("không xếp loại khi điểm nhóm 1 = 0")
    return lines


# ---- as figures


def figures_for(core: Core, rng: random.Random) -> dict[str, dict[str, Fraction]]:
    """Figures of every unit, within their ranges, boundaries often."""
    rows: dict[str, dict[str, Fraction]] = {}
    for unit in UNITS[: rng.randrange(1, len(UNITS) + 1)]:
        row: dict[str, Fraction] = {}
        for leaf in core.leaves:
            row |= _figures_of(leaf, rng)
        if core.bonus:
            row["sáng kiến"] = Fraction(rng.randrange(0, 9))
        rows[unit] = row
    return rows


def _figures_of(leaf: Leaf, rng: random.Random) -> dict[str, Fraction]:
    a, b = f"{leaf.code} a", f"{leaf.code} b"
    match leaf.way:
        case "direct":
            return {
                leaf.code: rng.choice(
                    [
                        Fraction(0),
                        Fraction(leaf.most),
                        Fraction(rng.randrange(100 * leaf.most), 100),
                    ]
                )
            }
        case "pass":
            return {leaf.code: Fraction(rng.randrange(2))}
        case "each":
            return {a: Fraction(rng.randrange(2 * leaf.most + 5))}
        case "peak":
            return {a: Fraction(rng.randrange(1, 101))}
        case "sum":
            return {a: Fraction(rng.choice([0, 4, 5, 9, 10, 59, 60, 80]))}
        case "cases":
            return {
                a: Fraction(rng.choice([0, 4, 5, 49, 50, 80])),
                b: Fraction(rng.choice([0, 10, 11])),
            }
    below = Fraction(rng.choice([*([0] if leaf.unless else []), 1, 2, 5, 10, 40]))
    above = Fraction(rng.randrange(int(below) * (2 if leaf.way == "capped" else 1) + 1))
    return {a: above, b: below}


# ---- what must come out: plain arithmetic


@define
class Result:
    """What a unit must get."""

    points: dict[str, Fraction | None]  # by code; None where it is not counted
    maxima: dict[str, Fraction]
    total: Fraction | None = None
    level: str = ""
    place: int | None = None


def expected(core: Core, rows: Figures) -> dict[str, Result]:
    """What every unit must get, from the description alone."""
    made = {unit: _tree(core, unit, row, rows) for unit, row in rows.items()}
    for unit, result in made.items():
        most = sum((result.maxima[str(g + 1)] for g in range(len(core.groups))), Fraction(0))
        got = [result.points[str(g + 1)] for g in range(len(core.groups))]
        if most == 0:
            continue
        total = sum((p for p in got if p is not None), Fraction(0)) * 100 / most
        total += min(rows[unit].get("sáng kiến", Fraction(0)), Fraction(core.bonus))
        result.total = total if core.decimals is None else _rounded(total, core.decimals)
        result.level = _level(core, result, rows[unit])
    ranked = [u for u, r in made.items() if r.total is not None and u not in core.unranked]
    for unit in ranked:
        made[unit].place = 1 + sum(_key(core, made[o]) > _key(core, made[unit]) for o in ranked)
    return made


def _key(core: Core, result: Result) -> tuple[Fraction, ...]:
    assert result.total is not None
    second = (result.points["1"] or Fraction(0),) if core.second_key else ()
    return (result.total, *second)


def _rounded(value: Fraction, decimals: int) -> Fraction:
    """Half away from zero."""
    scaled = abs(value) * 10**decimals
    whole = math.floor(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


def _tree(core: Core, unit: str, row: Mapping[str, Fraction], rows: Figures) -> Result:
    result = Result({}, {})
    for g, leaves in enumerate(core.groups):
        group = str(g + 1)
        points, most, some = Fraction(0), Fraction(0), False
        for leaf in leaves:
            b = row.get(f"{leaf.code} b")
            out = unit in core.out.get(leaf.code, ()) or unit in core.out.get(group, ())
            out = out or (leaf.unless == "out" and b == 0)
            factor = (
                Fraction(leaf.weight * core.group_most[g], 100 * leaf.most)
                if leaf.weight
                else Fraction(1)
            )
            own = None if out else _points(core, leaf, unit, row, rows)
            result.points[leaf.code], result.maxima[leaf.code] = (
                own,
                Fraction(0 if out else leaf.most),
            )
            if own is not None:
                points, most, some = points + own * factor, most + leaf.most * factor, True
        result.points[group], result.maxima[group] = points if some else None, most
    return result


def _points(
    core: Core, leaf: Leaf, unit: str, row: Mapping[str, Fraction], rows: Figures
) -> Fraction:
    most = Fraction(leaf.most)
    b = row.get(f"{leaf.code} b")
    if leaf.unless == "zero" and b == 0:  # its own clauses stand first, under the criterion
        return Fraction(0)
    if leaf.unless == "full" and b == 0:
        return most
    if unit in core.zero.get(leaf.code, ()):
        return Fraction(0)
    if unit in core.full.get(leaf.code, ()):
        return most
    return _scored(core, leaf, row, rows)


def _scored(core: Core, leaf: Leaf, row: Mapping[str, Fraction], rows: Figures) -> Fraction:
    most = Fraction(leaf.most)
    a, b = row.get(f"{leaf.code} a", Fraction(0)), row.get(f"{leaf.code} b", Fraction(0))
    match leaf.way:
        case "direct":
            return row[leaf.code]
        case "pass":
            return row[leaf.code] * most
        case "ratio":
            return a / b * most
        case "capped":
            return min(a / b * most, most)
        case "bands":
            share = a / b
            return (
                most
                if share >= Fraction(4, 5)
                else share * most
                if share >= Fraction(1, 2)
                else most / 4
            )
        case "each":
            return min(a / 2, most)
        case "cases":
            return most if a >= 50 and b > 10 else Fraction(0) if a < 5 or b == 0 else most / 2
        case "sum":
            return (most / 2 if a >= 10 else 0) + (most / 4 if 5 <= a < 60 else Fraction(0))
    peers = [r[f"{leaf.code} a"] for u, r in rows.items() if _counts(core, leaf, u)]
    return a / max(peers) * most


def _counts(core: Core, leaf: Leaf, unit: str) -> bool:
    """Whether a criterion counts for a unit: values over the block are of those for which it does."""
    return unit not in core.out.get(leaf.code, ()) and unit not in core.out.get(leaf.code[0], ())


def _level(core: Core, result: Result, row: Mapping[str, Fraction]) -> str:
    assert result.total is not None
    groups = [str(g + 1) for g in range(len(core.groups))]
    counted = [(result.points[g], result.maxima[g]) for g in groups]
    floor = all(p is None or p >= m * Fraction(core.floor, 100) for p, m in counted)
    best, good, fair = core.marks
    order = [*LEVELS, "Chưa đạt"]
    at = (
        0
        if result.total >= best and floor
        else 1
        if result.total >= good
        else 2
        if result.total >= fair
        else 3
    )
    first, most = result.points["1"], result.maxima["1"]
    # what is left out reads as 0 in a comparison: 0 < 40% of 0 does not hold
    if core.cap and (first or Fraction(0)) < most * Fraction(core.cap, 100):
        at = max(at, 1)
    if core.demote and row["sáng kiến"] < core.demote:
        at = min(at + 1, 3)
    if core.veto and not first:
        at = 3
    return order[at]


# ---- the engine's answer


def run_core(rng: random.Random) -> tuple[str, str]:
    """A scheme and figures by chance: the rules, and where the engine and the arithmetic differ ('' for nowhere)."""
    core = make(rng)
    rows = figures_for(core, rng)
    text = text_of(core)
    checked = check((parse(Source("t.cqdt", text)).value,))
    scheme = checked.value.scheme
    if scheme is None or checked.failed:
        codes = {d.code.value for d in checked.diagnostics if d.severity.name == "ERROR"}
        # a scheme by chance may well have a level that nobody reaches, or a group left out whole
        allowed = {
            "level-unreachable",
            "level-hidden",
            "threshold-beyond",
            "condition-never",
            "condition-always",
        }
        return (
            text,
            "" if codes <= allowed else f"refused: {[d.to_text() for d in checked.diagnostics]}",
        )
    block = scheme.blocks[0]
    given = [_row(block, unit, row) for unit, row in rows.items()]
    result = evaluate_block(Graph.of(block), given, [])
    for unit in result.units:
        wanted = expected(core, rows)[unit.unit]
        differs = _compare(
            wanted, unit.values, unit.rank.place if unit.rank else None, unit.assessed
        )
        if differs:
            return text, f"unit {unit.unit}: {differs}\n{dict(rows)}\n{text}"
    return text, ""


def _row(block: s.Block, unit: str, row: Mapping[str, Fraction]) -> UnitRow:
    here = Origin("t.csv", "", "B2")
    by_name = {
        f"{f.code} {f.name}" if f.name in ("a", "b") else f.name: f.key for f in block.figures
    }
    passed = {f.code: f.key for f in block.figures if f.kind == "YES_NO"}
    entries = {
        by_name.get(k) or passed.get(k) or input_key(k): Entry(v, str(v), here)
        for k, v in row.items()
    }
    return UnitRow(unit, block.name, entries, here)


def _compare(
    wanted: Result, values: Mapping[str, object], place: int | None, assessed: bool
) -> str:
    if wanted.total is None:
        return "" if not assessed else "assessed although nothing is counted"
    pairs: list[tuple[str, object, object]] = []
    for code, points in wanted.points.items():
        pairs.append((f"points {code}", points, _figure(values[s.points_key(code)])))
        pairs.append((f"maximum {code}", wanted.maxima[code], _figure(values[s.maximum_key(code)])))
    pairs.append(("total", wanted.total, _figure(values["tổng điểm"])))
    level = values["mức"]
    pairs.append(
        ("level", wanted.level, level.text if isinstance(level, Text) and level.known else level)
    )
    pairs.append(("place", wanted.place, place))
    return next(
        (
            f"{name}: {mine} expected, {theirs} computed"
            for name, mine, theirs in pairs
            if mine != theirs
        ),
        "",
    )


def _figure(value: object) -> Fraction | None:
    return value.figure if isinstance(value, Amount) and value.known else None
