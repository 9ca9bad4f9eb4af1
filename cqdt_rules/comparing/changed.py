"""Provisions and criteria of two sides held against each other: what was added, removed, moved, changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve, frozen

from cqdt_rules import scheme as s
from cqdt_rules.changes import Change, Group, Kind, Part
from cqdt_rules.comparing.criteria import aspects_of, order_of_roots
from cqdt_rules.comparing.pairing import BY_CONTENT, Mates, paired
from cqdt_rules.comparing.parts import capital, parts_between, sentence, told
from cqdt_rules.comparing.provisions import (
    SOURCE,
    Aspect,
    Provision,
    Reader,
    block_called,
    called,
    provisions_of,
)
from cqdt_rules.comparing.texts import Statements

_WHOLE_ONLY_IF_NEW = ("khối", "xếp loại")  # what stands under these has changes of its own


@frozen
class Sides:
    """A block on both sides, and which of its criteria are which."""

    old: Reader
    new: Reader
    mates: Mates
    recognised: str = ""  # how a block of another name was recognised

    @property
    def name(self) -> str:
        """The block's name in the draft."""
        return self.new.block.name


# ---- provisions


def changes_between(
    name: str, old: Sequence[Provision], new: Sequence[Provision], at: tuple[Statements, Statements]
) -> Iterator[Change]:
    """The changes of all provisions but criteria."""
    pairs, gone, come = _paired(old, new)
    lost = {(p.which.sort, p.about) for p in gone}
    made = {(p.which.sort, p.about) for p in come}
    for a, b, recognised in pairs:
        parts = parts_between(a.aspects, b.aspects)
        if parts:
            yield _changed(name, a, b, parts, recognised, at)
    for p in gone:
        if not p.which.owner or ("xếp loại", p.which.owner) not in lost:
            yield _only(name, Kind.REMOVED, p, at[0])
    for p in come:
        if not p.which.owner or ("xếp loại", p.which.owner) not in made:
            yield _only(name, Kind.ADDED, p, at[1])


def _paired(
    old: Sequence[Provision], new: Sequence[Provision]
) -> tuple[list[tuple[Provision, Provision, str]], list[Provision], list[Provision]]:
    """By their keys; those that are known by their content only, by that; then those that got another name."""
    by_key, gone, come = paired(old, new, _same_key, lambda p: (p.which.sort, p.which.key))
    same, gone, come = paired(gone, come, _same_words, _meant)
    alike, gone, come = paired(gone, come, _alike, lambda p: p.which.sort)
    renamed, gone, come = paired(gone, come, _renamed, lambda p: p.which.sort)
    pairs = [(a, b, "") for a, b in (*by_key, *same, *alike)]
    return [*pairs, *((a, b, BY_CONTENT) for a, b in renamed)], gone, come


def _same_key(a: Provision, b: Provision) -> int:
    return int(bool(a.which.key) and (a.which.sort, a.which.key) == (b.which.sort, b.which.key))


def _meant(p: Provision) -> object:
    """What a provision that only its content tells means; one with a key is like none other."""
    if p.which.key:
        return p
    return p.which.sort, repr([a.meaning for a in p.aspects if a.name != SOURCE])


def _same_words(a: Provision, b: Provision) -> int:
    return 1 + (a.place.words == b.place.words)


def _renamed(a: Provision, b: Provision) -> int:
    """Another name for the very same rule."""
    ruled = a.which.sort == "xếp hạng" or any(x.shape is not None for x in a.aspects)
    if a.which.sort != b.which.sort or not a.which.key or not ruled:
        return 0
    return int({p.name for p in parts_between(a.aspects, b.aspects)} <= {"tên", SOURCE})


def _alike(a: Provision, b: Provision) -> int:
    """How much two provisions without names have in common; 0 where they are two."""
    if a.which.sort != b.which.sort or a.which.key or b.which.key:
        return 0
    if a.place.words == b.place.words:
        return 500  # the same words, though they now mean other criteria or figures
    if a.which.sort == "ví dụ":
        return int(_equal(a, b, "đơn vị"))
    if a.aspect("nội dung") is not None:
        return int(_equal(a, b, "nội dung")) * 2 + _same_shape(a, b)
    scope, whom = _overlap(a, b, "phạm vi"), _whom(a, b)
    if a.aspect("phạm vi") is not None and not scope:
        return 0
    return 4 * scope + whom if whom else 0


