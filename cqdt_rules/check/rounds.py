"""A recognition of results: its units, annexes and tables, checked against its scheme."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, evolve, field

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.expressions import Named, Scope, count_of_decimals, declare_built_in
from cqdt_rules.check.outline import Said, place
from cqdt_rules.check.report import Report
from cqdt_rules.check.round_units import common_figures_of, merger_of, order_of
from cqdt_rules.decisions import names_decision
from cqdt_rules.diagnostics import Code, Diagnostic, Label, Severity, nearest
from cqdt_rules.numbers import fold
from cqdt_rules.scheme import Kind
from cqdt_rules.unit_names import did_you_mean, meant

_SPECIAL = {
    "số thứ tự": "stt",
    "tên đơn vị": "đơn vị",
    "tên viết tắt": "viết tắt",
    "thứ hạng": "thứ hạng",
}


_OF_A_TABLE = (
    syntax.ColumnGroup,
    syntax.ColumnGroupEnd,
    syntax.Column,
    syntax.Note,
    syntax.NoteExclusions,
    syntax.Tally,
    syntax.TableOrder,
    syntax.Published,
    syntax.LastRow,
)

_TAKES = {
    "lấy tổng": "cộng",
    "lấy trung bình cộng": "trung bình cộng",
    "lấy giá trị lớn nhất": "số lớn nhất",
    "lấy giá trị nhỏ nhất": "số nhỏ nhất",
}


@define
class _Tables:
    """The annexes as they are read, line by line."""

    report: Report
    scheme: s.Scheme | None
    annexes: list[s.AnnexPlan] = field(factory=list)
    units: dict[str, list[s.UnitName]] = field(factory=dict)
    places: dict[str, s.Place] = field(factory=dict)
    counts: dict[str, syntax.Number] = field(factory=dict)
    block: s.Block | None = None
    block_name: str | None = None
    group: str = ""
    document: str = ""
    year: int | None = None
    holes: list[tuple[str, str]] = field(factory=list)
    mergers: dict[str, list[s.Merger]] = field(factory=dict)
    orders: dict[str, list[s.DecidedOrder]] = field(factory=dict)
    common: list[s.CommonFigure] = field(factory=list)
    overdue: s.Place | None = None
    adjusts: str = ""

    def last_table(self, node: syntax.Node) -> s.TablePlan | None:
        if self.annexes and self.annexes[-1].tables:
            return self.annexes[-1].tables[-1]
        self.report.error(
            Code.MISPLACED, "câu này phải đứng dưới một bảng", node, "thêm một dòng “bảng” ở trên"
        )
        return None

    def put(self, table: s.TablePlan, *, new: bool = False) -> None:
        annex = self.annexes[-1]
        kept = annex.tables if new else annex.tables[:-1]
        self.annexes[-1] = evolve(annex, tables=(*kept, table))


def build_round(report: Report, saids: list[Said], scheme: s.Scheme | None) -> s.Round:
    """The round of a file; with the scheme, names are resolved and blocks are checked against it."""
    tables = _Tables(report, scheme)
    head = saids[0].body
    assert isinstance(head, syntax.RoundHead)
    if scheme is not None and len(scheme.blocks) == 1 and not scheme.blocks[0].name:
        tables.block, tables.block_name = scheme.blocks[0], ""
    for said in saids[1:]:
        body = said.body
        match body:
            case syntax.Block():
                _enter_block(tables, body, said)
            case syntax.Unit():
                _add_unit(tables, body, said)
            case syntax.MergedUnit() | syntax.DecidedOrder():
                _add_about_units(tables, body, said)
            case syntax.CommonFigures():
                _add_common(tables, body, said)
            case syntax.Annex():
                _add_annex(tables, body, said)
            case syntax.Issuer() | syntax.Basis() | syntax.InForceOnSigning() | syntax.Effective():
                pass
            case _ if not _add_about_round(tables, body, said):
                _add_to_table(tables, body, said)
    _check_scheme(report, head, scheme)
    _check_counts(tables)
    made = _made(tables, head)
    if scheme is not None:
        _check_units_named(report, scheme, made)
    return made


def _with_own_names(block: s.RoundBlock) -> s.RoundBlock:
    """The block with every unit under its own name, whichever of its names a statement used."""
    own = block.own_name
    mergers = (evolve(m, unit=own(m.unit), parts=tuple(map(own, m.parts))) for m in block.mergers)
    orders = (evolve(o, units=tuple(map(own, o.units))) for o in block.orders)
    return evolve(block, mergers=tuple(mergers), orders=tuple(orders))


def _made(tables: _Tables, head: syntax.RoundHead) -> s.Round:
    blocks = [
        s.RoundBlock(
            name,
            tuple(units),
            tables.places[name],
            name in tables.counts,
            tuple(tables.mergers.get(name, ())),
            tuple(tables.orders.get(name, ())),
        )
        for name, units in tables.units.items()
    ]
    return s.Round(
        head.decision.text,
        tables.document,
        tables.year,
        tuple(map(_with_own_names, blocks)),
        tuple(tables.annexes),
        tuple(tables.holes),
        tables.report.source,
        tuple(tables.common),
        tables.overdue,
        tables.adjusts,
    )


def _add_about_round(tables: _Tables, body: syntax.Node, said: Said) -> bool:
    """What is said of the round as a whole; False for another statement."""
    match body:
        case syntax.Document():
            tables.document = body.decision.text
        case syntax.Year():
            tables.year = int(body.year.value)
            _check_year(tables.report, body, tables.year, tables.scheme)
        case syntax.Hole():
            tables.holes.append((tables.block_name or "", body.text.text))
        case syntax.Overdue():
            tables.overdue = place(tables.report, said)
        case syntax.Adjusts():
            tables.adjusts = body.decision.text
        case _:
            return False
    return True


def _check_year(report: Report, body: syntax.Year, year: int, scheme: s.Scheme | None) -> None:
    if scheme is None or scheme.first_year is None:
        return
    if year < scheme.first_year or (scheme.last_year is not None and year > scheme.last_year):
        until = f" đến {scheme.last_year}" if scheme.last_year else ""
        report.error(
            Code.YEAR_OUTSIDE,
            f"bộ tiêu chí không áp dụng cho năm đánh giá {year}",
            body.year,
            f"bộ tiêu chí áp dụng từ năm đánh giá {scheme.first_year}{until}",
        )


def _check_scheme(report: Report, head: syntax.RoundHead, scheme: s.Scheme | None) -> None:
    """A round names its scheme by the decision's number, or by the title where no decision is known."""
    if scheme is None:
        return
    if not names_decision(head.decision.text, scheme.title, scheme.issued_with):
        report.error(
            Code.WRONG_SCHEME,
            "công nhận kết quả theo một bộ tiêu chí khác với bộ tiêu chí trong thư mục",
            head.decision,
            f"bộ tiêu chí trong thư mục là “{scheme.issued_with or scheme.title}”",
        )


