"""One cell of figures to an entry, or to what is wrong with it."""

from __future__ import annotations

import re
from fractions import Fraction

from attrs import frozen

from cqdt_rules.diagnostics import Code, Diagnostic, Severity, nearest
from cqdt_rules.numbers import (
    decimals_of,
    exact_decimals,
    fold,
    format_number,
    format_percent,
    looks_like_point_number,
    parse_date,
    parse_number,
)
from cqdt_rules.read_sheet.wording import column_name, did_you_mean, quoted, said
from cqdt_rules.sheet import CellKind, Entry, Field, FieldKind, Origin, RawCell

NO_FIGURE = ("-", "–", "—", "−")
_LONGEST_WORD = 500  # letters; what is longer is no option of a scheme

_YES = ("có", "đạt", "x", "1")
_NO = ("không", "không đạt", "chưa đạt", "không có", "0")
_ERROR_TEXT = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|#+)\Z")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?\s*%?\Z")
_TYPE_A_NUMBER = "gõ một số, phần lẻ sau dấu phẩy (84,25); chưa có số thì để trống"


@frozen
class Spot:
    """A cell with the column, the unit and the place it stands in."""

    cell: RawCell
    field: Field
    unit: str
    origin: Origin

    def wrong(
        self, code: Code, what: str, advice: str = "", severity: Severity = Severity.ERROR
    ) -> Diagnostic:
        """A diagnostic that names the unit and the column before saying what is wrong."""
        message = f"{quoted(self.unit)}, cột {quoted(column_name(self.field))}: {what}"
        about = (self.unit, self.field.key)
        place = str(self.origin)
        return Diagnostic(code, message, severity, place=place, help=advice, about=about)


def is_without_figure(cell: RawCell) -> bool:
    """Whether a cell says that there is no figure yet: blank, or a dash."""
    return cell.is_blank or (cell.kind is CellKind.TEXT and cell.text.strip() in NO_FIGURE)


def read_cell(spot: Spot) -> Entry | Diagnostic:
    """The entry of a cell that is neither blank nor a dash."""
    cell, kind = spot.cell, spot.field.kind
    spoilt = spoilt_cell(spot)
    if spoilt is not None:
        return spoilt
    match kind:
        case FieldKind.TEXT:
            return Entry(" ".join(cell.text.split()), cell.text, spot.origin)
        case FieldKind.OPTION:
            return _option(spot)
        case FieldKind.YES_NO:
            return _yes_no(spot)
        case FieldKind.DATE:
            return _day(spot)
    return _number(spot)


def spoilt_cell(spot: Spot) -> Diagnostic | None:
    """What is wrong with a cell that holds an error of Excel, or a formula without its result."""
    cell = spot.cell
    if cell.kind is CellKind.ERROR or _ERROR_TEXT.match(cell.text.strip()):
        return spot.wrong(
            Code.CELL_ERROR,
            f"ô mang lỗi {quoted(cell.text)} của Excel",
            "sửa công thức cho ra số, hoặc xóa ô nếu chưa có số",
        )
    if cell.kind is CellKind.UNSAVED:
        return spot.wrong(
            Code.CELL_FORMULA_UNSAVED,
            "ô là công thức mà tệp chưa lưu kết quả",
            "mở tệp bằng Excel, đợi tính xong rồi lưu lại",
        )
    return None


def _option(spot: Spot) -> Entry | Diagnostic:
    typed = spot.cell.text
    by_name = {fold(option): option for option in spot.field.options}
    option = by_name.get(fold(typed[:_LONGEST_WORD]))
    if option is not None:
        return Entry(option, typed, spot.origin)
    meant = nearest(typed[:_LONGEST_WORD], spot.field.options)
    return spot.wrong(
        Code.OUT_OF_RANGE,
        f"ô ghi {quoted(typed)}, không phải một lựa chọn của cột",
        did_you_mean(meant) or f"ghi một trong: {said(spot.field.options)}",
    )


def _yes_no(spot: Spot) -> Entry | Diagnostic:
    typed = spot.cell.text
    word = fold(typed[:_LONGEST_WORD])
    if spot.cell.kind is CellKind.TRUTH:
        word = "có" if typed == "TRUE" else "không"
    if word in _YES or word in _NO:
        return Entry(Fraction(word in _YES), typed, spot.origin)
    return spot.wrong(
        Code.OUT_OF_RANGE,
        f"ô ghi {quoted(typed)}, không phải có hoặc không",
        "ghi “có” hoặc “không” (hay “đạt”, “không đạt”, “x”)",
    )


def _day(spot: Spot) -> Entry | Diagnostic:
    typed = spot.cell.text.strip()
    day = parse_date(typed)
    if day is None:
        return spot.wrong(
            Code.OUT_OF_RANGE,
            f"ô ghi {quoted(typed)}, không phải một ngày",
            "gõ ngày, tháng, năm: 31/01/2024; chưa có thì để trống",
        )
    low, high = spot.field.minimum, spot.field.maximum
    if (low is not None and day < low) or (high is not None and day > high):
        return spot.wrong(
            Code.OUT_OF_RANGE, f"ô ghi ngày {typed}, ngoài khoảng của cột", "xem lại năm đã gõ"
        )
    return Entry(day, typed, spot.origin)


