"""Cases made from what is there: shipped rulesets and pages, damaged as hands, programs and chance damage files."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent

Files = Mapping[str, bytes]

_FENCE = re.compile(r"^```(cqdt|csv) +(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TOKEN = re.compile(r"\w+|[^\w\s]|\s+")
_NUMBER = re.compile(r"\d+(?:,\d+)?")


def seeds() -> list[Files]:
    """Rulesets to begin with: those shipped, and those of the pages, each as it stands at one moment of its page."""
    found = [_folder(p) for p in sorted((ROOT / "rulesets").iterdir()) if p.is_dir()]
    for page in sorted([*ROOT.glob("tests/pages/*.md"), *ROOT.glob("grammar/*.md")]):
        found += _of_page(page.read_text(encoding="utf-8"))
    return found


def _folder(place: Path) -> Files:
    wanted = (p for p in sorted(place.rglob("*")) if p.suffix in (".cqdt", ".csv", ".xlsx"))
    return {p.relative_to(place).as_posix(): p.read_bytes() for p in wanted}


def _of_page(text: str) -> list[Files]:
    found: list[Files] = []
    files: dict[str, bytes] = {}
    for _, name, body in _FENCE.findall(text):
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            continue
        # a page may write several rulesets, each into a folder of its own: the folder does not matter here
        place = (
            "/".join(path.parts[-2:]) if path.parent.name in ("so-lieu", "cong-bo") else path.name
        )
        if place in files:
            found.append(dict(files))
        files[place] = body.encode("utf-8")
    return [*found, files] if files else []


# ---- damage

Change = Callable[[random.Random, str, Sequence[str]], str]


def _lines(rng: random.Random, text: str, _: Sequence[str]) -> str:
    """Lines taken out, twice, in another order."""
    lines = text.split("\n")
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case _:
            del lines[at : at + rng.randrange(1, 6)]
    return "\n".join(lines)


def _tokens(rng: random.Random, text: str, others: Sequence[str]) -> str:
    """Words taken out, twice, in another order, or from elsewhere."""
    words = _TOKEN.findall(text) or [""]
    at, other = rng.randrange(len(words)), rng.randrange(len(words))
    match rng.randrange(5):
        case 0:
            words[at] = ""
        case 1:
            words.insert(other, words[at])
        case 2:
            words[at], words[other] = words[other], words[at]
        case 3:
            words[at] = rng.choice(_TOKEN.findall(rng.choice(others)) or [""])
        case _:
            words[at] = rng.choice(WORDS)
    return "".join(words)


def _letters(rng: random.Random, text: str, _: Sequence[str]) -> str:
    at = rng.randrange(len(text) + 1)
    match rng.randrange(4):
        case 0:
            return text[:at] + text[at + 1 :]
        case 1:
            return text[:at] + text[at : at + 1] * 2 + text[at + 1 :]
        case 2:
            return text[:at] + rng.choice(ODD) + text[at:]
        case _:
            return text[:at] + rng.choice(ODD) + text[at + 1 :]


def _splice(rng: random.Random, text: str, others: Sequence[str]) -> str:
    """The beginning of one file and the end of another."""
    mine, theirs = text.split("\n"), rng.choice(others).split("\n")
    return "\n".join(mine[: rng.randrange(len(mine) + 1)] + theirs[rng.randrange(len(theirs)) :])


def _line_of_another(rng: random.Random, text: str, others: Sequence[str]) -> str:
    lines, theirs = text.split("\n"), rng.choice(others).split("\n")
    start = rng.randrange(len(theirs))
    at = rng.randrange(len(lines) + 1)
    lines[at:at] = theirs[start : start + rng.randrange(1, 4)]
    return "\n".join(lines)


def _numbers(rng: random.Random, text: str, _: Sequence[str]) -> str:
    """A number of the text becomes another one: near, far, absurd."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return text
    hit = rng.choice(found)
    return text[: hit.start()] + rng.choice(NUMBERS) + text[hit.end() :]


def _one_name(rng: random.Random, text: str, _: Sequence[str]) -> str:
    """A quoted text becomes another one of the same file."""
    found = list(re.finditer(r'"[^"\n]*"', text))
    if not found:
        return text
    hit, other = rng.choice(found), rng.choice([*(m[0] for m in found), '""', '"x"', "“a “b” c”"])
    return text[: hit.start()] + other + text[hit.end() :]


