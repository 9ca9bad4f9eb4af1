"""Rules in colour: each kind of word told apart, no word forgotten, half-written files too; and the pages made of them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pygments.lexers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_formatting import DERIVED
from test_grammar import LARK, samples

from cqdt_rules import drafting
from cqdt_rules.cli import main
from cqdt_rules.colouring import VALUES, style_of
from cqdt_rules.diagnostics import Code
from cqdt_rules.drafting import coloured, view, view_reference
from cqdt_rules.lexicon import Piece, Style, Token
from cqdt_rules.pygments_lexer import TOKENS, CqdtLexer
from cqdt_rules.source import Source, Span

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = sorted(ROOT.glob("rulesets/*/*.cqdt"))


def told(text: str) -> list[tuple[str, str]]:
    """Each coloured stretch of a text with the name of its style."""
    source = Source("t", text)
    return [(source.at(p.span), p.style.name) for p in coloured(source)]


def plain(text: str, found: tuple[Piece, ...]) -> str:
    """What is not coloured."""
    letters = list(text)
    for piece in found:
        letters[piece.span.start : piece.span.end] = " " * (piece.span.end - piece.span.start)
    return "".join(letters)


# ---- words


def test_every_terminal_has_its_colour() -> None:
    """A terminal that is neither a phrase, nor a sign, nor among the values would be coloured by chance."""
    seen = set()
    for terminal in LARK.terminals:
        if terminal.name == "_BEGIN" or terminal.name.startswith("__"):
            continue
        phrase = "(?i:" in terminal.pattern.value[:20]
        for text, _ in samples(terminal.name, terminal.pattern.to_regexp()):
            style = style_of(Token(terminal.name, text.strip(), Span(0, 1)))
            seen.add(terminal.name)
            if terminal.name in VALUES:
                assert style in {VALUES[terminal.name], Style.KEYWORD}
            elif phrase:
                assert style in {Style.KEYWORD, Style.PUNCTUATION}, terminal.name
            else:
                assert not any(c.isalnum() for c in text), terminal.name
    assert len(seen) > 150
    assert set(VALUES) <= seen


def test_kinds_of_words_are_told_apart() -> None:
    assert told('nhóm 4.2a "An toàn" tối đa 8,5 điểm # xem lại') == [
        ("nhóm", "OPENING"),
        ("4.2a", "CODE"),
        ('"An toàn"', "TITLE"),
        ("tối đa", "KEYWORD"),
        ("8,5", "NUMBER"),
        ("điểm", "MEASURE"),
        ("# xem lại", "COMMENT"),
    ]
    assert told("mức II khi tổng điểm ≥ 80%\nhiệu lực từ ngày 01/02/2024")[1:] == [
        ("II", "LEVEL"),
        ("khi", "KEYWORD"),
        ("tổng điểm", "NAME"),
        ("≥", "OPERATOR"),
        ("80%", "NUMBER"),
        ("hiệu lực từ ngày", "OPENING"),
        ("01/02/2024", "DATE"),
    ]
    units = (
        'không tính điểm nhóm 1 đối với "Sở A", "Sở B"\n  lý do "Chưa có"\nmức "Tốt" khi a = "x"'
    )
    assert [pair for pair in told(units) if pair[0].startswith('"')] == [
        ('"Sở A"', "UNIT"),
        ('"Sở B"', "UNIT"),
        ('"Chưa có"', "TEXT"),
        ('"Tốt"', "LEVEL"),
        ('"x"', "TEXT"),
    ]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_no_word_of_a_good_file_is_plain(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert plain(text, coloured(Source("t", text))).strip() == ""


def test_no_word_of_what_the_grammar_derives_is_plain() -> None:
    for text in DERIVED[:600]:
        assert plain(text, coloured(Source("t", text))).strip() == "", text


def test_a_half_written_file_has_colours() -> None:
    assert told('nhóm 1 "A" tối đa\nmức I khi tổng điểm từ 90 trở l') == [
        ("nhóm", "OPENING"),
        ("1", "CODE"),
        ('"A"', "TITLE"),
        ("tối đa", "KEYWORD"),
        ("mức", "OPENING"),
        ("I", "LEVEL"),
        ("khi", "KEYWORD"),
        ("tổng điểm", "NAME"),
        ("từ", "KEYWORD"),
        ("90", "NUMBER"),
        ("trở l", "NAME"),
    ]
    assert ("không quá", "KEYWORD") in told('lạ "A" không quá 5 điểm\nnhóm 1 "A"')
    assert told("??? 5và 6") == [("6", "NUMBER")]
    assert ('"B"', "TITLE") in told('nhóm 1 ??? %% "x" @ 5\nnhóm 2 "B"')


# ---- Pygments


def test_pygments_finds_the_lexer() -> None:
    assert isinstance(pygments.lexers.get_lexer_by_name("cqdt"), CqdtLexer)
    assert pygments.lexers.get_lexer_for_filename("bo-tieu-chi.cqdt").name == "cqdt"
    assert set(TOKENS) == set(Style)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='aăđ1,.;:()"“”#+-*=≥x/ \n\t\r\u0301\u00a0\u2028IVn', max_size=80))
def test_no_letter_is_lost_in_colour(text: str) -> None:
    for whole in (text, f'nhóm 1 "A"{text}', f"mức I khi {text}\nkhối {text}"):
        found = list(CqdtLexer().get_tokens_unprocessed(whole))
        assert "".join(value for _, _, value in found) == whole
        assert [at for at, _, _ in found] == [
            sum(len(v) for _, _, v in found[:i]) for i in range(len(found))
        ]


# ---- pages


class Page(HTMLParser):
    """The tags, the anchors, the links and the words of a page, line by line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.anchors: list[str] = []
        self.links: list[str] = []
        self.lines: list[str] = [""]
        self.hidden = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.hidden += tag in ("head", "style")
        self.anchors += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []
        if tag not in ("span", "b", "small", "a", "code"):
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("head", "style")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.lines[-1] += data.replace("\n", " ")

    def words(self) -> Iterator[str]:
        """What is read, without what is blank."""
        yield from (" ".join(line.split()) for line in self.lines if line.strip())


