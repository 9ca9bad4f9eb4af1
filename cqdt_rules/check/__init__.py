"""Trees to a scheme and a round: names, kinds, circles, gaps; what is wrong with a draft is found while it is a draft."""

from __future__ import annotations

from attrs import evolve, frozen

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.blocks import build_block
from cqdt_rules.check.conditions import check_conditions, check_left_out
from cqdt_rules.check.contexts import contexts_of
from cqdt_rules.check.figures import (
    check_days,
    check_divisions,
    check_roundings,
    unused_extras,
    unused_figures,
)
from cqdt_rules.check.levels import check_cases, check_scales
from cqdt_rules.check.outline import Part, Said, like_blocks, outline, with_notes
from cqdt_rules.check.rankings import resolve_below
from cqdt_rules.check.report import Report
from cqdt_rules.check.rounds import build_round
from cqdt_rules.check.unrounded import check_unrounded, check_weights_spread
from cqdt_rules.check.worlds import Worlds
from cqdt_rules.diagnostics import Code, Diagnostic, Label, Outcome, Severity, in_order
from cqdt_rules.graph import Circle, Graph, Taken
from cqdt_rules.numbers import fold, parse_date

_HEADS = (
    syntax.SchemeHead,
    syntax.RoundHead,
    syntax.AmendmentHead,
    syntax.RoundAmendmentHead,
)
_ABOUT_THE_FILE = (
    syntax.IssuedWith,
    syntax.Years,
    syntax.Effective,
    syntax.InForceOnSigning,
    syntax.Issuer,
    syntax.Basis,
    syntax.Hole,
)


@frozen
class Checked:
    """A scheme with its round; either may be absent."""

    scheme: s.Scheme | None
    round: s.Round | None


def check(trees: tuple[syntax.Tree, ...]) -> Outcome[Checked]:
    """The scheme and the round of a ruleset's files, and every mistake found in them."""
    found: list[Diagnostic] = []
    schemes: list[s.Scheme] = []
    waiting: list[syntax.Tree] = []
    for tree in trees:
        head = _head(tree)
        report = Report(tree.source)
        _check_days(report, tree)
        match head:
            case syntax.SchemeHead():
                schemes.append(_scheme(report, tree, head))
            case syntax.RoundHead():
                waiting.append(tree)
            case _:
                _neither(report, tree, head)
        found += _not_consequences(tree, report.found)
    found += _more_than_one(schemes)
    scheme = schemes[0] if schemes else None
    rounds: list[s.Round] = []
    for tree in waiting:
        report = Report(tree.source)
        rounds.append(build_round(report, [*_saids(report, tree)], scheme))
        found += _not_consequences(tree, report.found)
    whole = not any(tree.lost for tree in trees)  # what was not read may be what uses a figure
    if scheme is not None and whole and all(d.severity is not Severity.ERROR for d in found):
        found += unused_figures(scheme, rounds[0] if rounds else None)
        found += unused_extras(scheme, rounds[0] if rounds else None)
    if len(rounds) > 1:
        found.append(
            Diagnostic(
                Code.DUPLICATE,
                "thư mục có hai tệp công nhận kết quả",
                place=rounds[1].source.name,
                help="mỗi thư mục là một đợt đánh giá",
            )
        )
    return Outcome(Checked(scheme, rounds[0] if rounds else None), in_order(found))


def _neither(report: Report, tree: syntax.Tree, head: syntax.Node | None) -> None:
    """A file that is no scheme and no round."""
    first_line = 'dòng đầu là: bộ tiêu chí "Tên bộ tiêu chí"'
    if head is not None:
        return  # an amendment means nothing by itself: what it amends is found before
    if tree.statements:
        message = "tệp không mở đầu bằng “bộ tiêu chí …”"
        report.error(Code.NO_SCHEME, message, tree.statements[0].body, first_line)
    else:
        name = tree.source.name
        report.found.append(
            Diagnostic(Code.NO_SCHEME, "tệp không có câu nào", place=name, help=first_line)
        )


