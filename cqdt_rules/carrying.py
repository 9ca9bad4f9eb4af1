"""Figures gathered under one scheme, carried over to another: one form to read them all, a sheet for each scheme.

What a scheme does not ask for is left; what it asks for and nobody gave stays missing. A figure that no longer fits
(typed above a maximum that has fallen) is not cut down: it is told, and missing until it is given again. Points typed
against another maximum, or for a group some of whose parts now count otherwise, are known within the range that the
change leaves open, until they are given again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from attrs import evolve, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.graph import input_key
from cqdt_rules.numbers import exact_decimals, fold, format_number, format_percent
from cqdt_rules.pairing import (
    BlockPair,
    SchemePair,
    new_keys,
    pair_schemes,
    same_expression,
    with_keys,
)
from cqdt_rules.results import UnitResult
from cqdt_rules.sheet import BlockForm, Entry, Field, FieldKind, Form, Origin, Sheet, UnitRow
from cqdt_rules.values import FAILS, HOLDS, Amount

DROPPED = "cũ: "  # before the key of a column that only the old scheme asks for


@frozen
class Both:
    """The forms of an old and a new scheme as one: `form` reads sheets made for either."""

    old: s.Scheme = field(repr=False)
    new: s.Scheme = field(repr=False)
    form: Form = field(repr=False)
    pair: SchemePair = field(repr=False)


@frozen
class Unfit:
    """A figure that a scheme cannot take as it was typed, and why."""

    unit: str
    block: str
    key: str
    why: str
    entry: Entry


@frozen
class Carried:
    """A sheet for one scheme. `dropped` are the headings, by block, that it has no use for."""

    sheet: Sheet
    unfit: tuple[Unfit, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()


# ---- one form for two schemes


def one_form(
    old: s.Scheme, old_form: Form, new: s.Scheme, new_form: Form, prefer: str = ""
) -> Both:
    """The form that reads sheets of both schemes; no column is required.

    A heading that means one thing in the old scheme and another in the new one goes to the scheme that `prefer` names
    (`cũ`, `mới`); where it names none, the reader of the sheet says that it is not clear.
    """
    pair = pair_schemes(old, new)
    forms = {f.block: f for f in new_form.blocks}
    blocks: list[BlockForm] = []
    for mine in old_form.blocks:
        of = pair.of_old(mine.block)
        if of is None:
            blocks.append(_dropped(mine))
        else:
            blocks.append(_joined(of, mine, forms[of.new.name], prefer))
    added = {b.name for b in pair.added}
    blocks += [_open(f) for f in new_form.blocks if f.block in added]
    return Both(old, new, Form(tuple(blocks)), pair)


def _open(form: BlockForm) -> BlockForm:
    return evolve(form, fields=tuple(evolve(f, required=False, instead=()) for f in form.fields))


def _dropped(form: BlockForm) -> BlockForm:
    form = _open(form)
    keys = {f.key: DROPPED + f.key for f in form.fields}
    fields = tuple(evolve(f, key=keys[f.key]) for f in form.fields)
    return evolve(form, fields=fields, choice=_on_keys(form.choice, keys))


def _on_keys(choice: s.Choice | None, keys: Mapping[str, str]) -> s.Choice | None:
    """Which units a block has, by columns that have other keys now."""
    if choice is None:
        return None
    return evolve(choice, condition=with_keys(choice.condition, keys))


def _joined(pair: BlockPair, old: BlockForm, new: BlockForm, prefer: str) -> BlockForm:
    """The columns of a block in both schemes: those of the new one (with the names that the old one has for them), then what only the old one has."""
    keys = field_keys(pair, old, new)
    theirs = {f.key: f for f in new.fields}
    before = {keys[f.key]: f for f in old.fields if f.key in keys}
    fields = [_widened(f, before.get(f.key)) for f in new.fields]
    only_old = [evolve(f, key=DROPPED + f.key) for f in old.fields if f.key not in keys]
    if prefer:
        fields, only_old = _settled(fields, only_old, before, theirs, prefer)
    own = {f.key: keys.get(f.key, DROPPED + f.key) for f in old.fields}
    return BlockForm(
        old.block,
        tuple(evolve(f, required=False, instead=()) for f in (*fields, *only_old)),
        {**old.units, **new.units},
        closed=old.closed and new.closed,
        rowless=old.rowless | new.rowless,
        rounds=new.rounds or old.rounds,
        choice=_on_keys(old.choice, own),
    )


def field_keys(pair: BlockPair, old: BlockForm, new: BlockForm) -> dict[str, str]:
    """The keys of the new form's columns by those of the old one that ask for the same."""
    kinds = {f.key: f.kind for f in new.fields}
    keys = {input_key(a): input_key(b) for a, b in pair.codes.items()} | dict(pair.figures)
    return {
        f.key: keys[f.key] for f in old.fields if f.key in keys and kinds.get(keys[f.key]) is f.kind
    }


