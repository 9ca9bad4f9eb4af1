"""Results and findings as plain tables for a terminal and as CSV."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cqdt_rules import scheme as s
from cqdt_rules.auditing import Audited, Finding
from cqdt_rules.numbers import fold, format_date
from cqdt_rules.reasons import written
from cqdt_rules.report import Bars, Grid, Lines, Places, Report
from cqdt_rules.results import BlockResult, Results, UnitResult
from cqdt_rules.roll import BlockRoll, NameMet
from cqdt_rules.unit_names import did_you_mean
from cqdt_rules.values import Amount, NotApplicable, Value

if TYPE_CHECKING:
    from cqdt_rules.revising import History, Version


def score_table(block: BlockResult) -> str:
    """The results of a block: points, maximum, defined quantities, levels, rank."""
    heads, keys = _columns(block)
    rankings = block.graph.block.rankings
    ranks = [f"thứ hạng “{r.name}”" if r.name else "thứ hạng" for r in rankings]
    rows = [
        [u.unit, *(_cell(u, k) for k in keys), *(_rank(u, r.name) for r in rankings)]
        for u in block.units
    ]
    heads = ["Đơn vị", *heads, *ranks]
    lines = [block.name, *_aligned([heads, *rows])] if block.name else _aligned([heads, *rows])
    waiting = [u for u in block.units if u.assessed and not u.complete]
    if waiting:
        rank = "; thứ hạng là tạm thời" if rankings else ""
        lines.append(f"{len(waiting)} đơn vị chưa có đủ số liệu{rank}")
    return "\n".join([*lines, *_remarks(block)])


def _remarks(block: BlockResult) -> list[str]:
    """What a reader of the table must know of single units."""
    setting = block.setting
    lines = [
        f"{' và '.join(f'“{p}”' for p in m.parts)} đã hợp nhất thành “{m.unit}”"
        for m in setting.mergers.values()
    ]
    if setting.overdue:
        names = ", ".join(u.unit for u in block.units if u.unit in setting.overdue)
        lines.append(f"quá hạn không gửi số liệu, tính 0 điểm: {names}")
    if block.waiting:
        names = ", ".join(u.unit for u in block.waiting)
        lines.append(f"bằng nhau, chờ người có thẩm quyền quyết định thứ tự: {names}")
    return lines


def score_csv(results: Results) -> str:
    """All units of all blocks, one a line, with CRLF and a byte order mark, as Excel reads it; no cell can act as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for block in results.blocks:
        heads, keys = _columns(block)
        named = block.graph.block.named_rankings
        names = ["", *(r.name for r in named)]
        ranks = ["thứ hạng", *(f"thứ hạng “{r.name}”" for r in named)]
        writer.writerow(["Khối", "Đơn vị", *heads, *ranks])
        for u in block.units:
            cells = (*(_cell(u, k) for k in keys), *(_rank(u, n) for n in names))
            writer.writerow([inert(x) for x in (block.name, u.unit, *cells)])
    return "\ufeff" + out.getvalue()


def roll_table(roll: BlockRoll) -> str:
    """The names of a block: what stands in the sheet, whose it is, and what is left to settle."""
    rows = [(n.typed, *_whose(roll, n)) for n in roll.names]
    lines = [roll.block] if roll.block else []
    if rows:
        lines += _aligned([["tên trong bảng", "đơn vị", "ghi chú"], *map(list, rows)], words=True)
    if not roll.listed:
        lines.append(
            "đợt đánh giá không liệt kê đơn vị nào của khối này: mỗi tên trong bảng là một đơn vị"
        )
    if roll.without_row:
        lines.append(f"chưa có hàng nào trong bảng: {', '.join(roll.without_row)}")
    for rule in roll.in_rules:
        where = f"{rule.place.source.name}:{rule.place.line}"
        question = did_you_mean(rule.candidates)
        lines.append(
            f"{where} nói đến “{rule.name}”, không đơn vị nào tên như vậy{question and '; '}{question}"
        )
    if roll.lines:
        lines.append("nếu đúng là đơn vị ấy thì sửa tệp công nhận kết quả thành:")
        lines += [f"  {line}" for line in roll.lines]
    return "\n".join(lines)


