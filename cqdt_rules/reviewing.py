"""A draft put before a reviewer: the amending text, the whole text, the comparison, the impact, each line linked to its rule."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import evolve, field, frozen

from cqdt_rules import impact_papers, revising, session, syntax
from cqdt_rules.amending import read_clauses
from cqdt_rules.amending.reasoning import clauses_of
from cqdt_rules.changes import Change, Comparison, LeftOut
from cqdt_rules.colouring import pieces
from cqdt_rules.diagnostics import Diagnostic, Outcome, Severity
from cqdt_rules.impact import Bounds, Direction, Impact, UnitImpact
from cqdt_rules.numbers import format_number
from cqdt_rules.parse import comments_of, parse, wordings
from cqdt_rules.provisions import ClauseAt
from cqdt_rules.revising import Version
from cqdt_rules.rule_files import found_path
from cqdt_rules.session import Ruleset
from cqdt_rules.side_by_side import shown_sums
from cqdt_rules.source import Source
from cqdt_rules.viewing import ChangedLines, RuleFile
from cqdt_rules.viewing.review import (
    AMENDING,
    WHOLE,
    Review,
    Row,
    Section,
    Table,
    address,
    review_page,
)

MOST_LINKS = 6  # from a clause to the lines that it wrote


@frozen
class Draft:
    """What is reviewed: the scheme in force, the version that the amendment makes, what the check says of it."""

    old: Ruleset = field(repr=False)
    new: Ruleset = field(repr=False)
    version: Version = field(repr=False)
    told: tuple[Diagnostic, ...] = ()


def draft_of(old: str | Path, new: str | Path) -> Outcome[Draft | None]:
    """What is to be reviewed: `new` is an amendment's file, or a scheme (then the amendment is drafted from the two)."""
    before, after = session.load(old), session.load(new)
    errors = [d for x in (before, after) for d in x.diagnostics if d.severity is Severity.ERROR]
    if before.value is None or after.value is None:
        return Outcome(None, tuple(errors))
    told = after.diagnostics
    known = session.history(new).value if found_path(new).is_file() else revising.History(())
    version = revising.made_by(known, Path(new).name)
    if version is not None:
        in_force = session.in_force_before(before.value, new)
        return Outcome(Draft(in_force, after.value, version, told))
    return _drafted(before.value, after.value, old, new)


def _drafted(
    before: Ruleset, after: Ruleset, old: str | Path, new: str | Path
) -> Outcome[Draft | None]:
    """The draft of two schemes: the clauses are written by the program."""
    text = session.draft_amendment(old, new)
    base = session.consolidate(old).value
    if not text.value or base is None:  # nothing changed, or nothing could be written
        return Outcome(None, text.diagnostics)
    tree = parse(Source("sua-doi.cqdt (chương trình soạn)", text.value)).value
    made = revising.amended(base, read_clauses(revising.written(tree)))
    if made.value is None:
        return Outcome(None, made.diagnostics)
    loaded = session.load_version(before.folder, made.value)
    if loaded.value is None:
        return Outcome(None, loaded.diagnostics)
    ruleset = evolve(loaded.value, folder=after.folder)
    told = tuple(d for d in loaded.diagnostics if d.severity is not Severity.NOTE)
    return Outcome(Draft(before, ruleset, made.value, told))


def drafted_by_program(old: str | Path, new: str | Path) -> tuple[Ruleset, Ruleset] | None:
    """The scheme that the amendment drafted from two schemes makes (without clauses: the old one), and the one it was to make."""
    before, after = session.load(old), session.load(new)
    if before.value is None or after.value is None:
        return None
    draft = _drafted(before.value, after.value, old, new).value
    return (draft.new if draft is not None else before.value), after.value


# ---- the page


def page_of(
    draft: Draft, comparison: Comparison, impact: Impact | Bounds, told: Sequence[Diagnostic] = ()
) -> Outcome[str | None]:
    """The page as HTML; `told` is what was found with the figures."""
    return review_page(_review(draft, comparison, impact, (*draft.told, *told)))


