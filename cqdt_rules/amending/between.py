"""From two texts of a scheme, the clauses that lead from the one to the other.

Both texts are laid out the same way, so that statements that say the same have the same words. What has a name is amended
by its name, a value by its old and new; a criterion whose own lines cannot be told one by one is restated whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from attrs import define, evolve, field, frozen

from cqdt_rules import syntax
from cqdt_rules.amending.targets import rule_words, targets
from cqdt_rules.layers import LOWERING, NOTES
from cqdt_rules.numbers import fold
from cqdt_rules.provisions import RuleText, full_codes

STEP = "  "
_OF_THE_FILE = (
    syntax.SchemeHead,
    syntax.Years,
    syntax.Effective,
    syntax.InForceOnSigning,
    syntax.IssuedWith,
    syntax.Issuer,
    syntax.Basis,
    syntax.Hole,
)


@frozen
class Drafted:
    """A clause in words, and the lines of what belongs to it; `block` is the title of the block it is for."""

    block: str
    words: str
    under: tuple[str, ...] = ()


@frozen
class Entry:
    """A provision with the notes on it: `key` names it among its like, `words` is all that it says."""

    place: int
    end: int
    key: tuple[str, ...]
    words: str

    def named(self) -> str:
        """How a clause calls it."""
        return self.key[-1]


@define
class Side:
    """One of the two texts, cut into what each block says."""

    text: RuleText
    notes: bool  # whether citations count as something said
    codes: dict[int, str] = field(factory=dict)
    parts: dict[str, list[Entry]] = field(factory=dict)
    titles: dict[str, str] = field(factory=dict)
    heads: dict[str, str] = field(factory=dict)

    @classmethod
    def of(cls, text: RuleText, *, notes: bool = True) -> Side:
        """The text, read."""
        side = cls(text, notes, full_codes(text))
        block = ""
        side.parts[block] = []
        place = 0
        while place < len(text.provisions):
            body = text.provisions[place].body
            if isinstance(body, syntax.Block):
                block = fold(body.title.text)
                side.titles[block] = body.title.text
                side.heads[block] = text.provisions[place].words
                side.parts[block] = []
            end = side.end(place)
            if not isinstance(body, (*_OF_THE_FILE, *NOTES, syntax.Block)):
                side.parts[block].append(side.entry(place, end))
            place = place + 1 if isinstance(body, (*_OF_THE_FILE, syntax.Block)) else end
        return side

    def end(self, place: int) -> int:
        """The place after a provision and what belongs to it; criteria below it are provisions of their own."""
        if isinstance(self.text.provisions[place].body, syntax.Criterion):
            return self.text.own_end_of(place)
        return self.text.end_of(place)

    def entry(self, place: int, end: int) -> Entry:
        """A provision as it is compared."""
        said = [self.text.provisions[i] for i in range(place, end)]
        unsaid = (syntax.Amended, syntax.Repealed) if self.notes else NOTES
        words = [p.words for p in said if not isinstance(p.body, unsaid)]
        return Entry(place, end, self.key(place), "\n".join(words))

    def key(self, place: int) -> tuple[str, ...]:
        """What a provision goes by: kind and name; a statement without a name goes by all its words."""
        p = self.text.provisions[place]
        match p.body:
            case syntax.Criterion(kind=kind):
                return ("tiêu chí", self.codes[place], f"{kind.text.lower()} {self.codes[place]}")
            case syntax.Definition(name=name) | syntax.DefinitionByCases(name=name):
                return ("công thức", fold(name.text), f"công thức {_named(name)}")
            case syntax.Scale(name=syntax.EachKind(phrase=phrase)):
                return ("xếp loại", fold(phrase.text), f"xếp loại {phrase.text}")
            case syntax.Scale(name=name):
                shown = f"xếp loại {_named(name)}" if isinstance(name, syntax.Name) else "xếp loại"
                return ("xếp loại", fold(shown), shown)
            case syntax.Ranking(name=name):
                shown = f'xếp hạng "{name.text}"' if name is not None else "xếp hạng"
                return ("xếp hạng", fold(shown), shown)
            case syntax.Figure(name=name):
                return ("số liệu", fold(name.text), f"số liệu {_named(name)}")
            case syntax.UnitWord(name=name):
                return ("thông tin đơn vị", fold(name.text), f"thông tin đơn vị {_named(name)}")
            case syntax.FullMaximum():
                return ("thang điểm", "", "thang điểm")
        return ("câu", rule_words(p.words), f"quy định {quote(p.words)}")

    def lines(self, place: int, end: int) -> tuple[str, ...]:
        """The lines of provisions, without the notes of earlier amendments."""
        kept = [
            p.lines
            for p in self.text.provisions[place:end]
            if not isinstance(p.body, syntax.Amended | syntax.Repealed)
        ]
        return tuple(
            line for text in kept for line in text.rstrip("\n").split("\n") if line.strip()
        )


def _named(name: syntax.Name) -> str:
    return f'"{name.text}"' if name.quoted else name.text


def quote(words: str) -> str:
    """Words of a rule in quotation marks that hold others."""
    return f"“{words}”" if '"' in words else f'"{words}"'


# ---- the clauses


def between(old: RuleText, new: RuleText, *, notes: bool = True) -> list[Drafted]:
    """The clauses that lead from one text to another, block by block; none where both say the same.

    `notes` False: citations may differ.
    """
    before, after = Side.of(old, notes=notes), Side.of(new, notes=notes)
    clauses: list[Drafted] = list(_title(before, after))
    for block in before.parts:
        if block and block not in after.parts:
            clauses.append(Drafted("", f"bãi bỏ khối {quote(before.titles[block])}"))
        elif block and before.heads[block] != after.heads[block]:
            clauses.append(Drafted("", f"bãi bỏ khối {quote(before.titles[block])}"))
            clauses.append(_new_block(after, block))
        else:
            clauses += _Part(before, after, block).clauses()
    clauses += [_new_block(after, b) for b in after.parts if b and b not in before.parts]
    return clauses


def _title(before: Side, after: Side) -> Iterator[Drafted]:
    titles = [_scheme_title(side) for side in (before, after)]
    if titles[0] != titles[1]:
        head = quote(before.text.provisions[0].words)
        yield Drafted(
            "", f"thay thế cụm từ {quote(titles[0])} bằng {quote(titles[1])} trong quy định {head}"
        )


def _scheme_title(side: Side) -> str:
    bodies = (p.body for p in side.text.provisions)
    return next((b.title.text for b in bodies if isinstance(b, syntax.SchemeHead)), "")


def _new_block(after: Side, block: str) -> Drafted:
    place = next(
        i
        for i, p in enumerate(after.text.provisions)
        if isinstance(p.body, syntax.Block) and fold(p.body.title.text) == block
    )
    head = after.text.provisions[place].words
    return Drafted("", f"bổ sung {head}", after.lines(place + 1, after.text.end_of(place)))


@define
class _Part:
    """The common part or one block, in both texts."""

    before: Side
    after: Side
    block: str
    found: list[Drafted] = field(factory=list)

    def clauses(self) -> list[Drafted]:
        """What has to be amended here."""
        olds, news = self._scales(self.before), self._scales(self.after)
        one = len(olds) == 1 and olds.keys() == news.keys()  # what lowers can be of no other scale
        anew = {k for k in news if not one and _lowering(olds.get(k)) != _lowering(news[k])}
        old = self._entries(self.before, {} if one else olds, anew)
        new = self._entries(self.after, {} if one else news, anew)
        self._criteria(old, new)
        for key in anew & olds.keys():
            self._add(f"bãi bỏ {olds[key][0].named()}")
        for key, entry in old.items():
            if key[0] != "tiêu chí" and key not in new:
                self._add(f"bãi bỏ {entry.named()}")
            elif key[0] != "tiêu chí" and new[key].words != entry.words:
                self._changed(entry, new[key])
        added = [e for key, e in new.items() if key[0] != "tiêu chí" and key not in old]
        added = self._in_their_order(added) if one else added
        added += [e for key, unit in news.items() if key in anew for e in unit]
        lines = [line for e in added for line in self.after.lines(e.place, e.end)]
        if lines:
            self._add(f"bổ sung vào {self._whole()}", lines)
        return self.found

    def _scales(self, side: Side) -> dict[tuple[str, ...], list[Entry]]:
        """The scales of the part, each with what lowers its levels."""
        entries = {e.place: e for e in side.parts[self.block]}
        return {
            e.key[:2]: [e, *(entries[i] for i in side.text.lowering_of(e.place) if i in entries)]
            for e in entries.values()
            if isinstance(side.text.provisions[e.place].body, syntax.Scale)
        }

    def _entries(
        self,
        side: Side,
        scales: Mapping[tuple[str, ...], Sequence[Entry]],
        anew: Collection[tuple[str, ...]],
    ) -> dict[tuple[str, ...], Entry]:
        """What is compared by itself: not what goes with its scale, nor a scale that is written anew."""
        of_scale = {e.place for key, unit in scales.items() for e in unit[key not in anew :]}
        return {e.key[:2]: e for e in side.parts[self.block] if e.place not in of_scale}

    def _in_their_order(self, added: list[Entry]) -> list[Entry]:
        """With what lowers a level: it acts in the order written, so where that differs all of it is written anew."""
        old, new = (
            [
                e
                for e in side.parts[self.block]
                if isinstance(side.text.provisions[e.place].body, LOWERING)
            ]
            for side in (self.before, self.after)
        )
        if [e.words for e in old] == [e.words for e in new]:
            return added
        kept = [e for e in old if e.key[:2] in {x.key[:2] for x in new}]
        for e in kept:
            self._add(f"bãi bỏ {e.named()}")
        return [*(e for e in added if e not in new), *new]

    def _whole(self) -> str:
        return f"khối {quote(self.before.titles[self.block])}" if self.block else "bộ tiêu chí"

    def _add(self, words: str, under: Sequence[str] = ()) -> None:
        title = self.before.titles.get(self.block, "")
        self.found.append(Drafted(title, words, tuple(under)))

    # ---- criteria

    def _criteria(
        self, old: dict[tuple[str, ...], Entry], new: dict[tuple[str, ...], Entry]
    ) -> None:
        """Changed ones first: what is restated whole takes what is under it along."""
        restated: set[str] = set()
        for key, entry in new.items():
            if key[0] != "tiêu chí" or key not in old or _is_under_any(key[1], restated):
                continue
            if old[key].words != entry.words and not self._criterion(old[key], entry):
                restated.add(key[1])
        gone = {k[1]: e for k, e in old.items() if k[0] == "tiêu chí" and k not in new}
        for code, e in gone.items():
            if not _is_under_any(code, {*gone, *restated}):
                self._add(f"bãi bỏ {e.named()}")
        come = {k[1]: e for k, e in new.items() if k[0] == "tiêu chí" and k not in old}
        for code, e in come.items():
            if not _is_under_any(code, {*come, *restated}):
                self._new_criterion(e, {*come, *restated})

    def _new_criterion(self, entry: Entry, not_there: set[str]) -> None:
        """After the criterion before it, or into the one it is under."""
        owner = self._owner(entry)
        sisters = [
            e
            for e in self.after.parts[self.block]
            if e.key[0] == "tiêu chí"
            and e.place < entry.place
            and self._owner(e) == owner
            and e.key[1] not in not_there
        ]
        if sisters:
            words = f"bổ sung sau {self._old_name(sisters[-1])}"
        elif owner:
            named = next(e for e in self.after.parts[self.block] if e.key[1] == owner)
            words = f"bổ sung vào {self._old_name(named)}"
        else:
            words = f"bổ sung vào {self._whole()}"
        lines = self.after.lines(entry.place, self.after.text.end_of(entry.place))
        at = next((k for k, c in enumerate(self.found) if c.words == words), None)
        if at is None:
            self._add(words, lines)
        else:
            self.found[at] = evolve(self.found[at], under=(*self.found[at].under, *lines))

    def _owner(self, entry: Entry) -> str:
        codes = self.after.codes
        return next((codes[i] for i in self.after.text.owners_of(entry.place) if i in codes), "")

    def _old_name(self, entry: Entry) -> str:
        old = next((e for e in self.before.parts[self.block] if e.key[:2] == entry.key[:2]), entry)
        return old.named()

    def _criterion(self, old: Entry, new: Entry) -> bool:
        """Amends a criterion by its values and parts; False: it was restated whole."""
        one, two = self._bodies(old, new)
        assert isinstance(one, syntax.Criterion)
        assert isinstance(two, syntax.Criterion)
        values = _values(old.named(), one, two)
        parts = self._own(old, new)
        if values is None or parts is None:
            end = self.after.text.end_of(new.place)
            self._add(f"sửa đổi {old.named()} như sau:", self.after.lines(new.place, end))
            return False
        for words, under in (*values, *parts):
            self._add(words, under)
        return True

    def _bodies(self, old: Entry, new: Entry) -> tuple[syntax.Node, syntax.Node]:
        return (
            self.before.text.provisions[old.place].body,
            self.after.text.provisions[new.place].body,
        )

    def _own(self, old: Entry, new: Entry) -> list[tuple[str, Sequence[str]]] | None:
        """The clauses for what stands under a criterion; None where some of it has no name that is clear."""
        one = _own_entries(self.before, old)
        two = _own_entries(self.after, new)
        found: list[tuple[str, Sequence[str]]] = []
        for part, kinds in _PARTS.items():
            olds = [e for e in one if isinstance(self._old_body(e), kinds)]
            news = [e for e in two if isinstance(self._new_body(e), kinds)]
            one = [e for e in one if e not in olds]
            two = [e for e in two if e not in news]
            if [e.words for e in olds] == [e.words for e in news]:
                continue
            if not news:
                found.append((f"bãi bỏ {part} của {old.named()}", ()))
            else:
                lines = [x for e in news for x in self.after.lines(e.place, e.end)]
                found.append((f"sửa đổi {part} của {old.named()} như sau:", lines))
        rest = self._figures_and_rules(old, one, two)
        return None if rest is None else [*found, *rest]

    def _old_body(self, entry: Entry) -> syntax.Node:
        return self.before.text.provisions[entry.place].body

    def _new_body(self, entry: Entry) -> syntax.Node:
        return self.after.text.provisions[entry.place].body

    def _figures_and_rules(
        self, owner: Entry, one: list[Entry], two: list[Entry]
    ) -> list[tuple[str, Sequence[str]]] | None:
        olds = {e.key[:2]: e for e in one}
        news = {e.key[:2]: e for e in two}
        if len(olds) < len(one) or len(news) < len(two):
            return None
        found: list[tuple[str, Sequence[str]]] = []
        for key, e in olds.items():
            if key in news and news[key].words == e.words:
                continue
            if key[0] != "số liệu":
                if not self._is_clear(e):
                    return None
                found.append((f"bãi bỏ {e.named()}", ()))
                continue
            name = f"{e.named()} của {owner.named()}"
            if key not in news:
                found.append((f"bãi bỏ {name}", ()))
            else:
                lines = self.after.lines(news[key].place, news[key].end)
                found.append((f"sửa đổi {name} như sau:", lines))
        come = [e for key, e in news.items() if key not in olds]
        if come:
            new_lines = [x for e in come for x in self.after.lines(e.place, e.end)]
            found.append((f"bổ sung vào {owner.named()}", new_lines))
        return found

    def _is_clear(self, entry: Entry) -> bool:
        """Whether a rule without a name is the only one in its block that begins with its words."""
        words = self.before.text.provisions[entry.place].words
        span = self.before.text.provisions[entry.place].statement.span
        named = syntax.RuleNamed(span, syntax.Quoted(span, words))
        return len(targets(self.before.text, named, self.block or None)) == 1

    # ---- what has a name

    def _changed(self, old: Entry, new: Entry) -> None:
        one, two = self._bodies(old, new)
        lines = self.after.lines(new.place, new.end)
        if isinstance(one, syntax.FullMaximum) and isinstance(two, syntax.FullMaximum):
            self._add(f"sửa đổi thang điểm từ {one.points.text} điểm thành {two.points.text} điểm")
        elif isinstance(one, syntax.Scale) and self._levels(old, new):
            return
        else:
            self._add(f"sửa đổi {old.named()} như sau:", lines)

    def _levels(self, old: Entry, new: Entry) -> bool:
        """Amends the levels of a scale one by one, where both have the same ones; False: it has to be restated."""
        one, two = _levels_of(self.before, old), _levels_of(self.after, new)
        if [n for n, _, _ in one] != [n for n, _, _ in two] or len({n for n, _, _ in one}) < len(
            one
        ):
            return False
        head = self.before.text.provisions[old.place], self.after.text.provisions[new.place]
        if head[0].words != head[1].words:
            return False
        scale = old.named().removeprefix("xếp loại").strip()
        of = f" của xếp loại {scale}" if scale else ""
        for (name, words, place), (_, new_words, new_place) in zip(one, two, strict=True):
            if words == new_words:
                continue
            values = _thresholds(
                self.before.text.provisions[place].body, self.after.text.provisions[new_place].body
            )
            if values is not None and words.count("\n") == new_words.count("\n") == 0:
                which, was, now = values
                self._add(f"sửa đổi {which} của mức {name}{of} từ {was} thành {now}")
            else:
                end = self.after.text.end_of(new_place)
                self._add(f"sửa đổi mức {name}{of} như sau:", self.after.lines(new_place, end))
        return True


def _lowering(unit: Sequence[Entry] | None) -> list[str] | None:
    """What lowers the levels of a scale, in words; None where there is no such scale."""
    return None if unit is None else [e.words for e in unit[1:]]


def _is_under_any(code: str, others: set[str]) -> bool:
    return any(code.startswith(f"{other}.") for other in others if other != code)


_PARTS: dict[str, tuple[type[syntax.Node], ...]] = {
    "cách chấm": (syntax.Method,),
    "tài liệu kiểm chứng": (syntax.Evidence,),
    "hướng dẫn": (syntax.Guidance,),
    "nội dung": (syntax.Content,),
}


def _own_entries(side: Side, entry: Entry) -> list[Entry]:
    """What stands under a criterion, each with its notes."""
    found: list[Entry] = []
    place = entry.place + 1
    while place < entry.end:
        end = max(side.text.end_of(place), place + 1)
        if not isinstance(side.text.provisions[place].body, NOTES):
            found.append(side.entry(place, min(end, entry.end)))
        place = end
    return found


def _levels_of(side: Side, entry: Entry) -> list[tuple[str, str, int]]:
    """The levels of a scale: name as a clause writes it, words with notes, place."""
    found: list[tuple[str, str, int]] = []
    for i in range(entry.place + 1, entry.end):
        p = side.text.provisions[i]
        if isinstance(p.body, syntax.Level | syntax.Rest):
            name = _level_name(p.body)
            inside = side.text.provisions[i : side.text.end_of(i)]
            words = [x.words for x in inside if not isinstance(x.body, syntax.Amended)]
            found.append((name, "\n".join(words), i))
    return found


def _level_name(body: syntax.Level | syntax.Rest) -> str:
    if isinstance(body, syntax.Rest):
        return f'"{body.text[0].text}"' if body.text else ""
    name = body.name
    return f'"{name.text}"' if isinstance(name, syntax.Quoted) else name.text


def _thresholds(old: syntax.Node, new: syntax.Node) -> tuple[str, str, str] | None:
    """The one number in which two conditions differ: what it is, old and new; where the old stands only once."""
    numbers = syntax.Number | syntax.Percent
    one = [n for n in syntax.walk(old) if isinstance(n, numbers)]
    two = [n for n in syntax.walk(new) if isinstance(n, numbers)]
    if len(one) != len(two) or _without_numbers(old) != _without_numbers(new):
        return None
    pairs = [(a, b) for a, b in zip(one, two, strict=True) if a.value != b.value]
    if len(pairs) != 1 or type(pairs[0][0]) is not type(pairs[0][1]):
        return None
    if sum(n.value == pairs[0][0].value for n in one) > 1:
        return None
    return _which_end(old, pairs[0][0]), pairs[0][0].text, pairs[0][1].text


def _which_end(body: syntax.Node, number: syntax.Node) -> str:
    """`cận trên`, `cận dưới` where the number is one of two ends, else `ngưỡng`."""
    for node in syntax.walk(body):
        low, high = getattr(node, "low", None), getattr(node, "high", None)
        if isinstance(node, syntax.Interval) and low is not None and high is not None:
            if number in list(syntax.walk(high)):
                return "cận trên"
            if number in list(syntax.walk(low)):
                return "cận dưới"
    return "ngưỡng"


def _without_numbers(node: object) -> object:
    match node:
        case syntax.Number() | syntax.Percent():
            return type(node).__name__
        case syntax.Node():
            return type(node).__name__, [
                _without_numbers(getattr(node, n)) for n in node.FIELDS[1:]
            ]
        case tuple():
            return [_without_numbers(x) for x in node]
        case str():
            return fold(node)
    return node


def _values(
    name: str, old: syntax.Criterion, new: syntax.Criterion
) -> list[tuple[str, Sequence[str]]] | None:
    """The clauses for a criterion's title, maximum and weight; None where its line differs otherwise."""
    if fold(old.kind.text) != fold(new.kind.text) or (old.title is None) != (new.title is None):
        return None
    found: list[tuple[str, Sequence[str]]] = []
    if old.title is not None and new.title is not None and old.title.text != new.title.text:
        found.append(
            (f"sửa đổi tên của {name} từ {quote(old.title.text)} thành {quote(new.title.text)}", ())
        )
    if [type(c) for c in old.clauses] != [type(c) for c in new.clauses]:
        return None
    for one, two in zip(old.clauses, new.clauses, strict=True):
        words = _clause_words(name, one, two)
        if words is None:
            return None
        found += [(words, ())] if words else []
    return found


def _clause_words(name: str, one: syntax.Node, two: syntax.Node) -> str | None:
    match one, two:
        case syntax.Maximum(points=a), syntax.Maximum(points=b):
            if a.value == b.value:
                return ""
            return f"sửa đổi điểm tối đa của {name} từ {a.text} điểm thành {b.text} điểm"
        case syntax.Weight(share=a), syntax.Weight(share=b):
            if a.value == b.value:
                return ""
            if type(a) is not type(b):
                return None
            return f"sửa đổi trọng số của {name} từ {a.text} thành {b.text}"
        case syntax.Under(code=a), syntax.Under(code=b):
            return "" if a.text == b.text else None
    return None


def text_of(clauses: Sequence[Drafted], head: Sequence[str]) -> str:
    """The lines of an amendment's file: its head, then the clauses, those of a block under its name."""
    lines = [*head, ""]
    block = ""
    for clause in sorted(clauses, key=lambda c: c.block != ""):
        if clause.block != block:
            block = clause.block
            lines += ["", f"khối {quote(block)}"]
        lines.append(STEP + clause.words)
        lines += [STEP * 2 + line for line in clause.under]
    return "\n".join(lines) + "\n"
