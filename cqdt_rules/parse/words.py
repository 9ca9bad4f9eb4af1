"""Every terminal of the grammar in the words that a reader of rules uses: derived from its pattern where it has words."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Set

from cqdt_rules.parse.grammar import begin_pattern, the_lark

# What a pattern of letters and digits does not say by itself.
_BY_HAND = {
    "NAME": "một tên",
    "STRING": "một đoạn trong ngoặc kép",
    "NUMBER": "một số",
    "PERCENT": "một số phần trăm (80%)",
    "DATE": "một ngày (31/01/2024)",
    "CODE": "mã của tiêu chí (1, 2.1, A, IV)",
    "LEVEL_CODE": "ký hiệu của mức (I, II, 1)",
    "ANNEX_NUMBER": "số của phụ lục (I, 02)",
    "KIND": "một tiêu chí kèm mã (nhóm 1, tiêu chí 2.1)",
    "COMPARE": "dấu so sánh (≥, ≤, >, <)",
    "ADD": "dấu + hoặc −",
    "MULTIPLY": "dấu ×",
    "DIVIDE": "dấu /",
    "_BEGIN": "một câu mới",
    "_BULLET": "một dòng mở đầu bằng dấu gạch",
    "_MORE_CODES": "thêm mã (2.1, 2.2 và 2.3)",
    "$END": "hết câu",
    "_NL": "hết dòng",
}
_SIGNS = {
    "(": "dấu mở ngoặc",
    ")": "dấu đóng ngoặc",
    ":": "dấu hai chấm",
    ";": "dấu chấm phẩy",
    ",": "dấu phẩy",
    "=": "dấu =",
}
# A value can begin with any of these; which ones exactly matters to nobody who is told that a value is missing.
_VALUE = frozenset({"NAME", "NUMBER", "LPAR"})


@functools.cache
def human_word(terminal: str) -> str:
    """A terminal as it is said in a message: “tối đa” in quotation marks, or what it is (một số); empty: none is known."""
    if terminal in _BY_HAND:
        return _BY_HAND[terminal]
    pattern = _patterns().get(terminal, "")
    if pattern.replace("\\", "") in _SIGNS:
        return _SIGNS[pattern.replace("\\", "")]
    said = [p for p in phrases(pattern, shortest=True) if re.search(r"[^\W\d_]", p)]
    if not said:
        return ""
    shown = list(dict.fromkeys(p.strip(" ,") for p in said))[:3]
    return " hoặc ".join(f"“{p}”" for p in shown)


@functools.cache
def fixed_texts(terminal: str) -> tuple[str, ...]:
    """The ways of writing a terminal that has only some; none for numbers, names and texts."""
    if terminal in _BY_HAND and terminal not in {"COMPARE", "ADD", "MULTIPLY", "DIVIDE"}:
        return ()
    pattern = _patterns().get(terminal, "")
    bare = pattern.replace("\\", "")
    if bare in _SIGNS:
        return (bare,)
    return tuple(p for p in phrases(pattern) if "…" not in p and re.search(r"[^\W\d_]", p))


@functools.cache
def shortest_texts(terminal: str) -> tuple[str, ...]:
    """The ways of writing a terminal that say different things: without what may be left out."""
    if not fixed_texts(terminal):
        return ()
    pattern = _patterns().get(terminal, "").replace("\\", "") if terminal not in _BY_HAND else ""
    if pattern in _SIGNS:
        return (pattern,)
    return tuple(phrases(_patterns()[terminal], shortest=True))


def value_is_wanted(accepts: Set[str]) -> bool:
    """Whether a number, a name or a calculation could stand there."""
    return accepts >= _VALUE


def wanted_words(accepts: Set[str]) -> list[str]:
    """What could stand at a place, the most telling first; a value is one word, and so are signs between values."""
    left = set(accepts)
    told: list[str] = []
    if value_is_wanted(accepts):
        told.append("một giá trị (số, tên, hoặc phép tính)")
        left -= {t for t in left if begins_a_value(t)}
    elif {"NUMBER", "NAME"} <= left:
        told.append("một số hoặc một tên")
        left -= {"NUMBER", "NAME", "STRING"}
    elif {"NAME", "STRING"} <= left:
        told.append("một tên")
        left -= {"NAME", "STRING"}
    for after in (
        "ADD",
        "MULTIPLY",
        "DIVIDE",
        "_AND_THEN",
        "_POINTS",
        "_OF",
        "_IN_BLOCK",
        "$END",
        "RPAR",
    ):
        left.discard(
            after
        )  # what may go on after a whole value says little to one who wrote something else
    told += [w for t in sorted(left, key=_order) if (w := human_word(t))]
    return list(dict.fromkeys(told))


@functools.cache
def _first_of_a_value() -> frozenset[str]:
    """The terminals with which a condition (and so every value) of the grammar can begin."""
    begins: dict[str, list[tuple[bool, str]]] = {}
    for rule in the_lark().rules:
        for symbol in rule.expansion[:1]:
            begins.setdefault(rule.origin.name, []).append((symbol.is_term, symbol.name))
    seen: set[str] = set()
    found: set[str] = set()
    waiting = ["condition"]
    while waiting:
        rule_name = waiting.pop()
        if rule_name not in seen:
            seen.add(rule_name)
            found |= {name for is_term, name in begins.get(rule_name, ()) if is_term}
            waiting += [name for is_term, name in begins.get(rule_name, ()) if not is_term]
    return frozenset(found)


def begins_a_value(terminal: str) -> bool:
    """Whether a terminal is the start of a value or of a condition."""
    return terminal in _first_of_a_value()


def _order(terminal: str) -> tuple[bool, str]:
    return terminal.startswith("_"), terminal


@functools.cache
def _patterns() -> dict[str, str]:
    return {t.name: t.pattern.value for t in the_lark().terminals}


@functools.cache
def all_phrases() -> tuple[str, ...]:
    """Every phrase of the language, in small letters."""
    every = (p.strip(" ,") for t in _patterns() if t != "_BEGIN" for p in fixed_texts(t))
    return tuple(sorted({p.lower() for p in every if len(p) > 1}))


@functools.cache
def openings() -> tuple[str, ...]:
    """The phrases that begin a statement: those of the opening terminal, and longer ones that begin with them."""
    short = {p for p in _opening_phrases() if "…" not in p}
    long = {
        phrase
        for terminal in _patterns()
        if terminal != "_BEGIN"
        for phrase in fixed_texts(terminal)
        if any(phrase.startswith(f"{s} ") for s in short) and begin_pattern().match(f'\n{phrase} "')
    }
    return tuple(sorted(short | long))


def _opening_phrases() -> Iterator[str]:
    """The alternatives of _BEGIN stand in a lookahead: the line end alone is taken, not the words."""
    pattern = _patterns()["_BEGIN"]
    start = pattern.index("(?=") + 3
    yield from _Phrases(pattern[start:], shortest=False).alternatives()


def phrases(pattern: str, *, shortest: bool = False) -> list[str]:
    """The texts that a keyword's pattern stands for; `shortest`: without what may be left out; “…” for digits."""
    return list(_Phrases(pattern, shortest=shortest).alternatives())