def _review(
    draft: Draft, comparison: Comparison, impact: Impact | Bounds, found: Sequence[Diagnostic]
) -> Review:
    version = draft.version
    amendment = version.amendment
    assert amendment is not None
    facts = [
        ("Văn bản được sửa đổi", version.before.decision if version.before else ""),
        ("Văn bản sửa đổi", f"{version.decision} ({len(amendment.clauses)} khoản)"),
        ("Hiệu lực", version.force.words),
        ("Thay đổi", f"{len(comparison.changes)} điểm khác nhau"),
    ]
    if isinstance(impact, Impact):
        facts.append(("Tác động", impact.sentence()))
    own, whole = version.own_file, version.source
    return Review(
        version.title,
        tuple(facts),
        _file(own, [d for d in found if d.source == own and d.labels], _clause_lines(version)),
        _file(whole, [], _changed_lines(version)),
        (_comparison(draft, comparison), _impact(draft, impact)),
        tuple(d for d in found if d.source != own or not d.labels),
    )


def _file(source: Source, told: Sequence[Diagnostic], changes: Sequence[ChangedLines]) -> RuleFile:
    coloured = pieces(source, wordings(source), comments_of(source))
    return RuleFile(parse(source).value, coloured, tuple(told), tuple(changes))


def _changed_lines(version: Version) -> list[ChangedLines]:
    """The statements of the whole text that this amendment wrote, each with a link to its clause."""
    found: list[ChangedLines] = []
    for p in version.text.provisions:
        mine = [c for c in p.by if c.source == version.own_file and c.number]
        if not mine or isinstance(p.body, syntax.Amended):
            continue
        gone = isinstance(p.body, syntax.Repealed)
        found.append(
            ChangedLines(p.statement.span, p.was, gone=gone, links=tuple(map(_to_clause, mine)))
        )
    return found


def _to_clause(clause: ClauseAt) -> tuple[str, str]:
    return clause.name, address(AMENDING, clause.source.line_of(clause.span.start))


def _to_line(version: Version, offset: int) -> tuple[str, str]:
    line = version.source.line_of(offset)
    return f"dòng {line}", address(WHOLE, line)


def _clause_lines(version: Version) -> list[ChangedLines]:
    """Each clause with links to the first lines of the whole text that it wrote."""
    assert version.amendment is not None
    found: list[ChangedLines] = []
    for clause in version.amendment.clauses:
        places = [
            p.statement.span.start
            for p in version.text.provisions
            if clause.at in p.by and not isinstance(p.body, syntax.Amended)
        ]
        links = [_to_line(version, at) for at in places[:MOST_LINKS]]
        more = len(places) - len(links)
        links += [(f"và {more} dòng nữa", links[0][1])] if more > 0 else []
        name = clause.at.name
        found.append(ChangedLines(clause.at.span, plain=True, links=tuple(links), name=name))
    return found


# ---- comparison


def _comparison(draft: Draft, comparison: Comparison) -> Section:
    numbered = list(enumerate(comparison.changes, start=1))
    tables = []
    for block in comparison.blocks:
        rows = tuple(
            Row((str(n), c.sentence, c.reason), _links(draft.version, c))
            for n, c in numbered
            if c.block == block
        )
        tables.append(
            Table(block or "Chung cho mọi khối", ("STT", "Thay đổi", "Lý do"), rows, wide=(1, 2))
        )
    sums = [
        Row(
            (
                x.block,
                f"{x.about}{f' tính cho {x.unit}' if x.unit else ''}",
                _points(x.old),
                _points(x.new),
            ),
            strong=not x.unit,
        )
        for x in shown_sums(comparison)
    ]
    if sums:
        heads = ("Khối", "Điểm tối đa", "Hiện hành", "Dự thảo")
        tables.append(Table("Tổng điểm tối đa trước và sau", heads, tuple(sums)))
    remarks = tuple(_left_out(x) for x in comparison.left_out)
    return Section("so-sanh", "So sánh", (), tuple(tables), remarks)


