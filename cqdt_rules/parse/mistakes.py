"""A statement that cannot be read: what the words at the mistake were meant to be, or what belongs there."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from attrs import frozen

from cqdt_rules.diagnostics import bare_letters, near
from cqdt_rules.parse.grammar import Failure, begin_pattern
from cqdt_rules.parse.quotes import quote_remedies
from cqdt_rules.parse.remedies import Patience, Remedy, blank_quotes, first_that_helps, line_around
from cqdt_rules.parse.slips import ENGLISH, slips_at
from cqdt_rules.parse.words import (
    all_phrases,
    begins_a_value,
    fixed_texts,
    shortest_texts,
    value_is_wanted,
    wanted_words,
)

_WORD = re.compile(
    r"[ \n]*(?:• ?)?(\"[^\"\n]*\"?|“[^”\n]*”?|«[^»\n]*»?|[^\W_][\w%]*(?:[,.]\w+)*|[^\s\w]+|_+)?"
)
_NOT_PUT_IN = frozenset(
    {
        "ADD",
        "MULTIPLY",
        "DIVIDE",
        "COMPARE",
        "LPAR",
        "RPAR",
        "_MORE_CODES",
        "$END",
        "_POINTS",
        "_EQUALS",
        "_OR",
        "_AND",
    }
)


@frozen
class Mistake:
    """What is told of a mistake that no edit mends: its place in the chunk, the message, and what could stand there."""

    start: int
    end: int
    message: str
    help: str
    takes_no_list: bool = False


def remedy_for(
    text: str, failure: Failure, patience: Patience, *, at_line_start: bool
) -> Remedy | None:
    """The edit that most likely makes the mistake's line what its author meant, tried on the grammar."""
    found = first_that_helps(text, failure.position, _specific(text, failure), patience)
    if found is not None or at_line_start:
        return found
    two = first_that_helps(text, failure.position, _two_statements(text, failure), patience)
    if two is not None:
        return two
    left_over = _left_over(text, failure)
    return _put_in(text, failure, patience) or first_that_helps(
        text, failure.position, left_over, patience, wholly=True
    )


def _specific(text: str, failure: Failure) -> Iterator[Remedy]:
    yield from quote_remedies(text, failure.position)
    yield from slips_at(text, failure.position)
    yield from _misspelt(text, failure)
    yield from _unfinished(text, failure)
    yield from _brackets(text, failure.position)


def _misspelt(text: str, failure: Failure) -> Iterator[Remedy]:
    """Words at the mistake that are a keyword but for their tones, or nearly one."""
    every = (p for t in sorted(failure.accepts) for p in fixed_texts(t) if len(p) > 1)
    phrases = {bare_letters(p.lstrip(", ")): p for p in every}
    words = [
        m.span()
        for m in re.compile(r"[^\W\d_]+").finditer(
            text, failure.position, line_around(text, failure.position)[1]
        )
    ][:5]
    if not words or text[failure.position : words[0][0]].strip(" \n•"):
        return
    for count in range(len(words), 0, -1):
        start, end = words[0][0], words[count - 1][1]
        typed = text[start:end]
        if "  " in typed or re.search(r"[^\w ]", typed):
            continue
        bare = bare_letters(typed)
        long = [p for p in phrases if len(p) > 3]
        for meant in [bare] if bare in phrases else near(bare, long, likeness=75):
            right = phrases[meant]
            if typed.lower() == right.lstrip(", "):
                message, help_ = f"trước “{typed}” thiếu dấu phẩy", f"viết “, {typed}”"
                start, right = len(text[:start].rstrip()), f"{right[:1]} {typed}"
            elif bare == meant:
                message, help_ = f"“{typed}” sai dấu hoặc thiếu dấu", f"viết “{right}”"
            else:
                message, help_ = (
                    f"không hiểu “{typed}” ở sau {_before(text, start, failure)}",
                    f"có phải là “{right}” không?",
                )
            yield Remedy(start, end, message, help_, ((start, end, right),))


def _unfinished(text: str, failure: Failure) -> Iterator[Remedy]:
    """The first words of a longer phrase: `trở` for `trở lên`."""
    m = re.compile(r"[ \n]*([^\W\d_]+(?: [^\W\d_]+)?)").match(text, failure.position)
    if m is None:
        return
    typed = m[1].lower()
    ways = sorted(p for t in failure.accepts for p in fixed_texts(t) if p.startswith(f"{typed} "))
    for way in ways[:4]:
        said = " hoặc ".join(f"“{w}”" for w in ways[:4])
        sure = len(ways) == 1
        yield Remedy(
            *m.span(1), f"“{m[1]}” chưa đủ chữ", f"viết {said}", ((*m.span(1), way),), sure, sure
        )


