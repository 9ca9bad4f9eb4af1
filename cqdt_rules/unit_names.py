"""Which unit a name may stand for: exact rules for the ways in which offices write one name, and never a decision.

A name that is nobody's is only compared, so that a message can ask “có phải là … không?”. The rules go from sure to
loose; the first one that finds units gives them all, in the order of the list, so that two units which fit equally well
are both said.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping

from cqdt_rules.diagnostics import bare_letters
from cqdt_rules.numbers import fold

_LINKING = frozenset({"và", "với", "của"})
_KINDS = ("thành phố", "thị xã", "thị trấn", "huyện", "quận", "phường", "xã", "tỉnh", "thôn", "sở", "ban", "phòng")  # fmt: skip
_PLACES = frozenset(w.split()[0] for w in _KINDS) | {"tp", "tx", "tt", "h", "q", "p", "x"}
_COMMITTEE = ("uỷ ban nhân dân", "uỷ ban nd", "ub nhân dân", "ubnd", "hđnd và ubnd", "hđnd ubnd")
_MOST = 4  # units that one message names
_LONGEST = 200  # letters of a name that is compared

Words = tuple[str, ...]


def meant(name: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The units that a name may stand for, the likeliest only; `known`: each name that a unit goes by, to its own name."""
    if not name.strip() or len(name) > _LONGEST:
        return ()
    typed = words_of(name)
    for rule in _RULES:
        found = dict.fromkeys(unit for k, unit in known.items() if rule(typed, words_of(k)))
        if found:
            return tuple(found)[:_MOST]
    return tuple(dict.fromkeys(known[k] for k in _nearest_spelling(name, known)))[:_MOST]


def did_you_mean(units: tuple[str, ...]) -> str:
    """The question that a message asks; empty where nothing is near."""
    match units:
        case ():
            return ""
        case (only,):
            return f"có phải là “{only}” không?"
    return "có thể là " + " hoặc ".join(f"“{u}”" for u in units)


# ---- a name as words


@functools.lru_cache(maxsize=20_000)
def words_of(name: str) -> Words:
    """The words of a name: folded, without signs, linking words and the committee before a place; initials are one word."""
    text = re.sub(r"(?<=\w)[&.\-](?=\w)", _joins_initials, fold(name[:_LONGEST]))
    text = " ".join(re.findall(r"\w+", text))
    for committee in _COMMITTEE:
        rest = text.removeprefix(f"{committee} ")
        if rest != text and rest.split()[0] in _PLACES:
            text = rest
            break
    return tuple(w for w in text.split() if w not in _LINKING)


def _joins_initials(sign: re.Match[str]) -> str:
    """Nothing for a sign between initials (`gd&đt`, `vh-tt`, `t.p`), a blank for one between words."""
    before = re.search(r"\w+\Z", sign.string[: sign.start()])
    after = re.match(r"\w+", sign.string[sign.end() :])
    pieces = [m.group() for m in (before, after) if m]
    return "" if all(_looks_like_initials(p) for p in pieces) else " "


def _looks_like_initials(piece: str) -> bool:
    return len(piece) == 1 or (
        len(piece) <= 4 and not re.search("[aeiouyăâêôơư]", bare_letters(piece))
    )


def _bare(words: Words) -> Words:
    return tuple(bare_letters(w) for w in words)


# ---- the rules, from sure to loose


def _same(a: Words, b: Words) -> bool:
    """The same but for signs, linking words and the committee."""
    return a == b


def _same_with_initials(a: Words, b: Words) -> bool:
    """The same where one writes initials for the words of the other."""
    return _rest(a, b) == ()


def _same_without_tones(a: Words, b: Words) -> bool:
    """The same but for tones."""
    return _rest(_bare(a), _bare(b)) == ()


def _beginning(a: Words, b: Words) -> bool:
    """The beginning of a longer name, of two words or more."""
    return len("".join(a)) > 3 and len(a) > 1 and bool(_rest(a, b))


def _without_kind(a: Words, b: Words) -> bool:
    """The same but for the kind of place or office, which one of them leaves out."""
    kind_a, kind_b = _kind(a), _kind(b)
    if bool(kind_a) == bool(kind_b):
        return False
    rest_a, rest_b = a[len(kind_a) :], b[len(kind_b) :]
    return len(rest_a) > 0 and _rest(rest_a, rest_b) == ()


def _of_another_kind(a: Words, b: Words) -> bool:
    """The same place as another kind: a commune that has become a ward."""
    kind_a, kind_b = _kind(a), _kind(b)
    if not kind_a or not kind_b or kind_a == kind_b:
        return False
    rest_a, rest_b = a[len(kind_a) :], b[len(kind_b) :]
    return len(rest_a) > 0 and rest_a == rest_b


def _words_left_out(a: Words, b: Words) -> bool:
    """All its words stand in the longer name, in their order: `Văn phòng tỉnh` in `Văn phòng UBND tỉnh`."""
    left = iter(b)
    return 1 < len(a) < len(b) and a[0] == b[0] and all(word in left for word in a)


_RULES: tuple[Callable[[Words, Words], bool], ...] = (
    _same,
    _same_with_initials,
    _same_without_tones,
    _without_kind,
    _beginning,
    lambda a, b: _beginning(_bare(a), _bare(b)),
    _of_another_kind,
    _words_left_out,
)


def _kind(words: Words) -> Words:
    for kind in _KINDS:
        parts = tuple(kind.split())
        if words[: len(parts)] == parts:
            return parts
    return ()


def _rest(a: Words, b: Words) -> Words | None:
    """What `b` has after all words of `a`, initials standing for words in either; None where they part ways.

    Looked for without recursion: pairs of places that are reached, each once.
    """
    waiting = [(0, 0)]
    seen: set[tuple[int, int]] = set()
    best: Words | None = None
    while waiting:
        i, j = place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        if i == len(a):
            if best is None or len(b) - j < len(best):
                best = b[j:]
            continue
        waiting += _steps(a, b, i, j)
    return best


def _steps(a: Words, b: Words, i: int, j: int) -> Iterator[tuple[int, int]]:
    if j < len(b) and a[i] == b[j]:
        yield i + 1, j + 1
    if _is_initials(a[i], b[j : j + len(a[i])]):
        yield i + 1, j + len(a[i])
    if j < len(b) and len(b[j]) > 1 and _is_initials(b[j], a[i : i + len(b[j])]):
        yield i + len(b[j]), j + 1


def _is_initials(letters: str, words: Words) -> bool:
    """Whether a word is made of the first letters of others: `gdđt` of giáo dục đào tạo, `h` of huyện."""
    if len(letters) == 1 and (not words or words[0] not in ("huyện", "xã", "phường", "quận", "huyen", "xa", "phuong", "quan")):  # fmt: skip
        return False
    return len(words) == len(letters) and all(
        w[0] == c for w, c in zip(words, letters, strict=True)
    )


# ---- spelling


def _nearest_spelling(name: str, known: Mapping[str, str]) -> list[str]:
    """The names with the fewest letters changed, tones aside; a sixth of the letters at most."""
    typed = bare_letters(fold(name))
    most = max(1, len(typed) // 6)
    best: list[str] = []
    for k in known:
        changed = _changed(typed, bare_letters(fold(k)), most)
        if changed is not None and changed < most:
            best, most = [k], changed
        elif changed == most:
            best.append(k)
    return best


def _changed(a: str, b: str, most: int) -> int | None:
    """How many letters are put in, left out, changed or swapped from one text to the other; None: more than `most`."""
    if abs(len(a) - len(b)) > most:
        return None
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None
