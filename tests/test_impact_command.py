"""The command `cqdt impact`: what it prints and writes, its exit codes, no traceback whatever it is given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from impact_samples import OLD, SHEET, edited, ruleset

from cqdt_rules.cli import main
from cqdt_rules.tables import width

HIGHER = edited(OLD, ("từ 80 trở lên", "từ 85 trở lên"), ("đến dưới 80", "đến dưới 85"))
WITH_NEW = edited(OLD, ("xếp loại\n", 'nhóm 4 "Sáng kiến" tối đa 10 điểm\nxếp loại\n'))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    ruleset(tmp_path / "cu", OLD, sheets={"bang.csv": SHEET})
    ruleset(tmp_path / "nguong", HIGHER)
    ruleset(tmp_path / "moi", WITH_NEW)
    ruleset(tmp_path / "khong-so-lieu", OLD)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["impact", *words])
    out = capsys.readouterr()
    assert "Traceback" not in out.err
    assert isinstance(ended.value.code, int)
    return ended.value.code, out.out, out.err


def test_final_results_are_good(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "cu", "nguong")
    assert (code, err) == (0, "")
    assert out.startswith("0 đơn vị tăng mức, 2 giảm, 2 không đổi.\n")
    assert "2 đơn vị không có gì thay đổi: Sở Nội vụ; Văn phòng" in out


def test_results_that_wait_for_figures_are_a_finding(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "cu", "moi")
    assert code == 1
    assert "  - cột “Sáng kiến”, nhóm 4: chưa có số liệu: mọi đơn vị" in out


def test_all_lists_every_unit_and_no_line_is_too_long(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for draft in ("nguong", "moi"):
        _, out, _ = run(capsys, "cu", draft, "--all")
        assert "Văn phòng" in out
        assert max(map(width, out.split("\n"))) <= 100


def test_without_any_sheet_it_says_so_and_goes_by_bounds(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "khong-so-lieu", "nguong")
    assert code == 0
    assert out == (
        """Không có bảng số liệu nào (so-lieu, --sheet): xét theo khoảng.

Chưa dùng số liệu nào: 2 loại đơn vị có thể đổi mức, 0 không thể.

quy tắc thay đổi: mức I khi tổng điểm từ 80 trở lên → từ 85 trở lên
quy tắc thay đổi: mức II khi tổng điểm từ 60 đến dưới 80 → từ 60 đến dưới 85
có thể đổi mức: Thanh tra; các đơn vị khác
  tổng điểm từ 80 đến dưới 85: I → II
""".replace("\nquy", "\n  quy")
        .replace("\ncó thể", "\n  có thể")
        .replace("\n  tổng", "\n    tổng")
    )
    same = run(capsys, "cu", "nguong", "--no-figures")
    assert same[1] == out.partition("\n\n")[2]


def test_json_has_exact_figures(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = json.loads(run(capsys, "cu", "moi", "--json")[1])
    unit = made["blocks"][0]["units"][0]
    assert made["summary"] == "0 đơn vị tăng mức, 0 giảm, 1 không đổi, 3 chưa xác định"
    assert made["final"] is False
    assert unit["old"]["total"] == "85"
    assert unit["new"]["total"] == {"low": "77.27", "high": "86.36", "missing": ["điểm nhập 4"]}
    assert unit["new"]["levels"] == {"": ["I", "II"]}
    assert made["needed"][0]["column"] == "Sáng kiến"
    bounds = json.loads(run(capsys, "cu", "nguong", "--json", "--no-figures")[1])
    assert [u["may_change"] for u in bounds["blocks"][0]["units"]] == [True, True]


def test_files_are_written_whole_and_the_same_each_time(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forms = ("csv", "docx", "html", "json", "md", "txt")
    for extra in ((), ("--no-figures",)):
        for name in ("a", "b"):
            code, out, _ = run(
                capsys, "cu", "moi", *extra, *(w for f in forms for w in ("-o", f"{name}.{f}"))
            )
            assert code == (0 if extra else 1)
            assert out == "".join(f"đã ghi {name}.{f}\n" for f in forms)
        for f in forms:
            one, two = (folder / f"{name}.{f}" for name in ("a", "b"))
            assert one.read_bytes() == two.read_bytes()
            assert one.stat().st_size > 100


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("cu",), 2, "thiếu DỰ_THẢO"),
        (("cu", "khong-co"), 2, "không có tệp hoặc thư mục này"),
        (("cu", "moi", "-o", "a.pdf"), 2, "không ghi được ra “a.pdf”"),
        (
            ("cu", "moi", "--no-figures", "--sheet", "x.csv"),
            2,
            "--no-figures không đi cùng --sheet",
        ),
        (("cu", "moi", "--sheet", "khong-co.csv"), 1, "không đọc được tệp"),
        (("cu", "hong"), 1, "lỗi["),
        (("cu", "moi", "--sheet", "la.csv"), 1, "bảng không có cột tên đơn vị"),
        (("cu", "moi", "--sheet", "qua.csv"), 1, "điểm 99 lớn hơn điểm tối đa 10"),
    ],
)
def test_what_cannot_be_done_is_said(
    words: tuple[str, ...],
    code: int,
    said: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (folder / "hong").mkdir()
    (folder / "hong" / "a.cqdt").write_text('bộ tiêu chí "T"\nnhóm\n', encoding="utf-8")
    (folder / "la.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    (folder / "qua.csv").write_text("Đơn vị;1.1\nSở Y tế;99\n", encoding="utf-8")
    found = run(capsys, *words)
    assert found[0] == code
    assert said in found[2]


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert "Thí dụ: cqdt impact thua-thien-hue-2022 du-thao -o tac-dong.docx" in out
