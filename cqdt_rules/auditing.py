"""Results and a published table to findings: every printed cell that the rules do not give, with both figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from attrs import evolve, frozen

from cqdt_rules import scheme as s
from cqdt_rules.numbers import (
    fold,
    format_number,
    looks_like_point_number,
    parse_number,
    round_decimals,
)
from cqdt_rules.papers import Table
from cqdt_rules.ranks import possible_places
from cqdt_rules.results import BlockResult, UnitResult, last_value, main_keys, value_shown
from cqdt_rules.values import Amount, Text, Value

UNIT_HEADS = ("đơn vị", "tên đơn vị", "tên cơ quan", "cơ quan", "cơ quan, đơn vị")


@frozen
class Finding:
    """A printed cell that differs from what the rules give.

    `explained`: whether components rounded for print could have given the printed cell; None where the question has no sense.
    `remark` says what else can be seen (the figure of another column, for instance).
    """

    table: str
    unit: str
    column: str
    printed: str
    computed: str
    explained: bool | None
    rule: s.Place | None = None
    remark: str = ""

    def to_json(self) -> dict[str, object]:
        """A plain value for a program."""
        return {
            "table": self.table,
            "unit": self.unit,
            "column": self.column,
            "printed": self.printed,
            "computed": self.computed,
            "explained_by_rounding": self.explained,
            **(
                {"rule": self.rule.words, "line": self.rule.line, "citation": self.rule.citation}
                if self.rule
                else {}
            ),
            **({"remark": self.remark} if self.remark else {}),
        }


@frozen
class Audited:
    """What an audit of a table looked at: cells compared, and the findings; problems are cells it could not read."""

    table: str
    compared: int
    findings: tuple[Finding, ...]
    problems: tuple[str, ...]


@frozen
class Comparison:
    """What a table is audited against: its plan and its paper, the results, and the results of figures taken as rounded for print."""

    plan: s.TablePlan
    paper: Table
    block: BlockResult
    as_printed: BlockResult
    names: Mapping[str, str]  # folded name or alias to the unit's name
    paper_names: tuple[str, ...]  # the unit of each row of the paper
    counts: Mapping[
        str, tuple[Mapping[str, list[str]], int, int, str]
    ]  # of subordinate units, by unit
    subordinate_names: Mapping[str, str]
    possible_levels: Mapping[
        str, tuple[str, ...]
    ]  # of subordinate units, figures rounded for print


def audit(comparison: Comparison, rows: Sequence[Sequence[str]]) -> Audited:
    """Compares a published table, as printed (heading row first), with the results cell by cell."""
    table = comparison.plan.published
    heads = list(rows[0]) if rows else []
    unit_at = next((i for i, h in enumerate(heads) if fold(h) in UNIT_HEADS), None)
    if unit_at is None:
        return Audited(table, 0, (), ("bảng không có cột tên đơn vị",))
    columns, problems = _match_columns(comparison, heads)
    findings: list[Finding] = []
    compared = 0
    lines: list[str] = []
    seen: list[str] = []
    for row in rows[1:]:
        if sum(bool(c.strip()) for c in row) == 1 and row[0].strip():
            lines.append(row[0].strip())
            continue
        if not any(c.strip() for c in row):
            continue
        printed_name = row[unit_at] if unit_at < len(row) else ""
        unit = comparison.names.get(fold(printed_name), "")
        last = _last_row_called(comparison, printed_name)
        if last is not None:
            told = _compare_last_row(comparison, columns, last, row)
            compared, findings = compared + len(told), [*findings, *filter(None, told)]
            continue
        if not unit or unit in seen or unit not in comparison.paper_names:
            problems.append(
                f"đơn vị “{printed_name}” "
                + ("có hai dòng" if unit in seen else "không có trong kết quả")
            )
            continue
        seen.append(unit)
        for at, column in columns.items():
            cell = row[at].strip() if at < len(row) else ""
            finding = _compare_cell(comparison, column, unit, cell)
            compared, findings = compared + 1, [*findings, *([finding] if finding else [])]
    problems += [f"thiếu dòng của đơn vị “{u}”" for u in comparison.paper_names if u not in seen]
    text_findings, text_count = _compare_lines(comparison, lines)
    remarked = _remark_columns(comparison, findings)
    return Audited(table, compared + text_count, (*remarked, *text_findings), tuple(problems))


def _match_columns(
    comparison: Comparison, heads: Sequence[str]
) -> tuple[dict[int, s.TableColumn], list[str]]:
    """Which printed column shows which column of the plan; ordinal and name columns are not compared."""
    matched: dict[int, s.TableColumn] = {}
    problems: list[str] = []
    free = list(comparison.plan.columns)
    for at, head in enumerate(heads):
        found = [
            c
            for c in free
            if fold(head)
            in {fold(c.title), fold(f"{c.group} – {c.title}"), fold(f"{c.group} {c.title}")}
        ]
        if not found:
            problems.append(f"cột “{head}” không có trong bảng của tệp công nhận kết quả")
            continue
        free.remove(found[0])
        if found[0].special not in ("stt", "đơn vị", "viết tắt"):
            matched[at] = found[0]
    problems += [f"bảng đã công bố không có cột “{c.title}”" for c in free]
    return matched, problems


# ---- a last row (mean, sum)


def _compare_last_row(
    comparison: Comparison,
    columns: Mapping[int, s.TableColumn],
    last: s.LastRow,
    row: Sequence[str],
) -> list[Finding | None]:
    """Each printed mean (or sum) of a column of figures against that of the results; None where they agree."""
    found: list[Finding | None] = []
    for at, column in columns.items():
        printed = row[at].strip() if at < len(row) else ""
        value = last_value(last, column, comparison.block)
        if not isinstance(value, Amount) or not value.known:
            continue
        figure = read_printed(printed, comparison.plan.point_decimals, column.percent)
        decimals = max(_decimals(printed), column.decimals or 0) + (2 if column.percent else 0)
        if figure is not None and round_decimals(value.figure, decimals) == figure:
            found.append(None)
            continue
        around = last_value(last, column, comparison.as_printed)
        explained = (
            figure is not None and around is not None and _may_print(around, figure, decimals)
        )
        shown = _shown(value.figure, column, printed)
        told = printed or "(để trống)"
        found.append(_finding(comparison, last.title, column, told, shown, explained, last.place))
    return found


def _last_row_called(comparison: Comparison, name: str) -> s.LastRow | None:
    return next((r for r in comparison.plan.last_rows if fold(r.title) == fold(name)), None)


# ---- one cell


def _compare_cell(
    comparison: Comparison, column: s.TableColumn, unit: str, printed: str
) -> Finding | None:
    result = comparison.block.unit(unit)
    rounded = comparison.as_printed.unit(unit)
    assert result is not None
    assert rounded is not None
    if column.of_round and column.special != "thứ hạng":
        return _compare_in_round(comparison, column, result, printed)
    if not result.assessed:
        return _compare_unassessed(comparison, column, unit, printed)
    if column.special == "thứ hạng":
        return _compare_rank(comparison, column, result, printed)
    if column.special == "trực thuộc":
        return _compare_counts(comparison, column, unit, printed)
    key = s.column_key(column)
    value, around = result.values[key], rounded.values[key]
    place = comparison.block.graph.nodes[key].place
    if isinstance(value, Text):
        return _compare_text(comparison, column, unit, value, around, printed, place)
    if not isinstance(value, Amount) or not value.known:
        shown = "–" if not isinstance(value, Amount) else "chưa có số liệu"
        return (
            None
            if printed in ("", shown, "-")
            else _finding(comparison, unit, column, printed, shown, None, place)
        )
    figure = read_printed(printed, comparison.plan.point_decimals, column.percent)
    shown = _shown(value.figure, column, printed)
    if figure is None:
        return _finding(comparison, unit, column, printed or "(để trống)", shown, False, place)
    decimals = max(_decimals(printed), column.decimals or 0) + (2 if column.percent else 0)
    if (
        column.decimals is None and _decimals(printed) == 0 and value.figure == figure
    ) or round_decimals(value.figure, decimals) == figure:
        return None
    return _finding(
        comparison, unit, column, printed, shown, _may_print(around, figure, decimals), place
    )


def _compare_in_round(
    comparison: Comparison, column: s.TableColumn, result: UnitResult, printed: str
) -> Finding | None:
    """A cell of one round of scores: the paper's own figure, which is as it was given."""
    row = comparison.paper.rows[comparison.paper_names.index(result.unit)]
    cell = row[comparison.plan.columns.index(column)]
    value = value_shown(comparison.block, column, result)
    figure = read_printed(printed, comparison.plan.point_decimals, column.percent)
    if isinstance(value, Amount) and value.known and figure is not None:
        decimals = max(_decimals(printed), column.decimals or 0) + (2 if column.percent else 0)
        same = round_decimals(value.figure, decimals) == figure
    else:
        same = fold(printed) == fold(cell) or (not printed and cell == "–")
    return None if same else _finding(comparison, result.unit, column, printed, cell, False, None)


