"""A block made whole: the common part read as if written at its start, names declared, every statement lowered."""

from __future__ import annotations

from fractions import Fraction

from attrs import define, evolve, field

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.criteria import (
    figure_of,
    lower_method,
    ticked_figure,
    tree_of,
    with_relation,
)
from cqdt_rules.check.examples import example_of
from cqdt_rules.check.expressions import (
    Named,
    Scope,
    count_of_decimals,
    declare_built_in,
    kind_of,
    rounding_step,
)
from cqdt_rules.check.outline import CriterionDraft, Part, Said, place
from cqdt_rules.check.rankings import ranking_name, with_rankings
from cqdt_rules.check.report import Report
from cqdt_rules.check.rules import (
    all_fixed_points,
    check_exclusions,
    check_fixed_points,
    exclusion_of,
    rule_of,
)
from cqdt_rules.check.scales import level_texts, once, rated_by, scale_name, scales_of
from cqdt_rules.check.weights import stated_maximum, weight_of, with_factors
from cqdt_rules.diagnostics import Code, Severity
from cqdt_rules.numbers import Rounding, fold, format_number
from cqdt_rules.scheme import Kind

_HEADINGS = ("đơn vị", "tên đơn vị", "cơ quan", "tên cơ quan", "khối", "stt", "tt", "số thứ tự")


@define
class _Drafts:
    """The statements of a block by what they say; those of the block itself replace common ones of the same name."""

    figures: list[Said] = field(factory=list)
    definitions: dict[str, Said] = field(factory=dict)
    scales: dict[str, tuple[Said, list[Said]]] = field(factory=dict)
    exclusions: list[Said] = field(factory=list)
    fixed: list[Said] = field(factory=list)
    no_evidence: list[Said] = field(factory=list)
    roundings: list[Said] = field(factory=list)
    converted: list[Said] = field(factory=list)
    typed_decimals: syntax.TypedDecimals | None = None
    rankings: dict[str, Said] = field(factory=dict)
    score_rounds: Said | None = None
    result_round: Said | None = None
    not_ranked: list[Said] = field(factory=list)
    not_assessed: list[Said] = field(factory=list)
    examples: list[Said] = field(factory=list)
    full_maximum: syntax.FullMaximum | None = None


# Statements of which a block may have any number, and the list that takes them.
_LISTS: dict[type[syntax.Node], str] = {
    syntax.Figure: "figures",
    syntax.UnitWord: "figures",
    syntax.Exclusion: "exclusions",
    syntax.ZeroPoints: "fixed",
    syntax.FullPoints: "fixed",
    syntax.NoEvidence: "no_evidence",
    syntax.Converted: "converted",
    syntax.RoundEach: "roundings",
    syntax.NotRanked: "not_ranked",
    syntax.NotAssessed: "not_assessed",
    syntax.Example: "examples",
}


def build_block(
    report: Report, before: list[Part], own: Part | None, head: syntax.Statement
) -> s.Block:
    """A block from what holds for it too (the common part, a block that it is like) and its own part.

    `own` is None for a scheme without blocks, which is one block.
    """
    drafts = _Drafts()
    for part in (*before, *([own] if own is not None else [])):
        _gather(report, drafts, part)
    where = s.Place(report.source, own.title.span if own and own.title else head.span)
    nodes = _criteria_of(report, before, own)
    by_code = {d.code: d for d in reversed(nodes)}  # of two with one code, the first stands
    full = drafts.full_maximum.points.value if drafts.full_maximum else None
    scope = Scope(report)
    criteria = with_factors(report, tree_of(report, nodes), by_code, full)
    scope.criteria = {c.code: c for c in criteria}
    figures = _declare(report, scope, drafts, nodes)
    lowered, exclusions = _lower_criteria(report, scope, drafts, by_code, figures)
    fixed = all_fixed_points(report, scope, (*drafts.fixed, *drafts.no_evidence), by_code, figures)
    block = s.Block(
        name=own.title.text if own and own.title else "",
        place=where,
        criteria=tuple(lowered),
        figures=tuple(figures),
        definitions=tuple(_definition(report, scope, said) for said in drafts.definitions.values()),
        exclusions=tuple(x for x in exclusions if x.codes),
        scales=tuple(
            made
            for head, levels in drafts.scales.values()
            for made in scales_of(report, scope, head, levels)
        ),
        not_ranked=tuple(rule_of(report, scope, said) for said in drafts.not_ranked),
        not_assessed=tuple(rule_of(report, scope, said) for said in drafts.not_assessed),
        full_maximum=full,
        fixed_points=tuple(x for x in fixed if x.codes),
        typed_decimals=_typed_decimals(report, drafts),
        converted=bool(drafts.converted),
    )
    rounds = (drafts.score_rounds, drafts.result_round)
    block = with_rankings(report, scope, block, own, [*drafts.rankings.values()], rounds)
    weighted = any(weight_of(by_code[c.code]) for c in block.roots)
    return _checked(report, scope, drafts, block, weighted=weighted)


