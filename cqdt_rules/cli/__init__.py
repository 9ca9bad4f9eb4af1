"""The command `cqdt`: thin, English verbs, Vietnamese words; exit code 0 good, 1 findings, 2 misuse."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import click

from cqdt_rules.cli import comparisons, drafts, impact, revisions, scoring, trials
from cqdt_rules.cli.options import FINDINGS, GOOD, MISUSE
from cqdt_rules.cli.wording import Group, misuse_words


def main(args: Sequence[str] | None = None) -> None:
    """Entry point of the command."""
    _speak_utf8()
    args = sys.argv[1:] if args is None else args
    try:
        code = _cqdt.main(args=list(args) or ["--help"], prog_name="cqdt", standalone_mode=False)
    except click.UsageError as error:
        hint = f"\nXem: {error.ctx.command_path} --help" if error.ctx is not None else ""
        click.echo(f"lỗi: {misuse_words(error)}{hint}", err=True)
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


@click.group(
    cls=Group, context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100}
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


for _command in (
    *scoring.COMMANDS,
    *comparisons.COMMANDS,
    *impact.COMMANDS,
    *trials.COMMANDS,
    *revisions.COMMANDS,
    *drafts.COMMANDS,
):
    _cqdt.add_command(_command)
