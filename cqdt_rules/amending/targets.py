"""What a clause is about, found in the text that it amends; never a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import frozen

from cqdt_rules import syntax
from cqdt_rules.numbers import fold
from cqdt_rules.provisions import RuleText, full_codes


@frozen
class Target:
    """Provisions by their places: all that the clause's words cover; `at` is where what replaces them goes."""

    places: tuple[int, ...]
    at: int

    @property
    def first(self) -> int:
        """The provision that is named."""
        return self.places[0]

    @property
    def shown(self) -> int:
        """The provision to show: the one named, or the line above where something would go."""
        return self.first if self.places else max(self.at - 1, 0)


def targets(text: RuleText, what: syntax.Node, block: str | None) -> list[Target]:
    """All that the words can mean: one is right, none is nothing there, several are not clear.

    `block` is the folded title of the block that the amendment selects; None: it selects none.
    """
    return [
        t for t in _FINDERS[type(what)](text, what) if block is None or _in_block(text, t, block)
    ]


def _in_block(text: RuleText, target: Target, block: str) -> bool:
    return text.block_of(target.shown) == block


def _whole(text: RuleText, index: int) -> Target:
    return Target(tuple(range(index, text.end_of(index))), index)


# ---- by name


def _criteria(text: RuleText, what: syntax.Node) -> Iterator[Target]:
    assert isinstance(what, syntax.OneCode)
    for i, code in full_codes(text).items():
        body = text.provisions[i].body
        assert isinstance(body, syntax.Criterion)
        if code == what.code.text and fold(body.kind.text) == fold(what.kind.text):
            yield _whole(text, i)


def _named(same: Callable[[syntax.Node, syntax.Node], bool]) -> Callable[..., Iterator[Target]]:
    def find(text: RuleText, what: syntax.Node) -> Iterator[Target]:
        for i, p in enumerate(text.provisions):
            if same(p.body, what):
                yield _whole(text, i)

    return find


def _is_definition(body: syntax.Node, what: syntax.Node) -> bool:
    assert isinstance(what, syntax.DefinitionNamed)
    if not isinstance(body, syntax.Definition | syntax.DefinitionByCases):
        return False
    return fold(body.name.text) == fold(what.name.text)


def _is_ranking(body: syntax.Node, what: syntax.Node) -> bool:
    assert isinstance(what, syntax.RankingNamed)
    if not isinstance(body, syntax.Ranking):
        return False
    return _text(body.name) == _text(what.name)


def _is_block(body: syntax.Node, what: syntax.Node) -> bool:
    assert isinstance(what, syntax.BlockNamed)
    return isinstance(body, syntax.Block) and fold(body.title.text) == fold(what.title.text)


def _is_unit_word(body: syntax.Node, what: syntax.Node) -> bool:
    assert isinstance(what, syntax.UnitWordNamed)
    return isinstance(body, syntax.UnitWord) and fold(body.name.text) == fold(what.name.text)


def _is_full_maximum(body: syntax.Node, what: syntax.Node) -> bool:  # noqa: ARG001
    return isinstance(body, syntax.FullMaximum)


def _is_annex(body: syntax.Node, what: syntax.Node) -> bool:
    assert isinstance(what, syntax.AnnexNamed)
    return isinstance(body, syntax.Annex) and _text(body.number) == _text(what.number)


def _is_table(body: syntax.Node, what: syntax.Node) -> bool:
    assert isinstance(what, syntax.TableNamed)
    return isinstance(body, syntax.Table) and _text(body.title) == _text(what.title)


def _is_unit(body: syntax.Node, what: syntax.Node) -> bool:
    assert isinstance(what, syntax.UnitNamed)
    if isinstance(body, syntax.Unit):
        return fold(body.names[0].text) == fold(what.name.text)
    return isinstance(body, syntax.MergedUnit) and _text(body.unit) == _text(what.name)


def _is_scale(body: syntax.Node, what: syntax.Node) -> bool:
    assert isinstance(what, syntax.ScaleNamed)
    return isinstance(body, syntax.Scale) and _scale_name(body.name) == _scale_name(what.name)


def _scale_name(name: syntax.EachKind | syntax.Name | None) -> str:
    match name:
        case syntax.EachKind():
            return fold(name.phrase.text)
        case syntax.Name():
            return fold(name.text)
    return ""


def _text(leaf: syntax.Node | None) -> str:
    return fold(getattr(leaf, "text", "") or "")


# ---- levels, figures, parts of a criterion, any rule