def _enter_block(tables: _Tables, body: syntax.Block, said: Said) -> None:
    name = body.title.text
    tables.block = None
    if tables.scheme is not None:
        tables.block = next((b for b in tables.scheme.blocks if fold(b.name) == fold(name)), None)
        if tables.block is None:
            if not any(b.name for b in tables.scheme.blocks):
                message, help_ = "bộ tiêu chí không chia khối", "bỏ dòng này"
                tables.report.error(Code.UNKNOWN_BLOCK, message, body.title, help_)
                return
            near = nearest(name, [b.name for b in tables.scheme.blocks])
            known = ", ".join(f"“{b.name}”" for b in tables.scheme.blocks)
            tables.report.error(
                Code.UNKNOWN_BLOCK,
                f"bộ tiêu chí không có khối “{name}”",
                body.title,
                f"có phải là “{near}” không?" if near else f"các khối: {known}",
            )
        else:
            name = tables.block.name
    tables.block_name = name
    tables.units.setdefault(name, [])
    tables.places.setdefault(name, place(tables.report, said))
    if isinstance(body.units, syntax.CountedUnits):
        tables.counts[name] = body.units.count
    elif body.units is not None:
        tables.report.error(
            Code.MISPLACED,
            "khối gồm những loại đơn vị nào là quy tắc của bộ tiêu chí",
            body.units,
            "chuyển “gồm các đơn vị có …” sang câu khối của bộ tiêu chí; ở đây viết: gồm 20 đơn vị",
        )


