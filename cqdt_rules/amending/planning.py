"""What each clause does to which provision, found before anything is changed; clauses that cannot be carried out are told."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import define, field, frozen

from cqdt_rules import syntax
from cqdt_rules.amending.clauses import ALIKE, AmendmentRead, ClauseRead
from cqdt_rules.amending.rewording import as_capital, new_codes, new_value, new_words
from cqdt_rules.amending.targets import Target, part_classes, targets
from cqdt_rules.amending.wishes import not_there, unclear
from cqdt_rules.diagnostics import Code, Diagnostic, Label
from cqdt_rules.layers import LOWERING, NOTES, layer_of
from cqdt_rules.numbers import fold
from cqdt_rules.provisions import ClauseAt, Provision, RuleText, full_codes
from cqdt_rules.source import Span


@frozen
class Rewording:
    """Words of a provision to replace; `span` is of the text that the provision's statement refers to."""

    span: Span
    text: str
    clause: ClauseAt
    renumbers: bool = False
    phrase: bool = False  # of a clause that replaces a phrase wherever it stands


@frozen
class Insertion:
    """New provisions after some of the base, wherever renumbering moves these.

    Of several at one place what belongs deeper comes first (`key`), whatever the clauses' order.
    """

    clause: ClauseRead
    after: range  # the places that it follows, the last of them by the new order
    under: tuple[Provision, ...] = field(repr=False)
    key: tuple[int, ...]


@define
class Plan:
    """What is to be done, by the places of the base's provisions."""

    base: RuleText
    removed: dict[int, ClauseAt] = field(factory=dict)
    repealed: dict[int, ClauseAt] = field(factory=dict)  # the first place of each thing repealed
    instead: dict[int, ClauseRead] = field(factory=dict)  # what stands in a place anew
    put_in: list[Insertion] = field(factory=list)
    blocks: list[ClauseRead] = field(factory=list)  # new blocks, at the end
    reworded: dict[int, list[Rewording]] = field(factory=dict)
    moved: dict[int, ClauseAt] = field(factory=dict)  # criteria with a new code
    anchors: dict[tuple[str, int], ClauseAt] = field(factory=dict)
    found: list[Diagnostic] = field(factory=list)

    def error(
        self,
        clause: ClauseRead,
        code: Code,
        message: str,
        at: syntax.Node,
        help_: str,
        *related: Label,
    ) -> None:
        """A clause that cannot be carried out, with what it meets."""
        labels = (Label(at.span), *related)
        self.found.append(
            Diagnostic(code, message, source=clause.at.source, labels=labels, help=help_)
        )

    def clash(self, clause: ClauseRead, other: ClauseAt, place: int) -> None:
        """Two clauses on the same thing: told once, at the later one."""
        if any(
            d.code is Code.CLAUSES_CLASH and d.labels[0].span == clause.at.span for d in self.found
        ):
            return
        met = Label(other.span, other.name)
        self.error(
            clause,
            Code.CLAUSES_CLASH,
            f"{clause.at.name} và {other.name} cùng sửa một điều",
            clause.body,
            "gộp thành một khoản; thứ tự các khoản không quyết định khoản nào hơn",
            met,
            self.label(place, "điều mà cả hai cùng sửa"),
        )

    def label(self, place: int, remark: str) -> Label:
        """A provision of the base, where its author typed it."""
        source, span = self.base.provisions[place].shown
        return Label(span, remark, source)


def plan(base: RuleText, amendment: AmendmentRead, wanted: frozenset[int] | None) -> Plan:
    """What the clauses do together; those that cannot be carried out, or clash, are told."""
    made = Plan(base)
    read = [c for c in amendment.clauses if wanted is None or c.at.number in wanted]
    read = [c for c in read if _block_is_there(made, c)]
    renumbered: list[tuple[ClauseRead, Target]] = []
    worded: list[ClauseRead] = []
    for clause in read:
        match clause.body:
            case syntax.Repeal():
                _repeal(made, clause)
            case syntax.Restate():
                _restate(made, clause)
            case syntax.InsertAfter() | syntax.InsertInto() | syntax.InsertBlock():
                _insert(made, clause)
            case syntax.NewValue():
                _new_value(made, clause)
            case syntax.Renumber(what=what):
                target = _one(made, clause, what)
                renumbered += [(clause, target)] if target else []
            case syntax.ReplaceWords():
                worded.append(clause)
    for clause in worded:
        _replace_words(made, clause)
    _renumber(made, renumbered)
    _check_clashes(made, read)
    made.put_in.sort(key=lambda x: (x.key, x.clause.at.number))
    return made