def _whom(a: Provision, b: Provision) -> int:
    """How much two rules are about the same units."""
    named = _overlap(a, b, "đơn vị")
    if named:
        return 2 * named + _equal(a, b, "điều kiện")
    members = [x.aspect("đơn vị") for x in (a, b)]
    if any(m is not None and m.members for m in members):
        return 0
    return _equal(a, b, "điều kiện") * 4 + _same_shape(a, b) * 2 + 1


def _equal(a: Provision, b: Provision, name: str) -> bool:
    one, other = a.aspect(name), b.aspect(name)
    return one is not None and other is not None and one.meaning == other.meaning


def _same_shape(a: Provision, b: Provision) -> bool:
    one, other = a.aspect("điều kiện"), b.aspect("điều kiện")
    return (
        one is not None and other is not None and one.shape is not None and one.shape == other.shape
    )


def _overlap(a: Provision, b: Provision, name: str) -> int:
    """2 where two lists are the same, 1 where they have something in common."""
    one, other = a.aspect(name), b.aspect(name)
    if one is None or other is None:
        return 0
    if one.meaning == other.meaning and (one.members or name == "phạm vi"):
        return 2
    return int(bool({x.casefold() for x in one.members} & {x.casefold() for x in other.members}))


def _changed(
    name: str,
    a: Provision,
    b: Provision,
    parts: tuple[Part, ...],
    recognised: str,
    at: tuple[Statements, Statements],
) -> Change:
    of_source = all(p.name == SOURCE for p in parts)
    alone = a.which.sort in _WHOLE_ONLY_IF_NEW
    numbers = _alone if alone else _whole
    old, new = numbers(at[0], a), numbers(at[1], b)
    return Change(
        kind=Kind.CHANGED,
        group=Group.NOTE if of_source else a.group,
        block=name,
        about=a.about,
        parts=parts,
        old_text=at[0].text_of(old, notes=of_source),
        new_text=at[1].text_of(new, notes=of_source),
        old_places=(at[0].of_numbers(old),),
        new_places=(at[1].of_numbers(new),),
        sentence=told(a.about, parts),
        recognised=recognised,
    )


def _alone(statements: Statements, p: Provision) -> tuple[int, ...]:
    """A statement with its notes, without what else stands under it."""
    return statements.with_notes(statements.at(p.place.span.start))


def _whole(statements: Statements, p: Provision) -> tuple[int, ...]:
    return statements.under(statements.at(p.place.span.start))


def _only(name: str, kind: Kind, p: Provision, statements: Statements) -> Change:
    text, place = statements.text(p.place), statements.place(p.place)
    is_new = kind is Kind.ADDED
    return Change(
        kind=kind,
        group=p.group,
        block=name,
        about=p.about,
        parts=parts_between(*(((), p.aspects) if is_new else (p.aspects, ()))),
        old_text="" if is_new else text,
        new_text=text if is_new else "",
        old_places=() if is_new else (place,),
        new_places=(place,) if is_new else (),
        sentence=sentence(kind, p.about, (), statements.words(p.place)),
    )


# ---- criteria


def criteria_changes(sides: Sides) -> Iterator[Change]:
    """The changes of the criteria of a block, in the order of the draft; those removed last."""
    back = {new: old for old, new in sides.mates.codes.items()}
    for c in sides.new.block.criteria:
        if c.code in back:
            old = sides.old.block.criterion(back[c.code])
            assert old is not None
            yield from _criterion(sides, old, c)
        elif c.parent in back or not c.parent:
            yield _subtree(sides.name, Kind.ADDED, sides.new, c, set(back))
    for c in sides.old.block.criteria:
        gone = c.code not in sides.mates.codes
        if gone and (c.parent in sides.mates.codes or not c.parent):
            yield _subtree(sides.name, Kind.REMOVED, sides.old, c, set(sides.mates.codes))
    yield from _order_of_roots(sides)


def _order_of_roots(sides: Sides) -> Iterator[Change]:
    parts = parts_between([order_of_roots(sides.old)], [order_of_roots(sides.new)])
    if parts:
        about = block_called(sides.old.block)
        yield Change(
            kind=Kind.CHANGED,
            group=Group.CRITERION,
            block=sides.name,
            about=about,
            parts=parts,
            old_text=parts[0].old,
            new_text=parts[0].new,
            old_places=(sides.old.statements.place(sides.old.block.criteria[0].place),),
            new_places=(sides.new.statements.place(sides.new.block.criteria[0].place),),
            sentence=told(about, parts),
        )


