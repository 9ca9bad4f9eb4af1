"""Commands on rule files: fmt, view, explain-code."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cqdt_rules import telling
from cqdt_rules.cli.options import FINDINGS, GOOD, MISUSE, written
from cqdt_rules.cli.wording import Command


@click.command("fmt", cls=Command, short_help="Trình bày lại tệp quy tắc theo một kiểu thống nhất.")
@click.argument("paths", metavar="TỆP_HOẶC_THƯ_MỤC…", nargs=-1, required=True)
@click.option("--check", "check_only", is_flag=True, help="Chỉ liệt kê tệp cần trình bày lại.")
@click.option("--diff", "show_diff", is_flag=True, help="Chỉ in những dòng sẽ đổi.")
def _fmt(paths: tuple[str, ...], check_only: bool, show_diff: bool) -> int:
    """Trình bày lại tệp quy tắc: thụt dòng, cột, dấu, cách viết từ khóa. Lời và nghĩa không đổi, ghi chú giữ nguyên chỗ.

    Tệp có câu viết sai được để nguyên. Viết “-” thay cho tệp để đọc từ đầu vào và ghi ra đầu ra.

    Thí dụ: cqdt fmt bo-tieu-chi.cqdt
    """
    from cqdt_rules import drafting

    if "-" in paths:
        if len(paths) > 1:
            raise click.UsageError("“-” đứng một mình, không đi cùng tệp khác")
        return _fmt_stream(check_only=check_only, show_diff=show_diff)
    files = drafting.rule_files([Path(p) for p in paths])
    telling.print_diagnostics(files.diagnostics)
    if not files.value and not files.diagnostics:
        raise click.UsageError("không có tệp .cqdt nào ở đó")
    tally = {"changed": 0, "kept": 0, "bad": 0}
    for path in files.value:
        tally[_fmt_file(path, write=not (check_only or show_diff), show_diff=show_diff)] += 1
    told = "cần trình bày lại" if check_only or show_diff else "đã trình bày lại"
    parts = [f"{tally['changed']} tệp {told}", f"{tally['kept']} tệp vốn đã đúng kiểu"]
    parts += [f"{tally['bad']} tệp để nguyên"] * bool(tally["bad"])
    if files.value:
        click.echo(", ".join(parts), err=show_diff)
    if files.diagnostics:
        return MISUSE
    return FINDINGS if tally["bad"] or ((check_only or show_diff) and tally["changed"]) else GOOD


def _fmt_file(path: Path, *, write: bool, show_diff: bool) -> str:
    """Lays out one file, or says what would change; gives what became of it."""
    from cqdt_rules import drafting, session

    try:
        made = drafting.format_file(path)
    except drafting.LayoutBroken:
        click.echo(_layout_broken(str(path)), err=True)
        return "bad"
    if made.value is None:
        telling.print_diagnostics(made.diagnostics)
        return "bad"
    if not made.value.changed:
        return "kept"
    if show_diff:
        click.echo(drafting.difference(made.value.source, made.value.text), nl=False)
        return "changed"
    if write:
        problem = session.write(path.resolve(), made.value.text.encode("utf-8"))
        if problem is not None:
            telling.print_diagnostics([problem])
            return "bad"
    click.echo(f"{'đã trình bày lại' if write else 'cần trình bày lại'}: {path}")
    return "changed"


def _fmt_stream(*, check_only: bool, show_diff: bool) -> int:
    """From standard input to standard output; nothing is written where a statement cannot be read."""
    from cqdt_rules import drafting, rule_files

    data = sys.stdin.buffer.read()
    source = rule_files.decode(data, "đầu vào")
    if source.value is None:
        telling.print_diagnostics(source.diagnostics)
        return FINDINGS
    try:
        made = drafting.formatted(source.value)
    except drafting.LayoutBroken:
        click.echo(_layout_broken("đầu vào"), err=True)
        return FINDINGS
    if made.value is None:
        telling.print_diagnostics(made.diagnostics)
        return FINDINGS
    new = made.value.encode("utf-8")
    if show_diff:
        click.echo(drafting.difference(source.value, made.value), nl=False)
    elif not check_only:
        click.echo(new, nl=False)
    return FINDINGS if (check_only or show_diff) and new != data else GOOD


def _layout_broken(place: str) -> str:
    return (
        f"lỗi của chương trình: trình bày lại {place} sẽ làm đổi lời của tệp, nên tệp được để nguyên; "
        "xin gửi tệp này cho người làm chương trình"
    )


@click.command("view", cls=Command, short_help="Ghi tệp quy tắc thành một trang HTML để đọc và in.")
@click.argument("ruleset", metavar="BỘ_QUY_TẮC", required=False)
@click.option("-o", "--output", required=True, metavar="TỆP", help="Tệp .html ghi ra.")
@click.option("--reference", is_flag=True, help="Thay cho bộ quy tắc: tài liệu của ngôn ngữ.")
@click.option("--summary", is_flag=True, help="Thay cho bộ quy tắc: bản tóm tắt một trang A4.")
def _view(ruleset: str | None, output: str, reference: bool, summary: bool) -> int:
    """Ghi các tệp quy tắc thành một trang HTML: có màu, số dòng, mục lục tiêu chí, căn cứ, lời báo của lệnh check.

    Trang đọc được trên máy tính và điện thoại, in được ra giấy A4, và gửi được như một tệp.

    Thí dụ: cqdt view thua-thien-hue-2022 -o quy-tac.html
    """
    from cqdt_rules import drafting

    if Path(output).suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"không ghi được ra “{output}”: tên tệp kết thúc bằng .html")
    if (ruleset is not None) + reference + summary != 1:
        raise click.UsageError("cần một trong ba: BỘ_QUY_TẮC, --reference hoặc --summary")
    if ruleset is not None:
        page = drafting.view(ruleset)
    else:
        page = drafting.view_reference(drafting.REFERENCE if reference else drafting.SUMMARY)
    if page.value is None:
        telling.print_diagnostics(page.diagnostics)
        return MISUSE if ruleset and not Path(ruleset).exists() else FINDINGS
    return GOOD if written(Path(output), page.value.encode("utf-8")) else FINDINGS


@click.command("explain-code", cls=Command, short_help="Giải thích một mã lỗi, kèm thí dụ.")
@click.argument("slug", metavar="[MÃ]", required=False)
@click.option("--list", "listed", is_flag=True, help="Liệt kê mọi mã, mỗi mã một dòng.")
def _explain_code(slug: str | None, listed: bool) -> int:
    """In trang giải thích của một mã lỗi: lỗi gì, một tệp mắc lỗi ấy, lời báo, và cách sửa.

    Không ghi mã thì liệt kê mọi mã.

    Thí dụ: cqdt explain-code level-gap
    """
    click.echo(telling.list_codes() if listed or slug is None else telling.explain_code(slug))
    return GOOD


COMMANDS = (_fmt, _view, _explain_code)