def _widened(new: Field, old: Field | None) -> Field:
    """A column that takes what either scheme allows."""
    if old is None:
        return new
    lows, highs = (new.minimum, old.minimum), (new.maximum, old.maximum)
    places = (new.decimals, old.decimals)
    return evolve(
        new,
        headers=tuple(dict.fromkeys((*new.headers, *old.headers))),
        minimum=None if None in lows else min(x for x in lows if x is not None),
        maximum=None if None in highs else max(x for x in highs if x is not None),
        decimals=None if None in places else max(x for x in places if x is not None),
        options=tuple({fold(o): o for o in (*old.options, *new.options)}.values()),
        by_round=new.by_round or old.by_round,
    )


def _settled(
    fields: Sequence[Field],
    only_old: Sequence[Field],
    before: Mapping[str, Field],
    theirs: Mapping[str, Field],
    prefer: str,
) -> tuple[list[Field], list[Field]]:
    """The columns with every heading left to the one that has it in the scheme preferred."""

    def own(f: Field) -> tuple[str, ...]:
        if prefer == "mới":
            return theirs[f.key].headers if f.key in theirs else ()
        if f.key.startswith(DROPPED):
            return f.headers
        return before[f.key].headers if f.key in before else ()

    owner = {fold(h): f.key for f in (*fields, *only_old) for h in own(f)}

    def kept(f: Field) -> Field:
        return evolve(f, headers=tuple(h for h in f.headers if owner.get(fold(h), f.key) == f.key))

    return [kept(f) for f in fields], [kept(f) for f in only_old]


# ---- a sheet for one scheme


def sheet_for(read: Sheet, both: Both, scheme: s.Scheme, form: Form) -> Carried:
    """The figures that were read by `both`, as a sheet of a scheme: the old one, the new one, or one between them."""
    to_old, to_new = pair_schemes(scheme, both.old), pair_schemes(scheme, both.new)
    joined = {b.block: b for b in both.form.blocks}
    rows: list[UnitRow] = []
    unfit: list[Unfit] = []
    dropped: dict[tuple[str, str], None] = {}
    for block in form.blocks:
        name = _name_in(both, to_old, to_new, block.block)
        if name is None or name not in joined:
            continue
        keys = _keys_in(both, to_old, to_new, block)
        names = _own_names(joined[name], block)
        for row in read.of_block(name):
            made = _row_for(row, block, names, keys, unfit)
            if made is not None:
                rows.append(made)
        given = {k for r in read.of_block(name) for k in _all_entries(r)}
        for f in joined[name].fields:
            if f.key in given and f.key not in keys.values():
                dropped[block.block, f.headers[0] if f.headers else f.key] = None
    return Carried(evolve(read, rows=tuple(rows)), tuple(unfit), tuple(dropped))


def _all_entries(row: UnitRow) -> set[str]:
    return {*row.entries, *(k for of in row.rounds.values() for k in of)}


def _name_in(both: Both, to_old: SchemePair, to_new: SchemePair, block: str) -> str | None:
    """How the joined form calls a block of a scheme."""
    of_old = to_old.of_old(block)
    if of_old is not None:
        return of_old.new.name
    of_new = to_new.of_old(block)
    if of_new is None:
        return None
    joined = both.pair.of_new(of_new.new.name)
    return joined.old.name if joined is not None else of_new.new.name


