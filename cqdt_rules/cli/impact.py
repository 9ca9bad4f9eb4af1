"""The command on two rulesets and figures: impact."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cqdt_rules import telling
from cqdt_rules.cli.options import (
    AS_JSON,
    FINDINGS,
    GOOD,
    Progress,
    load_ruleset,
    print_json,
    written,
)
from cqdt_rules.cli.wording import Command
from cqdt_rules.diagnostics import Severity

if TYPE_CHECKING:
    from cqdt_rules.impact import Bounds, Impact
    from cqdt_rules.papers import Papers
    from cqdt_rules.session import Ruleset

_FORMS = (".csv", ".docx", ".html", ".json", ".md", ".txt")


@click.command("impact", cls=Command, short_help="Dự thảo làm đơn vị nào tăng, giảm mức, do đâu.")
@click.argument("old", metavar="HIỆN_HÀNH")
@click.argument("new", metavar="DỰ_THẢO")
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    metavar="TỆP",
    help="Bảng số liệu (.csv, .xlsx) dùng cho cả hai bộ; dùng nhiều lần được. "
    "Mặc định: thư mục so-lieu của hiện hành.",
)
@click.option(
    "--new-sheet",
    "new_sheets",
    multiple=True,
    metavar="TỆP",
    help="Số liệu chỉ dùng cho dự thảo: cột mới, điểm chấm lại; thay cho số ở bảng chung. "
    "Mặc định: thư mục so-lieu của dự thảo, nếu có.",
)
@click.option(
    "--no-figures",
    is_flag=True,
    help="Không dùng số liệu: chỉ xét đơn vị nào có thể đổi mức, theo khoảng.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Liệt kê cả các đơn vị không đổi, và ở mỗi đơn vị từng khoản làm gì.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="TỆP",
    help="Ghi ra tệp .html, .docx, .csv, .json, .md hoặc .txt; dùng nhiều lần được.",
)
@AS_JSON
def _impact(
    old: str,
    new: str,
    sheets: tuple[str, ...],
    new_sheets: tuple[str, ...],
    outputs: tuple[str, ...],
    **flags: bool,
) -> int:
    """So kết quả theo quy tắc hiện hành và theo dự thảo trên cùng số liệu: mỗi đơn vị điểm, mức, hạng cũ và mới, do đâu.

    Số liệu dự thảo đòi mà bảng chưa có thì được liệt kê, và kết quả ghi khoảng có thể. Không có bảng nào
    (hoặc với --no-figures) thì xét theo khoảng: đơn vị nào có thể đổi mức, đơn vị nào chắc chắn không.

    DỰ_THẢO là một bộ tiêu chí, hoặc một tệp sửa đổi (khi ấy cho biết cả từng khoản làm gì).

    Mã thoát là 1 khi kết quả chưa chốt vì còn thiếu số liệu.

    Thí dụ: cqdt impact thua-thien-hue-2022 du-thao -o tac-dong.docx
    """
    from cqdt_rules import forecast, session

    as_json, no_figures = flags["as_json"], flags["no_figures"]
    if no_figures and (sheets or new_sheets):
        raise click.UsageError("--no-figures không đi cùng --sheet, --new-sheet")
    for output in outputs:
        if Path(output).suffix.lower() not in _FORMS:
            forms = ", ".join(_FORMS)
            raise click.UsageError(f"không ghi được ra “{output}”: tên tệp kết thúc bằng {forms}")
    before, after = (load_ruleset(x, as_json=as_json, quiet=True) for x in (old, new))
    before = session.in_force_before(before, new)
    if no_figures or not (sheets or new_sheets or forecast.has_figures(before, after)):
        if not no_figures and not as_json:
            click.echo("Không có bảng số liệu nào (so-lieu, --sheet): xét theo khoảng.\n")
        return _bounds(forecast.bounds(before, after), outputs, as_json=as_json)
    return _weighed(
        before,
        (new, after),
        (sheets, new_sheets),
        outputs,
        as_json=as_json,
        everything=flags["everything"],
    )


def _weighed(
    before: Ruleset,
    draft: tuple[str, Ruleset],
    sheets: tuple[tuple[str, ...], tuple[str, ...]],
    outputs: tuple[str, ...],
    *,
    as_json: bool,
    everything: bool,
) -> int:
    from cqdt_rules import forecast, impact_tables, trials

    path, after = draft
    with Progress("Thử từng khoản", "khoản", 1) as step:
        variants = trials.variants_of(path, step)
    with Progress("Tính tác động") as step:
        files, new_files = ([Path(x) for x in names] for names in sheets)
        made = forecast.impact(
            before,
            after,
            files,
            new_files=new_files,
            variants=variants,
            decision=trials.decision_of(path),
            progress=step,
        )
    worth = [d for d in made.diagnostics if d.severity is not Severity.NOTE]
    found = made.value
    if found is None:
        if as_json:
            print_json({"diagnostics": [d.to_json() for d in worth]})
        else:
            telling.print_diagnostics(worth)
        return FINDINGS
    telling.print_diagnostics(worth)
    if as_json:
        print_json(found.to_json())
    elif not outputs:
        click.echo(impact_tables.impact_text(found, everything=everything))
    return _write_impact(outputs, found) or (FINDINGS if found.open else GOOD)


def _write_impact(outputs: tuple[str, ...], impact: Impact) -> int:
    from cqdt_rules import impact_papers, impact_tables

    texts = {
        ".json": lambda: _json(impact.to_json()),
        ".csv": lambda: impact_tables.impact_csv(impact),
    }
    return _write(outputs, texts, impact_papers.impact_papers(impact))


def _bounds(found: Bounds, outputs: tuple[str, ...], *, as_json: bool) -> int:
    from cqdt_rules import impact_papers, impact_tables

    if as_json:
        print_json(found.to_json())
    elif not outputs:
        click.echo(impact_tables.bounds_text(found))
    texts = {
        ".json": lambda: _json(found.to_json()),
        ".csv": lambda: impact_tables.bounds_csv(found),
    }
    return _write(outputs, texts, impact_papers.bounds_papers(found))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _write(outputs: tuple[str, ...], texts: dict[str, Callable[[], str]], papers: Papers) -> int:
    """Writes each file by its form; nothing where one cannot be made."""
    from cqdt_rules import session

    done: list[tuple[Path, bytes]] = []
    for output in outputs:
        form = Path(output).suffix.lower()
        if form in texts:
            done.append((Path(output), texts[form]().encode("utf-8")))
            continue
        rendered = session.render(papers, form)
        telling.print_diagnostics(rendered.diagnostics)
        if rendered.value is None:
            return FINDINGS
        done.append((Path(output), rendered.value))
    return GOOD if all(written(path, data) for path, data in done) else FINDINGS


COMMANDS = (_impact,)
