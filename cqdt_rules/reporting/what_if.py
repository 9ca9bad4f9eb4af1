"""A number over some values: who changes where, how many have each level, every unit at every value."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence

from attrs import frozen

from cqdt_rules import scheme as s
from cqdt_rules.numbers import fold
from cqdt_rules.report import Bar, Bars, Grid, Lines, Part, Places, Report, Section
from cqdt_rules.reporting import words
from cqdt_rules.results import BlockResult, UnitResult
from cqdt_rules.variations import NumberKind, RuleNumber, Trial, WhatIf

LEVEL, RANK, TOTAL = "level", "rank", "total"
REFUSED = "quá tối đa"
_MOST_COLUMNS = 12
_MOST_LINES = 20  # units of a chart of ranks that can still be followed

Cell = Callable[[UnitResult], str]


@frozen
class _View:
    """What is shown of a block: its trials that could be computed, and a cell of each unit (of one scale)."""

    what: WhatIf
    block: str
    trials: tuple[Trial, ...]
    cell: Cell
    scale: s.Scale | None = None

    def cells(self, trial: Trial) -> list[str]:
        """A column: every unit at a value."""
        block = trial.block(self.block)
        assert block is not None
        return [
            REFUSED if (self.block, u.unit) in trial.refused else self.cell(u) for u in block.units
        ]

    @property
    def present(self) -> int:
        """Which trial has the present value."""
        return next(i for i, t in enumerate(self.trials) if t.value == self.what.number.value)

    def label(self, first: Trial, last: Trial | None = None) -> str:
        """A value, or from one to the other; the present one is marked."""
        number = self.what.number
        now = first.value <= number.value <= (last or first).value
        if last is None or last is first:
            return number.shown(first.value) + (" (nay)" if now else "")
        span = f"{number.shown(first.value)} – {number.shown(last.value)}"
        return span + (f" (nay {number.shown(number.value)})" if now else "")

    def columns(self) -> list[tuple[str, Trial, bool]]:
        """Values as columns (label, one of its trials, whether it is the present one); many are put together where all is alike."""
        if len(self.trials) <= _MOST_COLUMNS:
            return [(self.label(t), t, i == self.present) for i, t in enumerate(self.trials)]
        order = list(self.what.trials)
        groups: list[list[Trial]] = []
        for trial in self.trials:
            before = groups[-1][-1] if groups else None
            beside = before is not None and order.index(trial) - order.index(before) == 1
            if before is not None and beside and self.cells(before) == self.cells(trial):
                groups[-1].append(trial)
            else:
                groups.append([trial])
        now = self.trials[self.present]
        return [(self.label(g[0], g[-1]), g[0], now in g) for g in groups]


def what_if_report(what: WhatIf, show: str = LEVEL) -> Report:
    """The report of a number over some values; `show` is what the tables of units hold: level, rank or total."""
    sections = [x for x in (_untried(what),) if x is not None]
    sections += [
        Section(block.name or "Kết quả", tuple(_block_parts(what, block, show)))
        for block in what.present.blocks
        if _concerns(what, block)
    ]
    remarks = tuple(_remarks(what))
    sections += [Section("Cần biết", (Lines(remarks, bullets=True),))] if remarks else []
    return Report(
        f"Thử thay đổi {what.number.name}",
        tuple(_head(what)),
        tuple(sections),
        what.present.made_from,
    )


def _head(what: WhatIf) -> Iterator[str]:
    number = what.number
    yield what.scheme
    first, last = (number.shown(t.value) for t in (what.trials[0], what.trials[-1]))
    where = f"{number.source.name}, {words.lines_of(number)}"
    block = f", khối “{number.block}”" if number.block else ""
    span = f" từ {first} đến {last}" if first != last else ""
    tried = f"Thử {len(what.trials)} giá trị{span}, trên số liệu hiện có."
    yield f"Hiện nay: {number.shown(number.value)} ({where}{block}). {tried}"
    if len(number.places) > 1:
        yield f"Số này ghi ở {len(number.places)} chỗ ({words.lines_of(number)}); các chỗ cùng đổi."
    for w in number.follows:
        yield f"Đi theo: {w.of} (dòng {w.line}, đang là {w.typed}) tăng, giảm cùng một lượng, vì là tổng của các phần."
    if number.shares:
        said = ", ".join(f"{w.of} (dòng {w.line}, đang là {w.typed})" for w in number.shares)
        yield f"Đi theo: {said} chia lại phần còn lại theo tỷ lệ, để tổng trọng số vẫn là 100%."


def _untried(what: WhatIf) -> Section | None:
    """The values for which the scheme does not hold, together where the reason is the same."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for t in what.trials:
        if t.results is None:
            groups.setdefault(t.problems, []).append(what.number.shown(t.value))
    if not groups:
        return None
    lines = [f"{_run(values)}: {'; '.join(why)}" for why, values in groups.items()]
    parts: list[Part] = [Lines(tuple(lines), bullets=True)]
    if sum(t.results is not None for t in what.trials) == 1:
        parts.append(Lines(("Ngoài giá trị hiện nay, không giá trị nào tính được.",)))
        if what.number.kind in (NumberKind.MAXIMUM, NumberKind.FULL_MAXIMUM):
            help_ = "Nếu số này là tổng của các phần thì thử đổi điểm tối đa của một phần: tổng sẽ đi theo."
            parts.append(Lines((help_,)))
    return Section("Giá trị không tính được", tuple(parts))


