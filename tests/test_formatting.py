"""One layout for rule files: what it looks like, that it says the same, that it stays as it is, that comments survive."""

from __future__ import annotations

import io
import random
import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_grammar import LARK, Deriver
from test_pages import PAGES, fences_of

from cqdt_rules import drafting, syntax
from cqdt_rules.cli import main
from cqdt_rules.drafting import LayoutBroken, formatted
from cqdt_rules.formatting import same_words
from cqdt_rules.layers import LAYERS
from cqdt_rules.parse import parse
from cqdt_rules.source import Source

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = sorted(ROOT.glob("rulesets/*/*.cqdt"))


def laid(text: str) -> str:
    """The text laid out; the statements of the tests can all be read."""
    outcome = formatted(Source("t.cqdt", text))
    assert outcome.value is not None, [d.to_text() for d in outcome.diagnostics]
    return outcome.value


def rule_texts(page: Path) -> list[str]:
    """The rule files that a page writes."""
    fences = fences_of(page.read_text(encoding="utf-8"))
    named = [f for f in fences if len(f.words) > 1 and f.words[0] == "cqdt"]
    return ["".join(f"{line}\n" for line in f.lines) for f in named]


# ---- what is shipped is laid out so


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_shipped_rulesets_are_laid_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert laid(text) == text


def test_the_examples_of_the_reference_are_laid_out() -> None:
    texts = rule_texts(ROOT / "grammar" / "ngon-ngu.md")
    assert len(texts) >= 3
    assert [laid(text) for text in texts] == texts


def test_rule_files_of_pages_keep_their_words() -> None:
    """`formatted` raises where a word changes or a second time would change more."""
    read = 0
    for page in PAGES:
        for text in rule_texts(page):
            read += formatted(Source(page.name, text)).value is not None
    assert read > 40


# ---- every statement has its place


def test_every_statement_has_a_place() -> None:
    statements = {
        symbol.name
        for rule in LARK.rules
        if rule.origin.name == "body"
        for symbol in rule.expansion
    }
    classes = {"".join(part.capitalize() for part in name.split("_")) for name in statements}
    assert len(classes) > 50
    assert {c.__name__ for c in LAYERS} == classes


# ---- what it looks like

ALL_AT_ONCE = """\
# Đầu tệp

bộ tiêu chí "Thử"
  có hiệu lực từ ngày 01/01/2024
  áp dụng từ năm đánh giá 2024
    nguồn "Điều 1"

  # Chung
  công thức tổng điểm = điểm đạt được × 100 / điểm tối đa được tính + điểm thưởng − điểm trừ của năm trước,
    làm tròn đến 2 chữ số thập phân

  xếp loại
    mức "Xuất sắc" khi đáp ứng tất cả các điều kiện sau:
      - tổng điểm ≥ 90
      # một điều kiện nữa
      - từng nhóm đạt từ 50% điểm tối đa được tính trở lên
    mức "Tốt"      khi tổng điểm từ 80 trở lên
    mức "Chưa tốt" khi tổng điểm từ 50 đến dưới 80  # theo Phụ lục
    còn lại "Chưa đạt"
    nguồn không ghi "Ngưỡng"

khối "Cấp xã"
  nhóm 1 "Nhận thức"                tối đa 8 điểm
  nhóm 2 "Thể chế"                  tối đa 10 điểm
    tiêu chí 2.9  "Quy chế"         tối đa 5 điểm
      thuộc nội dung quy chế
    tiêu chí 2.10 "Kế hoạch năm"    tối đa 5 điểm
      số liệu a là "Số kế hoạch"
      chấm theo khoảng a / 2:
        - từ 80% trở lên: điểm tối đa
        - còn lại: 1/2 × điểm tối đa
      không tính điểm khi a = 0
        lý do "Không có kế hoạch"
  không tính điểm nhóm 1 đối với "Sở Ngoại vụ"
  không tính điểm nhóm 1
    đối với "Văn phòng UBND tỉnh", "Thanh tra tỉnh", "Ban Dân tộc", "Sở Khoa học"

  ví dụ đơn vị "Xã A"
    có nhóm 1 = 6; a = 1
    thì tổng điểm = 90; mức "Tốt"
"""