def _checked(
    report: Report, scope: Scope, drafts: _Drafts, block: s.Block, *, weighted: bool
) -> s.Block:
    """A block with what all its statements asked for, once its parts agree; then its examples."""
    block = evolve(block, over_block=tuple(scope.over_block.values()))
    if not weighted:
        _check_full_maximum(report, block, drafts.full_maximum)
    _check_maxima_stated(report, block)
    check_exclusions(report, block)
    check_fixed_points(report, block)
    examples = tuple(example_of(report, scope, said, block) for said in drafts.examples)
    return evolve(block, examples=examples, below=tuple(scope.below.values()))


def _criteria_of(report: Report, before: list[Part], own: Part | None) -> list[CriterionDraft]:
    """The criteria of all parts; one that the block states again stands in the place of the one it is like."""
    mine = {d.code: d for d in reversed(own.criteria)} if own is not None else {}
    alike = [d for part in before[1:] for d in part.criteria]
    restated = {d.code for d in alike} & set(mine)
    for code in restated:
        shown = f"{mine[code].body.kind.text} {code}"
        message = f"{shown} của khối này thay cho {shown} của khối mà nó áp dụng theo"
        report.note(Code.RESTATED, message, mine[code].body)
    common = before[0].criteria if before else []
    kept = [mine.get(d.code, d) if d.code in restated else d for d in alike]
    new = [d for d in own.criteria if d.code not in restated] if own is not None else []
    return [*common, *kept, *new]


def _rounded(scope: Scope, drafts: _Drafts, c: s.Criterion) -> s.Criterion:
    """A criterion whose computed points are rounded: `làm tròn điểm từng tiêu chí đến …`."""
    for said in drafts.roundings:
        body = said.body
        assert isinstance(body, syntax.RoundEach)
        if fold(body.phrase.text) == f"làm tròn điểm từng {fold(c.kind)}" and c.points is not None:
            step = rounding_step(scope.report, body.to)
            points = s.Apply("làm tròn", (c.points,), (step, Rounding.HALF_UP))
            return evolve(c, points=points)
    return c


def _typed_decimals(report: Report, drafts: _Drafts) -> int | None:
    if drafts.typed_decimals is None:
        return None
    return count_of_decimals(report, drafts.typed_decimals.count)


def _lower_criteria(
    report: Report,
    scope: Scope,
    all_drafts: _Drafts,
    drafts: dict[str, CriterionDraft],
    figures: list[s.Figure],
) -> tuple[list[s.Criterion], list[s.Exclusion]]:
    """The criteria with their points, and every exclusion; figures that they ask for are added."""
    lowered: list[s.Criterion] = []
    exclusions: list[s.Exclusion] = []
    for c in list(scope.criteria.values()):
        made, more = lower_method(report, scope, c, drafts[c.code])
        lowered.append(_rounded(scope, all_drafts, made))
        figures += more
        exclusions += [
            exclusion_of(report, scope, said, c)
            for said in drafts[c.code].under
            if isinstance(said.body, syntax.Exclusion)
        ]
    exclusions += [exclusion_of(report, scope, said, None) for said in all_drafts.exclusions]
    return lowered, exclusions


# ---- gathering


def _gather(report: Report, drafts: _Drafts, part: Part) -> None:
    own_names: dict[str, syntax.Node] = {}
    scale: list[Said] | None = None
    for said in part.others:
        body = said.body
        match body:
            case syntax.Definition() | syntax.DefinitionByCases():
                key, shown = f"công thức {fold(body.name.text)}", f"công thức “{body.name.text}”"
                once(report, own_names, key, body.name, shown)
                _tell_restated(
                    report, part, fold(body.name.text) in drafts.definitions, body, shown
                )
                drafts.definitions[fold(body.name.text)] = said
            case syntax.Scale():
                scale = _start_scale(report, drafts, part, own_names, said)
            case (
                syntax.Level()
                | syntax.Rest()
                | syntax.Cap()
                | syntax.Demotion()
                | syntax.Veto()
                | syntax.Quota()
            ):
                scale = _scale_for(report, drafts, scale, body)
                if scale is not None:
                    scale.append(said)
            case syntax.TypedDecimals():
                drafts.typed_decimals = body
            case syntax.Ranking() | syntax.ScoreRounds() | syntax.ResultRound():
                _add_ranking(report, drafts, part, own_names, said)
            case syntax.FullMaximum():
                once(report, own_names, "thang điểm", body, "thang điểm")
                drafts.full_maximum = body
            case _ if type(body) in _LISTS:
                getattr(drafts, _LISTS[type(body)]).append(said)
            case _:
                _not_for_a_block(report, body)


