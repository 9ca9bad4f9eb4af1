"""Laws of impact on random figures: what is said to be open holds what comes out; what is said to be impossible never comes."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from impact_samples import OLD, edited, only_block, ruleset, unit_of
from test_pages import PAGES, fences_of, write_file

from cqdt_rules import forecast, session
from cqdt_rules.impact import Direction, Impact
from cqdt_rules.impact_tables import bounds_text, impact_text
from cqdt_rules.numbers import format_number
from cqdt_rules.results import Results
from cqdt_rules.session import Ruleset
from cqdt_rules.values import Amount, Text

UNITS = ("Sở Nội vụ", "Thanh tra", "Sở Y tế")
EDITS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "left out": (('đối với "Thanh tra"', 'đối với "Thanh tra", "Sở Y tế"'),),
    "counts again": (('không tính điểm tiêu chí 2.2 đối với "Thanh tra"\n', ""),),
    "new group": (("xếp loại\n", 'nhóm 4 "Sáng kiến" tối đa 10 điểm\nxếp loại\n'),),
    "new part": (
        ('"Thể chế" tối đa 20', '"Thể chế" tối đa 24'),
        ("nhóm 2", '  tiêu chí 1.3 "Rà soát" tối đa 4 điểm\nnhóm 2'),
    ),
    "lower maximum": (
        ('"Hạ tầng" tối đa 30', '"Hạ tầng" tối đa 27'),
        ('"Máy tính" tối đa 10', '"Máy tính" tối đa 7'),
    ),
    "higher maximum": (('"Dữ liệu" tối đa 50', '"Dữ liệu" tối đa 60'),),
    "moved inside": (
        ('"Máy tính" tối đa 10', '"Máy tính" tối đa 24'),
        ('"Hồ sơ trực tuyến" tối đa 20', '"Hồ sơ trực tuyến" tối đa 6'),
    ),
    "threshold": (("từ 80 trở lên", "từ 85 trở lên"), ("đến dưới 80", "đến dưới 85")),
    "decimals": (("làm tròn đến 2", "làm tròn đến 1"),),
    "repealed": (
        ('  tiêu chí 1.2 "Báo cáo" tối đa 10 điểm\n', ""),
        ('"Thể chế" tối đa 2', '"Thể chế" tối đa 1'),
    ),
}


@functools.cache
def kept(text: str, folder: Path) -> Ruleset:
    """A ruleset, loaded once for each text."""
    number = len(list(folder.iterdir()))
    return ruleset(folder / str(number), text)


def score(of: Ruleset, sheet: str, folder: Path) -> Results:
    path = folder / "day-du.csv"
    path.write_text(sheet, encoding="utf-8")
    made = session.score(of, [path])
    assert made.value is not None, [d.to_text() for d in made.diagnostics]
    assert not made.failed, [d.to_text() for d in made.diagnostics]
    return made.value


def sheet_of(points: Mapping[str, Mapping[str, Fraction]]) -> str:
    """A sheet with a column for each title; a unit without points has a blank."""
    titles = list(dict.fromkeys(t for of in points.values() for t in of))
    rows = [
        ";".join([unit, *(format_number(of[t]) if t in of else "" for t in titles)])
        for unit, of in points.items()
    ]
    return "\n".join([";".join(["Đơn vị", *titles]), *rows]) + "\n"


def leaves_of(of: Ruleset) -> dict[str, tuple[str, str, Fraction]]:
    """The parts at the bottom: title to code, the group's title, maximum."""
    (block,) = of.scheme.blocks
    parents = {c.code: c.title for c in block.criteria}
    return {
        c.title: (c.code, parents.get(c.parent, ""), c.maximum or Fraction(0))
        for c in block.criteria
        if not c.children
    }


def excluded(text: str, unit: str) -> bool:
    line = next((x for x in text.split("\n") if x.startswith("không tính điểm")), "")
    return f'"{unit}"' in line


RESCALED = ("lower maximum", "higher maximum", "moved inside")


