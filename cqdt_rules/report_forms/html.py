"""A report as one HTML page, its charts in it as SVG; all by templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from markupsafe import Markup

from cqdt_rules.diagnostics import Outcome
from cqdt_rules.report import Bars, Grid, Lines, Part, Places, Report
from cqdt_rules.report_forms.charts import bars_fields, places_fields
from cqdt_rules.source import Source
from cqdt_rules.templating import Sandbox, filled, in_html, shipped_template

_BUDGET = 50_000_000
_PAGE, _CHART = "bao-cao.html.j2", "bieu-do.svg.j2"


def report_html(report: Report) -> Outcome[str | None]:
    """The page."""
    sections = []
    charts = 0
    for section in report.sections:
        parts = []
        for part in section.parts:
            charts += isinstance(part, Bars | Places)
            made = _part_fields(part, charts)
            if made.value is None:
                return Outcome(None, made.diagnostics)
            parts.append(made.value)
        sections.append({"ten": section.title, "phan": parts})
    fields = {
        "tieu_de": report.title,
        "dau": list(report.head),
        "muc": sections,
        "nguon": [{"ten": name, "ma": digest} for name, digest in report.provenance],
    }
    return _filled(_PAGE, fields)


def _part_fields(part: Part, number: int) -> Outcome[dict[str, Any] | None]:
    match part:
        case Lines(texts, bullets):
            return Outcome({"loai": "danh-sach" if bullets else "doan", "dong": list(texts)})
        case Grid():
            return Outcome(
                {
                    "loai": "bang",
                    "ten": part.title,
                    "dau": list(part.heads),
                    "hang": [list(row) for row in part.rows],
                    "cot_nay": -1 if part.by_row else part.marked,
                    "hang_nay": part.marked if part.by_row else -1,
                    "chu": part.words,
                }
            )
        case Bars() | Places():
            made = chart_svg(part, number)
            if made.value is None:
                return Outcome(None, made.diagnostics)
            return Outcome({"loai": "hinh", "hinh": Markup(made.value), "ten": part.title})
    assert_never(part)


def chart_svg(chart: Bars | Places, number: int = 1) -> Outcome[str | None]:
    """A chart as SVG; `number` tells charts of one page apart."""
    fields = bars_fields(chart) if isinstance(chart, Bars) else places_fields(chart)
    return _filled(_CHART, {**fields, "stt": number})


def _filled(name: str, fields: Mapping[str, Any]) -> Outcome[str | None]:
    template = Source(name, shipped_template(name).decode("utf-8").replace("\r\n", "\n"))
    made = filled(Sandbox(in_html, markup=True, budget=_BUDGET), template, fields)
    if made.value is None:
        return made
    lines = (line.rstrip() for line in made.value.split("\n"))
    return Outcome("\n".join(line for line in lines if line) + "\n")
