"""The Word file: whole, valid, the same each time, and no template makes it fail or lie."""

from __future__ import annotations

import builtins
import io
import re
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from make_word_template import template as made_template
from paper_samples import decision_292, other_shapes
from test_papers import PAPERS, ROWS_ACROSS, SMALL

from cqdt_rules.diagnostics import Code, Severity
from cqdt_rules.papers import Align, Annex, Column, Papers, Table
from cqdt_rules.templating import printable_papers, shipped_template
from cqdt_rules.word import write_word

pytest.importorskip("docxtpl")

TEMPLATE = shipped_template("phu-luc.docx")


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def changed(old: str, new: str, part: str = "word/document.xml", times: int = 1) -> bytes:
    """The shipped template with some words of a part changed."""
    parts = parts_of(TEMPLATE)
    text = parts[part].decode("utf-8")
    assert old in text
    parts[part] = text.replace(old, new, times).encode("utf-8")
    return zipped(parts)


def written(papers: Papers, template: bytes = TEMPLATE) -> bytes:
    outcome = write_word(papers, template)
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    return outcome.value


def body(papers: Papers, template: bytes = TEMPLATE) -> str:
    return parts_of(written(papers, template))["word/document.xml"].decode("utf-8")


def told(template: bytes, papers: Papers = SMALL) -> tuple[Code, str]:
    outcome = write_word(papers, template, "mau.docx")
    assert outcome.value is None
    (found,) = outcome.diagnostics
    assert found.place.startswith("mau.docx")
    return found.code, found.message


# The file


def test_the_template_is_what_the_script_makes() -> None:
    assert parts_of(TEMPLATE) == parts_of(made_template())


@pytest.mark.parametrize("papers", [decision_292(), other_shapes(), SMALL, Papers("", "", ())])
def test_valid_for_word(papers: Papers, tmp_path: Path) -> None:
    audit = pytest.importorskip("openxml_audit")
    path = tmp_path / "a.docx"
    path.write_bytes(written(papers))
    assert [str(error) for error in audit.OpenXmlValidator().validate(path).errors] == []


def test_same_input_same_bytes() -> None:
    data = written(decision_292())
    assert written(decision_292()) == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [entry.filename for entry in archive.infolist()]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names == [*names[:2], *sorted(names[2:])]
    assert names[:2] == ["[Content_Types].xml", "_rels/.rels"]


def test_properties() -> None:
    parts = parts_of(written(decision_292()))
    core = parts["docProps/core.xml"].decode("utf-8")
    assert (
        "<dc:title>Phụ lục Quyết định 292/QĐ-UBND</dc:title><dc:subject>292/QĐ-UBND</dc:subject>"
        in core
    )
    assert "dcterms" not in core
    custom = parts["docProps/custom.xml"].decode("utf-8")
    assert 'name="bộ quy tắc"' in custom
    assert "<vt:lpwstr>so-lieu.csv (91ab…)</vt:lpwstr>" in custom
    assert "docProps/custom.xml" in parts["_rels/.rels"].decode("utf-8")


def test_properties_of_the_office_stay() -> None:
    papers = attrs.evolve(SMALL, provenance=(("số", "2"), ("số", "3")))
    first = written(attrs.evolve(SMALL, provenance=(("cơ quan", "Sở"), ("số", "1"))))
    parts = parts_of(TEMPLATE)
    for name in ("docProps/custom.xml", "_rels/.rels", "[Content_Types].xml"):
        parts[name] = parts_of(first)[name]
    parts["[Content_Types].xml"] = re.sub(
        rb"<Override[^>]*core-properties[^>]*>", b"", parts["[Content_Types].xml"]
    )
    parts["_rels/.rels"] = re.sub(rb"<Relationship [^>]*core.xml[^>]*>", b"", parts["_rels/.rels"])
    custom = parts_of(written(papers, zipped(parts)))["docProps/custom.xml"].decode("utf-8")
    assert re.findall(r'name="(.*?)".*?<vt:lpwstr>(.*?)<', custom) == [
        ("cơ quan", "Sở"),
        ("số", "2; 3"),
    ]


# The page


def sections(document: str) -> list[str]:
    return re.findall(r"<w:sectPr.*?</w:sectPr>", document)


