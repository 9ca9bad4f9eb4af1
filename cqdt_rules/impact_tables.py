"""An impact for a terminal of a hundred columns, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from cqdt_rules.impact import BlockImpact, Bounds, Impact, UnitImpact
from cqdt_rules.impact_papers import (
    REACH_HEADS,
    REUSED,
    basis_words,
    block_words,
    clause_notes,
    clause_words,
    compared_words,
    heads,
    in_order,
    moved_words,
    needed_words,
    possible_words,
    reach_words,
    unit_words,
    why,
)
from cqdt_rules.tables import inert, width

PAGE = 100


def impact_text(impact: Impact, *, everything: bool = False) -> str:
    """The sentence first, then block by block the units that changed with why; the rest counted, or with `everything` listed."""
    lines = [*_wrapped(f"{impact.sentence()}.", ""), ""]
    for words in basis_words(impact):
        lines += _wrapped(words, "  ")
    if impact.reused:
        lines += ["", f"{REUSED}:"]
        for note in impact.reused:
            lines += _wrapped(note, "  ", first="- ")
    for block in impact.blocks:
        lines += ["", *_block_lines(block, everything=everything, alone=len(impact.blocks) == 1)]
    if impact.needed:
        lines += ["", "Phải cung cấp hoặc chấm lại trước khi có kết quả cuối cùng:"]
        for n in impact.needed:
            lines += _wrapped(needed_words(n), "  ", first="- ")
    if clauses := clause_words(impact):
        lines += ["", "Từng khoản:"]
        for note in clause_notes(impact):
            lines += _wrapped(f"({note[:1].lower()}{note[1:]})", "   ", first="  ")
        for clause, alone, last in clauses:
            lines += _wrapped(clause, "  ", first="- ")
            same = (
                "riêng khoản này, và khi thêm vào sau cùng" if alone == last else "riêng khoản này"
            )
            lines += _wrapped(f"{same}: {alone}", "      ", first="    ")
            if alone != last:
                lines += _wrapped(f"thêm vào sau cùng: {last}", "      ", first="    ")
    if impact.notes:
        lines += ["", "Lưu ý:"]
        for note in impact.notes:
            lines += _wrapped(note, "  ", first="- ")
    return "\n".join(lines)


def _block_lines(block: BlockImpact, *, everything: bool, alone: bool) -> Iterator[str]:
    was = f" (trước là “{block.old_name}”)" if block.old_name else ""
    name = f"{block.name}{was}"
    if name:
        yield from _wrapped(name if alone else f"{name}: {block_words(block)}", "")
    detail = [compared_words(block), *([w] if (w := moved_words(block)) else [])]
    yield from _wrapped("; ".join(detail), "")
    for c in block.rules:
        yield from _wrapped(c.words, "  ", first="quy tắc thay đổi: ")
    changed, rest = in_order(block)
    if changed:
        yield ""
        yield from _unit_lines(block, changed, everything=everything)
    if rest and everything:
        yield ""
        yield f"{len(rest)} đơn vị không có gì thay đổi:"
        yield from _unit_lines(block, rest, everything=everything)
    elif rest:
        yield ""
        names = "; xem bằng --all" if len(rest) > 3 else f": {'; '.join(u.unit for u in rest)}"
        yield from _wrapped(f"{len(rest)} đơn vị không có gì thay đổi{names}", "")


def _unit_lines(
    block: BlockImpact, units: Sequence[UnitImpact], *, everything: bool
) -> Iterator[str]:
    """The units with why: by the names of the clauses, or with `everything` what each of them does."""
    rows = [unit_words(u, block) for u in units]
    notes = [[*why(u, named_only=not everything)] if u.changed else [] for u in units]
    yield from _table(heads(block), rows, notes)


def _table(
    titles: Sequence[str], rows: Sequence[Sequence[str]], notes: Sequence[Sequence[str]]
) -> Iterator[str]:
    """Rows under their heads, folded to the page; the notes of a row under it."""
    wide = _widths((titles, *rows))
    yield from _row(titles, wide)
    yield "  ".join("-" * w for w in wide)
    for row, said in zip(rows, notes, strict=True):
        yield from _row(row, wide)
        for note in said:
            yield from _wrapped(note, "      ", first="    ")


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """As wide as the longest cell; on a full page the widest columns give way, down to their longest word."""
    columns = list(zip(*rows, strict=True))
    least = [max(width(w) for cell in c for w in cell.split() or [""]) for c in columns]
    wide = [max(map(width, c)) for c in columns]
    while sum(wide) + 2 * (len(wide) - 1) > PAGE:
        i = max(range(len(wide)), key=lambda i: (wide[i] > least[i], wide[i] - least[i]))
        if wide[i] == least[i]:
            break
        wide[i] -= 1
    return wide


def _row(cells: Sequence[str], wide: Sequence[int]) -> Iterator[str]:
    folded = [_folded(c, w) for c, w in zip(cells, wide, strict=True)]
    for i in range(max(map(len, folded))):
        parts = [f[i] if i < len(f) else "" for f in folded]
        yield "  ".join(p + " " * (w - width(p)) for p, w in zip(parts, wide, strict=True)).rstrip()


def _folded(text: str, wide: int) -> list[str]:
    lines, now = [], ""
    for word in text.split():
        longer = f"{now} {word}" if now else word
        if now and width(longer) > wide:
            lines.append(now)
            longer = word
        now = longer
    return [*lines, now]


def _wrapped(text: str, indent: str, first: str = "") -> Iterator[str]:
    """A text folded to the page; further lines are indented."""
    start = indent if not first else first if first.startswith(" ") else f"{indent}{first}"
    rest = indent if not first or first.startswith(" ") else indent + " " * min(width(first), 4)
    for i, line in enumerate(_folded(text, PAGE - max(width(start), width(rest)))):
        yield (start if i == 0 else rest) + line


def impact_csv(impact: Impact) -> str:
    """All units of all blocks, one a line, as Excel reads it."""
    titles = ("STT", "Khối", "Đơn vị", "Điểm cũ", "Điểm mới", "Chênh lệch", "Mức cũ", "Mức mới")
    rows: list[Sequence[str]] = []
    for block in impact.blocks:
        for u in (*in_order(block)[0], *in_order(block)[1]):
            cells = dict(zip(heads(block), unit_words(u, block), strict=True))
            shown = [
                cells.get(t, "").replace("−", "-") for t in (*titles[2:], "Hạng cũ", "Hạng mới")
            ]
            rows.append(
                (
                    block.name,
                    *shown,
                    u.direction.value,
                    "; ".join(why(u)).replace("−", "-") if u.changed else "",
                )
            )
    return _csv((*titles, "Hạng cũ", "Hạng mới", "Chiều", "Do đâu"), rows)


def _csv(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(titles)
    for i, row in enumerate(rows, 1):
        writer.writerow([str(i), *map(inert, row)])
    return "\ufeff" + out.getvalue()


# ---- without figures


def bounds_text(bounds: Bounds) -> str:
    """Which units could change level at all; those that may come first."""
    lines = [*_wrapped(f"Chưa dùng số liệu nào: {bounds.sentence()}.", "")]
    for block in bounds.blocks:
        lines += ["", *([block.name] if block.name else [])]
        for c in block.rules:
            lines += _wrapped(c.words, "  ", first="quy tắc thay đổi: ")
        groups: dict[tuple[bool, str], list[str]] = {}
        for u in block.units:
            said = "; ".join(u.moves) or possible_words(u)
            groups.setdefault((u.possible, said if u.possible else u.why), []).append(u.units)
        for (possible, said), units in sorted(groups.items(), key=lambda x: not x[0][0]):
            what = "có thể đổi mức" if possible else "không thể đổi mức"
            count = f" ({len(units)} đơn vị)" if len(units) > 1 and block.listed else ""
            lines += _wrapped(f"{what}{count}: {'; '.join(units)}", "    ", first="  ")
            lines += _wrapped(said if possible else f"vì {said}", "      ", first="    ")
    for note in bounds.notes:
        lines += _wrapped(note, "  ", first="- ")
    return "\n".join(lines)


def bounds_csv(bounds: Bounds) -> str:
    """All units of all blocks, one a line."""
    rows = []
    for block in bounds.blocks:
        for u in block.units:
            cells = reach_words(u, block)
            cells = cells if len(cells) == len(REACH_HEADS) else (*cells[:3], "", "", *cells[-2:])
            rows.append((block.name, *cells))
    return _csv(("STT", "Khối", *REACH_HEADS), rows)