# ---- finding what a clause is about


def _block_is_there(made: Plan, clause: ClauseRead) -> bool:
    """Whether the block that the amendment selects is one of the text's, and the clause can be about a block."""
    named = clause.block_node
    if named is None:
        return True
    what = getattr(clause.body, "what", None)
    if isinstance(what, syntax.WholeScheme):
        help_ = "đặt khoản này trước mọi dòng khối, hoặc viết: bổ sung vào khối …"
        message = "khoản về cả bộ tiêu chí đứng dưới một dòng khối"
        made.error(clause, Code.MISPLACED, message, what, help_)
        return False
    titles = [p.body.title.text for p in made.base.provisions if isinstance(p.body, syntax.Block)]
    if clause.block in [fold(t) for t in titles]:
        return True
    known = ", ".join(f"“{t}”" for t in titles)
    help_ = f"các khối: {known}" if known else "bộ tiêu chí không chia khối: bỏ dòng này"
    made.error(clause, Code.UNKNOWN_BLOCK, f"không có khối “{named.text}”", named, help_)
    return False


def _one(
    made: Plan, clause: ClauseRead, what: syntax.Node, *, may_lack: bool = False
) -> Target | None:
    """The one thing that the words mean; None, told, where there is none or more than one.

    `may_lack`: a part that a criterion does not have yet is a place as well. Where the amendment selects no block, what
    stands in the common part is meant before what blocks say again.
    """
    found = targets(made.base, what, clause.block)
    common = [t for t in found if t.places and not made.base.block_of(t.first)]
    if clause.block is None and len(common) == 1:
        found = common
    if len(found) == 1 and (may_lack or found[0].places):
        return found[0]
    found = [t for t in found if t.places] if len(found) == 1 else found
    if found:
        made.found.append(unclear(made.base, clause, what, found))
    else:
        made.found.append(not_there(made.base, clause, what))
    return None


def _of_codes(what: syntax.Node) -> Iterator[syntax.Node]:
    """Each criterion of a list by itself."""
    if isinstance(what, syntax.CodeList):
        for code in what.codes:
            span = what.kind.span.to(code.span) if len(what.codes) == 1 else code.span
            yield syntax.OneCode(span, what.kind, code)
    else:
        yield what


# ---- each kind of clause


def _take(made: Plan, clause: ClauseRead, target: Target) -> bool:
    """Marks all of a target as gone; False, told, where another clause took it already."""
    for place in target.places:
        if place in made.removed:
            made.clash(clause, made.removed[place], place)
            return False
    made.removed |= dict.fromkeys(target.places, clause.at)
    return True


def _repeal(made: Plan, clause: ClauseRead) -> None:
    assert isinstance(clause.body, syntax.Repeal)
    for what in _of_codes(clause.body.what):
        target = _one(made, clause, what)
        if target is None:
            continue
        if isinstance(
            what, syntax.ScaleNamed
        ):  # what lowers its levels would fall to another scale
            target = Target((*target.places, *made.base.lowering_of(target.first)), target.at)
        if _take(made, clause, target):
            made.repealed[target.first] = clause.at


def _restate(made: Plan, clause: ClauseRead) -> None:
    assert isinstance(clause.body, syntax.Restate)
    target = _one(made, clause, clause.body.what, may_lack=True)
    if target is None:
        return
    if isinstance(clause.body.what, syntax.BlockNamed):  # its head stays
        target = Target(target.places[1:], target.first + 1)
    elif not _is_of_kind(made, clause, target):
        return
    if not _take(made, clause, target):
        return
    if target.places:
        made.instead[target.first] = clause
    else:
        owner = _owner_above(made.base, target.at - 1)
        key = (1, -(made.base.levels[owner] + 1), 0)
        _put(made, clause, range(owner, target.at), clause.under, key)


def _is_of_kind(made: Plan, clause: ClauseRead, target: Target) -> bool:
    """Whether the new text says anew what the clause names, and not something else."""
    assert isinstance(clause.body, syntax.Restate)
    what = clause.body.what
    bodies = [p.body for p in clause.under if not isinstance(p.body, NOTES)]
    if not bodies:
        return False  # told: no content
    if isinstance(what, syntax.PartNamed):
        good = any(isinstance(b, part_classes(what)) for b in bodies)
    else:
        old = made.base.provisions[target.first].body
        alike = next((a for a in ALIKE if isinstance(old, a)), (type(old),))
        good = isinstance(bodies[0], alike)
    if not good:
        said = clause.at.source.at(what.span)
        made.error(
            clause,
            Code.CLAUSE_CONTENT,
            f"nội dung mới không nói về {said}",
            bodies[0],
            f"sau “như sau:” viết lại cả câu về {said}",
        )
        return False
    return _keeps_code(made, clause, bodies[0])


