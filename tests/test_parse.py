"""Folding, cutting and recovery: any spelling of the same text gives the same statements, any damage costs little."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cqdt_rules import syntax
from cqdt_rules.check import check
from cqdt_rules.diagnostics import Code
from cqdt_rules.numbers import fold
from cqdt_rules.parse import parse
from cqdt_rules.rule_files import decode
from cqdt_rules.source import Source

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(ROOT.glob("rulesets/*/*.cqdt"))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def shape(node: object) -> object:
    """A tree without its places; names folded, so that spellings compare."""
    if isinstance(node, syntax.Name | syntax.Word):
        return type(node).__name__, fold(node.text)
    if isinstance(node, syntax.Node):
        fields = node.FIELDS[1:]
        return type(node).__name__, tuple(shape(getattr(node, f)) for f in fields)
    if isinstance(node, tuple):
        return tuple(shape(n) for n in node)
    return node


def shapes(text: str) -> list[object]:
    return [shape(s.body) for s in parse(Source("t.cqdt", text)).value.statements]


def windows_hybrid(text: str) -> str:
    """As the Vietnamese keyboard of Windows types: vowel letters whole, tones as marks of their own."""
    out = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tones = [c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323"]
        rest = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
        out.append(rest + "".join(tones))
    return "".join(out)


def as_word_saves(text: str) -> str:
    lines = text.replace(" ", "\u00a0").replace("  ", "\t").split("\n")
    return "\ufeff" + "\r\n".join(lines)


SPELLINGS: dict[str, Callable[[str], str]] = {
    "NFD": lambda t: unicodedata.normalize("NFD", t),
    "bàn phím Windows": windows_hybrid,
    "Word": as_word_saves,
    "không thụt dòng": lambda t: "\n".join(line.strip() for line in t.split("\n")),
    "dấu cách thừa": lambda t: t.replace(" ", "   "),
    "dòng trống": lambda t: t.replace("\n", "\n\n"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_spelling_of_a_text_is_the_same_text(path: Path, spelling: str) -> None:
    text = text_of(path)
    assert shapes(SPELLINGS[spelling](text)) == shapes(text)


def test_quotes_dashes_and_signs_of_word() -> None:
    plain = 'công thức a = b * 2 - 1\nmức I khi a >= 5\nnhóm 1 "A" tối đa 5 điểm'
    word = "công thức a = b × 2 − 1\nmức I khi a ≥ 5\nnhóm 1 “A” tối đa 5 điểm"
    signs = {"*": "×", "-": "−", ">=": "≥"}

    def same(node: object) -> object:
        return (
            tuple(same(n) for n in node)
            if isinstance(node, tuple)
            else signs.get(node, node)
            if isinstance(node, str)
            else node
        )

    assert [same(x) for x in shapes(plain)] == [same(x) for x in shapes(word)]


def test_places_are_those_of_the_text_as_typed() -> None:
    text = unicodedata.normalize("NFD", 'bộ tiêu chí "Thử"\r\n\tnhóm 1 "Nhận thức" tối đa tám điểm')
    outcome = parse(Source("t.cqdt", text))
    mistake = outcome.diagnostics[0]
    assert mistake.source is not None
    assert unicodedata.normalize("NFC", mistake.source.at(mistake.labels[0].span)) == "tám"
    assert mistake.source.line_of(mistake.labels[0].span.start) == 2


def test_comments_are_kept_with_their_places() -> None:
    text = '# đầu tệp\nbộ tiêu chí "A # B" # cuối dòng\n'
    comments = parse(Source("t.cqdt", text)).value.comments
    assert [(c.text, c.own_line) for c in comments] == [("đầu tệp", True), ("cuối dòng", False)]


def test_a_name_in_quotes_and_bare_is_one_name() -> None:
    text = 'bộ tiêu chí "T"\nnhóm 1 "A" tối đa 9 điểm\ncông thức "tổng điểm" = điểm đạt được\nxếp hạng theo Tổng  ĐIỂM giảm dần'
    outcome = check((parse(Source("t.cqdt", text)).value,))
    assert not outcome.diagnostics


def test_a_comment_is_no_part_of_its_line() -> None:
    """`bảng` alone on its line begins a statement, whatever is remarked behind it; no place takes the remark in."""
    text = 'tính 0 điểm, lý do "S"   # một\nbảng   # hai\nnhóm 1 "A" tối đa 5 điểm   # ba\n'
    outcome = parse(Source("t.cqdt", text))
    assert not outcome.diagnostics
    assert [text[s.span.start : s.span.end] for s in outcome.value.statements] == [
        'tính 0 điểm, lý do "S"',
        "bảng",
        'nhóm 1 "A" tối đa 5 điểm',
    ]


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ("- còn lại: 0\n- từ 5 trở lên: 8", "“còn lại” không đứng cuối danh sách"),
        ("- từ 5 trở lên: 8\n- còn lại: 0\n- còn lại: 1", "danh sách này có hai dòng “còn lại”"),
    ],
)
def test_what_is_left_over_comes_last_and_once(items: str, message: str) -> None:
    text = f'bộ tiêu chí "T"\nnhóm 1 "A" tối đa 8 điểm\nsố liệu a\nchấm theo khoảng a:\n{items}\n'
    tree = parse(Source("t.cqdt", text))
    assert [d.message for d in (*tree.diagnostics, *check((tree.value,)).diagnostics)] == [message]


# ---- damage


def damaged(text: str, seed: int) -> tuple[str, int]:
    """The text with four of its lines damaged as people damage lines."""
    source = random.Random(seed)
    lines = text.split("\n")
    candidates = [
        i for i, line in enumerate(lines) if line.strip() and not line.strip().startswith("#")
    ]
    chosen = source.sample(candidates, min(4, len(candidates)))
    for i in chosen:
        words = lines[i].split()
        at = source.randrange(len(words))
        match source.choice(["drop", "junk", "twice", "quote", "typo"]):
            case "drop" if len(words) > 1:
                del words[at]
            case "junk":
                words.insert(at, source.choice(["@@", "%%", "≥≥", "((", "hả?", "12..3"]))
            case "twice":
                words.insert(at, words[at])
            case "quote":
                words[at] = words[at].replace('"', "") if '"' in words[at] else words[at] + '"'
            case _:
                words[at] = words[at][:-1] + "z"
        lines[i] = "    " + " ".join(words)
    return "\n".join(lines), len(chosen)


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_damaged_line_costs_no_other_statement(path: Path) -> None:
    whole = len(parse(Source("t.cqdt", text_of(path))).value.statements)
    for seed in range(12):
        text, count = damaged(text_of(path), seed)
        kept = len(parse(Source("t.cqdt", text)).value.statements)
        assert kept >= whole - count, seed


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text_gives_diagnostics_and_never_a_traceback(text: str) -> None:
    outcome = check((parse(Source("t.cqdt", text)).value,))
    for d in outcome.diagnostics:
        d.to_text()
        d.to_json()


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_cut_of_a_rule_file_gives_diagnostics(data: st.DataObject) -> None:
    text = text_of(data.draw(st.sampled_from(FILES)))
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    junk = data.draw(st.text(max_size=5))
    outcome = parse(Source("t.cqdt", text[:start] + junk + text[end:]))
    check((outcome.value,))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    outcome = decode(data, "t.cqdt")
    assert (outcome.value is None) == outcome.failed
    if outcome.value is not None:
        check((parse(outcome.value).value,))


def test_too_much_is_refused() -> None:
    deep = 'bộ tiêu chí "T"\nnhóm ' + ".".join(["1"] * 1000) + ' "A" tối đa 5 điểm'
    assert Code.TOO_DEEP in {
        d.code for d in check((parse(Source("t.cqdt", deep)).value,)).diagnostics
    }
    long = 'bộ tiêu chí "T"\n' + "nhóm 1 " * 200_000
    assert Code.FILE_TOO_LARGE in {d.code for d in parse(Source("t.cqdt", long)).diagnostics}
    names = 'bộ tiêu chí "T"\ncông thức a = ' + "tên " * 100_000
    assert Code.TOO_DEEP in {d.code for d in parse(Source("t.cqdt", names)).diagnostics}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("bé tiªu chÝ ®¸nh gi¸ møc ®é chÝnh quyÒn".encode("cp1252"), Code.LEGACY_ENCODING),
        ("tiêu chí".encode()[:-1] + b"\xff", Code.NOT_UTF8),
        (b"PK\x03\x04\x00\x00", Code.NOT_UTF8),
    ],
)
def test_bytes_that_are_no_unicode_text_are_refused_by_name(data: bytes, code: Code) -> None:
    assert [d.code for d in decode(data, "t.cqdt").diagnostics] == [code]
