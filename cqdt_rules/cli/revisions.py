"""Commands on the history of a scheme: history, consolidate."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cqdt_rules import telling
from cqdt_rules.cli.options import (
    AS_JSON,
    FINDINGS,
    GOOD,
    RULESET,
    SHEETS,
    Progress,
    print_json,
    when,
    written,
)
from cqdt_rules.cli.wording import Command
from cqdt_rules.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from cqdt_rules.impact import Bounds, Impact
    from cqdt_rules.reviewing import Draft


@click.command("history", cls=Command, short_help="In dòng các văn bản của một thư mục.")
@click.argument("folder", metavar="THƯ_MỤC")
@AS_JSON
def _history(folder: str, as_json: bool) -> int:
    """In dòng các văn bản trong một thư mục: bộ tiêu chí nào, được sửa đổi theo văn bản nào, hiệu lực khi nào.

    Thí dụ: cqdt history bo-tieu-chi/
    """
    from cqdt_rules import session, tables

    known = session.history(folder)
    worth = [d for d in known.diagnostics if d.severity is not Severity.NOTE]
    if as_json:
        print_json(
            {**tables.history_json(known.value), "diagnostics": [d.to_json() for d in worth]}
        )
    else:
        telling.print_diagnostics(worth)
        click.echo(tables.history_table(known.value))
    return FINDINGS if worth or not known.value.versions else GOOD


@click.command("consolidate", cls=Command, short_help="In văn bản hợp nhất của bộ tiêu chí.")
@RULESET
@click.option("-o", "--output", metavar="TỆP", help="Ghi ra tệp .cqdt thay vì in ra màn hình.")
def _consolidate(ruleset: str, output: str | None) -> int:
    """In văn bản hợp nhất: bộ tiêu chí sau các lần sửa đổi, thành một tệp quy tắc trọn vẹn, ghi chú giữ nguyên.

    Mỗi chỗ được sửa có một câu cho biết theo văn bản nào. Không ghi --ngay, --nam thì in văn bản sau cùng.

    Thí dụ: cqdt consolidate sua-doi.cqdt -o hop-nhat.cqdt
    """
    from cqdt_rules import session

    if output is not None and Path(output).suffix.lower() != ".cqdt":
        raise click.UsageError(f"không ghi được ra “{output}”: tên tệp kết thúc bằng .cqdt")
    made = session.consolidate(ruleset, **when())
    telling.print_diagnostics([d for d in made.diagnostics if d.severity is not Severity.NOTE])
    if made.value is None:
        return FINDINGS
    text = made.value.source.text
    if output is None:
        click.echo(text, nl=False)
        return GOOD
    return GOOD if written(Path(output), text.encode("utf-8")) else FINDINGS


@click.command("amendment", cls=Command, short_help="Soạn tệp sửa đổi đưa bộ này thành bộ kia.")
@click.argument("old", metavar="BỘ_CŨ")
@click.argument("new", metavar="BỘ_MỚI")
@click.option("-o", "--output", metavar="TỆP", help="Ghi ra tệp .cqdt thay vì in ra màn hình.")
def _amendment(old: str, new: str, output: str | None) -> int:
    """Soạn tệp sửa đổi, bổ sung: các khoản đưa bộ tiêu chí cũ thành bộ tiêu chí mới.

    Tệp soạn ra được áp thử vào bộ cũ và đối chiếu với bộ mới trước khi ghi. Lý do của từng khoản thì viết thêm bằng tay.

    Thí dụ: cqdt amendment bo-cu.cqdt bo-moi.cqdt -o sua-doi.cqdt
    """
    from cqdt_rules import session

    if output is not None and Path(output).suffix.lower() != ".cqdt":
        raise click.UsageError(f"không ghi được ra “{output}”: tên tệp kết thúc bằng .cqdt")
    made = session.draft_amendment(old, new)
    telling.print_diagnostics([d for d in made.diagnostics if d.severity is not Severity.NOTE])
    if made.value is None:
        return FINDINGS
    if not made.value:
        left = _left_to_write(old, new)
        if left == GOOD:
            click.echo("Hai bộ tiêu chí như nhau: không có khoản nào.")
        return left
    if output is None:
        click.echo(made.value, nl=False)
    elif not written(Path(output), made.value.encode("utf-8")):
        return FINDINGS
    return _left_to_write(old, new)


def _left_to_write(old: str, new: str) -> int:
    """Tells what the drafted amendment leaves otherwise: citations, and the order of lines."""
    from cqdt_rules import compared, reviewing

    drafted = reviewing.drafted_by_program(old, new)
    if drafted is None:
        return GOOD
    made, wanted = drafted
    left = [c for c in compared.compare(made, wanted).changes if c.group.name != "DOCUMENT"]
    for change in left:
        click.echo(f"còn khác, phải viết tay: {change.sentence}", err=True)
    return FINDINGS if left else GOOD


@click.command("review", cls=Command, short_help="Ghi một trang HTML để xem xét dự thảo.")
@click.argument("old", metavar="HIỆN_HÀNH")
@click.argument("new", metavar="DỰ_THẢO")
@click.option("-o", "--output", required=True, metavar="TỆP", help="Tệp .html ghi ra.")
@SHEETS
@click.option(
    "--new-sheet",
    "new_sheets",
    multiple=True,
    metavar="TỆP",
    help="Số liệu chỉ dùng cho dự thảo: cột mới, điểm chấm lại.",
)
def _review(
    old: str, new: str, output: str, sheets: tuple[str, ...], new_sheets: tuple[str, ...]
) -> int:
    """Ghi một trang cho người thẩm định: văn bản sửa đổi, văn bản hợp nhất có đánh dấu chỗ sửa, so sánh, tác động, lời báo.

    Mỗi dòng dẫn đến quy tắc của nó. Trang mở bằng trình duyệt nào cũng được, in được, gửi được như một tệp.
    DỰ_THẢO là tệp sửa đổi, hoặc một bộ tiêu chí mới (khi ấy chương trình tự soạn các khoản).

    Thí dụ: cqdt review thua-thien-hue-2022 du-thao/sua-doi.cqdt -o xem-xet.html
    """
    from cqdt_rules import compared, reviewing

    path = Path(output)
    if path.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"không ghi được ra “{output}”: tên tệp kết thúc bằng .html")
    loaded = reviewing.draft_of(old, new)
    if loaded.value is None:
        telling.print_diagnostics(loaded.diagnostics)
        if not loaded.diagnostics:
            click.echo("Hai bộ tiêu chí như nhau: không có khoản nào để xem xét.", err=True)
        return FINDINGS
    draft = loaded.value
    comparison = compared.compare(draft.old, draft.new, draft.version)
    impact, told = _weighed(draft, sheets, new_sheets)
    made = reviewing.page_of(draft, comparison, impact, told)
    telling.print_diagnostics([*told, *made.diagnostics])
    if made.value is None:
        return FINDINGS
    return GOOD if written(path, made.value.encode("utf-8")) else FINDINGS


def _weighed(
    draft: Draft, sheets: tuple[str, ...], new_sheets: tuple[str, ...]
) -> tuple[Impact | Bounds, list[Diagnostic]]:
    """The impact on figures; without them, or where they cannot be used (which is told), by bounds."""
    from cqdt_rules import forecast, trials

    told: list[Diagnostic] = []
    if sheets or new_sheets or forecast.has_figures(draft.old, draft.new):
        with Progress("Thử từng khoản", "khoản", 1) as step:
            variants = trials.variants_of_version(draft.old.folder, draft.version, step)
        files, new_files = ([Path(x) for x in names] for names in (sheets, new_sheets))
        made = forecast.impact(
            draft.old,
            draft.new,
            files,
            new_files=new_files,
            variants=variants,
            decision=draft.version.decision,
        )
        told = [d for d in made.diagnostics if d.severity is not Severity.NOTE]
        if made.value is not None:
            return made.value, told
    return forecast.bounds(draft.old, draft.new), told


COMMANDS = (_history, _consolidate, _amendment, _review)
