"""The provisions of a scheme other than its criteria, each with what it says taken apart into what may change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from attrs import evolve, frozen

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.changes import Group
from cqdt_rules.comparing.meaning import (
    Figure,
    Meaning,
    Names,
    meaning,
    of_fields,
    of_units,
    ordered,
    shape,
)
from cqdt_rules.comparing.texts import Statements, curly, even
from cqdt_rules.numbers import fold, format_number, format_percent

NOBODY_NAMED = "không nêu tên đơn vị"
SOURCE = "nguồn"  # the aspect of the notes under a statement: of no account to what the rule means


@frozen
class Aspect:
    """One thing that a provision says: what it means, and how a reader is shown it ('' where it says nothing).

    `figure`: it is one figure. `shape`, `figures`: of a rule, to tell thresholds apart from the rest. `members`: it is
    a list of names. `order`: names whose order alone matters, compared where both sides have them. `apart`: the meaning
    with the criterion's maximum taken out: where that and the words are the same, only the maximum changed.
    """

    name: str
    meaning: Meaning
    shown: str
    figure: Fraction | None = None
    shape: Meaning = None
    figures: tuple[Figure, ...] = ()
    members: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    apart: Meaning = None


@frozen
class Which:
    """Which provision it is: of what sort, its key among those ('': only its content tells), what it stands under."""

    sort: str
    key: str = ""
    owner: str = ""


@frozen
class Provision:
    """A provision: which one it is, how it is called, where it is said, and what it says."""

    group: Group
    which: Which
    about: str
    place: s.Place
    aspects: tuple[Aspect, ...]

    def aspect(self, name: str) -> Aspect | None:
        """What it says of one thing."""
        return next((a for a in self.aspects if a.name == name), None)


@frozen
class Reader:
    """A block on one side: its statements, and the names by which its quantities are read."""

    block: s.Block
    statements: Statements
    names: Names

    def made(
        self,
        group: Group,
        about: str,
        place: s.Place,
        aspects: Iterable[Aspect],
        which: Which,
        rest: tuple[object, str] | None = None,
    ) -> Provision:
        """A provision at a place, with its notes and with what its aspects leave out.

        `rest`: the thing itself, and the names of those of its fields that the aspects tell: what a scheme gains later
        is never overlooked, if only told as old and new words.
        """
        notes = self.statements.notes(place)
        more = [Aspect(SOURCE, notes, "; ".join(notes))]
        if rest is not None:
            means = of_fields(rest[0], self.names, rest[1].split())
            more.insert(0, Aspect("nội dung khác", means, self.statements.words(place)))
        return Provision(group, which, about, place, (*aspects, *more))

    def rule(self, name: str, e: s.Expression | None, words: str) -> Aspect:
        """What an expression says."""
        if e is None:
            return Aspect(name, None, "")
        made, figures = shape(e, self.names)
        return Aspect(name, meaning(e, self.names), words, shape=made, figures=figures)

    def words_under(self, place: s.Place, *kinds: type[syntax.Node]) -> str:
        """The words of the first part of some kind in the statement at a place."""
        body = self.statements.body(place)
        found = next((n for n in syntax.walk(body) if isinstance(n, kinds)), None)
        return "" if found is None else self.statements.words(found)


def provisions_of(reader: Reader) -> list[Provision]:
    """All provisions of a block but its criteria."""
    return [
        *_of_the_block(reader),
        *_figures(reader),
        *_definitions(reader),
        *_rules(reader),
        *_scales(reader),
        *_rankings(reader),
        *_examples(reader),
    ]


# What is told of a block by provisions and criteria; what expressions hold (over_block, below) is compared in them.
_TOLD = (
    "name criteria figures definitions exclusions scales ranking not_ranked not_assessed examples full_maximum "
    "fixed_points over_block typed_decimals converted named_rankings below choice score_rounds result_rounds"
)


def _of_the_block(reader: Reader) -> Iterator[Provision]:
    yield _the_block(reader)
    block = reader.block
    for place in _own_places(reader, syntax.FullMaximum)[-1:]:
        if block.full_maximum is not None:
            said = [points("thang điểm", block.full_maximum)]
            yield reader.made(Group.FORMULA, "thang điểm", place, said, Which("thang điểm", "1"))
    yield from _said_once(reader)


def _the_block(reader: Reader) -> Provision:
    block = reader.block
    choice = block.choice
    ruled = block.fixed_points if _order_matters(block) else ()
    order = tuple(_ruled(reader.statements.words(x.place)) for x in ruled)
    aspects = [
        Aspect("tên", even(block.name), f"“{block.name}”" if block.name else ""),
        Aspect("thứ tự các câu ấn định điểm", None, "", order=tuple(dict.fromkeys(order))),
        reader.rule(
            "đơn vị thuộc khối",
            choice.condition if choice else None,
            f"các đơn vị có {even(choice.words)}" if choice else "",
        ),
    ]
    about, rest = block_called(block), (block, _TOLD)
    made = reader.made(Group.BLOCK, about, block.place, aspects, Which("khối", "1"), rest=rest)
    if block.name:
        return made
    return evolve(made, aspects=tuple(a for a in made.aspects if a.name != SOURCE))


def _order_matters(block: s.Block) -> bool:
    """Whether some criterion may get no points by one rule and all by another: the first that holds counts."""
    zero, full = ({c for x in block.fixed_points if x.share == n for c in x.codes} for n in (0, 1))
    return bool(zero & full)


def block_called(block: s.Block) -> str:
    """A block in words."""
    return f"khối “{block.name}”" if block.name else "bộ tiêu chí (không chia khối)"


def _said_once(reader: Reader) -> Iterator[Provision]:
    """Statements that hold for a whole block and say one thing."""
    block = reader.block
    decimals = "" if block.typed_decimals is None else str(block.typed_decimals)
    of = {
        syntax.TypedDecimals: ("số chữ số thập phân của điểm chấm", Group.FORMULA, decimals),
        syntax.Converted: ("quy đổi theo trọng số", Group.FORMULA, block.converted),
        syntax.ScoreRounds: ("các lần chấm", Group.ROUND, tuple(map(even, block.score_rounds))),
        syntax.ResultRound: (
            "lần chấm lấy làm kết quả",
            Group.ROUND,
            tuple(map(even, block.result_rounds)),
        ),
    }
    for kind, (about, group, said) in of.items():
        for place in _own_places(reader, kind)[-1:]:
            words = reader.statements.words(place)
            yield reader.made(group, about, place, [Aspect(about, said, words)], Which(about, "1"))
    for place in _own_places(reader, syntax.RoundEach):
        body = reader.statements.body(place)
        assert isinstance(body, syntax.RoundEach)
        about = fold(body.phrase.text)
        to = body.to
        figure = to.count.value if isinstance(to, syntax.RoundingDecimals) else to.step.value
        said = (about, type(to).__name__, figure)
        words = reader.statements.words(place)
        aspects = [Aspect(about, said, words[len(reader.statements.words(body.phrase)) :].strip())]
        yield reader.made(Group.FORMULA, about, place, aspects, Which("làm tròn", about))


def _own_places(reader: Reader, kind: type[syntax.Node]) -> list[s.Place]:
    """Where the block says something: in the common part, in blocks that it is like, in its own part."""
    return [p for p in reader.statements.of_kind(kind) if holds_in(reader, p)]


def holds_in(reader: Reader, place: s.Place) -> bool:
    """Whether a statement holds in the block: it is common, the block's own, or of a block that it is like."""
    return fold(reader.statements.block_at(place)) in {"", *_read_with(reader)}