def _number(spot: Spot) -> Entry | Diagnostic:
    cell, wanted = spot.cell, spot.field
    value = parse_number(cell.text)
    if value is None or cell.kind in (CellKind.DATE, CellKind.TRUTH):
        return _not_a_number(spot)
    percent = cell.text.rstrip().endswith("%")
    if percent and wanted.kind in (FieldKind.POINTS, FieldKind.INTEGER):
        return spot.wrong(
            Code.CELL_NOT_A_NUMBER,
            f"ô ghi tỷ lệ {quoted(cell.text)}, cột này cần {wanted.kind.value}",
            "gõ số, không có dấu %; trong Excel đổi định dạng ô sang Number rồi gõ lại",
        )
    if wanted.kind is FieldKind.PERCENT and not percent:
        if 0 < value <= 1:
            return _which_percent(spot, value)
        value /= 100
    return _too_many_decimals(spot, value) or _beyond(spot, value) or _entry(spot, value)


def _entry(spot: Spot, value: Fraction) -> Entry:
    return Entry(value, spot.cell.text, spot.origin, decimals_of(spot.cell.text))


def _which_percent(spot: Spot, value: Fraction) -> Diagnostic:
    small, large = format_percent(value / 100), format_percent(value)
    return spot.wrong(
        Code.AMBIGUOUS,
        f"ô ghi {quoted(spot.cell.text)} không có dấu %, có thể là {large} hoặc {small}",
        f"gõ {large} hoặc {small}, có dấu %",
    )


def _not_a_number(spot: Spot) -> Diagnostic:
    cell, typed = spot.cell, spot.cell.text.strip()
    if cell.kind is CellKind.DATE:
        return spot.wrong(
            Code.CELL_NOT_A_NUMBER,
            f"ô là ngày tháng ({typed}), không phải là số",
            "Excel hay tự đổi số gõ với dấu chấm thành ngày; "
            "đổi định dạng ô sang Number rồi gõ lại với dấu phẩy (84,25)",
        )
    if looks_like_point_number(typed):
        if _THOUSANDS.match(typed):
            return _thousands_point(spot, typed)
        if typed.count(".") == 1 and "," not in typed:
            return _decimal_point(spot, typed)
    return spot.wrong(
        Code.CELL_NOT_A_NUMBER, f"ô ghi {quoted(typed)}, không phải là số", _TYPE_A_NUMBER
    )


def _thousands_point(spot: Spot, typed: str) -> Diagnostic:
    whole = typed.replace(".", "")
    if "," in typed or typed.count(".") > 1:
        what, advice = f"ô ghi {quoted(typed)}, có dấu chấm ngăn hàng nghìn", f"gõ {whole}"
    else:
        point = typed.replace(".", ",")
        what = f"ô ghi {quoted(typed)}, có thể là {whole} hoặc {point}"
        advice = f"gõ {whole} hoặc {point}: số không ngăn hàng nghìn, phần lẻ sau dấu phẩy"
    return spot.wrong(Code.THOUSANDS_POINT, what, advice)


def _decimal_point(spot: Spot, typed: str) -> Diagnostic:
    point, whole = typed.replace(".", ","), typed.replace(".", "")
    return spot.wrong(
        Code.DECIMAL_POINT,
        f"ô ghi {quoted(typed)} với dấu chấm, có thể là {point} hoặc {whole}",
        f"gõ {point} (phần lẻ sau dấu phẩy) hoặc {whole}",
    )


def _too_many_decimals(spot: Spot, value: Fraction) -> Diagnostic | None:
    wanted = spot.field
    most = 0 if wanted.kind is FieldKind.INTEGER else wanted.decimals
    typed_value = value * 100 if wanted.kind is FieldKind.PERCENT else value
    places = exact_decimals(typed_value)
    if most is None or places is None or places <= most:
        return None
    allowed = f"nhiều nhất {most} chữ số lẻ" if most else "phải là số nguyên"
    return spot.wrong(
        Code.TOO_MANY_DECIMALS,
        f"ô ghi {spot.cell.text.strip()}, có {places} chữ số lẻ; cột này {allowed}",
        "làm tròn theo văn bản rồi gõ lại",
    )


def _beyond(spot: Spot, value: Fraction) -> Diagnostic | None:
    wanted, typed = spot.field, spot.cell.text.strip()
    points = wanted.kind is FieldKind.POINTS
    shown = format_percent if wanted.kind is FieldKind.PERCENT else format_number
    low = Fraction(0) if points and wanted.minimum is None else wanted.minimum
    if wanted.maximum is not None and value > wanted.maximum:
        if points:
            what = f"điểm {typed} lớn hơn điểm tối đa {shown(wanted.maximum)}"
            return spot.wrong(Code.SCORE_ABOVE_MAXIMUM, what, "kiểm tra lại điểm ở ô này")
        what = f"ô ghi {typed}, lớn hơn mức cao nhất {shown(wanted.maximum)}"
        return spot.wrong(Code.OUT_OF_RANGE, what, "kiểm tra lại số ở ô này")
    if low is not None and value < low:
        if points and low == 0:
            what = f"điểm {typed} nhỏ hơn 0"
            return spot.wrong(Code.SCORE_BELOW_ZERO, what, "kiểm tra lại điểm ở ô này")
        what = f"ô ghi {typed}, nhỏ hơn mức thấp nhất {shown(low)}"
        return spot.wrong(Code.OUT_OF_RANGE, what, "kiểm tra lại số ở ô này")
    return None
