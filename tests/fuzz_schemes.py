"""Whole schemes by chance that mostly make sense, with matching sheets (tests/fuzz.py)."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from attrs import define, evolve, field, frozen
from fuzz_drive import Case

from cqdt_rules.numbers import format_number

TITLES = (
    "Nhận thức số", "Thể chế số", "Hạ tầng số", "Nhân lực số", "An toàn, an ninh mạng", "Hoạt động chính quyền số",
    "Dịch vụ công trực tuyến", "Kinh tế số", "Xã hội số", "Ban hành kế hoạch", "Trang thông tin điện tử", "Chữ ký số",
    "Một cửa điện tử", "Báo cáo định kỳ", "Văn bản điện tử", "Tập huấn", "Dữ liệu mở", "Nền tảng dùng chung",
    "Phản ánh kiến nghị", "Thanh toán trực tuyến", "Hồ sơ sức khỏe", "Khảo sát người dân", "Ứng dụng di động",
)  # fmt: skip
UNITS = (
    "Xã An Hòa", "Xã Bình Minh", "Xã Lộc An", "Xã Phú Mỹ", "Phường Tân Tiến", "Sở Y tế", "Sở Nội vụ", "Thanh tra tỉnh",
    "Ban Dân tộc", "Huyện A Lưới", "Thị xã Hương Trà", "Xã Đắk Ơ",
)  # fmt: skip
DISTRICTS = ("Huyện Phú Vang", "Huyện Phú Lộc", "Thành phố Huế")
LEVELS = (
    ("I", "II", "III"),
    ('"Xuất sắc"', '"Tốt"', '"Khá"'),
    ('"Tốt"', '"Đạt"'),
    ("1", "2", "3", "4"),
    ("I",),
)


@frozen
class Column:
    """A column of a sheet and what belongs into it."""

    header: str
    kind: str
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(100)
    options: tuple[str, ...] = ()


@frozen
class Table:
    """A sheet: its file, its columns, and cells as typed."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def as_csv(self) -> bytes:
        """The file's bytes."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\n")
        writer.writerow([c.header for c in self.columns])
        writer.writerows(self.rows)
        return out.getvalue().encode("utf-8")

    def as_workbook(self) -> bytes:
        """The same as an Excel file, figures as figures."""
        import openpyxl

        book = openpyxl.Workbook()
        page = book.active
        assert page is not None
        page.append([c.header for c in self.columns])
        for row in self.rows:
            page.append([_as_typed_in_excel(x) for x in row])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def _as_typed_in_excel(text: str) -> object:
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", text):  # 1 or 1000: a text to Excel, and ours to refuse
        return text
    plain = text.replace(",", ".", 1)
    is_figure = plain.replace(".", "", 1).isdigit() and plain.isascii() and len(plain) < 12
    return (float(plain) if "." in plain else int(plain)) if is_figure else text


@frozen
class Made:
    """A scheme, its round, its sheets."""

    rules: Mapping[str, str]
    tables: tuple[Table, ...]
    workbook: bool = False

    @property
    def files(self) -> Case:
        """The files of the ruleset."""
        made = {n: t.encode("utf-8") for n, t in self.rules.items()}
        for t in self.tables:
            name = f"so-lieu/{t.name}"
            made |= (
                {f"{name}.xlsx": t.as_workbook()} if self.workbook else {f"{name}.csv": t.as_csv()}
            )
        return made


@define
class Block:
    """A block in the making: its statements, what its sheet must give, what its rules may name."""

    name: str
    rng: random.Random
    lines: list[str] = field(factory=list)
    columns: list[Column] = field(factory=list)
    codes: list[tuple[str, str, Fraction]] = field(factory=list)  # kind, code, maximum
    figures: list[tuple[str, Fraction]] = field(factory=list)  # of the whole block: name, most
    defined: list[tuple[str, Fraction]] = field(factory=list)
    words: list[str] = field(factory=list)
    titles: list[str] = field(factory=list)
    levels: tuple[str, ...] = ()
    bonus: bool = False
    penalty: bool = False
    has_groups: bool = False
    units: list[str] = field(factory=list)

    def say(self, line: str, indent: int = 1) -> None:
        """One statement."""
        self.lines.append("  " * indent + line)

    def title(self) -> str:
        """A title that no other criterion of the block has."""
        free = [t for t in TITLES if t not in self.titles] or [f"Tiêu chí thêm {len(self.titles)}"]
        self.titles.append(self.rng.choice(free))
        return self.titles[-1]

    def total(self) -> Fraction:
        """The most points of the tree."""
        return sum((m for _, c, m in self.codes if "." not in c), Fraction(0))


def number(value: Fraction | int) -> str:
    """A figure as the language writes it."""
    return format_number(Fraction(value))


# ---- criteria


def _tree(b: Block) -> None:
    rng = b.rng
    kinds = rng.choice(
        [("nhóm", "tiêu chí"), ("trụ cột", "chỉ số"), ("mục", "chỉ tiêu"), ("lĩnh vực", "tiêu chí")]
    )
    roots = rng.randrange(1, 5)
    signs = [str(i + 1) for i in range(roots)] if rng.random() < 0.8 else list("ABCDE"[:roots])
    weights = _shares(rng, roots) if rng.random() < 0.2 else None
    if weights:
        b.say("thang điểm 100 điểm")
    for i, code in enumerate(signs):
        parts = rng.choice([0, 0, 2, 3]) if rng.random() < 0.9 else 6
        b.has_groups = b.has_groups or parts > 0
        inner = _shares(rng, parts) if parts and rng.random() < 0.2 else None
        maxima = [Fraction(rng.choice([1, 2, 5, 10, 20, 25, 40])) for _ in range(max(parts, 1))]
        whole = Fraction(100) if inner else sum(maxima, Fraction(0))
        share = f" trọng số {weights[i]}%" if weights else ""
        title = b.title()
        b.say(f'{kinds[0]} {code} "{title}"{share} tối đa {number(whole)} điểm')
        b.codes.append((kinds[0], code, whole))
        if not parts:
            _scored(b, kinds[0], code, title, whole, 2)
        for j in range(parts):
            own = f"{code}.{j + 1}"
            share = f" trọng số {inner[j]}%" if inner else ""
            title = b.title()
            b.say(f'{kinds[1]} {own} "{title}"{share} tối đa {number(maxima[j])} điểm', 2)
            b.codes.append((kinds[1], own, maxima[j]))
            if rng.random() < 0.1:
                b.say("thuộc nội dung dịch vụ công", 3)
            _scored(b, kinds[1], own, title, maxima[j], 3)
            if rng.random() < 0.1:
                b.say(
                    rng.choice(
                        ['tài liệu kiểm chứng "Văn bản"', 'hướng dẫn "Xem mẫu 1"', 'nguồn "Điều 3"']
                    ),
                    3,
                )


def _shares(rng: random.Random, count: int) -> list[int]:
    cuts = sorted(rng.sample(range(1, 20), count - 1)) if count > 1 else []
    return [5 * (y - x) for x, y in zip([0, *cuts], [*cuts, 20], strict=True)]


def _beside(b: Block) -> None:
    """Bonus and penalty, what is only told, what is only required."""
    rng = b.rng
    if rng.random() < 0.3:
        b.bonus = True
        b.say(f'điểm thưởng 91 "{(t := b.title())}" tối đa 5 điểm')
        _scored(b, "điểm thưởng", "91", t, Fraction(5), 2)
    if rng.random() < 0.3:
        b.penalty = True
        b.say(f'điểm trừ 92 "{b.title()}" tối đa 4 điểm')
        b.say("số liệu báo cáo chậm, số nguyên", 2)
        b.columns.append(Column("báo cáo chậm", "int", high=Fraction(12)))
        b.say(
            f"trừ {rng.choice(['0,5', '1', '0,25'])} điểm cho mỗi báo cáo chậm, không quá điểm tối đa",
            2,
        )
    if rng.random() < 0.1:
        b.say(f'chỉ tiêu 93 "{b.title()}"')
        b.say("số liệu dân số, số nguyên", 2)
        b.say("chỉ thống kê", 2)
        b.columns.append(Column("dân số", "int", high=Fraction(10**6)))
    if rng.random() < 0.15:
        b.say(f'tiêu chí 94 "{(t := b.title())}"')
        b.say("chỉ xét đạt hoặc không đạt", 2)
        b.columns.append(Column(t, "yes"))
        b.words.append("94")


def _scored(b: Block, kind: str, code: str, title: str, most: Fraction, indent: int) -> None:
    """A way of scoring under a criterion, with the columns it needs."""
    way = b.rng.choice(WAYS)
    start = len(b.columns)
    way(b, code, title, most, indent)
    if len(b.columns) == start and kind:
        b.columns.append(Column(title, "points", high=most))


def _figure(
    b: Block,
    code: str,
    name: str,
    indent: int,
    more: str = "",
    *,
    kind: str = "num",
    low: Fraction = Fraction(0),
    high: Fraction = Fraction(100),
) -> None:
    """A figure of a criterion and its column."""
    long = b.rng.random() < 0.5
    said = f' là "Số {name} của {code}"' if long else ""
    b.say(f"số liệu {name}{said}{more}", indent)
    header = f"Số {name} của {code}" if long else f"{code} {name}"
    b.columns.append(Column(header, kind, low, high))


def _direct(b: Block, code: str, title: str, most: Fraction, indent: int) -> None:
    if b.rng.random() < 0.3:
        b.say("chấm trực tiếp", indent)


def _pass(b: Block, code: str, title: str, most: Fraction, indent: int) -> None:
    b.say("chấm đạt hoặc không đạt", indent)
    b.columns.append(Column(title, "yes"))


def _choice(b: Block, code: str, title: str, most: Fraction, indent: int) -> None:
    b.say("chấm theo lựa chọn:", indent)
    b.say('- "Đúng hạn": điểm tối đa', indent + 1)
    b.say(
        f'- "Chậm": {b.rng.choice(["1/2 × điểm tối đa", "1 điểm", "50% điểm tối đa"])}', indent + 1
    )
    b.say('- "Không": 0 điểm', indent + 1)
    b.columns.append(Column(title, "option", options=("Đúng hạn", "Chậm", "Không")))


def _ratio(b: Block, code: str, title: str, most: Fraction, indent: int) -> None:
    rng = b.rng
    _figure(b, code, "a", indent, ", số nguyên", kind="int", high=Fraction(rng.choice([60, 130])))
    guard = rng.choice(
        ["", "không tính điểm khi b = 0", "tính 0 điểm khi b = 0", "tính điểm tối đa khi b = 0"]
    )
    more = ", số nguyên" + ("" if guard else ", từ 1 trở lên")
    _figure(b, code, "b", indent, more, kind="int", low=Fraction(not guard), high=Fraction(120))
    if guard:
        b.say(guard, indent)
    cap = rng.choice(["", ", không quá điểm tối đa", ", từ 80% trở lên được điểm tối đa"])
    if rng.random() < 0.5:
        b.say(f"chấm theo tỷ lệ a / b{cap}", indent)
        return
    b.say("chấm theo khoảng a / b:", indent)
    low, high = sorted(rng.sample([10, 25, 50, 75, 80, 95], 2))
    b.say(f"- từ {high}% trở lên: điểm tối đa", indent + 1)
    b.say(
        f"- từ {low}% đến dưới {high}%: {rng.choice(['a / b × điểm tối đa', '1/2 × điểm tối đa'])}",
        indent + 1,
    )
    b.say(f"- dưới {low}%: 0 điểm", indent + 1)


def _per_unit(b: Block, code: str, title: str, most: Fraction, indent: int) -> None:
    _figure(b, code, "lượt", indent, ", số nguyên", kind="int", high=Fraction(12))
    b.say(
        f"chấm {b.rng.choice(['1', '0,5', '2'])} điểm cho mỗi lượt, không quá điểm tối đa", indent
    )


def _additive(b: Block, code: str, title: str, most: Fraction, indent: int) -> None:
    b.say("chấm cộng dồn:", indent)
    b.say(f'- "Có phân công {code}": 1/2 × điểm tối đa', indent + 1)
    b.say("- lớp ≥ 3: 1/4 × điểm tối đa", indent + 1)
    b.say("- lớp từ 1 đến 8: 1/4 × điểm tối đa", indent + 1)
    _figure(b, code, "lớp", indent, ", số nguyên", kind="int", high=Fraction(9))
    b.columns.append(Column(f"Có phân công {code}", "tick"))


def _cases(b: Block, code: str, title: str, most: Fraction, indent: int) -> None:
    rng = b.rng
    _figure(b, code, "a", indent, kind="num", high=Fraction(50))
    _figure(b, code, "c", indent, ", phần trăm", kind="percent")
    head = rng.choice(["chấm theo trường hợp:", "chấm theo trường hợp có điểm cao nhất:"])
    b.say(head, indent)
    b.say(f"- a ≥ {rng.randrange(1, 50)} và c từ 50% trở lên: điểm tối đa", indent + 1)
    b.say(f"- c trên {rng.randrange(5, 50)}% hoặc a = 0: {number(most / 2)} điểm", indent + 1)
    if "cao nhất" not in head:
        b.say("- còn lại: 0 điểm", indent + 1)


def _formula(b: Block, code: str, title: str, most: Fraction, indent: int) -> None:
    rng = b.rng
    _figure(b, code, "a", indent, ", từ 0 đến 100", kind="num")
    _figure(
        b, code, "b", indent, ", từ 1 đến 1000", kind="num", low=Fraction(1), high=Fraction(1000)
    )
    rounding = rng.choice(
        [
            "",
            ", làm tròn đến 2 chữ số thập phân",
            ", làm tròn xuống đến 0,25",
            ", làm tròn chẵn đến 1",
        ]
    )
    root = rng.choice(
        [
            "căn bậc hai của (a)",
            "lô-ga-rít thập phân của (b)",
            "trung bình nhân của (a; b)",
            "lô-ga-rít tự nhiên của (b)",
        ]
    )
    said = rng.choice(
        [
            f"(a − 10) / (100 − 10) × điểm tối đa, không quá điểm tối đa, không dưới 0{rounding}",
            f"số nhỏ nhất của (a / b; 1) × điểm tối đa{rounding}",
            f"{root} × điểm tối đa / 100, không quá điểm tối đa, làm tròn đến 2 chữ số thập phân",
            "phần mạng + phần dùng, không quá điểm tối đa\n" + "  " * indent + "trong đó:\n" + "  " * indent
            + "  - phần mạng = a / 100 × 50% điểm tối đa\n" + "  " * indent + "  - phần dùng = b / 1000 × điểm tối đa, không quá 1",
            "a / giá trị lớn nhất của a trong khối × điểm tối đa, không quá điểm tối đa",
            "số nhỏ nhất của (a / (giá trị trung bình của a trong khối + 1); 1) × điểm tối đa",
            "(b − giá trị nhỏ nhất của b trong khối) / 1000 × điểm tối đa, không quá điểm tối đa",
            "giá trị tuyệt đối của (a − 50) / 50 × điểm tối đa",
        ]
    )  # fmt: skip
    b.say(f"chấm theo công thức {said}", indent)


def _days(b: Block, code: str, title: str, most: Fraction, indent: int) -> None:
    b.say("số liệu ngày gửi, ngày", indent)
    b.say("chấm theo trường hợp:", indent)
    b.say("- ngày gửi chậm nhất ngày 15/12/2025: điểm tối đa", indent + 1)
    b.say("- ngày gửi từ ngày 16/12/2025 đến ngày 31/12/2025: 1/2 × điểm tối đa", indent + 1)
    b.say(b.rng.choice(["- còn lại: 0 điểm", "- ngày gửi sau ngày 31/12/2025: 0 điểm"]), indent + 1)
    b.columns.append(Column(f"{code} ngày gửi", "date"))


Way = Callable[[Block, str, str, Fraction, int], None]
WAYS: tuple[Way, ...] = (
    _direct, _direct, _direct, _direct, _pass, _choice, _ratio, _ratio, _per_unit, _additive, _cases, _formula, _formula,
    _days,
)  # fmt: skip


# ---- what is computed from the criteria


def _atom(b: Block) -> str:
    kind, code, _ = b.rng.choice(b.codes)
    options = [
        "điểm đạt được",
        "điểm tối đa được tính",
        f"điểm {kind} {code}",
        f"điểm tối đa được tính {kind} {code}",
    ]
    options += [
        number(b.rng.randrange(1, 50)),
        f"{b.rng.randrange(1, 100)}%",
        f"điểm tối đa {kind} {code}",
    ]
    options += [n for n, _ in b.figures] + [n for n, _ in b.defined]
    options += ["điểm thưởng"] * b.bonus + ["điểm trừ"] * b.penalty
    return b.rng.choice(options)


def _sum(b: Block, depth: int = 2) -> str:
    """A value; divisors are never 0."""
    rng = b.rng
    if depth == 0:
        return _atom(b)

    def inner() -> str:
        return _sum(b, depth - 1)

    return rng.choice(
        [
            _atom(b),
            f"{_atom(b)} {rng.choice('+−')} {_atom(b)}",
            f"{_atom(b)} × {rng.randrange(1, 9)} / {rng.randrange(1, 9)}",
            f"({inner()}) {rng.choice('+−×')} {_atom(b)}",
            f"{rng.choice(['số nhỏ nhất', 'số lớn nhất', 'trung bình cộng'])} của ({inner()}; {inner()})",
            f"giá trị tuyệt đối của ({inner()})",
            f"{_atom(b)} / (giá trị tuyệt đối của ({_atom(b)}) + 1)",
        ]
    )


def _test(b: Block, depth: int = 1) -> str:
    rng = b.rng
    at = number(rng.randrange(0, 100))
    kind, code, most = rng.choice(b.codes)
    words = [
        f"{_atom(b)} {rng.choice('<≤>≥')} {_atom(b)}",
        f"điểm đạt được từ {at} trở lên",
        f"điểm {kind} {code} dưới {number(most / 2)}",
        f"{_sum(b, 1)} trên {at} đến {number(rng.randrange(100, 200))}",
        f"điểm {kind} {code} = 0",
        f"từng {kind} đạt từ 50% điểm tối đa được tính trở lên",
    ]
    words += ['loại = "phường"', 'loại ≠ "xã"'] * ("loại" in b.words) + ["tiêu chí 94 đạt"] * (
        "94" in b.words
    )
    if depth and rng.random() < 0.3:
        joint = rng.choice([" và ", " hoặc "])
        return joint.join(
            f"({_test(b, 0)})" if rng.random() < 0.3 else _test(b, 0) for _ in range(2)
        )
    return rng.choice(words)


def _definitions(b: Block) -> None:
    rng = b.rng
    extra = " + điểm thưởng" * b.bonus + " − điểm trừ" * b.penalty
    rounding = rng.choice(
        [
            "",
            ", làm tròn đến 2 chữ số thập phân",
            ", làm tròn đến 1 chữ số thập phân",
            ", làm tròn lên đến 0,5",
        ]
    )
    cap = rng.choice(["", "", ", không quá 100", ", không dưới 0"])
    b.say(
        f"công thức tổng điểm = điểm đạt được × 100 / điểm tối đa được tính{extra}{cap}{rounding}"
    )
    b.defined.append(("tổng điểm", Fraction(100)))
    for name in rng.sample(["chỉ số phụ", "mức độ đạt được", "điểm cân đối"], rng.randrange(0, 3)):
        if rng.random() < 0.3:
            b.say(f"công thức {name} theo trường hợp{rng.choice(['', ', không quá 50'])}:")
            b.say(f"- {_test(b)}: {_sum(b)}", 2)
            b.say(f"- còn lại: {_sum(b)}", 2)
        else:
            b.say(f"công thức {name} = {_sum(b, 3)}{rounding}")
        b.defined.append((name, Fraction(100)))
    if rng.random() < 0.2:
        what = rng.choice(["tổng điểm", "điểm đạt được"])
        which = rng.choice(["lớn nhất", "nhỏ nhất", "trung bình"])
        b.say(f"công thức so với khối = {what} − giá trị {which} của {what} trong khối")
        b.defined.append(("so với khối", Fraction(100)))


def _scales(b: Block) -> None:
    rng = b.rng
    if rng.random() < 0.15:
        return
    b.levels = rng.choice(LEVELS)
    named = rng.choice(["", "", ""]) or ""
    b.say(f"xếp loại{named}")
    marks = sorted(rng.sample(range(10, 96, 5), len(b.levels)), reverse=True)
    floor = f" và từng {b.codes[0][0]} đạt từ 40% điểm tối đa được tính trở lên" * (
        rng.random() < 0.3
    )
    for i, level in enumerate(b.levels):
        upper = f"đến dưới {marks[i - 1]}" if i else "trở lên"
        b.say(f"mức {level} khi tổng điểm từ {marks[i]} {upper}{floor if i == 0 else ''}", 2)
    b.say(rng.choice(['còn lại "Chưa đạt"', 'còn lại "Chưa đạt"', "còn lại không xếp loại"]), 2)
    if len(b.levels) > 1:
        extras = [
            f"không xếp loại cao hơn mức {b.levels[1]} khi {_test(b)}",
            f"hạ một mức khi {_test(b)}",
            f"không xếp loại khi {_test(b)}",
            f"không quá {rng.choice([10, 34, 50])}% số đơn vị được mức {b.levels[0]}",
        ]
        for line in rng.sample(extras, rng.choice([0, 0, 1, 2])):
            b.say(line, 2)
    if rng.random() < 0.1 and b.has_groups:
        b.say(f"xếp loại từng {b.codes[0][0]}")
        b.say(f'mức "A" khi điểm đạt được từ {number(rng.randrange(1, 5))} trở lên', 2)
        b.say('còn lại "B"', 2)


def _ranking(b: Block) -> None:
    rng = b.rng
    kind, code, _ = rng.choice(b.codes)
    key = rng.choice(["tổng điểm", "điểm đạt được", "tổng điểm", b.defined[-1][0]])
    then = f", bằng nhau thì xét điểm {kind} {code} {rng.choice(['giảm dần', 'tăng dần'])}" * (
        rng.random() < 0.5
    )
    within = " trong từng huyện" * ("huyện" in b.words and rng.random() < 0.5)
    tie = rng.choice(
        [", bằng nhau thì cùng thứ hạng", "", ", bằng nhau thì do người có thẩm quyền quyết định"]
    )
    b.say(f"xếp hạng theo {key} giảm dần{then}{within}{tie}")
    if rng.random() < 0.2:
        b.say(f'xếp hạng "Riêng" theo điểm {kind} {code} giảm dần')


def _left_out(b: Block) -> None:
    rng = b.rng
    unit = rng.choice(UNITS)
    for _ in range(rng.choice([0, 0, 1, 2])):
        kind, code, _most = rng.choice(b.codes)
        verb = rng.choice(["không tính điểm", "không tính điểm", "tính 0 điểm", "tính điểm tối đa"])
        whom = rng.choice(
            [
                f'đối với "{unit}"',
                f"khi {b.figures[0][0]} = 0" if b.figures else f'đối với "{unit}", "Sở Y tế"',
            ]
        )
        whom = (
            'đối với các đơn vị có loại = "xã"'
            if "loại" in b.words and rng.random() < 0.3
            else whom
        )
        b.say(
            f"{verb} {kind} {code} {whom}{rng.choice(['', ' lý do ' + chr(34) + 'Không phát sinh' + chr(34)])}"
        )
    if rng.random() < 0.1:
        kind, code, _most = rng.choice(b.codes)
        b.say(f"không tính điểm các {kind} chưa có số liệu")
    if rng.random() < 0.2:
        b.say(
            f'không xếp hạng {rng.choice([f"đối với {chr(34)}{unit}{chr(34)}", f"khi {_test(b)}"])} lý do "Đặc thù"'
        )
    if rng.random() < 0.15:
        b.say(f'không đánh giá đối với "{rng.choice(UNITS)}"')


def make_block(rng: random.Random, name: str, upper: str = "") -> Block:
    """A block whose statements make sense together."""
    b = Block(name, rng)
    b.units = rng.sample(UNITS, rng.randrange(1, 8))
    if upper or rng.random() < 0.3:
        b.say("thông tin đơn vị huyện" + (f', là đơn vị của khối "{upper}"' if upper else ""))
        b.words.append("huyện")
        b.columns.append(Column("huyện", "option", options=DISTRICTS))
    if rng.random() < 0.3:
        b.say("thông tin đơn vị loại")
        b.words.append("loại")
        b.columns.append(Column("Loại", "option", options=("phường", "xã", "đặc khu")))
    if rng.random() < 0.4:
        b.say(f'số liệu số hồ sơ là "Tổng số hồ sơ", số nguyên{rng.choice(["", ", từ 0 đến 500"])}')
        b.figures.append(("số hồ sơ", Fraction(500)))
        b.columns.append(Column("Tổng số hồ sơ", "int", high=Fraction(500)))
    _tree(b)
    _beside(b)
    steps = [_definitions, _left_out, _scales, _ranking]
    for step in steps if rng.random() < 0.9 else steps[:2]:
        step(b)
    return b


# ---- the round


def _round(rng: random.Random, blocks: Sequence[Block], title: str) -> str:
    lines = [
        f'công nhận kết quả theo "{title}"',
        '  văn bản "Quyết định số 12/QĐ-UBND ngày 05/02/2027"',
        "  năm đánh giá 2026",
    ]
    if rng.random() < 0.1:
        lines.append("  quá hạn không gửi số liệu thì tính 0 điểm")
    for b in blocks:
        listed = rng.random() < 0.5
        if b.name:
            lines.append(f'khối "{b.name}"' + f" gồm {len(b.units)} đơn vị" * listed)
        if listed and b.name:
            short = {
                u: f', viết tắt "{u.split()[0][0]}. {u}"' for u in b.units if rng.random() < 0.3
            }
            lines += [f'  đơn vị "{u}"{short.get(u, "")}' for u in b.units]
        elif len(b.units) > 2 and rng.random() < 0.2:
            lines.append(
                f'  đơn vị "Xã Hợp Nhất" lấy trung bình cộng của "{b.units[0]}", "{b.units[1]}"'
            )
        if rng.random() < 0.4 and len(b.units) > 1 and any("quyết định" in x for x in b.lines):
            lines.append(
                "  thứ tự do người có thẩm quyền quyết định "
                + ", ".join(f'"{u}"' for u in b.units[:2])
            )
        if b.figures and rng.random() < 0.2:
            lines.append(f"  số liệu chung {b.figures[0][0]} = {rng.choice([0, 7, 100])}")
        lines += _annex(rng, b)
    return "\n".join(lines) + "\n"


def _annex(rng: random.Random, b: Block) -> list[str]:
    lines = [
        f'  phụ lục {rng.choice(["I", "II", "01"])} "Kết quả năm 2026"',
        f'    bảng "Xếp hạng {b.name}"',
    ]
    columns = [
        '"STT" số thứ tự',
        '"Đơn vị" tên đơn vị',
        '"Tên tắt" tên viết tắt',
        '"Tổng" tổng điểm, 2 chữ số thập phân',
    ]
    columns += [
        '"Điểm" điểm đạt được',
        f'"Phần đầu" điểm {b.codes[0][0]} {b.codes[0][1]}, 1 chữ số thập phân',
        '"Hạng" thứ hạng',
    ]
    columns += ['"Mức" mức', '"Mức độ" mức, kèm chữ "Mức"'] * bool(b.levels)
    columns += [f'"Tỷ lệ" {_sum(b, 1)}, phần trăm', f'"Số" {_sum(b, 1)}, 3 chữ số thập phân']
    chosen = rng.sample(columns, rng.randrange(1, len(columns) + 1))
    for i, c in enumerate(chosen):
        if i == 2 and len(chosen) > 4 and rng.random() < 0.4:
            lines.append('      tiêu đề chung "Điểm các phần"')
        lines.append(f"      cột {c}")
    if rng.random() < 0.3:
        lines.append(
            f'      dòng cuối "Cộng" {rng.choice(["lấy tổng", "lấy trung bình cộng", "lấy giá trị lớn nhất"])}'
        )
    more = [
        '      ghi chú "Làm tròn."',
        "      ghi chú các trường hợp không tính điểm",
        "      thống kê số đơn vị đạt từng mức",
    ]
    more += [
        f"      sắp xếp theo {rng.choice(['thứ hạng tăng dần', 'tổng điểm giảm dần', 'thứ tự danh sách'])}"
    ]
    more += ['      đã công bố tại "cong-bo/bang.csv"'] * (rng.random() < 0.5)
    return lines + [x for x in more if rng.random() < 0.4]


# ---- sheets


def _table(
    rng: random.Random, b: Block, name: str, odd: float, units: Sequence[str], with_block: bool
) -> Table:
    columns = [Column("Đơn vị", "unit"), *b.columns]
    columns = [Column("Khối", "block"), *columns] if with_block else columns
    rows = []
    for u in units:
        cells = {"unit": u, "block": b.name}
        rows.append(tuple(cells.get(c.kind) or _cell(rng, c, odd) for c in columns))
    return Table(name, tuple(columns), tuple(rows))


def _cell(rng: random.Random, c: Column, odd: float) -> str:
    if rng.random() < odd:
        return rng.choice(
            [
                "",
                "",
                "–",
                "0",
                number(c.high),
                number(c.high * 2),
                "-1",
                "x",
                "1.000",
                "abc",
                "99999999999",
                "5%",
            ]
        )
    span = int(c.high - c.low)
    match c.kind:
        case "yes":
            return rng.choice(["có", "không", "đạt", "x"])
        case "tick":
            return rng.choice(["x", "", "có", "không"])
        case "option":
            return rng.choice(c.options)
        case "date":
            return f"{rng.randrange(1, 29):02}/{rng.choice(['12/2025', '11/2025', '01/2026'])}"
        case "int":
            return number(c.low + rng.randrange(span + 1))
        case "percent":
            return f"{rng.randrange(0, 101)}%"
    hundredths = rng.choice(
        [rng.randrange(100 * span + 1), 100 * rng.randrange(span + 1), 0, 100 * span]
    )
    return number(c.low + Fraction(hundredths, 100))


def generate(rng: random.Random) -> Made:
    """A ruleset by chance: most make sense and have all their figures."""
    title = "Chỉ số thử"
    count = rng.choice([0, 0, 1, 2])
    names = [""] if not count else ["Cấp huyện", "Cấp xã"][:count]
    blocks = [make_block(rng, n) for n in names]
    if count == 2 and rng.random() < 0.4:
        blocks[0].units = list(DISTRICTS)
        blocks[1] = make_block(rng, names[1], names[0])
        if blocks[1].levels and rng.random() < 0.7:
            level = blocks[1].levels[-1]
            what = rng.choice(
                [
                    f"tỷ lệ đơn vị trực thuộc đạt mức {level}",
                    f"số đơn vị trực thuộc đạt từ mức {level} trở lên",
                ]
            )
            blocks[0].say(f"công thức các xã = {what}")
    lines = [f'bộ tiêu chí "{title}"', "  áp dụng từ năm đánh giá 2026"]
    rounds = rng.random() < 0.1
    if rounds:
        lines += [
            '  các lần chấm "Tự chấm", "Thẩm định"',
            '  kết quả lấy theo "Thẩm định", không có thì theo "Tự chấm"',
        ]
    for b in blocks:
        lines += ([f'\nkhối "{b.name}"'] if b.name else []) + b.lines
    rules = {"bo-tieu-chi.cqdt": "\n".join(lines) + "\n"}
    if rng.random() < 0.7:
        rules["ket-qua.cqdt"] = _round(rng, blocks, title)
    odd = rng.choice([0, 0, 0, 0, 0.02, 0.2])
    tables = [_table(rng, b, f"bang-{i}", odd, b.units, count > 0) for i, b in enumerate(blocks)]
    if rounds:
        tables = [_in_rounds(rng, t) for t in tables]
    return Made(rules, tuple(tables), workbook=rng.random() < 0.15)


def _in_rounds(rng: random.Random, t: Table) -> Table:
    """Each row once for a round of scores, or for both."""
    rows = [
        (r, name)
        for r in t.rows
        for name in rng.sample(["Tự chấm", "Thẩm định"], rng.randrange(1, 3))
    ]
    return evolve(
        t, columns=(Column("Lần chấm", "round"), *t.columns), rows=tuple((n, *r) for r, n in rows)
    )
