"""Commands that try a scheme out before it is issued: what-if, sensitivity."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from cqdt_rules import telling
from cqdt_rules.cli.options import (
    AS_JSON,
    FINDINGS,
    GOOD,
    RULESET,
    SHEETS,
    Progress,
    load_ruleset,
    print_json,
    score_ruleset,
    written,
)
from cqdt_rules.cli.wording import Command

if TYPE_CHECKING:
    from cqdt_rules.report import Report
    from cqdt_rules.session import Ruleset
    from cqdt_rules.variations import RuleNumber, WhatIf

_FORMS = (".html", ".docx", ".csv", ".json", ".txt")
_OUTPUT = click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="TỆP",
    help="Ghi ra tệp .html (có biểu đồ), .docx, .csv, .json hoặc .txt; dùng nhiều lần được.",
)


@click.command(
    "what-if", cls=Command, short_help="Thử đổi một số của quy tắc, xem mức và thứ hạng."
)
@RULESET
@click.option("--number", "name", metavar="TÊN_SỐ", help="Số cần đổi, gọi như --list in ra.")
@click.option("--block", metavar="TÊN_KHỐI", default="", help="Khối có số ấy, khi nhiều khối có.")
@click.option("--from", "first", metavar="SỐ", help="Giá trị đầu, thí dụ 80 hoặc 82,5.")
@click.option("--to", "last", metavar="SỐ", help="Giá trị cuối.")
@click.option("--step", metavar="SỐ", help="Bước, thí dụ 2,5. Mặc định: 1.")
@click.option(
    "--values", metavar="CÁC_SỐ", help="Thay cho khoảng: các giá trị, thí dụ “80; 85; 90”."
)
@click.option(
    "--show",
    type=click.Choice(("level", "rank", "total")),
    default="level",
    metavar="GÌ",
    help="Bảng từng đơn vị ghi gì: level (mức), rank (thứ hạng) hoặc total (tổng điểm).",
)
@click.option(
    "--list", "listed", is_flag=True, help="Liệt kê mọi số đổi được, kèm dòng và giá trị."
)
@SHEETS
@_OUTPUT
@AS_JSON
def _what_if(  # noqa: PLR0913, PLR0917 - one for each option
    ruleset: str,
    name: str | None,
    block: str,
    first: str | None,
    last: str | None,
    step: str | None,
    values: str | None,
    show: str,
    listed: bool,
    sheets: tuple[str, ...],
    outputs: tuple[str, ...],
    as_json: bool,
) -> int:
    """Thử thay một số của quy tắc bằng các giá trị khác, tính lại trên số liệu hiện có, không sửa tệp nào.

    Thí dụ: cqdt what-if thua-thien-hue-2022 --number "ngưỡng của mức I" --from 85 --to 95 -o thu.html
    """
    from cqdt_rules import reporting, trying

    _check_forms(outputs)
    loaded = load_ruleset(ruleset, as_json=as_json, quiet=True)
    numbers = trying.numbers(loaded)
    if listed:
        return _list(numbers, block, as_json=as_json)
    number = _number_named(loaded, numbers, name, block)
    tried = _values(number, first, last, step, values)
    with Progress("Tính thử", "giá trị", 5) as tell:
        what = trying.what_if(loaded, number, tried, [Path(x) for x in sheets], tell)
    if what.value is None:
        if as_json:
            print_json({"diagnostics": [d.to_json() for d in what.diagnostics]})
        else:
            telling.print_diagnostics(what.diagnostics)
        return FINDINGS
    _check_ranked(what.value, show)
    report = reporting.what_if_report(what.value, show)
    plain = reporting.what_if_json(what.value)
    rows = reporting.what_if_csv_rows(what.value)
    code = _told(report, plain, outputs, as_json=as_json, rows=rows)
    untried = [number.shown(t.value) for t in what.value.trials if t.results is None]
    if untried and outputs:
        why = "; ".join(dict.fromkeys(p for t in what.value.trials for p in t.problems))
        click.echo(f"{len(untried)} giá trị không tính được ({why})", err=True)
    return code or (FINDINGS if untried else GOOD)


def _list(numbers: Sequence[RuleNumber], block: str, *, as_json: bool) -> int:
    from cqdt_rules import reporting, trying
    from cqdt_rules.numbers import fold

    shown = [n for n in numbers if not block or fold(n.block) in ("", fold(block))]
    if as_json:
        print_json([reporting.number_json(n) for n in shown])
        return GOOD
    again = trying.ambiguous(numbers)
    last = None
    for n in shown:
        if n.block != last:
            last = n.block
            click.echo(f"\n{n.block}" if n.block else "Chung cho mọi khối")
        also = f' --block "{n.block}"' if n in again and n.block else ""
        click.echo(f'  dòng {n.line:<4} {n.places[0].typed:<7} --number "{n.name}"{also}')
    return GOOD


def _number_named(
    ruleset: Ruleset, numbers: Sequence[RuleNumber], name: str | None, block: str
) -> RuleNumber:
    from cqdt_rules.diagnostics import near
    from cqdt_rules.variations import named

    if name is None:
        raise click.UsageError("thiếu --number TÊN_SỐ; xem các số đổi được bằng --list")
    _check_block(ruleset, block)
    found = named(numbers, name, block)
    if len(found) == 1:
        return found[0]
    if found:
        blocks = list(dict.fromkeys(n.block for n in found))
        if len(blocks) > 1:
            _refuse(
                f"{len(blocks)} khối có “{name}”; ghi thêm một trong: "
                + ", ".join(f'--block "{b}"' for b in blocks)
            )
        each = ", ".join(f"“{n.name}” (dòng {n.line})" for n in found)
        _refuse(f"“{name}” chưa rõ là số nào; có: {each}")
    close = near(name, [n.name for n in numbers], likeness=60, most=3)
    hint = " hoặc ".join(f"“{c}”" for c in close)
    raise click.UsageError(
        f"không có số nào gọi là “{name}”; "
        + (f"có phải là {hint} không?" if close else "xem các số đổi được bằng --list")
    )


def _check_block(ruleset: Ruleset, block: str) -> None:
    from cqdt_rules.diagnostics import nearest
    from cqdt_rules.numbers import fold

    known = [b.name for b in ruleset.scheme.blocks]
    if block and fold(block) not in map(fold, known):
        close = nearest(block, known)
        hint = f"có phải là “{close}” không?" if close else f"các khối: {', '.join(known)}"
        _refuse(f"không có khối “{block}”; {hint}")


def _refuse(words: str) -> NoReturn:
    raise click.UsageError(words)


def _values(
    number: RuleNumber, first: str | None, last: str | None, step: str | None, values: str | None
) -> tuple[Fraction, ...]:
    """The values asked for; what cannot be read is told."""
    from cqdt_rules import trying

    if values is not None:
        if first is not None or last is not None or step is not None:
            _refuse("dùng --values, hoặc --from, --to, --step; không dùng cả hai")
        made = tuple(_value(number, "--values", v) for v in values.split(";") if v.strip())
        if not made:
            _refuse("--values chưa có giá trị nào; viết như “80; 85; 90”")
        if len(made) > trying.MOST_VALUES:
            _refuse(f"--values có {len(made)} giá trị, nhiều hơn {trying.MOST_VALUES}")
        return made
    if first is None or last is None:
        _refuse("cần --from và --to, hoặc --values")
    one = number.shown(Fraction(1, 100)) if number.places[0].percent else "1"
    ends = (_value(number, "--from", first), _value(number, "--to", last))
    range_ = trying.steps(*ends, _value(number, "--step", step or one))
    if isinstance(range_, str):
        _refuse(range_)
    return range_


def _value(number: RuleNumber, option: str, text: str) -> Fraction:
    from cqdt_rules.numbers import looks_like_point_number

    value = number.read(text.strip())
    if value is not None:
        return value
    hint = ""
    if looks_like_point_number(text):
        hint = "; phần thập phân viết bằng dấu phẩy, thí dụ 82,5"
    elif text.strip().endswith("%"):
        hint = "; số này trong tệp không phải phần trăm"
    elif "," in text and option == "--values":
        hint = "; các giá trị cách nhau bằng dấu chấm phẩy"
    _refuse(f"{option}: không đọc được “{text.strip()}”{hint}")


def _check_ranked(what: WhatIf, show: str) -> None:
    blocks = [b.graph.block for b in what.present.blocks]
    if show == "rank" and not any(b.ranking for b in blocks):
        _refuse("bộ tiêu chí này không xếp hạng; dùng --show level hoặc --show total")


@click.command(
    "sensitivity", cls=Command, short_help="Kết quả vững đến đâu: ngưỡng, tiêu chí, trọng số."
)
@RULESET
@click.option("--percent", metavar="SỐ", default="5", help="Trọng số đổi trong khoảng ± bao nhiêu phần trăm. Mặc định: 5.")  # fmt: skip
@click.option("--draws", metavar="SỐ", default="1000", help="Số lần thử trọng số. Mặc định: 1000.")
@click.option("--seed", metavar="SỐ", default="1", help="Hạt giống của các lần thử. Mặc định: 1.")
@SHEETS
@_OUTPUT
@AS_JSON
def _sensitivity(
    ruleset: str,
    percent: str,
    draws: str,
    seed: str,
    sheets: tuple[str, ...],
    outputs: tuple[str, ...],
    as_json: bool,
) -> int:
    """Kết quả hiện có vững đến đâu: ba câu hỏi.

    Ngưỡng nào đổi bao nhiêu thì có đơn vị đổi mức; tiêu chí nào không quyết định gì; trọng số đổi chút ít
    thì thứ hạng còn giữ không.

    Thí dụ: cqdt sensitivity huong-tra-2020 --percent 5 --draws 1000 --seed 1 -o do-vung.html
    """
    from cqdt_rules import reporting, trying

    _check_forms(outputs)
    share = _share(percent)
    count, start = _whole("--draws", draws, 1, 100_000), _whole("--seed", seed, 0, 2**63)
    loaded = load_ruleset(ruleset, as_json=as_json, quiet=True)
    results = score_ruleset(loaded, sheets, as_json=as_json)
    with Progress("Thử trọng số", "lần", 100) as tell:
        found = trying.sensitivity(
            loaded, results, percent=share, draws=count, seed=start, progress=tell
        )
    report = reporting.sensitivity_report(found)
    return _told(report, reporting.sensitivity_json(found), outputs, as_json=as_json)


def _share(text: str) -> Fraction:
    from cqdt_rules.numbers import decimals_of, parse_number

    value = parse_number(text.strip().rstrip("%"))
    if value is None or not 0 <= value < 100 or decimals_of(text) > 2:
        _refuse(
            "--percent là một số từ 0 đến dưới 100, nhiều nhất hai chữ số thập phân, thí dụ 2,5"
        )
    return value


def _whole(option: str, text: str, least: int, most: int) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit()) or len(text) > 20 or not least <= int(text) <= most:
        _refuse(f"{option} là một số nguyên từ {least} đến {most}")
    return int(text)


# ---- showing and writing


def _check_forms(outputs: Sequence[str]) -> None:
    for output in outputs:
        if Path(output).suffix.lower() not in _FORMS:
            _refuse(f"không ghi được ra “{output}”: tên tệp kết thúc bằng {', '.join(_FORMS)}")


def _told(
    report: Report,
    plain: dict[str, object],
    outputs: Sequence[str],
    *,
    as_json: bool,
    rows: list[list[str]] | None = None,
) -> int:
    """On the terminal, or into files."""
    from cqdt_rules import tables

    if not outputs and as_json:
        print_json(plain)
    elif not outputs:
        click.echo(tables.report_text(report))
    csv = tables.report_csv(report) if rows is None else tables.rows_csv(rows)
    texts: dict[str, Callable[[], str]] = {
        ".csv": lambda: csv,
        ".json": lambda: json.dumps(plain, ensure_ascii=False, indent=2) + "\n",
        ".txt": lambda: tables.report_text(report) + "\n",
    }
    for output in outputs:
        data = _file(report, Path(output).suffix.lower(), texts)
        if data is None or not written(Path(output), data):
            return FINDINGS
    return GOOD


def _file(report: Report, form: str, texts: dict[str, Callable[[], str]]) -> bytes | None:
    from cqdt_rules.report_forms import report_html, report_word

    if form == ".docx":
        return report_word(report)
    if form != ".html":
        return texts[form]().encode("utf-8")
    page = report_html(report)
    if page.value is None:
        telling.print_diagnostics(page.diagnostics)
        return None
    return page.value.encode("utf-8")


COMMANDS = (_what_if, _sensitivity)