@st.composite
def revisions(draw: st.DrawFn, beside: tuple[str, ...] | None = None) -> str:
    """A revision of a few edits; with `beside` those that change maxima are just these."""
    names = draw(st.lists(st.sampled_from(sorted(EDITS)), unique=True, max_size=4))
    if beside is not None:
        names = [*(n for n in names if n not in RESCALED), *beside]
    for one, other in (("left out", "counts again"), ("moved inside", "lower maximum")):
        if {one, other} <= set(names):
            names.remove(one)
    order = [n for n in EDITS if n in names]
    return edited(OLD, *(e for n in order for e in EDITS[n]))


def points(draw: Callable[..., Any], most: Fraction) -> Fraction:
    return Fraction(draw(st.integers(0, int(most * 2))), 2)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("luat")


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_what_comes_out_lies_in_what_was_said(folder: Path, data: st.DataObject) -> None:
    """Points of parts or of whole groups are typed under the old rules; then all parts are scored under the new ones.

    A part with another maximum is scored again: it moves at most as far as its maximum, or anywhere from above a lower one.
    """
    new_text = data.draw(revisions())
    old, new = kept(OLD, folder), kept(new_text, folder)
    before, after = leaves_of(old), leaves_of(new)
    typed: dict[str, dict[str, Fraction]] = {}
    true: list[dict[str, dict[str, Fraction]]] = [{}, {}]
    for unit in UNITS:
        mine = scored_parts(data.draw, before, OLD, unit, {})
        again = {
            x: scored_again(data.draw, mine[x], before[x][2], after[x][2])
            for x in mine
            if x in after
        }
        true[0][unit] = mine
        true[1][unit] = scored_parts(data.draw, after, new_text, unit, again)
        typed[unit] = typed_for(data.draw, mine, before)
    (folder / "bang.csv").write_text(sheet_of(typed), encoding="utf-8")
    made = forecast.impact(old, new, [folder / "bang.csv"])
    assert made.value is not None, [d.to_text() for d in made.diagnostics]
    was, now = (score(x, sheet_of(of), folder) for x, of in zip((old, new), true, strict=True))
    check_within(made.value, now)
    check_moved(made.value, was, now)


Parts = Mapping[str, tuple[str, str, Fraction]]


def scored_again(
    draw: Callable[..., Any], was: Fraction, most: Fraction, now: Fraction
) -> Fraction:
    """Points given once more where a maximum is another."""
    if was > now:
        return points(draw, now)
    ends = sorted((was, was + now - most))
    low = max(Fraction(0), ends[0])
    return low + points(draw, ends[1] - low) if most != now else was


