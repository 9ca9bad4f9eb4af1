"""What holds for any scheme that gives results: each law scores the ruleset again, a little changed (tests/fuzz.py)."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from attrs import evolve
from fuzz_drive import Finding, difference, not_promised, write_case
from fuzz_schemes import Made, Table

from cqdt_rules import drafting, session
from cqdt_rules.results import Results
from cqdt_rules.values import Text


def check_laws(made: Made, folder: Path, rng: random.Random) -> list[Finding]:
    """What holds for any scheme that gives results: each law scores the ruleset again, a little changed."""
    whole = _scored_in(folder / "luat-0", made)
    if whole is None:
        return []
    found: list[Finding] = []
    for name, law in LAWS:
        if rng.random() < 0.5:
            differs = law(made, whole, folder / f"luat-{name}", rng)
            if differs:
                found.append(Finding(f"law {name}", "does not hold", differs))
    return found


def _scored_in(folder: Path, made: Made) -> Results | None:
    """The results; None where the figures or the rules are refused."""
    write_case(made.files, folder)
    loaded = session.load(folder)
    if loaded.value is None or loaded.failed:
        return None
    scored = session.score(loaded.value)
    return None if scored.failed else scored.value


def _rows_in_any_order(made: Made, whole: Results, folder: Path, rng: random.Random) -> str:
    tables = tuple(evolve(t, rows=tuple(rng.sample(t.rows, len(t.rows)))) for t in made.tables)
    other = _scored_in(folder, evolve(made, tables=tables))
    return "refused" if other is None else difference(whole, other)


def _columns_in_any_order(made: Made, whole: Results, folder: Path, rng: random.Random) -> str:
    tables = []
    for t in made.tables:
        order = rng.sample(range(len(t.columns)), len(t.columns))
        rows = tuple(tuple(r[i] for i in order) for r in t.rows)
        tables.append(Table(t.name, tuple(t.columns[i] for i in order), rows))
    other = _scored_in(folder, evolve(made, tables=tuple(tables)))
    return "refused" if other is None else difference(whole, other)


def _csv_or_workbook(made: Made, whole: Results, folder: Path, rng: random.Random) -> str:
    other = _scored_in(folder, evolve(made, workbook=not made.workbook))
    return "refused" if other is None else difference(whole, other)


def _laid_out(made: Made, whole: Results, folder: Path, rng: random.Random) -> str:
    rules = {n: drafting.format_text(t, n).value or t for n, t in made.rules.items()}
    other = _scored_in(folder, evolve(made, rules=rules))
    return "refused" if other is None else difference(whole, other)


# where a figure that is not there yet is itself an answer, more may become of a result than it promised
_BLANK_SAYS = (
    "chưa có số liệu",
    "có số liệu",
    "không có thì theo",
    "quá hạn",
    "lấy trung bình cộng của",
)


def _a_blank_promises_no_more(made: Made, whole: Results, folder: Path, rng: random.Random) -> str:
    text = "\n".join(made.rules.values())
    if any(words in text.replace("trung bình cộng của (", "") for words in _BLANK_SAYS):
        return ""
    tables = list(made.tables)
    at = rng.randrange(len(tables))
    t = tables[at]
    able = [
        i
        for i, c in enumerate(t.columns)
        if c.kind in ("points", "int", "num", "percent", "option", "date")
    ]
    if not able:
        return ""
    i, j = rng.randrange(len(t.rows)), rng.choice(able)
    rows = [list(r) for r in t.rows]
    before, rows[i][j] = rows[i][j], ""
    tables[at] = evolve(t, rows=tuple(map(tuple, rows)))
    waiting = _scored_in(folder, evolve(made, tables=tuple(tables)))
    if waiting is None or not before:
        return ""
    lost = not_promised(waiting, whole)
    return f"without {t.columns[j].header} of row {i + 1}: {lost}" if lost else ""


def _mistakes_are_no_results(made: Made, whole: Results, folder: Path, rng: random.Random) -> str:
    """Levels given are those of the scheme."""
    for block in whole.blocks:
        for scale in block.graph.block.scales:
            known = {n for level in scale.levels for n in [level.name]} | {scale.rest or ""}
            for unit in block.units:
                level = unit.values[scale.key]
                if isinstance(level, Text) and level.known and level.text not in known:
                    return f"{unit.unit}: a level that is none: {level.text}"
    return ""


Law = Callable[[Made, Results, Path, random.Random], str]
LAWS: tuple[tuple[str, Law], ...] = (
    ("rows", _rows_in_any_order),
    ("columns", _columns_in_any_order),
    ("workbook", _csv_or_workbook),
    ("fmt", _laid_out),
    ("blank", _a_blank_promises_no_more),
    ("levels", _mistakes_are_no_results),
)
