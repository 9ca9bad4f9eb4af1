"""A comparison as people read it: the table Hiện hành – Dự thảo – Lý do as papers and as a page, and lines for a terminal."""

from __future__ import annotations

import difflib
import re
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from attrs import evolve, frozen

from cqdt_rules.changes import Change, Comparison, Group, Kind, LeftOut, Part, Sum
from cqdt_rules.diagnostics import Outcome
from cqdt_rules.numbers import format_number
from cqdt_rules.papers import Align, Annex, Column, Look, Mark, Papers, Table
from cqdt_rules.source import Source
from cqdt_rules.templating import Sandbox, filled, in_html, shipped_template

ALIKE = "Hai bộ tiêu chí như nhau."
TEMPLATE = "so-sanh.html.j2"
TITLE = ("Bảng so sánh", "bộ tiêu chí hiện hành và dự thảo")
EVERY_BLOCK = "Chung cho mọi khối"
NOTHING_YET, NO_LONGER = "(chưa có quy định)", "(bãi bỏ)"
ATTACHED = "(Kèm theo Tờ trình số …… ngày …… của ……)"
MARKS = "Chữ gạch ngang là lời hiện hành không còn; chữ gạch chân là lời mới của dự thảo."
NO_REASON = "Lý do: ……………………"
_BUDGET = 50_000_000
_MOST_WORDS = 3_000  # a longer text is not marked word by word


# ---- words that changed


@frozen
class Piece:
    """A stretch of a cell's text; `changed`: the other side does not have it."""

    text: str
    changed: bool = False


