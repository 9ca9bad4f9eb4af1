"""The audit of the shipped rulesets against the literal list of contradictions, found without the engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from published_contradictions import (
    CONTRADICTIONS,
    ONLY_BY_OWN_DECIMALS,
    THAI_BINH_PHU_LUC_2,
)

from cqdt_rules import session
from cqdt_rules.auditing import Audited, read_printed

ROOT = Path(__file__).resolve().parent.parent
RULESETS = sorted(p.name for p in (ROOT / "rulesets").iterdir() if p.is_dir())


def audited(name: str) -> tuple[Audited, ...]:
    ruleset = session.load(ROOT / "rulesets" / name).value
    assert ruleset is not None
    results = session.score(ruleset).value
    assert results is not None
    outcome = session.audit(ruleset, results)
    assert not outcome.diagnostics
    return outcome.value


def expected(name: str) -> set[tuple[str, str, str, str, bool | None]]:
    """Table, unit, column, printed, explained; a figure's decimals are those of its column (decision 5)."""
    return {
        (
            table,
            unit,
            column,
            " ".join(printed.split()),
            explained and (table, unit, column) not in ONLY_BY_OWN_DECIMALS,
        )
        for table, unit, column, printed, _, explained in CONTRADICTIONS
        if table.startswith(f"{name}/")
    }


@pytest.mark.parametrize("name", RULESETS)
def test_the_audit_finds_the_known_contradictions_and_no_other(name: str) -> None:
    found = {
        (
            f"{name}/{f.table}",
            f.unit,
            f.column.removeprefix("Các tiêu chí – "),
            " ".join(f.printed.split()),
            f.explained,
        )
        for a in audited(name)
        for f in a.findings
    }
    assert found == expected(name)


@pytest.mark.parametrize("name", RULESETS)
def test_the_audit_gives_the_figure_that_plain_arithmetic_gives(name: str) -> None:
    """The oracle's recomputed cells, but for the paragraphs of annex 02, whose words are ours."""
    found = {
        (f"{name}/{f.table}", f.unit, f.column.removeprefix("Các tiêu chí – ")): f.computed
        for a in audited(name)
        for f in a.findings
    }
    for table, unit, column, _, recomputed, _ in CONTRADICTIONS:
        if table.startswith(f"{name}/") and table != THAI_BINH_PHU_LUC_2:
            assert found[table, unit, column] == recomputed


@pytest.mark.parametrize("name", RULESETS)
def test_every_published_row_and_column_was_compared(name: str) -> None:
    assert [p for a in audited(name) for p in a.problems] == []


def test_how_many_cells_were_compared() -> None:
    """So that a table that is no longer read cannot pass unseen."""
    compared = {name: sum(a.compared for a in audited(name)) for name in RULESETS}
    assert compared == {
        "hung-yen-2018": 0,
        "huong-tra-2020": 196,
        "thai-binh-2020": 483,
        "thua-thien-hue-2020": 232,
        "thua-thien-hue-2022": 331,
    }


def test_a_point_is_a_decimal_mark_only_where_the_round_says_so() -> None:
    assert read_printed("27.31", True, False) == read_printed("27,31", False, False)
    assert read_printed("27.31", False, False) is None
    assert read_printed("85,36", False, True) == read_printed("85,36%", False, True)
