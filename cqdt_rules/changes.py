"""What a comparison of two schemes gives: changes in the words of a tờ trình, sums before and after, who is left out.

`old` is the scheme in force (hiện hành), `new` the draft (dự thảo). Figures are exact; a text is as the rule file says it,
its blanks evened. Places are exact stretches of the two sources: a whole statement with all that stands under it (a
criterion with its way of scoring, evidence, figures and notes, but not its parts, which have changes of their own;
a level with its notes), so that an amendment can be made of them.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from fractions import Fraction

from attrs import evolve, frozen

from cqdt_rules import scheme as s
from cqdt_rules import syntax


class Kind(enum.Enum):
    """What became of a provision."""

    ADDED = "bổ sung"
    REMOVED = "bãi bỏ"
    MOVED = "chuyển vị trí"
    RENUMBERED = "đánh số lại"
    CHANGED = "sửa đổi"
    MOVED_AND_CHANGED = "chuyển vị trí và sửa đổi"
    RENUMBERED_AND_CHANGED = "đánh số lại và sửa đổi"


class Group(enum.Enum):
    """The kinds of provision, in the order in which changes are told."""

    DOCUMENT = "Tên, căn cứ và hiệu lực"
    BLOCK = "Khối đơn vị"
    CRITERION = "Tiêu chí, điểm tối đa và cách chấm"
    FIGURE = "Số liệu và thông tin đơn vị"
    FORMULA = "Công thức và cách tính chung"
    LEFT_OUT = "Phần không tính điểm"
    FIXED = "Phần ấn định điểm"
    LEVEL = "Xếp loại"
    RANKING = "Xếp hạng"
    ASSESSED = "Không đánh giá, không xếp hạng"
    ROUND = "Các lần chấm"
    EXAMPLE = "Ví dụ"
    NOTE = "Điều chưa thể hiện, nguồn không ghi"


@frozen
class Version:
    """A scheme to compare: as it is meant, as it is written, and the round that lists its units (None: none known).

    `name` is how a reader knows its file ('' for the name of its source).
    """

    scheme: s.Scheme
    tree: syntax.Tree
    round: s.Round | None = None
    name: str = ""


@frozen
class Part:
    """What changed in a provision: its name (`điểm tối đa`), old and new words ('' where there was or is none).

    The figures are there where the part is one figure: points as points, shares from 0 to 1. `dropped` and `added` are
    there where it is a list of names (units, contents, criteria that a rule is about).
    """

    name: str
    old: str
    new: str
    old_figure: Fraction | None = None
    new_figure: Fraction | None = None
    dropped: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


@frozen
class Change:
    """A change of one provision.

    `block`: its name, '' where the same holds in every block. `about`: the provision in the scheme's own words, as the
    scheme in force calls it (the draft, where it is added). `codes`: of a criterion, its code there and there.
    `old_places`, `new_places`: where it is said, each a whole statement with what stands under it; the common part and
    a block that is like another are said once for several. `recognised`: how a criterion without its code was
    recognised ('' where nothing was guessed). `sentence`: for the tờ trình. `reason`: '' unless known.
    """

    kind: Kind
    group: Group
    block: str
    about: str
    parts: tuple[Part, ...]
    old_text: str
    new_text: str
    old_places: tuple[s.Place, ...]
    new_places: tuple[s.Place, ...]
    sentence: str
    codes: tuple[str, str] = ("", "")
    recognised: str = ""
    reason: str = ""

    def to_json(self) -> dict[str, object]:
        """A plain value; figures as exact texts, places as file and lines."""
        return {
            "kind": self.kind.name.lower(),
            "group": self.group.name.lower(),
            "block": self.block,
            "about": self.about,
            "codes": list(self.codes),
            "recognised": self.recognised,
            "sentence": self.sentence,
            "parts": [_part_json(p) for p in self.parts],
            "old": {"text": self.old_text, "places": [_place_json(p) for p in self.old_places]},
            "new": {"text": self.new_text, "places": [_place_json(p) for p in self.new_places]},
            "reason": self.reason,
        }


@frozen
class Sum:
    """A maximum before and after, in points: of a block (`about` "tổng điểm tối đa") or of a criterion at its top.

    `unit` is '' for the full maximum; else what counts for a unit that some rule names. None: there is none.
    `open_old`, `open_new`: some condition decides how much of it counts; the figure is then the most that can count.
    """

    block: str
    about: str
    unit: str
    old: Fraction | None
    new: Fraction | None
    open_old: bool = False
    open_new: bool = False


@frozen
class LeftOut:
    """Who is newly left out of which criteria, or no longer (`newly` False).

    `who`: a unit's name, `mọi đơn vị`, or a condition in the words of the rule; `about` the criteria, in the words of
    the scheme in which they are left out.
    """

    block: str
    who: str
    about: tuple[str, ...]
    newly: bool


@frozen
class Comparison:
    """Two schemes compared: changes by block and kind of provision, sums, who is left out."""

    old_title: str
    new_title: str
    old_file: tuple[str, str]  # name and digest
    new_file: tuple[str, str]
    changes: tuple[Change, ...]
    sums: tuple[Sum, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def blocks(self) -> tuple[str, ...]:
        """The blocks that changes are told of, '' (every block) first, then in order."""
        return tuple(dict.fromkeys(c.block for c in self.changes))

    def of(self, block: str, group: Group) -> tuple[Change, ...]:
        """The changes of a block in one kind of provision."""
        return tuple(c for c in self.changes if c.block == block and c.group is group)

    def to_json(self) -> dict[str, object]:
        """A plain value for other programs."""
        return {
            "old": {
                "title": self.old_title,
                "file": self.old_file[0],
                "sha256": self.old_file[1],
            },
            "new": {
                "title": self.new_title,
                "file": self.new_file[0],
                "sha256": self.new_file[1],
            },
            "changes": [c.to_json() for c in self.changes],
            "sums": [_sum_json(x) for x in self.sums],
            "left_out": [
                {"block": x.block, "who": x.who, "about": list(x.about), "newly": x.newly}
                for x in self.left_out
            ],
        }


Reasons = Mapping[Change, str] | Callable[[Change], str]


def with_reasons(changes: tuple[Change, ...], reasons: Reasons) -> tuple[Change, ...]:
    """The changes with their reasons: looked up, or asked for; a change without one keeps ''."""
    known = reasons if callable(reasons) else lambda c: reasons.get(c, "")
    return tuple(evolve(c, reason=known(c)) for c in changes)


def _part_json(part: Part) -> dict[str, object]:
    value: dict[str, object] = {"name": part.name, "old": part.old, "new": part.new}
    if part.old_figure is not None:
        value["old_figure"] = str(part.old_figure)
    if part.new_figure is not None:
        value["new_figure"] = str(part.new_figure)
    if part.dropped or part.added:
        value |= {"dropped": list(part.dropped), "added": list(part.added)}
    return value


def _place_json(place: s.Place) -> dict[str, object]:
    span = place.span
    last = place.source.line_of(max(span.start, span.end - 1))
    return {
        "file": place.source.name,
        "first_line": place.line,
        "last_line": last,
        "start": span.start,
        "end": span.end,
    }


def _sum_json(x: Sum) -> dict[str, object]:
    return {
        "block": x.block,
        "about": x.about,
        "unit": x.unit,
        "old": None if x.old is None else str(x.old),
        "new": None if x.new is None else str(x.new),
        "open": x.open_old or x.open_new,
    }
