"""The command `cqdt`: thin, English verbs, Vietnamese words; exit code 0 good, 1 findings, 2 misuse."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cqdt_rules import telling
from cqdt_rules.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from cqdt_rules.auditing import Audited
    from cqdt_rules.results import BlockResult, Results, UnitResult
    from cqdt_rules.session import Ruleset

GOOD, FINDINGS, MISUSE = 0, 1, 2


# ---- Vietnamese help and messages of the command line itself


class _Command(click.Command):
    """A command whose help and usage are Vietnamese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(
            ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Cách dùng: "
        )

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [
            p.get_help_record(ctx) for p in self.get_params(ctx) if isinstance(p, click.Option)
        ]
        rows = [(r[0], r[1].replace("[required]", "(bắt buộc)")) for r in records if r is not None]
        with formatter.section("Tùy chọn"):
            formatter.write_dl(rows)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = super().collect_usage_pieces(ctx)
        return ["[TÙY CHỌN]" if p == "[OPTIONS]" else p for p in pieces]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "In hướng dẫn này."
        return option


class _Group(_Command, click.Group):
    """The group of all commands."""

    command_class = _Command

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Các lệnh"):
            formatter.write_dl([(name, (c.short_help or "")) for name, c in self.commands.items()])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _Command.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return ["LỆNH …"]


def _shown(param: click.Parameter | None) -> str:
    """A parameter as the help shows it: `-o TỆP`, `BỘ_QUY_TẮC`."""
    if param is None:
        return "tham số"
    return (
        f"{param.opts[0]} {param.metavar}"
        if isinstance(param, click.Option)
        else str(param.metavar)
    )