def _keys_in(
    both: Both, to_old: SchemePair, to_new: SchemePair, block: BlockForm
) -> dict[str, str]:
    """The keys of a scheme's columns with those that the joined form gives them."""
    forms = {b.block: b for b in both.form.blocks}
    found: dict[str, str] = {}
    name = _name_in(both, to_old, to_new, block.block)
    here = {f.key for f in forms[name].fields} if name in forms else set()
    for pair, start in ((to_old.of_old(block.block), DROPPED), (to_new.of_old(block.block), "")):
        if pair is not None:
            own = {input_key(a): input_key(b) for a, b in pair.codes.items()} | dict(pair.figures)
            found |= {
                f.key: start + own[f.key]
                for f in block.fields
                if f.key in own and start + own[f.key] in here
            }
    return found


def _own_names(joined: BlockForm, block: BlockForm) -> dict[str, str]:
    """What a scheme's round calls the units that the joined form knows, by any name that both have."""
    found = {own: block.units[name] for name, own in joined.units.items() if name in block.units}
    return found | {own: own for own in block.units.values()}


def _row_for(
    row: UnitRow,
    block: BlockForm,
    names: Mapping[str, str],
    keys: Mapping[str, str],
    unfit: list[Unfit],
) -> UnitRow | None:
    """The row of a unit; None where the block lists its units and this is none of them."""
    unit = names.get(row.unit) or block.unit_named(row.unit)
    if unit is None:
        if block.closed:
            return None
        unit = row.unit

    def fitting(entries: Mapping[str, Entry]) -> dict[str, Entry]:
        kept: dict[str, Entry] = {}
        for f in block.fields:
            entry = entries.get(keys.get(f.key, ""))
            if entry is None:
                continue
            why = _misfit(f, entry)
            if why:
                unfit.append(Unfit(unit, block.block, f.key, why, entry))
            else:
                kept[f.key] = entry
        return kept

    rounds = {name: fitting(of) for name, of in row.rounds.items()}
    return evolve(row, unit=unit, block=block.block, entries=fitting(row.entries), rounds=rounds)


def _misfit(f: Field, entry: Entry) -> str:
    """Why a figure is none that a column takes; '' where it is one."""
    value = entry.value
    if isinstance(value, str):
        if f.kind is FieldKind.OPTION and fold(value) not in map(fold, f.options):
            return "lựa chọn ấy không còn"
        return ""
    percent = f.kind is FieldKind.PERCENT
    said = format_percent if percent else format_number
    if f.maximum is not None and value > f.maximum:
        if f.kind is FieldKind.POINTS:
            return f"điểm tối đa chỉ còn {said(f.maximum)}"
        return f"mức cao nhất chỉ còn {said(f.maximum)}"
    if f.minimum is not None and value < f.minimum:
        return f"mức thấp nhất nay là {said(f.minimum)}"
    places = exact_decimals(value * 100 if percent else value)
    most = 0 if f.kind is FieldKind.INTEGER else f.decimals
    if most is not None and places is not None and places > most:
        return f"nay chỉ được {most} chữ số lẻ"
    return ""


# ---- figures for a scheme between the two


@frozen
class Given:
    """The figures before and after what the draft alone is given (as `Both` reads them), and what it had to be given.

    `again` are the cells that the draft cannot take as they are, with why; `asked` are the blocks and keys that the old
    scheme asks for.
    """

    old: Sheet
    new: Sheet
    again: Mapping[Origin, str]
    asked: frozenset[tuple[str, str]]

    def between(self, again: Mapping[Origin, str], *, late: bool) -> Sheet:
        """The figures for a scheme between the two, whose own cells to be given again are `again`.

        It has a new figure where it asks for it as the draft does: one that nobody had to give before, or one to be
        given again for the same reason. Other new figures are not the rules' doing: only a `late` scheme, one beside
        the draft, has them.
        """
        before = {(r.block, r.unit): r for r in self.old.rows}

        def one(block: str, key: str, new: Entry, old: Entry | None) -> Entry | None:
            if old is None:
                return new if late or (block, key) not in self.asked else None
            wanted, why = self.again.get(old.origin), again.get(old.origin)
            if wanted != why:
                return old
            return new if why or late else old

        def picked(
            block: str, new: Mapping[str, Entry], old: Mapping[str, Entry]
        ) -> dict[str, Entry]:
            found = {k: one(block, k, e, old.get(k)) for k, e in new.items()}
            return {k: e for k, e in found.items() if e is not None}

        rows: list[UnitRow] = []
        for r in self.new.rows:
            was = before.get((r.block, r.unit)) or evolve(r, entries={}, rounds={})
            rounds = {
                name: picked(r.block, of, was.rounds.get(name, {})) for name, of in r.rounds.items()
            }
            entries = picked(r.block, r.entries, was.entries)
            rows.append(evolve(r, entries=entries, rounds=rounds))
        return evolve(self.new, rows=tuple(rows))