def _huge(rng: random.Random, text: str, _: Sequence[str]) -> str:
    """Very long lines, deep brackets, long lists."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    many = rng.choice([20, 200, 2000])
    lines[at] = rng.choice(
        [
            lines[at] * min(many, 50),
            lines[at] + " " + "a" * many * 10,
            "công thức z = " + "(" * many + "1" + ")" * many,
            "công thức z = " + " + ".join(["điểm đạt được"] * many),
            "công thức z = " + " / ".join(["3"] * many),
            "mức I khi " + " và ".join(["điểm đạt được > 1"] * many),
            "công thức z = " + "số lớn nhất của (1; " * many + "1" + ")" * many,
            "không tính điểm các tiêu chí " + ", ".join(str(i) for i in range(many)),
            '  cột "' + "x" * many + '" ' + "(" * (many // 10) + "tên đơn vị",
        ]
    )
    return "\n".join(lines)


def _ends(rng: random.Random, text: str, _: Sequence[str]) -> str:
    return rng.choice(
        [
            text.replace("\n", "\r\n"),
            text.replace("\n", "\r"),
            text.replace("\n", "\u2028"),
            text.replace("\n", "\x0c\n"),
            text.replace("  ", "\t"),
            text.replace(" ", "\xa0"),
            text.upper(),
            text.replace("\n", ""),
            "\ufeff" + text,
            text.replace('"', "“"),
            text.replace('"', "'"),
            text + text,
            text[: rng.randrange(len(text) + 1)],
        ]
    )


_RULES: tuple[tuple[Change, int], ...] = (
    (_lines, 5),
    (_tokens, 6),
    (_letters, 3),
    (_splice, 1),
    (_line_of_another, 4),
    (_numbers, 5),
    (_one_name, 3),
    (_huge, 1),
    (_ends, 1),
)


def _cells(rng: random.Random, text: str, _: Sequence[str]) -> str:
    """A cell of a table becomes something else."""
    mark = ";" if text.partition("\n")[0].count(";") else ","
    rows = [line.split(mark) for line in text.split("\n")]
    row = rng.choice(rows)
    row[rng.randrange(len(row))] = rng.choice([*NUMBERS, *CELLS])
    return "\n".join(mark.join(r) for r in rows)


_TABLES: tuple[tuple[Change, int], ...] = (
    (_cells, 12),
    (_lines, 3),
    (_tokens, 2),
    (_letters, 2),
    (_ends, 1),
)


def damage(rng: random.Random, files: Files, others: Sequence[Files]) -> dict[str, bytes]:
    """The files with one to a few changes, most of them in the rules."""
    made = dict(files)
    rules = [n for n in made if n.endswith(".cqdt")]
    sheets = [n for n in made if n.endswith(".csv")]
    texts = [
        d.decode("utf-8", "replace") for f in others for n, d in f.items() if n[-5:] == ".cqdt"
    ]
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 5])):
        in_rules = rules and (not sheets or rng.random() < 0.7)
        name = rng.choice(rules if in_rules else sheets or rules)
        changes = _RULES if in_rules else _TABLES
        change = rng.choices([c for c, _ in changes], [w for _, w in changes])[0]
        text = made[name].decode("utf-8", "replace")
        made[name] = change(rng, text, texts or [text])[:400_000].encode("utf-8", "surrogatepass")
    if rng.random() < 0.03:
        made[rng.choice(list(made))] = damaged_bytes(rng, made[rng.choice(list(made))])
    return made


def damaged_bytes(rng: random.Random, data: bytes) -> bytes:
    """Bytes that are no text of any kind, or of an unexpected one."""
    at = rng.randrange(len(data) + 1)
    return rng.choice(
        [
            data[:at] + bytes([rng.randrange(256)]) + data[at:],
            data.decode("utf-8", "replace").encode("utf-16"),
            data.decode("utf-8", "replace").encode("cp1258", "replace"),
            b"",
            b"\x00" + data,
            b"PK\x03\x04" + data,
            data[:at],
        ]
    )


NUMBERS = (
    "0", "1", "2", "3", "10", "100", "99,99", "0,5", "1000000", "9" * 59, "9" * 70, "0,0000001", "1,000", "1.000",
    "80%", "150%", "0%", "100%", "33,33%", "-1", "−5", "1e5", "٣", "½", "31/12/2025", "29/02/2025", "00", "1/0",
)  # fmt: skip
CELLS = (
    "", "–", "-", "x", "có", "không", "đạt", "không đạt", "N/A", "#DIV/0!", "80 %", "1,5 điểm", "Đúng hạn",
    '"', "''", "=1+1", "Xã An Hòa", "31/12/2025", " 5 ", "1.234,5", "0,1" * 30, "\xa07", "\u200b8", "５",
)  # fmt: skip
ODD = (
    " ", "\n", "\t", '"', "“", "”", "«", "(", ")", ",", ";", ":", "=", "#", "%", "-", "–", "−", "×", "/", "\x00",
    "\u0301", "\u200b", "\ufeff", "\u202e", "\u2028", "\x85", "\x0b", "\x1f", "𝟗", "😀", "ß", "İ", "ﬁ", "\ud800",
    "Ð", "ơ\u0300", "１", "•", "…", "0", "9", "I", "x",
)  # fmt: skip
WORDS = (
    "khi", "và", "hoặc", "từ", "đến", "trở lên", "điểm", "tối đa", "điểm tối đa", "mức", "khối", "nhóm", "tiêu chí",
    "điểm đạt được", "điểm tối đa được tính", "trong khối", "giá trị lớn nhất của", "giá trị trung bình của", "còn lại",
    "không tính điểm", "tính 0 điểm", "tính điểm tối đa", "làm tròn đến 2 chữ số thập phân", "không quá", "không dưới",
    "đối với", "lý do", "trọng số 20%", "căn bậc hai của (", "lô-ga-rít tự nhiên của (", "trung bình nhân của (",
    "trong từng huyện", "giảm dần", "tăng dần", "bằng nhau thì cùng thứ hạng", "thứ hạng", "tên đơn vị", "bảng", "cột",
    "đạt từ mức I trở lên", "chấm theo tỷ lệ", "chấm đạt hoặc không đạt", "chỉ thống kê", "điểm thưởng", "điểm trừ",
    "số liệu", "thông tin đơn vị", "chưa có số liệu về", "các tiêu chí chưa có số liệu", "hạ một mức", "xếp loại",
    "không xếp loại", "không xếp hạng", "không đánh giá", "lấy trung bình cộng của", "gồm 2 đơn vị", "nguồn không ghi",
)  # fmt: skip
