"""A report as a page (HTML with its charts as SVG) and as a Word file."""

from cqdt_rules.report_forms.html import report_html
from cqdt_rules.report_forms.word import report_word

__all__ = ["report_html", "report_word"]