def _keeps_code(made: Plan, clause: ClauseRead, body: syntax.Node) -> bool:
    what = clause.body.what if isinstance(clause.body, syntax.Restate) else None
    if not isinstance(what, syntax.OneCode) or not isinstance(body, syntax.Criterion):
        return True
    if what.code.text.rpartition(".")[2] == body.code.text.rpartition(".")[2]:
        return True
    made.error(
        clause,
        Code.CLAUSE_CONTENT,
        f"khoản này sửa {what.kind.text} {what.code.text} nhưng nội dung mới mang mã {body.code.text}",
        body.code,
        f"giữ mã cũ; muốn đổi mã thì thêm khoản: đánh số lại {what.kind.text} {what.code.text} thành {body.kind.text} {body.code.text}",
    )
    return False


def _insert(made: Plan, clause: ClauseRead) -> None:
    body = clause.body
    base = made.base
    match body:
        case syntax.InsertBlock():
            made.blocks.append(clause)
        case syntax.InsertInto(what=syntax.WholeScheme()):
            first = [i for i, p in enumerate(base.provisions) if isinstance(p.body, syntax.Block)]
            _into_block(made, clause, 0, first[0] if first else len(base.provisions))
        case syntax.InsertAfter(what=what):
            target = _one(made, clause, what)
            if target is not None and _anchor(made, clause, "sau", target):
                level = base.levels[target.first]
                named = range(target.first, _end_for(made.base, clause, target))
                _put(made, clause, named, clause.under, (1, -level, 2))
        case syntax.InsertInto(what=what):
            target = _one(made, clause, what)
            if target is not None:
                _insert_into(made, clause, target)


def _end_for(base: RuleText, clause: ClauseRead, target: Target) -> int:
    """Where "after" ends: after a scale with what lowers its levels, but for more of that."""
    end = max(target.places) + 1
    if clause.under and isinstance(clause.under[0].body, LOWERING):
        return end
    is_scale = isinstance(base.provisions[target.first].body, syntax.Scale)
    return max([end, *(i + 1 for i in base.lowering_of(target.first))]) if is_scale else end


def _same_title(body: syntax.Node, title: syntax.Quoted) -> bool:
    return isinstance(body, syntax.Block) and fold(body.title.text) == fold(title.text)


def _put(
    made: Plan, clause: ClauseRead, after: range, under: tuple[Provision, ...], key: tuple[int, ...]
) -> None:
    if under:
        made.put_in.append(Insertion(clause, after, under, key))


def _owner_above(base: RuleText, place: int) -> int:
    """The criterion, block or scale that a place belongs to, or else the head of the scheme."""
    owners = (syntax.Criterion, syntax.Block, syntax.Scale)
    return next((i for i in range(place, 0, -1) if isinstance(base.provisions[i].body, owners)), 0)


def _anchor(made: Plan, clause: ClauseRead, how: str, target: Target) -> bool:
    """Two clauses that put something in at one place would be settled by their order: a clash."""
    other = made.anchors.get((how, target.first))
    if other is not None:
        made.clash(clause, other, target.first)
        return False
    made.anchors[(how, target.first)] = clause.at
    return True


def _insert_into(made: Plan, clause: ClauseRead, target: Target) -> None:
    base = made.base
    place = target.first
    owner = base.provisions[place].body
    end = base.end_of(place)
    if isinstance(owner, syntax.Block):
        made.anchors[(f"vào {clause.at.number}", place)] = clause.at
        _into_block(made, clause, place, end)
        return
    if not _anchor(made, clause, "vào", target):
        return
    inside = (1, -(base.levels[place] + 1))
    if isinstance(owner, syntax.Criterion):
        own, parts = _own_and_parts(clause.under)
        _put(made, clause, range(place, base.own_end_of(place)), own, (*inside, 0))
        _put(made, clause, range(place, end), parts, (*inside, 1))
    elif isinstance(owner, syntax.Scale):
        rests = [i for i in range(place, end) if isinstance(base.provisions[i].body, syntax.Rest)]
        last = rests[0] if rests else end
        _put(made, clause, range(place, last), clause.under, (*inside, 1))
    else:
        _put(made, clause, range(place, end), clause.under, (*inside, 1))


def _own_and_parts(
    under: tuple[Provision, ...],
) -> tuple[tuple[Provision, ...], tuple[Provision, ...]]:
    """What is said of a criterion itself, and the criteria that become its parts."""
    first = next(
        (i for i, p in enumerate(under) if isinstance(p.body, syntax.Criterion)), len(under)
    )
    return under[:first], under[first:]