def test_one_section_an_annex_turned_where_wide() -> None:
    across, upright, last = sections(body(other_shapes()))
    assert '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' in across
    assert '<w:pgSz w:w="11906" w:h="16838"/>' in upright
    assert '<w:pgSz w:w="11906" w:h="16838"/>' in last
    for section in (across, upright, last):
        assert '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701"' in section
        assert '<w:pgNumType w:start="1"/>' in section
        assert "<w:titlePg/>" in section


def test_the_last_annex_may_be_the_wide_one() -> None:
    papers = other_shapes()
    turned = attrs.evolve(papers, annexes=papers.annexes[::-1])
    assert ["landscape" in section for section in sections(body(turned))] == [False, False, True]


def test_words_after_the_last_annex_stand_on_their_own_page() -> None:
    text = "<w:p><w:r><w:t>Nơi nhận:</w:t></w:r></w:p><w:sectPr>"
    document = body(other_shapes(), changed("<w:sectPr>", text))
    assert len(sections(document)) == 4
    assert document.index("Nơi nhận:") > document.rindex("</w:tbl>")


def test_table_structure() -> None:
    document = body(SMALL)
    table = document[document.index("<w:tbl>") : document.index("</w:tbl>")]
    rows = table.split("<w:tr>")[1:]
    assert [row.count("<w:tblHeader/>") for row in rows] == [1, 1, 0, 0, 0]
    assert [row.count("<w:cantSplit/>") for row in rows] == [1, 1, 1, 1, 1]
    assert [row.count("<w:tc>") for row in rows] == [3, 4, 4, 4, 1]
    assert '<w:gridSpan w:val="2"/>' in rows[0]
    assert rows[0].count('<w:vMerge w:val="restart"/>') == rows[1].count("<w:vMerge/>") == 2
    assert '<w:gridSpan w:val="4"/>' in rows[4]
    assert ["<w:keepNext/>" in row for row in rows] == [True, True, True, True, False]
    assert "a|b</w:t></w:r></w:p><w:p>" in rows[3]  # a line break starts a paragraph
    widths = [int(w) for w in re.findall(r'<w:gridCol w:w="(\d+)"/>', table)]
    assert 9345 <= sum(widths) <= 9360  # 165 mm


def test_headings_among_the_rows_and_words_that_stand_out() -> None:
    document = body(ROWS_ACROSS)
    assert document.count('<w:gridSpan w:val="2"/>') == 2
    runs = re.findall(r"<w:r>(?:<w:rPr>(.*?)</w:rPr>)?<w:t[^>]*>([^<]*)</w:t>", document)
    assert ("<w:b/><w:bCs/>", "B. Hết") in runs
    assert [words for look, words in runs if "w:strike" in look] == ["9"]
    assert [words for look, words in runs if "w:u " in look] == ["10"]
    assert ("", " lên ") in runs


def test_long_rows_may_go_over_the_page() -> None:
    papers = Papers(
        "", "", (Annex("", (), "", (Table("", (Column("A"),), (("a " * 700,), ("b",))),)),)
    )
    assert body(papers).count("<w:cantSplit/>") == 2


def test_a_crowded_table_gets_smaller_letters() -> None:
    table = Table("", tuple(Column("Nghiêngngả" * 2) for _ in range(16)), (("1",) * 16,))
    document = body(Papers("", "", (Annex("", (), "", (table,)),)))
    assert re.search(r'<w:rPr><w:sz w:val="(1[4-9])"/>', document)
    assert "landscape" in document


def test_the_look_is_the_templates() -> None:
    document = body(SMALL, changed('w:left="1701"', 'w:left="1134"'))
    widths = [int(w) for w in re.findall(r'<w:gridCol w:w="(\d+)"/>', document)]
    assert 9910 <= sum(widths) <= 9925


def test_a_lost_style_is_a_warning() -> None:
    outcome = write_word(SMALL, changed('w:val="NĐ30 Ô đầu"', 'w:val="Khác"', "word/styles.xml"))
    (found,) = outcome.diagnostics
    assert found.severity is Severity.WARNING
    assert found.message == "mẫu không còn kiểu “NĐ30 Ô đầu”; bảng được in theo kiểu chữ thường"
    assert outcome.value is not None


# Nothing lost


@given(papers=PAPERS)
@settings(max_examples=60, deadline=None)
def test_any_text_arrives(papers: Papers) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(written(papers)))
    body_texts = (
        node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t")
    )
    said = " ".join(" ".join(body_texts).split())
    for text in printable_papers(papers).texts():
        assert " ".join(text.split()) in said