def test_levels_columns_lists_and_long_lines() -> None:
    flat = "\n".join(line.strip() for line in ALL_AT_ONCE.split("\n"))
    typed = re.sub(r"(?<=\S) {2,}(?=[^\s#])", " ", flat)
    assert laid(ALL_AT_ONCE) == ALL_AT_ONCE
    assert typed != flat
    # without any blanks of its author's, only the place of the note on the whole scale is a guess
    assert laid(typed) == ALL_AT_ONCE


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("NHÓM  1. “A” Tối đa 5 ĐIỂM", 'nhóm 1 "A" tối đa 5 điểm'),
        ("nhóm 1 «Nói “không”» tối đa 5", 'nhóm 1 "Nói “không”" tối đa 5'),
        ('nhóm 1 “Nói "không"”', 'nhóm 1 “Nói "không"”'),
        ('nhóm 1 "Nói ""không"""', 'nhóm 1 "Nói ""không"""'),
        ("công thức A b=c*2-1 x d", "công thức A b = c × 2 − 1 × d"),
        ("công thức b = ( c+1 )/2", "công thức b = (c + 1) / 2"),
        ("công thức b = 1 / 2 * c / 3", "công thức b = 1/2 × c / 3"),
        ("công thức b = c × 1/2", "công thức b = c × 1 / 2"),
        ("công thức b = 5 %c", "công thức b = 5% c"),
        ("mức I khi a<=5 và a<7 và a>7 và a=8", "mức I khi a ≤ 5 và a < 7 và a > 7 và a = 8"),
        ("công thức b = c – 1 — 2 − 3 · 4 X 5", "công thức b = c − 1 − 2 − 3 × 4 × 5"),
        ("mức I khi a>=5 và a<>7 và a!=8", "mức I khi a ≥ 5 và a ≠ 7 và a ≠ 8"),
        ("chấm theo tỉ lệ a/b", "chấm theo tỷ lệ a / b"),
        ("hiệu lực kể từ ngày 01/01/2024", "có hiệu lực từ ngày 01/01/2024"),
        ("hiệu lực kể từ ngày ký", "có hiệu lực kể từ ngày ký"),
        ("không tính điểm khi b = 0, lý do \"Không\"", 'không tính điểm khi b = 0\n  lý do "Không"'),
        ('ĐƠN VỊ "A" ,  viết tắt "B" , Tên khác "C"', 'đơn vị "A", viết tắt "B", tên khác "C"'),
        ("sửa đổi tiêu chí 1.2 như sau", "sửa đổi tiêu chí 1.2 như sau:"),
        ("chấm cộng dồn :\n• a = 1 : 2\n+ b = 1: 3", "chấm cộng dồn:\n  - a = 1: 2\n  - b = 1: 3"),
    ],
)  # fmt: skip
def test_one_spelling(typed: str, written: str) -> None:
    assert laid(typed) == written + "\n"


def test_blank_lines_ends_and_letters() -> None:
    typed = '\ufeff\r\n\r\nnhóm 1 "A"  \r\n\r\n\r\n\tnhóm 2\u00a0"B"\r\n\r\n'
    assert laid(unicodedata.normalize("NFD", typed)) == 'nhóm 1 "A"\n\nnhóm 2 "B"\n'
    assert laid("") == ""
    assert laid("\n\n") == ""
    assert laid("#a\n\n\n#   b  c\n") == "# a\n\n# b  c\n"


def test_a_note_stays_beside_or_under_as_its_author_means_it() -> None:
    beside = 'bộ tiêu chí "T"\n  nhóm A "A"\n    tiêu chí A.1 "B"\n    nguồn "cả nhóm"\n'
    under = 'bộ tiêu chí "T"\n  nhóm A "A"\n    tiêu chí A.1 "B"\n      nguồn "tiêu chí"\n'
    assert laid(beside) == beside
    assert laid(under) == under


def test_a_criterion_stands_under_the_one_it_names() -> None:
    typed = 'lĩnh vực III "A"\nchỉ số 7 "B" thuộc lĩnh vực III\nchỉ số 7.1 "C"\nchỉ số 8 "D" thuộc lĩnh vực III\n'
    assert [len(line) - len(line.lstrip()) for line in laid(typed).splitlines()] == [0, 2, 4, 2]


