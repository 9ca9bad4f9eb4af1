"""What a revision does: figures read once for both schemes, carried over, computed under each, and weighed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from attrs import evolve, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules import session
from cqdt_rules.bounding import bound
from cqdt_rules.carrying import (
    Both,
    Carried,
    Given,
    Recast,
    asked_for,
    one_form,
    recasts,
    sheet_for,
)
from cqdt_rules.diagnostics import Code, Diagnostic, Outcome, Severity
from cqdt_rules.evaluate import Reading, as_typed, evaluate, evaluate_again
from cqdt_rules.graph import Node, input_key
from cqdt_rules.impact import Basis, Bounds, Effect, Impact, Needed, Variant
from cqdt_rules.numbers import fold
from cqdt_rules.pairing import BlockPair, SchemePair, pair_schemes, retitled
from cqdt_rules.read_sheet import read_sheet
from cqdt_rules.results import Results
from cqdt_rules.session import Progress, Ruleset
from cqdt_rules.sheet import Entry, Origin, Sheet
from cqdt_rules.sheet_files import sheet_files
from cqdt_rules.values import Value
from cqdt_rules.weighing import Side, VariantResults, rules_changed, total_key, total_title, weigh

# Of the old scheme these are known, of the new one they are what the revision does.
_NOT_TOLD = (Code.CELL_BLANK, Code.TYPED_LEFT_OUT)


@frozen
class _Figures:
    """The figures read for both schemes; `new` has those that the draft alone is given, in place of the old ones."""

    both: Both = field(repr=False)
    old: Sheet
    new: Sheet


@frozen
class _Scored:
    """Results under one scheme, with what did not carry over."""

    ruleset: Ruleset
    results: Results = field(repr=False)
    carried: Carried = field(repr=False)
    recasts: tuple[tuple[str, Recast], ...] = ()  # with the block
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def again(self) -> dict[Origin, str]:
        """The cells that have to be given again, with why."""
        unfit = {x.entry.origin: x.why for x in self.carried.unfit}
        return unfit | {x.entry.origin: x.why for _, x in self.recasts}

    @property
    def side(self) -> Side:
        """What is to be weighed."""
        return Side(self.results, {(block, x.unit, x.key): x.why for block, x in self.recasts})


# ---- on figures


def impact(
    old: Ruleset,
    new: Ruleset,
    files: Sequence[Path] = (),
    *,
    new_files: Sequence[Path] = (),
    variants: Sequence[Variant] = (),
    decision: str = "",
    progress: Progress | None = None,
) -> Outcome[Impact | None]:
    """What `new` does in place of `old`, on the figures of `files`, else on those in the folder of `old`.

    `new_files` (else the sheets in the folder of `new`, unless `files` are named) hold what the draft alone is given:
    figures that it asks for and points scored again; they stand in place of the others.
    `variants` are the clauses of the revision, each with the scheme it makes alone and the one without it; `decision`
    is the one that makes it, where `new` is amended by it (else that of `new`).
    """
    old, new = in_one_round(old, new)
    read = _read(old, new, files, new_files)
    if read.value is None:
        found = (d for d in read.diagnostics if d.code not in _NOT_TOLD)
        return Outcome(None, tuple(map(_plainer, found)))
    figures = read.value
    before = _scored(old, figures.both, figures.old, None, progress)
    after = _scored(new, figures.both, figures.new, before, progress)
    told = _told(read.diagnostics, before, after)
    if any(d.severity is Severity.ERROR for d in told):
        return Outcome(None, told)
    weighed = _variants(before, after, figures, variants, progress)
    blocks = weigh(before.side, after.side, weighed, _renamed(old, new))
    made = Impact(
        old.scheme.title,
        new.scheme.title,
        blocks,
        _needed(before, after),
        _notes(before, after),
        _reused(before, after),
        tuple(Effect(v.clauses, *_reasons(v)) for v in weighed if any(_reasons(v))),
        tuple(dict.fromkeys((*before.results.made_from, *after.results.made_from))),
        _basis(old, new, figures, decision),
    )
    return Outcome(made, told)


def _basis(old: Ruleset, new: Ruleset, figures: _Figures, decision: str) -> Basis:
    files = tuple(figures.old.digests)
    return Basis(
        old.scheme.issued_with,
        decision or new.scheme.issued_with,
        bool(decision),
        old.round.year if old.round is not None else None,
        files,
        tuple(name for name in figures.new.digests if name not in files),
    )


def _reasons(v: VariantResults) -> tuple[str, str]:
    return tuple(x if isinstance(x, str) else "" for x in (v.alone, v.without))  # type: ignore[return-value]


def has_figures(old: Ruleset, new: Ruleset) -> bool:
    """Whether either brings figures of its own."""
    return bool(old.sheets or new.sheets)


def in_one_round(old: Ruleset, new: Ruleset) -> tuple[Ruleset, Ruleset]:
    """Both with a round: one that has none takes the units of the other's."""
    if old.round is not None and new.round is not None:
        return old, new
    pair = pair_schemes(old.scheme, new.scheme)
    if new.round is None and old.round is not None:
        names = {p.old.name: p for p in pair.blocks}
        made = session.with_round(new, _moved_round(old.round, names, old_side=True))
        return old, made or new
    if old.round is None and new.round is not None:
        names = {p.new.name: p for p in pair.blocks}
        made = session.with_round(old, _moved_round(new.round, names, old_side=False))
        return made or old, new
    return old, new


