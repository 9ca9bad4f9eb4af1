"""Amendments: from one scheme to another and back to text; what a consolidated text means, whatever the order of clauses."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import attrs
import pytest
from fuzz_schemes import Made, generate
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cqdt_rules import revising, session
from cqdt_rules import scheme as s
from cqdt_rules.amending import read_clauses
from cqdt_rules.check import check
from cqdt_rules.parse import parse
from cqdt_rules.source import Source

BASE = """\
bộ tiêu chí "Thử"
  ban hành kèm theo "Quyết định số 01/QĐ-UBND"
  # chung
  công thức tổng điểm = điểm đạt được × 100 / điểm tối đa được tính, làm tròn đến 2 chữ số thập phân
  xếp loại
    mức I  khi tổng điểm từ 80 trở lên
    mức II khi tổng điểm từ 50 đến dưới 80
    còn lại "Chưa đạt"

khối "Sở"
  nhóm 1 "A"            tối đa 10 điểm  # cuối dòng
    tiêu chí 1.1 "Một"  tối đa 6 điểm
    tiêu chí 1.2 "Hai"  tối đa 4 điểm
  # trước nhóm hai
  nhóm 2 "B"            tối đa 20 điểm
  không tính điểm tiêu chí 1.2 đối với "Thanh tra"
"""
HEAD = """\
sửa đổi, bổ sung bộ tiêu chí ban hành kèm theo "Quyết định số 01/QĐ-UBND"
  ban hành kèm theo "Quyết định số 02/QĐ-UBND"
"""


def version(text: str, name: str = "a.cqdt") -> revising.Version:
    """A scheme's text as the first version of a history."""
    return revising.first_version(parse(Source(name, text)).value)


def amended(base: str, amendment: str) -> str:
    """The consolidated text; the clauses of the tests can all be carried out."""
    read = read_clauses(revising.written(parse(Source("sd.cqdt", amendment)).value))
    made = revising.amended(version(base), read)
    assert made.value is not None, [d.to_text() for d in made.diagnostics]
    return made.value.source.text


def meaning(text: str) -> dict[str, object] | None:
    """What a scheme means, block by block: without places, and without an order where none means anything.

    None where the scheme is not right.
    """
    checked = check((parse(Source("m.cqdt", text)).value,))
    if checked.failed or checked.value.scheme is None:
        return None
    return {b.name: _block(b) for b in checked.value.scheme.blocks}


ORDERED = {"name", "ranking", "score_rounds", "result_rounds"}


def _block(block: s.Block) -> dict[str, object]:
    found: dict[str, object] = {}
    for field in attrs.fields(s.Block):
        value = _bare(getattr(block, field.name))
        is_list = isinstance(value, tuple) and field.name not in ORDERED
        found[field.name] = frozenset(repr(v) for v in value) if is_list else repr(value)
    return found


def _bare(value: Any) -> Any:
    if isinstance(value, s.Place):
        return None
    if attrs.has(type(value)):
        names = [f.name for f in attrs.fields(type(value))]
        return type(value).__name__, *(_bare(getattr(value, n)) for n in names)
    if isinstance(value, tuple):
        return tuple(_bare(v) for v in value)
    return value


def made(seed: int) -> tuple[Made, Made]:
    """Two schemes by chance."""
    rng = random.Random(seed)
    return generate(rng), generate(rng)


SCHEME = "bo-tieu-chi.cqdt"


# ---- laws


