"""What is done with the files of a draft besides computing them: laying them out anew, showing them as pages."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from cqdt_rules.colouring import pieces
from cqdt_rules.diagnostics import Code, Diagnostic, Outcome
from cqdt_rules.formatting import format_tree, same_words
from cqdt_rules.lexicon import Piece
from cqdt_rules.parse import comments_of, grammar_file, lexicon, parse, wordings
from cqdt_rules.rule_files import read_source, ruleset_files
from cqdt_rules.source import Source
from cqdt_rules.syntax import Tree

REFERENCE, SUMMARY = "ngon-ngu.md", "tom-tat.md"


class LayoutBroken(Exception):
    """Laying out would have changed what a file says: a fault of this program, never of the file."""


@frozen
class Formatted:
    """A rule file in the one layout. `changed`: it was written otherwise, if only in its line ends or encoding."""

    path: Path
    source: Source
    text: str
    changed: bool


def formatted(source: Source) -> Outcome[str | None]:
    """The text of a rule file in the one layout; None, with the mistakes, where it cannot all be read.

    Raises LayoutBroken when the text laid out does not say the same, or would be laid out otherwise a second time.
    """
    read = parse(source)
    if read.failed:
        return Outcome(None, read.diagnostics)
    text = _laid_out(read.value)
    again = parse(Source(source.name, text))
    if again.failed or not same_words(read.value, again.value) or _laid_out(again.value) != text:
        raise LayoutBroken(source.name)
    return Outcome(text, read.diagnostics)


def _laid_out(tree: Tree) -> str:
    words = wordings(tree.source)
    if len(words) != len(tree.statements):
        raise LayoutBroken(tree.source.name)
    return format_tree(tree, words, lexicon())


def format_text(text: str, name: str = "quy-tac.cqdt") -> Outcome[str | None]:
    """The text of a rule file in the one layout; None, with the mistakes, where it cannot all be read."""
    return formatted(Source(name, text))


def format_file(path: Path) -> Outcome[Formatted | None]:
    """A rule file read and laid out; nothing is written."""
    shown = str(path)
    source = read_source(path, shown)
    if source.value is None:
        return Outcome(None, source.diagnostics)
    made = formatted(source.value)
    if made.value is None:
        return Outcome(None, made.diagnostics)
    changed = path.read_bytes() != made.value.encode("utf-8")
    return Outcome(Formatted(path, source.value, made.value, changed), made.diagnostics)


def difference(source: Source, text: str) -> str:
    """The lines that laying out changes, as a unified diff; what cannot be seen (line ends, letters in parts) is told."""
    old, new = (t.splitlines(keepends=True) for t in (source.text.replace("\r\n", "\n"), text))
    names = f"{source.name} (đang viết)", f"{source.name} (trình bày lại)"
    lines = list(difflib.unified_diff(old, new, *names))
    if not lines:
        return f"{source.name}: chỉ khác cách xuống dòng hoặc mã của tệp\n"
    ended = (
        line if line.endswith("\n") else f"{line}\n\\ không xuống dòng ở cuối tệp\n"
        for line in lines
    )
    return "".join(ended)


def rule_files(places: Sequence[Path]) -> Outcome[tuple[Path, ...]]:
    """The rule files that are named, and those in the folders that are named, each once, in order."""
    found: dict[Path, None] = {}
    missing: list[Diagnostic] = []
    for place in places:
        if place.is_dir():
            inside = sorted(place.rglob("*.cqdt"))
            found |= dict.fromkeys(p for p in inside if not _is_hidden(p.relative_to(place)))
        elif place.is_file():
            found[place] = None
        else:
            message = "không có tệp hoặc thư mục này"
            missing.append(Diagnostic(Code.FILE_UNREADABLE, message, place=str(place)))
    return Outcome(tuple(found), tuple(missing))


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


# ---- pages


def view(path: str | Path) -> Outcome[str | None]:
    """The rule files of a ruleset as one HTML page, with what the check says; mistakes do not stop it."""
    from cqdt_rules import viewing
    from cqdt_rules.session import load

    files = ruleset_files(Path(path))
    if isinstance(files, Diagnostic):
        return Outcome(None, (files,))
    told = load(path).diagnostics
    read: list[viewing.RuleFile] = []
    for file, shown in files:
        source = read_source(file, shown).value
        if source is not None:
            about = tuple(d for d in told if d.source == source and d.labels)
            read.append(viewing.RuleFile(parse(source).value, coloured(source), about))
    if not read:
        return Outcome(None, told)
    placed = {id(d) for f in read for d in f.diagnostics}
    return viewing.rules_page(read, [d for d in told if id(d) not in placed])


def coloured(source: Source) -> tuple[Piece, ...]:
    """What is to be coloured in a rule file."""
    return pieces(source, wordings(source), comments_of(source))


def view_reference(name: str) -> Outcome[str | None]:
    """A page of grammar/ (`ngon-ngu.md`, `tom-tat.md`) as HTML, its rules in colour."""
    from cqdt_rules.viewing import reference_page

    text = grammar_file(name)
    return reference_page(
        text, lambda rules: coloured(Source("cqdt", rules)), one_page=name == SUMMARY
    )