def _moved_round(round_: s.Round, pairs: Mapping[str, BlockPair], *, old_side: bool) -> s.Round:
    """A round's units for the blocks of another scheme; its papers stay behind."""

    def name_of(pair: BlockPair) -> str:
        return pair.new.name if old_side else pair.old.name

    blocks = tuple(evolve(b, name=name_of(pairs[b.name])) for b in round_.blocks if b.name in pairs)
    common = []
    for c in round_.common:
        pair = pairs.get(c.block)
        if pair is None:
            continue
        keys = pair.figures if old_side else {b: a for a, b in pair.figures.items()}
        if c.key in keys:
            common.append(evolve(c, block=name_of(pair), key=keys[c.key]))
    return evolve(round_, blocks=blocks, common=tuple(common), annexes=())


def _read(
    old: Ruleset, new: Ruleset, files: Sequence[Path], new_files: Sequence[Path]
) -> Outcome[_Figures | None]:
    """The figures for both, and those for the draft alone."""

    def form(prefer: str) -> Both:
        return one_form(old.scheme, old.form, new.scheme, new.form, prefer)

    base = tuple(files) or old.sheets or new.sheets
    both = form("" if files else "cũ" if old.sheets else "mới")
    sheet = _sheet(base, both, old)
    own = not files and old.sheets and old.folder != new.folder
    extra = tuple(new_files) or (new.sheets if own else ())
    if sheet.value is None or not extra:
        made = None if sheet.value is None else _Figures(both, sheet.value, sheet.value)
        return Outcome(made, sheet.diagnostics)
    added = _sheet(extra, form("mới"), new)
    told = (*sheet.diagnostics, *(d for d in added.diagnostics if d.code is not Code.UNIT_MISSING))
    if added.value is None:
        return Outcome(None, told)
    return Outcome(_Figures(both, sheet.value, _replaced(sheet.value, added.value)), told)


def _replaced(sheet: Sheet, by: Sheet) -> Sheet:
    """A sheet with the figures of another in place of its own."""
    rows = {(r.block, r.unit): r for r in sheet.rows}
    for row in by.rows:
        mine = rows.get((row.block, row.unit), row)
        rounds = {
            name: {**mine.rounds.get(name, {}), **row.rounds.get(name, {})}
            for name in (*mine.rounds, *row.rounds)
        }
        entries = {**mine.entries, **row.entries}
        rows[row.block, row.unit] = evolve(mine, entries=entries, rounds=rounds)
    return Sheet(tuple(rows.values()), {**sheet.digests, **by.digests}, (*sheet.met, *by.met))


