"""Commands on two versions of a ruleset: diff."""

from __future__ import annotations

from pathlib import Path

import click

from cqdt_rules import telling
from cqdt_rules.cli.options import (
    AS_JSON,
    FINDINGS,
    GOOD,
    MISUSE,
    load_ruleset,
    print_json,
    written,
)
from cqdt_rules.cli.wording import Command


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

    Viết khác mà nghĩa như nhau thì không kể. Mã thoát 0: như nhau; 1: có khác.

    Thí dụ: cqdt diff thua-thien-hue-2020 thua-thien-hue-2022 -o so-sanh.docx
    """
    from cqdt_rules import compared, side_by_side

    form = Path(output).suffix.lower() if output else ""
    if output and form not in compared.FORMS:
        forms = ", ".join(compared.FORMS)
        raise click.UsageError(f"không ghi được ra “{output}”: tên tệp kết thúc bằng {forms}")
    now, draft = (load_ruleset(path, as_json=as_json, quiet=True) for path in (old, new))
    comparison = compared.compare(now, draft, compared.reasons_of(new))
    if output:
        made = compared.print_comparison(comparison, form)
        telling.print_diagnostics(made.diagnostics)
        if made.value is None or not written(Path(output), made.value):
            return MISUSE if made.value is None else FINDINGS
    if as_json:
        print_json(comparison.to_json())
    elif output:
        click.echo(side_by_side.summary(comparison))
    else:
        click.echo("\n".join(side_by_side.lines(comparison)))
    return FINDINGS if comparison.changes else GOOD


COMMANDS = (_diff,)
