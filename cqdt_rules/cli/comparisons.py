"""Commands on two versions of a ruleset: diff."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cqdt_rules import telling
from cqdt_rules.cli.options import (
    AS_JSON,
    FINDINGS,
    GOOD,
    load_ruleset,
    print_json,
    written,
)
from cqdt_rules.cli.wording import Command

if TYPE_CHECKING:
    from cqdt_rules.session import Ruleset


@click.command(
    "diff", cls=Command, short_help="So sánh hai bộ tiêu chí theo nghĩa, không theo dòng."
)
@click.argument("old", metavar="HIỆN_HÀNH")
@click.argument("new", metavar="DỰ_THẢO")
@click.option(
    "-o",
    "--output",
    metavar="TỆP",
    help="Ghi bảng so sánh Hiện hành – Dự thảo – Lý do ra tệp: .docx, .html, .md, .txt.",
)
@AS_JSON
def _diff(old: str, new: str, output: str | None, as_json: bool) -> int:
    """So sánh hai bộ tiêu chí: điểm, ngưỡng, cách chấm, phần không tính điểm… nào thêm, bỏ, chuyển, đổi.

    DỰ_THẢO là một bộ tiêu chí, hoặc một tệp sửa đổi (khi ấy có cả lý do của từng khoản).
    Viết khác mà nghĩa như nhau thì không kể. Mã thoát 0: như nhau; 1: có khác.

    Thí dụ: cqdt diff thua-thien-hue-2020 thua-thien-hue-2022 -o so-sanh.docx
    """
    from cqdt_rules import compared, session, side_by_side

    if output and as_json:
        raise click.UsageError("chọn một trong hai: -o TỆP hoặc --json")
    form = Path(output).suffix.lower() if output else ""
    if output and form not in compared.FORMS:
        forms = ", ".join(compared.FORMS)
        raise click.UsageError(f"không ghi được ra “{output}”: tên tệp kết thúc bằng {forms}")
    now = _side("hiện hành", old, as_json=as_json)
    now = session.in_force_before(now, new)
    comparison = compared.compare(
        now, _side("dự thảo", new, as_json=as_json), compared.amendment_of(new)
    )
    if output:
        made = compared.print_comparison(comparison, form)
        telling.print_diagnostics(made.diagnostics)
        if made.value is None or not written(Path(output), made.value):
            return FINDINGS
    if as_json:
        print_json(comparison.to_json())
    elif output:
        click.echo(side_by_side.summary(comparison))
    else:
        click.echo("\n".join(side_by_side.lines(comparison)))
    return FINDINGS if comparison.changes else GOOD


def _side(which: str, path: str, *, as_json: bool) -> Ruleset:
    """A ruleset to compare, or its mistakes told, with which side has them, and the command ended."""
    try:
        return load_ruleset(path, as_json=as_json, quiet=True)
    except SystemExit:
        click.echo(f"chưa so sánh được: không dùng được bộ tiêu chí {which} “{path}”", err=True)
        raise


COMMANDS = (_diff,)