def _run(values: Sequence[str]) -> str:
    if len(values) <= _MOST_COLUMNS:
        return "; ".join(values)
    return f"{len(values)} giá trị, {values[0]} … {values[-1]}"


def _concerns(what: WhatIf, block: BlockResult) -> bool:
    """Whether a block has the number, or anything in it comes out otherwise."""
    if what.number.block and fold(what.number.block) == fold(block.name):
        return True
    tried = [t.block(block.name) for t in what.trials if t.results is not None]
    return any(b is not None and _differs(block, b) for b in tried) or not what.number.block


def _differs(a: BlockResult, b: BlockResult) -> bool:
    keys = [words.total_key(a), *(x.key for x in a.graph.block.main_scales)]
    return any(
        x.rank != y.rank or any(x.values[k] != y.values[k] for k in keys)
        for x, y in zip(a.units, b.units, strict=True)
    )


def _block_parts(what: WhatIf, block: BlockResult, show: str) -> Iterator[Part]:
    trials = tuple(t for t in what.trials if t.block(block.name) is not None)
    scales = _scales(what.number, block)
    for scale in scales:
        levels = _View(what, block.name, trials, _level_cell(scale), scale)
        yield from _level_parts(levels)
        if show == LEVEL:
            yield from _unit_grids(levels, f"Mức của từng đơn vị{words.scale_words(scale)}")
    if show == TOTAL:
        key = words.total_key(block)
        title = block.graph.title_of(key)
        totals = _View(what, block.name, trials, lambda u: words.total_cell(u, key))
        yield from _unit_grids(totals, f"{title[:1].upper()}{title[1:]} của từng đơn vị")
    ranked = block.graph.block.ranking is not None
    if ranked and (show == RANK or not scales):
        yield from _rank_parts(_View(what, block.name, trials, words.rank_cell))
    yield from _refused(what, block)


def _level_cell(scale: s.Scale) -> Cell:
    return lambda unit: words.level_cell(unit, scale)


def _scales(number: RuleNumber, block: BlockResult) -> list[s.Scale]:
    """The scales to show: of a threshold its own one."""
    scales = list(block.graph.block.main_scales)
    own = [x for x in scales if x.name and fold(x.name) == fold(number.owner)]
    return own if number.kind is NumberKind.THRESHOLD and own else scales


# ---- levels


def _level_parts(view: _View) -> Iterator[Part]:
    assert view.scale is not None
    scale = view.scale
    said = words.scale_words(scale)
    if len(view.trials) == 1:
        return
    changes = tuple(_changes(view, _level_change))
    if not changes:
        yield Lines((f"Không đơn vị nào đổi mức{said} ở các giá trị đã thử.{_idle_words(view)}",))
        return
    yield Lines((f"Ai đổi mức{said}, kể từ giá trị hiện nay:",))
    yield Lines(changes, bullets=True)
    columns = view.columns()
    order = [*words.level_order(scale), REFUSED]
    met = {c for _, t, _ in columns for c in view.cells(t)}
    kinds = tuple(
        x for x in dict.fromkeys(order) if x in met or x in [y.name for y in scale.levels]
    )
    counts = [(label, [view.cells(t).count(k) for k in kinds], now) for label, t, now in columns]
    name = view.what.number.name
    names = tuple(words.level_words(k, scale) if k != REFUSED else k for k in kinds)
    names = tuple(f"{n[:1].upper()}{n[1:]}" for n in names)
    if len(columns) > 1:
        bars = tuple(Bar(label, tuple(n), now) for label, n, now in counts)
        about = f"Mỗi thanh là một giá trị của {name}; mỗi đoạn là số đơn vị đạt một mức."
        yield Bars(f"Số đơn vị đạt từng mức{said} theo {name}", about, names, bars)
    rows = tuple((label, *map(str, n)) for label, n, _ in counts)
    marked = next((i for i, (_, _, now) in enumerate(counts) if now), -1)
    yield Grid(f"Số đơn vị đạt từng mức{said}", ("Giá trị", *names), rows, marked, by_row=True)