def scored_parts(
    draw: Callable[..., Any], parts: Parts, text: str, unit: str, before: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    """Points of all parts that count; those of before where they still fit."""
    return {
        title: before[title] if title in before and before[title] <= most else points(draw, most)
        for title, (_, _, most) in parts.items()
        if not (title == "Hồ sơ trực tuyến" and excluded(text, unit))
    }


def typed_for(
    draw: Callable[..., Any], scored: Mapping[str, Fraction], parts: Parts
) -> dict[str, Fraction]:
    """What a sheet has of them: of some groups the whole, of others the parts, and some of these not yet."""
    whole = draw(st.sets(st.sampled_from(["Thể chế", "Hạ tầng"])))
    hidden = draw(st.sets(st.sampled_from(sorted(scored)), max_size=2))
    typed: dict[str, Fraction] = {}
    for title, figure in scored.items():
        group = parts[title][1]
        if group in whole or title not in hidden:
            name = group if group in whole else title
            typed[name] = typed.get(name, Fraction(0)) + figure
    return typed


def check_moved(impact: Impact, was: Results, now: Results) -> None:
    for unit in only_block(impact).units:
        old, new = was.blocks[0].unit(unit.unit), now.blocks[0].unit(unit.unit)
        assert old is not None
        assert new is not None
        ends = old.figure("tổng điểm"), new.figure("tổng điểm")
        assert ends[0] is not None
        assert ends[1] is not None
        assert unit.difference is not None
        assert unit.difference.may_be(ends[1] - ends[0]), (unit.unit, unit.difference, ends)
        if unit.direction is Direction.SAME:
            assert old.values["mức"] == new.values["mức"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_way_back_mirrors_the_way_there(folder: Path, data: st.DataObject) -> None:
    """Points of parts, some not there, some above the maximum: both sides change places, nothing else.

    Where a maximum is another there is no way back: the points were given against the old one, whichever that is.
    """
    beside = tuple(data.draw(st.sets(st.sampled_from(RESCALED))))
    texts = data.draw(revisions(beside)), data.draw(revisions(beside))
    pair = kept(texts[0], folder), kept(texts[1], folder)
    parts = {**leaves_of(pair[0]), **leaves_of(pair[1])}
    typed = {
        unit: {
            title: points(data.draw, most)
            for title, (_, _, most) in parts.items()
            if data.draw(st.booleans()) or title == "Dữ liệu"
        }
        for unit in UNITS
    }
    (folder / "bang.csv").write_text(sheet_of(typed), encoding="utf-8")
    there = forecast.impact(*pair, [folder / "bang.csv"]).value
    back = forecast.impact(pair[1], pair[0], [folder / "bang.csv"]).value
    assert there is not None
    assert back is not None
    other = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP}
    for a, b in zip(only_block(there).units, only_block(back).units, strict=True):
        assert (a.old, a.new) == (b.new, b.old)
        assert b.direction is other.get(a.direction, a.direction)
        assert a.difference is not None
        assert b.difference is not None
        assert a.difference.low is not None
        assert a.difference.high is not None
        assert (b.difference.low, b.difference.high) == (-a.difference.high, -a.difference.low)


def check_within(impact: Impact, results: Results) -> None:
    (block,) = results.blocks
    for unit in only_block(impact).units:
        mine = block.unit(unit.unit)
        assert mine is not None
        assert unit.new is not None
        came, said = mine.values["tổng điểm"], unit.new.total
        assert isinstance(came, Amount)
        assert isinstance(said, Amount)
        assert said.may_be(came.figure), (unit.unit, said, came)
        level = mine.values["mức"]
        assert isinstance(level, Text)
        assert level.text in unit.new.level_on("")
        assert mine.rank is not None
        assert unit.new.places is not None
        assert unit.new.places[0] <= mine.rank.place <= unit.new.places[1]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_what_is_said_to_be_impossible_never_comes(folder: Path, data: st.DataObject) -> None:
    """Two revisions of one scheme, random figures for both: a unit that cannot change level has the same one."""
    texts = data.draw(revisions()), data.draw(revisions())
    pair = kept(texts[0], folder), kept(texts[1], folder)
    said = {u.units: u for u in forecast.bounds(*pair).blocks[0].units}
    leaves = [leaves_of(x) for x in pair]
    for _ in range(2):
        drawn: dict[str, dict[str, dict[str, Fraction]]] = {"0": {}, "1": {}}
        for unit in UNITS:
            shared: dict[str, Fraction] = {}
            for i, text in enumerate(texts):
                mine: dict[str, Fraction] = {}
                for title, (_, _, most) in leaves[i].items():
                    if title == "Hồ sơ trực tuyến" and excluded(text, unit):
                        continue
                    figure = shared.get(title)
                    mine[title] = (
                        figure if figure is not None and figure <= most else points(data.draw, most)
                    )
                    shared[title] = mine[title]
                drawn[str(i)][unit] = mine
        results = [score(x, sheet_of(drawn[str(i)]), folder) for i, x in enumerate(pair)]
        for unit in UNITS:
            kind = said.get(unit) or next(
                u for n, u in said.items() if n.startswith(("các", "mọi"))
            )
            got = []
            for r in results:
                result = r.blocks[0].unit(unit)
                assert result is not None
                level = result.values["mức"]
                assert isinstance(level, Text)
                got.append(level.text)
            assert kind.possible or got[0] == got[1], (unit, kind, got)
            assert got[0] in kind.old_levels[0][1]
            assert got[1] in kind.new_levels[0][1]


def test_bounds_are_not_always_may(folder: Path) -> None:
    """The law above says something: each way of proving is met."""

    def whys(new: str, old: str = OLD) -> dict[str, str]:
        bounds = forecast.bounds(kept(old, folder), kept(new, folder))
        return {u.units: u.why for u in bounds.blocks[0].units}

    left_out = whys(edited(OLD, *EDITS["left out"]))
    same = "mức được tính như nhau từ cùng số liệu"
    assert left_out == {"Thanh tra": same, "Sở Y tế": "", "các đơn vị khác": same}
    assert set(whys(edited(OLD, *EDITS["threshold"])).values()) == {""}
    rewritten = edited(OLD, ("từ 80 trở lên", "≥ 80"), ("từ 60 đến dưới 80", "từ 60 trở lên"))
    assert set(whys(rewritten).values()) == {"với mọi điểm mà đơn vị có thể đạt, mức vẫn như trước"}


SUMMED = """bộ tiêu chí "T"
nhóm 1 "Thể chế" tối đa 10 điểm
nhóm 2 "Hạ tầng" tối đa 10 điểm
  số liệu a là "Số hồ sơ", số nguyên
  không tính điểm khi a dưới 1
xếp loại
  mức I khi điểm đạt được từ 12 trở lên
  còn lại "Chưa đạt"
"""
FLOOR = ("từ 12 trở lên", "từ 12 trở lên và điểm nhóm 1 từ 5 trở lên")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # points typed against another maximum have to be given again
        (SUMMED, edited(SUMMED, ('"Thể chế" tối đa 10', '"Thể chế" tối đa 20'))),
        (SUMMED, edited(SUMMED, ('"Thể chế" tối đa 10', '"Thể chế" tối đa 8'))),
        # the condition of what is left out
        (SUMMED, edited(SUMMED, ("khi a dưới 1", "khi a dưới 5"))),
        # a second condition of the level
        (edited(SUMMED, FLOOR), edited(SUMMED, (FLOOR[0], FLOOR[1].replace("5", "6")))),
        # another figure under the same short name, and under another one
        (SUMMED, edited(SUMMED, ('"Số hồ sơ"', '"Số máy"'))),
        (
            SUMMED,
            edited(
                SUMMED, ('"Số hồ sơ"', '"Số máy"'), ("số liệu a", "số liệu b"), ("khi a", "khi b")
            ),
        ),
        # who is not assessed
        (SUMMED, edited(SUMMED, ("xếp loại", "không đánh giá khi a dưới 3\nxếp loại"))),
    ],
)
def test_what_may_change_a_level_is_not_missed(old: str, new: str, folder: Path) -> None:
    bounds = forecast.bounds(kept(old, folder), kept(new, folder))
    assert all(u.possible for u in bounds.blocks[0].units)


