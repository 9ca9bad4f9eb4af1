"""Commands on a ruleset and its figures: check, score, explain, units, render, audit."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cqdt_rules import telling
from cqdt_rules.cli.options import (
    AS_JSON,
    FINDINGS,
    GOOD,
    MISUSE,
    RULESET,
    SHEETS,
    load_ruleset,
    print_json,
    score_ruleset,
    when,
    write_all,
    written,
)
from cqdt_rules.cli.wording import Command
from cqdt_rules.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from cqdt_rules.auditing import Audited
    from cqdt_rules.results import BlockResult, Results, UnitResult
    from cqdt_rules.session import Ruleset


@click.command("check", cls=Command, short_help="Tìm lỗi trong tệp quy tắc trước khi tính.")
@RULESET
@click.option(
    "--format",
    "form",
    type=click.Choice(telling.FORMATS),
    default="text",
    metavar="DẠNG",
    help="Dạng in ra: text (để đọc), json, hoặc sarif (cho trình soạn thảo và kho mã).",
)
@click.option("-o", "--output", metavar="TỆP", help="Ghi ra tệp thay vì in ra màn hình.")
@AS_JSON
def _check(ruleset: str, form: str, output: str | None, as_json: bool) -> int:
    """Tìm lỗi trong tệp quy tắc: câu viết sai, tên không có, điểm không cộng đúng, mức bị hở, ví dụ không khớp.

    Thí dụ: cqdt check thua-thien-hue-2022
    """
    from cqdt_rules import session

    loaded = session.load_all(ruleset, **when())
    diagnostics = loaded.diagnostics
    worth = [d for d in diagnostics if d.severity is not Severity.NOTE]
    summary = _check_summary(loaded.value, diagnostics)
    made = None
    if as_json or form == "json":
        made = telling.as_json(diagnostics, ok=not worth)
    elif form == "sarif":
        made = telling.as_sarif(diagnostics, ruleset)
    elif output is not None:
        made = telling.as_text(diagnostics, summary)
    if made is None:
        telling.print_diagnostics(diagnostics, err=False)
        click.echo(summary)
        if worth:
            click.echo(telling.where_explained(worth))
    elif output is None:
        click.echo(made, nl=False)
    elif not written(Path(output), made.encode("utf-8")):
        return FINDINGS
    if (
        not loaded.value
        and len(diagnostics) == 1
        and diagnostics[0].code.value == "file-unreadable"
    ):
        return MISUSE
    return FINDINGS if worth else GOOD


def _check_summary(rulesets: Sequence[Ruleset], diagnostics: Sequence[Diagnostic]) -> str:
    errors = sum(d.severity is Severity.ERROR for d in diagnostics)
    warnings = sum(d.severity is Severity.WARNING for d in diagnostics)
    if errors or not rulesets:
        return f"{errors} lỗi, {warnings} cảnh báo"
    ruleset = rulesets[-1]
    criteria = sum(len(b.criteria) for b in ruleset.scheme.blocks)
    examples = sum(len(b.examples) for b in ruleset.scheme.blocks)
    said = f"{len(ruleset.scheme.blocks)} khối, {criteria} tiêu chí, {examples} ví dụ đúng"
    if len(rulesets) > 1:
        said = f"{len(rulesets)} văn bản; văn bản sau cùng có {said}"
    return f"không có lỗi: {said}" + (f"; {warnings} cảnh báo" if warnings else "")


@click.command("score", cls=Command, short_help="Tính điểm, mức, thứ hạng của mọi đơn vị.")
@RULESET
@SHEETS
@click.option(
    "-o", "--output", metavar="TỆP", help="Ghi ra tệp .json hoặc .csv thay vì in ra màn hình."
)
@click.option(
    "--round",
    "round_",
    metavar="TÊN",
    default="",
    help="Chỉ tính theo một lần chấm, thí dụ “Tự chấm”.",
)
@AS_JSON
def _score_command(
    ruleset: str, sheets: tuple[str, ...], output: str | None, round_: str, as_json: bool
) -> int:
    """Tính điểm, mức và thứ hạng của mọi đơn vị từ bảng số liệu.

    Thí dụ: cqdt score thua-thien-hue-2022 -o ket-qua.json
    """
    from cqdt_rules import tables

    loaded = load_ruleset(ruleset, as_json=as_json)
    results = score_ruleset(loaded, sheets, as_json=as_json, round_=_round_named(loaded, round_))
    if output is not None:
        return _write_scores(results, Path(output))
    if as_json:
        print_json(results.to_json())
    else:
        if results.of_round:
            click.echo(f"Chỉ theo lần chấm “{results.of_round}”\n")
        click.echo("\n\n".join(tables.score_table(b) for b in results.blocks))
    return _finished(results)


def _round_named(ruleset: Ruleset, wanted: str) -> str:
    """The round of scores that --round names."""
    from cqdt_rules.diagnostics import nearest
    from cqdt_rules.numbers import fold

    known = list(dict.fromkeys(n for b in ruleset.scheme.blocks for n in b.score_rounds))
    found = next((n for n in known if fold(n) == fold(wanted)), "")
    if wanted and not found:
        near = nearest(wanted, known)
        names = ", ".join(f"“{n}”" for n in known)
        hint = f"có phải là “{near}” không?" if near else f"các lần chấm: {names}"
        hint = hint if known else "bộ tiêu chí này không chia lần chấm"
        raise click.UsageError(f"không có lần chấm “{wanted}”; {hint}")
    return found


def _finished(results: Results) -> int:
    """Incomplete results are a finding, and so is an order that somebody still has to decide."""
    incomplete = any(u.assessed and not u.complete for b in results.blocks for u in b.units)
    return FINDINGS if incomplete or any(b.waiting for b in results.blocks) else GOOD


def _write_scores(results: Results, path: Path) -> int:
    from cqdt_rules import tables

    match path.suffix.lower():
        case ".json":
            text = json.dumps(results.to_json(), ensure_ascii=False, indent=2) + "\n"
        case ".csv":
            text = tables.score_csv(results)
        case _:
            raise click.UsageError(
                f"không ghi được ra “{path.suffix}”: tên tệp kết thúc bằng .json hoặc .csv"
            )
    return _finished(results) if written(path, text.encode("utf-8")) else FINDINGS


@click.command("explain", cls=Command, short_help="Giải thích kết quả của một đơn vị.")
@RULESET
@click.option("--unit", required=True, metavar="TÊN", help="Tên đơn vị, hoặc tên viết tắt của nó.")
@SHEETS
@AS_JSON
def _explain(ruleset: str, unit: str, sheets: tuple[str, ...], as_json: bool) -> int:
    """Giải thích kết quả của một đơn vị: từng số, quy tắc và dòng đã tính ra nó, đến tận điểm đã nhập.

    Thí dụ: cqdt explain thua-thien-hue-2022 --unit "Ban Dân tộc"
    """
    from cqdt_rules import session

    loaded = load_ruleset(ruleset, as_json=as_json)
    results = score_ruleset(loaded, sheets, as_json=as_json)
    hits = session.find_unit(loaded, results, unit)
    if not hits:
        _no_unit(loaded, results, unit)
    if as_json:
        print_json(_explained_json(results, hits))
    else:
        from cqdt_rules.reasons import explain

        click.echo("\n\n".join("\n".join(explain(block, u)) for block, u in hits))
    return GOOD


def _explained_json(
    results: Results, hits: Sequence[tuple[BlockResult, UnitResult]]
) -> dict[str, Any]:
    from attrs import evolve

    only = evolve(results, blocks=tuple(evolve(block, units=(u,)) for block, u in hits))
    return only.to_json()


def _no_unit(ruleset: Ruleset, results: Results, unit: str) -> None:
    from cqdt_rules.unit_names import did_you_mean, meant

    names = {
        name: own
        for f in ruleset.form.blocks
        for name, own in f.units.items()
        if results.block(f.block) is not None
    }
    names |= {u.unit: u.unit for b in results.blocks for u in b.units}
    question = did_you_mean(meant(unit, names))
    hint = f"; {question}" if question else ""
    raise click.UsageError(f"không có đơn vị nào tên là “{unit}”{hint}")


@click.command("units", cls=Command, short_help="Đối chiếu tên đơn vị trong bảng và trong quy tắc.")
@RULESET
@SHEETS
@AS_JSON
def _units(ruleset: str, sheets: tuple[str, ...], as_json: bool) -> int:
    """Đối chiếu mọi tên đơn vị trong bảng số liệu và trong quy tắc với danh sách của đợt đánh giá.

    Mỗi tên: đúng tên, tên khác đã khai báo, hay không rõ là ai. Lệnh chỉ gợi ý, không bao giờ tự nhận.

    Thí dụ: cqdt units thua-thien-hue-2022
    """
    from cqdt_rules import session, tables

    loaded = load_ruleset(ruleset, as_json=as_json, quiet=True)
    rolls = session.roll(loaded, [Path(x) for x in sheets])
    if rolls.value is None:
        telling.print_diagnostics(rolls.diagnostics)
        return FINDINGS
    if as_json:
        print_json([tables.roll_json(roll) for roll in rolls.value])
    else:
        click.echo("\n\n".join(tables.roll_table(roll) for roll in rolls.value))
    return GOOD if all(roll.settled for roll in rolls.value) else FINDINGS


@click.command(
    "render", cls=Command, short_help="In phụ lục của quyết định ra Word, HTML, Markdown, văn bản."
)
@RULESET
@click.option(
    "-o",
    "--output",
    "outputs",
    required=True,
    multiple=True,
    metavar="TỆP",
    help="Tệp in ra: .docx, .html, .md hoặc .txt; dùng nhiều lần được.",
)
@SHEETS
@click.option("--template", metavar="TỆP", help="Mẫu của cơ quan thay cho mẫu đi kèm.")
@click.option(
    "--provisional",
    is_flag=True,
    help="In cả khi còn đơn vị chưa có đủ số liệu; phụ lục ghi rõ là tạm thời.",
)
@click.option("--dry-run", is_flag=True, help="Làm mọi việc nhưng không ghi tệp.")
def _render(
    ruleset: str,
    outputs: tuple[str, ...],
    sheets: tuple[str, ...],
    template: str | None,
    provisional: bool,
    dry_run: bool,
) -> int:
    """In các phụ lục của quyết định công nhận kết quả.

    Thí dụ: cqdt render thua-thien-hue-2022 -o phu-luc.docx -o phu-luc.html
    """
    from cqdt_rules import session

    forms = [Path(o).suffix.lower() for o in outputs]
    for output, form in zip(outputs, forms, strict=True):
        if form not in session.FORMS:
            raise click.UsageError(
                f"không in được ra “{output}”: tên tệp kết thúc bằng {', '.join(session.FORMS)}"
            )
    if template is not None and len(outputs) > 1:
        raise click.UsageError("--template chỉ dùng với một tệp -o")
    loaded = load_ruleset(ruleset)
    results = score_ruleset(loaded, sheets)
    made = session.annexes(loaded, results, provisional=provisional)
    telling.print_diagnostics(made.diagnostics)
    if made.value is None or made.failed:
        return FINDINGS
    done: list[tuple[Path, bytes]] = []
    for output, form in zip(outputs, forms, strict=True):
        rendered = session.render(made.value, form, Path(template) if template else None)
        telling.print_diagnostics(rendered.diagnostics)
        if rendered.value is None:
            return FINDINGS
        done.append((Path(output), rendered.value))
    return write_all(done, dry_run=dry_run)


@click.command("audit", cls=Command, short_help="Tính lại bảng đã công bố, liệt kê mọi ô khác.")
@RULESET
@SHEETS
@AS_JSON
def _audit(ruleset: str, sheets: tuple[str, ...], as_json: bool) -> int:
    """Tính lại các bảng đã công bố từ chính các điểm thành phần in trong bảng, và liệt kê mọi ô không khớp.

    Với mỗi ô, lệnh in số đã công bố, số tính ra, quy tắc, và cho biết việc làm tròn các điểm thành phần
    khi in có thể giải thích chỗ khác hay không.

    Thí dụ: cqdt audit thua-thien-hue-2022
    """
    from cqdt_rules import session, tables

    loaded = load_ruleset(ruleset, as_json=as_json)
    results = score_ruleset(loaded, sheets, as_json=as_json)
    audited = session.audit(loaded, results)
    if as_json:
        print_json(_audit_json(audited.value, audited.diagnostics))
    else:
        telling.print_diagnostics(audited.diagnostics)
        click.echo("\n".join(tables.audit_lines(audited.value)))
    clean = not audited.diagnostics and not any(a.findings or a.problems for a in audited.value)
    return GOOD if clean else FINDINGS


def _audit_json(audited: Sequence[Audited], diagnostics: Sequence[Diagnostic]) -> dict[str, object]:
    return {
        "tables": [
            {
                "table": a.table,
                "compared": a.compared,
                "findings": [f.to_json() for f in a.findings],
                "problems": list(a.problems),
            }
            for a in audited
        ],
        "diagnostics": [d.to_json() for d in diagnostics],
    }


COMMANDS = (_check, _score_command, _explain, _units, _render, _audit)
