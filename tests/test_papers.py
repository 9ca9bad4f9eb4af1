"""Papers as HTML, Markdown and text: exact output, nothing lost, nothing taken for a sign of the form."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from paper_samples import decision_292, other_shapes

from cqdt_rules.diagnostics import Code
from cqdt_rules.papers import Align, Annex, Column, Look, Mark, Papers, Table
from cqdt_rules.printing import FORMS, render
from cqdt_rules.templating import Template, printable_papers, shipped_template
from cqdt_rules.widths import LANDSCAPE, PORTRAIT, fit, is_wide

UNIT = Column("Đơn vị", align=Align.LEFT, width=40)
SMALL = Papers(
    "Kết quả năm 2022",
    "05/QĐ-UBND",
    (
        Annex(
            "I",
            ("KẾT QUẢ",),
            "(Kèm theo Quyết định số 05/QĐ-UBND)",
            (
                Table(
                    "Điểm các đơn vị",
                    (
                        Column("STT"),
                        UNIT,
                        Column("Thể chế", "Tiêu chí"),
                        Column("Tổng", "Tiêu chí"),
                    ),
                    (
                        ("1", "Sở Lao động – TB&XH <A>", "5", "92,57"),
                        ("2", "a|b\n{{ 7*7 }}", "", "9"),
                    ),
                    "1",
                    ("- Mức I: 1", "- Mức II: 1"),
                    "Ghi chú:",
                    ("Một câu.",),
                    ("1. Mục một",),
                ),
            ),
            ("Số liệu minh họa",),
        ),
    ),
    (("số liệu", "so-lieu.csv 91ab"),),
)


def shipped(form: str) -> Template:
    name = f"phu-luc{form}.j2"
    return Template(name, shipped_template(name).decode("utf-8"))


def made(papers: Papers, form: str) -> str:
    outcome = render(papers, form, shipped(form))
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    return outcome.value


def test_markdown_exactly() -> None:
    assert made(SMALL, ".md") == (
        "# Phụ lục I\n\n"
        "**KẾT QUẢ**\n\n"
        "*(Kèm theo Quyết định số 05/QĐ-UBND)*\n\n"
        "*Số liệu minh họa*\n\n"
        "## 1. Điểm các đơn vị\n\n"
        "| STT | Đơn vị | Tiêu chí – Thể chế | Tiêu chí – Tổng |\n"
        "| :---: | :--- | :---: | :---: |\n"
        "| 1 | Sở Lao động – TB\\&XH \\<A\\> | 5 | 92,57 |\n"
        "| 2 | a\\|b<br>{{ 7\\*7 }} |  | 9 |\n\n"
        "\\- Mức I: 1<br>\n"
        "\\- Mức II: 1\n\n"
        "**Ghi chú:**\n\n"
        "Một câu.\n\n"
        "1\\. Mục một\n"
    )


def test_text_exactly() -> None:
    assert made(SMALL, ".txt") == (
        "                                                       Phụ lục I\n"
        "                                                        KẾT QUẢ\n"
        "                                          (Kèm theo Quyết định số 05/QĐ-UBND)\n\n"
        "Số liệu minh họa\n\n"
        "1. Điểm các đơn vị\n\n"
        "┌─────┬─────────────────────────┬─────────────┐\n"
        "│     │                         │  Tiêu chí   │\n"
        "│     │                         ├─────┬───────┤\n"
        "│ STT │         Đơn vị          │ Thể │ Tổng  │\n"
        "│     │                         │ chế │       │\n"
        "├─────┼─────────────────────────┼─────┼───────┤\n"
        "│  1  │ Sở Lao động – TB&XH <A> │  5  │ 92,57 │\n"
        "│  2  │ a|b                     │     │   9   │\n"
        "│     │ {{ 7*7 }}               │     │       │\n"
        "├─────┴─────────────────────────┴─────┴───────┤\n"
        "│ - Mức I: 1                                  │\n"
        "│ - Mức II: 1                                 │\n"
        "└─────────────────────────────────────────────┘\n\n"
        "Ghi chú:\n\n"
        "Một câu.\n\n"
        "1. Mục một\n"
    )


ROWS_ACROSS = Papers(
    "",
    "",
    (
        Annex(
            "",
            (),
            "",
            (
                Table(
                    "",
                    (Column("TT"), UNIT),
                    (("A. Đề mục dài hơn cột", ""), ("1", "đổi 9 lên 10"), ("B. Hết", "")),
                    across=frozenset({0, 2}),
                    marks=(Mark(1, 1, 4, 5, Look.STRUCK), Mark(1, 1, 10, 12, Look.UNDERLINED)),
                ),
            ),
        ),
    ),
)


def test_a_heading_among_the_rows_stands_across() -> None:
    assert made(ROWS_ACROSS, ".txt").split("\n\n")[1] == (
        "┌────┬──────────────┐\n"
        "│ TT │    Đơn vị    │\n"
        "├────┴──────────────┤\n"
        "│ A. Đề mục dài hơn │\n"
        "│ cột               │\n"
        "├────┬──────────────┤\n"
        "│ 1  │ đổi 9 lên 10 │\n"
        "├────┴──────────────┤\n"
        "│ B. Hết            │\n"
        "└───────────────────┘\n"
    )
    page = made(ROWS_ACROSS, ".html")
    assert page.count('<th class="trai" colspan="2">') == 2
    assert "<td>1</td>" in page


def test_html_exactly() -> None:
    page = made(SMALL, ".html")
    assert page.startswith('<!DOCTYPE html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n')
    assert (
        '<meta name="nguon-goc" title="số liệu" content="so-lieu.csv 91ab">\n<title>Kết quả năm 2022</title>'
        in page
    )
    assert page[page.index("<body>") :] == (
        "<body>\n<section>\n<h1>Phụ lục I</h1>\n<h2>KẾT QUẢ</h2>\n"
        '<div class="kem-theo">(Kèm theo Quyết định số 05/QĐ-UBND)</div>\n'
        '<p class="luu-y">Số liệu minh họa</p>\n<h3>1. Điểm các đơn vị</h3>\n'
        '<div class="cuon" role="region" tabindex="0" aria-label="Điểm các đơn vị">\n<table>\n'
        '<colgroup><col style="width:17.6%"><col style="width:47.0%"><col style="width:17.6%">'
        '<col style="width:17.6%"></colgroup>\n<thead>\n'
        '<tr><th scope="col" rowspan="2">STT</th><th scope="col" rowspan="2">Đơn vị</th>'
        '<th scope="colgroup" colspan="2">Tiêu chí</th></tr>\n'
        '<tr><th scope="col">Thể chế</th><th scope="col">Tổng</th></tr>\n</thead>\n<tbody>\n'
        '<tr><td>1</td><td class="trai">Sở Lao động – TB&amp;XH &lt;A&gt;</td><td>5</td><td>92,57</td></tr>\n'
        '<tr><td>2</td><td class="trai">a|b<br>{{ 7*7 }}</td><td></td><td>9</td></tr>\n</tbody>\n<tbody>\n'
        '<tr><td class="trai" colspan="4">- Mức I: 1<br>- Mức II: 1</td></tr>\n</tbody>\n</table>\n</div>\n'
        '<p class="ten-ghi-chu">Ghi chú:</p>\n<p>Một câu.</p>\n<p>1. Mục một</p>\n</section>\n</body>\n</html>\n'
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("papers", [decision_292(), other_shapes(), Papers("", "", ())])
def test_same_input_same_text(form: str, papers: Papers) -> None:
    assert made(papers, form) == made(papers, form)


def test_wide_annexes_stand_across() -> None:
    assert [is_wide(annex, PORTRAIT) for annex in decision_292().annexes] == [False, False]
    assert [is_wide(annex, PORTRAIT) for annex in other_shapes().annexes] == [True, False, False]
    assert made(other_shapes(), ".html").count('<section class="ngang">') == 1


def test_columns_fill_the_room_and_keep_words_whole() -> None:
    table = decision_292().annexes[0].tables[0]
    fitted = fit(table, PORTRAIT)
    assert fitted.size == 12
    assert PORTRAIT - len(table.columns) <= sum(fitted.widths) <= PORTRAIT
    assert fitted.widths[1] > 30_000  # the names of units keep most of their wish
    long_words = Table("", (Column("STT"), Column("x" * 30)), (("1", "y" * 25),))
    assert fit(long_words, PORTRAIT).widths[1] > 60_000
    crowded = Table("", tuple(Column("Nghiêng" * 2) for _ in range(16)), ())
    assert 7 <= fit(crowded, LANDSCAPE).size < 12
    assert sum(fit(crowded, LANDSCAPE).widths) <= LANDSCAPE
    assert fit(Table("", (), ()), PORTRAIT).widths == ()


@pytest.mark.parametrize("form", FORMS)
def test_a_template_that_drops_a_text_is_told(form: str) -> None:
    text = (
        shipped(form)
        .text.replace("pl.kem_theo", "pl.so")
        .replace("{% for dong in b.ghi_chu %}", "{% for dong in [] %}")
    )
    outcome = render(SMALL, form, Template("mẫu riêng", text))
    assert outcome.value is None
    (found,) = outcome.diagnostics
    escape = html.unescape if form == ".html" else str
    assert found.code is Code.TEXT_LOST
    assert escape(found.message) == "bản in thiếu “(Kèm theo Quyết định số 05/QĐ-UBND)”, “Một câu.”"
    assert found.place == "mẫu riêng"


def test_a_dropped_cell_is_told() -> None:
    text = shipped(".html").text.replace("{% for o in hang %}", "{% for o in hang[:3] %}")
    (found,) = render(SMALL, ".html", Template("m", text)).diagnostics
    assert found.message == "bản in thiếu “92,57”, “9”"


def test_unknown_form() -> None:
    (found,) = render(SMALL, ".pdf", shipped(".md")).diagnostics
    assert (found.code, found.message) == (
        Code.OUTPUT_FORMAT,
        "không in được ra “.pdf” bằng mẫu chữ",
    )


def test_ragged_rows_lose_nothing() -> None:
    papers = Papers("", "", (Annex("", (), "", (Table("", (Column("A"),), (("1", "thừa"), ())),)),))
    for form in FORMS:
        assert "thừa" in made(papers, form)


def test_text_columns_align_by_what_is_seen() -> None:
    # a decomposed letter, wide letters, an invisible one, a mark that no composed letter has
    rows = (("e\u0302\u0301", "中文"), ("ế", "x\u200b"), ("q\u0301", "y"))
    columns = (Column("A"), Column("B", align=Align.LEFT))
    papers = Papers("", "", (Annex("", (), "", (Table("", columns, rows),)),))
    lines = made(papers, ".txt").split("\n")
    assert "│ ế │ 中文 │" in lines
    assert "│ ế │ x\u200b    │" in lines
    assert "│ q\u0301 │ y    │" in lines


@pytest.mark.parametrize("sign", list("\\`*_[]<>|~&$#!(){}+-.=:/\"'@%^"))
def test_markdown_signs_are_escaped(sign: str) -> None:
    papers = Papers("", "", (Annex("", (), f"{sign}x{sign}", ()),))
    text = made(papers, ".md")
    shown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
    assert f"*{sign}x{sign}*" in shown
    if sign in "\\`*_[]<>|~&$#":
        assert f"\\{sign}x\\{sign}" in text


TEXT = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        (
            "{{ 7*7 }}",
            "{% endfor %}",
            "{_{",
            "%_}",
            "<b>",
            "&amp;",
            "a\nb",
            "| a |",
            "]]>",
            "\x0b",
            "\x00",
            "�",
            "<br>",
            "<!--",
            "# x",
            "1. a",
            "ế",
            "\\",
            "  hai  cách ",
            "{#",
            "-->",
            "\u2028",
            "a\ta",
        )
    ),
)
TABLES = st.builds(
    Table,
    TEXT,
    st.lists(
        st.builds(Column, TEXT, TEXT, st.sampled_from(Align), st.integers(0, 300)), max_size=4
    ).map(tuple),
    st.lists(st.lists(TEXT, max_size=5).map(tuple), max_size=4).map(tuple),
    TEXT,
    st.lists(TEXT, max_size=2).map(tuple),
    TEXT,
    st.lists(TEXT, max_size=2).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
)
ANNEXES = st.builds(
    Annex,
    TEXT,
    st.lists(TEXT, max_size=2).map(tuple),
    TEXT,
    st.lists(TABLES, max_size=2).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
)
PAPERS = st.builds(
    Papers,
    TEXT,
    TEXT,
    st.lists(ANNEXES, max_size=2).map(tuple),
    st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
)


@pytest.mark.parametrize("form", FORMS)
@given(papers=PAPERS)
@example(papers=Papers("", "", (Annex("<", ("&lt;",), "<!-- ", ()),)))
@settings(max_examples=60, deadline=None)
def test_any_text_arrives(form: str, papers: Papers) -> None:
    text = made(papers, form)
    for wanted in printable_papers(papers).texts():
        if form == ".html":
            assert " ".join(wanted.split()) in " ".join(html.unescape(text).split())
