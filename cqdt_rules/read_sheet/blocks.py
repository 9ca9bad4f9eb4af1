"""Which block a row belongs to: said by a column, by a name, or by what only one block has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from attrs import frozen

from cqdt_rules import unit_names
from cqdt_rules.diagnostics import Code, Diagnostic, nearest
from cqdt_rules.graph import value_of
from cqdt_rules.numbers import fold
from cqdt_rules.read_sheet.headings import Layout, columns_of, field_index
from cqdt_rules.read_sheet.wording import did_you_mean, quoted, said
from cqdt_rules.sheet import BlockForm, FieldKind, Form, RawCell, RawTable
from cqdt_rules.values import Text, Truth

_LONGEST_SHEET_NAME = 31  # Excel cuts there
_ENDING = re.compile(r"\.[A-Za-z]{1,5}\Z")


def takes(block: BlockForm, words: Mapping[str, str]) -> bool | None:
    """Whether a unit with these unit words (by key) is one of the block's; None where a word is lacking or not asked for."""
    if block.choice is None:
        return None
    keys = [f.key for f in block.fields if f.kind is FieldKind.TEXT]
    unknown = Text((), frozenset({"?"}))
    values = {k: Text((words[k],)) if k in words else unknown for k in keys}
    test = value_of(block.choice.condition, values)
    return test.may_hold if isinstance(test, Truth) and test.known else None


@frozen
class Blocks:
    """How the rows of a table are told apart: all in `only`, by the unit's name, or by a column."""

    form: Form
    only: BlockForm | None = None
    by_unit: Mapping[str, BlockForm] | None = None
    by_words: bool = False

    def of(
        self, said_block: str, unit: str, words: Mapping[str, Mapping[str, str]]
    ) -> BlockForm | Diagnostic:
        """The block of a row with its words by block; the diagnostic has no place yet."""
        if self.only is not None:
            return self.only
        if self.by_words:
            return self._chosen(unit, words)
        if self.by_unit is not None:
            found = self.by_unit.get(fold(unit))
            return found if found is not None else self._unknown_unit(unit)
        return self._named(said_block, unit)

    def _named(self, name: str, unit: str) -> BlockForm | Diagnostic:
        known = {fold(block.block): block for block in self.form.blocks}
        if fold(name) in known:
            return known[fold(name)]
        names = [block.block for block in self.form.blocks]
        what = f"cột Khối ghi {quoted(name)}, không có khối đó" if name else "cột Khối để trống"
        advice = did_you_mean(nearest(name, names)) if name else ""
        advice = advice or f"ghi một trong: {said(names)}"
        return Diagnostic(Code.BLOCK_UNCLEAR, f"{quoted(unit)}: {what}", help=advice)

    def _chosen(self, unit: str, words: Mapping[str, Mapping[str, str]]) -> BlockForm | Diagnostic:
        """The one block that takes a unit with these words."""
        taken = {b.block: takes(b, words.get(b.block, {})) for b in self.form.blocks}
        chosen = [b for b in self.form.blocks if taken[b.block]]
        if len(chosen) == 1 and None not in taken.values():
            return chosen[0]
        listed = [b for b in self.form.blocks if b.unit_named(unit)]
        wanted = "; ".join(
            f"khối {quoted(b.block)} gồm các đơn vị có {b.choice.words}"
            for b in self.form.blocks
            if b.choice is not None
        )
        if None in taken.values():
            if len(listed) == 1:  # the round's list says it where the sheet does not
                return listed[0]
            what = "chưa có thông tin để biết thuộc khối nào"
        elif chosen:
            what = f"thuộc cả {len(chosen)} khối: {said(b.block for b in chosen)}"
        else:
            what = "không thuộc khối nào"
        return Diagnostic(Code.BLOCK_UNCLEAR, f"{quoted(unit)}: {what}", help=wanted)

    def _unknown_unit(self, unit: str) -> Diagnostic:
        names = {k: own for block in self.form.blocks for k, own in block.units.items()}
        return Diagnostic(
            Code.SHEET_UNIT_UNKNOWN,
            f"không có đơn vị {quoted(unit)} trong khối nào",
            help=unit_names.did_you_mean(unit_names.meant(unit, names)),
        )