def _misuse_words(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            near = (
                f"; có phải là {' hoặc '.join(error.possibilities)} không?"
                if error.possibilities
                else ""
            )
            return f"không có tùy chọn {error.option_name}{near}"
        case click.MissingParameter(param=param):
            return f"thiếu {_shown(param)}"
        case click.BadParameter(param=click.Option(type=click.Choice(choices=choices)) as param):
            return f"{param.opts[0]} là một trong: {', '.join(map(str, choices))}"
        case click.BadParameter(param=param):
            name = param.opts[0] if param is not None else ""
            return f"giá trị của {name} không dùng được: {error.message}"
    if error.message.startswith("No such command"):
        return f"không có lệnh {error.message.split(chr(39))[1]}"
    if error.message.startswith("Got unexpected extra argument"):
        return "thừa tham số: " + error.message.partition("(")[2].rstrip(")")
    return "lệnh viết chưa đúng" if error.message.isascii() else error.message


def main(args: Sequence[str] | None = None) -> None:
    """Entry point of the command."""
    _speak_utf8()
    args = sys.argv[1:] if args is None else args
    try:
        code = _cqdt.main(args=list(args) or ["--help"], prog_name="cqdt", standalone_mode=False)
    except click.UsageError as error:
        hint = f"\nXem: {error.ctx.command_path} --help" if error.ctx is not None else ""
        click.echo(f"lỗi: {_misuse_words(error)}{hint}", err=True)
        raise SystemExit(MISUSE) from None
    except click.Abort:
        click.echo("đã dừng theo yêu cầu; không ghi gì thêm", err=True)
        raise SystemExit(MISUSE) from None
    except click.ClickException as error:
        click.echo(f"lỗi: {error.format_message()}", err=True)
        raise SystemExit(MISUSE) from None
    except BrokenPipeError:
        raise SystemExit(GOOD) from None
    except OSError as error:
        click.echo(f"lỗi: không ghi được ra màn hình hoặc tệp: {error.strerror}", err=True)
        raise SystemExit(FINDINGS) from None
    except RecursionError:
        click.echo("lỗi: câu lồng nhau quá sâu", err=True)
        raise SystemExit(FINDINGS) from None
    raise SystemExit(code if isinstance(code, int) else GOOD)


def _speak_utf8() -> None:
    """Consoles and pipes that are not UTF-8 (Windows) get UTF-8; a letter that cannot be shown never stops a command."""
    for stream in (sys.stdout, sys.stderr):
        encoding = (getattr(stream, "encoding", "") or "").lower().replace("-", "")
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if encoding != "utf8" and reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


# ---- options shared by commands


_RULESET = click.argument("ruleset", metavar="BỘ_QUY_TẮC")
_SHEETS = click.option(
    "--sheet",
    "sheets",
    multiple=True,
    metavar="TỆP",
    help="Bảng số liệu (.csv, .xlsx); dùng nhiều lần được. Mặc định: thư mục so-lieu.",
)
_JSON = click.option(
    "--json", "as_json", is_flag=True, help="In kết quả dạng JSON cho chương trình khác đọc."
)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _load(path: str, *, as_json: bool = False, quiet: bool = False) -> Ruleset:
    """The ruleset, or its mistakes told and the command ended."""
    from cqdt_rules import session

    loaded = session.load(path)
    worth = [d for d in loaded.diagnostics if d.severity is not Severity.NOTE]
    if loaded.value is None or loaded.failed:
        if as_json:
            _print_json({"diagnostics": [d.to_json() for d in worth]})
        else:
            telling.print_diagnostics(worth)
        missing = not loaded.value and len(worth) == 1 and worth[0].code.value == "file-unreadable"
        raise SystemExit(MISUSE if missing else FINDINGS)
    if not quiet:
        telling.print_diagnostics(worth)
    return loaded.value


def _score(
    ruleset: Ruleset, sheets: Sequence[str], *, as_json: bool = False, round_: str = ""
) -> Results:
    """The results, or the mistakes of the sheets told and the command ended."""
    from cqdt_rules import session

    with _Progress("Tính điểm") as step:
        scored = session.score(ruleset, [Path(x) for x in sheets], step, round_)
    if scored.value is None or scored.failed:
        if as_json:
            _print_json({"diagnostics": [d.to_json() for d in scored.diagnostics]})
        else:
            telling.print_diagnostics(scored.diagnostics)
        raise SystemExit(FINDINGS)
    telling.print_diagnostics(scored.diagnostics)
    return scored.value


class _Progress:
    """A line on the terminal (never in a pipe) while long work goes on."""

    def __init__(self, words: str) -> None:
        self._words, self._done, self._shown = words, 0, -1

    def __enter__(self) -> Callable[[int], None]:
        return self._step

    def _step(self, count: int) -> None:
        self._done += count
        if self._done // 20_000 > self._shown and self._done > 40_000 and sys.stderr.isatty():
            self._shown = self._done // 20_000
            click.echo(f"\r{self._words}: {self._done} giá trị …", err=True, nl=False)

    def __exit__(self, *_: object) -> None:
        if self._shown >= 0:
            click.echo("\r" + " " * 50 + "\r", err=True, nl=False)


# ---- commands


@click.group(
    cls=_Group, context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100}
)
@click.version_option(
    package_name="cqdt-rules", message="%(prog)s %(version)s", help="In số phiên bản."
)
def _cqdt() -> None:
    """Tính điểm, xếp loại, xếp hạng theo bộ tiêu chí viết thành tệp quy tắc, và in phụ lục của quyết định.

    BỘ_QUY_TẮC là một thư mục (hoặc một tệp .cqdt), hoặc tên một bộ quy tắc đi kèm chương trình,
    thí dụ thua-thien-hue-2022.

    Thí dụ: cqdt render thua-thien-hue-2022 -o phu-luc.docx
    """