def _sheet(files: Sequence[Path], both: Both, ruleset: Ruleset) -> Outcome[Sheet | None]:
    given = sheet_files(files, ruleset.folder / session.SHEETS)
    if given.value is None:
        return Outcome(None, given.diagnostics)
    read = read_sheet(given.value, both.form)
    return Outcome(None if read.failed else read.value, read.diagnostics)


def _scored(
    ruleset: Ruleset, both: Both, read: Sheet, before: _Scored | None, progress: Progress | None
) -> _Scored:
    """The results under a scheme; with `before`, points typed for what is otherwise now are ranges."""
    carried = sheet_for(read, both, ruleset.scheme, ruleset.form)
    made_from = (
        *((x.name, x.digest) for x in ruleset.sources),
        *sorted(carried.sheet.digests.items()),
    )
    made = evaluate(
        ruleset.scheme, ruleset.graphs, carried.sheet, progress, made_from, round_=ruleset.round
    )
    results = made.value
    found = tuple(_recasts(before, ruleset, results)) if before is not None else ()
    if found:
        again = evaluate_again(results, lambda _: _reading(found), ruleset.round)
        results = evolve(results, blocks=tuple(again[b.name] for b in results.blocks))
    settled = {str(x.entry.origin) for _, x in found}
    told = tuple(d for d in made.diagnostics if not (_of_group(d) and d.place in settled))
    return _Scored(ruleset, results, carried, found, told)


def _of_group(d: Diagnostic) -> bool:
    return d.code in (Code.SCORE_ABOVE_MAXIMUM, Code.TYPED_TWICE)


def _recasts(before: _Scored, ruleset: Ruleset, results: Results) -> Iterator[tuple[str, Recast]]:
    pair = pair_schemes(before.results.scheme, results.scheme)
    forms = {f.block: f for f in ruleset.form.blocks}
    for p in pair.blocks:
        old, new = before.results.block(p.old.name), results.block(p.new.name)
        if old is None or new is None:
            continue
        form = forms[new.name]
        names = {fold(form.unit_named(u.unit) or u.unit): u for u in old.units}
        for unit in new.units:
            was = names.get(fold(unit.unit))
            if was is not None and was.assessed and unit.assessed:
                yield from ((new.name, x) for x in recasts(p, was, unit))


def _reading(found: Iterable[tuple[str, Recast]]) -> Reading:
    ranges: dict[tuple[str, object], Value] = {(x.key, x.entry.origin): x.value for _, x in found}

    def read(node: Node, entry: Entry) -> Value:
        return ranges.get((node.key, entry.origin)) or as_typed(node, entry)

    return read


def _told(read: Sequence[Diagnostic], before: _Scored, after: _Scored) -> tuple[Diagnostic, ...]:
    """What a reader has to know: errors of either side, and what the new scheme alone brings up."""
    known = {d.message for d in before.diagnostics}
    old = [d for d in before.diagnostics if d.severity is Severity.ERROR]
    new = [d for d in after.diagnostics if d.severity is Severity.ERROR or d.message not in known]
    return tuple(dict.fromkeys(d for d in (*read, *old, *new) if d.code not in _NOT_TOLD))


def _plainer(d: Diagnostic) -> Diagnostic:
    """A heading that is a code of both schemes is made clear by the criterion's title, not by its code."""
    if d.code is Code.AMBIGUOUS and d.help == "đặt tiêu đề cột bằng mã":
        return evolve(
            d, help="đặt tiêu đề cột bằng tên tiêu chí: hai bộ dùng mã này cho hai tiêu chí"
        )
    return d


