"""Two schemes compared: every field of a scheme is seen, spelling is not, and what is told is true of both sides."""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest
from attrs import frozen
from fuzz_schemes import generate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemes_to_compare import BASE, EDITS, Edit

from cqdt_rules import compared, session, side_by_side
from cqdt_rules import scheme as s
from cqdt_rules.changes import Change, Comparison, Group, Kind, Version
from cqdt_rules.check import check
from cqdt_rules.comparing import compare
from cqdt_rules.comparing.counted import TOTAL
from cqdt_rules.comparing.pairing import best_pairs
from cqdt_rules.diagnostics import Severity
from cqdt_rules.drafting import format_text
from cqdt_rules.parse import parse
from cqdt_rules.source import Source, Span

ROOT = Path(__file__).resolve().parent.parent
SOME = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@functools.cache
def read(text: str, name: str = "bo-tieu-chi.cqdt") -> Version:
    tree = parse(Source(name, text))
    checked = check((tree.value,))
    faults = [d for d in (*tree.diagnostics, *checked.diagnostics) if d.severity is Severity.ERROR]
    assert not faults, [d.to_text() for d in faults]
    assert checked.value.scheme is not None
    return Version(checked.value.scheme, tree.value)


def differ(old: str, new: str) -> Comparison:
    return compare(read(old), read(new))


def told(comparison: Comparison) -> list[str]:
    return [c.sentence for c in comparison.changes]


# ---- nothing is missed


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e.words[0][1].strip()[:40])
def test_each_edit_is_told_and_nothing_else(edit: Edit) -> None:
    changes = differ(BASE, edit.text).changes
    assert tuple((c.kind.name, c.block, c.sentence) for c in changes) == edit.told
    assert changes


UNSAID = {"place", "level_place", "words", "source"}
# Fields that no edit of one thing changes while the scheme stays right, each seen to be compared below.
FOLLOW = {("Below", "scale"): "another key only where a block has several scales"}
NOUNS: tuple[type[attrs.AttrsInstance], ...] = (
    *(s.Scheme, s.Block, s.Criterion, s.Figure, s.Definition, s.Exclusion, s.FixedPoints),
    *(s.OverBlock, s.Level, s.Cap, s.Scale, s.Quota, s.RankKey, s.Ranking, s.Below, s.Rule),
    *(s.Example, s.Choice, s.Constant, s.Quantity, s.Apply),
)


def plain(value: Any) -> object:
    """A part of a scheme without the places where it is said."""
    if isinstance(value, s.Place | Source):
        return None
    if attrs.has(type(value)):
        names = [f.name for f in attrs.fields(type(value)) if f.name not in UNSAID]
        return (type(value).__name__, *((n, plain(getattr(value, n))) for n in names))
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    return value


def fields_that_differ(a: Any, b: Any) -> Iterator[tuple[str, str]]:
    if isinstance(a, tuple) and isinstance(b, tuple):
        for x, y in zip(a, b, strict=False):
            yield from fields_that_differ(x, y)
    elif attrs.has(type(a)) and type(a) is type(b) and not isinstance(a, s.Place | Source):
        for f in attrs.fields(type(a)):
            x, y = getattr(a, f.name), getattr(b, f.name)
            if f.name not in UNSAID and plain(x) != plain(y):
                yield type(a).__name__, f.name
                yield from fields_that_differ(x, y)


def test_the_edits_change_every_field_of_a_scheme() -> None:
    """A field that is new in scheme.py needs an edit here, which the comparison then has to tell."""
    base = read(BASE).scheme
    changed = {x for edit in EDITS for x in fields_that_differ(base, read(edit.text).scheme)}
    every = {(n.__name__, f.name) for n in NOUNS for f in attrs.fields(n) if f.name not in UNSAID}
    assert every - changed - set(FOLLOW) == set()


def test_every_noun_of_a_scheme_is_looked_at() -> None:
    """Every class that a scheme is made of stands in NOUNS."""
    seen: set[type] = set()

    def walk(value: Any) -> None:
        for x in value if isinstance(value, tuple) else ():
            walk(x)
        if attrs.has(type(value)) and not isinstance(value, s.Place | Source):
            seen.add(type(value))
            for f in attrs.fields(type(value)):
                walk(getattr(value, f.name))

    walk(read(BASE).scheme)
    assert seen <= set(NOUNS)