def asked_for(both: Both, scheme: s.Scheme, form: Form) -> frozenset[tuple[str, str]]:
    """The figures that a scheme asks for, by block and key of the joined form."""
    to_old, to_new = pair_schemes(scheme, both.old), pair_schemes(scheme, both.new)
    return frozenset(
        (name, key)
        for block in form.blocks
        if (name := _name_in(both, to_old, to_new, block.block)) is not None
        for key in _keys_in(both, to_old, to_new, block).values()
    )


# ---- points typed against another maximum, or for a group some of whose parts now count otherwise


@frozen
class Recast:
    """Points typed under the old scheme, as far as they are known under another, and why not wholly.

    `value` is a range that lacks nothing: parts without figures would else stand for the group.
    """

    unit: str
    key: str
    value: Amount
    why: str
    entry: Entry


_By = tuple[Fraction | None, Fraction | None, str]  # at least, at most, why


def recasts(pair: BlockPair, old: UnitResult, new: UnitResult) -> Iterator[Recast]:
    """The points of a unit that were typed on another scale, or for parts that count otherwise now."""
    old_codes = pair.old_codes
    for c in pair.new.criteria:
        entry = new.row.entries.get(input_key(c.code))
        before = pair.old.criterion(old_codes.get(c.code, ""))
        if entry is None or before is None or not isinstance(entry.value, Fraction):
            continue
        if new.values[s.counts_key(c.code)] == FAILS or _is_given(pair.new, c, new):
            continue
        if old.row.entries.get(input_key(before.code)) != entry:
            continue
        if c.children or before.children:
            low, high, why = _moved(pair, before, c, old, new)
        else:
            low, high, why = _rescaled(before, c)
        if why:
            yield _recast(c, new, entry, (low, high), why)


def _rescaled(a: s.Criterion, b: s.Criterion) -> _By:
    """By how much points may differ that were given against another maximum: at most as much as it, and the same way."""
    if a.maximum == b.maximum:
        return Fraction(0), Fraction(0), ""
    if a.maximum is None or b.maximum is None:
        return None, None, "điểm tối đa " + ("nay có" if a.maximum is None else "không còn")
    by = b.maximum - a.maximum
    said = f"{format_number(a.maximum)} thành {format_number(b.maximum)}"
    return min(by, Fraction(0)), max(by, Fraction(0)), f"điểm tối đa đổi từ {said}"


def _is_given(block: s.Block, group: s.Criterion, unit: UnitResult) -> bool:
    """Whether parts of the group have points of their own."""
    return any(input_key(code) in unit.row.entries for code in block.under(group.code)[1:])


def _recast(
    group: s.Criterion,
    unit: UnitResult,
    entry: Entry,
    by: tuple[Fraction | None, Fraction | None],
    why: str,
) -> Recast:
    typed = entry.value
    assert isinstance(typed, Fraction)
    key = input_key(group.code)
    counted = unit.values[s.maximum_key(group.code)]
    most = counted.high if isinstance(counted, Amount) else None
    most = group.maximum if most is None else most
    low = Fraction(0) if by[0] is None else max(Fraction(0), typed + by[0])
    highs = [x for x in (most, None if by[1] is None else typed + by[1]) if x is not None]
    high = min(highs, default=None)
    if high is not None:
        low = min(low, high)
    return Recast(unit.unit, key, Amount(low, high), why, entry)


