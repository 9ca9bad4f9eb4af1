"""What a round says of its units: those merged, an order decided by hand, figures common to all."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import evolve

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check.expressions import TICKED
from cqdt_rules.check.report import Report
from cqdt_rules.diagnostics import Code, nearest
from cqdt_rules.numbers import exact_decimals, fold, format_number, parse_date

# ---- units merged


def merger_of(
    report: Report, body: syntax.MergedUnit, at: s.Place, others: Sequence[s.Merger]
) -> s.Merger:
    """A unit that came to be from others; what cannot be so is told."""
    parts = tuple(p.text for p in body.parts)
    if len(parts) < 2:
        report.error(
            Code.MERGED_UNIT,
            "trung bình cộng cần ít nhất hai đơn vị trước khi hợp nhất",
            body.parts[0] if body.parts else body,
            "nêu đủ các đơn vị, cách nhau bằng dấu phẩy",
        )
    taken = {fold(p): m for m in others for p in m.parts}
    made = {fold(m.unit) for m in others} | {fold(body.unit.text)}
    seen: set[str] = set()
    for part in body.parts:
        key = fold(part.text)
        if key in seen or key in taken:
            report.error(
                Code.MERGED_UNIT,
                f"“{part.text}” đã được tính vào một đơn vị hợp nhất",
                part,
                "mỗi đơn vị trước khi hợp nhất chỉ nêu một lần",
                ((taken[key].place.span, "ở đây"),) if key in taken else (),
            )
        elif key in made:
            report.error(
                Code.MERGED_UNIT,
                f"“{part.text}” chính là một đơn vị hợp nhất",
                part,
                "nêu các đơn vị có số liệu trong bảng",
            )
        seen.add(key)
    if fold(body.unit.text) in taken:
        report.error(
            Code.MERGED_UNIT,
            f"“{body.unit.text}” vừa là đơn vị hợp nhất vừa được tính vào một đơn vị khác",
            body.unit,
            "nêu thẳng các đơn vị có số liệu trong bảng",
        )
    return s.Merger(body.unit.text, parts, at)


# ---- an order decided by hand


def order_of(
    report: Report, body: syntax.DecidedOrder, at: s.Place, block: s.Block | None
) -> s.DecidedOrder:
    """An order that the authority decided; the block's ranking must leave it to the authority."""
    if block is not None and not any(r.by_decision for r in block.rankings):
        report.error(
            Code.DECIDED_ORDER,
            "cách xếp hạng của khối không để người có thẩm quyền quyết định thứ tự",
            body,
            "thêm vào câu xếp hạng: , bằng nhau thì do người có thẩm quyền quyết định",
            ((block.ranking.place.span, "cách xếp hạng"),)
            if block.ranking and block.ranking.place.source is report.source
            else (),
        )
    names = [fold(u.text) for u in body.units]
    if len(names) < 2:
        report.error(
            Code.DECIDED_ORDER,
            "thứ tự cần ít nhất hai đơn vị",
            body.units[0] if body.units else body,
            "nêu các đơn vị bằng nhau, đơn vị đứng trước nêu trước",
        )
    for i, unit in enumerate(body.units):
        if names[i] in names[:i]:
            report.error(
                Code.DUPLICATE, f"“{unit.text}” đã có trong thứ tự này", unit, "bỏ một lần"
            )
    return s.DecidedOrder(tuple(u.text for u in body.units), at)


# ---- figures common to all units


def common_figures_of(
    report: Report, body: syntax.CommonFigures, at: s.Place, blocks: Sequence[s.Block]
) -> list[s.CommonFigure]:
    """The figures of a round that are the same for every unit, in each block that asks for them."""
    found: list[s.CommonFigure] = []
    for item in body.figures:
        wanted = fold(item.name.text)
        hits = [
            (b, f)
            for b in blocks
            for f in b.figures
            if wanted in (fold(f.name), fold(f.title)) and not f.of_block
        ]
        if not hits:
            _unknown_figure(report, item.name, blocks)
        for block in blocks:
            mine = [f for b, f in hits if b is block]
            if len(mine) > 1:
                shown = ", ".join(f"“{f.name} của {f.code}”" for f in mine)
                report.error(
                    Code.AMBIGUOUS,
                    f"“{item.name.text}” có thể là {shown}",
                    item.name,
                    "nêu tên dài của số liệu (sau chữ “là”)",
                )
            elif mine:
                value = _value(
                    report, item.value, mine[0], told=not found or found[-1].key != mine[0].key
                )
                typed = " ".join(report.source.at(item.value.span).split()).strip('"“”')
                place = evolve(at, span=item.span)
                found.append(s.CommonFigure(block.name, mine[0].key, value, typed, place))
    return found