def _idle_words(view: _View) -> str:
    """A word where not even a total moves: the formulas do not use the number."""
    now = view.trials[view.present].block(view.block)
    tried = [t.block(view.block) for t in view.trials]
    if now is None or any(b is not None and _differs(now, b) for b in tried):
        return ""
    return " Tổng điểm của các đơn vị cũng không đổi."


def _level_change(view: _View, old: str, new: str) -> str:
    assert view.scale is not None
    order = [*words.level_order(view.scale), REFUSED]
    if new == REFUSED:
        return "có điểm quá tối đa mới, chưa xếp được"
    name = words.level_words(new, view.scale)
    if old == REFUSED:
        return f"xếp được, {name}"
    return words.moved_words(new, up=order.index(new) < order.index(old), name=name)


def _changes(view: _View, told: Callable[[_View, str, str], str]) -> Iterator[str]:
    """Who changes from one value to the next, walking away from the present one: first up, then down."""
    at = view.present
    units = [u.unit for u in _units(view)]
    up, down = view.trials[at:], view.trials[at::-1]
    for walk, word in ((up, "tăng"), (down, "giảm")):
        for a, b in itertools.pairwise(walk):
            moved: dict[str, list[str]] = {}
            for unit, old, new in zip(units, view.cells(a), view.cells(b), strict=True):
                if old != new:
                    moved.setdefault(told(view, old, new), []).append(unit)
            said = "; ".join(f"{words.names_of(who)} {what}" for what, who in moved.items())
            if said:
                yield f"{word} đến {view.what.number.shown(b.value)}: {said}"


def _units(view: _View) -> Sequence[UnitResult]:
    block = view.trials[view.present].block(view.block)
    return block.units if block is not None else ()


def _unit_grids(view: _View, title: str) -> Iterator[Part]:
    """Units × values; wide ones in several tables."""
    columns = view.columns()
    for start in range(0, len(columns), _MOST_COLUMNS):
        part = columns[start : start + _MOST_COLUMNS]
        filled = [view.cells(t) for _, t, _ in part]
        rows = tuple(
            (u.unit, *(column[i] for column in filled)) for i, u in enumerate(_units(view))
        )
        marked = next((i + 1 for i, (_, _, now) in enumerate(part) if now), -1)
        heads = ("Đơn vị", *(label for label, _, _ in part))
        yield Grid(title + (" (tiếp)" if start else ""), heads, rows, marked)


# ---- ranks


def _rank_parts(view: _View) -> Iterator[Part]:
    changes = tuple(_changes(view, _rank_change))
    if changes:
        yield Lines(("Ai đổi thứ hạng, kể từ giá trị hiện nay:",))
        yield Lines(changes, bullets=True)
    else:
        yield Lines(("Không đơn vị nào đổi thứ hạng ở các giá trị đã thử.",))
    columns = view.columns()
    units = _units(view)
    if changes and len(units) <= _MOST_LINES and len(columns) > 1:
        stops = tuple(label for label, _, _ in columns)
        ranks = [[_place(c) for c in view.cells(t)] for _, t, _ in columns]
        lines = tuple((u.unit, tuple(r[i] for r in ranks)) for i, u in enumerate(units))
        about = f"Mỗi đường là một đơn vị; trái sang phải là các giá trị của {view.what.number.name}; trên cùng là hạng 1."
        marked = next((i for i, (_, _, now) in enumerate(columns) if now), -1)
        title = f"Thứ hạng theo {view.what.number.name}"
        yield Places(title, about, stops, lines, marked)
    yield from _unit_grids(view, "Thứ hạng của từng đơn vị")
    if any(t.refused for t in view.trials):
        yield Lines(
            ("Ở giá trị có đơn vị quá tối đa, thứ hạng của các đơn vị khác còn tính cả đơn vị ấy.",)
        )