def _read_with(reader: Reader) -> set[str]:
    """The folded names of the block and of those that it is like."""
    statements, found = reader.statements, {fold(reader.block.name)}
    likes = [
        (fold(statements.block_at(p)), statements.body(p))
        for p in statements.of_kind(syntax.LikeBlock)
    ]
    for _ in likes:
        found |= {
            fold(body.title.text)
            for name, body in likes
            if name in found and isinstance(body, syntax.LikeBlock)
        }
    return found


# ---- figures, formulas


def _figures(reader: Reader) -> Iterator[Provision]:
    for f in reader.block.figures:
        if not f.code:
            body = reader.statements.body(f.place)
            kind = "thông tin đơn vị" if isinstance(body, syntax.UnitWord) else "số liệu"
            yield reader.made(
                Group.FIGURE,
                f"{kind} “{f.name}”",
                f.place,
                [
                    Aspect("tên", even(f.name), f"“{f.name}”"),
                    Aspect(
                        "cách ghi", of_figure(f, reader.names), reader.statements.words(f.place)
                    ),
                ],
                Which("số liệu", fold(f.name)),
            )


def of_figure(f: s.Figure, names: Names) -> Meaning:
    """What a figure is, its name and its criterion aside."""
    own = of_fields(f, names, ("key", "name", "code", "not_above", "of_block"))
    return (own, names.key(f.not_above), names.block(f.of_block))