def _into_block(made: Plan, clause: ClauseRead, block: int, end: int) -> None:
    """Criteria go after the last criterion, figures of the whole block before the first, everything else to the end."""
    base = made.base
    criteria = [
        i for i in range(block, end) if isinstance(base.provisions[i].body, syntax.Criterion)
    ]
    own, parts = _own_and_parts(clause.under)
    figures, others = _for_the_block(own)
    inside = (1, -(base.levels[block] + 1)) if block else (1, 0)
    head = range(block, criteria[0] if criteria else end)
    to_last = range(block, base.end_of(criteria[-1]) if criteria else end)
    _put(made, clause, head, figures, (0,))
    _put(made, clause, to_last, parts, (*inside, 1))
    _put(made, clause, range(block, end), others, (*inside, 2))


def _for_the_block(
    own: tuple[Provision, ...],
) -> tuple[tuple[Provision, ...], tuple[Provision, ...]]:
    """What would be taken for a criterion's own if it stood after one, and the rest; notes go with their statement."""
    figures: list[Provision] = []
    others: list[Provision] = []
    at = others
    for p in own:
        if not isinstance(p.body, NOTES):
            at = figures if layer_of(p.body).for_criterion else others
        at.append(p)
    return tuple(figures), tuple(others)


def _reword(made: Plan, place: int, rewording: Rewording, clause: ClauseRead) -> None:
    for other in made.reworded.get(place, []):
        if other.span.start < rewording.span.end and rewording.span.start < other.span.end:
            made.clash(clause, other.clause, place)
            return
    made.reworded.setdefault(place, []).append(rewording)


def _new_value(made: Plan, clause: ClauseRead) -> None:
    assert isinstance(clause.body, syntax.NewValue)
    target = _one(made, clause, clause.body.what)
    if target is None:
        return
    provision = made.base.provisions[target.first]
    found = new_value(provision, clause)
    if isinstance(found, Span):
        text = clause.at.source.at(clause.body.new.span)
        _reword(made, target.first, Rewording(found, text, clause.at), clause)
    else:
        made.found.append(found)


# What a file says of its sources and of itself: no words of the scheme.
_NOT_REWORDED = (
    *NOTES,
    syntax.IssuedWith,
    syntax.Document,
    syntax.Issuer,
    syntax.Basis,
    syntax.Hole,
    syntax.RoundHead,
)


def _replace_words(made: Plan, clause: ClauseRead) -> None:
    assert isinstance(clause.body, syntax.ReplaceWords)
    places: tuple[int, ...] = tuple(range(len(made.base.provisions)))
    if clause.body.what is not None:
        target = _one(made, clause, clause.body.what)
        if target is None:
            return
        places = target.places
    elif clause.block is not None:
        places = tuple(i for i in places if made.base.block_of(i) == clause.block)
    hits = 0
    for place in places:
        provision = made.base.provisions[place]
        if clause.body.what is None and (
            isinstance(provision.body, _NOT_REWORDED) or place in made.removed
        ):
            continue  # what others say, and what another clause restates or repeals, is not reworded
        for span in new_words(provision, clause.body.old.text):
            hits += 1
            text = as_capital(provision, span, clause.body.old.text, clause.body.new.text)
            _reword(made, place, Rewording(span, text, clause.at, phrase=True), clause)
    if not hits:
        made.error(
            clause,
            Code.AMENDS_NOTHING,
            f"không có cụm từ “{clause.body.old.text}” ở đó",
            clause.body.old,
            "chép đúng cụm từ trong bộ tiêu chí, đủ dấu",
        )


def _renumber(made: Plan, renumbered: list[tuple[ClauseRead, Target]]) -> None:
    """New codes all at once, so that two criteria may change places; what is under them, and all that names them, follows."""
    codes = full_codes(made.base)
    by_block: dict[str, dict[str, tuple[str, str, ClauseRead]]] = {}
    taken: dict[int, ClauseRead] = {}
    for clause, target in renumbered:
        assert isinstance(clause.body, syntax.Renumber)
        met = next((taken[p] for p in target.places if p in taken), None)
        if met is not None:  # the same criterion, or one under another
            made.clash(clause, met.at, target.first)
            continue
        taken |= dict.fromkeys(target.places, clause)
        new = clause.body.new
        block = made.base.block_of(target.first)
        old = codes[target.first]
        for place in target.places:
            if place in codes:
                code = new.code.text + codes[place][len(old) :]
                kind = new.kind.text if place == target.first else ""
                by_block.setdefault(block, {})[codes[place]] = (code, kind, clause)
        made.moved[target.first] = clause.at
    _check_codes_free(made, codes, by_block)
    known = {b: _codes_known_in(made, b, codes, by_block) for b in _blocks(made.base)}
    for place in range(len(made.base.provisions)) if by_block else ():
        changes = known[made.base.block_of(place)]
        for span, text, clause in new_codes(made.base.provisions[place], changes):
            _reword(made, place, Rewording(span, text, clause.at, renumbers=True), clause)


