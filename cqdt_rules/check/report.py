"""Collects the diagnostics of a check; one for each file read."""

from __future__ import annotations

from attrs import define, field

from cqdt_rules import syntax
from cqdt_rules.diagnostics import Code, Diagnostic, Label, Severity
from cqdt_rules.scheme import Place
from cqdt_rules.source import Source, Span


@define
class Report:
    """The mistakes found so far in one file."""

    source: Source
    found: list[Diagnostic] = field(factory=list)

    def error(
        self,
        code: Code,
        message: str,
        at: Span | syntax.Node,
        help_: str = "",
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """An error at a place, with further places and their remarks."""
        self._add(code, Severity.ERROR, message, at, help_, related)

    def warning(
        self,
        code: Code,
        message: str,
        at: Span | syntax.Node,
        help_: str = "",
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """A warning at a place."""
        self._add(code, Severity.WARNING, message, at, help_, related)

    def note(self, code: Code, message: str, at: Span | syntax.Node) -> None:
        """A remark that is no finding."""
        self._add(code, Severity.NOTE, message, at, "", ())

    def at_place(
        self,
        code: Code,
        severity: Severity,
        message: str,
        place: Place,
        help_: str = "",
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """A diagnostic at the place of a part of the scheme, with the clause that governs it."""
        labels = (Label(place.span), *(Label(span, text) for span, text in related))
        self.found.append(
            Diagnostic(
                code, message, severity, place.source, labels, help=help_, citation=place.citation
            )
        )

    def _add(
        self,
        code: Code,
        severity: Severity,
        message: str,
        at: Span | syntax.Node,
        help_: str,
        related: tuple[tuple[Span, str], ...],
    ) -> None:
        span = at.span if isinstance(at, syntax.Node) else at
        labels = (Label(span), *(Label(s, text) for s, text in related))
        self.found.append(Diagnostic(code, message, severity, self.source, labels, help=help_))