def test_where_a_threshold_moves_is_said(folder: Path) -> None:
    bounds = forecast.bounds(kept(OLD, folder), kept(edited(OLD, *EDITS["threshold"]), folder))
    assert {u.moves for u in bounds.blocks[0].units} == {("tổng điểm từ 80 đến dưới 85: I → II",)}


# ---- the shipped rulesets with one figure of their levels moved

ROOT = Path(__file__).resolve().parent.parent
MOVED = (
    ("thua-thien-hue-2022", "tổng điểm từ 90 trở lên", "tổng điểm từ 91 trở lên"),
    ("thua-thien-hue-2022", "đến 2 chữ số", "đến 1 chữ số"),
    ("thua-thien-hue-2022", 'tiêu chí 4.3 đối với "Sở Ngoại vụ"', 'tiêu chí 4.3 đối với "Sở Y tế"'),
    ("huong-tra-2020", "nhóm 1 từ 27 trở lên", "nhóm 1 từ 26 trở lên"),
    ("thua-thien-hue-2020", "", ""),
    ("thai-binh-2020", "", ""),
    ("hung-yen-2018", "", ""),
)


@pytest.mark.parametrize(("name", "before", "after"), MOVED)
def test_shipped_figures_keep_to_the_bounds(
    name: str, before: str, after: str, tmp_path: Path
) -> None:
    old = session.load(ROOT / "rulesets" / name).value
    assert old is not None
    text = (ROOT / "rulesets" / name / "bo-tieu-chi.cqdt").read_text(encoding="utf-8")
    text = text.replace(before, after, 1)
    if "ví dụ" in text and before:
        lines, skipped = [], 0
        for line in text.split("\n"):
            skipped = 2 if line.strip().startswith("ví dụ") else max(0, skipped - 1)
            lines += (
                [line]
                if not skipped and not line.strip().startswith(("có nhóm", "thì điểm"))
                else []
            )
        text = "\n".join(lines)
    new = ruleset(tmp_path / "b", text)
    impact, bounds = forecast.impact(old, new).value, forecast.bounds(old, new)
    assert impact is not None
    for said, came in zip(bounds.blocks, impact.blocks, strict=True):
        for unit in said.units:
            now = next((u for u in came.units if u.unit == unit.units), None)
            if now is not None and not unit.possible:
                assert now.direction in (Direction.SAME, Direction.OPEN, Direction.OUTSIDE), unit
    if not before:
        assert not any(u.possible for b in bounds.blocks for u in b.units)


