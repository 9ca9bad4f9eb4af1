"""A block made whole: the common part read as if written at its start, names declared, every statement lowered."""

from __future__ import annotations

from fractions import Fraction

from attrs import define, evolve, field

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.criteria import figure_key, figure_of, lower_method, stated_maximum, tree_of
from cqdt_rules.check.expressions import Named, Scope, declare_built_in
from cqdt_rules.check.outline import CriterionDraft, Part, Said, place
from cqdt_rules.check.report import Report
from cqdt_rules.diagnostics import Code, Severity, nearest
from cqdt_rules.numbers import fold, format_number
from cqdt_rules.scheme import Kind

_HEADINGS = ("đơn vị", "tên đơn vị", "cơ quan", "tên cơ quan", "khối", "stt", "tt", "số thứ tự")

_NOT_YET = {
    syntax.ZeroPoints: "tính 0 điểm",
    syntax.FullPoints: "tính điểm tối đa",
}


@define
class _Drafts:
    """The statements of a block by what they say; those of the block itself replace common ones of the same name."""

    figures: list[Said] = field(factory=list)
    definitions: dict[str, Said] = field(factory=dict)
    scales: dict[str, tuple[Said, list[Said]]] = field(factory=dict)
    exclusions: list[Said] = field(factory=list)
    ranking: Said | None = None
    not_ranked: list[Said] = field(factory=list)
    not_assessed: list[Said] = field(factory=list)
    examples: list[Said] = field(factory=list)
    full_maximum: syntax.FullMaximum | None = None


def build_block(report: Report, common: Part, own: Part | None, head: syntax.Statement) -> s.Block:
    """A block from the common part and its own (None: a scheme without blocks is one block)."""
    drafts = _Drafts()
    _gather(report, drafts, common)
    if own is not None:
        _gather(report, drafts, own)
    where = s.Place(report.source, own.title.span if own and own.title else head.span)
    nodes = [*common.criteria, *(own.criteria if own else [])]
    criteria = tree_of(report, nodes)
    scope = Scope(report)
    scope.criteria = {c.code: c for c in criteria}
    figures = _declare(report, scope, drafts, nodes)
    lowered, exclusions = _lower_criteria(report, scope, nodes, figures)
    exclusions += [_exclusion(report, scope, said, None) for said in drafts.exclusions]
    block = s.Block(
        name=own.title.text if own and own.title else "",
        place=where,
        criteria=tuple(lowered),
        figures=tuple(figures),
        definitions=tuple(_definition(report, scope, said) for said in drafts.definitions.values()),
        exclusions=tuple(x for x in exclusions if x.codes),
        scales=tuple(
            _scale(report, scope, head, levels) for head, levels in drafts.scales.values()
        ),
        ranking=_ranking(report, scope, drafts.ranking),
        not_ranked=tuple(_rule(report, scope, said) for said in drafts.not_ranked),
        not_assessed=tuple(_rule(report, scope, said) for said in drafts.not_assessed),
        full_maximum=drafts.full_maximum.points.value if drafts.full_maximum else None,
    )
    _check_full_maximum(report, block, drafts.full_maximum)
    _check_maxima_stated(report, block)
    block = evolve(block, exclusions=_checked_exclusions(report, block))
    return evolve(
        block, examples=tuple(_example(report, scope, said, block) for said in drafts.examples)
    )


def _lower_criteria(
    report: Report, scope: Scope, nodes: list[CriterionDraft], figures: list[s.Figure]
) -> tuple[list[s.Criterion], list[s.Exclusion]]:
    """The criteria with their points, and the exclusions under them; figures they ask for are added."""
    lowered: list[s.Criterion] = []
    exclusions: list[s.Exclusion] = []
    drafts = {d.code: d for d in reversed(nodes)}  # of two with one code, the first stands
    for c in list(scope.criteria.values()):
        made, more = lower_method(report, scope, c, drafts[c.code])
        lowered.append(made)
        figures += more
        exclusions += [
            _exclusion(report, scope, said, c)
            for said in drafts[c.code].under
            if isinstance(said.body, syntax.Exclusion)
        ]
    return lowered, exclusions


# ---- gathering