def _left_out(x: LeftOut) -> str:
    what = "nay không tính điểm" if x.newly else "nay được tính điểm"
    where = f" (khối “{x.block}”)" if x.block else ""
    return f"{x.who}{where}: {what} {', '.join(x.about)}"


def _points(value: object) -> str:
    from fractions import Fraction

    return format_number(value) if isinstance(value, Fraction) else "–"


def _links(version: Version, change: Change) -> tuple[tuple[str, str], ...]:
    assert version.amendment is not None
    assert version.before is not None
    old, new = (
        [(p.source, p.span) for p in places] for places in (change.old_places, change.new_places)
    )
    clauses = clauses_of(version.before.text, version.text, version.amendment, old, new)
    lines = [_to_line(version, span.start) for source, span in new if source == version.source]
    return (*map(_to_clause, clauses), *lines[:1])


# ---- impact


def _impact(draft: Draft, impact: Impact | Bounds) -> Section:
    if isinstance(impact, Bounds):
        return _bounds(impact)
    tables: list[Table] = []
    for block in impact.blocks:
        changed, rest = impact_papers.in_order(block)
        by_clause = any(u.effects for u in block.units)
        rows = tuple(
            Row(
                (*impact_papers.unit_words(u, block), *([] if by_clause else [_why(u)])),
                *_unit_links(draft.version, u),
                strong=u.direction in (Direction.UP, Direction.DOWN, Direction.BOTH),
            )
            for u in (*changed, *rest)
        )
        heads = (*impact_papers.heads(block), *([] if by_clause else ["Vì sao"]))
        title = f"{block.name}: {impact_papers.block_words(block)}" if block.name else ""
        tables.append(Table(title, heads, rows, (len(heads) - 1,), "Do khoản"))
    clauses = [Row(cells) for cells in impact_papers.clause_words(impact)]
    if clauses:
        heads = ("Khoản", "Riêng khoản này", "Thêm vào sau cùng")
        notes = tuple(f"{w}." for w in impact_papers.clause_notes(impact))
        tables.append(Table("Từng khoản", heads, tuple(clauses), wide=(0, 1, 2), notes=notes))
    needed = [
        f"Phải cung cấp hoặc chấm lại: {impact_papers.needed_words(n)}" for n in impact.needed
    ]
    words = [f"{impact.sentence()}.", *(f"{w}." for w in impact_papers.basis_words(impact))]
    words += [f"{impact_papers.NOT_FINAL}."] * impact.open
    words += [f"{impact_papers.REUSED}: {'; '.join(impact.reused)}."] * bool(impact.reused)
    return Section("tac-dong", "Tác động", tuple(words), tuple(tables), (*needed, *impact.notes))


def _why(u: UnitImpact) -> str:
    return "\n".join(impact_papers.why(u, named_only=True))


def _unit_links(
    version: Version, u: UnitImpact
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[int, str], ...]]:
    """Links to the clauses that move a unit, and the words before the first of each kind: level, points, place."""
    assert version.amendment is not None
    links: list[tuple[str, str]] = []
    heads: list[tuple[int, str]] = []
    for cause in u.causes:
        either = f" ({impact_papers.EITHER})" if cause.either else ""
        heads.append((len(links), f"{cause.what}{either}:"))
        named = {w.partition(":")[0] for e in cause.effects for w in e.clauses}
        clauses = (c.at for c in version.amendment.clauses if c.at.name in named)
        links += [(str(c.number), _to_clause(c)[1]) for c in clauses]
    return tuple(links), tuple(heads)


def _bounds(bounds: Bounds) -> Section:
    tables = []
    for block in bounds.blocks:
        titles = impact_papers.reach_titles(block)
        cells = (impact_papers.reach_words(u, block)[: len(titles)] for u in block.units)
        rows = tuple(Row(c, strong=u.possible) for c, u in zip(cells, block.units, strict=True))
        tables.append(Table(block.name, titles, rows))
    words = f"Không có số liệu: xét theo khoảng. {bounds.sentence()}."
    return Section("tac-dong", "Tác động", (words,), tuple(tables), tuple(bounds.notes))
