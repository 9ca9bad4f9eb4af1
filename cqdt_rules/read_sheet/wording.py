"""How cells and names are quoted in messages, and how long a run of like messages may get."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from cqdt_rules.diagnostics import Code, Diagnostic, Severity
from cqdt_rules.sheet import Field

_LONGEST = 60
_LISTED = 20


_BLANK = re.compile(r"[\s\u00a0\ufeff\u200b]*\Z")


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: blanks and letters without width only."""
    return bool(_BLANK.match(text))


def quoted(text: str) -> str:
    """A text of the user's in quotation marks, on one line and not too long."""
    line = " ".join(text[: _LONGEST * 4].split())
    line = "".join(c if c.isprintable() else "\ufffd" for c in line)
    return f"“{line[: _LONGEST - 1]}…”" if len(line) > _LONGEST else f"“{line}”"


def column_name(field: Field) -> str:
    """How a column is called in messages: as it would be printed."""
    return field.headers[0] if field.headers else field.key


def did_you_mean(name: str | None) -> str:
    """The help that suggests a name; nothing where there is none."""
    return f"có phải là {quoted(name)} không?" if name else ""


def said(names: Iterable[str]) -> str:
    """Names for a message, each once; a long list is cut and counted."""
    each = list(dict.fromkeys(names))
    shown = ", ".join(quoted(name) for name in each[:_LISTED])
    more = len(each) - _LISTED
    return f"{shown} và {more} tên nữa" if more > 0 else shown


class Findings:
    """Diagnostics as they are found; of one kind, those beyond twenty are only counted."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []
        self._counts: Counter[tuple[Code, Severity]] = Counter()

    def add(self, *diagnostics: Diagnostic) -> None:
        """Takes diagnostics up."""
        for each in diagnostics:
            self._counts[each.code, each.severity] += 1
            if self._counts[each.code, each.severity] <= _LISTED:
                self._found.append(each)

    def still_listed(self, code: Code, severity: Severity) -> bool:
        """Whether one more of a kind would be shown: what is not shown need not be worked out."""
        return self._counts[code, severity] < _LISTED

    def all(self) -> tuple[Diagnostic, ...]:
        """What was found, and for each kind that was cut how many more there are."""
        more = [
            Diagnostic(
                code, f"còn {count - _LISTED} chỗ nữa như trên, không in ra từng chỗ", severity
            )
            for (code, severity), count in self._counts.items()
            if count > _LISTED
        ]
        return (*self._found, *more)


def of_block(block: str, before: str = "") -> str:
    """The words ` của khối “…”`; nothing where a scheme has no blocks."""
    return f"{before}khối {quoted(block)}" if block else ""
