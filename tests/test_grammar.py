"""The grammar itself: every word lexes as itself wherever it may stand, and what the grammar derives is read back."""

from __future__ import annotations

import random
import re
import re._parser as regex_parser  # type: ignore[import-not-found]
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cqdt_rules import parse as parsing
from cqdt_rules import syntax
from cqdt_rules.parse import bare_name_reads_back, parse
from cqdt_rules.source import Source

LARK = parsing.the_lark()

# What a regular expression does not say well by itself.
BY_HAND: dict[str, list[tuple[str, str]]] = {
    "NAME": [("tổng điểm", " "), ("mức độ đạt được", " "), ("đồng bằng", " "), ("số văn bản đến", " ")],
    "STRING": [('"Sở Y tế"', " "), ("“Sở Y tế”", " ")],
    "CODE": [("4.2", " "), ("A.1", " "), ("IV", " "), ("2.3a", " ")],
    "NUMBER": [("90", " "), ("84,25", " ")],
    "PERCENT": [("80%", " "), ("12,5 %", " ")],
    "DATE": [("31/01/2024", " ")],
    "LEVEL_CODE": [("IV", " "), ("3", " ")],
    "ANNEX_NUMBER": [("II", " "), ("02", " ")],
    "KIND": [("tiêu chí", " 4.2 "), ("nhóm", " A "), ("chỉ số thành phần", " 1 ")],
    "MULTIPLY": [("×", " "), ("x", " "), ("*", " ")],
    "ADD": [("+", " "), ("−", " "), ("-", " "), ("–", " ")],
    "COMPARE": [("≥", " "), (">=", " "), ("lớn hơn hoặc bằng", " 5"), ("<>", " ")],
    "_BEGIN": [("\n", 'nhóm 1 "A"'), ("\n", "mức I khi")],
    "_BULLET": [("\n• ", "từ 4")],
    "_MORE_CODES": [(", ", "7.5 đối với "), ("và ", "7.6\n")],
    "_POINTS_OF": [("điểm", " nhóm 1 ")],
    "_MAXIMUM_OF": [("điểm tối đa", " nhóm 1 "), ("điểm tối đa của", " nhóm 1 ")],
    "_MAXIMUM_COUNTED_OF": [("điểm tối đa được tính", " nhóm 1 ")],
    "_OF": [("của", " nhóm 1 ")],
    "_ALL_THE": [("các", " tiêu chí 7.3")],
    "_WHERE": [("trong đó", ":")],
    "EVERY": [("từng lĩnh vực", " đạt từ 50%")],
    "_LEVEL": [("mức", " I khi"), ("mức độ", ' "Tốt"')],
    "_REST": [("còn lại", ' "Chưa đạt"'), ("còn lại", " không xếp loại")],
    "_OTHERWISE": [("còn lại", ":")],
    "_AND_THEN": [("và", " nhỏ hơn 5")],
    "_REACHES_LEVEL": [("đạt mức", " I")],
    "_REACHES_FROM_LEVEL": [("đạt từ mức", " II trở lên")],
    "_IS": [("là", ' "A"')],
    "_AS_FOLLOWS": [("như sau:", "\n")],
    "FRAME": [("đáp ứng tất cả các điều kiện sau", ":"), ("đáp ứng ít nhất 2 trong các điều kiện sau", ":")],
}  # fmt: skip


def samples(name: str, pattern: str) -> list[tuple[str, str]]:
    """Texts of a terminal with what may follow them."""
    if name in BY_HAND:
        return BY_HAND[name]
    parsed = regex_parser.parse(pattern)
    found: list[tuple[str, str]] = []
    for number in range(6):  # the first, second … alternative wherever there are several
        text, follow = _text_of(parsed, number)
        if re.fullmatch(pattern, text + follow) or re.match(pattern, text + (follow or " zzz")):
            found.append((text, follow or " zzz"))
    return sorted(set(found))


def _text_of(parsed: Any, number: int) -> tuple[str, str]:
    """A text that a parsed pattern matches, and what its lookaheads want after it."""
    text = follow = ""
    for op, value in parsed:
        match str(op):
            case "LITERAL":
                text += chr(value)
            case "IN":
                kind, first = value[0]
                text += {"CATEGORY_DIGIT": "5"}.get(
                    str(first), chr(first) if str(kind) == "LITERAL" else "a"
                )
            case "SUBPATTERN":
                inner, after = _text_of(value[3], number)
                text, follow = text + inner, follow + after
            case "BRANCH":
                inner, after = _text_of(value[1][number % len(value[1])], number)
                text, follow = text + inner, follow + after
            case "MAX_REPEAT":
                low, _, part = value
                inner, after = _text_of(part, number)
                text += inner * max(low, number % 2)
            case "ASSERT":
                inner, after = _text_of(value[1], number)
                follow += inner + after
    return text, follow