def _criterion(sides: Sides, old: s.Criterion, new: s.Criterion) -> Iterator[Change]:
    parts = parts_between(aspects_of(sides.old, old), aspects_of(sides.new, new))
    moved = any(p.name == "vị trí" for p in parts)
    renumbered = old.code != new.code and not _follows_parent(old, new, moved=moved)
    changed = any(p.name not in ("vị trí", SOURCE) for p in parts)
    if renumbered:
        parts = (Part("mã", old.code, new.code), *parts)
    if not parts:
        return
    kind = Kind.CHANGED
    if moved:
        kind = Kind.MOVED_AND_CHANGED if changed else Kind.MOVED
    elif renumbered:
        kind = Kind.RENUMBERED_AND_CHANGED if changed else Kind.RENUMBERED
    note = not (moved or renumbered or changed)
    at = sides.old.statements, sides.new.statements
    yield Change(
        kind=kind,
        group=Group.NOTE if note else Group.CRITERION,
        block=sides.name,
        about=called(old),
        parts=parts,
        old_text=at[0].text(old.place, notes=note),
        new_text=at[1].text(new.place, notes=note),
        old_places=(at[0].place(old.place),),
        new_places=(at[1].place(new.place),),
        sentence=_criterion_sentence(sides, old, new, parts),
        codes=(old.code, new.code),
        recognised=sides.mates.how[old.code],
    )


def _follows_parent(old: s.Criterion, new: s.Criterion, *, moved: bool) -> bool:
    """Whether only the code of what it is under changed: 4.1 is 5.1 because 4 is 5."""
    if moved or not old.parent or not new.parent or old.parent == new.parent:
        return False
    prefixes = f"{old.parent}.", f"{new.parent}."
    if not (old.code.startswith(prefixes[0]) and new.code.startswith(prefixes[1])):
        return False
    return old.code.removeprefix(prefixes[0]) == new.code.removeprefix(prefixes[1])


def _criterion_sentence(
    sides: Sides, old: s.Criterion, new: s.Criterion, parts: Sequence[Part]
) -> str:
    about = called(old)
    code = next((p for p in parts if p.name == "mã"), None)
    place = next((p for p in parts if p.name == "vị trí"), None)
    rest = [p for p in parts if p.name not in ("mã", "vị trí")]
    first = ""
    if place is not None:
        to = f", mã mới {new.code}" if code else ""
        first = f"{about} chuyển từ {place.old} sang {place.new}{to}"
    elif code is not None:
        first = f"{about} đánh số lại thành {new.code}"
        along = [f"{a} thành {b}" for a, b in _along(sides, old, new)]
        first += f" (kéo theo {', '.join(along)})" if along else ""
    if not first:
        return told(about, rest)
    worth = [p for p in rest if p.name != SOURCE]
    if not worth:
        return capital(first)
    more = told("", worth)
    return f"{capital(first)}; {more[:1].lower()}{more[1:]}"


def _along(sides: Sides, old: s.Criterion, new: s.Criterion) -> Iterator[tuple[str, str]]:
    """The codes that change because that of a criterion above does."""
    for code in sides.old.block.under(old.code)[1:]:
        mate = sides.mates.codes.get(code, "")
        one, other = sides.old.block.criterion(code), sides.new.block.criterion(mate)
        along = one and other and mate != code and mate.startswith(f"{new.code}.")
        if along and one and other and _follows_parent(one, other, moved=False):
            yield code, mate


