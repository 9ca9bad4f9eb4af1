"""What changed in a provision, part by part, and the sentence that tells it in a tờ trình."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from cqdt_rules.changes import Kind, Part
from cqdt_rules.comparing.meaning import Figure
from cqdt_rules.comparing.provisions import SOURCE, Aspect
from cqdt_rules.comparing.texts import curly
from cqdt_rules.numbers import fold, format_number, format_percent

SHORT = 90  # letters: a longer text stands beside the sentence, not in it


def parts_between(old: Sequence[Aspect], new: Sequence[Aspect]) -> tuple[Part, ...]:
    """What differs between two provisions that are one; what one side does not say is '' there."""
    of_old, of_new = {a.name: a for a in old}, {a.name: a for a in new}
    found: list[Part] = []
    for name in dict.fromkeys((*of_old, *of_new)):
        found += _between(name, of_old.get(name), of_new.get(name))
    return tuple(found)


def _between(name: str, old: Aspect | None, new: Aspect | None) -> list[Part]:
    if old is None or new is None:
        only = old or new
        if only is None or only.order:
            return []
        said = only.shown
        return [
            Part(
                name,
                said if old else "",
                said if new else "",
                old.figure if old else None,
                new.figure if new else None,
            )
        ]
    if old.order or new.order:
        return _order(name, old, new)
    if old.meaning == new.meaning:
        return []
    if old.shown == new.shown and old.apart is not None and old.apart == new.apart:
        return []
    if old.shape is not None and old.shape == new.shape:
        return _figures(name, old, new)
    dropped: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    if old.members and new.members:
        dropped, added = _not_in(old.members, new.members), _not_in(new.members, old.members)
    return [Part(name, old.shown, new.shown, old.figure, new.figure, dropped, added)]


def _not_in(members: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    known = set(map(fold, others))
    return tuple(m for m in members if fold(m) not in known)


def _order(name: str, old: Aspect, new: Aspect) -> list[Part]:
    """The order of what both have."""
    before = [x for x in old.order if x in new.order]
    after = [x for x in new.order if x in old.order]
    if before == after:
        return []
    return [Part(name, ", ".join(before), ", ".join(after))]


def _figures(name: str, old: Aspect, new: Aspect) -> list[Part]:
    """Two rules of one shape: each figure that differs, by what it does there."""
    pairs = [(a, b) for a, b in zip(old.figures, new.figures, strict=True) if a.value != b.value]
    if not pairs:  # the same figures in another order of saying: the whole words tell it
        return [Part(name, old.shown, new.shown)]
    if len(pairs) > 2 or any(not a.role for a, _ in pairs):
        return [Part(name, old.shown, new.shown)]
    several = _roles_repeat(old.figures)
    return [
        Part(
            _role_name(a, several=several),
            figure_in(a.value, old.shown),
            figure_in(b.value, new.shown),
            a.value,
            b.value,
        )
        for a, b in pairs
    ]


def _roles_repeat(figures: Iterable[Figure]) -> bool:
    roles = [f.role for f in figures if f.role]
    return len(set(roles)) < len(roles)


def _role_name(figure: Figure, *, several: bool) -> str:
    return f"{figure.role} {figure.subject}".strip() if several else figure.role


def figure_in(figure: Fraction, words: str) -> str:
    """A figure as a rule writes it: as a percentage where the rule has it so."""
    percent = format_percent(figure)
    return percent if percent in words.replace(" %", "%") else format_number(figure)


# ---- sentences


def sentence(kind: Kind, about: str, parts: Sequence[Part], text: str) -> str:
    """A change of a provision that is not a criterion, in the words of a tờ trình."""
    match kind:
        case Kind.ADDED:
            return f"Bổ sung {_in_full(about, curly(text))}"
        case Kind.REMOVED:
            return f"Bãi bỏ {_in_full(about, curly(text))}"
    return told(about, parts)


def _in_full(about: str, text: str) -> str:
    """A provision as it is said, where that is short; else as it is called."""
    if len(text) > 2 * SHORT or text in about or about.startswith("quy định"):
        return about
    opening = fold(about.partition("“")[0])
    return text if fold(text).startswith(opening) else f"{about} ({text})"


def told(about: str, parts: Sequence[Part]) -> str:
    """What changed in a provision that stays, one clause for each part."""
    worth = [p for p in parts if p.name != SOURCE]
    if not worth:
        return f"Nguồn dẫn của {about} ghi khác trước"
    first, *rest = (clause(about if i == 0 else "", p) for i, p in enumerate(worth))
    return "; ".join([capital(first), *rest])


def clause(about: str, part: Part) -> str:
    """One part of a change; `about` '' where the sentence has named it already."""
    name = part.name
    if about == name:
        about = ""
    if about.startswith(f"{name} "):  # an example of a unit is no part of itself
        name, about = about, ""
    of = f" của {about}" if about else ""
    if name == "tên":
        return f"{about or ''} đổi tên thành {part.new}".strip() if part.new else f"{about} bỏ tên"
    if name.startswith("thứ tự"):
        return f"{name}{of} đổi từ {part.old} thành {part.new}"
    if part.old_figure is not None and part.new_figure is not None:
        return _moved(f"{name}{_joined(name, about)}", part, part.old_figure, part.new_figure)
    if part.dropped or part.added:
        more = [f"thêm {', '.join(part.added)}"] if part.added else []
        less = [f"bỏ {', '.join(part.dropped)}"] if part.dropped else []
        return f"{name}{of}: {'; '.join([*more, *less])}"
    if part.old == part.new:
        return f"{name}{of} giữ nguyên lời, nhưng nghĩa đổi theo các sửa đổi khác"
    if not part.old:
        return f"bổ sung {name}{of}{_shown(part.new)}"
    if not part.new:
        return f"bỏ {name}{of}{_shown(part.old)}"
    if len(part.old) + len(part.new) <= SHORT:
        return f"{name}{of} đổi từ {_quoted(part.old)} thành {_quoted(part.new)}"
    return f"{name}{of} được sửa đổi"


def _joined(name: str, about: str) -> str:
    """`ngưỡng mức I`, but `điểm tối đa của tiêu chí 2.1`."""
    if not about:
        return ""
    return f" {about}" if name == "ngưỡng" and about.startswith("mức") else f" của {about}"


def _quoted(words: str) -> str:
    """Words of a rule in quotes; a name or a figure as it is."""
    words = curly(words)
    plain = " " not in words or "“" in words or words.endswith((" điểm", "%"))
    return words if plain else f"“{words}”"


def _shown(words: str) -> str:
    return f": {_quoted(words)}" if words and len(words) <= SHORT else ""


def _moved(name: str, part: Part, old: Fraction, new: Fraction) -> str:
    """`… tăng từ 10 lên 16 điểm (+6)`; thresholds are raised and lowered."""
    unit = ""
    was, now = part.old, part.new
    for word in (" điểm",):
        if was.endswith(word) and now.endswith(word):
            unit, was, now = word, was.removesuffix(word), now.removesuffix(word)
    percent = was.endswith("%") or now.endswith("%")
    apart = abs(new - old)
    by = f"{format_number(apart * 100)} điểm phần trăm" if percent else format_number(apart)
    sign = "+" if new > old else "−"
    limit = name.startswith(("ngưỡng", "cận trên"))
    up, down = ("nâng", "hạ") if limit else ("tăng", "giảm")
    verb, to = (up, "lên") if new > old else (down, "xuống")
    return f"{name} {verb} từ {was} {to} {now}{unit} ({sign}{by})"


def capital(text: str) -> str:
    """A sentence's first letter in capitals."""
    return text[:1].upper() + text[1:]
