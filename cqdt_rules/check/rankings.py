"""Rankings of a block, the shares of units that may have a level, which units it has, its rounds of scores."""

from __future__ import annotations

from attrs import evolve

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.expressions import Scope
from cqdt_rules.check.outline import Part, Said, place
from cqdt_rules.check.report import Report
from cqdt_rules.diagnostics import Code, Severity, nearest
from cqdt_rules.graph import keys_of
from cqdt_rules.numbers import fold
from cqdt_rules.scheme import Kind


def with_rankings(
    report: Report,
    scope: Scope,
    block: s.Block,
    own: Part | None,
    rankings: list[Said],
    rounds: tuple[Said | None, Said | None],
) -> s.Block:
    """The block with its rankings, its choice of units and its rounds of scores."""
    made = [_ranking(report, scope, said) for said in rankings]
    score_rounds, result_rounds = _rounds(report, *rounds)
    block = evolve(
        block,
        ranking=next((r for r in made if not r.name), None),
        named_rankings=tuple(r for r in made if r.name),
        choice=_choice(report, scope, own),
        score_rounds=score_rounds,
        result_rounds=result_rounds,
    )
    _check_quotas(report, block)
    return block


# ---- rankings


def ranking_name(body: syntax.Ranking) -> str:
    """The name of a ranking, '' for the one of the block itself."""
    return body.name.text if body.name else ""


def _ranking(report: Report, scope: Scope, said: Said) -> s.Ranking:
    """A ranking with its keys."""
    body = said.body
    assert isinstance(body, syntax.Ranking)
    stated = [c for c in body.clauses if isinstance(c, syntax.Key)]
    keys = tuple(
        s.RankKey(
            _key_value(scope, c.value, first=i == 0),
            fold(c.direction.text) == "giảm dần",
            " ".join(report.source.at(c.value.span).split()),
        )
        for i, c in enumerate(stated)
    )
    ties = [c for c in body.clauses if isinstance(c, syntax.Tie)]
    within = next((c for c in body.clauses if isinstance(c, syntax.Name)), None)
    return s.Ranking(
        keys,
        _unit_word_key(report, scope, within) if within else "",
        place(report, said),
        ranking_name(body),
        any("quyết định" in fold(t.phrase.text) for t in ties),
    )


def _key_value(scope: Scope, node: syntax.Node, *, first: bool) -> s.Expression:
    """A key; where the first one is points left out for a unit, the ranking is not about that unit: no place, not 0."""
    value = scope.number(node)
    if first and isinstance(value, s.Apply) and value.function == "không tính là 0":
        return value.arguments[0]
    return value


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


# ---- a share of the units


def with_quotas(report: Report, scale: s.Scale, statements: list[Said]) -> s.Scale:
    """The scale with its quotas, best level first."""
    levels = scale.levels
    order = [fold(x.name) for x in levels]
    found: dict[int, s.Quota] = {}
    for said in statements:
        body = said.body
        if not isinstance(body, syntax.Quota):
            continue
        if scale.criterion:
            report.error(
                Code.QUOTA,
                "tỷ lệ số đơn vị được một mức không dùng cho xếp loại từng tiêu chí",
                body,
                "đặt câu này dưới xếp loại của cả khối",
            )
            continue
        if fold(body.level.text) not in order:
            report.error(Code.UNKNOWN_LEVEL, f"không có mức “{body.level.text}”", body.level)
            continue
        at = order.index(fold(body.level.text))
        if at in found:
            report.error(
                Code.DUPLICATE,
                f"tỷ lệ đơn vị được mức {levels[at].name} đã có ở trên",
                body,
                "bỏ một trong hai câu",
                ((found[at].place.span, "câu trước"),),
            )
        if body.share.value > 1:
            report.error(
                Code.QUOTA, "tỷ lệ số đơn vị lớn hơn 100%", body.share, "ghi một tỷ lệ đến 100%"
            )
        found[at] = s.Quota(body.share.value, levels[at].name, place(report, said))
    return evolve(scale, quotas=tuple(found[i] for i in sorted(found)))


def _check_quotas(report: Report, block: s.Block) -> None:
    """A quota chooses by the ranking of the whole block."""
    for quota in (q for scale in block.scales for q in scale.quotas):
        if block.ranking is None:
            message = (
                "tỷ lệ số đơn vị được một mức cần một cách xếp hạng để biết đơn vị nào đứng trước"
            )
            help_ = "thêm câu “xếp hạng theo … giảm dần”"
            report.at_place(Code.QUOTA, Severity.ERROR, message, quota.place, help_)
        elif block.ranking.within:
            report.at_place(
                Code.QUOTA,
                Severity.ERROR,
                "tỷ lệ số đơn vị được một mức tính trên cả khối, nhưng khối chỉ được xếp hạng trong từng phần",
                quota.place,
                "bỏ “trong từng …” ở câu xếp hạng; muốn xếp cả trong từng phần thì đặt tên cho cách xếp hạng ấy",
                ((block.ranking.place.span, "cách xếp hạng của khối"),),
            )


# ---- which units a block has