def _subtree(name: str, kind: Kind, reader: Reader, top: s.Criterion, kept: set[str]) -> Change:
    """A criterion that is on one side only, with all below it that is there only."""
    codes = [k for k in reader.block.under(top.code) if k not in kept]
    order = [c for c in reader.block.criteria if c.code in codes]
    statements = reader.statements
    numbers = sorted(
        {n for c in order for n in statements.under(statements.at(c.place.span.start))}
    )
    text, places = statements.text_of(tuple(numbers)), statements.runs(numbers)
    is_new = kind is Kind.ADDED
    aspects = [a for a in aspects_of(reader, top) if a.name in _OF_A_NEW_ONE and a.shown]
    about = called(top)
    return Change(
        kind=kind,
        group=Group.CRITERION,
        block=name,
        about=about,
        parts=parts_between(*(((), aspects) if is_new else (aspects, ()))),
        old_text="" if is_new else text,
        new_text=text if is_new else "",
        old_places=() if is_new else places,
        new_places=places if is_new else (),
        sentence=_subtree_sentence(reader, kind, top, [c for c in order if c.code != top.code]),
        codes=("", top.code) if is_new else (top.code, ""),
    )


_OF_A_NEW_ONE = (
    *("loại", "tên", "vị trí", "điểm tối đa", "trọng số", "nội dung", "cách chấm"),
    *("tài liệu kiểm chứng", "hướng dẫn"),
)


def _subtree_sentence(
    reader: Reader, kind: Kind, top: s.Criterion, below: Iterable[s.Criterion]
) -> str:
    verb = "Bổ sung" if kind is Kind.ADDED else "Bãi bỏ"
    words = f"{verb} {called(top)}"
    parent = reader.block.criterion(top.parent) if top.parent else None
    if parent is not None:
        words += f" {'vào' if kind is Kind.ADDED else 'của'} {called(parent)}"
    maximum = next(a for a in aspects_of(reader, top) if a.name == "điểm tối đa")
    if maximum.shown:
        words += f", tối đa {maximum.shown}"
    parts = [called(c) for c in below]
    return f"{words}, gồm cả {'; '.join(parts)}" if parts else words


# ---- a block on one side only


def block_change(kind: Kind, reader: Reader) -> Change:
    """A block that is on one side only, told as a whole."""
    statements, block = reader.statements, reader.block
    is_new = kind is Kind.ADDED
    numbers = statements.under(statements.at(block.place.span.start))
    text, place = statements.text_of(numbers), statements.of_numbers(numbers)
    count = Aspect("số tiêu chí", len(block.criteria), str(len(block.criteria)))
    parts = parts_between(*(((), [count]) if is_new else ([count], ())))
    about = block_called(block)
    return Change(
        kind=kind,
        group=Group.BLOCK,
        block=block.name,
        about=about,
        parts=parts,
        old_text="" if is_new else text,
        new_text=text if is_new else "",
        old_places=() if is_new else (place,),
        new_places=(place,) if is_new else (),
        sentence=f"{'Bổ sung' if is_new else 'Bãi bỏ'} {about} ({len(block.criteria)} tiêu chí, kể cả nhóm)",
    )


def provision_changes(sides: Sides) -> Iterator[Change]:
    """The changes of all provisions of a block but its criteria."""
    at = sides.old.statements, sides.new.statements
    old, new = provisions_of(sides.old), provisions_of(sides.new)
    for change in changes_between(sides.name, old, new, at):
        renamed = change.group is Group.BLOCK and any(p.name == "tên" for p in change.parts)
        yield evolve(change, recognised=sides.recognised) if renamed else change


def of_all_blocks(
    by_block: Sequence[Sequence[Change]], at: tuple[Statements, Statements]
) -> list[Change]:
    """Changes that are the same in every block told once, of no block; of several places, all are kept."""
    told_once: dict[object, list[Change]] = {}
    for changes in by_block:
        for c in changes:
            told_once.setdefault(_said(c), []).append(c)
    found: list[Change] = []
    for same in told_once.values():
        blocks = {c.block for c in same}
        if len(blocks) == len(by_block) == len(same) and (len(same) > 1 or _is_common(same[0], at)):
            found.append(
                evolve(
                    same[0],
                    block="",
                    old_places=tuple(dict.fromkeys(p for c in same for p in c.old_places)),
                    new_places=tuple(dict.fromkeys(p for c in same for p in c.new_places)),
                )
            )
        else:
            found += same
    return found


def _is_common(c: Change, at: tuple[Statements, Statements]) -> bool:
    """Whether it is a change of the common part, be it of one block only that both schemes have."""
    sides = zip(at, (c.old_places, c.new_places), strict=True)
    return not any(statements.block_at(p) for statements, places in sides for p in places)


def _said(c: Change) -> object:
    return (c.kind, c.group, c.about, c.parts, c.sentence, c.old_text, c.new_text, c.codes)