# What an author may write otherwise and mean the same.
ALIKE = (
    ("điểm đạt được × 100", "100 x điểm đạt được"),
    ("từ 90 trở lên và tổng điểm so trung bình", "≥ 90 và tổng điểm so trung bình"),
    ("vi phạm từ 2 trở lên", "2 <= vi phạm"),
    (
        "tổng điểm từ 90 trở lên và tổng điểm so trung bình từ 0 trở lên",
        "tổng điểm so trung bình từ 0 trở lên và tổng điểm từ 90 trở lên",
    ),
    ("tỷ lệ + ưu tiên", "ưu tiên + tỷ lệ"),
    ("không quá 20% số", "không quá 20 % số"),
    ('"Thanh tra tỉnh", "Ban Dân tộc"', '"Ban Dân tộc" và "Thanh tra tỉnh"'),
    (
        "  thông tin đơn vị loại\n  số liệu biên chế",
        "  # ghi chú\n  Thông tin đơn vị loại\n\n  số liệu biên chế",
    ),
    ("từ 70 đến dưới 90", "từ 70,0 đến dưới 90"),
    ('loại = "miền núi"', "“Miền  núi” = loại"),
    (
        "bằng nhau thì xét điểm nhóm 1 giảm dần, bằng nhau thì cùng thứ hạng",
        "bằng nhau thì xét điểm nhóm 1 giảm dần",
    ),
    ('khối "Cấp sở"', "khối “Cấp  sở”"),
    ("chấm theo tỷ lệ a / b", "chấm theo tỷ lệ (a / b)"),
)


@pytest.mark.parametrize(("old", "new"), ALIKE, ids=lambda x: x.strip()[:40])
def test_the_same_said_otherwise_is_no_change(old: str, new: str) -> None:
    assert old in BASE
    assert told(differ(BASE, BASE.replace(old, new, 1))) == []


# Statements whose order among the others of their block means nothing.
FREE = (
    "  thông tin đơn vị cụm\n",
    "  thang điểm 100 điểm\n",
    "  không tính điểm tiêu chí 2.2 khi biên chế dưới 10\n",
    '  tính điểm tối đa tiêu chí 1.2 đối với "Sở Ngoại vụ"\n',
    "  không xếp hạng khi tiêu chí 9 không đạt\n",
)


@pytest.mark.parametrize("line", FREE)
def test_the_order_of_such_lines_is_no_change(line: str) -> None:
    at = '\nkhối "Cấp tỉnh"'
    assert told(differ(BASE, BASE.replace(line, "", 1).replace(at, line + at, 1))) == []


def test_the_common_part_said_again_in_each_block_is_no_change() -> None:
    head, sep, rest = BASE.partition("\n  thông tin đơn vị loại")
    common, _, blocks = (sep + rest).partition("\nkhối ")
    again = re.sub(
        r"\n(khối [^\n]*)\n", lambda m: f"\n{m[1]}\n{common.strip(chr(10))}\n", "\nkhối " + blocks
    )
    # A block that has a scale of its own would then have two: only the first block says the common one again.
    scale = common[common.index("\n  xếp loại\n") : common.index("\n  công thức tổng điểm so")]
    first, rest_of = (
        again[: again.index('khối "Cấp tỉnh"')],
        again[again.index('khối "Cấp tỉnh"') :],
    )
    assert told(differ(BASE, head + first + rest_of.replace(scale.strip("\n"), ""))) == []


@pytest.mark.parametrize("folder", sorted(p.name for p in (ROOT / "rulesets").iterdir()))
def test_a_shipped_scheme_is_like_itself_and_like_its_laid_out_text(folder: str) -> None:
    text = (ROOT / "rulesets" / folder / "bo-tieu-chi.cqdt").read_text(encoding="utf-8")
    laid = format_text(text).value
    assert laid is not None
    assert told(differ(text, laid)) == []


# ---- laws


def turned(comparison: Comparison) -> list[object]:
    """What a comparison tells, the two sides changed about; sentences and names apart, in no order."""
    other = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED}
    return sorted(
        (_told_of(c, other.get(c.kind, c.kind), flip=True) for c in comparison.changes), key=repr
    )


def straight(comparison: Comparison) -> list[object]:
    return sorted((_told_of(c, c.kind, flip=False) for c in comparison.changes), key=repr)


