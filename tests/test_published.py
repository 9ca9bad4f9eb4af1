"""An oracle for the published tables, independent of the engine.

Plain arithmetic over Fraction: each printed total, ratio, level, rank, tally, note and paragraph is
recomputed from the printed components (so-lieu), under the rules that the schemes state. What
differs must be exactly the list in published_contradictions.py, which the audit is held against too.

"Explainable by rounding": each printed component stands for any figure that rounds, half up, to it
(closed below, open above, cut to 0 and its maximum). A cell is explainable when some choice of such
figures gives it. Every range here is exact, so this is decided, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import pytest
from printed_figures import (
    RULESETS,
    Range,
    Row,
    around,
    column_wide,
    decimals,
    figure,
    half_up,
    lines_under,
    may_print,
    may_rank,
    rank,
    rows_of,
    shown,
    table,
    total,
)
from published_contradictions import (
    CONTRADICTIONS,
    NOT_EXPLAINED_TOGETHER,
    ONLY_BY_OWN_DECIMALS,
    WORDING,
    Contradiction,
)

HUE_2022, HUE_2020 = "thua-thien-hue-2022", "thua-thien-hue-2020"
THAI_BINH, HUONG_TRA, HUNG_YEN = "thai-binh-2020", "huong-tra-2020", "hung-yen-2018"

Level = Callable[[Fraction], str]
Read = Callable[[str], list[Row]]  # how a file of figures is read: `table` or `column_wide`


def number_cell(
    at: tuple[str, str, str], printed: str, value: Fraction, possible: Range, places: int
) -> list[Contradiction]:
    """The contradiction of a printed figure, if any; `places`: decimals the column has at least."""
    places = max(places, decimals(printed))
    if half_up(value, places) == figure(printed):
        return []
    return [(*at, printed, shown(value, places), may_print(possible, figure(printed), places))]


# --- Thừa Thiên Huế 2022 -------------------------------------------------------------------------

HUE_MAXIMA = {
    "Nhận thức": 8,
    "Kiến tạo thể chế": 5,
    "Hạ tầng và nền tảng số": 10,
    "Nền tảng và CQ số": 52,
    "Dữ liệu số": 5,
    "Hoạt động chính quyền số": 12,
    "An toàn, an ninh mạng": 6,
    "Đào tạo và phát triển CQS": 2,
}
# Points that do not count: of public services in groups 4 and 6, or of online payment in group 4.
PUBLIC_SERVICES = {"Nền tảng và CQ số": 24, "Hoạt động chính quyền số": 1}
LEFT_OUT: Mapping[str, Mapping[str, int]] = {
    "Văn phòng UBND tỉnh": PUBLIC_SERVICES,
    "Thanh tra tỉnh": PUBLIC_SERVICES,
    "Sở Ngoại vụ": {"Nền tảng và CQ số": 2},
    "Ban Dân tộc": PUBLIC_SERVICES,
}
HUE_LEVELS = (("I", "90"), ("II", "84,25"), ("III", "77"), ("IV", "70,5"))
HUE_FIGURES = {
    "1": f"{HUE_2022}/so-lieu/co-quan-chuyen-mon.csv",
    "2": f"{HUE_2022}/so-lieu/cap-huyen.csv",
}


def level_of(levels: Sequence[tuple[str, str]], otherwise: str) -> Level:
    return lambda value: next((name for name, least in levels if value >= figure(least)), otherwise)


hue_level = level_of(HUE_LEVELS, "Chưa đạt")


class Sum(NamedTuple):
    value: Fraction
    possible: Range


def hue_2022_totals(annex: str, read: Read) -> dict[str, Sum]:
    totals = {}
    for row in read(HUE_FIGURES[annex]):
        left_out = LEFT_OUT.get(row["Đơn vị"], {})
        maxima = {title: most - left_out.get(title, 0) for title, most in HUE_MAXIMA.items()}
        factor = Fraction(100, sum(maxima.values()))
        value = sum((figure(row[title]) for title in maxima), Fraction(0))
        possible = total([around(row[title], most) for title, most in maxima.items()])
        totals[row["Đơn vị"]] = Sum(value * factor, possible.scaled(factor))
    return totals


def hue_2022(read: Read = table) -> Iterator[Contradiction]:
    for annex in HUE_FIGURES:
        totals = hue_2022_totals(annex, read)
        first, second = (f"{HUE_2022}/cong-bo/phu-luc-{annex}-bang-{n}.csv" for n in (1, 2))
        for row, (unit, found) in zip(table(first), totals.items(), strict=True):
            yield from number_cell((first, unit, "Tổng cộng"), row["Tổng cộng"], *found, 2)
        for row in table(second):
            unit, found = row["Đơn vị"], totals[row["Đơn vị"]]
            yield from number_cell((second, unit, "TỔNG ĐIỂM"), row["TỔNG ĐIỂM"], *found, 2)
            wanted = hue_level(half_up(found.value, 2))
            if row["MỨC ĐỘ"] != wanted:
                breaks = [figure(least) - Fraction(1, 200) for _, least in HUE_LEVELS]
                can = {hue_level(half_up(x, 2)) for x in found.possible.witnesses(breaks)}
                yield (second, unit, "MỨC ĐỘ", row["MỨC ĐỘ"], wanted, row["MỨC ĐỘ"] in can)
        yield from hue_2022_tally(second, [hue_level(half_up(x.value, 2)) for x in totals.values()])
    yield from hue_2022_note(f"{HUE_2022}/cong-bo/phu-luc-1-bang-1.csv")


def hue_2022_tally(file: str, levels: Sequence[str]) -> Iterator[Contradiction]:
    printed = lines_under(file)
    assert len(printed) == 3
    for line in printed:
        match = re.fullmatch(r"- Số đơn vị đạt mức độ ([IV, ]+): (\d+)", line)
        assert match, line
        count = sum(levels.count(name) for name in match[1].split(", "))
        if count != int(match[2]):
            yield (file, "", "dòng dưới bảng", line, line.replace(match[2], str(count)), False)


def hue_2022_note(file: str) -> Iterator[Contradiction]:
    heading, formula, *items = lines_under(file)
    assert heading == "Ghi chú:"
    assert formula.endswith("(Tổng số điểm thực hiện * 100)/ Điểm tối đa.")
    assert [re.sub(r"^\d\. (.*?):.*", r"\1", x) for x in items] == list(LEFT_OUT)
    for line, left_out in zip(items, LEFT_OUT.values(), strict=True):
        wanted = f": {100 - sum(left_out.values())} điểm ("
        if wanted not in line:
            yield (file, "", "dòng dưới bảng", line, wanted, False)


# --- Thừa Thiên Huế 2020 -------------------------------------------------------------------------

RATIO, CONVERTED = "Tỷ lệ thực hiện", "Số điểm thực hiện được quy đổi"
HUE_2020_TABLES = {
    f"{HUE_2020}/cong-bo/cap-tinh.csv": (f"{HUE_2020}/so-lieu/co-quan-chuyen-mon.csv", 90, 0),
    f"{HUE_2020}/cong-bo/cap-huyen.csv": (f"{HUE_2020}/so-lieu/cap-huyen.csv", 100, 2),
}


def hue_2020_ratios(figures: str, most: int, read: Read = table) -> dict[str, Sum]:
    """Points over the points that count, in per cent."""
    ratios = {}
    for row in read(figures):
        needed = most - figure(row["Số điểm không đưa vào đánh giá"])
        points, factor = row["Kết quả chính quyền điện tử"], Fraction(100) / needed
        ratios[row["Đơn vị"]] = Sum(figure(points) * factor, around(points, needed).scaled(factor))
    return ratios


def hue_2020(read: Read = table) -> Iterator[Contradiction]:
    for file, (figures, most, places) in HUE_2020_TABLES.items():
        ratios = hue_2020_ratios(figures, most, read)
        for row in table(file):
            unit = row["Tên đơn vị"]
            yield from hue_2020_row(file, row, ratios[unit], most, places)
            others = [x for name, x in ratios.items() if name != unit]
            place = rank(ratios[unit].value, [x.value for x in others])
            if int(row["STT"]) != place:
                ranges = [x.possible for x in others]
                mine = ratios[unit].possible.witnesses([b for r in ranges for b in (r.low, r.high)])
                can = may_rank(mine, ranges, int(row["STT"]))
                yield (file, unit, "STT", row["STT"], str(place), can)


def hue_2020_row(
    file: str, row: Row, ratio: Sum, most: int, places: int
) -> Iterator[Contradiction]:
    unit, needed = row["Tên đơn vị"], most - figure(row["Số điểm không đưa vào đánh giá"])
    assert figure(row["Điểm tối đa"]) == most
    if figure(row["Số điểm tối đa cần thực hiện"]) != needed:
        printed = row["Số điểm tối đa cần thực hiện"]
        yield (file, unit, "Số điểm tối đa cần thực hiện", printed, shown(needed, 0), False)
    for column, least, sign in ((RATIO, places, "%"), (CONVERTED, 2, "")):
        printed = row[column]
        # A percentage under a heading of points is that share of one point.
        value = figure(printed) / (100 if printed.endswith("%") and not sign else 1)
        places_here = max(least, decimals(printed))
        if half_up(ratio.value, places_here) != value:
            can = may_print(ratio.possible, value, places_here)
            yield (file, unit, column, printed, shown(ratio.value, places_here) + sign, can)
    printed, wanted = row["Xếp hạng Mức độ Kết quả CQĐT"], hue_level(half_up(ratio.value, 2))
    if printed != wanted:
        breaks = [figure(least) - Fraction(1, 200) for _, least in HUE_LEVELS]
        can = printed in {hue_level(half_up(x, 2)) for x in ratio.possible.witnesses(breaks)}
        yield (file, unit, "Xếp hạng Mức độ Kết quả CQĐT", printed, wanted, can)


# --- Hương Trà 2020 ------------------------------------------------------------------------------

# Group, its column of figures, its columns of the table, its maximum, its thresholds.
READY = (("II", "24"), ("III", "22,5"), ("IV", "21"))
HUONG_TRA_GROUPS = (
    ("Điều kiện sẵn sàng", "Điều kiện sẵn sàng theo quy định của tỉnh", 30, (("I", "27"), *READY)),
    (
        "Kết quả đạt được",
        "Kết quả đạt được theo quy định của tỉnh",
        60,
        (("I", "54"), ("II", "50,1"), ("III", "43,5"), ("IV", "38,5")),
    ),
    (
        "Nhóm tiêu chí bổ sung",
        "Nhóm tiêu chí bổ sung của thị xã",
        45,
        (("I", "40,5"), ("II", "36"), ("III", "33,75"), ("IV", "31,5")),
    ),
)


def rounded(possible: Range) -> Range:
    """The totals, rounded to two decimals, that a range can give: the ranking goes by them."""
    last = half_up(possible.high, 2)
    if not possible.closed and last - Fraction(1, 200) == possible.high:
        last -= Fraction(1, 100)
    return Range(half_up(possible.low, 2), last, True)


def huong_tra(read: Read = table) -> Iterator[Contradiction]:
    for annex, name, most in (("1", "co-quan-chuyen-mon", 100), ("2", "cap-xa", 135)):
        file = f"{HUONG_TRA}/cong-bo/phu-luc-{annex}.csv"
        titles = [
            c for c in rows_of(f"{HUONG_TRA}/so-lieu/{name}.csv")[0] if c not in ("Khối", "Đơn vị")
        ]
        maxima: list[int | None] = (
            [g[2] for g in HUONG_TRA_GROUPS] if annex == "2" else [None, None]
        )
        sums = {}
        for row in read(f"{HUONG_TRA}/so-lieu/{name}.csv"):
            value = sum((figure(row[t]) for t in titles), Fraction(0))
            parts = [around(row[t], m) for t, m in zip(titles, maxima, strict=True)]
            sums[row["Đơn vị"]] = Sum(value, total(parts, most))
        yield from huong_tra_totals(file, sums, f"Tổng điểm ({most} điểm)")
        if annex == "2":
            yield from huong_tra_levels(file, read)


def huong_tra_totals(file: str, sums: Mapping[str, Sum], column: str) -> Iterator[Contradiction]:
    for row in table(file):
        unit = row["Tên cơ quan"]
        yield from number_cell((file, unit, column), row[column], *sums[unit], 2)
        others = [x for name, x in sums.items() if name != unit]
        place = rank(half_up(sums[unit].value, 2), [half_up(x.value, 2) for x in others])
        if int(row["Vị trí"]) != place:
            mine = hundredths(rounded(sums[unit].possible))
            can = may_rank(mine, [rounded(x.possible) for x in others], int(row["Vị trí"]))
            yield (file, unit, "Vị trí", row["Vị trí"], str(place), can)


def hundredths(possible: Range) -> list[Fraction]:
    first, last = int(possible.low * 100), int(possible.high * 100)
    return [Fraction(n, 100) for n in range(first, last + 1)]


def huong_tra_levels(file: str, read: Read) -> Iterator[Contradiction]:
    figures = {row["Đơn vị"]: row for row in read(f"{HUONG_TRA}/so-lieu/cap-xa.csv")}
    for row in table(file):
        unit = row["Tên cơ quan"]
        for group, title, most, levels in HUONG_TRA_GROUPS:
            column, level = f"{group} – Đạt mức độ", level_of(levels, "")
            wanted = level(figure(figures[unit][title]))
            if row[column] != wanted:
                breaks = [figure(least) for _, least in levels]
                can = {level(x) for x in around(figures[unit][title], most).witnesses(breaks)}
                yield (file, unit, column, row[column], wanted, row[column] in can)


# --- Thái Bình 2020 ------------------------------------------------------------------------------

READINESS = ("Hạ tầng", "Nhân lực", "Môi trường")
REACHED = ("Hiện diện", "Tương tác", "Giao dịch", "Chuyển đổi")
READY_TOTAL, REACHED_TOTAL = "Điều kiện sẵn sàng – Tổng số điểm", "Mức độ đạt được – Tổng số điểm"
NO_LEVEL = "Không đủ điều kiện xếp hạng"
# Level, least result, least readiness, as the notes print them.
DISTRICT_LEVELS = (
    ("I", "90", "45"),
    ("II", "84,25", "40"),
    ("III", "77", "37,5"),
    ("IV", "70,5", "35"),
)
COMMUNE_LEVELS = (
    ("I", "54,0", "27"),
    ("II", "50,1", "24"),
    ("III", "43,5", "22,5"),
    ("IV", "38,5", "21"),
)


class Kind(NamedTuple):
    """What differs between the annex of districts and that of communes."""

    annex: str
    figures: str
    levels: tuple[tuple[str, str, str], ...]
    ready_most: int
    reached_most: int
    prefix: str


DISTRICTS = Kind("1", "cap-huyen", DISTRICT_LEVELS, 50, 100, "Mức độ ")
COMMUNES = Kind("3", "cap-xa", COMMUNE_LEVELS, 30, 60, "Mức ")


class Pair(NamedTuple):
    ready: Sum
    reached: Sum


def file_of(kind: Kind) -> str:
    return f"{THAI_BINH}/cong-bo/phu-luc-{kind.annex}.csv"


def two_sums(row: Row, kind: Kind) -> Pair:
    sums = []
    for titles, most in ((READINESS, kind.ready_most), (REACHED, kind.reached_most)):
        value = sum((figure(row[t]) for t in titles), Fraction(0))
        sums.append(Sum(value, total([around(row[t], most) for t in titles], most)))
    return Pair(*sums)


def level_of_pair(kind: Kind, ready: Fraction, reached: Fraction) -> str:
    for name, least_reached, least_ready in kind.levels:
        if reached >= figure(least_reached) and ready >= figure(least_ready):
            return kind.prefix + name
    return NO_LEVEL


def possible_levels(kind: Kind, ready: Range | None, reached: Range | None) -> set[str]:
    if ready is None or reached is None:
        return set()
    a = ready.witnesses([figure(x[2]) for x in kind.levels])
    b = reached.witnesses([figure(x[1]) for x in kind.levels])
    return {level_of_pair(kind, x, y) for x in a for y in b}


def sums_of(kind: Kind, read: Read = table) -> dict[str, Pair]:
    return {r["Đơn vị"]: two_sums(r, kind) for r in read(f"{THAI_BINH}/so-lieu/{kind.figures}.csv")}


def thai_binh(read: Read = table) -> Iterator[Contradiction]:
    for kind in (DISTRICTS, COMMUNES):
        sums = sums_of(kind, read)
        for row in table(file_of(kind)):
            unit = row["Tên cơ quan"]
            ready, reached = sums[unit]
            yield from number_cell((file_of(kind), unit, READY_TOTAL), row[READY_TOTAL], *ready, 0)
            yield from number_cell(
                (file_of(kind), unit, REACHED_TOTAL), row[REACHED_TOTAL], *reached, 0
            )
            wanted = level_of_pair(kind, ready.value, reached.value)
            if row["Kết quả"] != wanted:
                can = row["Kết quả"] in possible_levels(kind, ready.possible, reached.possible)
                yield (file_of(kind), unit, "Kết quả", row["Kết quả"], wanted, can)
    for row in table(f"{THAI_BINH}/cong-bo/phu-luc-2.csv"):
        yield from thai_binh_paragraph(row, read)


class Paragraph(NamedTuple):
    """What a paragraph of annex 02 says: count and names by level, how many have none, of how many."""

    levels: dict[str, tuple[int, list[str]]]
    without: int
    totals: set[int]


def read_paragraph(text: str) -> Paragraph:
    levels, totals = {}, set()
    # One bracket is never closed: names then run to the semicolon.
    for count, most, level, names in re.findall(
        r"(\d+)(?:/(\d+))? [^(;]*?đạt mức độ ([IV]+) \(([^);]*)", text
    ):
        levels[level] = (int(count), [bare_name(x) for x in names.split(", ")])
        totals |= {int(most)} if most else set()
    without = re.findall(r"(\d+)/(\d+) [^()]*?không đủ điều kiện xếp hạng", text)
    assert len(without) == 1
    return Paragraph(levels, int(without[0][0]), totals | {int(without[0][1])})


def bare_name(name: str) -> str:
    """A name without what varies between the annexes: Ủy ban nhân dân, TT, slips of the tone marks."""
    name = name.removeprefix("Ủy ban nhân dân ").casefold()
    name = re.sub(r"^tt ", "thị trấn ", name)
    return (
        name.replace("tiền hải", "tiên hải")
        .replace("tây tiến", "tây tiên")
        .replace("hung hà", "hưng hà")
    )


def district_words(district: str) -> set[str]:
    """The words by which annex 03 names a district."""
    bare = re.sub(r"^(ủy ban nhân dân )?(huyện|thành phố) ", "", district.casefold())
    return {"thành phố"} if bare == "thái bình" else {bare_name(bare)}


def communes_of(district: str) -> dict[str, str]:
    """The communes that annex 03 lists for a district: bare name to printed name."""
    words = district_words(district)
    rows = table(f"{THAI_BINH}/so-lieu/cap-xa.csv")
    return {bare_name(r["Đơn vị"]): r["Đơn vị"] for r in rows if bare_name(r["Huyện"]) in words}


def district_named(printed: str) -> Row:
    rows = table(f"{THAI_BINH}/so-lieu/cap-huyen.csv")
    return next(r for r in rows if bare_name(r["Đơn vị"]) == bare_name(printed))


def thai_binh_paragraph(row: Row, read: Read) -> Iterator[Contradiction]:
    file, said = f"{THAI_BINH}/cong-bo/phu-luc-2.csv", read_paragraph(row["Kết quả đánh giá"])
    district, listed = district_named(row["Tên cơ quan"]), communes_of(row["Tên cơ quan"])
    most, sums = int(district["Số xã"]), sums_of(COMMUNES, read)
    found: dict[str, list[str]] = {}
    for bare, name in listed.items():
        level = level_of_pair(COMMUNES, sums[name].ready.value, sums[name].reached.value)
        found.setdefault(level.removeprefix("Mức "), []).append(bare)
    reached = {level: names for level, names in found.items() if level != NO_LEVEL}
    without = most - sum(map(len, reached.values()))
    same = {level: (len(names), sorted(names)) for level, names in reached.items()} == {
        level: (count, sorted(names)) for level, (count, names) in said.levels.items()
    }
    if same and said.without == without and said.totals == {most}:
        return
    words = [
        f"mức độ {x}: {len(n)} ({', '.join(listed[b] for b in n)})"
        for x, n in sorted(reached.items())
    ]
    recomputed = "; ".join([*words, f"không đủ điều kiện xếp hạng: {without}/{most}"])
    can = paragraph_may_be(said, listed, sums, most)
    yield (file, district["Đơn vị"], "Kết quả đánh giá", row["Kết quả đánh giá"], recomputed, can)


def paragraph_may_be(
    said: Paragraph, listed: Mapping[str, str], sums: Mapping[str, Pair], most: int
) -> bool:
    given = {bare: level for level, (_, names) in said.levels.items() for bare in names}
    counts = all(count == len(names) for count, names in said.levels.values())
    if (
        not counts
        or said.totals != {most}
        or said.without != most - len(given)
        or set(given) - set(listed)
    ):
        return False
    for bare, name in listed.items():
        wanted = f"Mức {given[bare]}" if bare in given else NO_LEVEL
        if wanted not in possible_levels(
            COMMUNES, sums[name].ready.possible, sums[name].reached.possible
        ):
            return False
    return True


# --- wording: what differs in words, not in figures ----------------------------------------------

THAI_BINH_DECISION = "Quyết định số 05/QĐ-UBND ngày 05/04/2021"


def hue_2022_wording() -> Iterator[Contradiction]:
    first, second = (f"{HUE_2022}/cong-bo/phu-luc-1-bang-{n}.csv" for n in (1, 2))
    for short, full in zip(table(first), table(second), strict=True):
        if short["Đơn vị"] != full["Đơn vị"]:
            yield (first, full["Đơn vị"], "Đơn vị", short["Đơn vị"], full["Đơn vị"], False)
    file = f"{HUE_2022}/cong-bo/tieu-de.csv"
    for row in table(file):
        for word in re.findall(r"[Kk]hôi", row["Tên bảng"]):
            yield (file, row["Bảng"], "Tên bảng", word, "Khối", False)


def thai_binh_wording() -> Iterator[Contradiction]:
    file = f"{THAI_BINH}/cong-bo/tieu-de.csv"
    for row in table(file):
        said = re.search(r"Quyết định số \S+ ngày \S+", row["Dòng dưới tên phụ lục"])
        assert said
        if said[0] != THAI_BINH_DECISION:
            yield (file, row["Bảng"], "Dòng dưới tên phụ lục", said[0], THAI_BINH_DECISION, False)
    third = f"{THAI_BINH}/cong-bo/phu-luc-3.csv"
    for word in dict.fromkeys(row["Huyện"] for row in table(third)):
        full = next(
            r["Tên cơ quan"]
            for r in table(f"{THAI_BINH}/cong-bo/phu-luc-1.csv")
            if bare_name(word) in district_words(r["Tên cơ quan"])
        )
        if word != full.removeprefix("Huyện "):
            yield (third, full, "Huyện", word, full, False)
    for row in table(f"{THAI_BINH}/cong-bo/phu-luc-2.csv"):
        yield from thai_binh_paragraph_wording(row)


def thai_binh_paragraph_wording(row: Row) -> Iterator[Contradiction]:
    second, third = (f"{THAI_BINH}/cong-bo/phu-luc-{n}.csv" for n in (2, 3))
    column, text = "Kết quả đánh giá", row["Kết quả đánh giá"]
    unit = district_named(row["Tên cơ quan"])["Đơn vị"]
    listed = communes_of(row["Tên cơ quan"])
    names = re.findall(r"Ủy ban nhân dân ([^,;()]+)", text)
    for name in names:
        printed = listed[bare_name(name)]
        if printed.casefold() != name.casefold():
            yield (third, printed, "Tên cơ quan", printed, name, False)
    for words in re.findall(r"\([^()]*?([^,()]+);", text):
        yield (second, unit, column, f"{words.strip()};", f"{words.strip()});", False)
    for count, words in re.findall(r"(\d+) ([^(;]*?đạt mức độ [IV]+)", text):
        if f"/{count} {words}" not in text:
            most = district_named(unit)["Số xã"]
            yield (second, unit, column, f"{count} {words}", f"{count}/{most} {words}", False)
    for _, given in read_paragraph(text).levels.values():
        order = [b for b in listed if b in given]
        if given != order:
            said, listing = (", ".join(listed[b] for b in x) for x in (given, order))
            yield (second, unit, column, said, listing, False)


# --- what is listed, held against what was recomputed --------------------------------------------


@pytest.mark.parametrize(
    ("ruleset", "found"),
    [
        (HUE_2022, hue_2022),
        (HUE_2020, hue_2020),
        (HUONG_TRA, huong_tra),
        (THAI_BINH, thai_binh),
    ],
)
def test_contradictions_are_exactly_those_listed(
    ruleset: str, found: Callable[[], Iterator[Contradiction]]
) -> None:
    assert sorted(found()) == sorted(x for x in CONTRADICTIONS if x[0].startswith(ruleset))


def test_every_listed_contradiction_was_looked_for() -> None:
    assert {x[0].split("/")[0] for x in CONTRADICTIONS} == {
        HUE_2022,
        HUE_2020,
        HUONG_TRA,
        THAI_BINH,
    }
    assert len(set(CONTRADICTIONS)) == len(CONTRADICTIONS)


def test_wording_is_exactly_what_is_listed() -> None:
    assert sorted([*hue_2022_wording(), *thai_binh_wording()]) == sorted(WORDING)


def test_some_cells_are_explained_alone_but_not_with_the_totals_beside_them() -> None:
    """A level may come from figures that a printed total of the same row rules out."""
    found = []
    for kind in (DISTRICTS, COMMUNES):
        sums, listed = sums_of(kind), {(x[0], x[1], x[2]): x[5] for x in CONTRADICTIONS}
        for row in table(file_of(kind)):
            cell = (file_of(kind), row["Tên cơ quan"], "Kết quả")
            ready, reached = sums[row["Tên cơ quan"]]
            can = possible_levels(
                kind,
                ready.possible.common(around(row[READY_TOTAL])),
                reached.possible.common(around(row[REACHED_TOTAL])),
            )
            if listed.get(cell) and row["Kết quả"] not in can:
                found.append(cell)
    assert found == list(NOT_EXPLAINED_TOGETHER)


def test_some_cells_are_explained_only_by_fewer_decimals_than_their_column_prints() -> None:
    found = []
    for recompute in (hue_2022, hue_2020, huong_tra, thai_binh):
        for own, wide in zip(recompute(), recompute(column_wide), strict=True):
            assert own[:5] == wide[:5]
            found += [own[:3]] if own[5] and not wide[5] else []
    assert found == list(ONLY_BY_OWN_DECIMALS)


def test_exchanged_headings_explain_the_province_table_of_2020() -> None:
    """Read with the two headings exchanged, every cell agrees."""
    figures = f"{HUE_2020}/so-lieu/co-quan-chuyen-mon.csv"
    ratios = hue_2020_ratios(figures, 90)
    for row, given in zip(table(f"{HUE_2020}/cong-bo/cap-tinh.csv"), table(figures), strict=True):
        assert row[CONVERTED] == shown(ratios[row["Tên đơn vị"]].value, 0) + "%"
        assert row[RATIO] == shown(figure(given["Kết quả chính quyền điện tử"]), 1)


def test_figures_of_the_news_item_agree_with_its_tables() -> None:
    """20/20 at level I; five first at 100%; Nam Đông 85,36% and level 2; then Phú Vang, A Lưới."""
    rows = table(f"{HUE_2020}/cong-bo/cap-tinh.csv")
    level = "Xếp hạng Mức độ Kết quả CQĐT"
    assert [row[level] for row in rows] == ["I"] * 20
    ratios = hue_2020_ratios(f"{HUE_2020}/so-lieu/co-quan-chuyen-mon.csv", 90)
    assert {row["Tên đơn vị"] for row in rows if row["STT"] == "1"} == {
        "Văn phòng UBND tỉnh",
        "Sở Công Thương",
        "Sở Kế hoạch và Đầu tư",
        "Sở Thông tin và Truyền thông",
        "Sở Ngoại vụ",
    }
    assert {unit for unit, x in ratios.items() if x.value == 100} == {
        row["Tên đơn vị"] for row in rows if row["STT"] == "1"
    }
    three = table(f"{HUE_2020}/cong-bo/cap-huyen.csv")[:3]
    assert [(row["STT"], row["Tên đơn vị"], row[level]) for row in three] == [
        ("1", "UBND huyện Nam Đông", "II"),
        ("2", "UBND huyện Phú Vang", "III"),
        ("3", "UBND huyện A Lưới", "III"),
    ]
    assert three[0][RATIO] == "85,36%"


# --- the data itself -----------------------------------------------------------------------------

# Columns of so-lieu that a published table prints under another heading.
RENAMED = {
    "Kết quả chính quyền điện tử": "Số điểm thực hiện",
    "Điều kiện sẵn sàng (Hạ tầng, Nhân lực, Môi trường chính sách)": "Điều kiện sẵn sàng",
    "Kết quả đạt được (PMDC, Trang TTĐT, Trang TTĐHTN, Email công vụ, Ký số, Dịch vụ công)": (
        "Kết quả đạt được"
    ),
    **{title: f"{group} – Điểm" for group, title, _, _ in HUONG_TRA_GROUPS},
}
TABLES_OF_FIGURES = {
    f"{HUE_2022}/so-lieu/co-quan-chuyen-mon.csv": f"{HUE_2022}/cong-bo/phu-luc-1-bang-1.csv",
    f"{HUE_2022}/so-lieu/cap-huyen.csv": f"{HUE_2022}/cong-bo/phu-luc-2-bang-1.csv",
    f"{HUE_2020}/so-lieu/co-quan-chuyen-mon.csv": f"{HUE_2020}/cong-bo/cap-tinh.csv",
    f"{HUE_2020}/so-lieu/cap-huyen.csv": f"{HUE_2020}/cong-bo/cap-huyen.csv",
    f"{THAI_BINH}/so-lieu/cap-huyen.csv": f"{THAI_BINH}/cong-bo/phu-luc-1.csv",
    f"{THAI_BINH}/so-lieu/cap-xa.csv": f"{THAI_BINH}/cong-bo/phu-luc-3.csv",
    f"{HUONG_TRA}/so-lieu/co-quan-chuyen-mon.csv": f"{HUONG_TRA}/cong-bo/phu-luc-1.csv",
    f"{HUONG_TRA}/so-lieu/cap-xa.csv": f"{HUONG_TRA}/cong-bo/phu-luc-2.csv",
}


@pytest.mark.parametrize(("figures", "published"), TABLES_OF_FIGURES.items())
def test_figures_are_the_printed_components(figures: str, published: str) -> None:
    """Cell by cell, only the decimal mark aside; nothing is corrected on the way."""
    for given, printed in zip(table(figures), table(published), strict=True):
        unit = printed.get("Đơn vị") or printed.get("Tên đơn vị") or printed["Tên cơ quan"]
        if not published.endswith("phu-luc-1-bang-1.csv"):  # prints short names
            assert given["Đơn vị"] == unit
        for title, cell in given.items():
            if title not in ("Khối", "Đơn vị", "Số xã"):
                assert cell == printed[RENAMED.get(title, title)].replace(".", ",")


def test_numbers_of_communes_are_those_of_annex_2() -> None:
    rows = table(f"{THAI_BINH}/cong-bo/phu-luc-2.csv")
    printed = {district_named(r["Tên cơ quan"])["Đơn vị"]: r["Kết quả đánh giá"] for r in rows}
    given = {r["Đơn vị"]: r["Số xã"] for r in table(f"{THAI_BINH}/so-lieu/cap-huyen.csv")}
    assert {unit: set(re.findall(r"/(\d+)", text)) for unit, text in printed.items()} == {
        unit: {most} for unit, most in given.items()
    }
    assert list(given.values()) == ["37", "33", "19", "32", "36", "35", "30", "38"]


def test_annex_2_repeats_the_levels_printed_in_annex_3() -> None:
    """The two annexes agree with each other, also where both differ from the printed figures."""
    printed = {row["Tên cơ quan"]: row["Kết quả"] for row in table(file_of(COMMUNES))}
    for row in table(f"{THAI_BINH}/cong-bo/phu-luc-2.csv"):
        said = read_paragraph(row["Kết quả đánh giá"])
        named = [(bare, f"Mức {x}") for x, (_, names) in said.levels.items() for bare in names]
        listed = communes_of(row["Tên cơ quan"])
        assert sorted(named) == sorted((bare, printed[name]) for bare, name in listed.items())
        assert all(count == len(names) for count, names in said.levels.values())
        assert said.totals == {said.without + len(named)}


def test_notes_of_thai_binh_print_the_thresholds() -> None:
    for kind in (DISTRICTS, COMMUNES):
        heading, *notes = lines_under(file_of(kind))
        assert heading == "Ghi chú:"
        pattern = r"Mức (\w+): Mức độ đạt được ≥ ([\d,]+) ?; điều kiện sẵn sàng ≥ ([\d,]+)"
        found = [match.groups() for match in (re.fullmatch(pattern, x) for x in notes) if match]
        assert found == list(kind.levels)


def test_illustration_of_hung_yen_stands_on_and_under_each_threshold() -> None:
    """No figure is published: the units are fictitious, and their names say so."""
    scores = {}
    for file in sorted((RULESETS / HUNG_YEN / "so-lieu").glob("*.csv")):
        rows = table(f"{HUNG_YEN}/so-lieu/{file.name}")
        assert all(row["Đơn vị"].startswith("Đơn vị minh họa ") for row in rows)
        scores[file.stem] = " ".join(row["Tổng điểm theo Bộ tiêu chí của khối"] for row in rows)
    assert scores == {
        "minh-hoa-so-ban-nganh": "85 84,99 70 69,99 50 49,99",
        "minh-hoa-cap-huyen": "100 85 85 70 49,99",
        "minh-hoa-cap-xa": "84,999 70 69,999 50 0",
    }


# --- the arithmetic of ranges, seen on small figures ---------------------------------------------


def test_a_printed_figure_is_closed_below_and_open_above() -> None:
    half = around("38,5")
    assert half == (Fraction("38.45"), Fraction("38.55"), False)
    assert may_print(half, Fraction("38.45"), 2)
    assert not may_print(half, Fraction("38.56"), 2)
    assert may_print(half, Fraction("38.55"), 2)  # 38,549
    assert around("10,00", 10) == (Fraction("9.995"), Fraction(10), True)
    assert not may_print(around("10,00", 10), Fraction("10.01"), 2)


def test_a_level_just_out_of_reach_is_not_explained() -> None:
    """43 stands for [42,5; 43,5): never for 43,5."""
    ready = around("23")
    assert possible_levels(COMMUNES, ready, around("43")) == {"Mức IV"}
    assert possible_levels(COMMUNES, ready, around("43,4")) == {"Mức IV"}
    assert possible_levels(COMMUNES, ready, around("43,45")) == {"Mức IV"}
    assert possible_levels(COMMUNES, ready, around("44")) == {"Mức III"}


def test_a_place_that_only_a_tie_can_give_is_found() -> None:
    others = [Range(Fraction(5), Fraction(5), True)]
    assert may_rank([Fraction(5)], others, 1)
    assert not may_rank([Fraction(5)], others, 2)
    assert may_rank([Fraction(4)], others, 2)