_CONSEQUENCES = {
    (
        "khối",
        "nhóm",
        "lĩnh vực",
        "trụ cột",
        "mục",
        "chỉ số",
        "tiêu chí",
        "chỉ tiêu",
        "điểm",
        "thang",
    ): {
        Code.EMPTY_GROUP,
        Code.ORPHAN_CRITERION,
        Code.UNKNOWN_CRITERION,
        Code.UNKNOWN_BLOCK,
        Code.MAXIMUM_SUM,
        Code.MAXIMUM_MISSING,
        Code.MISPLACED,
        Code.DUPLICATE,
    },
    ("xếp loại", "mức", "còn lại"): {
        Code.NO_LEVEL_LEFT,
        Code.UNKNOWN_LEVEL,
        Code.LEVEL_GAP,
        Code.MISPLACED,
    },
    ("phụ lục", "bảng", "khối", "đơn vị"): {Code.MISPLACED, Code.UNIT_MISSING, Code.UNKNOWN_UNIT},
    ("bộ tiêu chí", "công nhận", "sửa đổi"): {Code.NO_SCHEME},
}


def _not_consequences(tree: syntax.Tree, found: list[Diagnostic]) -> list[Diagnostic]:
    """Without what only follows from a statement that could not be read and was told already."""
    hidden = {
        code
        for openings, codes in _CONSEQUENCES.items()
        for code in codes
        if any(words.startswith(openings) for words in tree.lost)
    }
    unread = fold("\n".join(tree.lost))

    def follows(d: Diagnostic) -> bool:
        if d.code is Code.UNKNOWN_NAME and d.labels:
            return fold(tree.source.at(d.labels[0].span)).strip('"“”') in unread
        return d.code in hidden

    return [d for d in found if not follows(d)]


def _head(tree: syntax.Tree) -> syntax.Node | None:
    heads = [st.body for st in tree.statements if isinstance(st.body, _HEADS)]
    return heads[0] if heads else None


def _saids(report: Report, tree: syntax.Tree) -> list[Said]:
    """A round's statements with their citations, the head first."""
    saids = with_notes(report, tree.statements)
    return [x for x in saids if isinstance(x.body, syntax.RoundHead)][:1] + [
        x for x in saids if not isinstance(x.body, syntax.RoundHead)
    ]


def _check_days(report: Report, tree: syntax.Tree) -> None:
    """Days of force that no calendar has."""
    for statement in tree.statements:
        for node in syntax.walk(statement.body):
            in_force = isinstance(statement.body, syntax.Effective)
            if in_force and isinstance(node, syntax.Date) and parse_date(node.text) is None:
                report.error(Code.WRONG_KIND, f"không có ngày {node.text}", node, "sửa ngày")


def _more_than_one(schemes: list[s.Scheme]) -> list[Diagnostic]:
    return [
        Diagnostic(
            Code.DUPLICATE,
            "thư mục có hai bộ tiêu chí",
            place=other.source.name,
            help=f"bộ tiêu chí kia ở {schemes[0].source.name}; mỗi thư mục có một",
        )
        for other in schemes[1:]
    ]


def _scheme(report: Report, tree: syntax.Tree, head: syntax.SchemeHead) -> s.Scheme:
    bodies = [st.body for st in tree.statements]
    _check_one_head(report, bodies, head)
    issued = [b.decision.text for b in bodies if isinstance(b, syntax.IssuedWith)]
    years = [b for b in bodies if isinstance(b, syntax.Years)]
    last = years[-1].last if years else None
    amended = [x for b in bodies if isinstance(b, syntax.Amended) for x in b.since]
    for later in (x for x in amended if isinstance(x, syntax.Years)):
        kept = last is not None and last.value >= later.first.value
        years, last = [*years, later], later.last or (last if kept else None)
    saids = with_notes(report, tree.statements)
    rest = [x for x in saids if not isinstance(x.body, (*_HEADS, *_ABOUT_THE_FILE))]
    common, parts = outline(report, rest)
    _check_block_names(report, parts)
    start = tree.statements[0]
    built: list[s.Block] = []
    own: list[Part | None] = [*parts] or [None]
    found: list[list[Diagnostic]] = []
    for part in own:
        before = len(report.found)
        inherited = [common, *(like_blocks(report, part, parts) if part else [])]
        built.append(build_block(report, inherited, part, start))
        _check_block(report, built[-1], report.found[before:])
        found.append(report.found[before:])
        del report.found[before:]
    first = parts[0].title.span.start if parts and parts[0].title else 0
    report.found += _of_all_blocks(found, [b.name for b in built], first)
    built = resolve_below(report, built)
    return s.Scheme(
        head.title.text,
        issued[-1] if issued else "",
        int(years[-1].first.value) if years else None,
        int(last.value) if last is not None else None,
        tuple(built),
        tuple(b.text.text for b in bodies if isinstance(b, syntax.Hole)),
        tuple(b.text.text for b in bodies if isinstance(b, syntax.Unstated)),
        tree.source,
    )