def roll_json(roll: BlockRoll) -> dict[str, object]:
    """The same for a program."""
    return {
        "block": roll.block,
        "listed": roll.listed,
        "names": [
            {
                "typed": n.typed,
                "unit": n.unit or None,
                "own_name": n.own,
                "candidates": list(n.candidates),
                "place": str(n.origin),
            }
            for n in roll.names
        ],
        "without_row": list(roll.without_row),
        "in_rules": [
            {
                "name": r.name,
                "candidates": list(r.candidates),
                "file": r.place.source.name,
                "line": r.place.line,
            }
            for r in roll.in_rules
        ],
        "lines": list(roll.lines),
    }


def _whose(roll: BlockRoll, name: NameMet) -> tuple[str, str]:
    if name.unit:
        return name.unit, ("" if not roll.listed else "đúng tên" if name.own else "tên khác")
    question = did_you_mean(name.candidates)
    return "không rõ", f"{name.origin}; {question}" if question else str(name.origin)


def inert(text: str) -> str:
    """A text that a spreadsheet will not read as a formula; a figure with its sign stays one."""
    signed = text[:1] in ("+", "-") and text[1:2].isdigit()
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not signed else text


def _columns(block: BlockResult) -> tuple[list[str], list[str]]:
    scheme = block.graph.block
    keys = [
        s.POINTS,
        s.MAXIMUM_COUNTED,
        *(fold(d.name) for d in scheme.definitions),
        *(x.key for x in scheme.main_scales),
    ]
    return [block.graph.nodes[k].title or k for k in keys], keys


def _cell(unit: UnitResult, key: str) -> str:
    value: Value = unit.values[key]
    if not unit.assessed:
        return "không đánh giá"
    if isinstance(value, Amount | NotApplicable):
        return written(value)
    return written(value) or "–"


def _rank(unit: UnitResult, ranking: str) -> str:
    rank = unit.ranks.get(ranking)
    return "–" if rank is None else f"{rank.place}{'*' if rank.provisional else ''}"