def _check_counts(tables: _Tables) -> None:
    """`gồm 20 đơn vị` against the units listed; those merged into another one are no units of the round."""
    for name, count in tables.counts.items():
        gone = {fold(p) for m in tables.mergers.get(name, ()) for p in m.parts}
        listed = sum(not gone & {fold(n) for n in u.names} for u in tables.units[name])
        if count.value != listed:
            tables.report.error(
                Code.UNIT_MISSING,
                f"khối gồm {count.text} đơn vị nhưng liệt kê {listed}",
                count,
                "sửa số này, hoặc thêm câu đơn vị còn thiếu",
            )


def _add_about_units(
    tables: _Tables, body: syntax.MergedUnit | syntax.DecidedOrder, said: Said
) -> None:
    """A unit merged from others, or an order decided by hand: both are said under their block."""
    report, name, at = tables.report, tables.block_name, place(tables.report, said)
    if name is None:
        report.error(
            Code.MISPLACED,
            "câu này phải đứng dưới một khối",
            body,
            "thêm một dòng “khối …” ở trên",
        )
        return
    tables.places.setdefault(name, at)
    units = tables.units.setdefault(name, [])
    if isinstance(body, syntax.DecidedOrder):
        tables.orders.setdefault(name, []).append(order_of(report, body, at, tables.block))
        return
    mergers = tables.mergers.setdefault(name, [])
    mergers.append(merger_of(report, body, at, mergers))
    if not any(fold(body.unit.text) in map(fold, u.names) for u in units):
        units.append(s.UnitName(body.unit.text, (), at))


def _add_common(tables: _Tables, body: syntax.CommonFigures, said: Said) -> None:
    """Figures common to all units: of the block above, or of every block that asks for them."""
    if tables.scheme is None:
        return
    blocks = [tables.block] if tables.block is not None else list(tables.scheme.blocks)
    for c in common_figures_of(tables.report, body, place(tables.report, said), blocks):
        other = next((x for x in tables.common if (x.block, x.key) == (c.block, c.key)), None)
        if other is not None:
            tables.report.error(
                Code.DUPLICATE,
                "số liệu chung này đã có ở trên",
                c.place.span,
                "bỏ một trong hai câu",
                ((other.place.span, "câu trước"),),
            )
        else:
            tables.common.append(c)


def _add_unit(tables: _Tables, body: syntax.Unit, said: Said) -> None:
    if tables.block_name is None:
        tables.report.error(
            Code.MISPLACED, "đơn vị phải đứng dưới một khối", body, "thêm một dòng “khối …” ở trên"
        )
        return
    tables.places.setdefault(tables.block_name, place(tables.report, said))
    units = tables.units.setdefault(tables.block_name, [])
    taken = {fold(n): u for u in units for n in (u.name, *u.aliases)}
    for name in body.names:
        if fold(name.text) in taken:
            other = taken[fold(name.text)]
            tables.report.error(
                Code.DUPLICATE,
                f"tên “{name.text}” đã là của đơn vị “{other.name}”",
                name,
                "mỗi tên chỉ thuộc một đơn vị của khối",
                ((other.place.span, "đơn vị ấy"),),
            )
    names = [n.text for n in body.names]
    units.append(s.UnitName(names[0], tuple(names[1:]), place(tables.report, said)))


def _add_annex(tables: _Tables, body: syntax.Annex, said: Said) -> None:
    if tables.block_name is None:
        tables.report.error(
            Code.MISPLACED, "phụ lục phải đứng dưới một khối", body, "thêm một dòng “khối …” ở trên"
        )
        return
    number = body.number.text if body.number else ""
    tables.group = ""
    tables.annexes.append(
        s.AnnexPlan(
            number,
            tuple(t.text for t in body.title),
            tables.block_name,
            (),
            place(tables.report, said),
        )
    )


