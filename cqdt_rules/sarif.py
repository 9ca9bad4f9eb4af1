"""Diagnostics as SARIF 2.1.0, the form in which code hosts and editors take up findings.

Columns are counted in code points, as everywhere here. A mistake that has no place in a rule file (a cell of a sheet)
has a logical location: the words that say where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from cqdt_rules.diagnostics import Code, Diagnostic, Label, Severity
from cqdt_rules.source import Source, Span

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}

Value = dict[str, object]


@frozen
class About:
    """What a page says of a code: its title, and its explanation in a paragraph or two."""

    title: str
    text: str


def to_sarif(
    diagnostics: Sequence[Diagnostic],
    about: Callable[[Code], About],
    *,
    version: str,
    folder: str = "",
) -> Value:
    """One run with all diagnostics. `folder`: where the rule files are, as a URI or relative to the working folder."""
    codes = sorted({d.code for d in diagnostics}, key=lambda c: c.value)
    driver: Value = {
        "name": "cqdt",
        "semanticVersion": version,
        "rules": [_rule(code, about(code)) for code in codes],
    }
    run: Value = {
        "tool": {"driver": driver},
        "language": "vi",
        "columnKind": "unicodeCodePoints",
        "results": [_result(d, codes.index(d.code), folder) for d in diagnostics],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: Code, about: About) -> Value:
    return {
        "id": code.value,
        "shortDescription": {"text": about.title},
        "help": {"text": about.text},
    }


def _result(d: Diagnostic, rule: int, folder: str) -> Value:
    advice = [
        f"{word}: {text}" for word, text in (("gợi ý", d.help), ("căn cứ", d.citation)) if text
    ]
    result: Value = {
        "ruleId": d.code.value,
        "ruleIndex": rule,
        "level": _LEVELS[d.severity],
        "message": {"text": "\n".join([d.message, *advice])},
    }
    if d.source is None or not d.labels:
        if d.place:
            result["locations"] = [{"logicalLocations": [{"fullyQualifiedName": d.place}]}]
        return result
    result["locations"] = [{"physicalLocation": _place(d.source, d.labels[0].span, folder)}]
    if d.labels[1:]:
        result["relatedLocations"] = [
            _related(d.source, label, number, folder) for number, label in enumerate(d.labels[1:])
        ]
    if d.fixes:
        result["fixes"] = [_fix(d, d.source, folder)]
    return result


def _place(source: Source, span: Span, folder: str) -> Value:
    region = {**_region(source, span), "snippet": {"text": source.at(span)}}
    return {"artifactLocation": {"uri": _uri(source.name, folder)}, "region": region}


def _related(source: Source, label: Label, number: int, folder: str) -> Value:
    related: Value = {
        "id": number,
        "physicalLocation": _place(label.source or source, label.span, folder),
    }
    if label.text:
        related["message"] = {"text": label.text}
    return related


def _region(source: Source, span: Span) -> Value:
    return {
        "startLine": source.line_of(span.start),
        "startColumn": source.column_of(span.start),
        "endLine": source.line_of(span.end),
        "endColumn": source.column_of(span.end),
    }


def _fix(d: Diagnostic, source: Source, folder: str) -> Value:
    replacements = [
        {"deletedRegion": _region(source, e.span), "insertedContent": {"text": e.text}}
        for e in d.fixes
    ]
    change = {
        "artifactLocation": {"uri": _uri(source.name, folder)},
        "replacements": replacements,
    }
    return {"description": {"text": d.help}, "artifactChanges": [change]}


def _uri(name: str, folder: str) -> str:
    from urllib.parse import quote  # here: start-up counts

    written = quote(name.replace("\\", "/"))
    return f"{folder.rstrip('/')}/{written}" if folder else written