@_cqdt.command("check", short_help="Tìm lỗi trong tệp quy tắc trước khi tính.")
@_RULESET
@click.option(
    "--format",
    "form",
    type=click.Choice(telling.FORMATS),
    default="text",
    metavar="DẠNG",
    help="Dạng in ra: text (để đọc), json, hoặc sarif (cho trình soạn thảo và kho mã).",
)
@click.option("-o", "--output", metavar="TỆP", help="Ghi ra tệp thay vì in ra màn hình.")
@_JSON
def _check(ruleset: str, form: str, output: str | None, as_json: bool) -> int:
    """Tìm lỗi trong tệp quy tắc: câu viết sai, tên không có, điểm không cộng đúng, mức bị hở, ví dụ không khớp.

    Thí dụ: cqdt check thua-thien-hue-2022
    """
    from cqdt_rules import session

    loaded = session.load(ruleset)
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
    elif not _written(Path(output), made.encode("utf-8")):
        return FINDINGS
    if (
        loaded.value is None
        and len(diagnostics) == 1
        and diagnostics[0].code.value == "file-unreadable"
    ):
        return MISUSE
    return FINDINGS if worth else GOOD


def _check_summary(ruleset: Ruleset | None, diagnostics: Sequence[Diagnostic]) -> str:
    errors = sum(d.severity is Severity.ERROR for d in diagnostics)
    warnings = sum(d.severity is Severity.WARNING for d in diagnostics)
    if errors or ruleset is None:
        return f"{errors} lỗi, {warnings} cảnh báo"
    criteria = sum(len(b.criteria) for b in ruleset.scheme.blocks)
    examples = sum(len(b.examples) for b in ruleset.scheme.blocks)
    said = f"{len(ruleset.scheme.blocks)} khối, {criteria} tiêu chí, {examples} ví dụ đúng"
    return f"không có lỗi: {said}" + (f"; {warnings} cảnh báo" if warnings else "")


@_cqdt.command("score", short_help="Tính điểm, mức, thứ hạng của mọi đơn vị.")
@_RULESET
@_SHEETS
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
@_JSON
def _score_command(
    ruleset: str, sheets: tuple[str, ...], output: str | None, round_: str, as_json: bool
) -> int:
    """Tính điểm, mức và thứ hạng của mọi đơn vị từ bảng số liệu.

    Thí dụ: cqdt score thua-thien-hue-2022 -o ket-qua.json
    """
    from cqdt_rules import tables

    loaded = _load(ruleset, as_json=as_json)
    results = _score(loaded, sheets, as_json=as_json, round_=_round_named(loaded, round_))
    if output is not None:
        return _write_scores(results, Path(output))
    if as_json:
        _print_json(results.to_json())
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
    return _finished(results) if _written(path, text.encode("utf-8")) else FINDINGS


@_cqdt.command("explain", short_help="Giải thích kết quả của một đơn vị.")
@_RULESET
@click.option("--unit", required=True, metavar="TÊN", help="Tên đơn vị, hoặc tên viết tắt của nó.")
@_SHEETS
@_JSON
def _explain(ruleset: str, unit: str, sheets: tuple[str, ...], as_json: bool) -> int:
    """Giải thích kết quả của một đơn vị: từng số, quy tắc và dòng đã tính ra nó, đến tận điểm đã nhập.

    Thí dụ: cqdt explain thua-thien-hue-2022 --unit "Ban Dân tộc"
    """
    from cqdt_rules import session

    loaded = _load(ruleset, as_json=as_json)
    results = _score(loaded, sheets, as_json=as_json)
    hits = session.find_unit(loaded, results, unit)
    if not hits:
        _no_unit(loaded, results, unit)
    if as_json:
        _print_json(_explained_json(results, hits))
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


