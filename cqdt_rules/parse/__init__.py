"""Source to Tree: the only module that knows Lark.

The text is folded (NFC, single blanks, no byte order mark), comments are taken out, the rest is cut at the openings
of statements and each statement is parsed alone, so that a mistake costs its own statement and no other (frame).
A statement that cannot be read is tried again with the small edits that mend what people get wrong (remedies, slips,
quotes, openings): what helps is told, and reading goes on with the statement as it was meant, so that nothing which
only follows from a mistake is told too. What no edit mends is told in the words of the language (mistakes, words).
"""

from __future__ import annotations

from collections.abc import Iterator

from cqdt_rules import syntax
from cqdt_rules.diagnostics import Code, Diagnostic, Label, Outcome, in_order
from cqdt_rules.parse.folding import fold_text, mark_bullets, odd_letters, without_comments
from cqdt_rules.parse.frame import MAX_MESSAGES, Reading
from cqdt_rules.parse.grammar import grammar_file, grammar_text, the_lark
from cqdt_rules.parse.limits import MAX_BRACKETS, MAX_STATEMENT, MAX_TEXT, too_long
from cqdt_rules.parse.tokens import comments_of, lexicon, wordings
from cqdt_rules.source import Source

__all__ = [
    "MAX_BRACKETS",
    "MAX_MESSAGES",
    "MAX_STATEMENT",
    "MAX_TEXT",
    "bare_name_reads_back",
    "comments_of",
    "grammar_file",
    "grammar_text",
    "lexicon",
    "parse",
    "the_lark",
    "wordings",
]


def parse(source: Source) -> Outcome[syntax.Tree]:
    """The tree of a rule file, with every statement that could be read, and each mistake where it is."""
    if len(source.text) > MAX_TEXT:
        # what such a file is for is unknown: that it says nothing is not to be told as well
        return Outcome(syntax.Tree(source, (), (), ("bộ tiêu chí",)), (too_long(source),))
    folded, comments = without_comments(fold_text(source.text))
    reading = Reading(source)
    reading.file(mark_bullets(folded))
    found = [*odd_letters(source), *reading.found]
    for statement in reading.statements:
        found += _declared_names(source, statement.body)
    tree = syntax.Tree(source, tuple(reading.statements), comments, tuple(reading.lost))
    return Outcome(tree, in_order(found))


# Where names stand, each kind of place once: a name must be read as itself in all of them.
_PROBES = (
    "\nmức I khi {} = 1 và {} = 1\n",
    '\nví dụ đơn vị "A" có {} = 1 thì {} = 1\n',
    "\nkhông tính điểm {}, {} khi 1 = 1\n",
)


def bare_name_reads_back(name: str) -> bool:
    """Whether a name, written bare, is read as that very name (the law of declarations)."""
    return all(_names_read(probe.format(name, name)) == [name, name] for probe in _PROBES)


def _names_read(statement: str) -> list[str]:
    from lark.exceptions import UnexpectedInput

    try:
        tree = the_lark().parse(statement, start="statement")
    except UnexpectedInput:
        return []
    leaves = tree.scan_values(lambda leaf: getattr(leaf, "type", "") == "NAME")
    return [str(leaf) for leaf in leaves]


def _declared_names(source: Source, body: syntax.Node) -> Iterator[Diagnostic]:
    """Names declared bare that could not be used bare: refused where they are declared, with the quoted form."""
    declaring = (
        syntax.Figure,
        syntax.UnitWord,
        syntax.Definition,
        syntax.DefinitionByCases,
        syntax.Content,
        syntax.WhereItem,
    )
    for node in syntax.walk(body):
        name = getattr(node, "name", None)
        if (
            isinstance(node, declaring)
            and isinstance(name, syntax.Name)
            and not name.quoted
            and not bare_name_reads_back(name.text)
        ):
            yield Diagnostic(
                Code.NAME_NEEDS_QUOTES,
                f"tên “{name.text}” không dùng được nếu không có ngoặc kép, vì mở đầu như một cụm từ của ngôn ngữ",
                source=source,
                labels=(Label(name.span),),
                help=f'viết trong ngoặc kép ở mọi chỗ: "{name.text}", hoặc đổi tên',
            )