def _choice(report: Report, scope: Scope, own: Part | None) -> s.Choice | None:
    """`khối "…" gồm các đơn vị có loại = "phường"`: a condition on words that describe a unit."""
    body = own.at.body if own is not None and own.at is not None else None
    if not isinstance(body, syntax.Block) or not isinstance(body.units, syntax.ChosenUnits):
        if isinstance(body, syntax.Block) and isinstance(body.units, syntax.CountedUnits):
            report.error(
                Code.MISPLACED,
                "số đơn vị của khối thuộc về tệp công nhận kết quả",
                body.units,
                "trong bộ tiêu chí viết: gồm các đơn vị có …",
            )
        return None
    node = body.units.condition
    condition = scope.condition(node)
    words = {n.key for named in scope.names.values() for n in named if n.kind is Kind.TEXT}
    words = {k for k in words if not k.endswith("]")}
    used = keys_of(condition)
    if not used <= words:
        report.error(
            Code.WRONG_KIND,
            "đơn vị thuộc khối nào chỉ được nói bằng thông tin đơn vị",
            node,
            "khai báo “thông tin đơn vị …” rồi so sánh bằng = hoặc ≠",
        )
        return None
    said = " ".join(report.source.at(node.span).split())
    return s.Choice(condition, said, s.Place(report.source, node.span))


# ---- rounds of scores


def _rounds(
    report: Report, scored: Said | None, result: Said | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rounds of scores, and those that the result is taken from, in order."""
    rounds = scored.body if scored else None
    wanted = result.body if result else None
    names: dict[str, str] = {}
    for each in rounds.names if isinstance(rounds, syntax.ScoreRounds) else ():
        if fold(each.text) in names:
            report.error(
                Code.DUPLICATE, f"lần chấm “{each.text}” đã có ở trên", each, "đặt tên khác nhau"
            )
        names[fold(each.text)] = each.text
    if not isinstance(wanted, syntax.ResultRound):
        if rounds is not None:
            report.error(
                Code.SCORE_ROUND,
                "có nhiều lần chấm nhưng không nói kết quả lấy theo lần nào",
                rounds,
                f'thêm câu: kết quả lấy theo "{list(names.values())[-1]}"',
            )
        return tuple(names.values()), ()
    for each in wanted.names:
        if fold(each.text) not in names:
            near = nearest(each.text, names.values())
            known = ", ".join(f"“{n}”" for n in names.values())
            help_ = f"có phải là “{near}” không?" if near else f"các lần chấm: {known}"
            if not names:
                help_ = 'thêm câu: các lần chấm "…", "…"'
            report.error(Code.SCORE_ROUND, f"không có lần chấm “{each.text}”", each, help_)
    taken = [names[fold(n.text)] for n in wanted.names if fold(n.text) in names]
    return tuple(names.values()), tuple(dict.fromkeys(taken))


# ---- values over the units below


def resolve_below(report: Report, blocks: list[s.Block]) -> list[s.Block]:
    """The blocks with each value over the units below found in the block of those units."""
    done = [
        evolve(b, below=tuple(_resolved(report, b, x, blocks) for x in b.below)) for b in blocks
    ]
    _check_circle(report, done)
    return done


def _resolved(report: Report, block: s.Block, x: s.Below, blocks: list[s.Block]) -> s.Below:
    lower = [
        b
        for b in blocks
        if any(f.of_block and fold(f.of_block) == fold(block.name) for f in b.figures)
    ]
    if len(lower) != 1:
        _tell_lower(report, block, x, lower)
        return x
    scales = lower[0].scales
    scale = next((c for c in scales if len(scales) == 1 or not c.name), None)
    names = [level.name for level in scale.levels] if scale else []
    known = [*names, *([scale.rest] if scale and scale.rest else [])]
    if fold(x.level) not in map(fold, known) or scale is None:
        near = nearest(x.level, known)
        report.at_place(
            Code.UNKNOWN_LEVEL,
            Severity.ERROR,
            f"khối “{lower[0].name}” không có mức “{x.level}”",
            x.level_place,
            f"có phải là “{near}” không?" if near else f"các mức của khối ấy: {', '.join(known)}",
        )
        return x
    order = [fold(n) for n in known]
    at = order.index(fold(x.level))
    levels = tuple(order[: at + 1] if x.or_better else [order[at]])
    return evolve(x, block=lower[0].name, scale=scale.key, levels=levels)


def _tell_lower(report: Report, block: s.Block, x: s.Below, lower: list[s.Block]) -> None:
    if lower:
        names = ", ".join(f"“{b.name}”" for b in lower)
        report.at_place(
            Code.AMBIGUOUS,
            Severity.ERROR,
            f"nhiều khối có đơn vị trực thuộc khối “{block.name}”: {names}",
            x.place,
            "chỉ một khối được khai báo là đơn vị của khối này",
        )
        return
    report.at_place(
        Code.UNKNOWN_BLOCK,
        Severity.ERROR,
        f"không khối nào có đơn vị trực thuộc khối “{block.name}”"
        if block.name
        else "bộ tiêu chí không chia khối nên không có đơn vị trực thuộc",
        x.place,
        f'trong khối cấp dưới, viết: thông tin đơn vị …, là đơn vị của khối "{block.name}"',
    )


def _check_circle(report: Report, blocks: list[s.Block]) -> None:
    """Blocks that need each other's results, told as a walk."""
    by_name = {b.name: b for b in blocks}
    for start in blocks:
        walk = [start.name]
        while (below := by_name[walk[-1]].below) and below[0].block in by_name:
            walk.append(below[0].block)
            if walk[-1] == start.name:
                if min(walk) == start.name:
                    said = " cần kết quả của ".join(f"khối “{n}”" for n in walk)
                    help_ = "bỏ một trong các điều kiện về đơn vị trực thuộc"
                    report.at_place(
                        Code.CIRCLE,
                        Severity.ERROR,
                        f"tính vòng tròn: {said}",
                        below[0].place,
                        help_,
                    )
                break
            if walk.count(walk[-1]) > 1:
                break
