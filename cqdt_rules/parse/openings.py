"""Lines that begin no statement: misspelt openings, pasted tables, pieces of a decision; what each was meant to be."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from cqdt_rules.diagnostics import bare_letters, near
from cqdt_rules.parse.grammar import begins_well
from cqdt_rules.parse.remedies import Remedy, blank_quotes
from cqdt_rules.parse.words import openings

_KINDS = r"lĩnh vực|trụ cột|nhóm|mục|chỉ số thành phần|chỉ số|tiêu chí thành phần|tiêu chí|chỉ tiêu|điểm thưởng|điểm trừ"
_TITLED = r"bộ tiêu chí|bảng|ban hành kèm theo|văn bản|cơ quan ban hành|căn cứ|nguồn không ghi|nguồn|chưa thể hiện|khối|tài liệu kiểm chứng|hướng dẫn|đơn vị|tiêu đề chung|cột|công nhận kết quả theo"
_ROW = re.compile(
    r"\|? ?(?P<code>(?-i:\d+(?:\.\d+)*|[IVX]+|[A-Z]))(?:[.):] ?| ?\| ?| )(?P<title>(?![\d|.])[^\n\"“«=|:]*?[^\n\"“«=|:\s(,;]) ?(?:\| ?)?(?:[:–−-] ?)?\(? ?(?P<points>\d+(?:[.,]\d+)?) ?(?:điểm|đ)?\)?\.? ?\|?\Z",
    re.IGNORECASE,
)
_HEADING = re.compile(r"\|? ?(?:STT|TT|Số TT|Mã)\b.*(?:tiêu chí|nội dung|điểm|tên)", re.IGNORECASE)
_RULE = re.compile(r"[|:\-–—•=_*~ ]{3,}\Z")

_ENGLISH_OPENINGS = {
    "group": "nhóm", "section": "mục", "criterion": "tiêu chí", "criteria": "tiêu chí", "indicator": "chỉ số", "pillar": "trụ cột",
    "domain": "lĩnh vực", "bonus": "điểm thưởng", "penalty": "điểm trừ", "level": "mức", "grade": "mức", "block": "khối",
    "unit": "đơn vị", "formula": "công thức", "define": "công thức", "let": "công thức", "scheme": "bộ tiêu chí", "ruleset": "bộ tiêu chí",
    "rank by": "xếp hạng theo", "order by": "sắp xếp theo", "sort by": "sắp xếp theo", "else": "còn lại", "otherwise": "còn lại",
    "table": "bảng", "column": "cột", "note": "ghi chú", "source": "nguồn", "annex": "phụ lục", "appendix": "phụ lục",
    "example": "ví dụ đơn vị", "year": "năm đánh giá", "scale": "xếp loại", "levels": "xếp loại", "exclude": "không tính điểm",
    "guide": "hướng dẫn", "evidence": "tài liệu kiểm chứng", "figure": "số liệu", "input": "số liệu", "score": "chấm",
}  # fmt: skip
_OTHER_WORDS = {
    "chính sách": "bộ tiêu chí", "tiêu chuẩn": "tiêu chí", "phân loại": "xếp loại", "phân hạng": "xếp hạng theo", "loại": "mức",
    "hạng": "mức", "xếp thứ hạng": "xếp hạng theo", "xếp thứ tự": "xếp hạng theo", "xếp loại theo mức": "xếp loại",
    "cách chấm": "hướng dẫn", "minh chứng": "tài liệu kiểm chứng", "hồ sơ minh chứng": "tài liệu kiểm chứng", "trích": "nguồn",
    "nguồn trích": "nguồn", "dẫn nguồn": "nguồn", "không chấm": "không tính điểm", "không chấm điểm": "không tính điểm",
    "bỏ qua": "không tính điểm", "không áp dụng": "không tính điểm", "không xét": "không tính điểm", "miễn": "không tính điểm", "loại trừ": "không tính điểm", "ví dụ": "ví dụ đơn vị", "thí dụ": "ví dụ đơn vị",
    "đặt": "công thức", "gọi": "công thức", "tính": "công thức", "cho điểm theo": "chấm theo", "chấm điểm theo": "chấm theo", "các mức": "xếp loại",
    "chấm điểm trực tiếp": "chấm trực tiếp", "chấm điểm cộng dồn": "chấm cộng dồn", "chấm đạt/không đạt": "chấm đạt hoặc không đạt",
    "chấm đạt, không đạt": "chấm đạt hoặc không đạt", "các trường hợp còn lại": "còn lại", "dữ liệu": "số liệu", "khối thi đua": "khối", "cơ quan": "đơn vị",
    "xóa": "bãi bỏ", "xoá": "bãi bỏ", "hủy bỏ": "bãi bỏ", "huỷ bỏ": "bãi bỏ", "bỏ": "bãi bỏ", "thêm vào": "bổ sung vào", "thêm sau": "bổ sung sau",
    "thay cụm từ": "thay thế cụm từ", "đổi": "sửa đổi", "sửa": "sửa đổi", "thay đổi": "sửa đổi",
}  # fmt: skip


def opening_remedies(text: str, codes: dict[str, str], whole: str) -> Iterator[Remedy]:
    """How the first line of a text may have been meant to begin a statement.

    `codes`: the last code of each kind above; `whole`: the whole file, which says what codes are taken.
    """
    line = text.split("\n", maxsplit=1)[0].rstrip()
    if not line:
        return
    yield from _pieces_of_a_paper(text, line)
    yield from _in_another_order(line)
    yield from _misspelt(line)
    yield from _code_or_title(line, codes, whole)
    yield from _without_opening(line)


def opening_of(line: str) -> str:
    """The words that open a statement at the start of a line; empty where there are none."""
    m = re.match(rf"(?i)(?:{'|'.join(sorted(openings(), key=len, reverse=True))})(?!\w)", line)
    return m.group() if m else ""


# ---- pieces of Word, Markdown, a decision


def _pieces_of_a_paper(text: str, line: str) -> Iterator[Remedy]:
    rows = _table(text)
    if rows is not None:
        yield rows
        return
    if re.match(r"(`{3}|~{3})", line):
        yield Remedy(
            0, len(line), "dòng này là dấu của Markdown", "bỏ dòng này", ((0, len(line), ""),)
        )
    if _RULE.match(line) and len(line) >= 3:
        yield Remedy(0, len(line), "dòng này chỉ là đường kẻ", "bỏ dòng này", ((0, len(line), ""),))
    m = re.match(r"(?i)(?:điều|khoản|chương|phần|điểm) (?:\d+|[IVX]+|[a-zđ]\))[.:]?(?= |$)", line)
    if m:
        cited = line.rstrip(" .").replace('"', "”")
        yield Remedy(
            0, len(line), "dòng này là tiêu đề của văn bản, không phải một câu", f'dẫn điều khoản bằng: nguồn "{cited}"',
            ((0, len(line), f'nguồn "{cited}"'),),
        )  # fmt: skip
    m = re.match(r"(?:[*_]{1,2}|#+ ?|<[a-z]+>)(?=\w)", line)
    if m:
        bare = re.sub(r"[*_]{2}|</?[a-z]+>", "", line[m.end() :])
        yield Remedy(
            0,
            m.end(),
            f"“{m.group()}” là dấu định dạng",
            f"viết chữ thường: {bare}",
            ((0, len(line), bare),),
        )
    yield from _numbered(text, line)


_NUMBERING = re.compile(r"(?:[a-zđ]|\d{1,2}|[ivxIVX]+)[.)] ?(?=\S)|[-•+*] ?(?=\S)")
_HEADLINE = re.compile(
    r"(?P<code>\d+(?:\.\d+)*|[IVX]+|[A-Z])(?:[.)] ?| )(?P<title>[^\W\d_][^\"“”«»=:]*)\Z"
)


def _numbered(text: str, line: str) -> Iterator[Remedy]:
    """Statements with numbers or dashes before them, and headings with numbers."""
    places: list[tuple[int, int]] = []
    at = 0
    for each in text.split("\n"):
        m = _NUMBERING.match(each)
        if m is None or not begins_well(each[m.end() :]):
            break
        places.append((at, at + m.end()))
        at += len(each) + 1
    if places:
        mark = line[: places[0][1]].strip().replace("•", "-")
        edits = tuple((s, e, "") for s, e in places)
        message = f"câu này mở đầu bằng “{mark}”"
        yield Remedy(
            *places[0],
            message,
            "bỏ dấu ấy; mỗi câu chỉ cần mở đầu một dòng",
            edits,
            more=tuple(places[1:3]),
        )
    m = _HEADLINE.match(line)
    if m and len(line) < 200:
        titled = f'nhóm {m["code"]} "{m["title"].rstrip(" .;,")}"'
        message = "dòng này giống một tiêu đề đánh số của văn bản"
        yield Remedy(
            0,
            len(line),
            message,
            f"nếu là một nhóm tiêu chí thì viết: {titled}",
            ((0, len(line), titled),),
            sure=False,
            kept=False,
        )


def _table(text: str) -> Remedy | None:
    """Rows of a table, each as a criterion; one message for all."""
    rows: list[tuple[int, str, re.Match[str] | None]] = []
    at = 0
    for line in text.split("\n"):
        bare = line.rstrip()
        m = _ROW.match(bare)
        if m is not None and begins_well(bare[m.start("title") :]):
            break  # a numbered clause, not a row
        if m is None and not (
            _HEADING.match(bare) or (rows and _RULE.match(bare)) or _is_total(bare, rows)
        ):
            break
        rows.append((at, bare, m))
        at += len(line) + 1
    found = [(i, line, m) for i, line, m in rows if m is not None]
    if not found or (not found[0][2]["code"][0].isdigit() and not _looks_like_table(rows)):
        return None
    edits = tuple((i, i + len(line), _row(m) if m else "") for i, line, m in rows)
    end = rows[0][0] + len(rows[0][1])
    if len(rows) == 1:
        message = "dòng này giống một dòng của bảng dán từ Word"
        help_ = f"nếu là một tiêu chí thì viết: {_row(found[0][2])}"
        return Remedy(0, end, message, help_, edits, kept=False)
    first = _row(found[0][2])
    return Remedy(
        0, end, f"{len(rows)} dòng từ đây giống một bảng dán từ Word", f"mỗi dòng của bảng viết thành một câu, thí dụ: {first}", edits, kept=False,
        more=tuple((i, i + len(line)) for i, line, _ in rows[1:3]),
    )  # fmt: skip


def _looks_like_table(rows: list[tuple[int, str, re.Match[str] | None]]) -> bool:
    return len(rows) > 1 or "|" in rows[0][1]


def _is_total(line: str, rows: list[tuple[int, str, re.Match[str] | None]]) -> bool:
    return bool(rows) and bool(re.match(r"(?i)\|? ?(?:tổng|cộng)", line))


def _row(m: re.Match[str]) -> str:
    return (
        f'tiêu chí {m["code"]} "{m["title"].strip()}" tối đa {m["points"].replace(".", ",")} điểm'
    )


# ---- misspelt openings


def _misspelt(line: str) -> Iterator[Remedy]:
    words = [m.span() for m in re.finditer(r"[^\s\"“”«»:(]+", line)][:7]
    for table, message in (
        (_ENGLISH_OPENINGS, "“{}” là tiếng Anh"),
        (_OTHER_WORDS, "không có câu nào mở đầu bằng “{}”"),
    ):
        for count in range(min(5, len(words)), 0, -1):
            start, end = words[0][0], words[count - 1][1]
            meant = table.get(line[start:end].lower().rstrip("."))
            if meant is not None and start == 0:
                english = table is _ENGLISH_OPENINGS
                yield _instead(0, end, meant, message.format(line[start:end]), sure=english)
    for count in range(min(7, len(words)), 0, -1):
        if words[0][0] != 0:
            return
        end = words[count - 1][1]
        typed = line[:end]
        for meant in _near_openings(typed.lower(), count):
            same = bare_letters(typed) == bare_letters(meant)
            message = (
                f"“{typed}” sai dấu hoặc thiếu dấu"
                if same
                else f"không có câu nào mở đầu bằng “{typed}”"
            )
            yield _instead(0, end, meant, message, sure=same)
    m = re.match(r"mức(?: độ)? (?P<x>[IVXl1|i]+|[ivx]+)(?=[ :]|$)", line, re.IGNORECASE)
    if m:
        right = re.sub("[l1|i]", "I", m["x"]).upper()
        yield Remedy(
            *m.span("x"),
            f"“{m['x']}” không phải số La Mã",
            f"viết “{right}” bằng chữ I hoa",
            ((*m.span("x"), right),),
        )


def _instead(start: int, end: int, meant: str, message: str, *, sure: bool) -> Remedy:
    help_ = f"viết “{meant}”" if sure else f"có phải là “{meant}” không?"
    return Remedy(start, end, message, help_, ((start, end, meant),))


@functools.cache
def _bare_openings() -> dict[str, tuple[str, ...]]:
    by_bare: dict[str, tuple[str, ...]] = {}
    for phrase in openings():
        bare = bare_letters(phrase)
        by_bare[bare] = (*by_bare.get(bare, ()), phrase)
    return by_bare


def _near_openings(typed: str, count: int) -> list[str]:
    """Openings of as many words that are the same but for tones, or nearly; short ones must be the same."""
    bare = bare_letters(typed)
    known = _bare_openings()
    if bare in known:
        return list(known[bare])
    same_length = [k for k in known if len(k.split()) == count and len(k) > 3]
    return [p for k in near(bare, same_length, likeness=80, most=2) for p in known[k]]


_RULES_WITH_CONDITIONS = "không tính điểm|không đưa vào đánh giá|tính 0 điểm|tính điểm tối đa|không xếp hạng|không đánh giá"


def _in_another_order(line: str) -> Iterator[Remedy]:
    """A statement whose parts stand in another order, or whose opening is left out."""
    m = re.match(rf"(?i)(?:nếu|khi) ([^\n\"]+?),? (?:thì )?({_RULES_WITH_CONDITIONS})\.?$", line)
    if m:
        mended = f"{m[2]} khi {m[1]}"
        yield Remedy(
            0,
            len(line),
            "điều kiện đứng trước điều được quy định",
            f"viết: {mended}",
            ((0, len(line), mended),),
        )
    m = re.match(rf"(?i)((?:\d+|[IVX]+|[A-Z])(?:\.\d+)*)[.)]? ({_KINDS})(?= ?[\"“«])", line)
    if m:
        mended = f"{m[2]} {m[1]}"
        yield Remedy(
            *m.span(), "mã đứng trước từ chỉ tiêu chí", f"viết “{mended} …”", ((*m.span(), mended),)
        )
    m = re.match(r"(?i)(?:ví dụ|thí dụ)(?: về)? ?:? ?(?=đơn vị)", line)
    if m:
        yield Remedy(
            *m.span(),
            "ví dụ mở đầu theo cách khác",
            'viết “ví dụ đơn vị "…" có … thì …”',
            ((*m.span(), "ví dụ "),),
        )


def _without_opening(line: str) -> Iterator[Remedy]:
    """A formula or a level that begins with its name, as tables and other programs write it."""
    m = re.match(
        rf"(?i)(?P<x>(?!(?:{_KINDS}) [\dA-Z])[^\W\d_][^\n:=;\"“”]*?) ?:?=+ ?(?=[^\n=;]+$)", line
    )
    if m and " thì " not in line:
        mended = f"công thức {m['x']} = "
        yield Remedy(
            *m.span("x"),
            "câu này thiếu từ mở đầu “công thức”",
            f"viết “{mended}…”",
            ((*m.span(), mended),),
        )
    m = re.match(
        r"(?i)(?P<x>(?!từ|trên|dưới|còn|mức)[^\W\d_][^\n:=\"“”]{0,40}?) ?: ?(?=(?:từ|trên|dưới|≥|>|≤|<) ?\d[^:\n]*$)",
        line,
    )
    if m:
        mended = f'mức "{m["x"]}" khi điểm đạt được '
        help_ = f'mỗi mức viết: mức "{m["x"]}" khi …, thí dụ: khi điểm đạt được {line[m.end() :]}'
        yield Remedy(
            *m.span("x"),
            "mức viết thiếu “mức” và “khi”",
            help_,
            ((*m.span(), mended),),
            sure=False,
            kept=False,
        )


# ---- codes and titles


def _code_or_title(line: str, codes: dict[str, str], whole: str) -> Iterator[Remedy]:
    yield from _code(line, codes, whole)
    yield from _title(line)
    yield from _level(line)


def _code(line: str, codes: dict[str, str], whole: str) -> Iterator[Remedy]:
    """A criterion without its code, with its code after its title, or with a word too many before it."""
    title = rf"(?i)({_KINDS}) ?(?P<title>[\"“«](?:▒*[\"”»])?)"
    code = r"(?: ?(?P<code>(?:\d+|[IVX]+|[A-Z])(?:\.\d+)*)(?= |$))?"
    m = re.match(title + code, blank_quotes(line))
    if m and m["code"]:
        mended = f"{m[1]} {m['code']} {line[slice(*m.span('title'))]}"
        edit = (*m.span(), mended)
        help_ = f"viết mã trước tên: {mended}"
        yield Remedy(*m.span("code"), "mã đứng sau tên", help_, (edit,))
    elif m:
        guess = _next_code(codes.get(m[1].lower(), ""), whole)
        edit = (m.end(1), m.end(1), f" {guess} ")
        help_ = f"viết mã trước tên, thí dụ: {m[1]} {guess} {line[m.start('title') :].strip()}"
        yield Remedy(0, m.end("title"), f"{m[1]} thiếu mã", help_, (edit,), sure=False)
    bare = rf"(?i)({_KINDS}) (?P<x>(?!\d)[^\W\d_][^\"“«=:\n]*?) ?(?=(?:tối đa|trọng số)|$)"
    m = re.match(bare, line)
    if m and not begins_well(line):
        named = f'{_next_code(codes.get(m[1].lower(), ""), whole)} "{m["x"].strip()}"'
        message = f"{m[1]} thiếu mã, và tên không có ngoặc kép"
        edit = (*m.span("x"), named)
        yield Remedy(0, m.end("x"), message, f"thí dụ: {m[1]} {named}", (edit,), sure=False)
    m = re.match(rf"(?i)({'|'.join(openings())})(?P<x> ?[:=] ?)(?=\S)", line)
    if m:
        message = f"sau “{m[1]}” không có “{m['x'].strip()}”"
        yield Remedy(*m.span("x"), message, "bỏ dấu ấy", ((*m.span("x"), " "),))
    many = rf"(?i)({_KINDS}) (?P<x>số thứ tự |số |thứ |mã )(?=\d|[IVX]+\b|[A-Z]\b)"
    m = re.match(many, line)
    if m:
        message = f"trước mã thừa chữ “{m['x'].strip()}”"
        edit = (*m.span("x"), "")
        yield Remedy(*m.span("x"), message, "viết mã ngay sau từ chỉ tiêu chí", (edit,))


def _title(line: str) -> Iterator[Remedy]:
    """A title without quotation marks, or with a sign before them."""
    end = r"(?=$|, (?:viết tắt|tên khác)| gồm \d)"
    m = re.match(rf"(?i)({_TITLED})(?P<gap> ?:? ?)(?P<x>[^\n\"“”«»]+?){end}", line)
    if m and m["x"].strip() and m["gap"]:
        title = m["x"].strip().rstrip(".,;")
        edits = ((*m.span("gap"), " "), (*m.span("x"), f'"{title}"'))
        message = f"sau “{m[1]}” phải là một đoạn trong ngoặc kép"
        yield Remedy(*m.span("x"), message, f'viết: {m[1]} "{title}"', edits)
    m = re.match(rf"(?i)({_TITLED}|mức|bảng)(?P<x> ?[:=–-] ?)(?=[\"“«])", line)
    if m:
        message = f"sau “{m[1]}” không có “{m['x'].strip()}”"
        yield Remedy(*m.span("x"), message, "bỏ dấu ấy", ((*m.span("x"), " "),))


def _level(line: str) -> Iterator[Remedy]:
    """A level's name without quotation marks."""
    m = re.match(r"(?i)còn lại (?P<x>(?!không)[^\W\d_][^\"“«\n:]*)$", line)
    if m:
        title = m["x"].rstrip(" .;")
        message = "sau “còn lại” phải là một đoạn trong ngoặc kép"
        edit = (*m.span("x"), f'"{title}"')
        yield Remedy(*m.span("x"), message, f'viết: còn lại "{title}"', (edit,))
    m = re.match(r"(?i)mức (?P<x>(?!độ )[^\W\d_][^\"“«\n:]*?)(?= khi| nếu|:|$)", line)
    if m and not re.fullmatch("[IVXivxl]+", m["x"]):
        help_ = f'viết: mức "{m["x"]}"'
        edit = (*m.span("x"), f'"{m["x"]}"')
        yield Remedy(*m.span("x"), "tên mức không có ngoặc kép", help_, (edit,))


def _next_code(last: str, whole: str) -> str:
    """The first code after the last one of its kind that nothing in the file has: a guess to go on with."""
    m = re.search(r"\d{1,9}\Z", last)
    start, number = (last[: m.start()], int(m.group())) if m else (f"{last}." if last else "", 0)
    taken = re.findall(rf"(?i)(?:{_KINDS}) {re.escape(start)}(\d{{1,9}})(?![\w.])", whole)
    free = {number + 1, *(int(n) + 1 for n in taken if int(n) >= number)} - {int(n) for n in taken}
    return f"{start}{min(free)}"
