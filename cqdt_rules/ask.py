"""Scheme and round to Form: which figures a sheet must give, under which headings, for which units."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from attrs import evolve

from cqdt_rules import scheme as s
from cqdt_rules.graph import input_key, keys_of, typed_range, value_of
from cqdt_rules.numbers import fold
from cqdt_rules.sheet import BlockForm, Field, FieldKind, Form
from cqdt_rules.values import Amount, Text, Truth, Value, exactly


def ask(scheme: s.Scheme, round_: s.Round | None) -> Form:
    """The form of a scheme; with a round, its units and the names they go by."""
    return Form(
        tuple(
            _block_form(b, round_.block(b.name) if round_ else None, round_) for b in scheme.blocks
        )
    )


def _block_form(block: s.Block, listed: s.RoundBlock | None, round_: s.Round | None) -> BlockForm:
    names: dict[str, str] = {}
    mergers = listed.mergers if listed else ()
    for merger in mergers:
        names |= {fold(p): p for p in merger.parts}
    for unit in listed.units if listed else ():
        for name in unit.names:
            names[fold(name)] = unit.name
    rounds = block.score_rounds
    typed = [c for c in block.criteria if c.points is None and c.gives_points]
    titles = Counter(fold(x) for x in [*(c.title for c in typed), *(f.name for f in block.figures)])
    fields = [_points_field(block, c, titles) for c in typed]
    if rounds:  # points that are computed may be typed too (language-review.md, 4.1)
        computed = (c for c in block.criteria if c.points is not None and c.gives_points)
        fields += [_points_field(block, c, titles) for c in computed if not _is_ticked(block, c)]
    fields += [_figure_field(block, f, titles) for f in block.figures]
    needless = _needless(block, round_)
    fields = [evolve(f, required=f.required and f.key not in needless) for f in fields]
    return BlockForm(
        block.name,
        tuple(_for_rounds(f, rounds) for f in fields),
        names,
        closed=listed is not None and listed.complete,
        rowless=frozenset(m.unit for m in mergers),
        rounds=rounds,
        choice=block.choice,
    )


def _needless(block: s.Block, round_: s.Round | None) -> frozenset[str]:
    """What no sheet has to give: figures that the round gives once for all, and what they leave out for every unit."""
    given = [c for c in (round_.common if round_ else ()) if c.block == block.name]
    values: dict[str, Value] = {
        f.key: Amount(None, None, frozenset({f.key})) for f in block.figures
    }
    values |= {
        c.key: exactly(c.value) if isinstance(c.value, Fraction) else Text((c.value,))
        for c in given
    }
    keys = {c.key for c in given}
    for rule in block.exclusions if given else ():
        known = rule.condition is not None and keys_of(rule.condition) <= values.keys()
        if known and not rule.units and rule.condition is not None:
            test = value_of(rule.condition, values)
            if isinstance(test, Truth) and test.holds:
                codes = {k for code in rule.codes for k in block.under(code)}
                keys |= {input_key(c) for c in codes}
                keys |= {f.key for f in block.figures if f.code in codes}
    return frozenset(keys)


def _for_rounds(field: Field, rounds: tuple[str, ...]) -> Field:
    """A field whose figures are given by each round of scores; words that describe a unit are not."""
    return evolve(field, by_round=bool(rounds) and field.kind is not FieldKind.TEXT)


def _points_field(block: s.Block, c: s.Criterion, titles: Counter[str]) -> Field:
    headers = [c.title] if c.title and titles[fold(c.title)] == 1 else []
    headers += (
        [f"{c.code} {c.title}", f"{c.code}. {c.title}", f"{c.name} {c.title}"] if c.title else []
    )
    headers += [c.code, c.name, f"điểm {c.name}"]
    return Field(
        key=input_key(c.code),
        headers=tuple(headers),
        kind=FieldKind.POINTS,
        minimum=Fraction(0),
        maximum=typed_range(block, c),
        decimals=block.typed_decimals,
        required=not c.children and not c.parent and not c.role and c.points is None,
        origin=c.name,
    )


def _is_ticked(block: s.Block, c: s.Criterion) -> bool:
    """Whether the column of a criterion's title takes its choice, or whether it is met: then points have no column."""
    own = (f for f in block.figures if f.code == c.code)
    return bool(c.title) and any(fold(f.title or f.name) == fold(c.title) for f in own)


def _is_statistic(block: s.Block, f: s.Figure) -> bool:
    """Whether a figure is only told, never scored."""
    owner = block.criterion(f.code) if f.code else None
    return owner is not None and owner.role == "thống kê"


def _groups_above(block: s.Block, code: str) -> tuple[str, ...]:
    """The points that may be typed at the groups of a criterion, in place of its figures."""
    keys: list[str] = []
    criterion = block.criterion(code)
    while criterion is not None and criterion.parent:
        keys.append(input_key(criterion.parent))
        criterion = block.criterion(criterion.parent)
    return tuple(keys)


def _figure_field(block: s.Block, f: s.Figure, titles: Counter[str]) -> Field:
    headers = [f.title] if f.title else []
    headers += [f.name] if titles[fold(f.name)] == 1 else []
    headers += (
        [f"{f.code} {f.name}", f"{f.name} {f.code}", f"{f.name} của tiêu chí {f.code}"]
        if f.code
        else []
    )
    owner = block.criterion(f.code) if f.code else None
    if owner is not None and f.name == (owner.title or owner.name) and not block.score_rounds:
        # the only thing asked for the criterion itself: its column goes by the code as one of points does
        headers += [f"{owner.code}. {f.name}", f"{owner.name} {f.name}", owner.code, owner.name]
    return Field(
        key=f.key,
        headers=tuple(dict.fromkeys(headers)),
        kind=FieldKind[f.kind],
        minimum=f.minimum,
        maximum=f.maximum,
        decimals=f.decimals,
        options=f.options,
        required=f.kind != "TEXT" and not _is_statistic(block, f),
        instead=_groups_above(block, f.code),
        origin=f"số liệu {f.name}" + (f" của tiêu chí {f.code}" if f.code else ""),
    )