WRONG = """\
# <script>alert("x")</script> & thử
bộ tiêu chí "Thử <b>& cả"
  ban hành kèm theo "Quyết định số 1/QĐ-UBND"
khối "Xã <i>"
  nhóm 1 "Nhận thức" tối đa 7 điểm
    tiêu chí 1.1 "Một" tối đa 3 điểm
      nguồn "Điều 3"
    tiêu chí 1.2 "Hai" tối đa 4 điểm
      nguồn không ghi "Điểm của Hai"
  nhóm 2 "Thể chế" tối đa 84.25 điểm
  chưa thể hiện "Phần ba"
"""


def page_of(folder: Path, text: str) -> tuple[str, Page]:
    (folder / "bo.cqdt").write_text(text, encoding="utf-8")
    made = view(folder)
    assert made.value is not None
    return made.value, Page(made.value)


def test_a_page_of_rules(tmp_path: Path) -> None:
    """Every line with its number and anchor, contents that lead there, nothing that could run."""
    html, page = page_of(tmp_path, WRONG)
    words = list(page.words())
    for number, line in enumerate(WRONG.splitlines(), start=1):
        assert f"{number}{' '.join(line.split())}" in [
            w.replace(f"{number} ", f"{number}", 1) for w in words
        ]
        assert f"bo-{number}" in page.anchors
    assert len(set(page.anchors)) == len(page.anchors)
    assert {link.removeprefix("#") for link in page.links} <= set(page.anchors)
    assert "script" not in page.tags
    assert "<b>&amp;" not in html.replace("&lt;b&gt;&amp;", "")
    assert not re.search(r"https?://|url\(|@import|<link|<img", html)
    contents = ["Khối Xã <i>", "Nhóm 1. Nhận thức7 điểm", "Tiêu chí 1.1. Một3 điểm"]
    assert [w for w in words if w in contents] == contents
    assert words[-1].startswith("bo.cqdt: 11 dòng; SHA-256 ")


