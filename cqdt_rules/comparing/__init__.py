"""Two schemes to what differs between them, by meaning: spelling, layout and the order of lines are no difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.changes import (
    Change,
    Comparison,
    Group,
    Kind,
    LeftOut,
    Reasons,
    Sum,
    Version,
    with_reasons,
)
from cqdt_rules.comparing.changed import (
    Sides,
    block_change,
    changes_between,
    criteria_changes,
    of_all_blocks,
    provision_changes,
)
from cqdt_rules.comparing.counted import Pair, left_out_of, sums_of
from cqdt_rules.comparing.criteria import figure_keys
from cqdt_rules.comparing.meaning import Names, meaning, names_of, of_fields
from cqdt_rules.comparing.pairing import block_pairs, how_recognised, mates_of
from cqdt_rules.comparing.provisions import SOURCE, Aspect, Provision, Reader, Which
from cqdt_rules.comparing.texts import Statements, curly, even
from cqdt_rules.numbers import fold

_NOWHERE = "⟨cũ⟩ "  # before the code of a criterion that the new scheme has no longer
_NOWHERE_YET = "⟨mới⟩ "  # and that the old one has not yet


def compare(old: Version, new: Version, reasons: Reasons | None = None) -> Comparison:
    """What leads from the scheme in force to the draft.

    Deterministic; equal schemes give no change; with the two sides changed about, every change is turned round.
    `reasons` gives a change its reason, where one is known (a clause of an amending decision).
    """
    at = Statements(old.tree), Statements(new.tree)
    pairs, gone, come = block_pairs(old.scheme.blocks, new.scheme.blocks)
    renamed = {fold(a.name): fold(b.name) for a, b in pairs}
    by_block: list[list[Change]] = []
    sums: list[Sum] = []
    left_out: list[LeftOut] = []
    for a, b in pairs:
        units, own = _units(old, new, a, b)
        sides = _sides(a, b, at, renamed, own)
        by_block.append([*provision_changes(sides), *criteria_changes(sides)])
        sums += sums_of((sides.old, sides.new), sides.mates.codes, units)
        left_out += left_out_of(sides.old, sides.new, sides.mates.codes, units)
    changes = [*_document(old, new, at), *of_all_blocks(by_block, at)]
    for kind, blocks, statements in ((Kind.REMOVED, gone, at[0]), (Kind.ADDED, come, at[1])):
        for block in blocks:
            reader = Reader(block, statements, names_of(block, {}, {}))
            changes.append(block_change(kind, reader))
            pair: Pair = (None, reader) if kind is Kind.ADDED else (reader, None)
            sums += sums_of(pair, {}, ())
    in_order = _ordered(changes, [b.name for b in (*new.scheme.blocks, *gone)])
    return Comparison(
        old.scheme.title,
        new.scheme.title,
        (old.name or old.scheme.source.name, old.scheme.source.digest),
        (new.name or new.scheme.source.name, new.scheme.source.digest),
        with_reasons(in_order, reasons or {}),
        tuple(sums),
        tuple(left_out),
    )


def _sides(
    a: s.Block,
    b: s.Block,
    at: tuple[Statements, Statements],
    blocks: Mapping[str, str],
    units: Mapping[str, str],
) -> Sides:
    """A block on both sides, its quantities read by the names that they have in the new one."""
    mates = mates_of(a, b)
    codes = {c.code: mates.codes.get(c.code, _NOWHERE + c.code) for c in a.criteria}
    keys = figure_keys((a, at[0]), (b, at[1]), mates.codes)
    unknown = {f.key: _NOWHERE + f.key for f in a.figures if f.code and f.key not in keys}
    new_keys = {
        f.key: _NOWHERE_YET + f.key for f in b.figures if f.code and f.key not in keys.values()
    }
    keys |= unknown
    names = evolve(names_of(a, codes, keys, blocks), units=units)
    kept = set(mates.codes.values())
    added = {c.code: _NOWHERE_YET + c.code for c in b.criteria if c.code not in kept}
    new = Reader(b, at[1], evolve(names_of(b, added, new_keys), units=units))
    renamed = _renamed_definitions(a, b, names, new.names)
    old = Reader(a, at[0], evolve(names, keys={**names.keys, **renamed}))
    return Sides(old, new, mates, how_recognised(a, b))


def _renamed_definitions(a: s.Block, b: s.Block, old: Names, new: Names) -> dict[str, str]:
    """The names of formulas that only got another name."""
    kept = {fold(d.name) for d in a.definitions} & {fold(d.name) for d in b.definitions}
    come = {repr(meaning(d.value, new)): d.name for d in b.definitions if fold(d.name) not in kept}
    found: dict[str, str] = {}
    for d in a.definitions:
        other = come.pop(repr(meaning(d.value, old)), "") if fold(d.name) not in kept else ""
        if other:
            found[fold(d.name)] = fold(other)
    return found


def _units(
    old: Version, new: Version, a: s.Block, b: s.Block
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The units of a block, as the round of the draft lists them, else that of the scheme in force; own names by all."""
    units: tuple[str, ...] = ()
    own: dict[str, str] = {}
    for version, block in ((new, b), (old, a)):
        listed = version.round.block(block.name) if version.round is not None else None
        for unit in listed.units if listed is not None else ():
            name = next((own[fold(n)] for n in unit.names if fold(n) in own), unit.name)
            own |= {fold(n): name for n in unit.names if fold(n) not in own}
        units = units or tuple(u.name for u in (listed.units if listed is not None else ()))
    return units, own


