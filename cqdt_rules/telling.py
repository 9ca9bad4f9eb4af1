"""How diagnostics reach a reader: as text (in colours on a terminal), as JSON, as SARIF; and the pages that explain them."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from cqdt_rules.diagnostics import Code, Diagnostic, Severity, near

if TYPE_CHECKING:
    from cqdt_rules.sarif import About

FORMATS = ("text", "json", "sarif")
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


def print_diagnostics(diagnostics: Iterable[Diagnostic], *, err: bool = True) -> None:
    """Each diagnostic as text and a blank line; in colours where a person looks on."""
    colours = wants_colours(sys.stderr if err else sys.stdout)
    for d in diagnostics:
        click.echo((coloured(d) if colours else d.to_text()) + "\n", err=err, color=colours or None)


def wants_colours(stream: TextIO) -> bool:
    """Whether a stream is a terminal whose owner has not asked for plain text (https://no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return not plain and stream.isatty()


def coloured(d: Diagnostic) -> str:
    """The text of a diagnostic with colours: the words are those of `to_text`, letter for letter."""
    colour = _COLOURS[d.severity]
    head, *rest = d.to_text().split("\n")
    word, _, message = head.partition(": ")
    lines = [f"{click.style(word, fg=colour, bold=True)}: {click.style(message, bold=True)}"]
    for line in rest:
        marked = re.fullmatch(r"( *\| +)([\^-]+)(.*)", line)
        framed = re.fullmatch(r"( *\d* (?:\||-->|=)|\s*\.\.\.|\s*-->)(.*)", line)
        if marked:
            main = marked[2].startswith("^")
            shown = click.style(marked[2] + marked[3], fg=colour if main else "blue", bold=main)
            lines.append(click.style(marked[1], fg="blue") + shown)
        elif framed:
            lines.append(click.style(framed[1], fg="blue") + framed[2])
        else:
            lines.append(line)
    return "\n".join(lines)


def as_json(diagnostics: Sequence[Diagnostic], *, ok: bool) -> str:
    """What `cqdt check --format json` prints."""
    value = {"ok": ok, "diagnostics": [d.to_json() for d in diagnostics]}
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def as_sarif(diagnostics: Sequence[Diagnostic], ruleset: str) -> str:
    """What `cqdt check --format sarif` prints; files are named as `ruleset` was on the command line."""
    from importlib.metadata import version

    from cqdt_rules.sarif import to_sarif

    made = to_sarif(diagnostics, _about, version=version("cqdt-rules"), folder=_folder_uri(ruleset))
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _about(code: Code) -> About:
    from cqdt_rules.code_pages import explanation_of, page_of, title_of
    from cqdt_rules.sarif import About

    page = page_of(code)
    return About(title_of(page), explanation_of(page))


def _folder_uri(ruleset: str) -> str:
    """The folder of a ruleset as the beginning of a URI; empty for the working folder and for a name."""
    from urllib.parse import quote

    path = Path(ruleset)
    folder = path if path.is_dir() else path.parent
    if not path.exists() or folder == Path():
        return ""
    return folder.as_uri() if folder.is_absolute() else quote(folder.as_posix())


def as_text(diagnostics: Sequence[Diagnostic], summary: str) -> str:
    """What `cqdt check` writes into a file."""
    return "".join(f"{d.to_text()}\n\n" for d in diagnostics) + summary + "\n"


def where_explained(diagnostics: Sequence[Diagnostic]) -> str:
    """The command that explains the first of what was found, errors before warnings; empty where there is nothing."""
    for severity in (Severity.ERROR, Severity.WARNING):
        for d in diagnostics:
            if d.severity is severity:
                return f"xem giải thích: cqdt explain-code {d.code.value}"
    return ""


# ---- pages of codes


def explain_code(slug: str) -> str:
    """The page of a code for a terminal; raises UsageError with what was meant for one that is none."""
    from cqdt_rules.code_pages import for_terminal, page_of

    code = next((c for c in Code if c.value == slug.strip().lower()), None)
    if code is None:
        meant = near(slug, [c.value for c in Code], likeness=70, most=3)
        hint = f"; có phải là {' hoặc '.join(meant)} không?" if meant else ""
        raise click.UsageError(f"không có mã “{slug}”{hint}")
    lines = for_terminal(page_of(code))
    if wants_colours(sys.stdout):
        lines = [_styled(line, first=i == 0) for i, line in enumerate(lines)]
    return "\n".join(lines)


def _styled(line: str, *, first: bool) -> str:
    if first or line.startswith("    $ "):
        return click.style(line, bold=True)
    if line.startswith("    lỗi["):
        return click.style(line, fg="red")
    if line.startswith("    cảnh báo["):
        return click.style(line, fg="yellow")
    return click.style(line, fg="blue") if line.startswith("  tệp ") else line


def list_codes() -> str:
    """All codes, each with what it is about."""
    from cqdt_rules.code_pages import page_of, title_of

    wide = max(len(c.value) for c in Code)
    return "\n".join(f"{c.value:<{wide}}  {title_of(page_of(c))}" for c in Code)