def _definitions(reader: Reader) -> Iterator[Provision]:
    for d in reader.block.definitions:
        words = reader.statements.words(d.place)
        yield reader.made(
            Group.FORMULA,
            f"công thức {d.name}",
            d.place,
            [
                Aspect("tên", even(d.name), f"“{d.name}”"),
                reader.rule("cách tính", d.value, words),
            ],
            Which("công thức", fold(d.name)),
            rest=(d, "name value"),
        )


# ---- rules about some units


def _rules(reader: Reader) -> Iterator[Provision]:
    for x in reader.block.exclusions:
        yield _rule_of_criteria(reader, x, Group.LEFT_OUT, "không tính điểm")
    of_evidence: set[int] = set()
    for fixed in reader.block.fixed_points:
        body = reader.statements.body(fixed.place)
        if not isinstance(body, syntax.NoEvidence):
            yield _rule_of_criteria(reader, fixed, Group.FIXED, fixed.verb)
            continue
        if (
            fixed.place.span.start in of_evidence
        ):  # said once for all criteria that ask for evidence
            continue
        of_evidence.add(fixed.place.span.start)
        every = fold(body.phrase.text).startswith("các")
        codes = ("",) if every else tuple(map(reader.names.code, fixed.codes[:1]))
        words = reader.statements.words(fixed.place)
        about = _ruled(words if every else f"{words} {fixed.words}")
        aspects = [Aspect("câu", codes, words)]
        yield reader.made(
            Group.FIXED,
            about,
            fixed.place,
            aspects,
            Which("không có tài liệu", codes[0] or "các"),
        )
    for verb, rules in (
        ("không đánh giá", reader.block.not_assessed),
        ("không xếp hạng", reader.block.not_ranked),
    ):
        for rule in rules:
            about = _ruled(reader.statements.words(rule.place))
            aspects = _whom(reader, rule)
            rest = (rule, "units condition reason")
            yield reader.made(Group.ASSESSED, about, rule.place, aspects, Which(verb), rest=rest)


def _ruled(words: str) -> str:
    """The words of a rule as its name, the reason left out."""
    words = curly(words).partition(" lý do “")[0]
    if len(words) > _LONGEST:
        words = f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
    return f"quy định {words}"


_LONGEST = 110


def _rule_of_criteria(
    reader: Reader, rule: s.Exclusion | s.FixedPoints, group: Group, verb: str
) -> Provision:
    codes = reach(reader.block, rule)
    rest = (rule, "codes units condition reason without_figures")
    members = tuple(_called(reader.block, c) for c in codes)
    means = tuple(map(reader.names.code, codes))
    targets = reader.words_under(rule.place, syntax.Targets)
    of = targets or _called(reader.block, rule.codes[0])
    scope = Aspect(
        "phạm vi",
        (ordered(means), rule.without_figures),
        of,
        members=() if rule.without_figures else members,
        apart=(ordered(c for c in means if not c.startswith("⟨")), rule.without_figures),
    )
    about = _ruled(reader.statements.words(rule.place))
    owner = reader.block.criterion(rule.codes[0])
    if not targets and owner is not None:
        about = f"{about} (của {owner.name})"
    aspects = [scope, *_whom(reader, rule)]
    return reader.made(group, about, rule.place, aspects, Which(verb), rest=rest)


