"""The criteria tree made from codes, the figures it asks for, and how each criterion scores."""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.expressions import Named, Scope, count_of_decimals, interval_bounds
from cqdt_rules.check.outline import CriterionDraft, Said, place
from cqdt_rules.check.report import Report
from cqdt_rules.diagnostics import Code
from cqdt_rules.graph import DEFAULT_HIGH, input_key
from cqdt_rules.numbers import fold, format_number
from cqdt_rules.scheme import Apply, Constant, Expression, Kind, Quantity

MAX_DEPTH = 12

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
        if parent and parent not in first:
            report.error(
                Code.ORPHAN_CRITERION,
                f"{d.body.kind.text} {d.code} không có {parent} ở trên nó",
                d.body.code,
                f"thêm một dòng cho mã {parent}, hoặc sửa mã",
            )
            parent = ""
        kept[d.code] = _criterion(report, d, parent, kept)
    children = {code: tuple(k.code for k in kept.values() if k.parent == code) for code in kept}
    criteria = [evolve(c, children=children[c.code]) for c in kept.values()]
    for c in criteria:
        _check_maximum(report, c, [kept[k] for k in c.children], first[c.code], criteria)
    return criteria


def stated_maximum(code: str, criteria: list[s.Criterion]) -> Fraction | None:
    """What is stated below a criterion: its own maximum, else the sum of its parts; None where a part states none."""
    mine = next(c for c in criteria if c.code == code)
    if mine.maximum is not None:
        return mine.maximum
    parts = [stated_maximum(k, criteria) for k in mine.children]
    if not parts or None in parts:
        return None
    return sum((p for p in parts if p is not None), Fraction(0))


def _criterion(
    report: Report, d: CriterionDraft, parent: str, kept: dict[str, s.Criterion]
) -> s.Criterion:
    maxima = [c for c in d.body.clauses if isinstance(c, syntax.Maximum)]
    weights = [c for c in d.body.clauses if isinstance(c, syntax.Weight)]
    if len(maxima) > 1:
        report.error(Code.DUPLICATE, "điểm tối đa được ghi hai lần", maxima[1])
    for w in weights:
        report.error(
            Code.NOT_YET,
            "trọng số chưa dùng được trong bản này",
            w,
            "ghi điểm tối đa của từng phần",
        )
    contents = [said.body.name.text for said in d.under if isinstance(said.body, syntax.Content)]
    kind = " ".join(d.body.kind.text.split()).lower()
    role = kept[parent].role if parent in kept else _ROLES.get(kind, "")
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


def _check_maximum(
    report: Report,
    c: s.Criterion,
    children: list[s.Criterion],
    draft: CriterionDraft,
    criteria: list[s.Criterion],
) -> None:
    own = next((x for x in draft.body.clauses if isinstance(x, syntax.Maximum)), None)
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
            case syntax.Decimals(_, count):
                decimals = count_of_decimals(report, count)
            case syntax.Interval():
                low, high = _range(report, clause)
                signs = {sign for sign, _ in interval_bounds(clause)}
            case _:
                report.error(
                    Code.NOT_YET,
                    "giới hạn này chưa dùng được trong bản này",
                    clause,
                    "ghi khoảng bằng số, thí dụ “từ 0 đến 100”",
                )
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
    if isinstance(body, syntax.Statistic):
        report.error(Code.NOT_YET, "“chỉ thống kê” chưa dùng được trong bản này", body)
        return c, []
    scope.criterion = c
    figures: list[s.Figure] = []
    points = _points(report, scope, c, said, figures)
    scope.criterion = None
    scope.local = {}
    return evolve(
        c,
        points=points,
        place=s.Place(c.place.source, c.place.span.to(body.span), c.place.citation),
    ), figures


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
    parts: list[Expression] = []
    for band in clauses:
        if isinstance(band, syntax.RatioBand):
            assert isinstance(band.interval, syntax.Interval)
            parts += [scope.within(value, band.interval), scope.number(band.points)]
    points = _times(value, _maximum(report, c, body))
    whole = Apply("trường hợp", (*parts, points)) if parts else points
    return scope.limited(whole, (x for x in clauses if not isinstance(x, syntax.RatioBand)))


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
            Fraction(0),
            Fraction(1),
            0,
            kind,
            options,
        )
    )
    shown = name or c.name
    if fold(shown) not in scope.names or fold(shown) in scope.boxes:
        scope.boxes.add(fold(shown))
        named_kind = Kind.TEXT if kind == "OPTION" else Kind.NUMBER
        scope.add(shown, Named(key, named_kind, f"{shown} của {c.name}", options))
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
