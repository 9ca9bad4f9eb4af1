"""Each clause of the illustrated draft, alone and left out: which clauses go together, and what each does."""

from __future__ import annotations

from pathlib import Path

import pytest

from cqdt_rules import compared, revising, session, trials

DRAFT = "thua-thien-hue-2022/du-thao/sua-doi-2023.cqdt"


@pytest.fixture(scope="module")
def tried() -> tuple[trials.Trial, ...]:
    version = revising.made_by(session.history(DRAFT).value, "sua-doi-2023.cqdt")
    assert version is not None
    return trials.trials(Path(), version)


def test_clauses_that_only_make_sense_together_are_tried_together(
    tried: tuple[trials.Trial, ...],
) -> None:
    """Two thresholds that meet; a criterion repealed, its points, its exclusion; a bonus and the formula that adds it."""
    together = [t.name for t in tried if len(t.clauses) > 1]
    assert together == ["khoản 1, 2", "khoản 6, 7, 8", "khoản 11, 13"]
    assert sum(len(t.clauses) for t in tried) == 15


def test_every_trial_can_be_computed(tried: tuple[trials.Trial, ...]) -> None:
    assert [t.name for t in tried if t.alone is None or t.without is None] == []


def test_alone_and_without_are_what_they_say(tried: tuple[trials.Trial, ...]) -> None:
    """The clause on Thanh tra tỉnh: the only one that lowers its maximum, alone or last."""
    (own,) = (t for t in tried if "Thanh tra" in t.clauses[0].words)
    assert own.alone is not None
    assert own.without is not None
    alone, without = (
        [x.units for x in r.scheme.blocks[0].exclusions if "3" in x.codes]
        for r in (own.alone, own.without)
    )
    assert (alone, without) == ([("Thanh tra tỉnh",)], [])


def test_changes_have_the_reasons_of_their_clauses() -> None:
    old, new = (session.load(x).value for x in ("thua-thien-hue-2022", DRAFT))
    assert old is not None
    assert new is not None
    found = compared.compare(old, new, compared.amendment_of(DRAFT))
    told = {c.sentence: c.reason for c in found.changes}
    assert told["Ngưỡng mức IV hạ từ 70,5 xuống 70 (−0,5)"] == "Ngưỡng tròn số (khoản 3)"
    gone = next(s for s in told if s.startswith("Bãi bỏ tiêu chí 4.3"))
    assert told[gone] == "Thanh toán trực tuyến đã tính trong tiêu chí 4.2 (khoản 6)"
    assert not any("Năm áp dụng" in s for s in told)  # of the amendment itself
    assert compared.amendment_of("thua-thien-hue-2022") is None