def reach(block: s.Block, rule: s.Exclusion | s.FixedPoints) -> tuple[str, ...]:
    """The criteria that a rule is about, those below included, that have no parts."""
    every = dict.fromkeys(k for c in rule.codes for k in block.under(c))
    return tuple(k for k in every if (c := block.criterion(k)) and not c.children)


def _called(block: s.Block, code: str) -> str:
    c = block.criterion(code)
    return called(c) if c is not None else code


def called(c: s.Criterion) -> str:
    """A criterion in the scheme's own words: `tiêu chí 2.1 “Dịch vụ công trực tuyến”`."""
    return f"{c.name} “{c.title}”" if c.title else c.name


def _whom(reader: Reader, rule: s.Exclusion | s.FixedPoints | s.Rule) -> list[Aspect]:
    names = tuple(f"“{u}”" for u in rule.units)
    return [
        Aspect(
            "đơn vị",
            of_units(rule.units, reader.names),
            ", ".join(names) or NOBODY_NAMED,
            members=names,
        ),
        reader.rule("điều kiện", rule.condition, condition_words(reader, rule)),
        Aspect("lý do", even(rule.reason), f"“{rule.reason}”" if rule.reason else ""),
    ]


def condition_words(reader: Reader, rule: s.Exclusion | s.FixedPoints | s.Rule) -> str:
    """The condition of a rule in its own words, '' where there is none."""
    parts = (
        reader.words_under(rule.place, syntax.UnitsWith),
        reader.words_under(rule.place, syntax.When),
    )
    if rule.condition is None:
        return ""
    return " ".join(p for p in parts if p) or reader.statements.words(rule.place)


# ---- levels


def _scales(reader: Reader) -> Iterator[Provision]:
    seen: set[int] = set()
    alone = len({x.place.span.start for x in reader.block.scales}) == 1
    for scale in reader.block.scales:
        if scale.place.span.start in seen:  # the same words for each criterion of a kind
            continue
        seen.add(scale.place.span.start)
        body = reader.statements.body(scale.place)
        assert isinstance(body, syntax.Scale)
        each = isinstance(body.name, syntax.EachKind)
        name = fold(reader.statements.words(body.name)) if body.name is not None else ""
        own = _for_any_criterion(reader, scale.criterion) if each else reader
        yield from _scale(own, scale, name, alone=alone)


def _for_any_criterion(reader: Reader, code: str) -> Reader:
    """The quantities of a criterion that stands for all of its kind."""
    keys = dict(reader.names.keys)
    for key in (s.points_key, s.maximum_key, s.counts_key, s.no_figure_key):
        keys[key(code)] = key("⟨từng⟩")
    return evolve(reader, names=evolve(reader.names, keys=keys))


def _scale(reader: Reader, scale: s.Scale, name: str, *, alone: bool) -> Iterator[Provision]:
    about = f"xếp loại {name}".strip()
    whose = "" if alone or not name else f" ({about})"
    caps = [_cap(reader, c, name, whose) for c in scale.caps]
    order = [
        Aspect("thứ tự các mức", None, "", order=tuple(f"mức {x.name}" for x in scale.levels)),
        Aspect("thứ tự các câu hạ mức", None, "", order=tuple(c.about for c in caps)),
    ]
    rest = (scale, "name levels rest caps criterion quotas")
    yield reader.made(Group.LEVEL, about, scale.place, order, Which("xếp loại", about), rest=rest)
    for level in scale.levels:
        said = Aspect("tên", even(level.name), f"“{level.name}”")
        rule = reader.rule("điều kiện", level.condition, _level_words(reader, level))
        yield reader.made(
            Group.LEVEL,
            f"mức {level.name}{whose}",
            level.place,
            [said, rule],
            Which(f"mức của {about}", fold(level.name), about),
            rest=(level, "name condition"),
        )
    yield from caps
    yield from _rest(reader, scale, about, whose)
    for quota in scale.quotas:
        of = f"tỷ lệ số đơn vị được mức {quota.level}{whose}"
        yield reader.made(
            Group.LEVEL,
            of,
            quota.place,
            [share(of, quota.share)],
            Which(f"tỷ lệ của {about}", fold(quota.level), about),
            rest=(quota, "share level"),
        )