def width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _aligned(rows: Sequence[Sequence[str]], *, words: bool = False) -> list[str]:
    """Rows under their heads; figures to the right, `words` to the left as the first column."""
    widths = [max(width(r[i]) for r in rows) for i in range(len(rows[0]))]
    lines = []
    for n, row in enumerate(rows):
        cells = [
            c + " " * (w - width(c)) if words or i == 0 or n == 0 else " " * (w - width(c)) + c
            for i, (c, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
        if n == 0:
            lines.append("  ".join("-" * w for w in widths))
    return lines


# ---- reports


def report_text(report: Report) -> str:
    """A report for a terminal; its charts are in the tables beside them already."""
    lines = [report.title, *report.head]
    for section in report.sections:
        lines += ["", section.title, "=" * width(section.title)]
        for part in section.parts:
            match part:
                case Lines(texts, bullets):
                    lines += [f"  - {t}" if bullets else t for t in texts]
                case Grid():
                    rows = [list(part.heads), *map(list, part.rows)]
                    lines += ["", *([part.title] if part.title else [])]
                    lines += _aligned(rows, words=True)
                case Bars() | Places():
                    continue
    return "\n".join(lines)


def report_csv(report: Report) -> str:
    """The tables and sentences of a report one under the other, as Excel reads them."""
    rows: list[list[str]] = [[report.title], *([line] for line in report.head)]
    for section in report.sections:
        rows += [[], [section.title]]
        for part in section.parts:
            if isinstance(part, Lines):
                rows += [[t] for t in part.texts]
            elif isinstance(part, Grid):
                rows += [[], *([[part.title]] if part.title else []), list(part.heads)]
                rows += [list(row) for row in part.rows]
    return rows_csv(rows)


def rows_csv(rows: Sequence[Sequence[str]]) -> str:
    """Rows with CRLF and a byte order mark, as Excel reads them; no cell can act as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([[inert(cell) for cell in row] for row in rows])
    return "\ufeff" + out.getvalue()


# ---- audit


def audit_lines(audited: Sequence[Audited]) -> list[str]:
    """The findings of an audit, table by table, then one line that counts them."""
    lines: list[str] = []
    for a in audited:
        lines.append(f"{a.table}: đã so {a.compared} ô, {len(a.findings)} chỗ khác")
        lines += [f"  chưa so được: {p}" for p in a.problems]
        for column, findings in _by_column(a.findings):
            lines += _column_lines(column, findings)
    total = sum(len(a.findings) for a in audited)
    explained = sum(f.explained is True for a in audited for f in a.findings)
    if not audited:
        return ["bộ quy tắc này không có bảng nào đã công bố để so"]
    lines.append("")
    lines.append(
        f"tổng cộng {total} chỗ khác; {explained} chỗ có thể do làm tròn các điểm thành phần khi in bảng"
    )
    return lines


def _by_column(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """The findings of a table by column, in the order in which columns first appear."""
    columns: dict[str, list[Finding]] = {}
    for f in findings:
        columns.setdefault(f.column if f.unit else "", []).append(f)
    return list(columns.items())


def _column_lines(column: str, findings: Sequence[Finding]) -> list[str]:
    lines = [f"  cột “{column}”"] if column else []
    told: s.Place | None = None
    for f in findings:
        if f.rule is not None and f.rule != told:
            lines.append(f"    theo: {f.rule.words}  [{f.rule.source.name}, dòng {f.rule.line}]")
            told = f.rule
        lines += _finding_lines(f)
    if findings[0].remark:
        lines.append(f"    {findings[0].remark}")
    return lines


_WHY = {True: " (có thể do làm tròn)", False: " (làm tròn không giải thích được)", None: ""}


def _finding_lines(f: Finding) -> list[str]:
    who = f.unit or "dòng dưới bảng"
    why = "" if f.remark else _WHY[f.explained]
    if "\n" in f.printed + f.computed or len(f.printed) + len(f.computed) > 90:
        printed, computed = (x.replace("\n", "\n                ") for x in (f.printed, f.computed))
        return [f"    {who}:{why}", f"      công bố: {printed}", f"      tính ra: {computed}"]
    return [f"    {who}: công bố {f.printed}, tính ra {f.computed}{why}"]


# ---- the line of decisions


def history_table(known: History) -> str:
    """Each scheme with its amendments in order, when each text is in force, and the rounds it was used for."""
    from cqdt_rules.revising import with_rounds, year_of  # here: start-up counts

    lines: list[str] = []
    rounds = {id(v): found for v, found in with_rounds(known)}
    for line in known.lines:
        lines.append(line[0].title)
        for number, version in enumerate(line, start=1):
            lines.append(f"  {number}. {version.decision}")
            lines.append(f"     {_made_by(version)}; {version.force.words}")
            for round_ in rounds[id(version)]:
                year = year_of(round_)
                told = f", năm đánh giá {year}" if year is not None else ""
                lines.append(f"     dùng cho: {round_.decision}{told} ({round_.own_file.name})")
    return "\n".join(lines) or "không có bộ tiêu chí nào"


def _made_by(version: Version) -> str:
    if version.amendment is None:
        return f"ban hành: {version.own_file.name}"
    count = len(version.amendment.clauses)
    return f"sửa đổi, {count} khoản: {version.own_file.name}"


def history_json(known: History) -> dict[str, object]:
    """The line of decisions as a plain value: days as 2024-12-31, years as numbers, null where nothing is said."""
    from cqdt_rules.revising import with_rounds  # here: start-up counts

    rounds = {id(v): found for v, found in with_rounds(known)}
    return {
        "schemes": [
            {
                "title": line[0].title,
                "versions": [
                    _version_json(v, [r.own_file.name for r in rounds[id(v)]]) for v in line
                ],
            }
            for line in known.lines
        ]
    }


def _version_json(version: Version, rounds: list[str]) -> dict[str, object]:
    force = version.force
    days = [format_date(d) if d is not None else None for d in (force.first_day, force.last_day)]
    return {
        "decision": version.decision,
        "file": version.own_file.name,
        "clauses": len(version.amendment.clauses) if version.amendment is not None else 0,
        "first_day": _iso(days[0]),
        "last_day": _iso(days[1]),
        "first_year": force.first_year,
        "last_year": force.last_year,
        "rounds": rounds,
    }


def _iso(day: str | None) -> str | None:
    return "-".join(reversed(day.split("/"))) if day is not None else None
