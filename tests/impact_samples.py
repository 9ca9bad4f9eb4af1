"""Two schemes of a province and figures, for the tests of impact: written by hand, small, with all that may change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cqdt_rules import forecast, session
from cqdt_rules.check import check
from cqdt_rules.impact import BlockImpact, Impact, UnitImpact, Variant
from cqdt_rules.parse import parse
from cqdt_rules.scheme import Scheme
from cqdt_rules.session import Ruleset
from cqdt_rules.source import Source
from cqdt_rules.values import Amount

OLD = """bộ tiêu chí "Chính quyền số"
nhóm 1 "Thể chế" tối đa 20 điểm
  tiêu chí 1.1 "Kế hoạch" tối đa 10 điểm
  tiêu chí 1.2 "Báo cáo" tối đa 10 điểm
nhóm 2 "Hạ tầng" tối đa 30 điểm
  tiêu chí 2.1 "Máy tính" tối đa 10 điểm
  tiêu chí 2.2 "Hồ sơ trực tuyến" tối đa 20 điểm
nhóm 3 "Dữ liệu" tối đa 50 điểm
không tính điểm tiêu chí 2.2 đối với "Thanh tra"
công thức tổng điểm = điểm đạt được × 100 / điểm tối đa được tính, làm tròn đến 2 chữ số thập phân
xếp loại
  mức I khi tổng điểm từ 80 trở lên
  mức II khi tổng điểm từ 60 đến dưới 80
  còn lại "Chưa đạt"
xếp hạng theo tổng điểm giảm dần, bằng nhau thì cùng thứ hạng
"""
SHEET = """Đơn vị;1.1;1.2;2.1;2.2;3
Sở Nội vụ;9;8;7;16;45
Sở Y tế;10;10;9;20;31
Thanh tra;8;8;8;;40
Văn phòng;5;6;4;9;30
"""


def ruleset(
    folder: Path, scheme: str, *, round_: str = "", sheets: Mapping[str, str] | None = None
) -> Ruleset:
    """A ruleset from texts; mistakes of a test's own text fail it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bo-tieu-chi.cqdt").write_text(scheme, encoding="utf-8")
    if round_:
        (folder / "ket-qua.cqdt").write_text(round_, encoding="utf-8")
    for name, text in (sheets or {}).items():
        (folder / "so-lieu").mkdir(exist_ok=True)
        (folder / "so-lieu" / name).write_text(text, encoding="utf-8")
    loaded = session.load(folder)
    assert loaded.value is not None, [d.to_text() for d in loaded.diagnostics]
    return loaded.value


def edited(text: str, *edits: tuple[str, str]) -> str:
    """A text with words replaced; each must be there exactly once."""
    for before, after in edits:
        assert text.count(before) == 1, (before, text.count(before))
        text = text.replace(before, after)
    return text


def impact_of(
    folder: Path,
    new: str,
    *,
    old: str = OLD,
    sheet: str = SHEET,
    variants: Sequence[Variant] = (),
) -> Impact:
    """The impact of a new text on the sample's figures."""
    before = ruleset(folder / "a", old, sheets={"bang.csv": sheet})
    after = ruleset(folder / "b", new)
    made = forecast.impact(before, after, variants=variants)
    assert made.value is not None, [d.to_text() for d in made.diagnostics]
    return made.value


def unit_of(impact: Impact, name: str) -> UnitImpact:
    """A unit of the first block."""
    return next(u for u in only_block(impact).units if u.unit == name)


def only_block(impact: Impact) -> BlockImpact:
    """The one block."""
    (block,) = impact.blocks
    return block


def scheme_of(text: str) -> Scheme:
    """The scheme of a text."""
    checked = check((parse(Source("t.cqdt", text)).value,))
    assert checked.value.scheme is not None, [d.to_text() for d in checked.diagnostics]
    return checked.value.scheme


def total(u: UnitImpact, *, old: bool = False) -> tuple[object, object]:
    """The ends of a unit's new total, or of its old one."""
    standing = u.old if old else u.new
    assert standing is not None
    assert isinstance(standing.total, Amount)
    return standing.total.low, standing.total.high


# ---- a revision of two clauses

LEFT_OUT = ('đối với "Thanh tra"', 'đối với "Thanh tra", "Sở Y tế"')
THRESHOLD = (("từ 80 trở lên", "từ 85 trở lên"), ("đến dưới 80", "đến dưới 85"))
BOTH = edited(OLD, LEFT_OUT, *THRESHOLD)


def two_clauses() -> list[Variant]:
    """The clauses of `BOTH`: one leaves 2.2 out for Sở Y tế, one raises the threshold."""
    left_out, threshold = scheme_of(edited(OLD, LEFT_OUT)), scheme_of(edited(OLD, *THRESHOLD))
    return [
        Variant(("khoản 1: không tính điểm tiêu chí 2.2 cho Sở Y tế",), left_out, threshold),
        Variant(("khoản 2: ngưỡng mức I từ 80 thành 85",), threshold, left_out),
    ]