@_cqdt.command("units", short_help="Đối chiếu tên đơn vị trong bảng và trong quy tắc.")
@_RULESET
@_SHEETS
@_JSON
def _units(ruleset: str, sheets: tuple[str, ...], as_json: bool) -> int:
    """Đối chiếu mọi tên đơn vị trong bảng số liệu và trong quy tắc với danh sách của đợt đánh giá.

    Mỗi tên: đúng tên, tên khác đã khai báo, hay không rõ là ai. Lệnh chỉ gợi ý, không bao giờ tự nhận.

    Thí dụ: cqdt units thua-thien-hue-2022
    """
    from cqdt_rules import session, tables

    loaded = _load(ruleset, as_json=as_json, quiet=True)
    rolls = session.roll(loaded, [Path(x) for x in sheets])
    if rolls.value is None:
        telling.print_diagnostics(rolls.diagnostics)
        return FINDINGS
    if as_json:
        _print_json([tables.roll_json(roll) for roll in rolls.value])
    else:
        click.echo("\n\n".join(tables.roll_table(roll) for roll in rolls.value))
    return GOOD if all(roll.settled for roll in rolls.value) else FINDINGS


@_cqdt.command("render", short_help="In phụ lục của quyết định ra Word, HTML, Markdown, văn bản.")
@_RULESET
@click.option(
    "-o",
    "--output",
    "outputs",
    required=True,
    multiple=True,
    metavar="TỆP",
    help="Tệp in ra: .docx, .html, .md hoặc .txt; dùng nhiều lần được.",
)
@_SHEETS
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
    loaded = _load(ruleset)
    results = _score(loaded, sheets)
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
    return _write_all(done, dry_run=dry_run)


def _write_all(done: Sequence[tuple[Path, bytes]], *, dry_run: bool) -> int:
    for path, data in done:
        if dry_run:
            click.echo(f"sẽ ghi {path} ({len(data)} byte)")
        elif not _written(path, data):
            return FINDINGS
    return GOOD


def _written(path: Path, data: bytes) -> bool:
    """Writes a file and says so; False where it could not be written, which is told."""
    from cqdt_rules import session

    problem = session.write(path, data)
    if problem is not None:
        telling.print_diagnostics([problem])
        return False
    click.echo(f"đã ghi {path}")
    return True


@_cqdt.command("audit", short_help="Tính lại bảng đã công bố, liệt kê mọi ô khác.")
@_RULESET
@_SHEETS
@_JSON
def _audit(ruleset: str, sheets: tuple[str, ...], as_json: bool) -> int:
    """Tính lại các bảng đã công bố từ chính các điểm thành phần in trong bảng, và liệt kê mọi ô không khớp.

    Với mỗi ô, lệnh in số đã công bố, số tính ra, quy tắc, và cho biết việc làm tròn các điểm thành phần
    khi in có thể giải thích chỗ khác hay không.

    Thí dụ: cqdt audit thua-thien-hue-2022
    """
    from cqdt_rules import session, tables

    loaded = _load(ruleset, as_json=as_json)
    results = _score(loaded, sheets, as_json=as_json)
    audited = session.audit(loaded, results)
    if as_json:
        _print_json(_audit_json(audited.value, audited.diagnostics))
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


@_cqdt.command("fmt", short_help="Trình bày lại tệp quy tắc theo một kiểu thống nhất.")
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
    from cqdt_rules import drafting, session

    data = sys.stdin.buffer.read()
    source = session.decode(data, "đầu vào")
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


@_cqdt.command("view", short_help="Ghi tệp quy tắc thành một trang HTML để đọc và in.")
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
    return GOOD if _written(Path(output), page.value.encode("utf-8")) else FINDINGS


@_cqdt.command("explain-code", short_help="Giải thích một mã lỗi, kèm thí dụ.")
@click.argument("slug", metavar="[MÃ]", required=False)
@click.option("--list", "listed", is_flag=True, help="Liệt kê mọi mã, mỗi mã một dòng.")
def _explain_code(slug: str | None, listed: bool) -> int:
    """In trang giải thích của một mã lỗi: lỗi gì, một tệp mắc lỗi ấy, lời báo, và cách sửa.

    Không ghi mã thì liệt kê mọi mã.

    Thí dụ: cqdt explain-code level-gap
    """
    click.echo(telling.list_codes() if listed or slug is None else telling.explain_code(slug))
    return GOOD


if __name__ == "__main__":
    main()