def _compare_unassessed(
    comparison: Comparison, column: s.TableColumn, unit: str, printed: str
) -> Finding | None:
    """A unit without a result: what is printed against what the paper would print."""
    row = comparison.paper.rows[comparison.paper_names.index(unit)]
    cell = row[comparison.plan.columns.index(column)]
    same = fold(printed) == fold(cell) or (not printed and cell == "–")
    return None if same else _finding(comparison, unit, column, printed, cell, None, None)


def read_printed(printed: str, point_decimals: bool, percent: bool) -> Fraction | None:
    """A printed figure; a percentage column is a share. With point decimals, `27.31` is 27,31; else a point is not read."""
    text = (
        printed.replace(".", ",")
        if point_decimals and printed.count(".") == 1 and "," not in printed
        else printed
    )
    if looks_like_point_number(text):
        return None
    value = parse_number(text)
    if value is None:
        return None
    return value / 100 if percent and not text.rstrip().endswith("%") else value


def _decimals(printed: str) -> int:
    return len(re.split("[.,]", printed.rstrip("% "))[-1]) if re.search("[.,]", printed) else 0


def _shown(figure: Fraction, column: s.TableColumn, printed: str) -> str:
    decimals = max(_decimals(printed), column.decimals or 0)
    if column.percent:
        return format_number(figure * 100, decimals) + "%"
    return format_number(figure, decimals)