_OF_EVERY_BLOCK = {Code.CONDITION_ALWAYS, Code.CONDITION_NEVER, Code.CASE_HIDDEN}


def _of_all_blocks(found: list[list[Diagnostic]], names: list[str], first: int) -> list[Diagnostic]:
    """What was found in each block: of the common part once, with the blocks where it is so.

    A condition of the common part need not concern every block: it is idle only where it is so in all.
    """
    told: list[Diagnostic] = []
    common: dict[tuple[Code, tuple[Label, ...]], list[tuple[str, Diagnostic]]] = {}
    for name, diagnostics in zip(names, found, strict=True):
        for d in diagnostics:
            if d.labels and d.labels[0].span.start < first:
                common.setdefault((d.code, d.labels), []).append((name, d))
            else:
                told.append(d)
    for (code, _), finds in common.items():
        blocks = list(dict.fromkeys(name for name, _ in finds))
        if len(blocks) == len(names):
            told.append(finds[0][1])
        elif code not in _OF_EVERY_BLOCK and finds[0][1].severity is not Severity.NOTE:
            where = ", ".join(f"“{name}”" for name in blocks)
            told.append(evolve(finds[0][1], message=f"{finds[0][1].message} (khối {where})"))
        elif finds[0][1].severity is Severity.NOTE:
            told += [d for _, d in finds]
    return told


def _check_one_head(report: Report, bodies: list[syntax.Node], head: syntax.SchemeHead) -> None:
    for other in bodies:
        if isinstance(other, syntax.SchemeHead) and other is not head:
            report.error(
                Code.DUPLICATE,
                "một tệp chỉ có một bộ tiêu chí",
                other,
                "chuyển sang tệp khác",
                ((head.span, "bộ tiêu chí của tệp này"),),
            )


def _check_block_names(report: Report, parts: list[Part]) -> None:
    seen: dict[str, syntax.Quoted] = {}
    for part in parts:
        assert part.title is not None
        if fold(part.title.text) in seen:
            report.error(
                Code.DUPLICATE,
                f"khối “{part.title.text}” đã có ở trên",
                part.title,
                "gộp hai khối lại",
                ((seen[fold(part.title.text)].span, "khối trước"),),
            )
        seen[fold(part.title.text)] = part.title


def _check_block(report: Report, block: s.Block, found: list[Diagnostic]) -> None:
    """What needs the whole graph: circles, then levels."""
    if not block.criteria:
        report.at_place(
            Code.EMPTY_GROUP,
            Severity.ERROR,
            f"khối “{block.name}” không có tiêu chí nào"
            if block.name
            else "bộ tiêu chí không có tiêu chí nào",
            block.place,
            'thêm các dòng tiêu chí, thí dụ: nhóm 1 "Nhận thức" tối đa 8 điểm',
        )
        return
    if any(d.severity is Severity.ERROR for d in found):
        return
    try:
        graph = Graph.of(block)
    except Circle as circle:
        report.found.append(_circle(report, block, circle))
        return
    except Taken as taken:
        place = taken.place or block.place
        message = f"“{taken.key}” đã là tên của một đại lượng khác"
        report.at_place(Code.DUPLICATE, Severity.ERROR, message, place, "chọn tên khác")
        return
    check_unrounded(report, graph)
    check_weights_spread(report, block)
    worlds = Worlds(graph)
    contexts = contexts_of(graph)
    check_scales(report, worlds, contexts)
    check_cases(report, worlds, contexts)
    check_conditions(report, worlds, contexts)
    check_left_out(report, worlds)
    check_divisions(report, worlds, contexts)
    check_roundings(report, worlds)
    check_days(report, block)


def _circle(report: Report, block: s.Block, circle: Circle) -> Diagnostic:
    """A circle told as a walk, each step a rule."""
    places = {d.name.lower(): d.place for d in block.definitions}
    shown = [k for k in circle.keys if " #" not in k]
    labels = [Label(places[k].span) for k in dict.fromkeys(shown) if k in places]
    labels = labels or [Label(x.place.span) for x in block.exclusions] or [Label(block.place.span)]
    walk = " cần ".join(f"“{k}”" for k in reversed(shown))
    return Diagnostic(
        Code.CIRCLE,
        f"tính vòng tròn: {walk}",
        source=report.source,
        labels=tuple(labels),
        help="điều kiện không tính điểm chỉ dùng số liệu và thông tin đơn vị, không dùng điểm; công thức không dùng chính nó",
    )