def _gather(report: Report, drafts: _Drafts, part: Part) -> None:
    own_names: dict[str, syntax.Node] = {}
    scale: list[Said] | None = None
    for said in part.others:
        body = said.body
        match body:
            case syntax.Figure() | syntax.UnitWord():
                drafts.figures.append(said)
            case syntax.Definition() | syntax.DefinitionByCases():
                key, shown = f"công thức {fold(body.name.text)}", f"công thức “{body.name.text}”"
                _once(report, own_names, key, body.name, shown)
                _tell_restated(
                    report, part, fold(body.name.text) in drafts.definitions, body, shown
                )
                drafts.definitions[fold(body.name.text)] = said
            case syntax.Scale():
                scale = _start_scale(report, drafts, part, own_names, said)
            case syntax.Level() | syntax.Rest() | syntax.Cap():
                scale = _scale_for(report, drafts, scale, body)
                if scale is not None:
                    scale.append(said)
            case syntax.Exclusion():
                drafts.exclusions.append(said)
            case syntax.Ranking():
                _once(report, own_names, "xếp hạng", body, "xếp hạng")
                _tell_restated(report, part, drafts.ranking is not None, body, "xếp hạng")
                drafts.ranking = said
            case syntax.NotRanked() | syntax.NotAssessed():
                not_ranked = isinstance(body, syntax.NotRanked)
                (drafts.not_ranked if not_ranked else drafts.not_assessed).append(said)
            case syntax.Example():
                drafts.examples.append(said)
            case syntax.FullMaximum():
                _once(report, own_names, "thang điểm", body, "thang điểm")
                drafts.full_maximum = body
            case _:
                _not_for_a_block(report, body)


def _start_scale(
    report: Report, drafts: _Drafts, part: Part, own_names: dict[str, syntax.Node], said: Said
) -> list[Said]:
    """The list that takes the levels of a scale."""
    body = said.body
    assert isinstance(body, syntax.Scale)
    name = _scale_name(body)
    shown = f"xếp loại {name}".strip()
    _once(report, own_names, f"xếp loại {name}", body, shown)
    _tell_restated(report, part, name in drafts.scales, body, shown)
    levels: list[Said] = []
    drafts.scales[name] = (said, levels)
    return levels


def _tell_restated(report: Report, part: Part, before: bool, body: syntax.Node, shown: str) -> None:
    """A block's own statement stands in place of the common one: said, so that nobody overlooks it."""
    if part.title is not None and before:
        message = f"{shown} của khối này thay cho câu cùng tên ở phần chung"
        report.note(Code.RESTATED, message, body)


def _once(
    report: Report, seen: dict[str, syntax.Node], key: str, node: syntax.Node, shown: str
) -> None:
    if key in seen:
        report.error(
            Code.DUPLICATE,
            f"{shown} đã có ở trên",
            node,
            "bỏ một trong hai câu",
            ((seen[key].span, "câu trước"),),
        )
    seen[key] = node


def _scale_for(
    report: Report, drafts: _Drafts, scale: list[Said] | None, body: syntax.Node
) -> list[Said] | None:
    """The scale above a level; a cap may stand after other statements and means the only scale."""
    if scale is None and isinstance(body, syntax.Cap) and len(drafts.scales) == 1:
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
        body, syntax.Evidence | syntax.Guidance | syntax.Basis | syntax.Issuer | syntax.Hole
    ):
        return
    if type(body) in _NOT_YET:
        report.error(Code.NOT_YET, f"“{_NOT_YET[type(body)]}” chưa dùng được trong bản này", body)
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
    for name, (_, levels) in drafts.scales.items():
        scope.add(
            s.level_key(name),
            Named(s.level_key(name), Kind.LEVEL, s.level_key(name), _level_texts(levels)),
        )
    return figures


def _declare_figures(
    report: Report, scope: Scope, drafts: _Drafts, nodes: list[CriterionDraft]
) -> list[s.Figure]:
    figures = [figure_of(report, said, "") for said in drafts.figures]
    for draft in nodes:
        figures += [
            figure_of(report, said, draft.code)
            for said in draft.under
            if isinstance(said.body, syntax.Figure)
        ]
    seen: dict[str, s.Figure] = {}
    for f in figures:
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
        kind = Kind.TEXT if f.kind in ("TEXT", "OPTION") else Kind.NUMBER
        owner = scope.criteria.get(f.code)
        shown = f"{f.name} của {owner.name}" if owner else f.name
        if f.key not in {n.key for n in scope.names.get(fold(f.name), [])}:
            scope.add(f.name, Named(f.key, kind, shown))
    return list(seen.values())