def _unknown_figure(report: Report, name: syntax.Name, blocks: Sequence[s.Block]) -> None:
    known = {fold(n): n for b in blocks for f in b.figures for n in (f.name, f.title) if n}
    near = nearest(name.text, known.values())
    report.error(
        Code.UNKNOWN_NAME,
        f"bộ tiêu chí không có số liệu nào tên là “{name.text}”",
        name,
        f"có phải là “{near}” không?"
        if near
        else "số liệu chung phải được khai báo trong bộ tiêu chí: số liệu … là …",
    )


def _value(report: Report, node: syntax.Node, figure: s.Figure, *, told: bool) -> Fraction | str:
    """The value as a sheet would take it: an option by its own text, 80 in a percentage as 80%."""
    quiet = Report(report.source) if not told else report
    if isinstance(node, syntax.Number | syntax.Percent):
        return _number(quiet, node, figure)
    text = node.text if isinstance(node, syntax.Quoted | syntax.Date | syntax.Name) else ""
    if figure.kind == "YES_NO" and fold(text) in TICKED:
        return Fraction(TICKED[fold(text)])
    own = [o for o in figure.options if fold(o) == fold(text)]
    if figure.kind in ("TEXT", "OPTION") and (own or not figure.options):
        return own[0] if own else text
    if figure.kind == "DATE" and isinstance(node, syntax.Date):
        return parse_date(text) or Fraction(
            1
        )  # a day that no calendar has was told when it was read
    known = ", ".join(f"“{o}”" for o in figure.options)
    plain = {"YES_NO": "“có” hoặc “không”", "DATE": "một ngày, thí dụ 31/01/2026"}
    wanted = plain.get(figure.kind) or known or "một số"
    quiet.error(
        Code.WRONG_KIND, f"“{text}” không phải giá trị của “{figure.name}”", node, f"ghi {wanted}"
    )
    return Fraction(0)


def _number(
    report: Report, node: syntax.Number | syntax.Percent, figure: s.Figure
) -> Fraction | str:
    value = node.value
    if figure.kind == "DATE":
        report.error(
            Code.WRONG_KIND,
            f"“{figure.name}” là một ngày, không phải một số",
            node,
            "viết đủ ngày, tháng, năm: 31/01/2026",
        )
        return Fraction(1)
    if figure.kind in ("TEXT", "OPTION"):
        report.error(
            Code.WRONG_KIND,
            f"“{figure.name}” là một từ, không phải một số",
            node,
            "viết trong ngoặc kép",
        )
        return ""
    if figure.kind == "PERCENT" and isinstance(node, syntax.Number) and value > 1:
        value /= 100
    _check_number(report, node, figure, value)
    return value


def _check_number(
    report: Report, node: syntax.Number | syntax.Percent, figure: s.Figure, value: Fraction
) -> None:
    """The range and the decimals that the scheme declares."""
    low, high = figure.minimum, figure.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        ends = [f"từ {format_number(low)}" if low is not None else ""]
        ends += [f"đến {format_number(high)}" if high is not None else ""]
        report.error(
            Code.OUT_OF_RANGE,
            f"“{figure.name}” = {node.text} nằm ngoài khoảng {' '.join(filter(None, ends))}",
            node,
            "sửa số này, hoặc sửa khoảng đã khai báo trong bộ tiêu chí",
        )
    most = 0 if figure.kind == "INTEGER" else figure.decimals
    places = exact_decimals(value * 100 if figure.kind == "PERCENT" else value)
    if most is not None and places is not None and places > most:
        report.error(
            Code.TOO_MANY_DECIMALS,
            f"“{figure.name}” = {node.text} có {places} chữ số lẻ",
            node,
            f"nhiều nhất {most} chữ số lẻ" if most else "ghi một số nguyên",
        )