def _rank_change(view: _View, old: str, new: str) -> str:  # noqa: ARG001 - as for levels
    if new == REFUSED:
        return "có điểm quá tối đa mới, chưa xếp được"
    return f"xếp được, hạng {new}" if old == REFUSED else f"từ hạng {old} đến {new}"


def _place(cell: str) -> int | None:
    digits = cell.rstrip("*")
    return int(digits) if digits.isdigit() else None


# ---- remarks


def _refused(what: WhatIf, block: BlockResult) -> Iterator[Part]:
    """Units whose points are out of range with a value: told, never cut."""
    lines = [
        f"{what.number.shown(t.value)}: {why}"
        for t in what.trials
        for (name, _), why in t.refused.items()
        if name == block.name
    ]
    if lines:
        yield Lines(
            ("Đơn vị có điểm ngoài giới hạn mới (không bị cắt bớt, và không xếp ở giá trị ấy):",)
        )
        yield Lines(tuple(lines), bullets=True)


def _remarks(what: WhatIf) -> Iterator[str]:
    """What is said of a value as a whole, and where exact turning points are found."""
    others: dict[str, list[str]] = {}
    for t in what.trials:
        for remark in t.remarks:
            others.setdefault(remark, []).append(what.number.shown(t.value))
    yield from (f"{_run(values)}: {remark}." for remark, values in others.items())
    if what.number.kind is NumberKind.THRESHOLD and what.number.places[0].of.startswith("mức "):
        yield "Chỗ đổi chính xác, ở giữa các giá trị đã thử: lệnh cqdt sensitivity."


# ---- for programs


def what_if_json(what: WhatIf) -> dict[str, object]:
    """All that was tried, for programs: figures are exact texts."""
    return {
        "number": words.number_json(what.number),
        "trials": [
            {
                "value": words.exact_text(t.value),
                "present": t.value == what.number.value,
                "problems": list(t.problems),
                "remarks": list(t.remarks),
                "refused": [
                    {"block": b, "unit": u, "why": why} for (b, u), why in t.refused.items()
                ],
                "blocks": [_block_json(t, b) for b in (t.results.blocks if t.results else ())],
            }
            for t in what.trials
        ],
    }


def _block_json(trial: Trial, block: BlockResult) -> dict[str, object]:
    scales, key = block.graph.block.main_scales, words.total_key(block)
    units: list[dict[str, object]] = []
    for u in block.units:
        total = u.figure(key)
        refused = (block.name, u.unit) in trial.refused
        levels = {x.name: None if refused else words.level_cell(u, x) for x in scales}
        units.append(
            {
                "unit": u.unit,
                "levels": levels,
                "total": None if total is None else words.exact_text(total),
                "rank": u.rank.place if u.rank else None,
            }
        )
    return {"block": block.name, "units": units}


def what_if_csv_rows(what: WhatIf) -> list[list[str]]:
    """One row for each unit at each value, with a head: what a pivot table takes."""
    blocks = [b for b in what.present.blocks if _concerns(what, b)]
    names = list(dict.fromkeys(x.name for b in blocks for x in b.graph.block.main_scales))
    heads = [f"Mức ({n})" if n else "Mức" for n in names]
    rows = [["Khối", "Đơn vị", "Giá trị", "Hiện nay", *heads, "Tổng", "Thứ hạng", "Ghi chú"]]
    for trial in what.trials:
        value = what.number.shown(trial.value)
        now = "x" if trial.value == what.number.value else ""
        if trial.results is None:
            blank = [""] * (len(names) + 2)
            rows.append(["", "", value, now, *blank, "; ".join(trial.problems)])
        for block in (trial.block(b.name) for b in blocks):
            for u in block.units if block is not None else ():
                assert block is not None
                rows.append(_csv_row(trial, block, u, names, [value, now]))
    return rows


def _csv_row(
    trial: Trial, block: BlockResult, unit: UnitResult, names: Sequence[str], at: list[str]
) -> list[str]:
    by_name = {x.name: x for x in block.graph.block.main_scales}
    why = trial.refused.get((block.name, unit.unit), "")
    levels = [words.level_cell(unit, by_name[n]) if n in by_name else "" for n in names]
    levels = [REFUSED if why else x for x in levels]
    total = words.total_cell(unit, words.total_key(block))
    return [block.name, unit.unit, *at, *levels, total, words.rank_cell(unit), why]