def _refuse_taken(report: Report, scope: Scope, name: syntax.Name) -> None:
    taken = scope.names.get(fold(name.text))
    if taken and not taken[0].key.endswith("]"):
        report.error(
            Code.DUPLICATE,
            f"“{name.text}” đã là tên của một đại lượng khác",
            name,
            "chọn tên khác",
        )


def _level_texts(levels: list[Said]) -> tuple[str, ...]:
    names = [said.body.name.text for said in levels if isinstance(said.body, syntax.Level)]
    rests = [
        t.text for said in levels if isinstance(said.body, syntax.Rest) for t in said.body.text
    ]
    return (*names, *rests)


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


def _exclusion(report: Report, scope: Scope, said: Said, owner: s.Criterion | None) -> s.Exclusion:
    body = said.body
    assert isinstance(body, syntax.Exclusion)
    codes: list[str] = []
    words: list[str] = []
    if body.targets is None:
        if owner is None:
            report.error(
                Code.MISPLACED,
                "câu này không nói rõ không tính điểm tiêu chí nào",
                body,
                "viết tên nội dung hoặc tiêu chí sau “không tính điểm”",
            )
        else:
            codes, words = [owner.code], [f"với {owner.kind} {owner.title or owner.code}"]
    for target in body.targets.items if body.targets else ():
        found, said_as = _target(report, scope, target)
        codes += [c for c in found if c not in codes]
        words.append(said_as)
    scope.criterion = owner
    units, condition = _for_units(scope, body.units, body.when)
    scope.criterion = None
    reason = body.reason.text.text if body.reason else ""
    return s.Exclusion(
        tuple(codes), ", ".join(words), units, condition, reason, place(report, said)
    )


def _target(
    report: Report, scope: Scope, target: syntax.CodeList | syntax.WithoutFigures | syntax.Name
) -> tuple[list[str], str]:
    """The codes that a target names, and how a note says it."""
    if isinstance(target, syntax.WithoutFigures):
        report.error(Code.NOT_YET, "cách nói này chưa dùng được trong bản này", target)
        return [], target.phrase.text
    if isinstance(target, syntax.CodeList):
        found = [c for code in target.codes if (c := scope.find(target.kind, code)) is not None]
        return [c.code for c in found], ", ".join(
            f"với {c.kind} {c.title or c.code}" for c in found
        )
    wanted = fold(target.text)
    carriers = [c for c in scope.criteria.values() if wanted in map(fold, c.contents)]
    if not carriers:
        contents = {name for c in scope.criteria.values() for name in c.contents}
        near = nearest(target.text, contents)
        help_ = (
            f"có phải là “{near}” không?" if near else "đặt “thuộc nội dung …” dưới các tiêu chí ấy"
        )
        report.error(
            Code.UNKNOWN_NAME, f"không tiêu chí nào thuộc nội dung “{target.text}”", target, help_
        )
    return [c.code for c in carriers], target.text


def _for_units(
    scope: Scope, units: syntax.UnitList | syntax.UnitsWith | None, when: syntax.When | None
) -> tuple[tuple[str, ...], s.Expression | None]:
    named = tuple(u.text for u in units.units) if isinstance(units, syntax.UnitList) else ()
    tests = [scope.condition(units.condition)] if isinstance(units, syntax.UnitsWith) else []
    tests += [scope.condition(when.condition)] if when else []
    condition = s.Apply("và", tuple(tests)) if len(tests) > 1 else tests[0] if tests else None
    return named, condition


def _rule(report: Report, scope: Scope, said: Said) -> s.Rule:
    body = said.body
    assert isinstance(body, syntax.NotRanked | syntax.NotAssessed)
    units, condition = _for_units(scope, body.units, body.when)
    return s.Rule(
        units, condition, body.reason.text.text if body.reason else "", place(report, said)
    )


