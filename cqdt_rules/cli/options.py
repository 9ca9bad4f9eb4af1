"""What commands share: their arguments, loading and scoring with the mistakes told, progress, writing."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cqdt_rules import telling
from cqdt_rules.diagnostics import Code, Diagnostic, Severity

if TYPE_CHECKING:
    from fractions import Fraction

    from cqdt_rules.results import Results
    from cqdt_rules.session import Ruleset

GOOD, FINDINGS, MISUSE = 0, 1, 2

Command = TypeVar("Command", bound=Callable[..., Any])


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> object:
    ctx.meta[f"cqdt.{param.name}"] = value
    return value


class _Read(click.ParamType):  # type: ignore[type-arg]
    """A value that a reader makes of the words; what it cannot read is refused, with how to write it."""

    def __init__(self, name: str, reader: Callable[[str], object], wanted: str) -> None:
        self.name, self._reader, self._wanted = name, reader, wanted

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> object:
        """The value of the words."""
        read = self._reader(value) if isinstance(value, str) else None
        if read is None:
            self.fail(f"“{value}” không phải {self._wanted}", param, ctx)
        return read


def _day(words: str) -> Fraction | None:
    from cqdt_rules.numbers import parse_date

    return parse_date(words)


def _year(words: str) -> int | None:
    return int(words) if re.fullmatch(r"[12]\d{3}", words) else None


_DAY = click.option(
    "--ngay",
    "day",
    type=_Read("ngày", _day, "một ngày; viết như 31/12/2024"),
    metavar="NGÀY",
    expose_value=False,
    callback=_keep,
    help="Dùng văn bản có hiệu lực vào ngày ấy (31/12/2024), khi thư mục có nhiều văn bản.",
)
_YEAR = click.option(
    "--nam",
    "year",
    type=_Read("năm", _year, "một năm; viết như 2024"),
    metavar="NĂM",
    expose_value=False,
    callback=_keep,
    help="Dùng văn bản áp dụng cho năm đánh giá ấy.",
)


def RULESET(command: Command) -> Command:  # noqa: N802 - stands among the other options
    """The ruleset of a command, and which of its versions."""
    return click.argument("ruleset", metavar="BỘ_QUY_TẮC")(_YEAR(_DAY(command)))


def when() -> dict[str, Any]:
    """The day and the year that the command line asks for, for session.load."""
    meta = click.get_current_context().meta
    if meta.get("cqdt.day") is not None and meta.get("cqdt.year") is not None:
        raise click.UsageError("--ngay và --nam không đi cùng nhau")
    return {"day": meta.get("cqdt.day"), "year": meta.get("cqdt.year")}


SHEETS = click.option(
    "--sheet",
    "sheets",
    multiple=True,
    metavar="TỆP",
    help="Bảng số liệu (.csv, .xlsx); dùng nhiều lần được. Mặc định: thư mục so-lieu.",
)
AS_JSON = click.option(
    "--json", "as_json", is_flag=True, help="In kết quả dạng JSON cho chương trình khác đọc."
)


def print_json(value: object) -> None:
    """A plain value on the terminal as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def load_ruleset(path: str, *, as_json: bool = False, quiet: bool = False) -> Ruleset:
    """The ruleset, or its mistakes told and the command ended."""
    from cqdt_rules import session

    loaded = session.load(path, **when())
    worth = [d for d in loaded.diagnostics if d.severity is not Severity.NOTE]
    if loaded.value is None or loaded.failed:
        if as_json:
            print_json({"diagnostics": [d.to_json() for d in worth]})
        else:
            telling.print_diagnostics(worth)
        missing = not loaded.value and len(worth) == 1 and worth[0].code.value == "file-unreadable"
        raise SystemExit(MISUSE if missing else FINDINGS)
    if not quiet:
        telling.print_diagnostics(worth)
    return loaded.value


def score_ruleset(
    ruleset: Ruleset, sheets: Sequence[str], *, as_json: bool = False, round_: str = ""
) -> Results:
    """The results, or the mistakes of the sheets told and the command ended."""
    from cqdt_rules import session

    with Progress("Tính điểm") as step:
        scored = session.score(ruleset, [Path(x) for x in sheets], step, round_)
    if scored.value is None or scored.failed:
        if as_json:
            print_json({"diagnostics": [d.to_json() for d in scored.diagnostics]})
        else:
            telling.print_diagnostics(scored.diagnostics)
        raise SystemExit(FINDINGS)
    telling.print_diagnostics(scored.diagnostics)
    return scored.value


class Progress:
    """A line on the terminal (never in a pipe) while long work goes on: what is done, `each` so many of what is counted."""

    def __init__(self, words: str, counted: str = "giá trị", each: int = 20_000) -> None:
        self._words, self._counted, self._each = words, counted, each
        self._done, self._shown = 0, -1

    def __enter__(self) -> Callable[[int], None]:
        return self._step

    def _step(self, count: int) -> None:
        self._done += count
        step = self._done // self._each
        if step > self._shown and self._done > 2 * self._each and sys.stderr.isatty():
            self._shown = step
            click.echo(f"\r{self._words}: {self._done} {self._counted} …", err=True, nl=False)

    def __exit__(self, *_: object) -> None:
        if self._shown >= 0:
            click.echo("\r" + " " * 50 + "\r", err=True, nl=False)


def write_all(done: Sequence[tuple[Path, bytes]], *, dry_run: bool) -> int:
    """Writes files, or says what it would write; gives the exit code."""
    for path, data in done:
        if dry_run:
            click.echo(f"sẽ ghi {path} ({len(data)} byte)")
        elif not written(path, data):
            return FINDINGS
    return GOOD


def _by_hand(path: Path, data: bytes) -> Diagnostic | None:
    kept = path.suffix.lower() == ".cqdt" or path.resolve().parent.name in ("so-lieu", "cong-bo")
    if not kept or not path.is_file() or path.read_bytes() == data:
        return None
    return Diagnostic(
        Code.OUTPUT_UNWRITABLE,
        "đã có tệp này, có thể là tệp viết tay; không ghi đè",
        place=str(path),
        help="chọn tên khác, hoặc tự xóa tệp cũ trước",
    )


def written(path: Path, data: bytes) -> bool:
    """Writes a file and says so; False where it could not be written, which is told.

    What an author wrote by hand (rule files, figures, published tables) is never overwritten by a result.
    """
    from cqdt_rules import session

    problem = _by_hand(path, data) or session.write(path, data)
    if problem is not None:
        telling.print_diagnostics([problem])
        return False
    click.echo(f"đã ghi {path}")
    return True
