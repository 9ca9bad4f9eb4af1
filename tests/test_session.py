"""The whole line from files to files: exit codes, what is written and what is not, the public API."""

from __future__ import annotations

import csv
import io
import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

import cqdt_rules
from cqdt_rules import cli, session
from cqdt_rules.diagnostics import Code

ROOT = Path(__file__).resolve().parent.parent
HUE = ROOT / "rulesets" / "thua-thien-hue-2022"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        cli.main(list(words))
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A ruleset with two units, in a folder whose name is long and Vietnamese."""
    folder = tmp_path / "Bộ tiêu chí đánh giá chính quyền số các cấp năm 2026 (dự thảo lần 3)"
    (folder / "so-lieu").mkdir(parents=True)
    (folder / "bo-tieu-chi.cqdt").write_text(
        'bộ tiêu chí "Thử"\n  nhóm 1 "A" tối đa 50 điểm\n  nhóm 2 "B" tối đa 50 điểm\n'
        '  xếp loại\n    mức I khi điểm đạt được từ 80 trở lên\n    còn lại "Chưa đạt"\n',
        encoding="utf-8",
    )
    (folder / "ket-qua.cqdt").write_text(
        'công nhận kết quả theo "Thử"\n  phụ lục I "Kết quả"\n    bảng "Điểm"\n'
        '      cột "Đơn vị" tên đơn vị\n      cột "Điểm" điểm đạt được\n      cột "Mức" mức\n',
        encoding="utf-8",
    )
    sheet(folder, "Đơn vị,A,B\nSở Y tế,40,45\nSở Nội vụ,30,20\n")
    return folder


def sheet(folder: Path, text: str) -> None:
    (folder / "so-lieu" / "so-lieu.csv").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("form", ["docx", "html", "md", "txt"])
@pytest.mark.parametrize("name", sorted(p.name for p in (ROOT / "rulesets").iterdir()))
def test_the_annexes_of_every_ruleset_are_the_same_each_time(
    tmp_path: Path, name: str, form: str
) -> None:
    for word in ("mot", "hai"):
        with pytest.raises(SystemExit) as end:
            cli.main(
                ["render", str(ROOT / "rulesets" / name), "-o", str(tmp_path / f"{word}.{form}")]
            )
        assert end.value.code == 0
    assert (tmp_path / f"mot.{form}").read_bytes() == (tmp_path / f"hai.{form}").read_bytes()


def test_a_ruleset_that_ships_is_found_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", "hung-yen-2018")
    assert (code, out) == (0, "không có lỗi: 3 khối, 3 tiêu chí, 2 ví dụ đúng\n")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check", "{small}"], 0),
        (["score", "{small}"], 0),
        (["audit", "{small}"], 0),
        (["audit", str(HUE)], 1),
        (["check", "{small}/khong-co.cqdt"], 2),
        (["check"], 2),
        (["chek", "{small}"], 2),
        (["score", "{small}", "--sheets", "x"], 2),
        (["explain", "{small}", "--unit", "Sở Y té"], 2),
        (["render", "{small}", "-o", "x.pdf"], 2),
        (["score", "{small}", "-o", "x.xml"], 2),
        (["score", "{small}", "--sheet", "khong-co.csv"], 1),
    ],
)
def test_exit_codes(
    small: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int
) -> None:
    given, out, err = run(capsys, *(w.format(small=small) for w in words))
    assert given == code
    assert "Traceback" not in out + err


def test_misuse_is_told_in_vietnamese(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "chek")[2] == "lỗi: không có lệnh chek\nXem: cqdt --help\n"
    assert run(capsys, "render", str(small))[2] == "lỗi: thiếu -o TỆP\nXem: cqdt render --help\n"
    assert run(capsys, "explain", str(small), "--unit", "so y te")[2].startswith(
        "lỗi: không có đơn vị nào tên là “so y te”; có phải là “Sở Y tế” không?"
    )


def test_scores_go_to_json_with_exact_figures(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = small / "ra" / "ket-qua.json"
    assert run(capsys, "score", str(small), "-o", str(out))[0] == 0
    value = json.loads(out.read_text(encoding="utf-8"))
    unit = value["blocks"][0]["units"][0]
    assert unit["unit"] == "Sở Y tế"
    assert unit["figures"]["điểm đạt được"]["value"] == "85"
    assert unit["figures"]["mức"]["value"] == "I"
    assert unit["figures"]["điểm nhập 1"] == {
        "value": "40",
        "typed": "40",
        "where": "so-lieu.csv, ô B2",
    }
    assert {x["file"] for x in value["made_from"]} == {
        "bo-tieu-chi.cqdt",
        "ket-qua.cqdt",
        "so-lieu.csv",
    }


def test_scores_go_to_csv_that_cannot_act_as_a_formula(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet(small, 'Đơn vị,A,B\n"=HYPERLINK(""x"")",40,45\n-Sở,30,20\n')
    out = small / "ket-qua.csv"
    assert run(capsys, "score", str(small), "-o", str(out))[0] == 0
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[1][1].startswith("'=")
    assert rows[2][1].startswith("'-")
    assert rows[1][2] == "85"


def test_an_annex_with_missing_figures_is_refused_unless_asked_for(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet(small, "Đơn vị,A,B\nSở Y tế,40,\nSở Nội vụ,30,20\n")
    out = small / "phu-luc.txt"
    code, _, err = run(capsys, "render", str(small), "-o", str(out))
    assert code == 1
    assert "đơn vị “Sở Y tế” chưa có đủ số liệu" in err
    assert not out.exists()
    assert run(capsys, "render", str(small), "-o", str(out), "--provisional")[0] == 0
    assert "Kết quả tạm thời" in out.read_text(encoding="utf-8")


def test_nothing_is_written_when_anything_is_wrong(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = small / "phu-luc.txt"
    out.write_text("bản cũ", encoding="utf-8")
    sheet(small, "Đơn vị,A,B\nSở Y tế,40,99\n")
    assert run(capsys, "render", str(small), "-o", str(out))[0] == 1
    assert out.read_text(encoding="utf-8") == "bản cũ"
    assert [p.name for p in small.iterdir() if p.name.startswith(".cqdt")] == []


def test_a_dry_run_writes_nothing(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "render", str(small), "-o", str(small / "a.txt"), "--dry-run")
    assert code == 0
    assert out.startswith("sẽ ghi ")
    assert not (small / "a.txt").exists()


def test_a_place_that_cannot_be_written_is_told(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small / "thu-muc.txt").mkdir()
    code, _, err = run(capsys, "render", str(small), "-o", str(small / "thu-muc.txt"))
    assert code == 1
    assert "output-unwritable" in err
    assert [p.name for p in small.iterdir() if p.name.startswith(".cqdt")] == []


def test_files_that_office_programs_leave_behind_are_not_read(small: Path) -> None:
    (small / "so-lieu" / "~$so-lieu.xlsx").write_bytes(b"x")
    (small / "~$ket-qua.cqdt").write_bytes(b"x")
    ruleset = session.load(small).value
    assert ruleset is not None
    assert [p.name for p in ruleset.sheets] == ["so-lieu.csv"]


def test_a_published_table_outside_the_ruleset_is_not_read(small: Path) -> None:
    round_file = small / "ket-qua.cqdt"
    text = round_file.read_text(encoding="utf-8")
    round_file.write_text(text + '      đã công bố tại "../../bi-mat.csv"\n', encoding="utf-8")
    (small.parent.parent / "bi-mat.csv").write_text("Đơn vị,Điểm\n", encoding="utf-8")
    ruleset = session.load(small).value
    assert ruleset is not None
    results = session.score(ruleset).value
    assert results is not None
    assert [d.code for d in session.audit(ruleset, results).diagnostics] == [
        Code.PUBLISHED_UNREADABLE
    ]


def test_a_round_alone_finds_its_scheme_beside_it(small: Path) -> None:
    ruleset = session.load(small / "ket-qua.cqdt").value
    assert ruleset is not None
    assert ruleset.scheme.title == "Thử"
    assert ruleset.round is not None


def test_sheets_may_lie_elsewhere(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "Bảng điểm.csv"
    shutil.copy(small / "so-lieu" / "so-lieu.csv", other)
    shutil.rmtree(small / "so-lieu")
    ruleset = session.load(small).value
    assert ruleset is not None
    assert session.score(ruleset).value is None
    results = session.score(ruleset, [other]).value
    assert results is not None
    assert results.blocks[0].units[0].figure("điểm đạt được") == 85


def test_the_public_api_as_the_readme_shows_it() -> None:
    loaded = cqdt_rules.load(str(HUE))
    assert loaded.diagnostics == ()
    assert loaded.value is not None
    results = cqdt_rules.score(loaded.value).value
    assert results is not None
    block = results.blocks[0]
    unit = block.unit("Ban Dân tộc")
    assert unit is not None
    assert unit.figure("tổng điểm") == Fraction("90.47")
    assert cqdt_rules.explain(block, unit)[0] == "Ban Dân tộc"
    made = cqdt_rules.annexes(loaded.value, results).value
    assert made is not None
    word = cqdt_rules.render(made, ".docx").value
    assert word is not None
    assert word.startswith(b"PK")
    assert sum(len(a.findings) for a in cqdt_rules.audit(loaded.value, results).value) == 10
    assert sorted(cqdt_rules.__all__) == sorted(set(cqdt_rules.__all__))
    for name in cqdt_rules.__all__:
        assert getattr(cqdt_rules, name).__module__ != name


def test_a_file_takes_its_place_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "phu-luc.txt"
    assert session.write(out, b"moi") is None
    assert [p.name for p in tmp_path.iterdir()] == ["phu-luc.txt"]

    def locked(self: Path, target: Path) -> Path:
        raise PermissionError(13, "open in Word", str(target))

    monkeypatch.setattr(Path, "replace", locked)
    problem = session.write(out, b"moi hon")
    assert problem is not None
    assert problem.code is Code.OUTPUT_UNWRITABLE
    assert out.read_bytes() == b"moi"
    assert [p.name for p in tmp_path.iterdir()] == ["phu-luc.txt"]


def test_reasons_call_a_quantity_by_the_name_the_rule_gives_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "explain", "thai-binh-2020", "--unit", "Tiền Hải")
    assert code == 0
    assert (
        "mức độ đạt được = 84,54 (chưa làm tròn); điều kiện sẵn sàng = 45,13 (chưa làm tròn)" in out
    )
    assert "thiếu 5,46 (mức độ đạt được) để đạt mức I" in out