def test_messages_stand_under_the_lines_they_speak_of(tmp_path: Path) -> None:
    html, page = page_of(tmp_path, WRONG)
    words = list(page.words())
    at = next(i for i, w in enumerate(words) if w.startswith(("10 nhóm 2", "10nhóm 2")))
    assert words[at + 1].startswith("lỗi: số “84.25” viết bằng dấu chấm")
    assert words[at + 2] == "Gợi ý: viết 84,25 (phần thập phân)"
    assert re.search(r'class="[^"]*gach loi">84.25<', html)
    assert "Kiểm tra: 1 lỗi" in " ".join(words)
    assert (
        "Điểm của Hai" in words[words.index("Điều nguồn không ghi, người viết tệp suy ra") + 1 :][0]
    )


def test_messages_about_another_line_lead_there(tmp_path: Path) -> None:
    text = 'bộ tiêu chí "T"\n  nhóm 1 "A" tối đa 5 điểm\n  nhóm 1 "B" tối đa 5 điểm\n'
    _, page = page_of(tmp_path, text)
    assert "#bo-2" in page.links[-4:]
    assert any("dòng 2: mã này dùng lần đầu ở đây" in w for w in page.words())


@pytest.mark.parametrize("folder", sorted({p.parent for p in SHIPPED}), ids=lambda p: p.name)
def test_shipped_rulesets_as_pages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Pygments and markdown-it too; the same bytes each time."""
    monkeypatch.setitem(sys.modules, "pygments", None)
    monkeypatch.setitem(sys.modules, "markdown_it", None)
    made = view(folder)
    assert made.value is not None
    page = Page(made.value)
    assert {link.removeprefix("#") for link in page.links} <= set(page.anchors)
    for citation in re.findall(r'^ *nguồn (?:không ghi )?"(.*)"$', (folder / "bo-tieu-chi.cqdt").read_text("utf-8"), re.MULTILINE):  # fmt: skip
        assert any(" ".join(citation.split()) in w for w in page.words())
    assert view(folder).value == made.value


def test_the_reference_in_colour() -> None:
    made = view_reference(drafting.REFERENCE)
    assert made.value is not None
    page = Page(made.value)
    assert '<span class="c-mo">bộ tiêu chí</span>' in made.value
    assert {link.removeprefix("#") for link in page.links} <= set(page.anchors)
    assert "table" in page.tags
    assert "script" not in page.tags
    summary = view_reference(drafting.SUMMARY)
    assert summary.value is not None
    assert Page(summary.value).tags.count("h1") == 1


def test_the_summary_stays_short() -> None:
    """It fits one sheet of A4, 4,900 letters filled four fifths of it: whoever adds much looks at it in print."""
    text = (ROOT / "grammar" / drafting.SUMMARY).read_text(encoding="utf-8")
    assert len(re.sub(r"[\s|`-]+", " ", text)) < 5_400


def test_without_markdown_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "markdown_it", None)
    (found,) = view_reference(drafting.REFERENCE).diagnostics
    assert found.code is Code.EXTRA_MISSING
    assert "cqdt-rules[view]" in found.help


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["hung-yen-2018", "-o", "a.html"], 0, "đã ghi"),
        (["--summary", "-o", "a.html"], 0, "đã ghi"),
        (["hung-yen-2018", "-o", "a.txt"], 2, ".html"),
        (["-o", "a.html"], 2, "cần một trong ba"),
        (["hung-yen-2018", "--reference", "-o", "a.html"], 2, "cần một trong ba"),
        (["khong-co", "-o", "a.html"], 2, "không có tệp"),
    ],
)
def test_the_command(
    words: list[str],
    code: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as stop:
        main(["view", *words])
    assert stop.value.code == code
    assert said in "".join(capsys.readouterr())
    assert (tmp_path / "a.html").exists() == (code == 0)