def _add_to_table(tables: _Tables, body: syntax.Node, said: Said) -> None:
    if isinstance(body, syntax.Table):
        _add_table(tables, body, said)
        return
    if not isinstance(body, _OF_A_TABLE):
        tables.report.error(
            Code.MISPLACED,
            "câu này không thuộc về một tệp công nhận kết quả",
            body,
            "câu về cách tính thuộc bộ tiêu chí",
        )
        return
    table = tables.last_table(body)
    if table is None:
        return
    match body:
        case syntax.ColumnGroup():
            tables.group = body.title.text
        case syntax.ColumnGroupEnd():
            tables.group = ""
        case syntax.Column():
            tables.put(evolve(table, columns=(*table.columns, _column(tables, body, said))))
        case syntax.Note():
            tables.put(evolve(table, notes=(*table.notes, body.text.text)))
        case syntax.NoteExclusions():
            tables.put(evolve(table, note_exclusions=True))
        case syntax.Tally():
            tables.put(evolve(table, tally=True))
        case syntax.LastRow():
            takes = _TAKES[fold(body.takes.text)]
            row = s.LastRow(body.title.text, takes, place(tables.report, said))
            tables.put(evolve(table, last_rows=(*table.last_rows, row)))
        case syntax.TableOrder():
            tables.put(evolve(table, order=_order(tables, body)))
        case syntax.Published():
            tables.put(
                evolve(table, published=body.file.text, point_decimals=body.point is not None)
            )


def _add_table(tables: _Tables, body: syntax.Table, said: Said) -> None:
    if not tables.annexes:
        tables.report.error(
            Code.MISPLACED,
            "bảng phải đứng dưới một phụ lục",
            body,
            "thêm một dòng “phụ lục …” ở trên",
        )
        return
    tables.group = ""
    tables.put(
        s.TablePlan(body.title.text if body.title else "", (), place(tables.report, said)), new=True
    )


def _order(tables: _Tables, body: syntax.TableOrder) -> s.RankKey | None:
    if not body.key or tables.block is None:
        return None
    key = body.key[0]
    descending = fold(key.direction.text) == "giảm dần"
    if isinstance(key, syntax.RankOrder):
        name = _ranking_named(tables, key.rank.name)
        return s.RankKey(s.Quantity(s.place_key(name)), descending, s.place_key(name))
    words = " ".join(tables.report.source.at(key.value.span).split())
    if isinstance(key.value, syntax.Name) and fold(key.value.text) == "thứ hạng":
        return s.RankKey(s.Quantity(s.place_key("")), descending, words)
    return s.RankKey(_scope(tables).number(key.value), descending, words)


def _scope(tables: _Tables) -> Scope:
    """The names that a table may use: those of the block."""
    scope = Scope(tables.report)
    block = tables.block
    assert block is not None
    scope.criteria = {c.code: c for c in block.criteria}
    declare_built_in(scope)
    for f in block.figures:
        scope.add(
            f.name,
            Named(
                f.key, Kind.TEXT if f.kind in ("TEXT", "OPTION") else Kind.NUMBER, f.name, f.options
            ),
        )
    for d in block.definitions:
        scope.add(d.name, Named(fold(d.name), Kind.NUMBER, d.name))
    for scale in block.scales:
        scope.add(scale.key, Named(scale.key, Kind.LEVEL, scale.key))
    return scope


def _column(tables: _Tables, body: syntax.Column, said: Said) -> s.TableColumn:
    special, value = _cell(tables, body.cell)
    column = s.TableColumn(
        body.title.text, tables.group, special, value, place(tables.report, said)
    )
    for clause in body.clauses:
        match clause:
            case syntax.Decimals(_, count):
                column = evolve(column, decimals=count_of_decimals(tables.report, count))
            case syntax.PercentKind():
                column = evolve(column, percent=True)
            case syntax.Prefix(_, text):
                column = evolve(column, prefix=text.text)
            case syntax.Called(_, text):
                column = evolve(column, called=text.text)
            case syntax.OutOf(_, name):
                column = evolve(column, out_of=_figure_named(tables, name))
            case syntax.OfRound(_, name):
                column = evolve(column, of_round=_score_round(tables, name))
    if isinstance(body.cell, syntax.NamedRank):
        column = evolve(column, ranking=_ranking_named(tables, body.cell.name))
    _check_subordinates(tables, body, column)
    return column


def _check_subordinates(tables: _Tables, body: syntax.Column, column: s.TableColumn) -> None:
    if (
        column.special == "trực thuộc"
        and tables.scheme is not None
        and not _has_subordinates(tables)
    ):
        tables.report.error(
            Code.UNKNOWN_BLOCK,
            f"không khối nào có đơn vị trực thuộc khối “{tables.block_name}”",
            body.cell,
            f'trong khối cấp dưới của bộ tiêu chí, viết: thông tin đơn vị …, là đơn vị của khối "{tables.block_name}"',
        )


