"""The amended text put together: what stays, what is reworded, what is new, and a note where something changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from cqdt_rules import syntax
from cqdt_rules.amending.clauses import ALIKE, HEADS, AmendmentRead, ClauseRead
from cqdt_rules.layers import NOTES
from cqdt_rules.provisions import ClauseAt, Provision, RuleText, full_codes
from cqdt_rules.source import Span

if TYPE_CHECKING:
    from cqdt_rules.amending.planning import Insertion, Plan, Rewording

STEP = "  "
LONGEST = 100  # letters of a repealed rule that a note still shows


def assemble(base: RuleText, amendment: AmendmentRead, planned: Plan) -> RuleText:
    """The text after all clauses; its levels are those of the places the provisions came from."""
    out: list[tuple[Provision, int]] = []
    order = _order(base, planned)
    stands = {place: at for at, place in enumerate(order)}
    follow: dict[int, list[Insertion]] = {}
    for x in planned.put_in:
        follow.setdefault(max(x.after, key=stands.__getitem__), []).append(x)
    for place in order:
        out += _kept(base, planned, place)
        for x in follow.get(place, []):
            out += _new(x.clause, x.under, (), 1)
    out = _with_head(_newest_last(out), amendment)
    out += _new_blocks(planned)
    return RuleText(tuple(p for p, _ in out), tuple(level for _, level in out), base.tail)


def _newest_last(out: list[tuple[Provision, int]]) -> list[tuple[Provision, int]]:
    """A new note after those of earlier decisions on the same statement."""
    found: list[tuple[Provision, int]] = []
    waiting: list[tuple[Provision, int]] = []
    for pair in out:
        if pair[0].note and not pair[0].tokens:
            waiting.append(pair)
            continue
        if not isinstance(pair[0].body, syntax.Amended):
            found, waiting = [*found, *waiting], []
        found.append(pair)
    return [*found, *waiting]


# ---- the order


def _order(base: RuleText, planned: Plan) -> list[int]:
    """The places of the base; a criterion with a new code stands where that code belongs, all under it included."""
    order = list(range(len(base.provisions)))
    codes = full_codes(base)
    for place in planned.moved:
        codes[place] = next(r.text for r in planned.reworded[place] if r.renumbers)
    for place in sorted(planned.moved, key=lambda p: _sort_key(codes[p])):
        group = list(range(place, base.end_of(place)))
        rest = [i for i in order if i not in group]
        at = _where(base, rest, codes, place)
        if at is not None:
            order = [*rest[:at], *group, *rest[at:]]
    return order


def _where(base: RuleText, order: Sequence[int], codes: dict[int, str], place: int) -> int | None:
    """After the last sister whose code comes before, else before the first that comes after; None: there is no sister."""
    above, mine = codes[place].rpartition(".")[0], _sort_key(codes[place])
    sisters = [
        (at, i)
        for at, i in enumerate(order)
        if i in codes
        and base.block_of(i) == base.block_of(place)
        and codes[i].rpartition(".")[0] == above
    ]
    before = [(at, i) for at, i in sisters if _sort_key(codes[i]) < mine]
    if before:
        at, last = before[-1]
        end = at + 1
        while end < len(order) and last < order[end] < base.end_of(last):
            end += 1
        return end
    if sisters:
        return sisters[0][0]
    owner = next((at for at, i in enumerate(order) if codes.get(i) == above), None)
    return owner + (base.own_end_of(order[owner]) - order[owner]) if owner is not None else None


def _sort_key(code: str) -> list[tuple[int, str]]:
    key: list[tuple[int, str]] = []
    for part in code.split("."):
        digits = "".join(c for c in part if c.isdigit())
        key.append((int(digits) if digits else _roman(part), part))
    return key


def _roman(part: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10}.get(c, 0) for c in part]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-v if v < after else v for v, after in pairs)


# ---- what stays


def _kept(base: RuleText, planned: Plan, place: int) -> list[tuple[Provision, int]]:
    provision, level = base.provisions[place], base.levels[place]
    if place in planned.instead:
        return _instead(base, planned, place)
    if place in planned.repealed:
        return [(_repealed_note(base, planned, place), level)]
    if place in planned.removed:
        return []
    below = (*provision.below, *clauses_below(base, planned, place))
    provision = evolve(provision, below=below, was="")
    rewordings = planned.reworded.get(place, [])
    if not rewordings:
        return [(provision, level)]
    clauses = tuple(dict.fromkeys(r.clause for r in rewordings))
    changed = evolve(
        provision,
        lines=_reworded(provision, rewordings),
        by=(*provision.by, *clauses),
        was=_as_it_was(base, (place,)),
    )
    if isinstance(provision.body, syntax.SchemeHead):
        return [(changed, level)]  # the note of the whole amendment stands under it
    if all(r.renumbers for r in rewordings):
        if place not in planned.moved:
            return [(changed, level)]  # only names a criterion whose code changed
        return [(changed, level), _note(changed, "được đánh số lại theo", clauses, level)]
    worded = [r for r in rewordings if not r.renumbers]
    how = "thay thế cụm từ" if all(r.phrase for r in worded) else "sửa đổi"
    by = tuple(dict.fromkeys(r.clause for r in worded))
    return [(changed, level), _note(changed, f"được {how} theo", by, level)]


def _reworded(provision: Provision, rewordings: Sequence[Rewording]) -> str:
    lines = provision.lines
    for r in sorted(rewordings, key=lambda r: -r.span.start):
        start, end = r.span.start - provision.at, r.span.end - provision.at
        lines = lines[:start] + r.text + lines[end:]
    return lines


def clauses_below(base: RuleText, planned: Plan, place: int) -> tuple[ClauseAt, ...]:
    """The clauses that put something in under a provision, or took something away there."""
    end = base.end_of(place)
    inside = range(place + 1, end)
    found = [planned.removed[i] for i in inside if i in planned.removed]
    found += [x.clause.at for x in planned.put_in if place < x.after.stop <= end]
    found += [r.clause for i in inside for r in planned.reworded.get(i, [])]
    found += [at for i, at in planned.moved.items() if i in inside]
    return tuple(dict.fromkeys(found))


# ---- what is new


def _instead(base: RuleText, planned: Plan, place: int) -> list[tuple[Provision, int]]:
    """What a clause writes anew, in the place of what it names; the comments above that stay."""
    clause = planned.instead[place]
    gone = [i for i, c in planned.removed.items() if c == clause.at]
    made = _new(clause, clause.under, [base.provisions[i].body for i in gone], 1)
    first = made[0][0]
    above = _comments_above(base.provisions[place])
    lines, was = above + first.lines, _as_it_was(base, gone)
    return [(evolve(first, lines=lines, at=first.at - len(above), was=was), 1), *made[1:]]


def _new_blocks(planned: Plan) -> list[tuple[Provision, int]]:
    found: list[tuple[Provision, int]] = []
    for clause in sorted(planned.blocks, key=lambda c: c.at.number):
        head = clause.body
        assert isinstance(head, syntax.InsertBlock)
        units = clause.at.source.at(head.units.span) if head.units is not None else ""
        lines = f"\nkhối {quoted(head.title.text)} {units}".rstrip() + "\n"
        block = syntax.Block(head.span, head.title, head.units)
        statement = syntax.Statement(head.span, block, 0)
        typed = (clause.at.source, clause.at.span)
        made = Provision(statement, lines, 0, (), clause.at.source, typed, (), (clause.at,))
        found += [(made, 0), _note(made, "được bổ sung theo", (clause.at,), 0)]
        found += [(evolve(p, by=(*p.by, clause.at)), 1) for p in clause.under]
    return found


def _new(
    clause: ClauseRead, under: Sequence[Provision], instead: Sequence[syntax.Node], level: int
) -> list[tuple[Provision, int]]:
    """New provisions, each thing at the top with a note of the decision after its own citations.

    `instead` is what they stand in place of: what is of no such kind is an addition.
    """
    found: list[tuple[Provision, int]] = []
    waiting: Provision | None = None
    tops = _tops(under)

    def note(p: Provision) -> tuple[Provision, int]:
        how = "sửa đổi" if any(_alike(p.body, old) for old in instead) else "bổ sung"
        return _note(p, f"được {how} theo", (clause.at,), level)

    for i, p in enumerate(under):
        if waiting is not None and not isinstance(p.body, NOTES):
            found.append(note(waiting))
            waiting = None
        found.append((evolve(p, by=(*p.by, clause.at)), level))
        if i in tops:
            waiting = p
    return [*found, *([note(waiting)] if waiting is not None else [])]


def _alike(new: syntax.Node, old: syntax.Node) -> bool:
    """Whether both are of one kind: all ways of scoring are one."""
    return type(new) is type(old) or any(
        isinstance(new, kinds) and isinstance(old, kinds) for kinds in ALIKE
    )


def _tops(under: Sequence[Provision]) -> set[int]:
    """The statements that stand under no other of them."""
    from cqdt_rules.layers import levels_of

    levels = levels_of([p.statement for p in under])
    least = min(levels, default=0)
    return {
        i
        for i, (p, level) in enumerate(zip(under, levels, strict=True))
        if level == least and not isinstance(p.body, NOTES)
    }


# ---- notes


def _note(
    of: Provision, how: str, clauses: Sequence[ClauseAt], level: int, since: str = ""
) -> tuple[Provision, int]:
    """`được sửa đổi theo "…"`, right under what changed."""
    first = clauses[0]
    text = f"{STEP * 8}{how} {quoted(_cited(clauses))}{since}\n"
    words = syntax.Word(first.span, how), syntax.Quoted(first.span, "")
    statement = syntax.Statement(first.span, syntax.Amended(first.span, *words, ()), 16)
    made = Provision(statement, text, 0, (), of.source, (first.source, first.span))
    return evolve(made, by=tuple(clauses), note=True), level + 1


def _cited(clauses: Sequence[ClauseAt]) -> str:
    """`khoản 3 Quyết định số 02/QĐ-UBND`: the clause, as its file counts them, and the decision."""
    numbers = ", ".join(str(n) for n in sorted({c.number for c in clauses}) if n)
    return f"khoản {numbers} {clauses[0].decision}" if numbers else clauses[0].decision


def _repealed_note(base: RuleText, planned: Plan, place: int) -> Provision:
    provision, clause = base.provisions[place], planned.repealed[place]
    what = _shown(base, place)
    above = _comments_above(provision)
    blanks = " " * provision.statement.indent
    text = f"{above}{blanks}đã bãi bỏ {quoted(what)} theo {quoted(_cited((clause,)))}\n"
    said, decision = syntax.Quoted(clause.span, what), syntax.Quoted(clause.span, _cited((clause,)))
    statement = syntax.Statement(
        clause.span, syntax.Repealed(clause.span, said, decision), len(blanks)
    )
    return Provision(
        statement,
        text,
        0,
        (),
        provision.source,
        (clause.source, clause.span),
        (),
        (clause,),
        (),
        True,
        _as_it_was(base, range(place, base.end_of(place))),
    )


def _as_it_was(base: RuleText, places: Sequence[int]) -> str:
    """The statements at some places, a line each; notes of amendments left out."""
    said = [base.provisions[i] for i in sorted(places)]
    kept = [p for p in said if not isinstance(p.body, syntax.Amended | syntax.Repealed)]
    return "\n".join(p.words for p in kept)


def _comments_above(provision: Provision) -> str:
    """The lines above a statement: comments that speak of it, which outlive its words."""
    start = provision.statement.span.start - provision.at
    return provision.lines[: provision.lines.rfind("\n", 0, start) + 1]


def _shown(base: RuleText, place: int) -> str:
    """What was repealed, as a reader calls it."""
    body = base.provisions[place].body
    if isinstance(body, syntax.Criterion):
        code = full_codes(base)[place]
        title = f" “{body.title.text}”" if body.title is not None else ""
        return f"{body.kind.text.lower()} {code}{title}"
    words = base.provisions[place].words
    words = "".join(_outer(c, i, words) for i, c in enumerate(words))
    return words if len(words) <= LONGEST else words[:LONGEST].rpartition(" ")[0] + " …"


def _outer(letter: str, at: int, words: str) -> str:
    """A quotation mark inside a quoted text: the curly kind."""
    if letter != '"':
        return letter
    return "”" if words[:at].count('"') % 2 else "“"


def quoted(text: str) -> str:
    """A text in quotation marks that the grammar reads back."""
    return f'"{text}"' if '"' not in text else f"«{text}»"


# ---- what the amendment says of itself


def _with_head(
    out: list[tuple[Provision, int]], amendment: AmendmentRead
) -> list[tuple[Provision, int]]:
    """Under the first line, the decision with its days and years; what the base says of its own stays. Its holes are added."""
    whole = ClauseAt(
        0, amendment.text.provisions[0].source, _head_span(amendment), amendment.decision
    )
    force = (p for p in amendment.of_itself if isinstance(p.body, syntax.Years | syntax.Effective))
    since = "".join(f", {' '.join(p.source.at(p.statement.span).split())}" for p in force)
    after = _with_notes(out, 0).stop
    holes = [p for p in amendment.of_itself if isinstance(p.body, syntax.Hole)]
    return [
        *out[:after],
        _note(out[0][0], "được sửa đổi theo", (whole,), 0, since),
        *((evolve(p, lines=_only_statement(p)), 1) for p in holes),
        *out[after:],
    ]


def _head_span(amendment: AmendmentRead) -> Span:
    heads = (p.statement.span for p in amendment.text.provisions if isinstance(p.body, HEADS))
    return next(heads)


def _with_notes(out: Sequence[tuple[Provision, int]], at: int) -> range:
    end = at + 1
    while end < len(out) and isinstance(out[end][0].body, NOTES):
        end += 1
    return range(at, end)


def _only_statement(said: Provision) -> str:
    """The statement's line without the comments above it."""
    return STEP + said.lines[said.statement.span.start - said.at :]