# ---- every scheme of the pages


@pytest.fixture(scope="module")
def page_rulesets(tmp_path_factory: pytest.TempPathFactory) -> list[Ruleset]:
    """The schemes of all pages that can be computed, each with the sheets beside it."""
    found: list[Ruleset] = []
    for page in PAGES:
        base = tmp_path_factory.mktemp("trang")
        for fence in fences_of(page.read_text(encoding="utf-8")):
            if len(fence.words) == 2 and fence.words[0] in ("cqdt", "csv"):
                write_file(fence, base)
        for folder in [base, *sorted(p for p in base.rglob("*") if p.is_dir())]:
            loaded = session.load(folder).value if list(folder.glob("*.cqdt")) else None
            found += [loaded] if loaded is not None else []
    return found


def test_no_scheme_changes_against_itself(page_rulesets: list[Ruleset]) -> None:
    assert len(page_rulesets) > 80
    for of in page_rulesets:
        assert not any(u.possible for b in forecast.bounds(of, of).blocks for u in b.units), (
            of.folder
        )
        impact = forecast.impact(of, of).value
        for block in impact.blocks if impact is not None else ():
            assert not block.rules
            for unit in block.units:
                assert not unit.changes
                assert unit.direction in (Direction.SAME, Direction.OPEN, Direction.OUTSIDE)


def test_no_pair_of_schemes_is_too_much(page_rulesets: list[Ruleset]) -> None:
    """Schemes that have nothing to do with each other: something is said, and nothing breaks."""
    count = len(page_rulesets)
    for i in range(0, count, 2):
        old, new = page_rulesets[i], page_rulesets[(i * 7 + 3) % count]
        assert bounds_text(forecast.bounds(old, new))
        if forecast.has_figures(old, new):
            made = forecast.impact(old, new)
            assert made.diagnostics or made.value is not None
            if made.value is not None:
                assert impact_text(made.value, everything=True)
                json.dumps(made.value.to_json())


def test_what_is_not_known_on_both_sides_changes_nothing(folder: Path) -> None:
    """One column of seven is there: totals are ranges, and the same ones."""
    (folder / "bang.csv").write_text("Đơn vị;1.1\nThanh tra;5\n", encoding="utf-8")
    impact = forecast.impact(kept(OLD, folder), kept(OLD, folder), [folder / "bang.csv"]).value
    assert impact is not None
    unit = unit_of(impact, "Thanh tra")
    assert unit.old is not None
    assert isinstance(unit.old.total, Amount)
    assert unit.old.total.low != unit.old.total.high
    assert unit.direction is Direction.SAME
    assert unit.difference == Amount(Fraction(0), Fraction(0))