def test_every_word_lexes_as_itself_in_every_state() -> None:
    """No keyword shadows another: measured over each parser state in which the word may stand."""
    from lark.utils import TextSlice

    checked = 0
    wrong: set[tuple[str, str, str]] = set()
    for lexer in LARK.parser.lexer.lexers.values():
        for terminal in lexer.terminals:
            if (
                terminal.name.startswith("__")
                or len(terminal.pattern.value) == 1
                or terminal.name == "_WHERE"
            ):
                continue
            for text, follow in samples(terminal.name, terminal.pattern.value):
                checked += 1
                got = lexer.match(TextSlice.cast_from(text + follow), 0)
                if got is None or got[1] != terminal.name or got[0] != text:
                    wrong.add((terminal.name, text + follow, str(got)))
    assert not wrong
    assert checked > 1000


# ---- names


WORDS = sorted(
    {
        w
        for t in LARK.terminals
        for w in re.findall(r"[a-zà-ỹđ]+", t.pattern.value)
        if len(w) > 1
    }
    | {"xã", "hồ", "sơ", "băng", "thông", "cán", "bộ", "2020", "I", "A", "x", "4"}
)  # fmt: skip

PLACES = [
    "công thức b = 2 × {} + 1",
    "công thức b = ({} − 3) / 2",
    "công thức b = số lớn nhất của ({}; 2), làm tròn đến 2 chữ số thập phân",
    "mức I khi {} từ 90 trở lên",
    "mức I khi {} trên 50% đến 75%",
    "mức I khi {} lớn hơn 50 và nhỏ hơn 75",
    "mức I khi a = 1 và {} ≥ 3",
    "xếp hạng theo {} giảm dần",
    "xếp hạng theo a tăng dần, bằng nhau thì xét {} giảm dần, bằng nhau thì cùng thứ hạng",
    "không xếp hạng khi {} < 3",
    'cột "X" {}, 2 chữ số thập phân',
    "chấm theo tỷ lệ {} / b",
    "chấm 1 điểm cho mỗi {}, không quá điểm tối đa",
    'ví dụ đơn vị "A" có {} = 5; b = 3 thì {} = 8',
    "sắp xếp theo {} giảm dần",
]


def names_in(body: object) -> list[str]:
    return [n.text for n in syntax.walk(body) if isinstance(n, syntax.Name)]


def read_one(text: str) -> syntax.Node | None:
    return read_last(text, 1)


def read_last(text: str, count: int) -> syntax.Node | None:
    """The last of so many statements; None where they are not read, or not as so many."""
    outcome = parse(Source("t.cqdt", text))
    read = outcome.value.statements
    return read[-1].body if len(read) == count and not outcome.diagnostics else None


def usable_everywhere(name: str) -> list[str]:
    """The places where a bare name that the file declares is not read as that name."""
    return [
        p
        for p in PLACES
        if (body := read_last(f"số liệu {name}\n" + p.format(*[name] * p.count("{}")), 2)) is None
        or name not in names_in(body)
    ]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5))
def test_a_name_that_can_be_declared_bare_can_be_used_bare(words: list[str]) -> None:
    name = " ".join(words)
    declared = read_one(f"số liệu {name}")
    if declared is not None and names_in(declared) == [name]:
        assert usable_everywhere(name) == []


@pytest.mark.parametrize(
    "name",
    ["hạng mục đạt chuẩn", "số văn bản đến", "đồng bằng", "từ chối tiếp nhận", "bằng khen cấp tỉnh", "trên địa bàn", "trung bình 3 năm", "nhóm dịch vụ công", "mức độ đạt được", "tổng điểm", "điểm ưu tiên"],
)  # fmt: skip
def test_names_that_offices_use_are_good_bare(name: str) -> None:
    assert usable_everywhere(name) == []


@pytest.mark.parametrize("name", ["điểm nhóm 1 năm trước", "từng lĩnh vực đạt từ 5", "đạt mức I"])
def test_names_that_read_as_something_else_are_refused(name: str) -> None:
    assert not bare_name_reads_back(name)
    outcome = parse(Source("t.cqdt", f"số liệu {name}"))
    assert outcome.failed


# ---- what the grammar derives


class Deriver:
    """Random statements from the grammar's own rules."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._rules: dict[str, list[Sequence[Any]]] = {}
        for rule in LARK.rules:
            self._rules.setdefault(rule.origin.name, []).append(rule.expansion)
        self._patterns = {t.name: t.pattern.to_regexp() for t in LARK.terminals}

    def statement(self) -> str:
        return self._derive("body", 0)

    def _derive(self, rule: str, depth: int) -> str:
        options = sorted(self._rules[rule], key=len)
        choice = options[0] if depth > 7 else self._random.choice(options)
        parts = [self._symbol(s, depth + 1) for s in choice]
        return " ".join(p for p in parts if p)

    def _symbol(self, symbol: Any, depth: int) -> str:
        if not symbol.is_term:
            return self._derive(symbol.name, depth)
        return self._random.choice(samples(symbol.name, self._patterns[symbol.name]))[0]


def test_what_the_grammar_derives_is_read_or_told() -> None:
    """1,500 derived statements: most are read, none makes anything but a diagnostic."""
    read = 0
    deriver = Deriver(20)
    for _ in range(1500):
        text = deriver.statement()
        outcome = parse(Source("t.cqdt", text))
        read += bool(outcome.value.statements) and not outcome.failed
    assert read > 1000