def _may_print(around: Value, figure: Fraction, decimals: int) -> bool:
    """Whether some figure in the range rounds, half up, to the printed one."""
    if not isinstance(around, Amount):
        return False
    half = Fraction(1, 2 * 10**decimals)
    low, high = figure - half, figure + half
    below = around.low is None or around.low < high
    above = (
        around.high is None or around.high > low or (around.high == low and not around.high_open)
    )
    return below and above


def _compare_text(
    comparison: Comparison,
    column: s.TableColumn,
    unit: str,
    value: Text,
    around: Value,
    printed: str,
    place: s.Place | None,
) -> Finding | None:
    shown = value.text if value.known else "chưa có số liệu"
    if fold(_without_prefix(printed)) == fold(_without_prefix(shown)):
        return None
    possible = around.options if isinstance(around, Text) else ()
    explained = fold(_without_prefix(printed)) in {fold(_without_prefix(t)) for t in possible}
    levels = {
        fold(x.name): x for scale in comparison.block.graph.block.scales for x in scale.levels
    }
    governing = levels.get(
        fold(_without_prefix(printed))
    )  # the rule that the printed level would need
    if column.prefix and fold(shown) in levels:
        shown = f"{column.prefix} {shown}"
    return _finding(
        comparison,
        unit,
        column,
        printed or "(để trống)",
        shown or "(để trống)",
        explained,
        governing.place if governing and s.column_key(column).startswith("mức") else place,
    )


def _without_prefix(level: str) -> str:
    return re.sub(r"(?i)^mức( độ)? ", "", level.strip())


def _compare_rank(
    comparison: Comparison, column: s.TableColumn, result: UnitResult, printed: str
) -> Finding | None:
    rankings = comparison.block.graph.block.rankings
    ranking = next((r for r in rankings if r.name == column.ranking), None)
    of_round = result.in_rounds.get(column.of_round, result)
    rank = of_round.ranks.get(column.ranking)
    shown = str(rank.place) if rank else "không xếp hạng"
    if fold(printed) == fold(shown):
        return None
    places = (
        possible_places(ranking, comparison.as_printed.standing, result.unit) if ranking else None
    )
    low, high = places or (0, 0)
    explained = printed.isdecimal() and low <= int(printed) <= high
    return _finding(
        comparison,
        result.unit,
        column,
        printed,
        shown,
        explained,
        ranking.place if ranking else None,
    )


def _finding(
    comparison: Comparison,
    unit: str,
    column: s.TableColumn,
    printed: str,
    computed: str,
    explained: bool | None,
    place: s.Place | None,
) -> Finding:
    title = f"{column.group} – {column.title}" if column.group else column.title
    return Finding(comparison.plan.published, unit, title, printed, computed, explained, place)


# ---- paragraphs of subordinate units


_REACHED = re.compile(r"(\d+)(?:/(\d+))? [^()/;]*?đạt mức(?: độ)? (\w+) \(([^();]*)", re.IGNORECASE)
_WITHOUT = re.compile(r"(\d+)/(\d+) [^()/;]*?không đủ điều kiện", re.IGNORECASE)