def _blocks(base: RuleText) -> set[str]:
    return {base.block_of(i) for i in range(len(base.provisions))} | {""}


def _codes_known_in(
    made: Plan,
    block: str,
    codes: dict[int, str],
    by_block: dict[str, dict[str, tuple[str, str, ClauseRead]]],
) -> dict[str, tuple[str, str, ClauseRead]]:
    """The codes that change for the statements of a block: its own, the common part's, those of blocks that it is like.

    The common part speaks of the criteria of every block: a code that changes in some blocks only is told.
    """
    if block:
        like = [
            fold(p.body.title.text)
            for i, p in enumerate(made.base.provisions)
            if isinstance(p.body, syntax.LikeBlock) and made.base.block_of(i) == block
        ]
        found = dict(by_block.get("", {}))
        for other in (*like, block):
            found |= by_block.get(other, {})
        return found
    found = {}
    for changes in by_block.values():
        found |= changes
    for place, provision in enumerate(made.base.provisions):
        if made.base.block_of(place):
            continue
        for _, _, clause in new_codes(provision, found):
            assert isinstance(clause.body, syntax.Renumber)
            old = clause.body.what.code.text
            own = made.base.block_of(next(i for i in made.moved if made.moved[i] == clause.at))
            others = [i for i, c in codes.items() if c == old and made.base.block_of(i) != own]
            if own and others and old not in by_block.get(made.base.block_of(others[0]), {}):
                made.error(
                    clause,
                    Code.AMBIGUOUS,
                    f"phần chung nói đến mã {old}, là mã của nhiều khối",
                    clause.body.what,
                    "đánh số lại ở mọi khối, hoặc sửa cả câu ấy của phần chung",
                    made.label(place, "câu của phần chung"),
                )
                return {}
    return found


def _check_codes_free(
    made: Plan,
    codes: dict[int, str],
    by_block: dict[str, dict[str, tuple[str, str, ClauseRead]]],
) -> None:
    for block, changes in by_block.items():
        for place, code in codes.items():
            if made.base.block_of(place) not in (block, "") or code in changes:
                continue
            taking = [clause for new, _, clause in changes.values() if new == code]
            if taking and place not in made.removed:
                assert isinstance(taking[0].body, syntax.Renumber)
                made.error(
                    taking[0],
                    Code.DUPLICATE,
                    f"mã {code} đang là của một tiêu chí khác",
                    taking[0].body.new,
                    "chọn mã khác, hoặc đánh số lại cả tiêu chí kia",
                    made.label(place, "tiêu chí đang mang mã ấy"),
                )


# ---- clauses that meet


def _check_clashes(made: Plan, read: list[ClauseRead]) -> None:
    """What one clause takes away or writes anew, no other may change or build on."""
    by_number = {c.at.number: c for c in read}
    met = [
        (r.clause, place)
        for place, rewordings in made.reworded.items()
        for r in rewordings
        if not r.renumbers
    ]
    met += [(at, place) for (_, place), at in made.anchors.items()]
    met += [(at, place) for place, at in made.moved.items()]
    for at, place in met:
        taken = made.removed.get(place)
        if taken is not None:
            later, earlier = max(at, taken, key=_number), min(at, taken, key=_number)
            made.clash(by_number[later.number], earlier, place)
    for clause in made.blocks:
        _check_new_block(made, clause)


def _number(at: ClauseAt) -> int:
    return at.number


def _check_new_block(made: Plan, clause: ClauseRead) -> None:
    """A new block has a title of its own, or that of one which another clause repeals."""
    assert isinstance(clause.body, syntax.InsertBlock)
    title = clause.body.title
    bodies = enumerate(p.body for p in made.base.provisions)
    place = next((i for i, b in bodies if _same_title(b, title) and i not in made.removed), None)
    if place is not None:
        made.error(
            clause, Code.DUPLICATE, f"đã có khối “{title.text}”", title,
            f'dùng: bổ sung vào khối "{title.text}"', made.label(place, "khối ấy"),
        )  # fmt: skip