_MOST = 2000  # phrases of one pattern: that of all openings has some hundred


class _Phrases:
    """Reads the small part of regular expressions in which keywords are written."""

    def __init__(self, pattern: str, *, shortest: bool) -> None:
        self._left = pattern
        self._shortest = shortest

    def alternatives(self) -> list[str]:
        """The texts up to the end of the pattern or of the group that is open."""
        found: list[str] = []
        current = [""]
        while self._left and self._left[0] != ")":
            if self._take("|"):
                found += current
                current = [""]
                continue
            piece = self._repeated(self._piece())
            current = [a + b for a, b in itertools.islice(itertools.product(current, piece), _MOST)]
        return list(dict.fromkeys([*found, *current]))

    def _take(self, text: str) -> bool:
        if not self._left.startswith(text):
            return False
        self._left = self._left[len(text) :]
        return True

    def _piece(self) -> list[str]:
        letter, self._left = self._left[0], self._left[1:]
        if letter == "(":
            looks = re.match(r"\?<?[=!]", self._left)
            self._left = re.sub(r"\A\?(?:[a-z-]*:|<?[=!])", "", self._left)
            inner = self.alternatives()
            self._take(")")
            return [""] if looks else inner
        if letter == "[":
            inside, _, self._left = self._left.partition("]")
            return ["…"] if inside[:1] in "^\\" or "-" in inside else [inside[0]]
        if letter == "\\":
            escaped, self._left = self._left[0], self._left[1:]
            return [
                "…"
                if escaped in "dwsS"
                else ""
                if escaped in "bZA"
                else "\n"
                if escaped == "n"
                else escaped
            ]
        return ["…" if letter == "." else letter]

    def _repeated(self, piece: list[str]) -> list[str]:
        optional = False
        while m := re.match(r"[?*+]|\{[\d,]+\}", self._left):
            optional = optional or m.group()[0] in "?*"
            self._left = self._left[m.end() :]
        if not optional:
            return piece
        return [""] if self._shortest else ["", *piece]