def _compare_counts(
    comparison: Comparison, column: s.TableColumn, unit: str, printed: str
) -> Finding | None:
    """Counts, totals and names by level, whatever the words around them."""
    reached, without, total, _ = comparison.counts[unit]
    wanted = {level: (len(names), {fold(n) for n in names}) for level, names in reached.items()}
    given: dict[str, tuple[int, set[str]]] = {}
    totals: set[int] = set()
    for count, out_of, level, names in _REACHED.findall(printed):
        given[level] = (
            int(count),
            {
                fold(comparison.subordinate_names.get(fold(n.strip()), n.strip()))
                for n in names.split(",")
            },
        )
        totals |= {int(out_of)} if out_of else set()
    none = _WITHOUT.search(printed)
    totals |= {int(none.group(2))} if none else set()
    same = given == wanted and (int(none.group(1)) if none else 0) == without and totals <= {total}
    if same:
        return None
    index = comparison.paper_names.index(unit)
    at = comparison.plan.columns.index(column)
    explained = totals <= {total} and _may_be_reached(comparison, reached, given)
    return _finding(
        comparison, unit, column, printed, comparison.paper.rows[index][at], explained, None
    )


def _may_be_reached(
    comparison: Comparison,
    reached: Mapping[str, list[str]],
    given: Mapping[str, tuple[int, set[str]]],
) -> bool:
    """Whether rounding leaves every printed level of a subordinate unit open, also of those not printed."""
    possible = {fold(n): levels for n, levels in comparison.possible_levels.items()}
    for level, (count, names) in given.items():
        if count != len(names) or not all(level in possible.get(n, ()) for n in names):
            return False
    printed = set().union(*(names for _, names in given.values())) if given else set()
    dropped = {fold(n) for names in reached.values() for n in names} - printed
    return all(any(x not in reached for x in possible.get(n, ())) for n in dropped)


# ---- lines under a table


def _compare_lines(comparison: Comparison, printed: Sequence[str]) -> tuple[list[Finding], int]:
    """Notes and tallies: printed lines against computed ones, numbering and order aside."""
    paper = comparison.paper
    computed = [
        x for x in (paper.note_heading, *paper.notes, *paper.note_items, *paper.footer) if x
    ]
    left = {_line_key(x): x for x in computed}
    findings: list[Finding] = []
    unmatched = [x for x in printed if left.pop(_line_key(x), None) is None]
    for line in unmatched:
        key = next((k for k in left if k.split(":")[0] == _line_key(line).split(":")[0]), None)
        other = left.pop(key) if key is not None else "(không có dòng này)"
        findings.append(
            Finding(
                comparison.plan.published, "", "dòng dưới bảng", line, other, False if key else None
            )
        )
    if printed:
        findings += [
            Finding(comparison.plan.published, "", "dòng dưới bảng", "(không in)", x, None)
            for x in left.values()
            if x != "Ghi chú:"
        ]
    return findings, len(printed)


def _line_key(line: str) -> str:
    text = fold(line)
    text = re.sub(r"^(\d+\.|-|\+)\s*", "", text)
    text = re.sub(r"\s*([:;,.()*/≥])\s*", r"\1", text)
    return text.rstrip(".;")


# ---- a whole column that shows something else


def _remark_columns(comparison: Comparison, findings: list[Finding]) -> list[Finding]:
    """Says where all differing figures of a column are exactly another quantity: headings that were exchanged."""
    remarked: dict[str, str] = {}
    for title in dict.fromkeys(f.column for f in findings):
        mine = [f for f in findings if f.column == title]
        column = next((c for c in comparison.plan.columns if title.endswith(c.title)), None)
        if len(mine) >= 3 and column is not None and not column.special:
            other = _other_quantity(comparison, column, mine)
            if other:
                remarked[title] = f"mọi số khác ở cột này đều đúng bằng {other}"
    return [evolve(f, remark=remarked.get(f.column, "")) for f in findings]


def _other_quantity(comparison: Comparison, column: s.TableColumn, findings: list[Finding]) -> str:
    own = s.column_key(column)
    for key in main_keys(comparison.block.graph.block):
        if key != own and all(_is_figure(comparison, f, key) for f in findings):
            return f"“{comparison.block.graph.nodes[key].title or key}”"
    return ""


def _is_figure(comparison: Comparison, finding: Finding, key: str) -> bool:
    result = comparison.block.unit(finding.unit)
    figure = result.figure(key) if result else None
    percent = finding.printed.rstrip().endswith("%")
    printed = read_printed(finding.printed, comparison.plan.point_decimals, percent)
    if figure is None or printed is None:
        return False
    return round_decimals(figure, _decimals(finding.printed) + (2 if percent else 0)) == printed