def _told_of(c: Change, kind: Kind, *, flip: bool) -> object:
    sides = [(c.old_text, c.old_places, c.codes[0]), (c.new_text, c.new_places, c.codes[1])]
    parts = [
        (p.name, (p.old, p.old_figure, p.dropped), (p.new, p.new_figure, p.added)) for p in c.parts
    ]
    if flip:
        sides.reverse()
        parts = [(name, new, old) for name, old, new in parts]
    return (kind.name, c.group.name, c.recognised, sides, sorted(parts, key=repr))


def assert_laws(a: Version, b: Version) -> None:
    forth, back = compare(a, b), compare(b, a)
    assert straight(forth) == turned(back)
    groups = {(c.group, c.kind) for c in forth.changes}
    if not any(g is Group.BLOCK for g, _ in groups):
        sums = sorted((x.block, x.unit, x.old, x.new) for x in forth.sums if x.about == TOTAL)
        assert sums == sorted(
            (x.block, x.unit, x.new, x.old) for x in back.sums if x.about == TOTAL
        )
        if not groups & {(Group.CRITERION, Kind.ADDED), (Group.CRITERION, Kind.REMOVED)}:
            left_out = {(x.who, len(x.about), x.newly) for x in forth.left_out}
            assert left_out == {(x.who, len(x.about), not x.newly) for x in back.left_out}
    assert compare(a, a).changes == ()
    assert compare(b, b).changes == ()
    assert compare(a, b) == forth
    for c in forth.changes:
        assert c.sentence
        assert c.about
        for places, text in ((c.old_places, c.old_text), (c.new_places, c.new_text)):
            assert bool(places) == bool(text)
            assert all(p.source.at(p.span).strip() for p in places)


@pytest.mark.parametrize("edit", EDITS, ids=lambda e: e.words[0][1].strip()[:40])
def test_the_other_way_round_every_change_is_turned(edit: Edit) -> None:
    assert_laws(read(BASE), read(edit.text))


@st.composite
def edited(draw: st.DrawFn) -> str:
    """BASE with some edits, those that still fit after the ones before."""
    text = BASE
    for edit in draw(st.lists(st.sampled_from(EDITS), min_size=1, max_size=6)):
        if all(old in text for old, _ in edit.words):
            for old, new in edit.words:
                text = text.replace(old, new, 1) if old in text else text
    return text


def may_read(text: str) -> Version | None:
    try:
        return read(text)
    except AssertionError:
        return None


@SOME
@given(edited(), edited())
def test_many_edits_at_once_keep_the_laws(one: str, other: str) -> None:
    a, b = may_read(one), may_read(other)
    if a is not None and b is not None:
        assert_laws(a, b)
        if plain(a.scheme) != plain(b.scheme):
            assert compare(a, b).changes


@SOME
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_any_two_schemes_can_be_compared(one: int, other: int) -> None:
    a, b = (may_read(generate(random.Random(n)).rules["bo-tieu-chi.cqdt"]) for n in (one, other))
    if a is not None and b is not None:
        assert_laws(a, b)


@SOME
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_figure_changed_anywhere_is_seen(seed: int, at: int) -> None:
    """Some figure of a generated scheme is made another: the comparison tells it, if the scheme still stands."""
    text = generate(random.Random(seed)).rules["bo-tieu-chi.cqdt"]
    spots = list(re.finditer(r"(?<![\w.,\"])\d+(?![\w.,\"])", text))
    spot = spots[at % len(spots)]
    other = f"{text[: spot.start()]}{int(spot[0]) + 1}{text[spot.end() :]}"
    a, b = may_read(text), may_read(other)
    if a is not None and b is not None and plain(a.scheme) != plain(b.scheme):
        assert compare(a, b).changes


@given(st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(0, 2)))
def test_the_same_pairs_from_either_side(scores: dict[tuple[int, int], int]) -> None:
    pairs = best_pairs(scores)
    turned_pairs = best_pairs({(j, i): points for (i, j), points in scores.items()})
    assert sorted((i, j) for j, i in turned_pairs) == pairs
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)


@frozen
class LongerRule(s.Rule):
    """A rule of a scheme that has gained a field."""

    gained: str = ""


