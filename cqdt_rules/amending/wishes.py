"""What to say of a clause whose words mean nothing in the text, or more than one thing: with what may have been meant."""

from __future__ import annotations

from cqdt_rules import syntax
from cqdt_rules.amending.clauses import ClauseRead
from cqdt_rules.amending.targets import Target, rule_words, targets
from cqdt_rules.diagnostics import Code, Diagnostic, Label, near
from cqdt_rules.numbers import fold
from cqdt_rules.provisions import RuleText, full_codes


def not_there(base: RuleText, clause: ClauseRead, what: syntax.Node) -> Diagnostic:
    """The clause is about something that the text does not have: never had, or no longer has."""
    said = _said(clause, what)
    repealed = _repealed(base, said)
    if repealed is not None:
        place, decision = repealed
        source, span = base.provisions[place].shown
        return Diagnostic(
            Code.AMENDS_REPEALED,
            f"{said} đã được bãi bỏ theo “{decision}”",
            source=clause.at.source,
            labels=(Label(what.span), Label(span, "bãi bỏ ở đây", source)),
            help="bỏ khoản này, hoặc dùng “bổ sung” để đưa lại",
        )
    message, help_ = f"{_whole(base)} không có {said}", _likely(base, what)
    related: tuple[Label, ...] = ()
    elsewhere = _elsewhere(base, clause, what)
    if clause.block is not None and clause.block_node is not None:
        message = f"khối “{clause.block_node.text}” không có {said}"
    if elsewhere:
        source, span = base.provisions[min(elsewhere[0].shown, elsewhere[0].at)].shown
        related = (Label(span, "nằm ở đây", source),)
        help_ = f"đặt khoản này {_where(base, elsewhere[0])}"
    return Diagnostic(
        Code.AMENDS_NOTHING,
        message,
        source=clause.at.source,
        labels=(Label(what.span), *related),
        help=help_,
    )


def _elsewhere(base: RuleText, clause: ClauseRead, what: syntax.Node) -> list[Target]:
    """The same words in blocks that the amendment does not select."""
    if clause.block is None:
        return []
    found = targets(base, what, None)
    return [t for t in found if t.places and base.block_of(t.first) != clause.block]


def unclear(
    base: RuleText, clause: ClauseRead, what: syntax.Node, found: list[Target]
) -> Diagnostic:
    """The words mean several things: each is shown."""
    said = _said(clause, what)
    titles = dict.fromkeys(_block_title(base, t) for t in found)
    labels = []
    for t in found:
        source, span = base.provisions[t.shown].shown
        labels.append(Label(span, "", source))
    if len(titles) > 1:
        blocks = " hoặc ".join(f'khối "{t}"' if t else "phần chung" for t in titles)
        help_ = f"viết dòng khối ở trên khoản này: {blocks}"
    else:
        help_ = "chép đủ câu, đến chỗ khác nhau"
    return Diagnostic(
        Code.AMBIGUOUS,
        f"{_whole(base)} có {len(found)} {said}",
        source=clause.at.source,
        labels=(Label(what.span), *labels),
        help=help_,
    )


def _said(clause: ClauseRead, what: syntax.Node) -> str:
    if isinstance(what, syntax.OneCode):
        return f"{what.kind.text.lower()} {what.code.text}"
    return " ".join(clause.at.source.at(what.span).split())


def _whole(base: RuleText) -> str:
    of_round = any(isinstance(p.body, syntax.RoundHead) for p in base.provisions)
    return "văn bản công nhận kết quả" if of_round else "bộ tiêu chí"


def _repealed(base: RuleText, said: str) -> tuple[int, str] | None:
    for i, p in enumerate(base.provisions):
        if isinstance(p.body, syntax.Repealed):
            gone = rule_words(p.body.what.text.removesuffix(" …"))
            wanted = rule_words(said.removeprefix("quy định "))
            if f"{gone} ".startswith(f"{wanted} ") or (
                p.body.what.text.endswith(" …") and wanted.startswith(gone)
            ):
                return i, p.body.decision.text
    return None


def _where(base: RuleText, target: Target) -> str:
    title = _block_title(base, target)
    return f'dưới dòng: khối "{title}"' if title else "trước mọi dòng khối: điều này ở phần chung"


def _block_title(base: RuleText, target: Target) -> str:
    for i in range(target.shown, -1, -1):
        body = base.provisions[i].body
        if isinstance(body, syntax.Block):
            return body.title.text
    return ""


# ---- what may have been meant


def _likely(base: RuleText, what: syntax.Node) -> str:
    of = what.of if isinstance(what, syntax.PartNamed) else what
    bodies = [p.body for p in base.provisions]
    match of:
        case syntax.OneCode(code=code):
            same = [
                f"{b.kind.text} {c}"
                for i, c in full_codes(base).items()
                if c == code.text and isinstance(b := bodies[i], syntax.Criterion)
            ]
            if isinstance(what, syntax.PartNamed) and same:
                return f"{same[0]} chưa có; dùng: bổ sung vào {same[0]}"
            return (
                f"có phải là {same[0]} không?"
                if same
                else _one_of(sorted({*full_codes(base).values()}), code.text, "mã")
            )
        case syntax.LevelNamed(level=level):
            names = [b.name.text for b in bodies if isinstance(b, syntax.Level)]
            return _one_of(names, level.text, "mức")
        case syntax.DefinitionNamed(name=name):
            defined = [
                b.name.text
                for b in bodies
                if isinstance(b, syntax.Definition | syntax.DefinitionByCases)
            ]
            return _one_of(defined, name.text, "công thức")
        case syntax.BlockNamed(title=title):
            return _one_of(
                [b.title.text for b in bodies if isinstance(b, syntax.Block)], title.text, "khối"
            )
        case syntax.FigureNamed(name=name):
            figures = [b.name.text for b in bodies if isinstance(b, syntax.Figure)]
            bare = name.name.text if isinstance(name, syntax.NameOf) else name.text
            return _one_of(figures, bare, "số liệu")
        case syntax.RuleNamed(text=text):
            return _one_of([p.words for p in base.provisions], text.text, "câu", likeness=60)
    return "kiểm tra lại tên; cqdt view cho thấy bộ tiêu chí đang có gì"


def _one_of(names: list[str], wanted: str, kind: str, likeness: int = 72) -> str:
    close = [n for n in near(wanted, names, likeness=likeness) if fold(n) != fold(wanted)]
    if close:
        return f"có phải là {kind} “{close[0]}” không?"
    shown = list(dict.fromkeys(names))
    if not shown or len(shown) > 12:
        return "kiểm tra lại tên; cqdt view cho thấy bộ tiêu chí đang có gì"
    return f"các {kind} đang có: {', '.join(shown)}"