def _moved(
    pair: BlockPair, before: s.Criterion, group: s.Criterion, old: UnitResult, new: UnitResult
) -> _By:
    """By how much the points of a group may differ, at least and at most (None: there is no telling), and why ('': not at all)."""
    olds, news = _leaves(pair.old, before.code), _leaves(pair.new, group.code)
    if any(c.factor != 1 for c in (*_inside(pair.old, before), *_inside(pair.new, group))):
        old_weights = {pair.codes.get(k, ""): x for k, x in _weights(pair.old, before).items()}
        same = old_weights == _weights(pair.new, group) and before.maximum == group.maximum
        leaves = _leaf_pairs(pair, olds, news)
        same = same and all(_leaf_moved(pair, a, b, old, new) is None for a, b in leaves)
        return None, None, "" if same else "trọng số hoặc các phần của nhóm thay đổi"
    if not olds or not news:  # divided into parts now, or no longer
        whole = before.maximum is not None and before.maximum == group.maximum
        whole = whole and _all_count(olds, old) and _all_count(news, new)
        return None, None, "" if whole else "nhóm được chia thành phần khác trước"
    low, high = Fraction(0), Fraction(0)
    words: list[str] = []
    for a, b in _leaf_pairs(pair, olds, news):
        change = _leaf_moved(pair, a, b, old, new)
        if change is None:
            continue
        words.append(change[2])
        if change[0] is None or change[1] is None:
            return None, None, "; ".join(words)
        low, high = low + change[0], high + change[1]
    return low, high, "; ".join(words)


def _all_count(leaves: Mapping[str, s.Criterion], unit: UnitResult) -> bool:
    return all(unit.values[s.counts_key(code)] == HOLDS for code in leaves)


def _inside(block: s.Block, c: s.Criterion) -> list[s.Criterion]:
    return [k for code in block.under(c.code)[1:] if (k := block.criterion(code)) is not None]


def _weights(block: s.Block, c: s.Criterion) -> dict[str, tuple[Fraction, Fraction | None]]:
    """What the parts of a group are multiplied by, and their maxima, by code."""
    return {k.code: (k.factor, k.maximum) for k in _inside(block, c)}


def _leaves(block: s.Block, code: str) -> dict[str, s.Criterion]:
    """The parts at the bottom of a group that give points, by code."""
    under = [k for c in block.under(code) if (k := block.criterion(c)) is not None]
    return {k.code: k for k in under if not k.children and k.gives_points and k.code != code}


def _leaf_pairs(
    pair: BlockPair, olds: Mapping[str, s.Criterion], news: Mapping[str, s.Criterion]
) -> Iterable[tuple[s.Criterion | None, s.Criterion | None]]:
    met: set[str] = set()
    for code, a in olds.items():
        b = news.get(pair.codes.get(code, ""))
        met |= {b.code} if b is not None else set()
        yield a, b
    yield from ((None, b) for code, b in news.items() if code not in met)


def _leaf_moved(
    pair: BlockPair,
    a: s.Criterion | None,
    b: s.Criterion | None,
    old: UnitResult,
    new: UnitResult,
) -> _By | None:
    """By how much one part may change what its group gets; None where it cannot."""
    was = a is not None and old.values[s.counts_key(a.code)] != FAILS
    now = b is not None and new.values[s.counts_key(b.code)] != FAILS
    sure = (a is None or old.values[s.counts_key(a.code)] in (HOLDS, FAILS)) and (
        b is None or new.values[s.counts_key(b.code)] in (HOLDS, FAILS)
    )
    if not was and not now:
        return None
    lost = a.maximum if a is not None and was else Fraction(0)
    won = b.maximum if b is not None and now else Fraction(0)
    down = None if lost is None else -lost
    if a is not None and b is not None and was and now and sure:
        if not same_expression(a.points, b.points, new_keys(pair)):
            return down, won, f"cách chấm của {b.name} thay đổi"
        _, more, why = _rescaled(a, b)
        if not why:
            return None
        return (
            Fraction(0) if more else down,  # what was above a lower maximum may become anything
            more,
            why.replace("điểm tối đa", f"điểm tối đa của {b.name}", 1),
        )
    if not now and a is not None:
        return down, Fraction(0), f"{a.name} không còn tính"
    if not was and b is not None:
        return Fraction(0), won, f"{b.name} là phần mới được tính"
    name = a.name if a is not None else b.name if b is not None else ""
    return down, won, f"chưa rõ {name} có được tính không"
