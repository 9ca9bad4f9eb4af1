"""Conditions that always or never hold, thresholds out of reach after what is left out, groups left without a criterion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cqdt_rules import scheme as s
from cqdt_rules.check import words
from cqdt_rules.check.claims import Claims, Holds, OneOf
from cqdt_rules.check.report import Report
from cqdt_rules.check.worlds import Answer, World, Worlds
from cqdt_rules.diagnostics import Code, Severity
from cqdt_rules.graph import exclusion_key, fixed_key, level_condition
from cqdt_rules.numbers import fold
from cqdt_rules.values import HOLDS, Amount, NotApplicable, Text, Truth, Value

_ABOVE = ("≥", ">", "=")


def check_conditions(report: Report, worlds: Worlds, contexts: Mapping[str, Claims]) -> None:
    """Rules whose condition is true of every unit, or of none."""
    for key, units, place in _conditions(worlds.graph.block, worlds):
        context = contexts.get(key, ())
        named: Claims = (OneOf(s.UNIT, frozenset(map(fold, units))),) if units else ()
        some = worlds.find(*context, Holds(key))
        if some is Answer.NEVER:
            message = (
                "điều kiện của câu này không bao giờ đúng: câu không có tác dụng với đơn vị nào"
            )
            help_ = "sửa điều kiện, hoặc bỏ câu này"
            report.at_place(Code.CONDITION_NEVER, Severity.WARNING, message, place, help_)
            continue
        not_all = worlds.find(*context, *named, Holds(key, False))
        if not_all is Answer.NEVER:
            message = "điều kiện của câu này luôn đúng: câu có tác dụng với mọi đơn vị"
            message = message if not units else f"{message} mà nó nêu"
            help_ = "sửa điều kiện, hoặc bỏ phần điều kiện cho rõ"
            report.at_place(Code.CONDITION_ALWAYS, Severity.WARNING, message, place, help_)
        elif _leaves_nothing(
            worlds, key
        ):  # no unit that it holds for is assessed: none can be shown
            continue
        elif not (isinstance(some, World) and isinstance(not_all, World)):
            message = (
                "chưa xét được: điều kiện của câu này có luôn đúng, hay không bao giờ đúng không"
            )
            report.at_place(Code.NOT_EXAMINED, Severity.NOTE, message, place)


def _leaves_nothing(worlds: Worlds, key: str) -> bool:
    """Whether a rule leaves out all that there is."""
    rules = (exclusion_key(i) for i in range(len(worlds.graph.block.exclusions)))
    return key in rules and isinstance(
        worlds.graph.bounds_when({key: HOLDS})[s.POINTS], NotApplicable
    )


def _conditions(block: s.Block, worlds: Worlds) -> Iterator[tuple[str, tuple[str, ...], s.Place]]:
    """Every rule with a condition of its own: its key, the units that it names, its place."""
    for i, x in enumerate(block.exclusions):
        if x.condition is not None:
            yield exclusion_key(i), x.units, x.place
    for i, fixed in enumerate(block.fixed_points):
        if fixed.condition is not None:
            yield fixed_key(i), fixed.units, fixed.place
    for kind, rules in (
        ("không xếp hạng", block.not_ranked),
        ("không đánh giá", block.not_assessed),
    ):
        for i, rule in enumerate(rules):
            if rule.condition is not None:
                yield f"{kind} {i + 1}", rule.units, rule.place
    caps = {cap.place: cap for scale in block.scales for cap in scale.caps}
    for node in worlds.graph.nodes.values():
        if node.place in caps and node.function == caps[node.place].function:
            yield node.arguments[1], (), caps[node.place].place


# ---- after what is left out


def check_left_out(report: Report, worlds: Worlds) -> None:
    """What cannot be reached any more, and groups of which nothing is left, for units with something left out."""
    if not worlds.graph.block.exclusions:
        return
    told: dict[tuple[str, str], list[str]] = {}
    places: dict[tuple[str, str], tuple[s.Place, s.Place, str]] = {}
    for who, rule, fixed in _cases(worlds.graph.block):
        bounds = worlds.graph.bounds_when(fixed)
        if _not_assessed(bounds):
            _tell_nothing_left(report, worlds.graph.block, who, rule, bounds)
            continue
        _tell_empty_groups(report, worlds.graph.block, who, rule, bounds)
        for level, message in _out_of_reach(worlds, bounds):
            told.setdefault((level.name, message), []).append(who)
            places.setdefault((level.name, message), (level.place, rule.place, message))
    for at, whos in told.items():
        place, because, message = places[at]
        report.at_place(
            Code.THRESHOLD_BEYOND,
            Severity.WARNING,
            f"{message}, đối với {', '.join(whos)}",
            place,
            "hạ ngưỡng, so với tỷ lệ trên điểm tối đa được tính, hoặc ghi rõ đơn vị ấy được xét cách khác",
            ((because.span, "không tính điểm ở đây"),),
        )


def _cases(block: s.Block) -> Iterator[tuple[str, s.Exclusion, dict[str, Value]]]:
    """Each unit that an exclusion names (all rules together), and each exclusion by a condition."""
    seen: set[str] = set()
    for i, x in enumerate(block.exclusions):
        if x.without_figures:  # what has no figure yet is no matter of the draft
            continue
        if x.condition is not None:
            named: dict[str, Value] = {s.UNIT: Text((x.units[0],))} if x.units else {}
            yield f"đơn vị không tính điểm {x.words}", x, {exclusion_key(i): HOLDS, **named}
            continue
        for unit in x.units:
            if fold(unit) not in seen:
                seen.add(fold(unit))
                yield f"“{unit}”", x, {s.UNIT: Text((unit,))}
        if not x.units:
            yield "mọi đơn vị", x, {exclusion_key(i): HOLDS}


def _not_assessed(bounds: Mapping[str, Value]) -> bool:
    assessed = bounds[s.ASSESSED]
    return isinstance(bounds[s.POINTS], NotApplicable) or (
        isinstance(assessed, Truth) and not assessed.may_hold
    )


def _tell_nothing_left(
    report: Report, block: s.Block, who: str, rule: s.Exclusion, bounds: Mapping[str, Value]
) -> None:
    if isinstance(bounds[s.POINTS], NotApplicable) and len(block.roots) > 1:
        report.at_place(
            Code.GROUP_LEFT_OUT,
            Severity.WARNING,
            f"không còn tiêu chí nào được tính đối với {who}",
            rule.place,
            "nếu không đánh giá đơn vị ấy thì viết: không đánh giá đối với …",
        )


def _tell_empty_groups(
    report: Report, block: s.Block, who: str, rule: s.Exclusion, bounds: Mapping[str, Value]
) -> None:
    """A group that no rule names, and of which every part (there are several) is left out."""
    holding = [
        x
        for i, x in enumerate(block.exclusions)
        if isinstance(test := bounds[exclusion_key(i)], Truth) and test.holds
    ]
    named = {code for x in holding for top in x.codes for code in block.under(top)}
    for c in (c for c in block.criteria if c.gives_points):
        gone = isinstance(bounds[s.points_key(c.code)], NotApplicable)
        parent = block.criterion(c.parent) if c.parent else None
        inner = parent is not None and isinstance(bounds[s.points_key(parent.code)], NotApplicable)
        if len(c.children) > 1 and gone and c.code not in named and not inner:
            report.at_place(
                Code.GROUP_LEFT_OUT,
                Severity.WARNING,
                f"{c.name} không còn phần nào được tính đối với {who}",
                rule.place,
                f"nếu đúng là bỏ cả nhóm thì viết: không tính điểm {c.name} …",
                ((c.place.span, "nhóm ấy"),),
            )


def _out_of_reach(worlds: Worlds, bounds: Mapping[str, Value]) -> Iterator[tuple[s.Level, str]]:
    """Thresholds of levels that are above what can be reached within some bounds."""
    for scale in worlds.graph.block.main_scales:
        for level in scale.levels:
            key = level_condition(scale, level.name)
            for subject, bound in dict.fromkeys(_floors(worlds, key)):
                before, now = worlds.range(subject).high, bounds[subject]
                wanted = bounds[bound]
                if not isinstance(now, Amount) or not isinstance(wanted, Amount) or before is None:
                    continue
                if now.high is None or wanted.low is None or before[0] < wanted.low:
                    continue  # out of reach for every unit is told by itself
                if now.high < wanted.low:
                    name = words.name_of(worlds, subject)
                    percent = words.in_percent([level.place], [wanted.low])
                    said = [
                        words.figure_words(worlds, subject, f, percent=percent)
                        for f in (wanted.low, now.high)
                    ]
                    yield (
                        level,
                        f"ngưỡng {said[0]} của mức {level.name} cao hơn mức cao nhất mà {name} có thể đạt ({said[1]})",
                    )


def _floors(worlds: Worlds, key: str) -> Iterator[tuple[str, str]]:
    """The quantities that a condition wants to be at least something, with that."""
    nodes = worlds.graph.nodes
    node = nodes[key]
    parts = node.arguments
    if node.function in ("và", "hoặc", "ít nhất"):
        for part in parts:
            yield from _floors(worlds, part)
    if node.function in ("so sánh", "thuộc khoảng"):
        for sign, bound in zip(node.params, parts[1:], strict=True):
            subject = nodes[parts[0]]
            inner = subject.arguments[0] if subject.function == "không tính là 0" else subject.key
            if sign in _ABOVE and isinstance(nodes[bound].bounds, Amount):
                yield (subject.key if inner not in nodes else inner), bound
