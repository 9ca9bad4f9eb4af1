"""Sums before and after, and who is newly left out of which criteria."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property

from attrs import field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.changes import LeftOut, Sum
from cqdt_rules.comparing.meaning import Meaning, Names, meaning
from cqdt_rules.comparing.provisions import Reader, called, condition_words, reach
from cqdt_rules.graph import Circle, Graph, Taken, exclusion_key
from cqdt_rules.numbers import fold
from cqdt_rules.values import FAILS, HOLDS, Amount, Value

TOTAL = "tổng điểm tối đa"
EVERYBODY = "mọi đơn vị"
Pair = tuple[Reader | None, Reader | None]
Listed = tuple[str, ...]


def sums_of(pair: Pair, codes: Mapping[str, str], units: Listed) -> tuple[Sum, ...]:
    """The maxima of a block and of the criteria at its top, full; then for each unit for which what counts differs."""
    sides = tuple(_Maxima.of(r) if r else None for r in pair)
    name = next(r.block.name for r in reversed(pair) if r)
    found = [*_full(name, pair, sides, codes)]
    for unit in _units_named(pair, units):
        old, new = (m.counted(fold(unit)) if m else (None, False) for m in sides)
        if old != new:
            full = [m.full if m else None for m in sides]
            if (old[0], new[0]) != tuple(full) or old[1] or new[1]:
                found.append(Sum(name, TOTAL, unit, old[0], new[0], old[1], new[1]))
    return tuple(found)


def _full(
    name: str, pair: Pair, sides: tuple[_Maxima | None, ...], codes: Mapping[str, str]
) -> Iterator[Sum]:
    before, after = (m.full if m else None for m in sides)
    if before is not None or after is not None:
        yield Sum(name, TOTAL, "", before, after)
    old, new = (r.block if r else None for r in pair)
    paired = {codes.get(c.code): c for c in (old.roots if old else ())}
    for c in new.roots if new else ():
        mate = paired.get(c.code)
        if c.maximum is not None or (mate is not None and mate.maximum is not None):
            yield Sum(name, called(c), "", mate.maximum if mate else None, c.maximum)
    kept = {c.code for c in (new.roots if new else ())}
    for c in old.roots if old else ():
        if codes.get(c.code) not in kept and c.maximum is not None:
            yield Sum(name, called(c), "", c.maximum, None)


@frozen
class _Maxima:
    """What a block's maxima come to."""

    graph: Graph | None
    block: s.Block
    names: Names
    full: Fraction | None
    done: dict[object, tuple[Fraction | None, bool]] = field(factory=dict, eq=False, repr=False)

    @classmethod
    def of(cls, reader: Reader) -> _Maxima:
        """Of a block; no sums where its quantities cannot be put in an order."""
        try:
            graph = Graph.of(reader.block)
        except (Circle, Taken):
            return cls(None, reader.block, reader.names, None)
        stated = reader.block.full_maximum is not None or any(
            c.maximum is not None for c in reader.block.criteria
        )
        full = graph.nodes[s.FULL_MAXIMUM].bounds if stated else None
        known = isinstance(full, Amount) and full.known
        figure = full.figure if known else None  # type: ignore[union-attr]
        return cls(graph, reader.block, reader.names, figure)

    def counted(self, unit: str) -> tuple[Fraction | None, bool]:
        """The maximum that counts for a unit (folded), the most of it where a condition is open; and whether one is."""
        if self.graph is None or self.full is None:
            return (None, False)
        mine = self._for_some.get(unit, set())
        rules = [(i, x) for i, x in enumerate(self.block.exclusions) if not x.units or i in mine]
        # What the rules leave out decides, not how many say so: most units are alike.
        case = frozenset((x.codes, x.condition is None and not x.without_figures) for _, x in rules)
        if case not in self.done:
            self.done[case] = self._of_case(dict(rules))
        return self.done[case]

    @cached_property
    def _for_some(self) -> dict[str, set[int]]:
        """The exclusions that name a unit, by its folded own name."""
        found: dict[str, set[int]] = {}
        for i, x in enumerate(self.block.exclusions):
            for u in x.units:
                found.setdefault(self.names.unit(u), set()).add(i)
        return found

    def _of_case(self, rules: Mapping[int, s.Exclusion]) -> tuple[Fraction | None, bool]:
        assert self.graph is not None
        given: dict[str, Value] = {
            exclusion_key(i): FAILS for i in range(len(self.block.exclusions)) if i not in rules
        }
        for i, x in rules.items():
            if x.condition is None and not x.without_figures:
                given[exclusion_key(i)] = HOLDS
        value = self.graph.bounds_when(given)[s.MAXIMUM_COUNTED]
        if not isinstance(value, Amount):
            return (None, False)
        return (value.high, not value.known or value.optional)


def _units_named(pair: Pair, units: Listed) -> Listed:
    """The units of the round, then those that only rules name."""
    named = [
        r.names.units.get(fold(u), u)
        for r in pair
        if r
        for x in r.block.exclusions
        for u in x.units
    ]
    by_fold = {fold(u): u for u in reversed([*units, *sorted(named, key=fold)])}
    return tuple(by_fold[k] for k in dict.fromkeys(map(fold, [*units, *sorted(named, key=fold)])))


# ---- who is left out


def left_out_of(
    old: Reader, new: Reader, codes: Mapping[str, str], units: Listed
) -> tuple[LeftOut, ...]:
    """Who is newly left out of which criteria, who no longer; of criteria that both schemes have, or only the new one."""
    kept = set(codes.values())
    of_old = {k: v for k, v in _who(old, units, codes).items() if k[1] in kept}
    of_new = _who(new, units, {})
    back = {new: old for old, new in codes.items()}
    everybody = ("", ())
    found: dict[tuple[str, bool], list[str]] = {}
    for (key, code), who in of_new.items():
        if (key, code) not in of_old and (everybody, code) not in of_old:
            found.setdefault((who, True), []).append(_called(new, code))
    for (key, code), who in of_old.items():
        if (key, code) not in of_new and (everybody, code) not in of_new:
            found.setdefault((who, False), []).append(_called(old, back[code]))
    name = new.block.name
    return tuple(LeftOut(name, who, tuple(about), newly) for (who, newly), about in found.items())


def _called(reader: Reader, code: str) -> str:
    c = reader.block.criterion(code)
    return called(c) if c else code


def _who(reader: Reader, units: Listed, codes: Mapping[str, str]) -> dict[tuple[Meaning, str], str]:
    """Who (as meant) is left out of which criterion (by its new code), and who that is in words."""
    found: dict[tuple[Meaning, str], str] = {}
    for x in reader.block.exclusions:
        for key, words in _named(reader, x, units):
            for code in reach(reader.block, x):
                found.setdefault((key, codes.get(code, "" if codes else code)), words)
    return found


def _named(reader: Reader, x: s.Exclusion, units: Listed) -> Iterable[tuple[Meaning, str]]:
    """Whom an exclusion is about, one by one; all of them as one where nobody is named."""
    condition: Meaning = ()
    words = condition_words(reader, x)
    if x.without_figures:
        words = f"{words} chưa có số liệu".strip()
    if x.condition is not None or x.without_figures:
        condition = (meaning(x.condition, reader.names), x.without_figures)
    own = {fold(u): u for u in units}
    named = [own.get(reader.names.unit(u), reader.names.units.get(fold(u), u)) for u in x.units]
    if not named:
        return [(("", condition), words or EVERYBODY)]
    return [((fold(u), condition), f"{u} {words}".strip()) for u in named]
