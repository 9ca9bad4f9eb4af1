"""The reviewer's page: every link leads somewhere, old words are struck out, every change has its row, the same bytes again."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from cqdt_rules import compared, session
from cqdt_rules.cli import main

HUE = "thua-thien-hue-2022"
DRAFT = f"{HUE}/du-thao/sua-doi-2023.cqdt"
Command = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs the command with these words; gives its exit code and all it says."""

    def call(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        said = capsys.readouterr()
        return int(str(ended.value.code)), said.out + said.err

    return call


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("xem-xet") / "xem-xet.html"
    with pytest.raises(SystemExit) as ended:
        main(["review", HUE, DRAFT, "-o", str(path)])
    assert ended.value.code == 0
    return path.read_text(encoding="utf-8")


def lines_of(page: str, anchor: str) -> list[str]:
    """The text of each line of one of the two texts, as a reader sees it."""
    found = re.findall(
        rf'id="{anchor}-\d+".*?<span class="c">(.*?)</span>(?:<span class="lien|</div>)', page
    )
    return [unescape(re.sub(r"<del>.*?</del> ?|<[^>]+>", "", line)) for line in found]


def test_every_link_leads_somewhere(page: str) -> None:
    targets = set(re.findall(r'href="#([^"]+)"', page))
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(targets) > 60
    assert targets <= set(ids)
    assert len(ids) == len(set(ids))


def test_both_texts_are_whole(page: str) -> None:
    whole = session.consolidate(DRAFT).value
    assert whole is not None
    for anchor, text in (("sd", whole.own_file.text), ("hn", whole.source.text)):
        wanted = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
        shown = [" ".join(line.split()) for line in lines_of(page, anchor) if line.strip()]
        assert shown == wanted


def test_old_words_are_struck_out_beside_the_new_ones(page: str) -> None:
    assert '<del>90</del> <span class="c-so them">92</span>' in page
    assert '<del>70,5</del> <span class="c-so them">70</span>' in page
    assert '<div class="cu" style="--t:4">tiêu chí 4.3 &#34;Tỷ lệ hồ sơ có phát sinh' in page


def test_every_change_has_its_row_and_its_clause(page: str) -> None:
    old, new = session.load(HUE).value, session.load(DRAFT).value
    assert old is not None
    assert new is not None
    text = unescape(page)
    for change in compared.compare(old, new, compared.amendment_of(DRAFT)).changes:
        assert f'<div class="l">{change.sentence}</div>' in text
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", text)
    gone = next(r for r in rows if "Bãi bỏ tiêu chí 4.3" in r)
    assert ">khoản 6</a>" in gone


def test_the_impact_names_units_and_clauses(page: str) -> None:
    text = unescape(page)
    assert "0 đơn vị tăng mức, 3 giảm, 7 không đổi, 19 chưa xác định" in text
    row = next(
        r
        for r in re.findall(r"<tr[^>]*>(.*?)</tr>", text)
        if "Thanh tra tỉnh<" in r and "96,04" in r
    )
    assert [int(n) for n in re.findall(r'<a href="#sd-\d+">(\d+)</a>', row)] == [
        11,
        12,
        13,
        4,
        6,
        7,
        8,
    ]
    plain = re.sub(r"<[^>]+>", "", row.rpartition("<td")[2])
    assert plain.partition(">")[2] == "điểm: 11, 12, 13; hạng: 4, 6, 7, 8"


def test_two_schemes_get_an_amendment_of_their_own(run: Command, tmp_path: Path) -> None:
    base = 'bộ tiêu chí "Thử"\n  nhóm 1 "A" tối đa 10 điểm\n'
    (tmp_path / "a.cqdt").write_text(base, encoding="utf-8")
    (tmp_path / "b.cqdt").write_text(base.replace("10", "12"), encoding="utf-8")
    path = tmp_path / "x.html"
    code, _ = run("review", str(tmp_path / "a.cqdt"), str(tmp_path / "b.cqdt"), "-o", str(path))
    text = path.read_text(encoding="utf-8")
    assert code == 0
    assert "sửa đổi điểm tối đa của nhóm 1 từ 10 điểm thành 12 điểm" in " ".join(
        lines_of(text, "sd")
    )
    assert '<del>10</del> <span class="c-so them">12</span>' in text


def test_what_cannot_be_reviewed_is_told_and_nothing_written(run: Command, tmp_path: Path) -> None:
    code, said = run("review", HUE, DRAFT, "-o", str(tmp_path / "x.docx"))
    assert (code, "tên tệp kết thúc bằng .html" in said) == (2, True)
    (tmp_path / "sd.cqdt").write_text(
        'sửa đổi, bổ sung bộ tiêu chí ban hành kèm theo "Quyết định số 9/QĐ-X"\n  bãi bỏ nhóm 1\n',
        encoding="utf-8",
    )
    code, said = run("review", HUE, str(tmp_path / "sd.cqdt"), "-o", str(tmp_path / "x.html"))
    assert (code, "amendment-line" in said) == (1, True)
    assert not (tmp_path / "x.html").exists()