def _levels(text: RuleText, what: syntax.Node) -> Iterator[Target]:
    assert isinstance(what, syntax.LevelNamed)
    scale = ""
    for i, p in enumerate(text.provisions):
        body = p.body
        if isinstance(body, syntax.Block | syntax.Scale):
            scale = _scale_name(body.name) if isinstance(body, syntax.Scale) else ""
        name = body.name.text if isinstance(body, syntax.Level) else None
        if isinstance(body, syntax.Rest):
            name = " ".join(t.text for t in body.text)
        if name is None or fold(name) != fold(what.level.text):
            continue
        if what.scale is None or fold(what.scale.text) == scale:
            yield Target((i, *_notes_after(text, i)), i)


def _notes_after(text: RuleText, index: int) -> range:
    """The notes right under a statement; those beside it are of the whole list."""
    return range(index + 1, text.end_of(index))


def _figures(text: RuleText, what: syntax.Node) -> Iterator[Target]:
    assert isinstance(what, syntax.FigureNamed)
    named = what.name
    name = named.name.text if isinstance(named, syntax.NameOf) else named.text
    code = named.code.text if isinstance(named, syntax.NameOf) else None
    codes = full_codes(text)
    for i, p in enumerate(text.provisions):
        if not isinstance(p.body, syntax.Figure) or fold(p.body.name.text) != fold(name):
            continue
        owner = next((codes[k] for k in text.owners_of(i) if k in codes), None)
        if code is None or code == owner:
            yield _whole(text, i)


_PARTS: dict[str, tuple[type[syntax.Node], ...]] = {
    "cách chấm của": (syntax.Method,),
    "tài liệu kiểm chứng của": (syntax.Evidence,),
    "hướng dẫn của": (syntax.Guidance,),
    "nội dung của": (syntax.Content,),
}


def part_classes(what: syntax.PartNamed) -> tuple[type[syntax.Node], ...]:
    """The statements that make up a part of a criterion."""
    return _PARTS[" ".join(what.part.text.lower().split())]


def _parts(text: RuleText, what: syntax.Node) -> Iterator[Target]:
    assert isinstance(what, syntax.PartNamed)
    for whole in _criteria(text, what.of):
        end = text.own_end_of(whole.first)
        own = [
            i
            for i in range(whole.first + 1, end)
            if isinstance(text.provisions[i].body, part_classes(what))
        ]
        places = tuple(k for i in own for k in range(i, text.end_of(i)))
        yield Target(places, places[0] if places else end)


def _rules(text: RuleText, what: syntax.Node) -> Iterator[Target]:
    """The statements that begin with the words; one that says just them is meant before all others."""
    assert isinstance(what, syntax.RuleNamed)
    wanted = rule_words(what.text.text)
    said = {i: rule_words(p.words) for i, p in enumerate(text.provisions) if not p.note}
    whole = [i for i, words in said.items() if words == wanted]
    if len(whole) > 1 and len({next(text.owners_of(i), -1) for i in whole}) == 1:
        # the same rule said more than once of the same thing is one rule
        places = tuple(k for i in whole for k in range(i, text.end_of(i)))
        yield Target(places, whole[0])
        return
    for i in whole or [i for i, words in said.items() if f"{words} ".startswith(f"{wanted} ")]:
        heads = syntax.SchemeHead | syntax.RoundHead | syntax.Block
        yield Target((i,), i) if isinstance(text.provisions[i].body, heads) else _whole(text, i)


def rule_words(words: str) -> str:
    """Words of a rule as they are compared: quotation marks and the blanks around signs aside."""
    bare = "".join(" " if c in '"“”«»' else c for c in words)
    return fold(bare).replace(" ,", ",").replace(" :", ":").replace(" ;", ";")


_FINDERS: dict[type[syntax.Node], Callable[[RuleText, syntax.Node], Iterator[Target]]] = {
    syntax.OneCode: _criteria,
    syntax.LevelNamed: _levels,
    syntax.ScaleNamed: _named(_is_scale),
    syntax.DefinitionNamed: _named(_is_definition),
    syntax.RankingNamed: _named(_is_ranking),
    syntax.BlockNamed: _named(_is_block),
    syntax.FigureNamed: _figures,
    syntax.UnitWordNamed: _named(_is_unit_word),
    syntax.PartNamed: _parts,
    syntax.FullMaximumNamed: _named(_is_full_maximum),
    syntax.RuleNamed: _rules,
    syntax.AnnexNamed: _named(_is_annex),
    syntax.TableNamed: _named(_is_table),
    syntax.UnitNamed: _named(_is_unit),
}