def _renamed(old: Ruleset, new: Ruleset) -> dict[str, str]:
    """New names of units by their old ones, where the new round knows them by another."""
    found: dict[str, str] = {}
    pair = pair_schemes(old.scheme, new.scheme)
    forms = {f.block: f for f in new.form.blocks}
    for f in old.form.blocks:
        of = pair.of_old(f.block)
        for unit in dict.fromkeys(f.units.values()) if of is not None else ():
            own = forms[of.new.name].unit_named(unit) if of is not None else None
            if own is not None and own != unit:
                found[unit] = own
    return found


# ---- clauses


def _variants(
    before: _Scored,
    after: _Scored,
    figures: _Figures,
    variants: Sequence[Variant],
    progress: Progress | None,
) -> list[VariantResults]:
    """The results of each clause alone and of all but it, each on the figures that such a scheme would be given."""
    both, given = figures.both, _given(before, after, figures)

    def scored(scheme: s.Scheme | str, of: _Scored, *, late: bool) -> Side | str:
        if isinstance(scheme, str):
            return scheme
        made = session.with_round(of.ruleset, _round_for(of, scheme), scheme)
        if made is None:
            return "không tính được: các đại lượng cần lẫn nhau"
        done = _scored(made, both, figures.old, before, progress)
        if given is not None:
            done = _scored(made, both, given.between(done.again, late=late), before, progress)
        wrong = next((d for d in done.diagnostics if d.severity is Severity.ERROR), None)
        return done.side if wrong is None else wrong.message

    return [
        VariantResults(
            v.clauses,
            scored(v.alone, before, late=False),
            scored(v.without, after, late=True),
        )
        for v in variants
    ]


def _given(before: _Scored, after: _Scored, figures: _Figures) -> Given | None:
    """What the draft alone is given; None where that is nothing."""
    if figures.new is figures.old:
        return None
    both, old = figures.both, before.ruleset
    again = _scored(after.ruleset, both, figures.old, before, None).again
    return Given(figures.old, figures.new, again, asked_for(both, old.scheme, old.form))


def _round_for(of: _Scored, scheme: s.Scheme) -> s.Round | None:
    round_ = of.ruleset.round
    if round_ is None:
        return None
    pair = pair_schemes(of.results.scheme, scheme)
    return _moved_round(round_, {p.old.name: p for p in pair.blocks}, old_side=True)


# ---- what is lacking, and what a reader must know


NOT_THERE = "chưa có số liệu"


def _needed(before: _Scored, after: _Scored) -> tuple[Needed, ...]:
    found = [*_needed_by(after, old=False)]
    told = {(fold(n.block), fold(n.heading)) for n in found}
    found += [
        n for n in _needed_by(before, old=True) if (fold(n.block), fold(n.heading)) not in told
    ]
    return tuple(found)


def _needed_by(side: _Scored, *, old: bool) -> Iterator[Needed]:
    """The figures that results still need, by column and reason."""
    forms = {f.block: {x.key: x for x in f.fields} for f in side.ruleset.form.blocks}
    unfit = {(x.block, x.unit, x.key): x for x in side.carried.unfit}
    recast = {(block, x.unit, x.key): x for block, x in side.recasts}
    for block in side.results.blocks:
        units: dict[tuple[str, str], list[tuple[str, Entry | None]]] = {}
        assessed = [u for u in block.units if u.assessed]
        for u in assessed:
            keys = [k for k in u.missing if k in forms[block.name]]
            keys += [x.key for b, x in side.recasts if b == block.name and x.unit == u.unit]
            for key in dict.fromkeys(keys):
                which = (block.name, u.unit, key)
                wrong = unfit.get(which) or recast.get(which)
                why = f"chấm lại, vì {wrong.why}" if wrong is not None else NOT_THERE
                entry = wrong.entry if wrong is not None else None
                units.setdefault((key, why), []).append((u.unit, entry))
        for (key, why), of in units.items():
            f = forms[block.name][key]
            typed = tuple(_typed(entry) for _, entry in of if entry is not None)
            names, heading = tuple(n for n, _ in of), f.headers[0] if f.headers else key
            every = len(of) == len(assessed)
            yield Needed(block.name, heading, f.origin, names, why, typed, every, old)