def _scale(report: Report, scope: Scope, head: Said, statements: list[Said]) -> s.Scale:
    assert isinstance(head.body, syntax.Scale)
    name = _scale_name(head.body)
    levels: list[s.Level] = []
    caps: list[s.Level] = []
    rest: str | None = None
    seen: dict[str, syntax.Node] = {}
    for said in statements:
        body = said.body
        if isinstance(body, syntax.Level):
            _once(report, seen, fold(body.name.text), body.name, f"mức {body.name.text}")
            levels.append(
                s.Level(body.name.text, scope.condition(body.condition), place(report, said))
            )
        elif isinstance(body, syntax.Rest):
            _once(report, seen, "còn lại", body, "còn lại")
            rest = body.text[0].text if body.text else ""
        elif isinstance(body, syntax.Cap):
            if fold(body.level.text) not in [fold(x.name) for x in levels]:
                report.error(Code.UNKNOWN_LEVEL, f"không có mức “{body.level.text}”", body.level)
            else:
                caps.append(
                    s.Level(
                        _level_name(levels, body.level.text),
                        scope.condition(body.condition),
                        place(report, said),
                    )
                )
    if rest and fold(rest) in {fold(x.name) for x in levels}:
        help_ = "chọn lời khác cho “còn lại”"
        report.error(Code.DUPLICATE, f"“{rest}” đã là một mức", head.body, help_)
    if not levels:
        report.error(
            Code.NO_LEVEL_LEFT,
            "xếp loại này không có mức nào",
            head.body,
            "thêm các dòng “mức … khi …”",
        )
    whole = evolve(head, unstated=tuple(u for said in (head, *statements) for u in said.unstated))
    return s.Scale(name, tuple(levels), rest, tuple(caps), place(report, whole))


def _scale_name(body: syntax.Scale) -> str:
    """The name of a scale, folded; `từng tiêu chí` for one that each criterion has."""
    if isinstance(body.name, syntax.EachKind):
        return fold(body.name.phrase.text)
    return fold(body.name.text) if body.name else ""


def _level_name(levels: list[s.Level], written: str) -> str:
    """A level's own name, however it is written elsewhere."""
    return next(x.name for x in levels if fold(x.name) == fold(written))


def _ranking(report: Report, scope: Scope, said: Said | None) -> s.Ranking | None:
    if said is None:
        return None
    body = said.body
    assert isinstance(body, syntax.Ranking)
    keys = tuple(
        s.RankKey(
            scope.number(c.value),
            fold(c.direction.text) == "giảm dần",
            " ".join(report.source.at(c.value.span).split()),
        )
        for c in body.clauses
        if isinstance(c, syntax.Key)
    )
    if body.name is not None:
        report.error(
            Code.NOT_YET,
            "nhiều cách xếp hạng trong một khối chưa dùng được trong bản này",
            body.name,
        )
    for clause in body.clauses:
        if isinstance(clause, syntax.Tie) and "quyết định" in fold(clause.phrase.text):
            report.error(
                Code.NOT_YET,
                "thứ hạng theo quyết định của người có thẩm quyền chưa dùng được trong bản này",
                clause,
            )
    within = next((c for c in body.clauses if isinstance(c, syntax.Name)), None)
    return s.Ranking(
        keys, _unit_word_key(report, scope, within) if within else "", place(report, said)
    )


def _unit_word_key(report: Report, scope: Scope, name: syntax.Name) -> str:
    found = [n for n in scope.names.get(fold(name.text), []) if n.kind is Kind.TEXT]
    if not found:
        report.error(
            Code.UNKNOWN_NAME,
            f"không có thông tin đơn vị nào tên là “{name.text}”",
            name,
            "thêm câu “thông tin đơn vị …”",
        )
        return ""
    return found[0].key


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


def _checked_exclusions(report: Report, block: s.Block) -> tuple[s.Exclusion, ...]:
    """The exclusions whose criteria state a maximum and whose conditions read no points."""
    criteria = list(block.criteria)
    points = {s.POINTS, s.MAXIMUM_COUNTED, s.BONUS, s.PENALTY}
    points |= {key(c.code) for c in criteria for key in (s.points_key, s.maximum_key)}
    for rule in block.exclusions:
        lacking = [c for c in rule.codes if stated_maximum(c, criteria) is None]
        role = [c for c in criteria if c.code in rule.codes and c.role]
        if lacking and not role:
            code = Code.MAXIMUM_MISSING
            name = next(c.name for c in criteria if c.code == lacking[0])
            message = f"không tính điểm {name} nhưng không rõ điểm tối đa giảm bao nhiêu"
            report.at_place(
                code, Severity.ERROR, message, rule.place, f"ghi “tối đa … điểm” cho {name}"
            )
        if rule.condition is not None and _keys_of(rule.condition) & points:
            message = "điều kiện không tính điểm không được dựa vào điểm"
            help_ = "chỉ dùng số liệu và thông tin đơn vị"
            report.at_place(Code.WRONG_KIND, Severity.ERROR, message, rule.place, help_)
    return block.exclusions


def _keys_of(e: s.Expression) -> set[str]:
    """The quantities that an expression names."""
    match e:
        case s.Quantity(key):
            return {key}
        case s.Apply(_, arguments):
            return set().union(*(_keys_of(a) for a in arguments)) if arguments else set()
    return set()


