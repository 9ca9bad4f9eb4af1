"""Reports of what was tried: their forms, their charts, what they put together."""

from __future__ import annotations

import csv
import io
import zipfile
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from trial_samples import number, scored, tried

from cqdt_rules import report_forms, reporting, session, tables, trying
from cqdt_rules.report import Bar, Bars, Grid, Lines, Places, Report, Section
from cqdt_rules.report_forms.html import chart_svg
from cqdt_rules.reporting.words import level_cell

ODD = Report(
    "Thử <b> & “c”",
    ("một & hai", ""),
    (
        Section(
            "Mục 1",
            (
                Lines(("đoạn <i>", "")),
                Lines(("=1+1", "hai"), bullets=True),
                Grid("Bảng", ("Đơn vị", "a"), (("=A", "1"), ("B", "2")), 1),
                Bars(
                    "Biểu đồ",
                    "Tả",
                    ("Mức I", "Mức II"),
                    (Bar("80 <", (3, 0)), Bar("90", (1, 2), marked=True)),
                ),
                Places(
                    "Hạng",
                    "Tả",
                    ("1", "2"),
                    (("A & B", (1, 2)), ("C", (None, 1)), ("D", (1, None))),
                    0,
                ),
                Bars("Trống", "Tả", ("Mức I",), ()),
                Places("Trống", "Tả", (), ()),
            ),
        ),
    ),
    (("a.cqdt", "ab" * 32),),
)
SVG = "{http://www.w3.org/2000/svg}"


def chart(part: Bars | Places) -> ET.Element:
    made = chart_svg(part)
    assert made.value is not None, made.diagnostics
    return ET.fromstring(made.value)


def test_a_bar_is_as_long_as_what_it_counts() -> None:
    bars = Bars(
        "T",
        "tả",
        ("I", "II", "III"),
        (Bar("a", (10, 5, 5)), Bar("b", (0, 20, 0)), Bar("c", (1, 0, 3))),
    )
    root = chart(bars)
    assert [e.text for e in root.findall(f"{SVG}title")] == ["T"]
    assert [e.text for e in root.findall(f"{SVG}desc")] == ["tả"]
    lengths = []
    for group in root.findall(f"{SVG}g"):
        rects = group.findall(f"{SVG}rect")
        lengths.append([int(r.attrib["width"]) for r in rects])
        ends = [int(r.attrib["x"]) + int(r.attrib["width"]) for r in rects]
        assert [int(r.attrib["x"]) for r in rects[1:]] == ends[:-1]  # no hole, no overlap
    whole = lengths[1][0]
    assert sum(lengths[0]) == whole
    assert lengths[0] == [whole // 2, *lengths[0][1:]]
    assert abs(sum(lengths[2]) * 5 - whole) <= 5
    names = [t.text for t in root.iter(f"{SVG}title")]
    assert "a – I: 10 đơn vị" in names


def test_a_line_goes_through_its_ranks() -> None:
    places = Places(
        "T", "tả", ("80", "90"), (("A", (1, 3)), ("B", (1, 1)), ("C", (3, 2)), ("D", (None, 4)))
    )
    groups = chart(places).findall(f"{SVG}g")
    heights = [[int(c.attrib["cy"]) for c in g.findall(f"{SVG}circle")] for g in groups]
    ranks = [[t.text for t in g.findall(f"{SVG}text")[:-2]] for g in groups]
    assert ranks == [["1", "3"], ["1", "1"], ["3", "2"], ["4"]]
    assert heights[0][0] < heights[1][0] < heights[2][0]  # of one rank: one under the other
    assert heights[1][1] < heights[2][1] < heights[0][1] < heights[3][0]


def test_forms_escape_what_they_are_given() -> None:
    page = report_forms.report_html(ODD)
    assert page.value is not None, page.diagnostics
    assert "<b> &" not in page.value
    assert "Thử &lt;b&gt; &amp; “c”" in page.value
    assert page.value.count("<svg") == 4
    text = tables.report_text(ODD)
    assert "  - hai" in text
    rows = list(csv.reader(io.StringIO(tables.report_csv(ODD).removeprefix("\ufeff"))))
    assert ["'=A", "1"] in rows
    assert ["'=1+1"] in rows


def test_word_is_valid_and_the_same_each_time(tmp_path: Path) -> None:
    data = report_forms.report_word(ODD)
    assert data == report_forms.report_word(ODD)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {e.date_time for e in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for entry in archive.namelist():
            ET.fromstring(archive.read(entry))
        words = "".join(ET.fromstring(archive.read("word/document.xml")).itertext())
    assert "Thử <b> & “c”" in words
    assert "1. A & B" in words
    audit = pytest.importorskip("openxml_audit")
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    assert [str(error) for error in audit.OpenXmlValidator().validate(path).errors] == []


def test_word_of_a_real_report_is_valid(tmp_path: Path) -> None:
    ruleset = session.load("thua-thien-hue-2022").value
    assert ruleset is not None
    n = number(ruleset, "ngưỡng của mức I")
    what = tried(ruleset, n, *(Fraction(x) for x in range(80, 100)))
    audit = pytest.importorskip("openxml_audit")
    for name, report in (
        ("a.docx", reporting.what_if_report(what)),
        (
            "b.docx",
            reporting.sensitivity_report(trying.sensitivity(ruleset, scored(ruleset), draws=2)),
        ),
    ):
        path = tmp_path / name
        path.write_bytes(report_forms.report_word(report))
        assert [str(error) for error in audit.OpenXmlValidator().validate(path).errors] == []


def test_many_values_are_put_together_where_all_is_alike() -> None:
    ruleset = session.load("thua-thien-hue-2022").value
    assert ruleset is not None
    what = tried(
        ruleset, number(ruleset, "ngưỡng của mức I"), *(Fraction(x, 2) for x in range(170, 200))
    )
    report = reporting.what_if_report(what)
    grids = [p for s in report.sections for p in s.parts if isinstance(p, Grid)]
    assert all(len(g.heads) <= 13 for g in grids)
    heads = [h for g in grids if g.heads[0] == "Đơn vị" for h in g.heads[1:]]
    assert "85 – 88" in heads
    # 20 units at 88: what the text says there is what the put-together column says
    trial = next(t for t in what.trials if t.value == 88)
    block = trial.results and trial.results.blocks[0]
    assert block
    first = next(g for g in grids if g.heads[0] == "Đơn vị")
    scale = block.graph.block.main_scales[0]
    assert [r[first.heads.index("85 – 88")] for r in first.rows] == [
        level_cell(u, scale) for u in block.units
    ]