def _ordered(changes: list[Change], blocks: list[str]) -> tuple[Change, ...]:
    """By block (what holds in all first), by kind of provision, then as they stand in the draft; those removed last."""
    at = {name: i for i, name in enumerate(("", *(b for b in blocks if b)))}
    groups = list(Group)

    def rank(c: Change) -> tuple[int, int, int, int]:
        places = c.new_places or c.old_places
        start = min((p.span.start for p in places), default=0)
        return (at.get(c.block, 0), groups.index(c.group), int(not c.new_places), start)

    return tuple(sorted(changes, key=rank))


# ---- the scheme itself

_ABOUT: Mapping[type[syntax.Node], str] = {
    syntax.IssuedWith: "văn bản ban hành",
    syntax.Years: "năm áp dụng",
    syntax.Effective: "hiệu lực",
    syntax.InForceOnSigning: "hiệu lực",
    syntax.Issuer: "cơ quan ban hành",
    syntax.Basis: "căn cứ",
}
_TOLD = "title issued_with first_year last_year blocks holes unstated"


def _document(old: Version, new: Version, at: tuple[Statements, Statements]) -> Iterator[Change]:
    sides = [[*_of_the_scheme(v, st)] for v, st in zip((old, new), at, strict=True)]
    yield from changes_between("", sides[0], sides[1], at)


def _of_the_scheme(version: Version, statements: Statements) -> Iterator[Provision]:
    scheme = version.scheme
    for place in statements.of_kind(syntax.SchemeHead):
        notes = statements.notes(place)
        yield Provision(
            Group.DOCUMENT,
            Which("tên", "1"),
            "bộ tiêu chí",
            place,
            (
                Aspect("tên", even(scheme.title), f"“{scheme.title}”"),
                Aspect("nội dung khác", of_fields(scheme, Names(), _TOLD.split()), ""),
                Aspect(SOURCE, notes, "; ".join(notes)),
            ),
        )
    for kind, about in _ABOUT.items():
        for place in statements.of_kind(kind):
            words, notes = statements.words(place), statements.notes(place)
            said = _years(scheme) if kind is syntax.Years else words
            key = fold(words) if kind is syntax.Basis else "1"
            body = statements.body(place)
            quoted = next((n for n in syntax.walk(body) if isinstance(n, syntax.Quoted)), None)
            shown = f"“{quoted.text}”" if quoted is not None else words.removeprefix("áp dụng ")
            aspects = (Aspect(about, said, shown), Aspect(SOURCE, notes, "; ".join(notes)))
            yield Provision(Group.DOCUMENT, Which(about, key), about, place, aspects)
    for place in statements.of_kind(syntax.Hole):
        words = statements.words(place)
        about = f"điều {curly(words)}"
        yield Provision(
            Group.NOTE,
            Which("chưa thể hiện", fold(words)),
            about,
            place,
            (Aspect("câu", words, words),),
        )


def _years(scheme: s.Scheme) -> tuple[int | None, int | None]:
    return scheme.first_year, scheme.last_year


__all__ = ["compare"]