def pieces(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two texts cut where they begin to differ and where they are alike again, between words."""
    before, after = _words(old), _words(new)
    if not old or not new or len(before) + len(after) > _MOST_WORDS:
        return (Piece(old),), (Piece(new),)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    kept = sum(b.size for b in matcher.get_matching_blocks())
    if 3 * kept < max(len(before), len(after)):  # another text: marking its few like words misleads
        return (Piece(old, True),), (Piece(new, True),)
    found: tuple[list[Piece], list[Piece]] = ([], [])
    for what, a, b, c, d in matcher.get_opcodes():
        for side, words in zip(found, (before[a:b], after[c:d]), strict=True):
            if words:
                side.append(Piece("".join(words), what != "equal"))
    return tuple(found[0]), tuple(found[1])


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\w+(?:[.,/]\w+)*|.", text)


# ---- what the tables say


@frozen
class _Row:
    """A row of the main table: a heading over all columns, or a change with its number."""

    heading: str
    level: int = 0  # of a heading: 1 for a block, 2 for a kind of provision
    number: int = 0
    change: Change | None = None


def _rows(comparison: Comparison) -> Iterator[_Row]:
    number = 0
    for i, block in enumerate(comparison.blocks):
        yield _Row(f"{_letter(i)}. {_block_name(comparison, block)}", 1)
        told = [(g, comparison.of(block, g)) for g in Group]
        for j, (group, changes) in enumerate((g, c) for g, c in told if c):
            yield _Row(f"{_roman(j + 1)}. {group.value}", 2)
            for change in changes:
                number += 1
                yield _Row("", 0, number, change)


def _block_name(comparison: Comparison, block: str) -> str:
    if block:
        return f"Khối “{block}”"
    return EVERY_BLOCK if any(x.block for x in comparison.sums) else "Bộ tiêu chí"


def _letter(index: int) -> str:
    return chr(ord("A") + index) if index < 26 else str(index + 1)


def _roman(number: int) -> str:
    made = ""
    for value, sign in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            made, number = made + sign, number - value
    return made


def _cells(change: Change) -> tuple[tuple[Piece, ...], tuple[Piece, ...], str]:
    """Hiện hành, dự thảo, and what stands beside them: the sentence, then the reason or room for it."""
    old, new = pieces(_round_quotes(change.old_text), _round_quotes(change.new_text))
    if change.kind is Kind.ADDED:
        old = (Piece(NOTHING_YET),)
    if change.kind is Kind.REMOVED:
        new = (Piece(NO_LONGER),)
    return old, new, _sentence(change)


def _round_quotes(text: str) -> str:
    return re.sub(r'"([^"]*)"', r"“\1”", text)


def _sentence(change: Change) -> str:
    known = f" (nhận ra {change.recognised})" if change.recognised else ""
    return f"{change.sentence}{known}."


def _reason(change: Change) -> str:
    return f"Lý do: {change.reason}" if change.reason else NO_REASON


def shown_sums(comparison: Comparison) -> tuple[Sum, ...]:
    """The sums worth printing: the whole of each block, and what is not as it was."""
    return tuple(x for x in comparison.sums if x.old != x.new or (x.about == _TOTAL and not x.unit))


_TOTAL = "tổng điểm tối đa"


def _figure(value: Fraction | None, is_open: bool) -> str:
    if value is None:
        return "–"
    return f"đến {format_number(value)}" if is_open else format_number(value)


def _difference(x: Sum) -> str:
    if x.old is None or x.new is None:
        return "mới" if x.old is None else "bỏ"
    lack = x.new - x.old
    return "0" if not lack else f"{'+' if lack > 0 else '−'}{format_number(abs(lack))}"


def _sum_about(x: Sum) -> str:
    return f"{x.about} tính cho {x.unit}" if x.unit else x.about


def summary(comparison: Comparison) -> str:
    """How many changes of each kind, in one sentence."""
    counts = {k: sum(c.kind is k for c in comparison.changes) for k in Kind}
    said = ", ".join(f"{n} {k.value}" for k, n in counts.items() if n)
    return f"{len(comparison.changes)} điểm khác nhau: {said}." if said else ALIKE


# ---- papers (Word, Markdown, text)


def papers(comparison: Comparison, *, marked: bool = True) -> Papers:
    """The comparison as an annex: the table offices use, sums before and after, who is left out.

    `marked`: the form that it is printed in shows the words that changed, so the annex says how.
    """
    tables = [_main_table(comparison)] if comparison.changes else []
    tables += [t for t in (_sums_table(comparison), _left_out_table(comparison)) if t.rows]
    numbered = tuple(_numbered(t, i + 1, len(tables)) for i, t in enumerate(tables))
    remarks = (*_remarks(comparison), *([MARKS] if marked and comparison.changes else []))
    annex = Annex("", (" ".join(TITLE),), ATTACHED, numbered, remarks)
    made_from = (
        ("Hiện hành", f"{comparison.old_file[0]} sha256:{comparison.old_file[1]}"),
        ("Dự thảo", f"{comparison.new_file[0]} sha256:{comparison.new_file[1]}"),
    )
    return Papers(" ".join(TITLE).capitalize(), "", (annex,), made_from)


def _remarks(comparison: Comparison) -> tuple[str, ...]:
    return (
        f"Hiện hành: {comparison.old_title}.",
        f"Dự thảo: {comparison.new_title}.",
        summary(comparison),
    )


def _numbered(table: Table, number: int, of: int) -> Table:
    return evolve(table, number=str(number) if of > 1 else "")


def _main_table(comparison: Comparison) -> Table:
    columns = (
        Column("STT", width=12),
        Column("Hiện hành", align=Align.LEFT, width=88),
        Column("Dự thảo", align=Align.LEFT, width=88),
        Column("Nội dung thay đổi và lý do", align=Align.LEFT, width=64),
    )
    rows: list[tuple[str, ...]] = []
    across: set[int] = set()
    marks: list[Mark] = []
    for row in _rows(comparison):
        if row.change is None:
            across.add(len(rows))
            rows.append((row.heading, "", "", ""))
            continue
        old, new, said = _cells(row.change)
        marks += _marks(old, len(rows), 1, Look.STRUCK) + _marks(new, len(rows), 2, Look.UNDERLINED)
        texts = ("".join(p.text for p in side) for side in (old, new))
        rows.append((str(row.number), *texts, f"{said}\n{_reason(row.change)}"))
    return Table(
        "So sánh từng quy định", columns, tuple(rows), across=frozenset(across), marks=tuple(marks)
    )


def _marks(side: Sequence[Piece], row: int, column: int, look: Look) -> list[Mark]:
    found: list[Mark] = []
    at = 0
    for piece in side:
        if piece.changed and piece.text.strip():
            found.append(Mark(row, column, at, at + len(piece.text), look))
        at += len(piece.text)
    return found


def _sums_table(comparison: Comparison) -> Table:
    columns = (
        Column("STT", width=12),
        Column("Khối", align=Align.LEFT, width=70),
        Column("Điểm tối đa của", align=Align.LEFT, width=90),
        Column("Hiện hành", width=26),
        Column("Dự thảo", width=26),
        Column("Tăng, giảm", width=26),
    )
    rows = tuple(
        (
            str(i + 1),
            x.block,
            _sum_about(x),
            _figure(x.old, x.open_old),
            _figure(x.new, x.open_new),
            _difference(x),
        )
        for i, x in enumerate(shown_sums(comparison))
    )
    return Table("Tổng điểm tối đa trước và sau", columns, rows)


def _left_out_table(comparison: Comparison) -> Table:
    columns = (
        Column("STT", width=12),
        Column("Khối", align=Align.LEFT, width=70),
        Column("Đơn vị", align=Align.LEFT, width=70),
        Column("Thay đổi", align=Align.LEFT, width=40),
        Column("Tiêu chí", align=Align.LEFT, width=60),
    )
    rows = tuple(
        (str(i + 1), x.block, x.who, _left_out_words(x), "\n".join(x.about))
        for i, x in enumerate(comparison.left_out)
    )
    return Table("Phần không tính điểm: ai thêm, ai bớt", columns, rows)


def _left_out_words(x: LeftOut) -> str:
    return "nay không tính điểm" if x.newly else "nay được tính điểm"


# ---- the page


def page(comparison: Comparison) -> Outcome[str | None]:
    """The comparison as one HTML page, to read on a screen and to print on A4 across."""
    fields = {
        "tieu_de": " ".join(TITLE),
        "hien_hanh": {"ten": comparison.old_title, "tep": comparison.old_file},
        "du_thao": {"ten": comparison.new_title, "tep": comparison.new_file},
        "tong_ket": summary(comparison),
        "hang": [_row_fields(r) for r in _rows(comparison)],
        "tong": [_sum_fields(x) for x in shown_sums(comparison)],
        "khong_tinh": [
            {"khoi": x.block, "ai": x.who, "doi": _left_out_words(x), "tieu_chi": list(x.about)}
            for x in comparison.left_out
        ],
    }
    template = Source(TEMPLATE, shipped_template(TEMPLATE).decode("utf-8").replace("\r\n", "\n"))
    made = filled(Sandbox(in_html, markup=True, budget=_BUDGET), template, fields)
    if made.value is None:
        return made
    return Outcome("\n".join(x.rstrip() for x in made.value.split("\n")).strip() + "\n")


def _row_fields(row: _Row) -> dict[str, Any]:
    if row.change is None:
        return {"de_muc": row.heading, "bac": row.level}
    old, new, said = _cells(row.change)
    return {
        "de_muc": "",
        "so": str(row.number),
        "loai": row.change.kind.value,
        "cu": [{"chu": p.text, "khac": p.changed} for p in old],
        "moi": [{"chu": p.text, "khac": p.changed} for p in new],
        "cau": said,
        "ly_do": row.change.reason,
    }


def _sum_fields(x: Sum) -> dict[str, str]:
    return {
        "khoi": x.block,
        "cua": _sum_about(x),
        "cu": _figure(x.old, x.open_old),
        "moi": _figure(x.new, x.open_new),
        "doi": _difference(x),
    }


# ---- lines for a terminal


def lines(comparison: Comparison, width: int = 100) -> list[str]:
    """The comparison for a terminal: changes by block and kind of provision, then sums, then who is left out."""
    if not comparison.changes:
        return [ALIKE]
    found = [
        f"Hiện hành: {comparison.old_title} ({comparison.old_file[0]})",
        f"Dự thảo:   {comparison.new_title} ({comparison.new_file[0]})",
        summary(comparison),
    ]
    for row in _rows(comparison):
        if row.change is None:
            found += [""] * (row.level == 1) + [f"{'  ' * (row.level - 1)}{row.heading}"]
        else:
            found += _change_lines(row, width)
    found += _sum_lines(comparison, width)
    for x in comparison.left_out:
        first = (
            [] if x is not comparison.left_out[0] else ["", "Phần không tính điểm: ai thêm, ai bớt"]
        )
        said = f"{x.who}: {_left_out_words(x)} {'; '.join(x.about)}"
        found += [*first, *_wrapped(said, "  - ", "    ", width)]
    return found


def _change_lines(row: _Row, width: int) -> Iterator[str]:
    assert row.change is not None
    change = row.change
    yield from _wrapped(_sentence(change), f"{row.number:>4}. ", " " * 6, width)
    if change.kind is not Kind.ADDED and change.kind is not Kind.REMOVED:
        for part in change.parts:
            if change.group is Group.NOTE or not _is_told(part, change.sentence):
                yield from _wrapped(part.old or "–", " " * 6 + "hiện hành: ", " " * 8, width)
                yield from _wrapped(part.new or "–", " " * 6 + "dự thảo:   ", " " * 8, width)
    if change.reason:
        yield from _wrapped(f"Lý do: {change.reason}", " " * 6, " " * 8, width)


def _is_told(part: Part, sentence: str) -> bool:
    """Whether the sentence says all of it."""
    figures = part.old_figure is not None and part.new_figure is not None
    lists = bool(part.dropped or part.added)
    words = part.old in sentence and part.new in sentence
    return figures or lists or words or part.name in ("nguồn", "tên", "mã")


def _wrapped(text: str, first: str, rest: str, width: int) -> list[str]:
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=rest, break_long_words=False
    )


def _sum_lines(comparison: Comparison, width: int) -> Iterator[str]:
    shown = shown_sums(comparison)
    if not shown:
        return
    figures = [
        (_figure(x.old, x.open_old), _figure(x.new, x.open_new), _difference(x)) for x in shown
    ]
    heads = ("hiện hành", "dự thảo", "tăng, giảm")
    widths = [max(len(h), *(len(f[i]) for f in figures)) for i, h in enumerate(heads)]
    room = width - sum(widths) - 2 * len(widths) - 2
    yield ""
    yield _columns("Tổng điểm tối đa trước và sau", heads, widths, room + 2)
    block = None
    for x, cells in zip(shown, figures, strict=True):
        if x.block != block and x.block:
            yield from _wrapped(f"Khối “{x.block}”", "  ", "    ", width)
        block = x.block
        *above, last = _wrapped(_sum_about(x), "    ", "      ", room) or [""]
        yield from above
        yield _columns(last, cells, widths, room + 2)


def _columns(text: str, cells: Sequence[str], widths: Sequence[int], room: int) -> str:
    return text.ljust(room) + "".join(f"  {c.rjust(w)}" for c, w in zip(cells, widths, strict=True))
