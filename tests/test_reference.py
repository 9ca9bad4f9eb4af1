"""The reference is whole: every statement, clause, value and condition of the grammar stands in a runnable example.

That the examples run, and print what the page says, is tests/test_pages.py.
"""

from __future__ import annotations

import re
import re._parser as regex_parser  # type: ignore[import-not-found]
from pathlib import Path
from typing import Any

import pytest
from test_formatting import rule_texts
from test_grammar import LARK

from cqdt_rules import scheme, syntax
from cqdt_rules.parse import parse
from cqdt_rules.source import Source

PAGE = Path(__file__).resolve().parent.parent / "grammar" / "ngon-ngu.md"
TEXT = PAGE.read_text(encoding="utf-8")


def classes() -> set[str]:
    """Every class of the tree that a file can hold; those with classes below them are mere names for these."""
    found: set[type] = set()
    waiting: list[type] = [syntax.Node]
    while waiting:
        more: list[type] = waiting.pop().__subclasses__()
        found |= set(more)
        waiting += more
    return {c.__name__ for c in found if not c.__subclasses__()}


def used() -> set[str]:
    """The classes in the examples of the page."""
    trees = [parse(Source("t.cqdt", text)).value for text in rule_texts(PAGE)]
    return {
        type(node).__name__
        for tree in trees
        for statement in tree.statements
        for node in syntax.walk(statement.body)
    }


def test_everything_that_can_be_written_stands_in_an_example() -> None:
    assert len(classes()) > 120
    assert classes() - used() == set()


# ---- words that no class tells apart


# Terminals that are a choice of phrases, each with a meaning of its own.
CHOICES = (
    "KIND",
    "FUNCTION",
    "OVER_BLOCK",
    "ROUND",
    "DIRECTION",
    "SHARED",
    "BY_DECISION",
    "PASSES",
    "HAS_FIGURE",
    "FRAME",
    "COMPARE",
    "LAST_ROW_TAKES",
)


def phrases_of(terminal: str) -> set[str]:
    """Every phrase of a terminal, without what has to follow it."""
    found = _texts(list(regex_parser.parse(LARK.get_terminal(terminal).pattern.value)))
    return {text.lstrip(", ") for text in found}


def _texts(parsed: list[Any]) -> list[str]:
    """All texts of a parsed pattern; of a set of letters the last one, of what may stand or not both."""
    texts = [""]
    for op, value in parsed:
        more = [""]
        match str(op):
            case "LITERAL":
                more = [chr(value)]
            case "IN":
                more = [_letter(*value[-1])]
            case "SUBPATTERN":
                more = _texts(list(value[3]))
            case "BRANCH":
                more = [text for branch in value[1] for text in _texts(list(branch))]
            case "MAX_REPEAT":
                once = _texts(list(value[2]))
                more = once if value[0] else ["", *once]
        texts = [text + end for text in texts for end in more]
    return texts


def _letter(kind: object, letters: Any) -> str:
    """The last letter of a set; a figure where the set is of figures."""
    match str(kind):
        case "RANGE":
            return chr(letters[1])
        case "LITERAL":
            return chr(letters)
    return "2"


@pytest.mark.parametrize("terminal", CHOICES)
def test_every_phrase_of_a_choice_is_shown(terminal: str) -> None:
    phrases = phrases_of(terminal) - SPELLINGS
    prose = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    assert phrases
    assert sorted(p for p in phrases if p not in prose) == []


# Other spellings of a phrase that the page shows.
SPELLINGS = {
    ">=", "<=", "<>", "!=",
    "đáp ứng tất cả điều kiện sau",
    "đáp ứng ít nhất 2 trong điều kiện sau",
}  # fmt: skip


def test_every_quantity_that_is_there_by_itself_is_named() -> None:
    built_in = [
        scheme.POINTS,
        scheme.MAXIMUM_COUNTED,
        scheme.FULL_MAXIMUM,
        scheme.BONUS,
        scheme.PENALTY,
        "điểm tối đa",
        "mức",
        "thứ hạng",
        "số thứ tự",
        "tên đơn vị",
        "tên viết tắt",
    ]
    assert [n for n in built_in if f"`{n}`" not in TEXT] == []


def test_every_word_that_ends_a_name_is_told() -> None:
    """The list in section 2 is the grammar's own."""
    pattern = LARK.get_terminal("NAME").pattern.value
    always, before_figure = re.findall(r"\(\?:((?:[\w ]+\|)+[\w ]+)\)", pattern)[:2]
    section = TEXT.split("## 2.")[1].split("## 3.")[0]
    words = [*always.split("|"), *before_figure.split("|")]
    assert len(words) > 20
    assert [w for w in words if f"`{w}`" not in section] == []
