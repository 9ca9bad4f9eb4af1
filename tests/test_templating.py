"""The sandbox: what a template may not do, how it is told, and that the templates are found."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_samples import decision_292

from cqdt_rules.diagnostics import Code
from cqdt_rules.papers import Annex, Papers
from cqdt_rules.printing import FORMS, render
from cqdt_rules.templating import (
    LARGEST_TEMPLATE,
    SHIPPED,
    Template,
    printable,
    shipped_template,
    text_template,
)

PAPERS = decision_292()
BROKEN, FORBIDDEN = Code.TEMPLATE_BROKEN, Code.TEMPLATE_FORBIDDEN
TOO_MUCH = "mẫu lặp hoặc sinh ra nhiều hơn mức cho phép"
TOO_DEEP = "mẫu lồng nhau quá sâu"
DOUBLING = "{% set n = namespace(s='aaaaaaaaaa') %}{% for i in range(90) %}"

HOSTILE = {
    "{{ ''.__class__.__mro__[1].__subclasses__() }}": "mẫu đòi vào “__class__”, phần bên trong của chương trình",
    "{{ self._TemplateReference__context }}": "mẫu đòi vào “_TemplateReference__context”, phần bên trong của chương trình",
    "{{ '{0.__class__}'.format(phu_luc) }}": "mẫu gọi một hàm ngoài các hàm dành cho mẫu",
    "{{ phu_luc.append(phu_luc) }}": "mẫu gọi một hàm ngoài các hàm dành cho mẫu",
    "{{ range(10**9)|list }}": "mẫu dùng phép tính “**”",
    "{{ range(1000000000) }}": "mẫu đòi một dãy số quá dài",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}": TOO_MUCH,
    "{{ 'a' * 1000000000 }}": TOO_MUCH,
    "{{ [1] * 1000000000 }}": TOO_MUCH,
    "{{ '%1000000000d' % 1 }}": "mẫu dùng phép tính “%”",
    DOUBLING + "{% set n.s = n.s ~ n.s %}{% endfor %}": TOO_MUCH,
    DOUBLING + "{% set n.s = n.s + n.s %}{% endfor %}": TOO_MUCH,
    DOUBLING + "{% set t %}{{ n.s }}{{ n.s }}{% endset %}{% set n.s = t %}{% endfor %}": TOO_MUCH,
    DOUBLING + "{% set n.s = [n.s, n.s] %}{% endfor %}{{ n.s == [n.s, n.s] }}": TOO_MUCH,
    DOUBLING + "{% set n.s = [n.s, n.s] %}{% endfor %}{{ n.s|sort }}": TOO_MUCH,
    "{{ (['a' * 99999] * 99999)|join }}": TOO_MUCH,
    "{{ range(99999)|join('a' * 99999) }}": TOO_MUCH,
    "{{ range(99999)|map('string')|join('a' * 99999) }}": TOO_MUCH,
    "{% for i in range(99999) %}" + "x" * 9999 + "{% endfor %}": TOO_MUCH,
    "{% for i in range(99999) %}{{ bang(phu_luc[0].bang[0]) }}{% endfor %}": TOO_MUCH,
    "{% set n = namespace(s=9) %}{% for i in range(99) %}{% set n.s = n.s * n.s %}{% endfor %}": "mẫu tính ra số quá lớn",
    "{% macro m(n) %}{% if n %}{{ m(n-1) }}{{ m(n-1) }}{% endif %}{% endmacro %}{{ m(60) }}": TOO_MUCH,
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}": TOO_DEEP,
    "{% include '/etc/passwd' %}": "mẫu gọi tệp khác: “/etc/passwd”",
    "{% import '../phu-luc.md.j2' as m %}": "mẫu gọi tệp khác: “../phu-luc.md.j2”",
    "{% extends 'phu-luc.docx' %}": "mẫu gọi tệp khác: “phu-luc.docx”",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}": TOO_DEEP,
    "{% if 1 %}" * 500 + "{% endif %}" * 500: TOO_DEEP,
    "{{ " + "+".join(["1"] * 9000) + " }}": TOO_DEEP,
    "{% autoescape false %}{{ 1 }}{% endautoescape %}": "mẫu tắt việc viết an toàn các ký hiệu < > &",
}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:50])
def test_hostile_templates_are_refused_in_time(text: str) -> None:
    start = time.monotonic()
    outcome = render(PAPERS, ".md", Template("mau.md", text))
    assert time.monotonic() - start < 20
    assert outcome.value is None
    (found,) = outcome.diagnostics
    assert found.code is FORBIDDEN
    assert found.message.startswith(HOSTILE[text])


def test_a_template_that_calls_itself_through_ours_ends() -> None:
    text = "{% for i in range(99999) %}{% include 'phu-luc.md.j2' %}{% endfor %}"
    assert render(PAPERS, ".md", Template("m", text)).diagnostics[0].message == TOO_MUCH


BROKEN_TEMPLATES = {
    "một\n  {{ phu_luc[0].kem_theoo }}": (
        "mẫu dùng trường “kem_theoo”, nhưng không có trường nào tên như vậy",
        "2 |   {{ phu_luc[0].kem_theoo }}",
    ),
    "{{ phu_luc[9].so }}": ("mẫu dùng phần tử [9], nhưng danh sách không dài đến thế", "1 |"),
    "a\n{% endfro %}": ("mẫu viết sai: không có lệnh “endfro”, hoặc lệnh ấy đứng sai chỗ", "2 |"),
    "{% for a in phu_luc %}\nb": (
        "mẫu viết sai: một lệnh chưa được đóng (thiếu endfor, endif, …)",
        "2 |",
    ),
    "{{ van_ban.so|attr('x') }}": ("mẫu viết sai: không có bộ lọc “attr”", "1 |"),
    "{{ van_ban so }}": ("mẫu viết sai: không hiểu từ chữ “so”", "1 |"),
    "{{ phu_luc[0].ten }}": ("mẫu in cả một danh sách thay vì một đoạn chữ", "1 |"),
    "{{ van_ban }}": ("mẫu in cả một nhóm trường thay vì một đoạn chữ", "1 |"),
    "{{ bang(van_ban) }}": ("mẫu gọi bang(…) với thứ không phải một bảng của phụ lục", "1 |"),
    "\n\n{{ 1 / 0 }}": ("mẫu có một phép tính không làm được", "3 |"),
}


@pytest.mark.parametrize("text", BROKEN_TEMPLATES)
def test_broken_templates_are_told_with_their_line(text: str) -> None:
    (found,) = render(PAPERS, ".md", Template("mau.md", text)).diagnostics
    message, line = BROKEN_TEMPLATES[text]
    assert (found.code, found.message) == (BROKEN, message)
    assert line in found.to_text()
    assert "mau.md" in found.to_text()


def test_a_near_field_is_suggested() -> None:
    (found,) = render(PAPERS, ".md", Template("m", "{{ phu_luc[0].kem_teo }}")).diagnostics
    assert found.help == "có phải “kem_theo”?"


@given(text=st.text(alphabet=st.sampled_from("{}%# abc.()[]'\"|~*+-=<>\n\\phu_luc"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_template_gives_a_message_not_a_traceback(text: str) -> None:
    for form in FORMS:
        outcome = render(PAPERS, form, Template("m", text))
        assert outcome.value is None
        assert outcome.diagnostics


def test_an_office_changes_the_looks_of_ours() -> None:
    text = '{% extends "phu-luc.html.j2" %}{% block kieu %}{{ super() }} h1 { color: navy }{% endblock %}'
    outcome = render(PAPERS, ".html", Template("m", text))
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    assert " h1 { color: navy }</style>" in outcome.value


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_templates_are_found(name: str) -> None:
    assert shipped_template(name)


def test_the_files_of_templates() -> None:
    assert text_template("m", b"\xef\xbb\xbfa\r\nb").value == Template("m", "a\nb")
    (found,) = text_template("m", b"\xff\xfe").diagnostics
    assert (found.code, found.place) == (Code.NOT_UTF8, "m")
    (found,) = text_template("m", b"a" * (LARGEST_TEMPLATE + 1)).diagnostics
    assert found.code is Code.FILE_TOO_LARGE


def test_what_is_not_printable() -> None:
    assert printable("a\x00b\r\nc\x0bd\te\ud83d\ufffff") == "ab\nc\nd e\ufffdf"


def test_data_is_not_a_template() -> None:
    papers = Papers("", "", (Annex("{{ 7*7 }}", ("{% for x in %}", "{# a #}"), "", ()),))
    for form in FORMS:
        template = Template("m", shipped_template(f"phu-luc{form}.j2").decode("utf-8"))
        value = render(papers, form, template).value
        assert value is not None
        assert "{{ 7" in value
        assert "{% for x in %}" in value
