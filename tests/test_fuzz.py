"""A few seconds of the fuzz run (tests/fuzz.py), and that its oracles see what they are for."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import fuzz_core
import pytest
from fuzz import run
from fuzz_drive import Finding, check_diagnostics, drive, may_become, run_command, write_case
from fuzz_laws import check_laws
from fuzz_mutations import damage, seeds
from fuzz_schemes import Made, generate

from cqdt_rules import session
from cqdt_rules.cli import main
from cqdt_rules.diagnostics import Code, Diagnostic, Label
from cqdt_rules.source import Source, Span
from cqdt_rules.values import Amount, exactly


def test_some_derived_schemes_go_through_the_whole_line(tmp_path: Path) -> None:
    reached = set()
    for n in range(4):
        rng = random.Random(n)
        made, folder = generate(rng), tmp_path / str(n)
        done = drive(made.files, folder, rng)
        assert done.findings == ()
        if done.reached == "complete":
            assert check_laws(made, folder, rng) == []
        reached.add(done.reached)
    assert "complete" in reached


def test_some_damaged_files_go_through_the_whole_line(tmp_path: Path) -> None:
    corpus = seeds()
    assert len(corpus) > 100
    for n in range(6):
        rng = random.Random(n)
        files = damage(rng, rng.choice(corpus), rng.sample(corpus, 5))
        assert drive(files, tmp_path / str(n), rng).findings == ()


def test_the_engine_and_the_independent_evaluator_agree() -> None:
    for n in range(15):
        text, differs = fuzz_core.run_core(random.Random(n))
        assert not differs, text


def test_a_run_reports_what_its_worker_did(tmp_path: Path) -> None:
    tally = run(seed=3, out=tmp_path, minutes=0.02, jobs=1, measured=False)
    assert sum(tally.cases.values()) >= 1
    assert not tally.found


# ---- the oracles can fail


def test_the_independent_evaluator_sees_a_wrong_total(monkeypatch: pytest.MonkeyPatch) -> None:
    right = fuzz_core._rounded
    monkeypatch.setattr(fuzz_core, "_rounded", lambda value, decimals: right(value, decimals) + 1)
    assert any(fuzz_core.run_core(random.Random(n))[1] for n in range(6))


def test_a_label_outside_its_source_is_a_finding() -> None:
    told: list[Finding] = []
    wrong = Diagnostic(
        Code.SYNTAX, "sai", source=Source("t.cqdt", "abc"), labels=(Label(Span(1, 9)),)
    )
    check_diagnostics("parse", [wrong], told, "t.cqdt")
    assert [f.what for f in told] == ["syntax: a label outside its source"]


def test_an_exception_is_a_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("điểm")

    monkeypatch.setattr(session, "score", broken)
    made = next(
        m for n in range(20) if _is_good(m := generate(random.Random(n)), tmp_path / str(n))
    )
    steps = {f.step for f in drive(made.files, tmp_path / "x", random.Random(1)).findings}
    assert "score" in steps


def _is_good(made: Made, folder: Path) -> bool:
    write_case(made.files, folder)
    return not session.load(folder).failed


def test_a_promise_that_is_not_kept_is_seen() -> None:
    waiting = Amount(Fraction(1), Fraction(5), frozenset({"a"}))
    assert may_become(waiting, exactly(5))
    assert not may_become(waiting, exactly(6))


# ---- what runs have found


def _ruleset(folder: Path, text: str, sheet: str = "Đơn vị;A\nXã An Hòa;5\n") -> Path:
    (folder / "so-lieu").mkdir()
    (folder / "bo-tieu-chi.cqdt").write_text(text, encoding="utf-8")
    (folder / "so-lieu" / "a.csv").write_text(sheet, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("((2))", "2"),
        ("số lớn nhất của (1; số lớn nhất của (điểm đạt được; 2))", "số lớn nhất (1; số lớn nhất (5; 2)) = 5"),
        ("10 − (điểm đạt được − 1)", "10 − (5 − 1) = 6"),
    ],
)  # fmt: skip
def test_a_formula_is_explained(
    formula: str, shown: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f'bộ tiêu chí "T"\n  nhóm 1 "A" tối đa 10 điểm\n  công thức hệ số = {formula}\n'
    place = _ruleset(tmp_path, text)
    with pytest.raises(SystemExit) as ended:
        main(["explain", str(place), "--unit", "Xã An Hòa"])
    assert ended.value.code == 0
    assert f"  hệ số = {shown}\n" in capsys.readouterr().out


def test_a_quote_left_open_at_the_end_of_the_file_is_underlined_within_it() -> None:
    from cqdt_rules.parse import parse

    text = 'bộ tiêu chí "T"\n  mức "Khá khi điểm đạt được từ 1 đến -1'
    found = parse(Source("t.cqdt", text)).diagnostics
    assert found
    assert all(x.span.end <= len(text) for d in found for x in d.labels)


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (["view", "-o", "a.html"], "công thức z = " + " + ".join(["1/2"] * 8000)),
        (["fmt", "--check"], "công thức z = " + " / ".join(["3"] * 4900)),
    ],
    ids=["view", "fmt"],
)
def test_a_line_of_thousands_of_words_is_shown_and_laid_out(
    command: list[str], line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both took a time that grew with the square of the line: twenty seconds for this one."""
    import time

    _ruleset(tmp_path, f'bộ tiêu chí "T"\n  nhóm 1 "A" tối đa 10 điểm\n  {line}\n')
    monkeypatch.chdir(tmp_path)
    told: list[Finding] = []
    began = time.process_time()
    run_command([*command, "bo-tieu-chi.cqdt"], told)
    assert told == []
    assert time.process_time() - began < 6
