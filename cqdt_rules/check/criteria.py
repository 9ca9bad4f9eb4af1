"""The criteria tree made from codes, the figures it asks for, and how each criterion scores."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.expressions import Named, Scope, count_of_decimals, interval_bounds
from cqdt_rules.check.outline import CriterionDraft, Said, place
from cqdt_rules.check.report import Report
from cqdt_rules.check.weights import stated_maximum, weight_of
from cqdt_rules.diagnostics import Code
from cqdt_rules.graph import DEFAULT_HIGH, input_key
from cqdt_rules.numbers import fold, format_number
from cqdt_rules.scheme import Apply, Constant, Expression, Kind, Quantity

MAX_DEPTH = 12
DAYS = (Fraction(693_596), Fraction(803_533))  # 01/01/1900 to 31/12/2200

_ROLES = {"điểm thưởng": "thưởng", "điểm trừ": "trừ"}


def figure_key(name: str, code: str) -> str:
    """The key of a figure: of a criterion, of the unit (no code), or points typed (no name)."""
    if not name:
        return input_key(code)
    return f"số liệu {fold(name)} [{code}]" if code else f"số liệu {fold(name)}"


# ---- the tree


def parent_code(code: str) -> str:
    """`4.2` is under `4`, `A.1` under `A`, `2.3a` under `2`; '' for a root."""
    return code.rpartition(".")[0]


def tree_of(report: Report, drafts: list[CriterionDraft]) -> list[s.Criterion]:
    """The criteria in the order of the file, parents and maxima checked."""
    first: dict[str, CriterionDraft] = {}
    for d in drafts:
        if d.code in first:
            before = first[d.code].body
            report.error(
                Code.DUPLICATE,
                f"mã {d.code} đã dùng ở trên",
                d.body.code,
                "đánh số lại một trong hai",
                ((before.code.span, "mã này dùng lần đầu ở đây"),),
            )
        elif d.code.count(".") >= MAX_DEPTH:
            report.error(Code.TOO_DEEP, f"mã tiêu chí có hơn {MAX_DEPTH} cấp", d.body.code)
        else:
            first[d.code] = d
    kept: dict[str, s.Criterion] = {}
    for d in first.values():
        parent = parent_code(d.code)
        stated = next((x for x in d.body.clauses if isinstance(x, syntax.Under)), None)
        if stated is not None:
            parent = stated.code.text
        if parent and parent not in first:
            report.error(
                Code.ORPHAN_CRITERION,
                f"{d.body.kind.text} {d.code} không có {parent} ở trên nó",
                stated.code if stated else d.body.code,
                f"thêm một dòng cho mã {parent}, hoặc sửa mã",
            )
            parent = ""
        kept[d.code] = _criterion(report, d, parent, kept)
    children = {code: tuple(k.code for k in kept.values() if k.parent == code) for code in kept}
    criteria = [evolve(c, children=children[c.code]) for c in kept.values()]
    criteria = _without_walks_back(report, criteria, first)
    criteria = _headings_without_points(criteria)
    by_code = {c.code: c for c in criteria}
    for c in criteria:
        _check_maximum(report, c, [by_code[k] for k in c.children], first, criteria)
    return criteria


def _headings_without_points(criteria: list[s.Criterion]) -> list[s.Criterion]:
    """The criteria, a group without a maximum whose parts are conditions or statistics only made one of those."""
    roles = {c.code: c.role for c in criteria}
    told_only = frozenset(_WITHOUT_POINTS.values())
    for c in sorted(criteria, key=lambda c: c.code.count("."), reverse=True):
        parts = {roles[k] for k in c.children}
        if parts and parts <= told_only and not c.role and c.maximum is None:
            roles[c.code] = "thống kê"
    return [evolve(c, role=roles[c.code]) for c in criteria]


def _without_walks_back(
    report: Report, criteria: list[s.Criterion], first: dict[str, CriterionDraft]
) -> list[s.Criterion]:
    """The criteria, those whose parents lead back to themselves made roots (`thuộc` may say so)."""
    parents = {c.code: c.parent for c in criteria}

    def leads_back(code: str) -> bool:
        at, steps = parents[code], 0
        while at and at != code and steps <= len(parents):
            at, steps = parents[at], steps + 1
        return at == code

    round_ = [c.code for c in criteria if leads_back(c.code)]
    if not round_:
        return criteria
    walk = " thuộc ".join([*round_, round_[0]])
    report.error(Code.CIRCLE, f"cây tiêu chí đi vòng tròn: {walk}", first[round_[0]].body)
    return [
        evolve(
            c,
            parent="" if c.code in round_ else c.parent,
            children=tuple(k for k in c.children if k not in round_),
        )
        for c in criteria
    ]


def _criterion(
    report: Report, d: CriterionDraft, parent: str, kept: dict[str, s.Criterion]
) -> s.Criterion:
    maxima = [c for c in d.body.clauses if isinstance(c, syntax.Maximum)]
    for clause, words in ((syntax.Maximum, "điểm tối đa"), (syntax.Weight, "trọng số")):
        twice = [x for x in d.body.clauses if isinstance(x, clause)][1:]
        if twice:
            report.error(Code.DUPLICATE, f"{words} được ghi hai lần", twice[0])
    contents = [said.body.name.text for said in d.under if isinstance(said.body, syntax.Content)]
    kind = " ".join(d.body.kind.text.split()).lower()
    role = kept[parent].role if parent in kept else _ROLES.get(kind, "")
    role = _role_by_method(report, d, maxima) or role
    return s.Criterion(
        kind=kind,
        code=d.code,
        title=d.body.title.text if d.body.title else "",
        parent=parent,
        children=(),
        maximum=maxima[0].points.value if maxima else None,
        place=place(report, d.said),
        contents=tuple(contents),
        role=role,
        unstated=d.said.unstated,
    )


_WITHOUT_POINTS: dict[type, str] = {syntax.Requirement: "điều kiện", syntax.Statistic: "thống kê"}


def _role_by_method(report: Report, d: CriterionDraft, maxima: list[syntax.Maximum]) -> str:
    """`điều kiện` or `thống kê` for a criterion that gives no points; '' for any other."""
    for said in d.under:
        role = _WITHOUT_POINTS.get(type(said.body), "")
        if role and maxima and maxima[0].points.value > 0:
            message = f"{d.body.kind.text} {d.code} chỉ là {role}, không có điểm tối đa"
            report.error(Code.MISPLACED, message, maxima[0], "bỏ điểm tối đa, hoặc bỏ câu ấy")
        if role:
            return role
    return ""


def _check_maximum(
    report: Report,
    c: s.Criterion,
    children: list[s.Criterion],
    drafts: dict[str, CriterionDraft],
    criteria: list[s.Criterion],
) -> None:
    own = next((x for x in drafts[c.code].body.clauses if isinstance(x, syntax.Maximum)), None)
    children = [k for k in children if k.gives_points]
    if any(weight_of(drafts[k.code]) for k in children):
        return  # parts with weights add up to the whole by their weights
    maxima = [stated_maximum(k.code, criteria) for k in children]
    if not children or all(m is None for m in maxima):
        return
    lacking = [k for k, m in zip(children, maxima, strict=True) if m is None]
    if lacking:
        report.error(
            Code.MAXIMUM_MISSING,
            f"{lacking[0].name} chưa có điểm tối đa, trong khi các phần bên cạnh có",
            lacking[0].place.span,
            "ghi “tối đa … điểm” cho mọi phần, hoặc không phần nào",
        )
        return
    total = sum((m for m in maxima if m is not None), Fraction(0))
    if own is not None and None not in maxima and total != own.points.value and not c.role:
        report.error(
            Code.MAXIMUM_SUM,
            f"{c.name} tối đa {format_number(own.points.value)} điểm, nhưng các phần cộng lại được {format_number(total)}",
            own.points,
            f"sửa {format_number(own.points.value)} thành {format_number(total)}, hoặc sửa điểm tối đa của một phần",
            tuple(
                (k.place.span, f"{format_number(m or Fraction(0))} điểm")
                for k, m in zip(children, maxima, strict=True)
            ),
        )


# ---- figures


def figure_of(report: Report, said: Said, code: str) -> s.Figure:
    """A figure or a unit word that the sheet gives."""
    body = said.body
    where = place(report, said)
    if isinstance(body, syntax.UnitWord):
        of_block = body.of_block.text if body.of_block else ""
        name = body.name.text
        key = figure_key(name, "")
        return s.Figure(key, name, "", "", where, None, None, None, "TEXT", (), of_block)
    assert isinstance(body, syntax.Figure)
    kind, low, high, decimals = _figure_kind(report, body.clauses)
    title = body.title.text if body.title else ""
    name = body.name.text
    return s.Figure(figure_key(name, code), name, title, code, where, low, high, decimals, kind)


def with_relation(report: Report, scope: Scope, figure: s.Figure, said: Said) -> s.Figure:
    """A figure with the one that it may not be above: `số liệu a, không quá b`."""
    body = said.body
    clauses = body.clauses if isinstance(body, syntax.Figure) else ()
    for clause in clauses:
        if not isinstance(clause, syntax.NotAbove | syntax.NotAboveInterval):
            continue
        bound = clause.value if isinstance(clause, syntax.NotAbove) else clause.high
        if isinstance(bound, syntax.Number | syntax.Percent):
            figure = evolve(figure, maximum=bound.value)
            continue
        scope.criterion = scope.criteria.get(figure.code)
        expression = scope.number(bound)
        scope.criterion = None
        if isinstance(expression, s.Quantity) and expression.key.startswith("số liệu "):
            figure = evolve(figure, not_above=expression.key)
        else:
            message = "chỗ này cần tên một số liệu khác, hoặc một số"
            report.error(Code.WRONG_KIND, message, bound)
    return figure


def _figure_kind(
    report: Report, clauses: tuple[syntax.Node, ...]
) -> tuple[str, Fraction | None, Fraction | None, int | None]:
    """Kind, range and decimals of a figure, as its clauses say or by default."""
    low: Fraction | None = Fraction(0)
    high: Fraction | None = DEFAULT_HIGH
    kind, decimals = "NUMBER", None
    signs: set[str] = set()
    for clause in clauses:
        match clause:
            case syntax.Whole():
                kind, decimals = "INTEGER", 0
            case syntax.PercentKind():
                kind, high = "PERCENT", Fraction(1)
            case syntax.YesNoKind():
                kind, high = "YES_NO", Fraction(1)
            case syntax.DateKind():
                kind, low, high = "DATE", *DAYS
            case syntax.Decimals(_, count):
                decimals = count_of_decimals(report, count)
            case syntax.NotAboveInterval() | syntax.NotAbove():
                pass  # read once all names are known
            case syntax.Interval():
                low, high = _range(report, clause)
                signs = {sign for sign, _ in interval_bounds(clause)}
    if decimals is not None and kind != "PERCENT":  # `trên 0` of a count is from 1
        step = Fraction(1, 10**decimals)
        low = low + step if low is not None and ">" in signs else low
        high = high - step if high is not None and "<" in signs else high
    return kind, low, high, decimals


def _range(report: Report, interval: syntax.Interval) -> tuple[Fraction, Fraction | None]:
    low: Fraction = Fraction(0)
    high: Fraction | None = DEFAULT_HIGH
    for sign, bound in interval_bounds(interval):
        if not isinstance(bound, syntax.Number | syntax.Percent):
            report.error(Code.WRONG_KIND, "khoảng của số liệu phải ghi bằng số", bound)
            continue
        if sign in (">", "≥", "="):
            low = bound.value
        if sign in ("<", "≤", "="):
            high = bound.value
    return low, high


# ---- ways of scoring


def lower_method(
    report: Report, scope: Scope, c: s.Criterion, draft: CriterionDraft
) -> tuple[s.Criterion, list[s.Figure]]:
    """The criterion with its points as an expression, and the figures (options, boxes) that its way of scoring asks for."""
    methods = [said for said in draft.under if isinstance(said.body, syntax.Method)]
    if not methods:
        return c, []
    if len(methods) > 1:
        report.error(
            Code.DUPLICATE,
            f"{c.name} có hai cách chấm",
            methods[1].body,
            "bỏ một trong hai",
            ((methods[0].body.span, "cách chấm trước"),),
        )
    said = methods[0]
    if c.children:
        report.error(
            Code.MISPLACED,
            f"{c.name} có các phần nhỏ hơn, không chấm ở đây",
            said.body,
            "chấm ở từng phần nhỏ",
        )
        return c, []
    body = said.body
    if isinstance(body, syntax.Direct):
        return c, []
    scope.criterion = c
    figures: list[s.Figure] = []
    if not c.gives_points:
        _ask_without_points(scope, c, said, draft, figures)
        scope.criterion = None
        return c, figures
    points = _points(report, scope, c, said, figures)
    scope.criterion = None
    scope.local = {}
    return evolve(
        c,
        points=points,
        place=s.Place(c.place.source, c.place.span.to(body.span), c.place.citation),
    ), figures


def _ask_without_points(
    scope: Scope, c: s.Criterion, said: Said, draft: CriterionDraft, figures: list[s.Figure]
) -> None:
    """A box for a condition; a number for a statistic that declares no figure of its own."""
    if isinstance(said.body, syntax.Requirement):
        _ask(scope, c, said, figures, c.title, "YES_NO", ())
    elif not any(isinstance(x.body, syntax.Figure) for x in draft.under):
        _ask(scope, c, said, figures, c.title, "NUMBER", ())


def _points(
    report: Report, scope: Scope, c: s.Criterion, said: Said, figures: list[s.Figure]
) -> Expression:
    body = said.body
    match body:
        case syntax.PassFail():
            return _times(
                _ask(scope, c, said, figures, c.title, "YES_NO", ()), _maximum(report, c, body)
            )
        case syntax.Ratio(_, value, clauses):
            return _ratio(report, scope, c, body, scope.number(value), clauses)
        case syntax.Bands(_, value, items):
            return _bands(scope, scope.number(value), items)
        case syntax.Choice(_, items):
            return _choice(report, scope, c, said, items, figures)
        case syntax.PerUnit(_, points, name, limits):
            return scope.limited(_times(scope.number(name), Constant(points.value)), limits)
        case syntax.Additive(_, items):
            parts = [_item(scope, c, said, i, figures) for i in items]
            return Apply("cộng", tuple(Apply("nếu", p) for p in parts), ("+",) * len(parts))
        case syntax.BestOf(_, items):
            parts = [_item(scope, c, said, i, figures) for i in items]
            return Apply("số lớn nhất", (Constant(Fraction(0)), *(Apply("nếu", p) for p in parts)))
        case syntax.Cases(_, clauses):
            _where(scope, clauses)
            return _cases(
                scope, c, said, tuple(i for i in clauses if isinstance(i, syntax.Item)), figures
            )
        case syntax.Formula(_, value, clauses):
            _where(scope, clauses)
            return scope.limited(scope.number(value), clauses)
    raise AssertionError(body)


def _ratio(
    report: Report,
    scope: Scope,
    c: s.Criterion,
    body: syntax.Ratio,
    value: Expression,
    clauses: tuple[syntax.Node, ...],
) -> Expression:
    """A ratio times the maximum; `từ 80% trở lên được điểm tối đa` gives its own points where it holds."""
    _check_multiplied_once(report, c, body)
    parts: list[Expression] = []
    for band in clauses:
        if isinstance(band, syntax.RatioBand):
            assert isinstance(band.interval, syntax.Interval)
            test = scope.at(band, scope.within(value, band.interval))
            parts += [test, scope.number(band.points)]
    points = _times(value, _maximum(report, c, body))
    whole = Apply("trường hợp", (*parts, points), ("khoảng",)) if parts else points
    return scope.limited(whole, (x for x in clauses if not isinstance(x, syntax.RatioBand)))


def _check_multiplied_once(report: Report, c: s.Criterion, body: syntax.Ratio) -> None:
    """`chấm theo tỷ lệ a / b × điểm tối đa`, or `× 100`: a ratio is multiplied by the maximum as it is."""
    product = body.value
    if not isinstance(product, syntax.Product):
        return
    for i, node in enumerate(product.parts[::2]):
        sign = product.parts[2 * i - 1] if i else None
        own = isinstance(node, syntax.Name) and fold(node.text) == "điểm tối đa"
        hundred = isinstance(node, syntax.Number) and node.value == 100
        if not (own or hundred) or (isinstance(sign, syntax.Word) and sign.text == "/"):
            continue
        said = "điểm tối đa" if own else "100"
        report.error(
            Code.SCORE_ABOVE_MAXIMUM,
            f"“chấm theo tỷ lệ” tự nhân tỷ lệ với điểm tối đa của {c.name}, không nhân thêm {said}",
            node,
            f"bỏ phần nhân với {said}, hoặc viết “chấm theo công thức …”",
        )


def _times(a: Expression, b: Expression) -> Expression:
    return Apply("nhân", (a, b), ("×", "×"))


def _maximum(report: Report, c: s.Criterion, at: syntax.Node) -> Expression:
    if c.maximum is None:
        report.error(
            Code.MAXIMUM_MISSING,
            f"{c.name} chưa có điểm tối đa",
            at,
            f"thêm “tối đa … điểm” sau {c.name}",
        )
    return Constant(c.maximum or Fraction(0))


def _ask(
    scope: Scope,
    c: s.Criterion,
    said: Said,
    figures: list[s.Figure],
    name: str,
    kind: str,
    options: tuple[str, ...],
) -> Expression:
    """A figure that a way of scoring asks for by itself: a box to tick, an option to choose."""
    key = figure_key(name or c.name, c.code)
    figures.append(
        s.Figure(
            key,
            name or c.name,
            "",
            c.code,
            place(scope.report, said),
            None if kind == "NUMBER" else Fraction(0),
            None if kind == "NUMBER" else Fraction(1),
            None if kind == "NUMBER" else 0,
            kind,
            options,
        )
    )
    shown = name or c.name
    if fold(shown) not in scope.names or fold(shown) in scope.boxes:
        scope.boxes.add(fold(shown))
        named_kind = Kind.TEXT if kind == "OPTION" else Kind.NUMBER
        is_box = kind == "YES_NO"
        scope.add(shown, Named(key, named_kind, f"{shown} của {c.name}", options, yes_no=is_box))
    return Quantity(key)


def _choice(
    report: Report,
    scope: Scope,
    c: s.Criterion,
    said: Said,
    items: tuple[syntax.Item, ...],
    figures: list[s.Figure],
) -> Expression:
    texts: list[str] = []
    points: list[Expression] = []
    for item in items:
        if not isinstance(item.head, syntax.Name):
            report.error(Code.WRONG_KIND, "mỗi lựa chọn là một đoạn trong ngoặc kép", item.head)
            continue
        if fold(item.head.text) in map(fold, texts):
            report.error(Code.DUPLICATE, f"lựa chọn “{item.head.text}” đã có ở trên", item.head)
        texts.append(item.head.text)
        points.append(scope.limited(scope.number(item.points), item.limits))
    choice = _ask(scope, c, said, figures, c.title, "OPTION", tuple(texts))
    return Apply("lựa chọn", (choice, *points), tuple(fold(t) for t in texts))


def _bands(scope: Scope, value: Expression, items: tuple[syntax.Item, ...]) -> Expression:
    parts: list[Expression] = []
    for item in items:
        points = scope.limited(scope.number(item.points), item.limits)
        if isinstance(item.head, syntax.Otherwise):
            parts.append(points)
        elif isinstance(item.head, syntax.Interval):
            parts += [scope.at(item, scope.within(value, item.head)), points]
        else:
            parts += [scope.at(item, scope.condition(item.head)), points]
    return Apply("trường hợp", tuple(parts), ("khoảng",))


def _cases(
    scope: Scope,
    c: s.Criterion,
    said: Said,
    items: tuple[syntax.Item, ...],
    figures: list[s.Figure],
) -> Expression:
    parts: list[Expression] = []
    for item in items:
        if isinstance(item.head, syntax.Otherwise):
            parts.append(scope.limited(scope.number(item.points), item.limits))
        else:
            parts += _item(scope, c, said, item, figures)
    return Apply("trường hợp", tuple(parts))


def _item(
    scope: Scope, c: s.Criterion, said: Said, item: syntax.Item, figures: list[s.Figure]
) -> tuple[Expression, Expression]:
    """Condition and points; a quoted text is a box that the unit ticks."""
    points = scope.limited(scope.number(item.points), item.limits)
    head = item.head
    taken = isinstance(head, syntax.Name) and fold(head.text) in scope.names
    if (
        isinstance(head, syntax.Name)
        and head.quoted
        and not (taken and fold(head.text) not in scope.boxes)
    ):
        box = _ask(scope, c, said, figures, head.text, "YES_NO", ())
        return scope.at(item, Apply("so sánh", (box, Constant(Fraction(1))), ("=",))), points
    return scope.at(item, scope.condition(head)), points


EVIDENCE = "tài liệu kiểm chứng"


def evidence_of(scope: Scope, c: s.Criterion, said: Said) -> tuple[s.Figure, Expression]:
    """The box that says whether evidence was sent for a criterion, and the condition that it was not."""
    figures: list[s.Figure] = []
    box = _ask(scope, c, said, figures, EVIDENCE, "YES_NO", ())
    return figures[0], Apply("so sánh", (box, Constant(Fraction(0))), ("=",))


def ticked_figure(c: s.Criterion) -> str:
    """The key of the box of a criterion that is passed or not."""
    return figure_key(c.title or c.name, c.code)


def _where(scope: Scope, clauses: tuple[syntax.Node | None, ...]) -> None:
    """`trong đó`: names for this formula only, each may use those above it."""
    for where in clauses:
        if isinstance(where, syntax.Where):
            local: dict[str, Expression] = {}
            for _ in where.items:  # in any order: as many rounds as there are names
                for item in where.items:
                    if fold(item.name.text) not in local and not _waits(
                        item.value, where.items, local
                    ):
                        scope.local = local
                        local[fold(item.name.text)] = scope.limited(
                            scope.number(item.value), item.limits
                        )
            scope.local = local
            unread = [i for i in where.items if fold(i.name.text) not in local]
            for item in unread:
                message = f"tính vòng tròn: “{item.name.text}” cần chính nó hoặc một tên cần nó"
                scope.report.error(Code.CIRCLE, message, item.name, "viết lại các dòng trong đó")
                local[fold(item.name.text)] = Constant(Fraction(0))


def _waits(
    value: syntax.Node, items: tuple[syntax.WhereItem, ...], done: dict[str, Expression]
) -> bool:
    """Whether a value names an item of the list that is not read yet."""
    names = {fold(i.name.text) for i in items} - set(done)
    return any(isinstance(n, syntax.Name) and fold(n.text) in names for n in syntax.walk(value))
