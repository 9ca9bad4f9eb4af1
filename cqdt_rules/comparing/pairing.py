"""Which provision of the old scheme is which of the new one: by code, by title, by content; never a guess unsaid."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from attrs import define, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.comparing.meaning import Meaning, meaning, names_of
from cqdt_rules.diagnostics import bare_letters
from cqdt_rules.numbers import fold

T = TypeVar("T")
BY_TITLE = "theo tên"
BY_LIKE_TITLE = "theo tên gần giống"
BY_CONTENT = "theo nội dung"


def likeness(one: str, other: str) -> int:
    """How alike two texts are, tones and case aside, in per cent; the same whichever comes first."""
    a, b = sorted((bare_letters(one), bare_letters(other)))
    if not a or not b:
        return 100 if a == b else 0
    if 200 * sum((Counter(a) & Counter(b)).values()) < 60 * (len(a) + len(b)):
        return 0  # too few letters in common: the long reckoning could only say so
    blocks = difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return 200 * sum(x.size for x in blocks) // (len(a) + len(b))


def best_pairs(scores: Mapping[tuple[int, int], int]) -> list[tuple[int, int]]:
    """Pairs by greed, the best first; the same pairs when the two sides change places."""
    found: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for i, j in sorted(scores, key=lambda pair: (-scores[pair], pair)):
        if scores[i, j] > 0 and i not in taken[0] and j not in taken[1]:
            found.append((i, j))
            taken[0].add(i)
            taken[1].add(j)
    return sorted(found)


def _anything(_: object) -> object:
    return None


def paired(
    old: Sequence[T],
    new: Sequence[T],
    score: Callable[[T, T], int],
    by: Callable[[T], object] = _anything,
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """Pairs by a score (0: never), and what is left on both sides; only what is alike `by` a key is tried."""
    candidates: dict[object, list[int]] = {}
    for j, b in enumerate(new):
        candidates.setdefault(by(b), []).append(j)
    scores = {
        (i, j): points
        for i, a in enumerate(old)
        for j in candidates.get(by(a), ())
        if (points := score(a, new[j])) > 0
    }
    pairs = best_pairs(scores)
    of_old, of_new = {i for i, _ in pairs}, {j for _, j in pairs}
    return (
        [(old[i], new[j]) for i, j in pairs],
        [x for i, x in enumerate(old) if i not in of_old],
        [x for j, x in enumerate(new) if j not in of_new],
    )


# ---- criteria


@frozen
class Mates:
    """The criteria of the old block that are in the new one: new code by old, and how each was recognised."""

    codes: Mapping[str, str]
    how: Mapping[str, str]  # by old code; '' where nothing was guessed


@define
class _Search:
    """Criteria not found yet, and those found."""

    old: dict[str, s.Criterion]
    new: dict[str, s.Criterion]
    ways: tuple[dict[str, Meaning], dict[str, Meaning]]
    codes: dict[str, str] = field(factory=dict)
    how: dict[str, str] = field(factory=dict)

    def take(self, old: s.Criterion, new: s.Criterion, how: str) -> None:
        """Two that are one."""
        self.codes[old.code] = new.code
        self.how[old.code] = how if old.code != new.code else ""
        del self.old[old.code], self.new[new.code]

    def take_best(
        self,
        score: Callable[[s.Criterion, s.Criterion], int],
        how: str,
        by: Callable[[s.Criterion], object],
    ) -> None:
        """All that a score pairs of what is alike by a key."""
        pairs, _, _ = paired(list(self.old.values()), list(self.new.values()), score, by)
        for a, b in pairs:
            self.take(a, b, how)

    def parents_agree(self, a: s.Criterion, b: s.Criterion) -> bool:
        """Whether both stand under what is one criterion."""
        if a.parent in self.codes or b.parent in self.codes.values():
            return self.codes.get(a.parent) == b.parent
        return a.parent == b.parent

    def same_way(self, a: s.Criterion, b: s.Criterion) -> bool:
        """Whether both are scored in the same way, and by a rule of their own (not just typed)."""
        own = a.points is not None and b.points is not None
        return own and self.ways[0][a.code] == self.ways[1][b.code]


def mates_of(old: s.Block, new: s.Block) -> Mates:
    """Which criterion is which."""
    search = _Search(
        {c.code: c for c in old.criteria},
        {c.code: c for c in new.criteria},
        (_ways(old), _ways(new)),
    )
    search.take_best(_same_code_and_title, "", _code)
    search.take_best(lambda a, b: _same_title(search, a, b), BY_TITLE, lambda c: fold(c.title))
    search.take_best(lambda a, b: _same_code(search, old, new, a, b), "", _code)
    search.take_best(lambda a, b: _same_parts(search, a, b), BY_CONTENT, lambda c: bool(c.children))
    if len(search.old) * len(search.new) <= _MOST_GUESSES:
        search.take_best(lambda a, b: _like_title(search, a, b), BY_LIKE_TITLE, lambda c: c.role)
    return Mates(search.codes, search.how)


def _code(c: s.Criterion) -> str:
    return c.code


def _ways(block: s.Block) -> dict[str, Meaning]:
    """How each criterion is scored, its own code and title aside."""
    found: dict[str, Meaning] = {}
    for c in block.criteria:
        own = [f for f in block.figures if f.code == c.code]
        keys = {f.key: f"số liệu {i}" for i, f in enumerate(own)}
        found[c.code] = meaning(c.points, names_of(block, {c.code: "⟨mã⟩"}, keys))
    return found


def _same_code_and_title(a: s.Criterion, b: s.Criterion) -> int:
    return int(a.code == b.code and fold(a.title) == fold(b.title))


def _same_title(search: _Search, a: s.Criterion, b: s.Criterion) -> int:
    if not a.title or fold(a.title) != fold(b.title):
        return 0
    alike = (search.parents_agree(a, b), a.kind == b.kind, a.maximum == b.maximum)
    return 1 + 4 * alike[0] + 2 * alike[1] + alike[2]


def _same_code(search: _Search, old: s.Block, new: s.Block, a: s.Criterion, b: s.Criterion) -> int:
    """One code, another title: the same criterion unless nothing of it is left."""
    if a.code != b.code:
        return 0
    like = likeness(a.title, b.title)
    known = not a.title or not b.title or like >= _SOMEWHAT
    kept = search.same_way(a, b) or _same_parts(search, a, b) > 0
    alone = len(old.criteria) == len(new.criteria) == 1
    return 1 if known or kept or alone else 0


_SOMEWHAT = 45  # per cent: below that, two titles have no more in common than any two
_ALIKE = 80
_MOST = 60
_MOST_GUESSES = (
    100_000  # pairs of criteria: beyond that nothing is recognised by a title nearly the same
)


def _same_parts(search: _Search, a: s.Criterion, b: s.Criterion) -> int:
    """Whether most of what is under one is under the other."""
    kept = sum(search.codes.get(k) in b.children for k in a.children)
    return kept if 2 * kept > max(len(a.children), len(b.children)) else 0


def _like_title(search: _Search, a: s.Criterion, b: s.Criterion) -> int:
    """Another code, a title that is nearly the same, scored in the same way."""
    if a.role != b.role or bool(a.children) != bool(b.children):
        return 0
    typed = a.points is None and b.points is None and a.maximum == b.maximum
    if not (search.same_way(a, b) or (typed and search.parents_agree(a, b))):
        return 0
    like = likeness(a.title, b.title)
    return like if like >= (72 if search.same_way(a, b) else _ALIKE) else 0


# ---- blocks


def block_pairs(
    old: Iterable[s.Block], new: Iterable[s.Block]
) -> tuple[list[tuple[s.Block, s.Block]], list[s.Block], list[s.Block]]:
    """Blocks by name, then by a like name or what is in them; one block alone is the other one."""
    same, old_left, new_left = paired(
        list(old), list(new), lambda a, b: int(fold(a.name) == fold(b.name))
    )
    alone = len(old_left) == len(new_left) == 1 and not same
    like, old_left, new_left = paired(
        old_left, new_left, lambda a, b: max(_block_likeness(a, b), int(alone))
    )
    order = {b.name: i for i, b in enumerate(new)}
    return sorted([*same, *like], key=lambda p: order[p[1].name]), old_left, new_left


def _block_likeness(a: s.Block, b: s.Block) -> int:
    like = likeness(a.name, b.name)
    titles = [{(c.code, fold(c.title)) for c in x.criteria} for x in (a, b)]
    kept = 100 * len(titles[0] & titles[1]) // max(len(titles[0] | titles[1]), 1)
    enough = kept >= _MOST and len(titles[0] & titles[1]) > 1
    return like + kept if like >= _ALIKE or enough or (kept and like >= _SOMEWHAT) else 0


def how_recognised(a: s.Block, b: s.Block) -> str:
    """How a block that has another name was recognised."""
    if fold(a.name) == fold(b.name):
        return ""
    return BY_LIKE_TITLE if likeness(a.name, b.name) >= _ALIKE else BY_CONTENT