def _add_ranking(
    report: Report, drafts: _Drafts, part: Part, own_names: dict[str, syntax.Node], said: Said
) -> None:
    if not isinstance(said.body, syntax.Ranking):
        _add_rounds(report, drafts, own_names, said)
        return
    name = ranking_name(said.body)
    shown = f"xếp hạng “{name}”" if name else "xếp hạng"
    once(report, own_names, f"xếp hạng {fold(name)}", said.body, shown)
    _tell_restated(report, part, fold(name) in drafts.rankings, said.body, shown)
    drafts.rankings[fold(name)] = said


def _add_rounds(
    report: Report, drafts: _Drafts, own_names: dict[str, syntax.Node], said: Said
) -> None:
    scored = isinstance(said.body, syntax.ScoreRounds)
    shown = "các lần chấm" if scored else "kết quả lấy theo"
    once(report, own_names, shown, said.body, f"câu “{shown}”")
    if scored:
        drafts.score_rounds = said
    else:
        drafts.result_round = said


def _start_scale(
    report: Report, drafts: _Drafts, part: Part, own_names: dict[str, syntax.Node], said: Said
) -> list[Said]:
    """The list that takes the levels of a scale."""
    body = said.body
    assert isinstance(body, syntax.Scale)
    name = scale_name(body)
    shown = f"xếp loại {name}".strip()
    once(report, own_names, f"xếp loại {name}", body, shown)
    _tell_restated(report, part, name in drafts.scales, body, shown)
    levels: list[Said] = []
    drafts.scales[name] = (said, levels)
    return levels


def _tell_restated(report: Report, part: Part, before: bool, body: syntax.Node, shown: str) -> None:
    """A block's own statement stands in place of the common one: said, so that nobody overlooks it."""
    if part.title is not None and before:
        message = f"{shown} của khối này thay cho câu cùng tên ở phần chung"
        report.note(Code.RESTATED, message, body)


def _scale_for(
    report: Report, drafts: _Drafts, scale: list[Said] | None, body: syntax.Node
) -> list[Said] | None:
    """The scale above a level; a cap may stand after other statements and means the only scale."""
    lowers = isinstance(body, syntax.Cap | syntax.Demotion | syntax.Veto | syntax.Quota)
    if scale is None and lowers and len(drafts.scales) == 1:
        return next(iter(drafts.scales.values()))[1]
    if scale is None:
        report.error(
            Code.MISPLACED,
            "câu này phải đứng dưới câu “xếp loại”",
            body,
            "thêm một dòng “xếp loại” ở trên",
        )
    return scale


def _not_for_a_block(report: Report, body: syntax.Node) -> None:
    if isinstance(
        body,
        syntax.Evidence
        | syntax.Guidance
        | syntax.Basis
        | syntax.Issuer
        | syntax.Hole
        | syntax.LikeBlock,
    ):
        return
    report.error(
        Code.MISPLACED,
        "câu này không thuộc về một bộ tiêu chí",
        body,
        "câu về đơn vị, phụ lục, bảng thuộc tệp công nhận kết quả",
    )


# ---- names


def _declare(
    report: Report, scope: Scope, drafts: _Drafts, nodes: list[CriterionDraft]
) -> list[s.Figure]:
    """Every name of the block; gives the figures declared."""
    declare_built_in(scope)
    figures = _declare_figures(report, scope, drafts, nodes)
    for key, said in drafts.definitions.items():
        assert isinstance(said.body, syntax.Definition | syntax.DefinitionByCases)
        _refuse_taken(report, scope, said.body.name)
        shown = said.body.name.text
        scope.add(shown, Named(key, Kind.NUMBER, shown))
    scope.ticked = {
        c.code: ticked_figure(c)
        for c in scope.criteria.values()
        for draft in nodes
        if draft.code == c.code
        and any(isinstance(x.body, syntax.PassFail | syntax.Requirement) for x in draft.under)
    }
    for name, (head, levels) in drafts.scales.items():
        assert isinstance(head.body, syntax.Scale)
        if isinstance(head.body.name, syntax.EachKind):
            for c in rated_by(scope, head.body.name):
                scope.own_scales[c.code] = level_texts(levels)
            continue
        scope.add(
            s.level_key(name),
            Named(s.level_key(name), Kind.LEVEL, s.level_key(name), level_texts(levels)),
        )
    return figures