def _brackets(text: str, position: int) -> Iterator[Remedy]:
    """Round brackets that do not pair, in the line of the mistake."""
    start, end = line_around(text, position)
    masked = blank_quotes(text)
    opened: list[int] = []
    for i in range(start, end):
        if masked[i] == "(":
            opened.append(i)
        elif masked[i] == ")":
            if not opened:
                yield Remedy(
                    i,
                    i + 1,
                    "dấu đóng ngoặc này không có dấu mở",
                    "bỏ dấu ấy, hoặc thêm dấu mở ngoặc",
                    ((i, i + 1, ""),),
                    sure=False,
                    kept=False,
                )
                return
            opened.pop()
    if opened:
        stop = len(text[:position].rstrip())
        at = opened[-1]
        yield Remedy(
            at,
            at + 1,
            "dấu mở ngoặc này không có dấu đóng",
            "thêm dấu đóng ngoặc ở chỗ của nó",
            ((stop, stop, ")"),),
            sure=False,
            kept=False,
        )


def _put_in(text: str, failure: Failure, patience: Patience) -> Remedy | None:
    """The one word that is missing; where several would do, all are told and the first serves to go on."""
    at = len(text[: failure.position].rstrip(" \n"))
    useful: list[tuple[str, Remedy]] = []
    if value_is_wanted(failure.accepts):
        return None
    ways = [
        phrase
        for terminal in sorted(failure.accepts - _NOT_PUT_IN)
        if not begins_a_value(terminal)
        for phrase in shortest_texts(terminal)
    ]
    for phrase in ways:
        put = f" {phrase.strip()}" if phrase[0].isalpha() else phrase.rstrip()
        put += " " if text[at : at + 1] not in ("\n", " ", "") else ""
        remedy = Remedy(at, at, "", "", ((at, at, put),))
        if first_that_helps(text, failure.position, (remedy,), patience, wholly=True) is not None:
            useful.append((phrase.strip(" ,"), remedy))
    if not useful or len(useful) > 4:
        return None
    said = " hoặc ".join(f"“{phrase}”" for phrase, _ in useful)
    start, end = _last_words(text, at, failure)
    edits = useful[0][1].edits
    before = _before(text, at, failure)
    missing = "dấu hai chấm" if said == "“:”" else said
    sure = len(useful) == 1
    return Remedy(start, end, f"sau {before} thiếu {missing}", f"thêm {missing}", edits, sure, sure)


def _two_statements(text: str, failure: Failure) -> Iterator[Remedy]:
    """A second statement on the line of the first."""
    for skipped in ("", ";", ".", ",", " -"):
        at = failure.position + len(skipped) if text.startswith(skipped, failure.position) else -1
        if at < 0:
            continue
        m = re.compile(r" *").match(text, at)
        assert m is not None
        start = m.end()
        if start > 1 and begin_pattern().match("\n" + text[start:]):
            _, end = line_around(text, start)
            yield Remedy(
                start,
                end,
                "hai câu trên một dòng",
                "xuống dòng trước câu thứ hai",
                ((failure.position, start, "\n"),),
            )


def _left_over(text: str, failure: Failure) -> Iterator[Remedy]:
    """Words that are too many: one, or the rest of the line."""
    word = _WORD.match(text, failure.position)
    if word is None or not word[1] or _at_bullet(text, word.start(1)):
        return
    _, line_end = line_around(text, word.start(1))
    before = _before(text, word.start(1), failure)
    if not text[: word.start(1)].strip():
        return
    for end in dict.fromkeys((word.end(1), line_end)):
        typed = text[word.start(1) : end].strip()
        whole = end == line_end
        message = (
            f"sau {before} câu đã đủ, “{typed}” là phần thừa"
            if whole
            else f"sau {before} thừa “{typed}”"
        )
        advice = f"bỏ “{typed}”" + (
            ", hoặc xuống dòng nếu là một câu khác"
            if whole and any(c.isalpha() for c in typed)
            else ""
        )
        yield Remedy(
            word.start(1),
            end,
            message,
            advice,
            ((failure.position, end, ""),),
            sure=not any(c.isalnum() for c in typed),
        )


# ---- what belongs there


