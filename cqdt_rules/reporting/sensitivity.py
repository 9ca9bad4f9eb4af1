"""How firm results are: thresholds with their room, criteria that decide nothing, ranks under other weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from cqdt_rules.numbers import fold, format_number, format_percent
from cqdt_rules.report import Grid, Lines, Part, Report, Section
from cqdt_rules.reporting import words
from cqdt_rules.sensitivity import (
    Idle,
    LevelChange,
    Room,
    Sensitivity,
    Slack,
    Stability,
    Standing,
)


def sensitivity_report(found: Sensitivity) -> Report:
    """The report of the three answers."""
    sections = [
        Section(
            "1. Mỗi ngưỡng đổi được bao nhiêu trước khi có đơn vị đổi mức", tuple(_slacks(found))
        ),
        Section("2. Tiêu chí không quyết định gì", tuple(_idle(found))),
        Section("3. Kết quả khi trọng số thay đổi nhỏ", tuple(_stability(found))),
    ]
    head = [found.scheme, "Tính trên quy tắc và số liệu hiện có; không tệp nào bị sửa."]
    if found.incomplete:
        names = words.names_of(found.incomplete)
        head.append(f"Chưa đủ số liệu nên chưa xét được, dù có trong khối: {names}.")
    return Report(
        "Độ vững của kết quả",
        tuple(head),
        tuple(sections),
        found.made_from,
    )


# ---- thresholds


def _slacks(found: Sensitivity) -> Iterator[Part]:
    if not found.slacks:
        yield Lines(("Bộ tiêu chí không có mức nào xếp theo ngưỡng.",))
        return
    yield Lines(
        (
            "Mỗi dòng đổi riêng ngưỡng ấy, các số khác giữ nguyên. “Hạ” là ghi ngưỡng thấp hơn, “nâng” là ghi ngưỡng cao hơn.",
        )
    )
    blocks = {x.number.block for x in found.slacks}
    several = len(blocks) > 1
    rows = []
    for x in found.slacks:
        where = f"{x.number.name} ({words.lines_of(x.number)})"
        if several and x.number.block:
            where = f"{x.number.block}: {where}"
        now = x.number.shown(x.number.value)
        if x.why_not:
            rows.append((where, now, x.why_not, x.why_not))
        else:
            rows.append((where, now, _room(x, x.down, "hạ"), _room(x, x.up, "nâng")))
    heads = ("Ngưỡng", "Hiện nay", "Hạ được đến đâu", "Nâng được đến đâu")
    yield Grid("", heads, tuple(rows), words=True)


def _room(slack: Slack, room: Room, verb: str) -> str:
    """`hạ đến 88,41 vẫn giữ nguyên; dưới 88,41: Sở X lên mức I`."""
    number = slack.number
    beyond = "dưới" if verb == "hạ" else "trên"
    passed = (
        f" ({room.passed} đơn vị qua ngưỡng, nhưng mức của họ do điều kiện khác quyết định)"
        if room.passed
        else ""
    )
    if room.limit is None:
        return f"{verb} bao nhiêu cũng không ai đổi mức{passed}"
    limit = words.figure(room.limit * (100 if number.places[0].percent else 1))
    limit += "%" if number.places[0].percent else ""
    if not room.changes:
        other = f", tức {room.meets}," if room.meets else ""
        return f"{verb} đến sát {limit}{other} vẫn không ai đổi mức{passed}"
    who = _who(slack, room.changes)
    if not room.holds_there:
        side, rest = ("trên", "trở xuống") if verb == "hạ" else ("dưới", "trở lên")
        return f"còn {side} {limit} thì vẫn giữ; từ {limit} {rest}: {who}"
    if room.limit == number.value:
        return f"không {verb} được: hễ {beyond} {limit} là {who}"
    return f"{verb} đến {limit} vẫn giữ; {beyond} {limit}: {who}"


def _who(slack: Slack, changes: Sequence[LevelChange]) -> str:
    moved: dict[str, list[str]] = {}
    for c in changes:
        name = f"mức {c.after}" if c.named else f"“{c.after}”"
        what = words.moved_words(c.after, up=c.up, name=name)
        one_of = f" ({c.scale})" if fold(c.scale) != fold(slack.number.owner) else ""
        moved.setdefault(what, []).append(f"{c.unit}{one_of}")
    said = [f"{words.names_of(who, 4)} {what}" for what, who in moved.items()]
    said += [f"khối “{b}” tính theo mức của khối này nên có thể đổi theo" for b in slack.above]
    return "; ".join(said)


# ---- criteria


def _idle(found: Sensitivity) -> Iterator[Part]:
    yield Lines(
        (
            "Một tiêu chí không quyết định gì, nếu bỏ hẳn nó (không tính điểm cho mọi đơn vị) thì không mức nào, không thứ hạng nào đổi.",
        )
    )
    for block, count in found.examined:
        mine = [x for x in found.idle if x.block == block]
        name = f"{block}: " if block else "Kết quả: "
        if not count:
            yield Lines((f"{name}chưa xét được, vì chưa tiêu chí nào có đủ điểm.",))
        elif not mine:
            yield Lines(
                (f"{name}đã xét {count} tiêu chí, tiêu chí nào cũng quyết định điều gì đó.",)
            )
        else:
            yield Lines((f"{name}đã xét {count} tiêu chí, {len(mine)} không quyết định gì:",))
            yield Lines(tuple(map(_idle_line, mine)), bullets=True)


def _idle_line(idle: Idle) -> str:
    title = f" “{idle.title}”" if idle.title else ""
    why = (
        "mọi đơn vị đạt cùng một tỷ lệ điểm"
        if idle.same_share
        else "các đơn vị hơn kém nhau, nhưng không đủ để đổi mức hay thứ hạng"
    )
    return f"{idle.criterion}{title}: {why}"


# ---- weights


def _stability(found: Sensitivity) -> Iterator[Part]:
    percent = format_number(found.percent)
    yield Lines(
        (
            f"{found.draws} lần thử, hạt giống {found.seed}, mỗi trọng số tăng hoặc giảm ngẫu nhiên trong khoảng ±{percent}%.",
            "Trọng số là điểm tối đa của tiêu chí, ở cấp thấp nhất có điểm. Điểm của tiêu chí đổi theo cùng tỷ lệ, rồi tất cả được quy về cùng tổng điểm tối đa như cũ; ngưỡng giữ nguyên. Cùng hạt giống thì kết quả như nhau trên mọi máy.",
        )
    )
    for x in found.stability:
        yield from _block_stability(x)


def _block_stability(x: Stability) -> Iterator[Part]:
    name = x.block or "Kết quả"
    if x.why_not:
        yield Lines((f"{name}: không thử được, vì {x.why_not}.",))
        return
    scales = list(dict.fromkeys(level.scale for st in x.standings for level in st.levels))
    if not x.ranked and not scales:
        yield Lines((f"{name}: khối này không xếp hạng và không xếp loại theo tổng điểm.",))
        return
    yield Lines((_steady(x, name),))
    weights = ", ".join(f"{c} ({format_number(w)})" for c, w in x.weights)
    yield Lines((f"Trọng số đã thử: {weights}.",))
    heads = ["Đơn vị"]
    heads += ["Hạng nay", "Cao nhất – thấp nhất", "Giữ hạng"] if x.ranked else []
    for scale in scales:
        said = f" ({scale})" if scale else ""
        heads += [f"Mức nay{said}", "Các mức gặp", "Giữ mức"]
    rows = tuple(tuple(_standing(st, ranked=x.ranked)) for st in x.standings)
    yield Grid(name, tuple(heads), rows)


def _steady(x: Stability, name: str) -> str:
    """How many units never change."""
    count = len(x.standings)
    said = []
    if x.ranked:
        placed = [st for st in x.standings if st.rank is not None]
        kept = sum(st.kept == 1 for st in placed)
        said.append(f"{kept} trên {len(placed)} đơn vị không bao giờ đổi thứ hạng")
    if any(st.levels for st in x.standings):
        kept = sum(all(level.kept == 1 for level in st.levels) for st in x.standings)
        said.append(f"{kept} trên {count} đơn vị không bao giờ đổi mức")
    return f"{name}: {'; '.join(said)}."


def _standing(st: Standing, *, ranked: bool) -> Iterator[str]:
    yield st.unit
    if ranked:
        yield "–" if st.rank is None else str(st.rank)
        range_ = f"{st.best} – {st.worst}" if st.best != st.worst else str(st.best)
        yield "–" if st.best is None else range_
        yield "–" if st.rank is None else _share(st.kept)
    for level in st.levels:
        yield level.now or words.NO_LEVEL
        yield ", ".join(x or words.NO_LEVEL for x in level.met) or "–"
        yield _share(level.kept)


def _share(share: Fraction) -> str:
    """A share in percent; what is not all is never shown as 100%."""
    if share in (0, 1):
        return format_percent(share, 0)
    shown = min(max(share, Fraction(1, 1000)), Fraction(999, 1000))
    return format_percent(shown, 1)


# ---- for programs


def sensitivity_json(found: Sensitivity) -> dict[str, object]:
    """The three answers for programs: figures are exact texts."""
    return {
        "thresholds": [
            {
                "number": words.number_json(x.number),
                **({"why_not": x.why_not} if x.why_not else {}),
                "down": _room_json(x.down),
                "up": _room_json(x.up),
                "blocks_above": list(x.above),
            }
            for x in found.slacks
        ],
        "idle_criteria": [
            {"block": x.block, "criterion": x.criterion, "same_share": x.same_share}
            for x in found.idle
        ],
        "incomplete": list(found.incomplete),
        "examined": [{"block": b, "criteria": n} for b, n in found.examined],
        "weights": {
            "draws": found.draws,
            "seed": found.seed,
            "percent": words.exact_text(found.percent),
            "blocks": [_stability_json(x) for x in found.stability],
        },
    }


def _room_json(room: Room) -> dict[str, object]:
    return {
        "limit": None if room.limit is None else words.exact_text(room.limit),
        "holds_at_limit": room.holds_there,
        "meets": room.meets or None,
        "passed": room.passed,
        "changes": [
            {
                "block": c.block,
                "unit": c.unit,
                "scale": c.scale,
                "before": c.before,
                "after": c.after,
            }
            for c in room.changes
        ],
    }


def _stability_json(x: Stability) -> dict[str, object]:
    return {
        "block": x.block,
        **({"why_not": x.why_not} if x.why_not else {}),
        "weights": [{"criterion": c, "maximum": words.exact_text(w)} for c, w in x.weights],
        "units": [
            {
                "unit": st.unit,
                "rank": st.rank,
                "best": st.best,
                "worst": st.worst,
                "kept": words.exact_text(st.kept),
                "levels": [
                    {
                        "scale": level.scale,
                        "now": level.now,
                        "met": list(level.met),
                        "kept": words.exact_text(level.kept),
                    }
                    for level in st.levels
                ],
            }
            for st in x.standings
        ],
    }