# ---- worked examples


def _example(report: Report, scope: Scope, said: Said, block: s.Block) -> s.Example:
    body = said.body
    assert isinstance(body, syntax.Example)
    given: list[tuple[str, Fraction | str, s.Place]] = []
    expected: list[tuple[s.Expression, Fraction | str, s.Place]] = []
    for clause in body.clauses:
        at = s.Place(report.source, clause.span)
        match clause:
            case syntax.Given():
                key = _given_key(report, scope, clause, block)
                if key:
                    given.append((key, _given_value(report, clause, key, block), at))
            case syntax.ExpectedValue():
                expression, _ = scope.anything(clause.value)
                expected.append((expression, _literal(clause.equals), at))
            case syntax.ExpectedLevel():
                expected += _expected_level(report, scope, clause, at)
    return s.Example(body.unit.text, tuple(given), tuple(expected), place(report, said))


def _expected_level(
    report: Report, scope: Scope, clause: syntax.ExpectedLevel, at: s.Place
) -> list[tuple[s.Expression, Fraction | str, s.Place]]:
    named = scope.names.get("mức", [])
    if not named:
        report.error(
            Code.UNKNOWN_NAME,
            "khối này không có một xếp loại duy nhất",
            clause,
            "viết “mức TÊN = …” với tên của xếp loại",
        )
        return []
    if fold(clause.level.text) not in [fold(o) for o in named[0].options]:
        report.error(Code.UNKNOWN_LEVEL, f"không có mức “{clause.level.text}”", clause.level)
        return []
    return [(s.Quantity(named[0].key), clause.level.text, at)]


def _given_key(report: Report, scope: Scope, clause: syntax.Given, block: s.Block) -> str:
    if isinstance(clause.name, syntax.OneCode):
        criterion = scope.find(clause.name.kind, clause.name.code)
        if criterion is None:
            return ""
        own = [f for f in block.figures if f.code == criterion.code]
        made = block.criterion(criterion.code)
        if made is not None and made.points is not None:
            if len(own) == 1:
                return own[0].key
            report.error(
                Code.WRONG_KIND,
                f"{criterion.name} được chấm từ số liệu, không nhập điểm",
                clause.name,
                "cho các số liệu của tiêu chí ấy",
            )
            return ""
        return figure_key("", criterion.code)
    expression, kind = scope.anything(clause.name)
    if isinstance(clause.name, syntax.OverBlock):
        return ""
    name = clause.name.name if isinstance(clause.name, syntax.NameOf) else clause.name
    if kind is Kind.UNKNOWN or not isinstance(expression, s.Quantity):
        return ""
    if expression.key not in {f.key for f in block.figures}:
        report.error(Code.WRONG_KIND, f"“{name.text}” được tính ra, không nhập vào", clause.name)
        return ""
    return expression.key


def _given_value(report: Report, clause: syntax.Given, key: str, block: s.Block) -> Fraction | str:
    """The value of a figure as a sheet would take it: an option by its own text, 80 in a percentage as 80%."""
    value = _literal(clause.value)
    figure = next((f for f in block.figures if f.key == key), None)
    if figure is not None and figure.kind in ("OPTION", "TEXT"):
        own = [o for o in figure.options if isinstance(value, str) and fold(o) == fold(value)]
        if not isinstance(value, str) or (figure.options and not own):
            known = ", ".join(f"“{o}”" for o in figure.options)
            help_ = f"các lựa chọn: {known}" if known else "viết trong ngoặc kép"
            report.error(
                Code.WRONG_KIND, "giá trị này không phải một lựa chọn", clause.value, help_
            )
        return own[0] if own else value
    if isinstance(value, str) and figure is not None and figure.kind == "YES_NO":
        ticked = {"có": 1, "đạt": 1, "không": 0, "không đạt": 0}.get(fold(value))
        if ticked is not None:
            return Fraction(ticked)
    if isinstance(value, str):
        report.error(Code.WRONG_KIND, "ở đây cần một số", clause.value)
        return Fraction(0)
    if figure is not None and figure.kind == "PERCENT" and value > 1:
        return value / 100
    return value


def _literal(node: syntax.Node) -> Fraction | str:
    if isinstance(node, syntax.Number | syntax.Percent):
        return node.value
    assert isinstance(node, syntax.Quoted | syntax.Date)
    return node.text
