"""An impact as words and tables, the same for Word, HTML, a spreadsheet and the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from cqdt_rules.impact import (
    BlockImpact,
    BlockReach,
    Bounds,
    Change,
    Direction,
    Effect,
    Impact,
    Needed,
    Reach,
    Shift,
    Standing,
    UnitImpact,
    tally_words,
)
from cqdt_rules.numbers import exact_decimals, format_number
from cqdt_rules.papers import Align, Annex, Column, Papers, Table
from cqdt_rules.values import Amount, Value

_DECIMALS = 2  # of a figure that no few decimals say exactly
_MOST = 4
NOTHING = "–"
NOT_FINAL = "Kết quả chưa chốt: còn số liệu phải cung cấp hoặc chấm lại; chỗ nào chưa biết thì ghi khoảng có thể"
REUSED = "Phải xem có còn là một tiêu chí không"


# ---- words


def figure(value: Fraction, decimals: int | None = None) -> str:
    """A figure exactly (with at least `decimals`, where it has no more), or with ≈ where it is shortened."""
    places = exact_decimals(value)
    if decimals is not None and places is not None and places <= decimals:
        return format_number(value, decimals)
    if places is not None and places <= _MOST:
        return format_number(value)
    return f"≈ {format_number(value, _DECIMALS)}"


def amount(value: Value | None, *, signed: bool = False, decimals: int | None = None) -> str:
    """A figure, a range (`88,2 đến 90,1`), or a dash where nothing applies; `decimals`: as many always."""
    if not isinstance(value, Amount):
        return NOTHING

    def show(x: Fraction) -> str:
        return _signed(x, decimals) if signed else figure(x, decimals)

    if value.low is not None and value.low == value.high:
        return show(value.low)
    if value.low is None or value.high is None:
        known = value.high if value.low is None else value.low
        side = "tối đa" if value.low is None else "từ"
        return "chưa rõ" if known is None else f"{side} {show(known)}"
    return f"{show(value.low)} đến {show(value.high)}"


def _signed(value: Fraction, decimals: int | None = None) -> str:
    said = figure(value, decimals if value else None).replace("-", "−")
    if value <= 0:
        return said
    return f"≈ +{said[2:]}" if said.startswith("≈ ") else f"+{said}"


def levels(standing: tuple[tuple[str, tuple[str, ...]], ...]) -> str:
    """The level, or those still possible; with several scales, each after its name."""
    several = len(standing) > 1
    said = []
    for name, options in standing:
        words = _level_words(options)
        said.append(f"{name}: {words}" if several else words)
    return "; ".join(said) or NOTHING


def _level_words(options: Sequence[str]) -> str:
    return _either([o or "không xếp loại" for o in options])


def _either(names: Sequence[str]) -> str:
    """`I`, `I hoặc II`, `I, II hoặc III`."""
    if len(names) < 2:
        return names[0] if names else NOTHING
    return f"{', '.join(names[:-1])} hoặc {names[-1]}"


def places(ends: tuple[int, int] | None) -> str:
    """A place, or the best and the worst that are possible."""
    if ends is None:
        return NOTHING
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]} đến {ends[1]}"


def change_words(changes: Sequence[Change]) -> list[str]:
    """`nhóm 4: điểm 45,57 → 43, tối đa 52 → 50`; lines of the rules by what they are about: a block tells their words."""
    figures: dict[str, list[str]] = {}
    said: dict[str, None] = {}
    for c in changes:
        if c.kind in ("điểm", "điểm tối đa"):
            name = "tối đa" if c.kind == "điểm tối đa" else "điểm"
            figures.setdefault(c.words, []).append(f"{name} {amount(c.old)} → {amount(c.new)}")
            said[c.words] = None
        elif c.kind not in ("ngưỡng", "công thức") or not c.about:
            said[_one_change(c)] = None
    for kind, head in (("công thức", "công thức "), ("ngưỡng", "ngưỡng mức ")):
        names = [
            f"{c.about} ({c.scale})" if c.scale else c.about
            for c in changes
            if c.kind == kind and c.about
        ]
        if names:
            said[f"{head}{', '.join(names)} thay đổi"] = None
    for parts in figures.values():
        parts.sort(key=lambda part: part.startswith("tối đa"))
    return [f"{w}: {', '.join(figures[w])}" if w in figures else w for w in said]


def _one_change(c: Change) -> str:
    if c.kind == "không tính" and isinstance(c.old, Amount):
        return f"{c.words}, trước được {amount(c.old)} điểm"
    if c.kind == "tính lại" and isinstance(c.new, Amount):
        if c.new.missing:
            return f"{c.words}, chưa có điểm"
        return f"{c.words}, được {amount(c.new)} điểm"
    return c.words


def effect_words(e: Effect) -> str:
    """A clause with what it does alone, and as the last one."""
    alone, last = (_shift_words(x) for x in (e.alone, e.last))
    clauses = "; ".join(map(_short, e.clauses))
    if alone == last:
        return f"{clauses}: {alone}"
    return f"{clauses}: riêng khoản này {alone}; thêm vào sau cùng {last}"


def _short(clause: str) -> str:
    """`khoản 3` of `khoản 3: sửa đổi …`: its words stand once, where all clauses are listed."""
    head, mark, _ = clause.partition(": ")
    return head if mark and head.startswith(("khoản", "điểm", "Điều")) else clause


def _shift_words(x: Shift | str) -> str:
    if isinstance(x, str):
        return f"không tính được ({x})"
    said = []
    if x.total is not None and not x.total.low == x.total.high == 0:
        said.append(f"{amount(x.total, signed=True)} điểm")
    if not x.same_levels and x.old_levels == x.new_levels and not x.enters:
        said.append(f"có thể đổi mức ({levels(x.old_levels)})")
    elif not x.same_levels:
        said.append(f"mức {levels(x.old_levels)} → {levels(x.new_levels)}")
    if x.old_places is None and x.new_places is not None:
        said.append(f"được xếp hạng {places(x.new_places)}")
    elif x.new_places is None and x.old_places is not None:
        said.append("không còn được xếp hạng")
    elif x.old_places != x.new_places:
        said.append(f"hạng {places(x.old_places)} → {places(x.new_places)}")
    elif x.may[2]:
        said.append(f"có thể đổi hạng ({places(x.old_places)})")
    if x.enters:
        said.append("đổi việc có được đánh giá hay không")
    return ", ".join(said) or "không làm thay đổi"


OLD_TOTALS = (
    "Điểm cũ: tính lại theo quy tắc hiện hành từ số liệu đã nhập, có thể khác số đã công bố"
)


def basis_words(impact: Impact) -> list[str]:
    """Which decisions are compared, on which figures, and what the old totals are; a line each."""
    basis = impact.basis

    def of(title: str, decision: str, *, amends: bool = False) -> str:
        how = "được sửa đổi, bổ sung theo" if amends else "ban hành kèm theo"
        return f"{title}, {how} {decision}" if decision else title

    year = [f"năm đánh giá {basis.year}"] if basis.year is not None else []
    files = [f"tệp {', '.join(basis.files)}"] if basis.files else []
    files += [f"riêng cho dự thảo: tệp {', '.join(basis.new_files)}"] if basis.new_files else []
    return [
        f"Hiện hành: {of(impact.old_title, basis.old_decision)}",
        f"Dự thảo: {of(impact.new_title, basis.new_decision, amends=basis.amends)}",
        f"Số liệu: {'; '.join([*year, *files])}",
        OLD_TOTALS,
    ]


def clause_notes(impact: Impact) -> list[str]:
    """What the two columns about clauses mean, and why some stand together."""
    effects = next((u.effects for b in impact.blocks for u in b.units), ())
    if not effects:
        return []
    said = [
        "Riêng khoản này: chỉ khoản này áp vào quy tắc hiện hành, so với quy tắc hiện hành",
        "Thêm vào sau cùng: dự thảo đủ các khoản, so với dự thảo không có khoản này",
    ]
    together = "Các khoản ghi chung một dòng: tách ra thì bộ tiêu chí không còn đúng"
    return said + [together] * any(len(e.clauses) > 1 for e in effects)


def clause_words(impact: Impact) -> list[tuple[str, str, str]]:
    """Each clause with how many units it moves: applied alone, and added last."""
    units = [u for b in impact.blocks for u in b.units]
    rows = []
    for i, e in enumerate(units[0].effects if units else ()):
        each = [u.effects[i] for u in units]
        alone, last = _moved_by([x.alone for x in each]), _moved_by([x.last for x in each])
        rows.append(("; ".join(e.clauses), alone, last))
    return rows


def _moved_by(shifts: Sequence[Shift | str]) -> str:
    reason = next((x for x in shifts if isinstance(x, str)), None)
    if reason is not None:
        return f"không tính được ({reason})"
    found = [x for x in shifts if isinstance(x, Shift)]
    said: list[str] = []
    for i, what in enumerate(("đổi mức", "đổi điểm", "đổi hạng")):
        sure = sum(x.surely[i] for x in found)
        both = [x for x in found if not x.enters and (i < 2 or (x.old_places and x.new_places))]
        perhaps = sum(x.may[i] and not x.surely[i] for x in both)
        said += [f"{sure} đơn vị {what}"] * bool(sure)
        said += [f"{perhaps} đơn vị có thể {what}"] * bool(perhaps)
    said += _ranked_words([(x.old_places, x.new_places) for x in found])
    enters = sum(x.enters for x in found)
    said += [f"{enters} đơn vị đổi việc có được đánh giá hay không"] * bool(enters)
    return ", ".join(said) or "không làm đơn vị nào thay đổi"


def _ranked_words(
    each: Sequence[tuple[tuple[int, int] | None, tuple[int, int] | None]],
) -> list[str]:
    """How many units have a place and had none, and the other way round; by the places before and after."""
    gained = sum(old is None and new is not None for old, new in each)
    lost = sum(new is None and old is not None for old, new in each)
    first = "lần đầu" if all(old is None for old, _ in each) else "nay"
    said = [f"{gained} đơn vị {first} được xếp hạng"] * bool(gained)
    return said + [f"{lost} đơn vị không còn được xếp hạng"] * bool(lost)


def why(u: UnitImpact, *, named_only: bool = False) -> list[str]:
    """What moved a unit, a line each: clauses where they are known (or just their names), else what is otherwise."""
    lines: list[str] = []
    for side, x in (("trước", u.old), ("nay", u.new)):
        if x is not None and x.why_not:
            what = "không xếp hạng" if x.assessed else "không đánh giá"
            lines.append(f"{side} {what}: {x.why_not}")
    if u.old is None or u.new is None:
        lines.append(
            "chỉ có trong đợt của dự thảo" if u.old is None else "không còn trong danh sách"
        )
    still = u.difference is not None and u.difference.low == u.difference.high == 0
    if u.effects and named_only:
        lines += [cause_words(u)] * bool(u.causes)
    elif u.effects:
        lines += [effect_words(e) for e in u.touching]
    elif not still or u.direction is not Direction.SAME:
        said = "; ".join(change_words(u.changes))
        lines += [said] * bool(said)
    if not lines and u.changed:
        lines.append(_by_others(u))
    return lines


EITHER = "bỏ riêng khoản nào cũng vẫn thế"


def cause_words(u: UnitImpact) -> str:
    """`mức: khoản 1, 2; điểm: khoản 11; hạng: khoản 4`: the last are those that move only its place."""
    said = (f"{c.what}: {_names(c.effects)}{f' ({EITHER})' if c.either else ''}" for c in u.causes)
    return "; ".join(said)


def _number(text: str) -> tuple[int, str]:
    digits = text.partition(" ")[0]
    return (int(digits) if digits.isdigit() else 0, text)


def _names(effects: Sequence[Effect]) -> str:
    """`khoản 1, 2, 6, 7`: the clauses by their numbers, where they have some."""
    names = list(dict.fromkeys(_short(c) for e in effects for c in e.clauses))
    numbered = [n.removeprefix("khoản ") for n in names if n.startswith("khoản ")]
    if len(numbered) == len(names):
        return f"khoản {', '.join(sorted(numbered, key=_number))}"
    return "; ".join(names)


def _by_others(u: UnitImpact) -> str:
    if u.direction is Direction.OPEN:
        return "chưa đủ số liệu để nói chắc"
    still = u.difference is not None and u.difference.low == u.difference.high == 0
    return "điểm của đơn vị giữ nguyên, các đơn vị khác thay đổi" if still else "công thức thay đổi"


def needed_words(n: Needed) -> str:
    """What has to be given, by whom, and why."""
    side = " (theo quy tắc hiện hành)" if n.old else ""
    about = "" if n.about in n.heading else f", {n.about}"
    where = f"; khối “{n.block}”" if n.block else ""
    return f"cột “{n.heading}”{about}{where}{side}: {n.why}: {needed_units(n)}"


def needed_units(n: Needed) -> str:
    """The units that a figure is needed for; of figures that do not fit, as typed and where."""
    if not n.typed:
        return "mọi đơn vị" if n.of_all else "; ".join(n.units)
    files = {file for _, file, _ in n.typed}
    said = [
        f"{unit} (đã ghi {typed}, ô {cell})"
        if len(files) == 1
        else f"{unit} (đã ghi {typed}, {file} ô {cell})"
        for unit, (typed, file, cell) in zip(n.units, n.typed, strict=True)
    ]
    return "; ".join(said) + (f", trong {files.pop()}" if len(files) == 1 else "")


def unit_words(u: UnitImpact, block: BlockImpact) -> tuple[str, ...]:
    """The cells of a unit: totals, difference, levels, ranks (those that the block has)."""
    cells = [
        u.unit if u.old is None or u.old.unit == u.unit else f"{u.unit} (trước là {u.old.unit})",
        *(
            amount(x.total if x else None, decimals=n)
            for x, n in zip((u.old, u.new), block.decimals, strict=True)
        ),
        amount(u.difference, signed=True, decimals=max(n or 0 for n in block.decimals)),
    ]
    if block.scales:
        cells += [_levels_cell(x) for x in (u.old, u.new)]
    if block.ranked:
        cells += [places(x.places if x else None) for x in (u.old, u.new)]
    return tuple(cells)


def _levels_cell(x: Standing | None) -> str:
    """The level, or those of several scales in their order."""
    if x is None:
        return NOTHING
    if not x.assessed:
        return "không đánh giá"
    return "; ".join(_level_words(options) for _, options in x.levels) or NOTHING


def heads(block: BlockImpact) -> tuple[str, ...]:
    """The headings of those cells."""
    found = ["Đơn vị", "Điểm cũ", "Điểm mới", "Chênh lệch"]
    found += ["Mức cũ", "Mức mới"] * bool(block.scales)
    return (*found, *(["Hạng cũ", "Hạng mới"] * block.ranked))


def compared_words(block: BlockImpact) -> str:
    """Which quantity the totals are."""
    said = f"điểm ở đây là {block.new_total}"
    if block.old_total != block.new_total:
        said = f"điểm cũ là {block.old_total}, điểm mới là {block.new_total}"
    if block.also_read:
        said += f"; mức còn xét {', '.join(block.also_read)}"
    if len(block.scales) > 1:
        said += f"; các mức ghi lần lượt: {', '.join(block.scales)}"
    return said


def block_words(block: BlockImpact) -> str:
    """A block in one sentence."""
    return tally_words(block.tally, block.measure)


def in_order(block: BlockImpact) -> tuple[list[UnitImpact], list[UnitImpact]]:
    """The units that changed (level first, then the most points), and the rest, as the round has them."""
    changed = [u for u in block.units if u.changed]
    still = (Direction.SAME, Direction.OUTSIDE)

    def weight(u: UnitImpact) -> tuple[bool, Fraction]:
        ends = (
            [abs(x) for x in (u.difference.low, u.difference.high) if x is not None]
            if u.difference
            else []
        )
        return u.direction in still, -max(ends, default=Fraction(0))

    return sorted(changed, key=weight), [u for u in block.units if not u.changed]


def moved_words(block: BlockImpact) -> str:
    """How many units that go neither way differ in points or in rank only, surely or perhaps; how many are ranked now or no longer."""
    counts: Counter[str] = Counter()
    for u in block.units:
        if u.direction is not Direction.SAME:
            continue
        ends = [x.places if x else None for x in (u.old, u.new)]
        if u.moved[1]:
            sure = u.difference is not None and not u.difference.may_be(Fraction(0))
            counts["đổi điểm" if sure else "có thể đổi điểm"] += 1
        elif u.moved[2] and ends[0] is not None and ends[1] is not None:
            sure = ends[0][1] < ends[1][0] or ends[1][1] < ends[0][0]
            counts["chỉ đổi hạng" if sure else "có thể đổi hạng"] += 1
    order = ("đổi điểm", "có thể đổi điểm", "chỉ đổi hạng", "có thể đổi hạng")
    parts = [f"{counts[what]} đơn vị {what}" for what in order if counts[what]]
    each = [(u.old.places if u.old else None, u.new.places if u.new else None) for u in block.units]
    said = [f"trong số không đổi: {', '.join(parts)}"] * bool(parts)
    return "; ".join([*said, *_ranked_words(each)])


# ---- without figures


def possible_words(u: Reach) -> str:
    """What a unit can reach before and after, in a line."""
    pairs = [
        (amount(u.old_total), amount(u.new_total)),
        (levels(u.old_levels), levels(u.new_levels)),
    ]
    said = []
    for name, (old, new) in zip(("điểm có thể", "mức có thể"), pairs, strict=True):
        if old != NOTHING or new != NOTHING:
            said.append(f"{name} {old}, như trước" if old == new else f"{name} {old} → {new}")
    return "; ".join(said)


def reach_words(u: Reach, block: BlockReach) -> tuple[str, ...]:
    """The cells of a unit: what it can reach under both."""
    cells = [u.units, amount(u.old_total), amount(u.new_total)]
    if block.scales or u.old_levels or u.new_levels:
        cells += [levels(u.old_levels), levels(u.new_levels)]
    why = "; ".join(u.moves) if u.possible else u.why
    return (*cells, "có thể" if u.possible else "không thể", why)


REACH_HEADS = (
    *("Đơn vị", "Điểm có thể, cũ", "Điểm có thể, mới", "Mức có thể, cũ", "Mức có thể, mới"),
    *("Đổi mức", "Khi nào, vì sao"),
)


def reach_titles(block: BlockReach) -> tuple[str, ...]:
    """The headings of those cells: without levels where the block has none."""
    return REACH_HEADS if block.scales else (*REACH_HEADS[:3], *REACH_HEADS[5:])


# ---- papers


@frozen
class _Look:
    align: Align
    width: int


_LOOKS = {
    "Đơn vị": _Look(Align.LEFT, 42),
    "Do đâu": _Look(Align.LEFT, 60),
    "Do khoản nào": _Look(Align.LEFT, 30),
    "Khi nào, vì sao": _Look(Align.LEFT, 40),
}


def _columns(titles: Sequence[str]) -> tuple[Column, ...]:
    plain = _Look(Align.CENTRE, 17)
    looks = [_LOOKS.get(t, plain) for t in titles]
    return (
        Column("STT", width=9),
        *(Column(t, align=x.align, width=x.width) for t, x in zip(titles, looks, strict=True)),
    )


def impact_papers(impact: Impact) -> Papers:
    """An impact as an annex to print: the sentence, a table for each block, the clauses, what has to be supplied, remarks."""
    tables = [_table(b, i, len(impact.blocks)) for i, b in enumerate(impact.blocks, 1)]
    tables += [*_of_clauses(impact), *_of_needs(impact)]
    if impact.notes and tables:
        notes = (*tables[-1].notes, *(f"- {_capital(n)}." for n in impact.notes))
        tables[-1] = evolve(tables[-1], note_heading="Ghi chú:", notes=notes)
    title = ("Đánh giá tác động của dự thảo", impact.new_title)
    annex = Annex("", title, "", tuple(tables), tuple(_remarks(impact)))
    made_from = tuple((f"tệp {name}", digest) for name, digest in impact.made_from)
    return Papers(f"Đánh giá tác động: {impact.new_title}", "", (annex,), made_from)


def _so_with(title: str) -> str:
    return f"(So với quy tắc hiện hành: {title})"


def _remarks(impact: Impact) -> Iterator[str]:
    yield from (f"{w}." for w in basis_words(impact))
    yield f"{impact.sentence()}."
    if impact.open:
        yield f"{NOT_FINAL}."
    if impact.reused:
        yield f"{REUSED}: {'; '.join(impact.reused)}."


def _table(block: BlockImpact, number: int, count: int) -> Table:
    changed, rest = in_order(block)
    rows = []
    for i, u in enumerate((*changed, *rest), 1):
        said = "\n".join(why(u, named_only=True)) if u.changed else ""
        rows.append((str(i), *unit_words(u, block), said))
    by_clause = any(u.effects for u in block.units)
    notes = [f"{_capital(compared_words(block))}."]
    notes += [f"{_capital(w)}." for w in [moved_words(block)] if w]
    items = [f"- {c.words}" for c in block.rules]
    return Table(
        f"{block.name}: {block_words(block)}" if block.name else _capital(block_words(block)),
        _columns((*heads(block), "Do khoản nào" if by_clause else "Do đâu")),
        tuple(rows),
        str(number) if count > 1 else "",
        note_heading="Ghi chú:",
        notes=tuple(notes),
        note_items=("Quy tắc thay đổi:", *items) if items else (),
    )


def _of_clauses(impact: Impact) -> Iterator[Table]:
    """What each clause does to how many units."""
    rows = [(str(i), *row) for i, row in enumerate(clause_words(impact), 1)]
    if rows:
        looks = (("Khoản", 70), ("Riêng khoản này", 50), ("Thêm vào sau cùng", 50))
        notes = tuple(f"- {w}." for w in clause_notes(impact))
        yield Table(
            "Tác động của từng khoản",
            _left(looks),
            tuple(rows),
            note_heading="Ghi chú:",
            notes=notes,
        )
    each = [
        (u.unit, _names([e]), *map(_shift_words, (e.alone, e.last)))
        for b in impact.blocks
        for u in in_order(b)[0]
        for e in u.touching
    ]
    if each:
        wider = (("Đơn vị", 50), ("Khoản", 20), ("Riêng khoản này", 50), ("Thêm vào sau cùng", 50))
        numbered = tuple((str(i), *row) for i, row in enumerate(each, 1))
        yield Table("Từng khoản đối với từng đơn vị", _left(wider), numbered)


def _of_needs(impact: Impact) -> Iterator[Table]:
    """What has to be supplied or scored again."""
    rows = [
        (str(i), n.heading, n.block, n.why, needed_units(n)) for i, n in enumerate(impact.needed, 1)
    ]
    if rows:
        looks = (("Cột", 35), ("Khối", 35), ("Việc phải làm", 40), ("Đơn vị nào", 65))
        yield Table("Số liệu phải cung cấp hoặc chấm lại", _left(looks), tuple(rows))


def _left(looks: Sequence[tuple[str, int]]) -> tuple[Column, ...]:
    """Columns of words, after one of numbers."""
    return (
        Column("STT", width=9),
        *(Column(title, align=Align.LEFT, width=width) for title, width in looks),
    )


def bounds_papers(bounds: Bounds) -> Papers:
    """What units can reach at all, as an annex to print."""
    tables = []
    for i, b in enumerate(bounds.blocks, 1):
        titles = reach_titles(b)
        rows = [(str(n), *_as_wide(reach_words(u, b), titles)) for n, u in enumerate(b.units, 1)]
        items = [f"- {c.words}" for c in b.rules]
        tables.append(
            Table(
                b.name or "Các đơn vị",
                _columns(titles),
                tuple(rows),
                str(i) if len(bounds.blocks) > 1 else "",
                note_items=("Quy tắc thay đổi:", *items) if items else (),
            )
        )
    remarks = (
        f"Chưa dùng số liệu nào: {bounds.sentence()}.",
        *(f"{_capital(n)}." for n in bounds.notes),
    )
    title = ("Đơn vị nào có thể đổi mức", bounds.new_title)
    annex = Annex("", title, _so_with(bounds.old_title), tuple(tables), remarks)
    return Papers(f"Đánh giá tác động: {bounds.new_title}", "", (annex,))


def _as_wide(cells: tuple[str, ...], titles: Sequence[str]) -> tuple[str, ...]:
    if len(cells) == len(titles):
        return cells
    return (*cells[:3], *cells[-2:])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