def test_signs_of_xml_and_of_templates_are_printed() -> None:
    text = "TB&XH <A> {{ 7*7 }} {% x %} {_{ }_} {_% %_} {# #} ]]> \x07 &lt;"
    papers = Papers(
        "", "", (Annex("I", (text,), text, (Table(text, (Column(text),), ((text,),)),)),)
    )
    shown = "TB&amp;XH &lt;A&gt; {{ 7*7 }} {% x %} {_{ }_} {_% %_} {# #} ]]&gt;  &amp;lt;"
    assert body(papers).count(shown) == 5


def test_a_dropped_text_is_told() -> None:
    assert told(changed("{{ pl.kem_theo }}", "kèm theo")) == (
        Code.TEXT_LOST,
        "bản in thiếu “(Kèm theo Quyết định số 05/QĐ-UBND)”",
    )
    code, message = told(changed("{{p bang(b) }}", ""))
    assert code is Code.TEXT_LOST
    assert message == "bản in thiếu “STT”, “Đơn vị”, “Tiêu chí” và 11 đoạn khác"


def test_a_template_that_jinja_fills_but_xml_forbids_is_told() -> None:
    code, _ = told(changed("{{ dong }}", "{{ dong }}{{ bang(phu_luc[0].bang[0]) }}", times=99))
    assert code in (Code.TEMPLATE_BROKEN, Code.TEXT_LOST)


def test_3000_rows_in_a_few_seconds() -> None:
    columns = (
        Column("STT"),
        Column("Đơn vị", align=Align.LEFT),
        *(Column(f"C{n}") for n in range(10)),
    )
    rows = tuple((str(n), f"Xã {n}", *("12,5",) * 10) for n in range(3000))
    start = time.monotonic()
    data = written(Papers("", "", (Annex("I", (), "", (Table("", columns, rows),)),)))
    assert time.monotonic() - start < 10
    assert len(data) < 500_000


# Bad templates


def test_not_a_docx() -> None:
    message = "mẫu không phải tệp .docx, hoặc tệp đã hỏng"
    for data in (b"", b"abc", TEMPLATE[:-40], b"PK\x03\x04" + b"\0" * 100):
        assert told(data) == (Code.TEMPLATE_BROKEN, message)
    assert told(zipped({"a.txt": b""})) == (
        Code.TEMPLATE_BROKEN,
        "mẫu không phải tệp .docx: bên trong không có văn bản Word",
    )
    assert told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99)[1].startswith(
        "mẫu là tệp Word kiểu cũ"
    )


def test_broken_inside() -> None:
    for part in parts_of(TEMPLATE):
        for garbage in (b"", b"<a", b"<a/>"):
            parts = parts_of(TEMPLATE) | {part: garbage}
            outcome = write_word(SMALL, zipped(parts))
            assert outcome.value is None or part not in ("word/document.xml", "[Content_Types].xml")
            assert outcome.value is not None or outcome.diagnostics


def test_every_cut_of_the_file_gives_a_message() -> None:
    for length in range(0, len(TEMPLATE), 97):
        assert told(TEMPLATE[:length])[0] is Code.TEMPLATE_BROKEN


def test_mistakes_name_the_paragraph() -> None:
    outcome = write_word(
        SMALL, changed("{{ pl.kem_theo }}", "Xem {{ pl.kem_teo }} nhé"), "mau.docx"
    )
    (found,) = outcome.diagnostics
    assert found.to_text() == (
        "lỗi[template-broken]: mẫu dùng trường “kem_teo”, nhưng không có trường nào tên như vậy\n"
        "  --> mau.docx, đoạn “Xem {{ pl.kem_teo }} nhé”\n"
        "   = gợi ý: có phải “kem_theo”?"
    )
    assert told(changed("{%p endfor %}", ""))[0] is Code.TEMPLATE_BROKEN


def test_a_table_inside_a_line_is_told() -> None:
    code, message = told(changed("{{p bang(b) }}", "Bảng: {{ bang(b) }}"))
    assert (code, message) == (Code.TEMPLATE_BROKEN, "mẫu đặt bang(…) giữa một đoạn chữ")