def test_a_field_that_a_scheme_gains_is_told_as_old_and_new_words() -> None:
    old = read(BASE)
    rule = old.scheme.blocks[0].not_ranked[0]
    values = {f.name: getattr(rule, f.name) for f in attrs.fields(s.Rule)}

    def with_gain(gained: str) -> Version:
        first, *others = old.scheme.blocks
        block = attrs.evolve(first, not_ranked=(LongerRule(**values, gained=gained),))
        return attrs.evolve(old, scheme=attrs.evolve(old.scheme, blocks=(block, *others)))

    (change,) = compare(with_gain("a"), with_gain("b")).changes
    assert [p.name for p in change.parts] == ["nội dung khác"]
    assert change.old_text == "không xếp hạng khi tiêu chí 9 không đạt"


# ---- recognising


TREE = """\
bộ tiêu chí "T"
  nhóm 1 "Hạ tầng" tối đa 30 điểm
    tiêu chí 1.1 "Máy tính" tối đa 10 điểm
    tiêu chí 1.2 "Đường truyền" tối đa 20 điểm
  nhóm 2 "Dịch vụ công" tối đa 70 điểm
    tiêu chí 2.1 "Hồ sơ trực tuyến" tối đa 40 điểm
    tiêu chí 2.2 "Thanh toán trực tuyến" tối đa 30 điểm
  không tính điểm tiêu chí 2.1 đối với "Sở Ngoại vụ"
"""