def find_blocks(layout: Layout, form: Form, units: Sequence[str]) -> Blocks | Diagnostic:
    """How to tell the block of each row of a table."""
    if len(form.blocks) == 1:
        return Blocks(form, form.blocks[0])
    if layout.block_column is not None:
        return Blocks(form)
    named = _sheet_named(layout.table, form) or _file_named(layout.table, form, units)
    if named is not None:
        return Blocks(form, named)
    if all(block.choice is not None for block in form.blocks):
        return Blocks(form, by_words=True)
    owners = {
        name: [block for block in form.blocks if block.unit_named(name)]
        for name in (fold(unit) for unit in units)
    }
    known = [blocks for blocks in owners.values() if blocks]
    if known and all(len(blocks) == 1 for blocks in known):
        return _by_unit(form, {name: blocks[0] for name, blocks in owners.items() if blocks})
    fitting = [block for block in form.blocks if _fits(layout, block, known)]
    if len(fitting) == 1:
        return Blocks(form, fitting[0])
    return _unclear(layout, fitting or form.blocks)


def _by_unit(form: Form, owners: Mapping[str, BlockForm]) -> Blocks:
    """Each known unit is in one block only; where all are in the same, so are the others."""
    if len({block.block for block in owners.values()}) == 1:
        return Blocks(form, next(iter(owners.values())))
    return Blocks(form, by_unit=owners)


def _sheet_named(table: RawTable, form: Form) -> BlockForm | None:
    sheet = _without_rounds(_slug(table.sheet), form)
    for block in form.blocks:
        slug = _slug(block.block)
        cut = len(table.sheet) >= _LONGEST_SHEET_NAME and slug.startswith(sheet)
        if sheet and (sheet == slug or cut):
            return block
    return None


def _file_named(table: RawTable, form: Form, units: Sequence[str]) -> BlockForm | None:
    """The block that a file is called after, unless none of its units is there."""
    stem = _without_rounds(_stem(table.file), form)
    best = [
        block
        for block in form.blocks
        if _called_after(stem, _slug(block.block))
        and (not block.units or any(block.unit_named(unit) for unit in units))
    ]
    return max(best, key=lambda block: len(_slug(block.block))) if best else None


def _stem(file: str) -> str:
    return _slug(_ENDING.sub("", re.split(r"[/\\]", file)[-1]))


def round_named(table: RawTable, form: Form) -> str:
    """The round of scores that a sheet, or else a file, is called after; '' for none or for several."""
    for name in (_slug(table.sheet), _stem(table.file)):
        found = [r for r in form.rounds if _holds(name, _slug(r))]
        longest = max(map(len, found), default=0)
        best = [r for r in found if len(r) == longest]
        if len(best) == 1:
            return best[0]
    return ""


def _holds(name: str, slug: str) -> bool:
    return bool(slug) and f"-{slug}-" in f"-{name}-"


def _without_rounds(name: str, form: Form) -> str:
    """A name of a sheet or file without the round of scores that it says: what is left may name a block."""
    for slug in sorted(map(_slug, form.rounds), key=len, reverse=True):
        if _holds(name, slug):
            name = f"-{name}-".replace(f"-{slug}-", "-").strip("-")
    return name


def _called_after(stem: str, slug: str) -> bool:
    """Whether a file is called as the block, with words before and numbers behind at most."""
    return bool(slug) and bool(re.search(rf"(\A|-){re.escape(slug)}(-[0-9-]+)?\Z", stem))


def _slug(name: str) -> str:
    """A name as files are called: `Sở, ngành` gives `so-nganh`."""
    plain = unicodedata.normalize("NFD", fold(name[:500]).replace("đ", "d"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _fits(layout: Layout, block: BlockForm, known: Sequence[Sequence[BlockForm]]) -> bool:
    """Whether a block has all units and headings that are known, and misses no column."""
    if known and not all(block in owners for owners in known):
        return False
    columns, _ = columns_of(layout, block)
    index = field_index(block)
    here = {each.key for each in columns.values()}
    missing = any(each.required and each.key not in here for each in block.fields)
    return not missing and bool(here) and _knows_all(layout, index)


def _knows_all(layout: Layout, index: Mapping[str, object]) -> bool:
    """Whether no heading that some block knows is left over."""
    return all(
        any(name in index for name in names)
        for column, names in layout.names.items()
        if column in layout.known
    )


def _unclear(layout: Layout, blocks: Sequence[BlockForm]) -> Diagnostic:
    heading: RawCell = layout.cells[layout.unit_column]
    names = said(block.block for block in blocks)
    return Diagnostic(
        Code.BLOCK_UNCLEAR,
        f"không rõ bảng này của khối nào: {names}",
        place=str(layout.table.origin(heading.address)),
        help="thêm cột “Khối”, hoặc đặt tên trang (hay tên tệp) theo tên khối",
    )
