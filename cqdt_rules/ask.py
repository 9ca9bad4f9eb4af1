"""Scheme and round to Form: which figures a sheet must give, under which headings, for which units."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from cqdt_rules import scheme as s
from cqdt_rules.graph import input_key, typed_range
from cqdt_rules.numbers import fold
from cqdt_rules.sheet import BlockForm, Field, FieldKind, Form


def ask(scheme: s.Scheme, round_: s.Round | None) -> Form:
    """The form of a scheme; with a round, its units and the names they go by."""
    return Form(
        tuple(_block_form(b, round_.block(b.name) if round_ else None) for b in scheme.blocks)
    )


def _block_form(block: s.Block, listed: s.RoundBlock | None) -> BlockForm:
    names: dict[str, str] = {}
    for unit in listed.units if listed else ():
        for name in (unit.name, *unit.aliases):
            names[fold(name)] = unit.name
    typed = [c for c in block.criteria if c.points is None and c.gives_points]
    titles = Counter(fold(x) for x in [*(c.title for c in typed), *(f.name for f in block.figures)])
    fields = [_points_field(block, c, titles) for c in typed]
    fields += [_figure_field(block, f, titles) for f in block.figures]
    return BlockForm(
        block.name, tuple(fields), names, closed=listed is not None and listed.complete
    )


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
        required=not c.children and not c.parent and not c.role,
        origin=c.name,
    )


def _is_statistic(block: s.Block, f: s.Figure) -> bool:
    """Whether a figure is only told, never scored."""
    owner = block.criterion(f.code) if f.code else None
    return owner is not None and owner.role == "thống kê"


def _figure_field(block: s.Block, f: s.Figure, titles: Counter[str]) -> Field:
    headers = [f.title] if f.title else []
    headers += [f.name] if titles[fold(f.name)] == 1 else []
    headers += (
        [f"{f.code} {f.name}", f"{f.name} {f.code}", f"{f.name} của tiêu chí {f.code}"]
        if f.code
        else []
    )
    return Field(
        key=f.key,
        headers=tuple(headers),
        kind=FieldKind[f.kind],
        minimum=f.minimum,
        maximum=f.maximum,
        decimals=f.decimals,
        options=f.options,
        required=f.kind != "TEXT" and not _is_statistic(block, f),
        origin=f"số liệu {f.name}" + (f" của tiêu chí {f.code}" if f.code else ""),
    )