def swapped(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def test_criteria_that_change_codes_are_the_same_criteria() -> None:
    new = swapped(
        TREE,
        ('2.1 "Hồ sơ trực tuyến"', '2.9 "Hồ sơ trực tuyến"'),
        ('2.2 "Thanh toán', '2.1 "Thanh toán'),
        ("2.9", "2.2"),
        ("điểm tiêu chí 2.1 đối", "điểm tiêu chí 2.2 đối"),
    )
    comparison = differ(TREE, new)
    assert [(c.kind, c.codes, c.recognised) for c in comparison.changes] == [
        (Kind.RENUMBERED, ("2.1", "2.2"), "theo tên"),
        (Kind.RENUMBERED, ("2.2", "2.1"), "theo tên"),
    ]
    assert comparison.left_out == ()


def test_a_rule_that_keeps_its_words_may_mean_another_criterion() -> None:
    new = swapped(
        TREE,
        ('2.1 "Hồ sơ trực tuyến"', '2.9 "Hồ sơ trực tuyến"'),
        ('2.2 "Thanh toán', '2.1 "Thanh toán'),
        ("2.9", "2.2"),
    )
    comparison = differ(TREE, new)
    assert told(comparison)[-1] == (
        "Phạm vi của quy định không tính điểm tiêu chí 2.1 đối với “Sở Ngoại vụ”: "
        "thêm tiêu chí 2.1 “Thanh toán trực tuyến”; bỏ tiêu chí 2.1 “Hồ sơ trực tuyến”"
    )
    assert [(x.who, x.about, x.newly) for x in comparison.left_out] == [
        ("Sở Ngoại vụ", ("tiêu chí 2.1 “Thanh toán trực tuyến”",), True),
        ("Sở Ngoại vụ", ("tiêu chí 2.1 “Hồ sơ trực tuyến”",), False),
    ]


def test_a_group_that_is_renumbered_takes_its_parts_along() -> None:
    new = swapped(TREE, ("nhóm 2", "nhóm 5"), ("2.1", "5.1"), ("2.2", "5.2"))
    comparison = differ(TREE, new)
    assert told(comparison) == [
        "Nhóm 2 “Dịch vụ công” đánh số lại thành 5 (kéo theo 2.1 thành 5.1, 2.2 thành 5.2)"
    ]


def test_a_criterion_moves_with_its_points() -> None:
    new = swapped(
        TREE,
        ('    tiêu chí 2.2 "Thanh toán trực tuyến" tối đa 30 điểm\n', ""),
        (
            "tối đa 20 điểm\n",
            'tối đa 20 điểm\n    tiêu chí 1.3 "Thanh toán trực tuyến" tối đa 35 điểm\n',
        ),
        ("tối đa 30 điểm\n    tiêu chí 1.1", "tối đa 65 điểm\n    tiêu chí 1.1"),
        ("tối đa 70", "tối đa 40"),
    )
    assert told(differ(TREE, new))[1] == (
        "Tiêu chí 2.2 “Thanh toán trực tuyến” chuyển từ nhóm 2 “Dịch vụ công” sang nhóm 1 “Hạ tầng”, mã mới 1.3; "
        "điểm tối đa tăng từ 30 lên 35 điểm (+5)"
    )


def test_a_code_given_to_something_else_is_no_changed_title() -> None:
    new = swapped(TREE, ('2.2 "Thanh toán trực tuyến"', '2.2 "Nhân lực"'))
    assert told(differ(TREE, new)) == [
        "Bổ sung tiêu chí 2.2 “Nhân lực” vào nhóm 2 “Dịch vụ công”, tối đa 30 điểm",
        "Bãi bỏ tiêu chí 2.2 “Thanh toán trực tuyến” của nhóm 2 “Dịch vụ công”, tối đa 30 điểm",
    ]


def test_a_removed_group_is_told_with_its_parts() -> None:
    new = TREE.replace(TREE[TREE.index("  nhóm 2") : TREE.index("  không tính")], "").replace(
        '  không tính điểm tiêu chí 2.1 đối với "Sở Ngoại vụ"\n', ""
    )
    (removed, rule) = differ(TREE, new).changes
    assert removed.sentence == (
        "Bãi bỏ nhóm 2 “Dịch vụ công”, tối đa 70 điểm, gồm cả tiêu chí 2.1 “Hồ sơ trực tuyến”; "
        "tiêu chí 2.2 “Thanh toán trực tuyến”"
    )
    (place,) = removed.old_places
    assert place.source.at(place.span).splitlines()[-1].endswith("tối đa 30 điểm")
    assert rule.kind is Kind.REMOVED


def test_the_order_of_rules_that_fix_points_is_meaning() -> None:
    zero = '  tính 0 điểm tiêu chí 2.1 đối với "A", "B"\n'
    full = '  tính điểm tối đa tiêu chí 2.1 đối với "B", "C"\n'
    assert [c.parts[0].name for c in differ(TREE + zero + full, TREE + full + zero).changes] == [
        "thứ tự các câu ấn định điểm"
    ]


def test_a_unit_is_itself_by_any_of_its_names() -> None:
    units = """công nhận kết quả theo "T"
  năm đánh giá 2026
  đơn vị "Sở Ngoại vụ", viết tắt "SNgV"
"""
    trees = [parse(Source("a.cqdt", TREE)).value, parse(Source("b.cqdt", units)).value]
    checked = check(tuple(trees))
    assert checked.value.round is not None, [d.to_text() for d in checked.diagnostics]
    assert checked.value.scheme is not None
    known = Version(checked.value.scheme, trees[0], checked.value.round)
    short = read(TREE.replace("Sở Ngoại vụ", "SNgV"))
    for comparison in (compare(known, short), compare(short, known)):
        assert told(comparison) == []
        assert comparison.left_out == ()
        assert [x for x in comparison.sums if x.unit] == []


# ---- sums, who is left out, places


def test_sums_before_and_after() -> None:
    new = swapped(TREE, ("tối đa 40", "tối đa 50"), ("tối đa 70", "tối đa 80"))
    sums = {(x.about, x.unit): (x.old, x.new) for x in differ(TREE, new).sums}
    assert sums == {
        ("tổng điểm tối đa", ""): (Fraction(100), Fraction(110)),
        ("nhóm 1 “Hạ tầng”", ""): (Fraction(30), Fraction(30)),
        ("nhóm 2 “Dịch vụ công”", ""): (Fraction(70), Fraction(80)),
    }  # for Sở Ngoại vụ it is 60 in both


def test_sums_of_a_unit_that_is_left_out_of_less() -> None:
    new = swapped(TREE, ("tiêu chí 2.1 đối", "tiêu chí 2.2 đối"))
    comparison = differ(TREE, new)
    assert [(x.unit, x.old, x.new) for x in comparison.sums if x.unit] == [
        ("Sở Ngoại vụ", Fraction(60), Fraction(70))
    ]
    assert {(x.who, x.newly) for x in comparison.left_out} == {
        ("Sở Ngoại vụ", True),
        ("Sở Ngoại vụ", False),
    }


def test_a_unit_is_left_out_by_its_own_rules_only() -> None:
    rules = '  không tính điểm tiêu chí 1.1 đối với "Sở Y tế"\n'
    new = swapped(TREE, ("tối đa 40", "tối đa 50"), ("tối đa 70", "tối đa 80"))
    sums = {x.unit: (x.old, x.new) for x in differ(TREE + rules, new + rules).sums if x.unit}
    assert sums == {"Sở Y tế": (Fraction(90), Fraction(100))}


def test_a_condition_is_told_in_words_and_leaves_the_sum_open() -> None:
    new = TREE + '  thông tin đơn vị loại\n  không tính điểm tiêu chí 1.1 khi loại = "đặc thù"\n'
    comparison = differ(TREE, new)
    assert [(x.who, x.about) for x in comparison.left_out] == [
        ('khi loại = "đặc thù"', ("tiêu chí 1.1 “Máy tính”",))
    ]
    (of_unit,) = [x for x in comparison.sums if x.unit]
    assert (of_unit.old, of_unit.new, of_unit.open_new) == (Fraction(60), Fraction(60), True)


def test_places_are_whole_statements_with_what_stands_under_them() -> None:
    old = read(BASE)
    new = read(BASE.replace("chấm theo tỷ lệ a / b", "chấm trực tiếp", 1))
    (change,) = compare(old, new).changes
    (place,) = change.old_places
    words = place.source.at(place.span)
    assert words.startswith('tiêu chí 1.1 "Máy tính"')
    assert words.endswith('hướng dẫn "Lấy số ngày 31/12"')
    assert isinstance(place.span, Span)
    assert change.old_text.splitlines()[1] == "  thuộc nội dung thiết bị"


def test_a_rule_under_a_criterion_is_part_of_its_stretch_and_one_beside_it_is_not() -> None:
    under = '    không tính điểm đối với "Sở Y tế"\n'
    old = TREE.replace("tối đa 30 điểm\n  không", f"tối đa 30 điểm\n{under}  không")
    new = old.replace('2.2 "Thanh toán trực tuyến"', '2.2 "Thanh toán"')
    (change,) = differ(old, new).changes
    assert change.old_text.splitlines() == [
        'tiêu chí 2.2 "Thanh toán trực tuyến" tối đa 30 điểm',
        'không tính điểm đối với "Sở Y tế"',
    ]


def test_reasons_are_looked_up_or_asked_for() -> None:
    a, b = read(TREE), read(TREE.replace('"Hạ tầng"', '"Hạ tầng số"'))
    (change,) = compare(a, b).changes
    assert compare(a, b, {change: "Khoản 1 Điều 1"}).changes[0].reason == "Khoản 1 Điều 1"
    assert compare(a, b, lambda c: c.about).changes[0].reason == "nhóm 1 “Hạ tầng”"


# ---- what is printed


@pytest.fixture(scope="module")
def hue() -> Comparison:
    now, before = (
        session.load(ROOT / "rulesets" / f"thua-thien-hue-{year}").value for year in (2022, 2020)
    )
    assert now is not None
    assert before is not None
    return compared.compare(before, now)


@pytest.mark.parametrize("form", compared.FORMS)
def test_every_form_says_every_change(hue: Comparison, form: str) -> None:
    made = compared.print_comparison(hue, form)
    assert made.value is not None, [d.to_text() for d in made.diagnostics]
    again = compared.print_comparison(hue, form)
    assert again.value == made.value
    if form == ".html":
        text = " ".join(re.sub(r"<[^>]*>", "", made.value.decode("utf-8")).split())
        assert [c.sentence for c in hue.changes if " ".join(c.sentence.split()) not in text] == []


def test_an_empty_comparison_says_so_in_every_form() -> None:
    same = compare(read(TREE), read(TREE))
    assert side_by_side.lines(same) == ["Hai bộ tiêu chí như nhau."]
    for form in compared.FORMS:
        made = compared.print_comparison(same, form).value
        assert made is not None
        if form != ".docx":
            assert "Hai bộ tiêu chí như nhau." in made.decode("utf-8")


def test_words_that_changed_are_marked_and_nothing_is_lost() -> None:
    old, new = side_by_side.pieces("tối đa 10,5 điểm, chấm a", "tối đa 12 điểm, chấm a")
    assert [p.text for p in old if p.changed] == ["10,5"]
    assert [p.text for p in new if p.changed] == ["12"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_make_the_texts_again(old: str, new: str) -> None:
    a, b = side_by_side.pieces(old, new)
    assert ("".join(p.text for p in a), "".join(p.text for p in b)) == (old, new)


def test_lines_fit_the_terminal(hue: Comparison) -> None:
    assert [x for x in side_by_side.lines(hue) if len(x) > 100 and " " in x.strip()][2:] == []