def _ranking_named(tables: _Tables, name: syntax.Quoted) -> str:
    known = [r.name for r in tables.block.named_rankings] if tables.block else []
    message = f"khối này không có cách xếp hạng nào tên là “{name.text}”"
    missing = f'thêm vào bộ tiêu chí: xếp hạng "{name.text}" theo … giảm dần'
    listed = "các cách xếp hạng có tên"
    return _one_of(tables, name, known, (Code.UNKNOWN_NAME, message, listed, missing))


def _score_round(tables: _Tables, name: syntax.Quoted) -> str:
    known = tables.block.score_rounds if tables.block else ()
    message = f"không có lần chấm “{name.text}”"
    missing = 'thêm vào bộ tiêu chí: các lần chấm "…", "…"'
    return _one_of(tables, name, known, (Code.SCORE_ROUND, message, "các lần chấm", missing))


def _one_of(
    tables: _Tables, name: syntax.Quoted, known: Sequence[str], told: tuple[Code, str, str, str]
) -> str:
    """The name as it was declared; '' with a message (code, words, word for the list, help for an empty list) for no such name."""
    found = next((n for n in known if fold(n) == fold(name.text)), "")
    if not found and tables.block is not None:
        code, message, listed, missing = told
        near = nearest(name.text, known)
        names = ", ".join(f"“{n}”" for n in known)
        help_ = f"có phải là “{near}” không?" if near else f"{listed}: {names}"
        tables.report.error(code, message, name, help_ if known else missing)
    return found


def _has_subordinates(tables: _Tables) -> bool:
    assert tables.scheme is not None
    return any(
        fold(f.of_block) == fold(tables.block_name or "")
        for b in tables.scheme.blocks
        for f in b.figures
        if f.of_block and b.scales
    )


def _cell(tables: _Tables, cell: syntax.Node) -> tuple[str, s.Expression | None]:
    if isinstance(cell, syntax.Subordinates):
        return "trực thuộc", None
    if isinstance(cell, syntax.NamedRank):
        return "thứ hạng", None
    if isinstance(cell, syntax.Name) and not cell.quoted and fold(cell.text) in _SPECIAL:
        return _SPECIAL[fold(cell.text)], None
    if tables.block is None:
        return "", None
    if isinstance(
        cell, syntax.PointsOf
    ):  # the criterion itself: what is left out prints as such, not as 0
        criterion = _scope(tables).find(cell.kind, cell.code)
        return "", s.Quantity(s.points_key(criterion.code)) if criterion else None
    expression, kind = _scope(tables).anything(cell)
    if kind is Kind.TRUTH:
        message = "cột in một số, một mức hoặc một từ, nhưng đây là một điều kiện"
        tables.report.error(Code.WRONG_KIND, message, cell)
    return "", expression


def _figure_named(tables: _Tables, name: syntax.Name) -> str:
    if tables.block is None:
        return ""
    expression, _ = _scope(tables).anything(name)
    return expression.key if isinstance(expression, s.Quantity) else ""


def _check_units_named(report: Report, scheme: s.Scheme, made: s.Round) -> None:
    """Units named in a rule that the round's list does not have."""
    for block in scheme.blocks:
        listed = made.block(block.name)
        if listed is None or not listed.complete:
            continue
        known = {fold(n) for u in listed.units for n in u.names}
        known |= {fold(p) for m in listed.mergers for p in m.parts}
        rules = [*block.named_units, *(((x.unit,), x.place) for x in block.examples)]
        for units, at in rules:
            for unit in units:
                if fold(unit) not in known:
                    report.found.append(
                        _unknown_unit(
                            unit,
                            at,
                            block.name,
                            {n: u.name for u in listed.units for n in (u.name, *u.aliases)},
                        )
                    )


def _unknown_unit(unit: str, at: s.Place, block: str, known: dict[str, str]) -> Diagnostic:
    return Diagnostic(
        Code.UNKNOWN_UNIT,
        f"đợt đánh giá không có đơn vị “{unit}” trong khối “{block}”",
        Severity.WARNING,
        at.source,
        (Label(at.span),),
        help=did_you_mean(meant(unit, known))
        or "thêm đơn vị vào tệp công nhận kết quả, hoặc sửa tên ở đây",
        citation=at.citation,
    )