HOSTILE = {
    "{{ ''.__class__.__mro__[1].__subclasses__() }}": "mẫu đòi vào “__class__”",
    "{{ range(1000000000) }}": "mẫu đòi một dãy số quá dài",
    "{% include '/etc/passwd' %}": "mẫu gọi tệp khác",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}": "mẫu lặp",
    "{{ 'a' * 999999999 }}": "mẫu lặp",
    "{%p for i in range(99999) %}{{p bang(phu_luc[0].bang[0]) }}{%p endfor %}": "mẫu ",
    "{{ " * 900: "phần “word/document.xml” của mẫu quá dài hoặc có quá nhiều trường",
    "a" * 2**20: "phần “word/document.xml” của mẫu quá dài hoặc có quá nhiều trường",
}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:40])
def test_hostile_words(text: str) -> None:
    start = time.monotonic()
    code, message = told(changed("{{ pl.kem_theo }}", text))
    assert code in (Code.TEMPLATE_FORBIDDEN, Code.TEMPLATE_BROKEN)
    assert message.startswith(HOSTILE[text])
    assert time.monotonic() - start < 20


def test_hostile_header_and_properties() -> None:
    parts = parts_of(TEMPLATE)
    word = b"<w:r><w:t>{{ ''.__class__ }}</w:t></w:r></w:p></w:hdr>"
    parts["word/header1.xml"] = parts["word/header1.xml"].replace(b"</w:p></w:hdr>", word)
    assert told(zipped(parts))[0] is Code.TEMPLATE_FORBIDDEN


def test_a_zip_bomb_is_refused() -> None:
    bomb = parts_of(TEMPLATE) | {"word/media/a.bin": b"\0" * (65 * 2**20)}
    assert told(zipped(bomb)) == (Code.TEMPLATE_FORBIDDEN, "mẫu nén quá nhiều: mở ra lớn hơn 64 MB")


def test_entities_macros_and_links_are_refused() -> None:
    declared = changed("<w:document", '<!DOCTYPE a [<!ENTITY b SYSTEM "bi-mat.txt">]><w:document')
    assert told(declared) == (
        Code.TEMPLATE_FORBIDDEN,
        "phần “word/document.xml” của mẫu có khai báo lạ",
    )
    wide = parts_of(TEMPLATE)
    wide["word/styles.xml"] = wide["word/styles.xml"].decode("utf-8").encode("utf-16")
    assert told(zipped(wide))[0] is Code.TEMPLATE_FORBIDDEN
    assert told(zipped(parts_of(TEMPLATE) | {"word/vbaProject.bin": b""})) == (
        Code.TEMPLATE_FORBIDDEN,
        "mẫu có chứa macro",
    )
    link = '<Relationship Id="rId99" TargetMode="External" Target="http://a/b.png" Type="http://x/image"/></Relationships>'
    linked = changed("</Relationships>", link, "word/_rels/document.xml.rels")
    message = "mẫu lấy nội dung từ một tệp hay một địa chỉ bên ngoài"
    assert told(linked) == (Code.TEMPLATE_FORBIDDEN, message)
    fields = changed(
        "</w:body>", "<w:p><w:r><w:instrText>INCLUDETEXT a</w:instrText></w:r></w:p></w:body>"
    )
    assert told(fields) == (Code.TEMPLATE_FORBIDDEN, message)


def test_the_path_of_the_writers_template_is_forgotten() -> None:
    parts = parts_of(TEMPLATE)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["word/_rels/settings.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{kind}/attachedTemplate" Target="C:/a/Normal.dotm" TargetMode="External"/></Relationships>'
    ).encode()
    attached = f'<w:attachedTemplate xmlns:r="{kind}" r:id="rId1"/><w:defaultTabStop'.encode()
    parts["word/settings.xml"] = parts["word/settings.xml"].replace(b"<w:defaultTabStop", attached)
    after = parts_of(written(SMALL, zipped(parts)))
    assert b"attachedTemplate" not in after["word/settings.xml"]
    assert b"Normal.dotm" not in b"".join(after.values())


def test_the_extra_is_named_when_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] in ("docxtpl", "docx", "lxml"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    for name in [m for m in sys.modules if m.partition(".")[0] == "docxtpl"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    outcome = write_word(SMALL, TEMPLATE)
    assert outcome.value is None
    assert [d.code for d in outcome.diagnostics] == [Code.EXTRA_MISSING]
    assert outcome.diagnostics[0].help == 'cài thêm: pip install "cqdt-rules[word]"'