def _declare_figures(
    report: Report, scope: Scope, drafts: _Drafts, nodes: list[CriterionDraft]
) -> list[s.Figure]:
    given = [(figure_of(report, said, ""), said) for said in drafts.figures]
    for draft in nodes:
        given += [
            (figure_of(report, said, draft.code), said)
            for said in draft.under
            if isinstance(said.body, syntax.Figure)
        ]
    seen: dict[str, s.Figure] = {}
    for f, _ in given:
        if fold(f.name) in _HEADINGS:
            message = f"“{f.name}” là tên một cột có sẵn của bảng số liệu"
            report.error(Code.DUPLICATE, message, f.place.span, "đặt tên khác cho số liệu này")
        if f.key in seen:
            report.error(
                Code.DUPLICATE,
                f"số liệu “{f.name}” đã có ở trên",
                f.place.span,
                "bỏ một trong hai câu",
                ((seen[f.key].place.span, "câu trước"),),
            )
        seen[f.key] = f
        owner = scope.criteria.get(f.code)
        shown = f"{f.name} của {owner.name}" if owner else f.name
        if f.key not in {n.key for n in scope.names.get(fold(f.name), [])}:
            kind = kind_of(f)
            scope.add(f.name, Named(f.key, kind, shown, yes_no=f.kind == "YES_NO"))
    said_of = {f.key: said for f, said in given}
    return [with_relation(report, scope, f, said_of[key]) for key, f in seen.items()]


def _refuse_taken(report: Report, scope: Scope, name: syntax.Name) -> None:
    taken = scope.names.get(fold(name.text))
    if taken and not taken[0].key.endswith("]"):
        report.error(
            Code.DUPLICATE,
            f"“{name.text}” đã là tên của một đại lượng khác",
            name,
            "chọn tên khác",
        )


# ---- lowering


def _definition(report: Report, scope: Scope, said: Said) -> s.Definition:
    body = said.body
    if isinstance(body, syntax.Definition):
        value = scope.limited(scope.number(body.value), body.limits)
        return s.Definition(body.name.text, value, place(report, said))
    assert isinstance(body, syntax.DefinitionByCases)
    items = [c for c in body.clauses if isinstance(c, syntax.Item)]
    limits = [c for c in body.clauses if not isinstance(c, syntax.Item)]
    parts: list[s.Expression] = []
    for item in items:
        value = scope.limited(scope.number(item.points), item.limits)
        parts += (
            [value]
            if isinstance(item.head, syntax.Otherwise)
            else [scope.at(item, scope.condition(item.head)), value]
        )
    value = scope.limited(s.Apply("trường hợp", tuple(parts)), limits)
    return s.Definition(body.name.text, value, place(report, said))


def _check_full_maximum(
    report: Report, block: s.Block, declared: syntax.FullMaximum | None
) -> None:
    maxima = [c.maximum for c in block.roots]
    if declared is None or None in maxima or not maxima:
        return
    total = sum((m for m in maxima if m is not None), Fraction(0))
    if total != declared.points.value:
        report.error(
            Code.MAXIMUM_SUM,
            f"thang điểm là {format_number(declared.points.value)} nhưng các phần cộng lại được {format_number(total)}",
            declared.points,
            "sửa thang điểm hoặc điểm tối đa của các phần",
            tuple(
                (c.place.span, f"{format_number(c.maximum or Fraction(0))} điểm")
                for c in block.roots
            ),
        )


def _check_maxima_stated(report: Report, block: s.Block) -> None:
    """Either every root states its maximum, or none does (and `thang điểm` may say the whole)."""
    criteria = list(block.criteria)
    stated = {c.code: stated_maximum(c.code, criteria) for c in block.roots}
    lacking = [c for c in block.roots if stated[c.code] is None]
    if lacking and len(lacking) < len(stated):
        report.at_place(
            Code.MAXIMUM_MISSING,
            Severity.ERROR,
            f"{lacking[0].name} chưa có điểm tối đa, trong khi các phần bên cạnh có",
            lacking[0].place,
            "ghi “tối đa … điểm” cho mọi phần, hoặc không phần nào",
        )


# ---- worked examples