@settings(max_examples=12, deadline=None)
@example(537)  # what lowers a level belongs to the scale above it
@example(41)
@given(st.integers(0, 100_000))
def test_the_amendment_drafted_from_two_schemes_leads_from_one_to_the_other(seed: int) -> None:
    old, new = (m.rules[SCHEME] for m in made(seed))
    wanted = meaning(new)
    assume(wanted is not None and meaning(old) is not None)
    drafted = revising.draft_amendment(version(old), version(new, "b.cqdt"))
    assert drafted.value is not None, [d.to_text() for d in drafted.diagnostics]
    assert meaning(amended(old, drafted.value)) == wanted


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 100_000))
def test_a_consolidated_text_scores_as_the_scheme_it_was_to_become(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """Base and amendment, the consolidated text as a file of its own, and the scheme that was wanted: one result."""
    old, new = made(seed)
    drafted = revising.draft_amendment(version(old.rules[SCHEME]), version(new.rules[SCHEME]))
    assume(drafted.value is not None)
    assert drafted.value is not None
    folder = tmp_path_factory.mktemp("v")
    for name, data in new.files.items():
        if name.startswith("so-lieu"):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
    (folder / "a.cqdt").write_text(old.rules[SCHEME], encoding="utf-8")
    (folder / "sd.cqdt").write_text(drafted.value, encoding="utf-8")
    whole = session.consolidate(folder / "sd.cqdt")
    assume(whole.value is not None)
    assert whole.value is not None
    (folder / "hop-nhat.txt").write_text(whole.value.source.text, encoding="utf-8")
    files = [p for p in sorted((folder / "so-lieu").iterdir()) if p.suffix in (".csv", ".xlsx")]
    amended_figures = figures(folder / "sd.cqdt", files)
    (folder / "so-lieu" / "b.cqdt").write_text(new.rules[SCHEME], encoding="utf-8")
    (folder / "so-lieu" / "c.cqdt").write_text(whole.value.source.text, encoding="utf-8")
    assert figures(folder / "so-lieu" / "b.cqdt", files) == amended_figures
    assert figures(folder / "so-lieu" / "c.cqdt", files) == amended_figures


def figures(path: Path, sheets: list[Path]) -> object:
    """Every quantity, level and rank of every unit, by name."""
    loaded = session.load(path)
    if loaded.value is None:
        return None
    results = session.score(loaded.value, sheets).value
    if results is None:
        return None
    return {
        (b.name, u.unit): (
            {k: v for k, v in u.values.items() if " #" not in k},
            {name: r.place for name, r in u.ranks.items()},
            u.assessed,
            u.missing,
        )
        for b in results.blocks
        for u in b.units
    }


CLAUSES = (
    "  sửa đổi ngưỡng của mức I từ 80 thành 85\n",
    "  sửa đổi mức II như sau:\n    mức II khi tổng điểm từ 50 đến dưới 85\n",
    '  thay thế cụm từ "Thanh tra" bằng "Thanh tra tỉnh"\n',
    "  sửa đổi điểm tối đa của tiêu chí 1.1 từ 6 điểm thành 10 điểm\n",
    "  bãi bỏ tiêu chí 1.2\n",
    "  bãi bỏ quy định “không tính điểm”\n",
    '  bổ sung sau nhóm 2\n    nhóm 3 "C" tối đa 5 điểm\n',
    "  đánh số lại nhóm 2 thành nhóm 4\n",
)


@settings(max_examples=15, deadline=None)
@given(st.permutations(CLAUSES[:3]), st.permutations(CLAUSES[3:5] + CLAUSES[6:]))
def test_the_order_of_clauses_settles_nothing(common: list[str], of_block: list[str]) -> None:
    first = HEAD + "".join(CLAUSES[:3]) + 'khối "Sở"\n' + "".join(CLAUSES[3:5] + CLAUSES[6:])
    other = HEAD + "".join(common) + 'khối "Sở"\n' + "".join(of_block)
    one, two = (re.sub(r"khoản \d+ ", "", amended(BASE, x)) for x in (other, first))
    assert one == two


def test_an_amendment_without_clauses_is_told() -> None:
    read = read_clauses(revising.written(parse(Source("sd.cqdt", HEAD)).value))
    assert [d.message for d in read.found] == ["tệp sửa đổi này chưa có khoản nào"]


def test_a_scheme_and_itself_need_no_clause() -> None:
    drafted = revising.draft_amendment(version(BASE), version(BASE, "b.cqdt"))
    assert drafted.value == ""


def test_comments_stay_with_what_they_speak_of() -> None:
    text = amended(BASE, HEAD + 'khối "Sở"\n' + CLAUSES[3] + CLAUSES[4] + "  bãi bỏ nhóm 2\n")
    assert "# chung\n  công thức" in text
    assert [
        line.endswith("điểm  # cuối dòng") for line in text.split("\n") if 'nhóm 1 "A"' in line
    ] == [True]
    assert '# trước nhóm hai\n  đã bãi bỏ "nhóm 2 “B”" theo' in text


# ---- every shipped scheme to every other


SHIPPED = sorted((Path(__file__).parent.parent / "rulesets").glob("*/bo-tieu-chi.cqdt"))


@pytest.mark.parametrize("new", SHIPPED, ids=lambda p: p.parent.name)
@pytest.mark.parametrize("old", SHIPPED, ids=lambda p: p.parent.name)
def test_from_any_shipped_scheme_to_any_other(old: Path, new: Path) -> None:
    texts = [p.read_text(encoding="utf-8") for p in (old, new)]
    drafted = revising.draft_amendment(version(texts[0]), version(texts[1], "b.cqdt"))
    assert drafted.value is not None, [d.to_text() for d in drafted.diagnostics]
    if old == new:
        assert drafted.value == ""
        return
    assert meaning(texts[1]) is not None
    assert meaning(amended(texts[0], drafted.value)) == meaning(texts[1])