def mistake_at(text: str, failure: Failure) -> Mistake:
    """The message where nothing mends a statement: what has to follow the words before the mistake."""
    word = _WORD.match(text, failure.position)
    if word is None or not word[1]:
        return _cut_short(text, failure)
    start, end = word.span(1)
    if text[failure.position :].lstrip(" \n").startswith("•") and "$END" not in failure.accepts:
        return _cut_short(text, failure)
    odd = text[start:end].strip()
    before = _before(text, start, failure)
    wanted = wanted_words(failure.accepts)
    if _at_bullet(text, start):
        line_end = line_around(text, start)[1]
        message = "câu ở trên không có danh sách kèm theo"
        return Mistake(start, line_end, message, _list_help(wanted), takes_no_list=True)
    if "$END" in failure.accepts and not value_is_wanted(failure.accepts):
        message = f"sau {before} câu đã đủ, “{odd}” là phần thừa"
        return Mistake(start, end, message, _may_follow(before, wanted) or "bỏ phần thừa")
    if not wanted or len(wanted) > 6:
        message = f"không đọc được “{odd}” ở sau {before}"
        return Mistake(start, end, message, _may_follow(before, wanted))
    message = f"sau {before} cần {_listed(wanted)}, không phải “{odd}”"
    return Mistake(start, end, message, _example(failure, odd))


def _cut_short(text: str, failure: Failure) -> Mistake:
    """A statement that ends too early."""
    start, end = _last_words(text, failure.position, failure)
    before = _before(text, failure.position, failure)
    wanted = wanted_words(failure.accepts)
    if not wanted or len(wanted) > 6:
        message = f"câu này dừng lại sau {before}, chưa đủ"
        return Mistake(start, end, message, _may_follow(before, wanted))
    message = f"câu này chưa đủ: sau {before} cần {_listed(wanted)}"
    return Mistake(start, end, message, "viết tiếp cho đủ câu")


def _may_follow(before: str, wanted: list[str]) -> str:
    return f"sau {before} có thể là {_listed(wanted[:8])}" if wanted else ""


_BULLET_AT = re.compile(r"[ \n]*\n[ \n]*•")


def _at_bullet(text: str, start: int) -> bool:
    """Whether a word is the first one of a line of a list."""
    return _BULLET_AT.match(text[:start], len(text[:start].rstrip(" \n•"))) is not None


def _list_help(wanted: list[str]) -> str:
    told = "danh sách mở đầu bằng dấu gạch chỉ đứng dưới câu kết thúc bằng dấu hai chấm"
    return f"{told}; ở đây có thể là {_listed(wanted[:6])}" if wanted else told


def _example(failure: Failure, odd: str) -> str:
    if odd.lower() == "x" and "NAME" in failure.accepts:
        return '“x” đứng riêng là dấu nhân: đặt tên khác, hoặc viết "x" trong ngoặc kép ở mọi chỗ'
    if "NUMBER" in failure.accepts and not value_is_wanted(failure.accepts):
        return "viết số bằng chữ số, dấu phẩy thập phân, thí dụ 8 hoặc 8,5"
    if "STRING" in failure.accepts and "NAME" not in failure.accepts:
        return 'đặt tên hoặc đoạn chữ trong ngoặc kép: "…"'
    if "DATE" in failure.accepts and not value_is_wanted(failure.accepts):
        return "viết ngày/tháng/năm, thí dụ 31/01/2024"
    return ""


def _listed(words: list[str]) -> str:
    return " hoặc ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _last_words(text: str, position: int, failure: Failure) -> tuple[int, int]:
    """Where the words that stand before a place are."""
    end = len(text[:position].rstrip(" \n•"))
    phrase = _phrase_before(text[:end], failure)
    return max(end - len(phrase), 0), max(end, 1)


def _before(text: str, position: int, failure: Failure) -> str:
    """The words before a place, as they are said in a message."""
    phrase = _phrase_before(text[:position].rstrip(" \n•"), failure)
    if len(phrase) > 40:
        phrase = f"{phrase[:25]}…{phrase[-1]}"
    return phrase if phrase and phrase[0] in '"“«' else f"“{phrase}”" if phrase else "chỗ này"


def _phrase_before(text: str, failure: Failure) -> str:
    """The name, the keyword, the quoted text or the word that a text ends with."""
    if failure.name and text.endswith(failure.name):
        return failure.name
    quoted = re.search(r"(\"[^\"\n]*\"|“[^”\n]*”|«[^»\n]*»)\Z", text)
    if quoted:
        return quoted.group()
    line = text.rsplit("\n", 1)[-1].lower()
    number = re.search(r"(?:(?:từ|trên|dưới|đến|đến dưới) )?\d+(?:,\d+)?(?: ?%| điểm)?\Z", line)
    if number:
        return text[-len(number.group()) :]
    fit = [
        p
        for p in _phrases_by_last_word().get(line.split(" ")[-1], ())
        if re.search(rf"(?<!\w){re.escape(p)}\Z", line)
    ]
    if fit:
        return text[-max(map(len, fit)) :]
    word = re.search(r"(\w+|[^\w\s]+)\Z", text)
    return word.group() if word else ""


@functools.cache
def _phrases_by_last_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for phrase in (*all_phrases(), *ENGLISH.values()):
        last = phrase.split(" ")[-1]
        found[last] = (*found.get(last, ()), phrase)
    return found