def test_a_long_formula_is_folded_outside_its_brackets() -> None:
    one = "(lô-ga-rít tự nhiên của (thu nhập bình quân) − lô-ga-rít tự nhiên của (100))"
    assert laid(f"công thức chỉ số thu nhập = {one} / {one}, làm tròn đến 3 chữ số thập phân") == (
        f"công thức chỉ số thu nhập = {one} /\n  {one}, làm tròn đến 3 chữ số thập phân\n"
    )


def test_columns_only_where_lines_differ_and_titles_only_of_one_kind() -> None:
    same = 'nhóm 1 "A" tối đa 5 điểm\nnhóm 2 "B" tối đa 10 điểm\n'
    kinds = 'nhóm 1 "A"         trọng số 5%   tối đa 5 điểm\nchỉ tiêu 12 "B"    trọng số 95%  tối đa 5 điểm\n'
    assert laid(same) == same
    assert laid(re.sub(" +", " ", kinds)) == kinds


def test_a_very_long_line_stands_out_of_the_columns() -> None:
    """It would push the maxima of its neighbours off the page."""
    long = f'nhóm 2 "{"rất dài " * 11}hết hết"'
    typed = f'nhóm 1 "A" tối đa 5 điểm\n{long} tối đa 5 điểm\nnhóm 3 "Ba" tối đa 5 điểm\n'
    assert laid(typed) == (
        f'nhóm 1 "A"     tối đa 5 điểm\n{long} tối đa 5 điểm\nnhóm 3 "Ba"    tối đa 5 điểm\n'
    )


def test_a_comment_changes_no_line() -> None:
    """`bảng` alone on its line opens a table, with a comment behind it too."""
    assert laid('phụ lục I "A"\nbảng   # một\ncột "B" mức # hai') == (
        'phụ lục I "A"\n  bảng  # một\n    cột "B" mức  # hai\n'
    )


def test_comments_keep_their_line_and_their_statement() -> None:
    typed = (
        "# một\nnhóm 1 'x'\n".replace("'", '"')
        + "#hai\n\n   # ba\nchấm cộng dồn: # bốn\n# năm\n- a = 1 + # sáu\n  b: 2 # bảy\n## tám\n"
    )
    assert laid(typed) == (
        '# một\nnhóm 1 "x"\n# hai\n\n  # ba\n  chấm cộng dồn:  # bốn\n    # năm\n'
        "    - a = 1 +  # sáu\n      b: 2  # bảy\n## tám\n"
    )


# ---- the same words, the same text a second time


def derived(seed: int, count: int) -> list[str]:
    deriver = Deriver(seed)
    texts = (deriver.statement().strip("\n") for _ in range(count))
    return [t for t in texts if not parse(Source("t.cqdt", t)).failed]


DERIVED = derived(7, 1500)


def test_what_the_grammar_derives_keeps_its_words() -> None:
    assert len(DERIVED) > 1000
    for text in DERIVED:
        laid(text)