def _typed(entry: Entry) -> tuple[str, str, str]:
    return entry.typed, str(evolve(entry.origin, cell="")), entry.origin.cell


def _notes(before: _Scored, after: _Scored) -> tuple[str, ...]:
    pair = pair_schemes(before.results.scheme, after.results.scheme)
    notes = [*_block_notes(pair)]
    for p in pair.blocks:
        sides = before.results.block(p.old.name), after.results.block(p.new.name)
        if None in sides:
            notes.append(
                f"khối “{p.new.name}” không có đơn vị nào trong số liệu, nên không so được"
            )
    dropped: dict[str, None] = {}
    for block, heading in after.carried.dropped:
        where = f" của khối “{block}”" if len(pair.blocks) > 1 else ""
        dropped[f"cột “{heading}”{where} không còn dùng theo dự thảo"] = None
    notes += dropped
    return (*notes, *_differing(before, after, pair))


def _reused(before: _Scored, after: _Scored) -> tuple[str, ...]:
    """Criteria that have another title now and keep the points that were given under the old one."""
    pair = pair_schemes(before.results.scheme, after.results.scheme)
    told: list[str] = []
    for p in pair.blocks:
        where = f" ở khối “{p.new.name}”" if len(pair.blocks) > 1 else ""
        told += [
            f"{b.name}{where} đổi tên từ “{a.title}” thành “{b.title}”: điểm đã chấm được dùng tiếp"
            for a, b in retitled(p)
        ]
    return tuple(told)


def _block_notes(pair: SchemePair) -> Iterator[str]:
    for p in pair.blocks:
        if p.renamed:
            yield f"khối “{p.old.name}” đổi tên thành “{p.new.name}”"
        chosen = [b.choice.words if b.choice else "" for b in (p.old, p.new)]
        if chosen[0] != chosen[1]:
            yield f"cách chia khối “{p.new.name}” thay đổi: các đơn vị vẫn được để ở khối cũ"
    for b in pair.gone:
        yield f"khối “{b.name}” không còn trong dự thảo, nên các đơn vị của khối không so được"
    for b in pair.added:
        yield f"khối “{b.name}” là khối mới, chưa có kết quả cũ để so"


def _differing(before: _Scored, after: _Scored, pair: SchemePair) -> Iterator[str]:
    """That the draft was given other figures than the old scheme: then not all that moves is the rules' doing."""
    count = 0
    for p in pair.blocks:
        keys = {input_key(a): input_key(b) for a, b in p.codes.items()} | dict(p.figures)
        rows = {fold(r.unit): r for r in after.carried.sheet.of_block(p.new.name)}
        for row in before.carried.sheet.of_block(p.old.name):
            other = rows.get(fold(row.unit))
            for key, entry in row.entries.items() if other is not None else ():
                mine = other.entries.get(keys.get(key, "")) if other is not None else None
                count += mine is not None and mine.value != entry.value
    if count:
        yield (
            f"dự thảo có số liệu riêng, khác số liệu hiện hành ở {count} ô (kể cả ô chấm lại): "
            "chênh lệch gồm cả phần do số liệu"
        )


# ---- without figures


def bounds(old: Ruleset, new: Ruleset) -> Bounds:
    """Which units could change level at all, whatever their figures."""
    old, new = in_one_round(old, new)
    pair = pair_schemes(old.scheme, new.scheme)
    found = bound(
        (old.scheme, old.graphs),
        (new.scheme, new.graphs),
        (old.round, new.round),
        lambda g: (total_key(g), total_title(g)),
    )
    rules = {p.new.name: rules_changed(p) for p in pair.blocks}
    blocks = tuple(evolve(b, rules=rules[b.name]) for b in found)
    return Bounds(old.scheme.title, new.scheme.title, blocks, tuple(_block_notes(pair)))
