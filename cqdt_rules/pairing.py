"""Which block, criterion and figure of one scheme is which of another: by code and title, never by a guess.

A criterion is the same where code and title are the same; where only one criterion on each side has its title
(renumbered); or where the code is the same and the titles are nearly so (retitled, which readers are told). Anything
else is another one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.diagnostics import near
from cqdt_rules.numbers import fold

_ALIKE = 72  # per cent of letters that two titles under one code must share


@frozen
class BlockPair:
    """A block in both schemes; `codes` are the new codes by the old ones, `figures` likewise the keys of figures."""

    old: s.Block
    new: s.Block
    codes: Mapping[str, str] = field(repr=False)
    figures: Mapping[str, str] = field(repr=False)

    @property
    def old_codes(self) -> dict[str, str]:
        """The old codes by the new ones."""
        return {new: old for old, new in self.codes.items()}

    @property
    def renamed(self) -> bool:
        """Whether the block has another name now."""
        return fold(self.old.name) != fold(self.new.name)


@frozen
class SchemePair:
    """Two schemes, block by block; what is in one only."""

    blocks: tuple[BlockPair, ...]
    gone: tuple[s.Block, ...] = ()
    added: tuple[s.Block, ...] = ()

    def of_new(self, name: str) -> BlockPair | None:
        """The pair of a block by its name in the new scheme."""
        return next((p for p in self.blocks if p.new.name == name), None)

    def of_old(self, name: str) -> BlockPair | None:
        """The pair of a block by its name in the old scheme."""
        return next((p for p in self.blocks if p.old.name == name), None)


def pair_schemes(old: s.Scheme, new: s.Scheme) -> SchemePair:
    """The blocks of two schemes that are the same, by name; one whose criteria are mostly those of another was renamed."""
    by_name = {fold(b.name): b for b in new.blocks}
    pairs = {b.name: by_name[fold(b.name)] for b in old.blocks if fold(b.name) in by_name}
    left = [b for b in old.blocks if b.name not in pairs]
    free = [b for b in new.blocks if b.name not in {p.name for p in pairs.values()}]
    if len(old.blocks) == len(new.blocks) == 1:
        pairs |= {b.name: free[0] for b in left}
    for b in left:
        like = [c for c in free if _mostly_the_same(b, c)]
        if len(like) == 1 and sum(_mostly_the_same(a, like[0]) for a in left) == 1:
            pairs[b.name] = like[0]
    taken = {b.name for b in pairs.values()}
    return SchemePair(
        tuple(pair_blocks(b, pairs[b.name]) for b in old.blocks if b.name in pairs),
        tuple(b for b in old.blocks if b.name not in pairs),
        tuple(b for b in new.blocks if b.name not in taken),
    )


def _mostly_the_same(a: s.Block, b: s.Block) -> bool:
    """Whether more than half of the criteria of either have code and title of one of the other."""
    mine, theirs = ({(c.code, fold(c.title)) for c in x.criteria} for x in (a, b))
    return 2 * len(mine & theirs) > max(len(mine), len(theirs))


def pair_blocks(old: s.Block, new: s.Block) -> BlockPair:
    """The criteria and figures of two blocks that are the same."""
    codes = _codes(old.criteria, new.criteria)
    return BlockPair(old, new, codes, _figures(old, new, codes))


def _codes(old: Sequence[s.Criterion], new: Sequence[s.Criterion]) -> dict[str, str]:
    by_code = {c.code: c for c in new}
    codes = {
        c.code: c.code
        for c in old
        if c.code in by_code and fold(c.title) == fold(by_code[c.code].title)
    }
    titles = [Counter(fold(c.title) for c in side if c.title) for side in (old, new)]
    by_title = {fold(c.title): c for c in new}
    for c in old:
        title = fold(c.title)
        if c.code not in codes and titles[0][title] == titles[1][title] == 1:
            codes[c.code] = by_title[title].code
    taken = set(codes.values())
    for c in old:
        other = by_code.get(c.code)
        if c.code in codes or other is None or c.code in taken:
            continue
        if _alike(c.title, other.title):
            codes[c.code] = c.code
    return codes


def _figures(old: s.Block, new: s.Block, codes: Mapping[str, str]) -> dict[str, str]:
    """Figures of one kind and criterion whose full names are the same, or nearly so under one short name."""
    keys: dict[str, str] = {}
    for f in old.figures:
        code = codes.get(f.code, "") if f.code else ""
        if f.code and not code:
            continue
        like = [g for g in new.figures if g.code == code and g.kind == f.kind]
        same = [g for g in like if fold(g.title or g.name) == fold(f.title or f.name)]
        named = [g for g in like if fold(g.name) == fold(f.name) and _may_be(f, g)]
        found = [g for g in same if g in named] or (same if len(same) == 1 else []) or named
        if found and found[0].key not in keys.values():
            keys[f.key] = found[0].key
    return keys


def _may_be(a: s.Figure, b: s.Figure) -> bool:
    """Whether two figures of one short name may be the same by their full ones."""
    return not (a.title and b.title) or _alike(a.title, b.title)


def _alike(a: str, b: str) -> bool:
    """Whether a title may be another one reworded: most letters, or all words of the shorter one in their order."""
    short, long_ = sorted((fold(a).split(), fold(b).split()), key=len)
    rest = iter(long_)
    within = len(short) > 1 and all(word in rest for word in short)
    return within or bool(near(a, [b], likeness=_ALIKE))


def retitled(pair: BlockPair) -> Iterable[tuple[s.Criterion, s.Criterion]]:
    """Criteria that are the same under one code although their titles differ."""
    for old in pair.old.criteria:
        new = pair.new.criterion(pair.codes.get(old.code, ""))
        if new is not None and old.title and fold(old.title) != fold(new.title):
            yield old, new


def same_expression(
    a: s.Expression | None, b: s.Expression | None, keys: Mapping[str, str]
) -> bool:
    """Whether two expressions say the same, wherever they stand; `keys` are the new names of old quantities."""
    match a, b:
        case s.Quantity(old), s.Quantity(new):
            return keys.get(old, old) == new
        case s.Apply(), s.Apply():
            return (
                a.function == b.function
                and a.params == b.params
                and len(a.arguments) == len(b.arguments)
                and all(map(same_expression, a.arguments, b.arguments, [keys] * len(a.arguments)))
            )
    return a == b


def with_keys(e: s.Expression, keys: Mapping[str, str]) -> s.Expression:
    """An expression on quantities that are called otherwise."""
    match e:
        case s.Quantity(key):
            return s.Quantity(keys.get(key, key))
        case s.Apply():
            return evolve(e, arguments=tuple(with_keys(a, keys) for a in e.arguments))
    return e


def new_keys(pair: BlockPair) -> dict[str, str]:
    """The new names of the quantities that criteria and figures give, where they have other codes now."""
    keys = dict(pair.figures)
    for old, new in pair.codes.items():
        for name in (s.points_key, s.maximum_key, s.counts_key, s.no_figure_key):
            keys[name(old)] = name(new)
    return keys