def _level_words(reader: Reader, level: s.Level) -> str:
    body = reader.statements.body(level.place)
    assert isinstance(body, syntax.Level)
    return reader.statements.words(body.condition)


def _cap(reader: Reader, cap: s.Cap, name: str, whose: str) -> Provision:
    words = reader.statements.words(cap.place)
    said = Aspect("nội dung", (cap.function, fold(cap.level)), words)
    rule = reader.rule("điều kiện", cap.condition, words)
    about = f"{_ruled(words)}{whose}"
    owner = f"xếp loại {name}".strip()
    sort, rest = f"hạ mức của {owner}", (cap, "function level condition")
    return reader.made(
        Group.LEVEL, about, cap.place, [said, rule], Which(sort, "", owner), rest=rest
    )


def _rest(reader: Reader, scale: s.Scale, about: str, whose: str) -> Iterator[Provision]:
    if scale.rest is None:
        return
    numbers = reader.statements.under(reader.statements.at(scale.place.span.start))
    statements = [reader.statements.tree.statements[n] for n in numbers]
    at = next((x for x in statements if isinstance(x.body, syntax.Rest)), statements[0])
    shown = f"“{scale.rest}”" if scale.rest else "không xếp loại"
    place = s.Place(reader.statements.source, at.span)
    yield reader.made(
        Group.LEVEL,
        f"phần còn lại, không đạt mức nào{whose}",
        place,
        [Aspect("kết quả", even(scale.rest), shown)],
        Which(f"còn lại của {about}", "1", about),
    )


# ---- rankings, examples


def _rankings(reader: Reader) -> Iterator[Provision]:
    for r in reader.block.rankings:
        keys = tuple((meaning(k.value, reader.names), k.descending) for k in r.keys)
        said = ", rồi ".join(
            f"{even(k.words)} {'giảm dần' if k.descending else 'tăng dần'}" for k in r.keys
        )
        within = r.within.removeprefix("số liệu ")
        yield reader.made(
            Group.RANKING,
            f"xếp hạng “{r.name}”" if r.name else "xếp hạng",
            r.place,
            [
                Aspect("tên", even(r.name), r.name),
                Aspect("thứ tự xếp", keys, said),
                Aspect(
                    "phạm vi xếp", reader.names.key(r.within), within and f"trong từng {within}"
                ),
                Aspect(
                    "cách xử lý khi bằng nhau",
                    r.by_decision,
                    "người có thẩm quyền quyết định" if r.by_decision else "cùng thứ hạng",
                ),
            ],
            Which("xếp hạng", fold(r.name) or "1"),
            rest=(r, "name keys within by_decision"),
        )


def _examples(reader: Reader) -> Iterator[Provision]:
    names = reader.names
    for x in reader.block.examples:
        given = ordered((names.key(k), meaning(v, names)) for k, v, _ in x.given)
        wanted = ordered((meaning(e, names), meaning(v, names)) for e, v, _ in x.expected)
        words = reader.statements.words(x.place)
        yield reader.made(
            Group.EXAMPLE,
            f"ví dụ đơn vị “{x.unit}”",
            x.place,
            [
                Aspect("đơn vị", names.unit(x.unit), f"“{x.unit}”"),
                Aspect("ví dụ", (given, wanted), words),
            ],
            Which("ví dụ"),
            rest=(x, "unit given expected"),
        )


# ---- single figures


def points(name: str, figure: Fraction | None) -> Aspect:
    """Some points."""
    shown = "" if figure is None else f"{format_number(figure)} điểm"
    return Aspect(name, figure, shown, figure=figure)


def share(name: str, figure: Fraction) -> Aspect:
    """A share."""
    return Aspect(name, figure, format_percent(figure), figure=figure)