def scattered(texts: list[str], seed: int) -> tuple[str, list[str]]:
    """A file of statements with comments, blanks and line ends wherever they may stand; and its comments."""
    chance = random.Random(seed)
    lines: list[str] = []
    comments: list[str] = []

    def comment() -> str:
        comments.append(f"ghi chú {len(comments)}")
        return f"# {comments[-1]}"

    for text in texts:
        for whole in text.split("\n"):
            line = whole.upper() if chance.random() < 0.1 and '"' not in whole else whole
            if chance.random() < 0.3:
                lines.append(" " * chance.randrange(6) + comment())
            lines += [""] * (chance.random() < 0.2)
            cuts = [m.start() for m in re.finditer(r"(?<=[,;×+]) (?=\w)", line)]
            if cuts and chance.random() < 0.5:
                at = chance.choice(cuts)
                lines.append(line[:at] + ("  " + comment() if chance.random() < 0.5 else ""))
                line = line[at:]
            end = " " + comment() if chance.random() < 0.3 else ""
            lines.append(" " * chance.randrange(6) + line + end)
    return "\n".join(lines), comments


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(DERIVED), min_size=1, max_size=6), st.integers(0, 10**6))
def test_comments_anywhere_survive_in_order(texts: list[str], seed: int) -> None:
    text, comments = scattered(texts, seed)
    if not parse(Source("t.cqdt", text)).failed:
        assert re.findall(r"# (ghi chú \d+)", laid(text)) == comments


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='aăđ1,.;:()"“”#+-*=≥x/ \n\t\r\u0301\u00a0\u2028IVn', max_size=80))
@example("#1\r\u0301")
@example("#1\t\u00a0\u0301")
@example("#1 \t\u0301")
@example("#n\r\u0301")
def test_any_text_is_laid_out_or_told(text: str) -> None:
    formatted(Source("t.cqdt", text))
    formatted(Source("t.cqdt", f'nhóm 1 "A"\n{text}\nmức I khi a ≥ 1 {text}'))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_damaged_files_are_laid_out_or_told(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    chance = random.Random(path.name)
    for _ in range(15):
        at = chance.randrange(len(text))
        formatted(
            Source("t.cqdt", text[:at] + chance.choice(['"', "\n", "#", "- "]) + text[at + 3 :])
        )


def test_a_change_of_words_is_seen() -> None:
    """What every run compares sees a word, a sign, a number, a comment, an order that changed."""
    text = 'nhóm 1 "A" tối đa 5 điểm # c\nmức I khi a ≥ 5\n'
    tree = parse(Source("t", text)).value
    changes = {
        "5 điểm": "6 điểm",
        "≥": "≤",
        '"A"': '"B"',
        "# c": "# d",
        "khi a": "khi A",
        "mức I": "mức V",
    }
    for old, new in changes.items():
        assert not same_words(tree, parse(Source("t", text.replace(old, new, 1))).value)
    assert same_words(
        tree, parse(Source("t", text.replace("≥", ">=").replace(" # c", "   #c"))).value
    )


# ---- the command


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as stop:
        main(["fmt", *words])
    assert isinstance(stop.value.code, int)
    return stop.value.code


def test_files_and_folders_in_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, other = (tmp_path / "s" / name for name in ("a.cqdt", "b.cqdt", "c.cqdt"))
    good.parent.mkdir()
    other.write_bytes("nhóm 1\n".encode("utf-16"))
    good.write_text('NHÓM 1  "A"', encoding="utf-8")
    bad.write_text('nhóm 1 "A\n', encoding="utf-8")
    assert run("--check", str(tmp_path)) == 1
    assert good.read_text(encoding="utf-8") == 'NHÓM 1  "A"'
    assert run(str(tmp_path)) == 1
    out, err = capsys.readouterr()
    assert "syntax" in err
    assert "2 tệp đã trình bày lại, 0 tệp vốn đã đúng kiểu, 1 tệp để nguyên" in out
    assert good.read_text(encoding="utf-8") == 'nhóm 1 "A"\n'
    assert other.read_bytes() == "nhóm 1\n".encode()
    assert bad.read_text(encoding="utf-8") == 'nhóm 1 "A\n'
    bad.unlink()
    assert run(str(tmp_path)) == 0
    assert run("--check", str(tmp_path)) == 0


def test_standard_input(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("nhóm  1\r\n".encode()), "utf-8"))
    assert run("-") == 0
    assert capfdbinary.readouterr().out == "nhóm 1\n".encode()


def test_our_own_fault_leaves_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Were the layout to lose a word, nothing would be written."""
    file = tmp_path / "a.cqdt"
    file.write_text('nhóm 1  "A" tối đa 5 điểm\n', encoding="utf-8")
    monkeypatch.setattr(drafting, "format_tree", lambda *_: 'nhóm 1 "A"\n')
    assert run(str(file)) == 1
    assert "lỗi của chương trình" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == 'nhóm 1  "A" tối đa 5 điểm\n'
    with pytest.raises(LayoutBroken):
        formatted(Source("t", 'nhóm 1 "A" tối đa 5 điểm'))


def test_a_layout_that_would_change_again_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "format_tree", lambda tree, *_: tree.source.text + "\n")
    with pytest.raises(LayoutBroken):
        formatted(Source("t", 'nhóm 1 "A"\n'))


def test_layers_are_statements_of_the_tree() -> None:
    assert all(issubclass(c, syntax.Node) for c in LAYERS)
