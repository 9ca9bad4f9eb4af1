"""What people who write Word documents get wrong: each told once, where it is, in their own words, with a help that mends it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import frozen

from cqdt_rules.check import check
from cqdt_rules.diagnostics import Code, Diagnostic, Severity
from cqdt_rules.parse import parse, the_lark
from cqdt_rules.parse.words import human_word, openings, phrases
from cqdt_rules.rule_files import decode
from cqdt_rules.source import Source

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(ROOT.glob("tests/pages/so-suat-*.md"))
FILE = re.compile(r"^(`{3}|~{3})cqdt (\S+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


@frozen
class Slip:
    """A file of a page."""

    page: str
    name: str
    text: str


SLIPS = [
    Slip(page.stem, m[2], m[3])
    for page in PAGES
    for m in FILE.finditer(page.read_text(encoding="utf-8"))
]


def told(text: str) -> tuple[Diagnostic, ...]:
    """What parsing and checking say of a text."""
    source = decode(text.encode(), "t.cqdt")
    if source.value is None:
        return source.diagnostics
    tree = parse(source.value)
    return (*tree.diagnostics, *check((tree.value,)).diagnostics)


def mended(text: str, diagnostic: Diagnostic) -> str:
    """The text with the edits of one diagnostic."""
    for edit in sorted(diagnostic.fixes, key=lambda e: e.span, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def test_there_are_a_hundred_slips() -> None:
    assert len([s for s in SLIPS if s.page != "so-suat-duoc-nhan"]) >= 130


@pytest.mark.parametrize("slip", SLIPS, ids=lambda s: f"{s.page}/{s.name}")
def test_a_fix_mends_its_own_mistake_and_makes_no_other(slip: Slip) -> None:
    before = told(slip.text)
    for diagnostic in before:
        if diagnostic.fixes:
            after = told(mended(slip.text, diagnostic))
            remaining = [d.message for d in after]
            assert remaining.count(diagnostic.message) < [d.message for d in before].count(
                diagnostic.message
            )
            new = set(remaining) - {d.message for d in before}
            assert not new, (diagnostic.message, new)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda s: f"{s.page}/{s.name}")
def test_all_fixes_together_leave_only_what_nobody_but_the_author_can_mend(slip: Slip) -> None:
    text = slip.text
    for _ in range(20):
        fixable = [d for d in told(text) if d.fixes]
        if not fixable:
            break
        text = mended(text, fixable[0])
    left = [d for d in told(text) if d.code in (Code.SYNTAX, Code.DECIMAL_POINT)]
    unfixable = [d for d in told(slip.text) if not d.fixes]
    assert len(left) <= len(unfixable)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda s: f"{s.page}/{s.name}")
def test_a_message_underlines_the_author_s_words_and_names_no_terminal(slip: Slip) -> None:
    for d in told(slip.text):
        for words in (d.message, d.help):
            assert not re.search(r"_[A-Z]{2,}|[A-Z]{4,}_|COLON|LPAR|NAME|STRING|NUMBER", words)
        if d.source is not None:
            at = d.source.at(d.labels[0].span)
            assert at
            assert at == at.strip() or not at.strip()


def test_mistakes_that_do_not_depend_on_one_another_are_all_told_and_nothing_else() -> None:
    lines = [
        'nhom 1 "A" tối đa 8 điểm',
        'nhóm 2 "B" max 5 điểm',
        'nhóm 3 "C tối đa 7 điểm',
        'nhóm "D" tối đa 2 điểm',
        "xếp hạng theo điểm đạt được",
        "xep loai",
    ]
    rest = '    mức I khi điểm đạt được từ 5 trở lên\n    còn lại "Chưa đạt"\n'
    found = told('bộ tiêu chí "T"\n' + "\n".join(lines) + "\n" + rest)
    assert [d.source.line_of(d.labels[0].span.start) for d in found if d.source] == [
        2,
        3,
        4,
        5,
        6,
        7,
    ]


def test_a_misspelt_opening_costs_the_lines_below_it_nothing() -> None:
    right = 'xếp loại\n  mức I khi điểm đạt được từ 5 trở lên\n  còn lại "Chưa đạt"\n'
    head = 'bộ tiêu chí "T"\n  nhóm 1 "A" tối đa 8 điểm\n'
    assert told(head + right) == ()
    assert [d.message for d in told(head + right.replace("xếp loại", "xep loai"))] == [
        "“xep loai” sai dấu hoặc thiếu dấu"
    ]


def test_every_terminal_has_a_human_word() -> None:
    without = [t.name for t in the_lark().terminals if not human_word(t.name)]
    assert [name for name in without if not name.startswith("__IGNORE")] == []


def test_a_keyword_is_said_as_it_is_written() -> None:
    assert human_word("_MAXIMUM") == "“tối đa”"
    assert human_word("DIRECTION") == "“giảm dần” hoặc “tăng dần”"
    assert human_word("COLON") == "dấu hai chấm"
    assert human_word("NUMBER") == "một số"


@pytest.mark.parametrize(
    ("pattern", "long", "short"),
    [
        (r"(?i:mức(?: độ)?)(?= ?[IVX])", ["mức", "mức độ"], ["mức"]),
        (r", (?i:viết tắt|tên khác)(?!\w)", [", viết tắt", ", tên khác"], [", viết tắt", ", tên khác"]),
        (r"(?i:chấm theo t[ỷỉ] lệ)(?!\w)", ["chấm theo tỷ lệ"], ["chấm theo tỷ lệ"]),
        (r"(?i:ít nhất \d+ trong)", ["ít nhất … trong"], ["ít nhất … trong"]),
    ],
)  # fmt: skip
def test_phrases_are_read_from_patterns(pattern: str, long: list[str], short: list[str]) -> None:
    assert phrases(pattern) == long
    assert phrases(pattern, shortest=True) == short


def test_openings_are_those_of_the_grammar() -> None:
    every = openings()
    for phrase in (
        "nhóm", "xếp loại", "chấm theo khoảng", "không tính điểm", "tài liệu kiểm chứng", "ghi chú", "đã công bố", "ví dụ đơn vị",
        "bãi bỏ", "sửa đổi", "đơn vị", "phụ lục", "thay thế cụm từ",
    ):  # fmt: skip
        assert phrase in every


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('nhóm 1 "A" tối đa nhiều điểm', "sau “tối đa” cần một số, không phải “nhiều”"),
        ('nhóm 1 "A" tối đa', "câu này chưa đủ: sau “tối đa” cần một số"),
        ("hiệu lực từ ngày 5", "sau “hiệu lực từ ngày” cần một ngày (31/01/2024), không phải “5”"),
        ("mức I khi a =", "câu này chưa đủ: sau “=” cần một giá trị (số, tên, hoặc phép tính)"),
        ("mức I khi a từ 90", "sau “từ 90” thiếu “trở xuống” hoặc “trở lên”"),
        ("trừ 1 điểm", "câu này chưa đủ: sau “1 điểm” cần “cho mỗi”"),
        ('công thức = 5', "sau “công thức” cần một tên, không phải “=”"),
        ("mức I khi a = 1\n- b\n- c", "câu ở trên không có danh sách kèm theo"),
    ],
)  # fmt: skip
def test_what_belongs_there_is_said(line: str, message: str) -> None:
    found = parse(Source("t.cqdt", f'bộ tiêu chí "T"\n{line}\n')).diagnostics
    assert [d.message for d in found] == [message]


def test_a_guess_is_an_error_and_never_a_result() -> None:
    for slip in SLIPS:
        for d in told(slip.text):
            assert not d.fixes or d.severity is Severity.ERROR or d.code is Code.ODD_LETTER


def test_mending_has_an_end() -> None:
    """A file of nothing but mistakes is told in bounded work: trials are counted."""
    many = (
        'bộ tiêu chí "T"\nnhóm 1 "A" tối đa 5 điểm\nchấm theo lựa chọn:\n'
        + '- "a": tám điểm zz (\n' * 800
    )
    assert parse(Source("t.cqdt", many)).diagnostics
