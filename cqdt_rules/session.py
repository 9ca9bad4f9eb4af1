"""The line, once: from a ruleset's folder to results, papers, reasons and findings. The only module that reads files."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules.check import check
from cqdt_rules.diagnostics import Code, Diagnostic, Outcome, Severity, in_order
from cqdt_rules.graph import Circle, Graph, Taken
from cqdt_rules.numbers import fold
from cqdt_rules.parse import parse
from cqdt_rules.sheet_files import os_words as _os_words
from cqdt_rules.sheet_files import sheet_files
from cqdt_rules.source import Source

if TYPE_CHECKING:
    from cqdt_rules.auditing import Audited
    from cqdt_rules.papers import Papers
    from cqdt_rules.results import BlockResult, Results, UnitResult
    from cqdt_rules.roll import BlockRoll
    from cqdt_rules.sheet import Form, Sheet

MAX_FILE = 4_000_000  # bytes of a rule file
SHEETS = "so-lieu"
FORMS = (".docx", ".html", ".md", ".txt")

Progress = Callable[[int], None]


@frozen
class Ruleset:
    """A ruleset that was read and checked: the scheme, the round, their graphs and the figures' form."""

    folder: Path
    sources: tuple[Source, ...]
    scheme: s.Scheme
    round: s.Round | None
    graphs: Mapping[str, Graph] = field(repr=False)

    @cached_property
    def form(self) -> Form:
        """What its sheets must give."""
        from cqdt_rules.ask import ask

        return ask(self.scheme, self.round)

    @property
    def sheets(self) -> tuple[Path, ...]:
        """The figures' files in the ruleset's folder, in order of their names."""
        folder = self.folder / SHEETS
        if not folder.is_dir():
            return ()
        wanted = (p for p in sorted(folder.iterdir()) if p.suffix.lower() in (".csv", ".xlsx"))
        return tuple(p for p in wanted if not p.name.startswith(("~$", ".")))


# ---- reading rule files


def load(path: str | Path) -> Outcome[Ruleset | None]:
    """Reads and checks a ruleset: a folder, a `.cqdt` file, or the name of a ruleset that ships with the program."""
    files = ruleset_files(Path(path))
    if isinstance(files, Diagnostic):
        return Outcome(None, (files,))
    found: list[Diagnostic] = []
    sources: list[Source] = []
    trees = []
    for file, shown in files:
        source = read_source(file, shown)
        found += source.diagnostics
        if source.value is not None:
            tree = parse(source.value)
            found += tree.diagnostics
            trees.append(tree.value)
            sources.append(source.value)
    if len(trees) < len(files):  # what a file would have said is unknown: nothing more can be told
        return Outcome(None, in_order(found))
    checked = check(tuple(trees))
    found += checked.diagnostics
    scheme = checked.value.scheme
    if scheme is None or any(d.severity is Severity.ERROR for d in found):
        return Outcome(None, in_order([*found, *_no_scheme(found, sources)]))
    return _ruleset(files[0][0].parent, tuple(sources), scheme, checked.value.round, found)


def _ruleset(
    folder: Path,
    sources: tuple[Source, ...],
    scheme: s.Scheme,
    round_: s.Round | None,
    found: list[Diagnostic],
) -> Outcome[Ruleset | None]:
    scheme = _with_own_names(scheme, round_)
    try:
        graphs = {b.name: Graph.of(b, s.extra_expressions(round_, b.name)) for b in scheme.blocks}
    except (Circle, Taken):  # told by the check
        return Outcome(None, in_order(found))
    if any(b.examples for b in scheme.blocks):
        from cqdt_rules.evaluate import evaluate_examples

        found += evaluate_examples(scheme, graphs)
    ruleset = Ruleset(folder, sources, scheme, round_, graphs)
    return Outcome(ruleset, in_order(found))


def with_round(
    ruleset: Ruleset, round_: s.Round | None, scheme: s.Scheme | None = None
) -> Ruleset | None:
    """The ruleset with another round, or with another scheme too; None where that one cannot be computed."""
    return _ruleset(ruleset.folder, ruleset.sources, scheme or ruleset.scheme, round_, []).value


def _with_own_names(scheme: s.Scheme, round_: s.Round | None) -> s.Scheme:
    """The scheme with every unit under its own name: a rule may call it by any of its names."""
    blocks = []
    for block in scheme.blocks:
        listed = round_.block(block.name) if round_ else None
        own = {
            fold(n): u.name for u in (listed.units if listed else ()) for n in (u.name, *u.aliases)
        }

        def named(units: tuple[str, ...], own: dict[str, str] = own) -> tuple[str, ...]:
            return tuple(own.get(fold(u), u) for u in units)

        blocks.append(
            evolve(
                block,
                exclusions=tuple(evolve(x, units=named(x.units)) for x in block.exclusions),
                not_ranked=tuple(evolve(x, units=named(x.units)) for x in block.not_ranked),
                not_assessed=tuple(evolve(x, units=named(x.units)) for x in block.not_assessed),
                examples=tuple(evolve(x, unit=named((x.unit,))[0]) for x in block.examples),
            )
        )
    return evolve(scheme, blocks=tuple(blocks))


def _no_scheme(found: Sequence[Diagnostic], sources: Sequence[Source]) -> list[Diagnostic]:
    if any(d.severity is Severity.ERROR for d in found):
        return []
    names = ", ".join(x.name for x in sources)
    return [
        Diagnostic(
            Code.RULESET_INCOMPLETE,
            "không có bộ tiêu chí nào để tính",
            place=names,
            help="đặt tệp bộ tiêu chí (.cqdt) vào cùng thư mục với tệp công nhận kết quả",
        )
    ]


def ruleset_files(path: Path) -> list[tuple[Path, str]] | Diagnostic:
    """The rule files of an argument, each with the name that messages use."""
    try:
        path.exists()
    except OSError as error:
        shown = f"{str(path)[:60]}…"
        return Diagnostic(Code.FILE_UNREADABLE, f"không đọc được: {_os_words(error)}", place=shown)
    if not path.exists() and len(path.parts) == 1:
        shipped = shipped_ruleset(path.name)
        path = shipped if shipped is not None else path
    if path.is_dir():
        files = [p for p in sorted(path.glob("*.cqdt")) if not p.name.startswith(("~$", "."))]
        if files:
            return [(p, p.name) for p in files]
        return Diagnostic(
            Code.FILE_UNREADABLE,
            "thư mục không có tệp .cqdt nào",
            place=str(path),
            help="chỉ đúng thư mục của một bộ quy tắc",
        )
    if not path.is_file():
        return Diagnostic(
            Code.FILE_UNREADABLE,
            "không có tệp hoặc thư mục này",
            place=str(path),
            help="kiểm tra lại tên; tên có dấu cách thì đặt trong ngoặc kép",
        )
    return [(path, path.name), *_schemes_beside(path)]


def _schemes_beside(path: Path) -> list[tuple[Path, str]]:
    """A round's file needs its scheme: the one in the same folder."""
    source = read_source(path, path.name).value
    if source is None or not fold(source.text[:5000]).count("công nhận kết quả theo"):
        return []
    others = (p for p in sorted(path.parent.glob("*.cqdt")) if p != path)
    return [
        (p, p.name)
        for p in others
        if (t := read_source(p, p.name).value) and fold(t.text).count(fold('bộ tiêu chí "'))
    ]


def shipped_ruleset(name: str) -> Path | None:
    """The folder of a ruleset that ships with the program."""
    for base in (
        Path(str(resources.files("cqdt_rules"))) / "rulesets",
        Path(__file__).parent.parent / "rulesets",
    ):
        if name and (base / name).is_dir():
            return base / name
    return None


def read_source(path: Path, shown: str) -> Outcome[Source | None]:
    """The text of a rule file; bytes that are no Unicode text are refused with the way to convert them."""
    try:
        if path.stat().st_size > MAX_FILE:
            return Outcome(
                None,
                (
                    Diagnostic(
                        Code.FILE_TOO_LARGE,
                        f"tệp lớn hơn {MAX_FILE // 1_000_000} MB",
                        place=shown,
                        help="kiểm tra xem có chọn nhầm tệp không",
                    ),
                ),
            )
        data = path.read_bytes()
    except OSError as error:
        return Outcome(
            None,
            (
                Diagnostic(
                    Code.FILE_UNREADABLE, f"không đọc được tệp: {_os_words(error)}", place=shown
                ),
            ),
        )
    return decode(data, shown)


def decode(data: bytes, shown: str) -> Outcome[Source | None]:
    """A source from bytes: UTF-8, or UTF-16 with its mark; legacy Vietnamese encodings are refused by name."""
    if data[:2] in (b"PK", b"\xd0\xcf"):
        return Outcome(
            None,
            (
                Diagnostic(
                    Code.NOT_UTF8,
                    "đây là tệp Word hoặc Excel, không phải tệp chữ thuần",
                    place=shown,
                    help="trong Word chọn Lưu thành, kiểu Plain Text (.txt), mã UTF-8, rồi đổi đuôi thành .cqdt",
                ),
            ),
        )
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        return Outcome(None, (_undecodable(data, error.start, shown),))
    if "\x00" in text:
        return Outcome(
            None,
            (
                Diagnostic(
                    Code.NOT_UTF8,
                    "tệp này không phải tệp chữ",
                    place=shown,
                    help="tệp quy tắc là tệp chữ thuần, lưu bằng mã UTF-8",
                ),
            ),
        )
    if sum(text.count(c) for c in "®¸µ¶·¹©") > 10 and "tiêu chí" not in fold(text[:100_000]):
        return Outcome(None, (_legacy(shown),))
    written_for = next((words for start, words in _NOT_PLAIN if start.match(text[:500])), None)
    if written_for is not None:
        return Outcome(None, (_not_plain(shown, written_for),))
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return Outcome(Source(shown, text))


# What other programs write although its name ends in .cqdt: text, but with marks of their own.
_NOT_PLAIN = (
    (re.compile(r"\ufeff?\s*\{\\rtf"), "RTF của Word"),
    (re.compile(r"(?i)\ufeff?\s*<(?:!doctype|html|\?xml|head|body)\b"), "trang web (HTML)"),
    (re.compile(r"(?i)MIME-Version:"), "trang web một tệp (MHT)"),
)


def _not_plain(shown: str, kind: str) -> Diagnostic:
    return Diagnostic(
        Code.NOT_UTF8,
        f"đây là tệp {kind}, không phải tệp chữ thuần",
        place=shown,
        help="trong Word chọn Lưu thành, kiểu Plain Text (.txt), mã UTF-8, rồi đổi đuôi thành .cqdt",
    )


def _undecodable(data: bytes, at: int, shown: str) -> Diagnostic:
    line = data.count(b"\n", 0, at) + 1
    legacy = data.decode("cp1252", "replace")
    if sum(legacy.count(c) for c in "®¸µ¶·¹©ªÊ") > 3:
        return _legacy(f"{shown}, dòng {line}")
    return Diagnostic(
        Code.NOT_UTF8,
        "tệp không lưu bằng mã UTF-8",
        place=f"{shown}, dòng {line}",
        help="mở tệp, chọn Lưu thành (Save as), mã hóa (Encoding) UTF-8",
    )


def _legacy(place: str) -> Diagnostic:
    return Diagnostic(
        Code.LEGACY_ENCODING,
        "tệp gõ bằng bảng mã cũ (TCVN3 hoặc VNI)",
        place=place,
        help="chuyển sang Unicode bằng UniKey (Ctrl+Shift+F6: nguồn TCVN3 hoặc VNI, đích Unicode), rồi lưu bằng mã UTF-8",
    )


# ---- figures and results


def read_figures(ruleset: Ruleset, files: Sequence[Path] = ()) -> Outcome[Sheet | None]:
    """The figures of a ruleset: the files given, else those in its folder so-lieu."""
    from cqdt_rules.read_sheet import read_sheet

    given = sheet_files(files or ruleset.sheets, ruleset.folder / SHEETS)
    if given.value is None:
        return Outcome(None, given.diagnostics)
    sheet = read_sheet(given.value, ruleset.form)
    return Outcome(sheet.value, sheet.diagnostics)


def roll(ruleset: Ruleset, files: Sequence[Path] = ()) -> Outcome[tuple[BlockRoll, ...] | None]:
    """The units' names in the sheets and in the rules, held against the units of the round.

    Figures are of no account here: only a file that cannot be read at all is told.
    """
    from cqdt_rules.roll import call_roll

    sheet = read_figures(ruleset, files)
    if sheet.value is None or not sheet.value.met:
        return Outcome(None, sheet.diagnostics)
    return Outcome(call_roll(ruleset.scheme, ruleset.round, sheet.value.met))


def score(
    ruleset: Ruleset,
    files: Sequence[Path] = (),
    progress: Progress | None = None,
    round_of_scores: str = "",
) -> Outcome[Results | None]:
    """The results of a ruleset on its figures (or on the files given); by one round of scores only, where one is named."""
    from cqdt_rules.evaluate import evaluate

    sheet = read_figures(ruleset, files)
    if sheet.value is None or sheet.failed:
        return Outcome(None, sheet.diagnostics)
    made_from = (
        *((x.name, x.digest) for x in ruleset.sources),
        *sorted(sheet.value.digests.items()),
    )
    results = evaluate(
        ruleset.scheme,
        ruleset.graphs,
        sheet.value,
        progress,
        made_from,
        round_=ruleset.round,
        only=round_of_scores,
    )
    told = (d for d in sheet.diagnostics if _still_matters(d, results.value))
    return Outcome(results.value, (*told, *results.diagnostics))


def _still_matters(d: Diagnostic, results: Results) -> bool:
    """A blank cell is worth a word only where the unit's result still needs it."""
    if d.code is not Code.CELL_BLANK or not d.about:
        return True
    units = (u for b in results.blocks for u in b.units if u.unit == d.about[0])
    return any(d.about[1] in u.missing and u.assessed for u in units)


def find_unit(
    ruleset: Ruleset, results: Results, name: str
) -> list[tuple[BlockResult, UnitResult]]:
    """The units that go by a name, one for each block that has it."""
    hits: list[tuple[BlockResult, UnitResult]] = []
    for block in results.blocks:
        form = next(f for f in ruleset.form.blocks if f.block == block.name)
        own = form.unit_named(name) or name
        hits += [(block, u) for u in block.units if fold(u.unit) == fold(own)]
    return hits


# ---- papers


def annexes(
    ruleset: Ruleset, results: Results, *, provisional: bool = False
) -> Outcome[Papers | None]:
    """The annexes of the round."""
    from cqdt_rules.lay_out import lay_out

    if ruleset.round is None:
        place = str(ruleset.folder)
        return Outcome(
            None,
            (
                Diagnostic(
                    Code.RULESET_INCOMPLETE,
                    "chưa có tệp công nhận kết quả, nên không biết in phụ lục nào",
                    place=place,
                    help='thêm một tệp .cqdt mở đầu bằng: công nhận kết quả theo "…"',
                ),
            ),
        )
    laid = lay_out(results, ruleset.round, provisional=provisional)
    return Outcome(laid.value, laid.diagnostics)


def render(made: Papers, form: str, template: Path | None = None) -> Outcome[bytes | None]:
    """The papers as a file of a form (.docx, .html, .md, .txt), by the shipped template or another one."""
    from cqdt_rules.templating import shipped_template

    if form not in FORMS:
        problem = Diagnostic(
            Code.OUTPUT_FORMAT,
            f"không in được ra “{form}”",
            help=f"tên tệp in ra kết thúc bằng {', '.join(FORMS)}",
        )
        return Outcome(None, (problem,))
    shipped = "phu-luc.docx" if form == ".docx" else f"phu-luc{form}.j2"
    try:
        data = template.read_bytes() if template else shipped_template(shipped)
    except OSError as error:
        message = f"không đọc được mẫu: {_os_words(error)}"
        return Outcome(None, (Diagnostic(Code.FILE_UNREADABLE, message, place=str(template)),))
    name = template.name if template else shipped
    if form == ".docx":
        from cqdt_rules.word import write_word

        return write_word(made, data, name)
    return _render_text(made, form, data, name)


def _render_text(made: Papers, form: str, data: bytes, name: str) -> Outcome[bytes | None]:
    from cqdt_rules.printing import render as render_text
    from cqdt_rules.templating import text_template

    template = text_template(name, data)
    if template.value is None:
        return Outcome(None, template.diagnostics)
    made_text = render_text(made, form, template.value)
    text = None if made_text.value is None else made_text.value.encode("utf-8")
    return Outcome(text, (*template.diagnostics, *made_text.diagnostics))


def write(path: Path, data: bytes) -> Diagnostic | None:
    """Writes a file whole or not at all: beside it first, then in its place."""
    import tempfile

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".cqdt-", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        return _unwritable(path, error)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        _copy_mode(path, Path(name))
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        return _unwritable(path, error)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return None


def _copy_mode(path: Path, temporary: Path) -> None:
    """The rights that a plain new file would have (mkstemp's are for its owner alone)."""
    mask = os.umask(0)
    os.umask(mask)
    temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)


def _unwritable(path: Path, error: OSError) -> Diagnostic:
    return Diagnostic(
        Code.OUTPUT_UNWRITABLE,
        f"không ghi được tệp: {_os_words(error)}",
        place=str(path),
        help="nếu tệp đang mở trong Word hoặc Excel thì đóng lại, hoặc ghi ra tên khác",
    )


# ---- audit


def audit(ruleset: Ruleset, results: Results) -> Outcome[tuple[Audited, ...]]:
    """Every table that was published, recomputed from its own printed components."""
    from cqdt_rules.auditing import Comparison
    from cqdt_rules.auditing import audit as audit_table
    from cqdt_rules.lay_out import lay_out, ordered

    if ruleset.round is None:
        return Outcome(())
    made = lay_out(results, ruleset.round, provisional=True).value
    printed_results = _as_printed(ruleset, results)
    found: list[Diagnostic] = []
    audited: list[Audited] = []
    annexes = [a for a in ruleset.round.annexes if results.block(a.block) is not None]
    for plan, paper in zip(annexes, made.annexes, strict=True):
        block = results.block(plan.block)
        assert block is not None
        rounded = printed_results[block.name]
        for table_plan, table in zip(plan.tables, paper.tables, strict=True):
            if not table_plan.published:
                continue
            printed = _published_rows(ruleset, table_plan, found)
            if printed is not None:
                comparison = Comparison(
                    plan=table_plan,
                    paper=table,
                    block=block,
                    as_printed=rounded,
                    names=_names(ruleset, block),
                    paper_names=tuple(u.unit for u in ordered(block, table_plan.order)),
                    counts=_counts(ruleset, results, block, table_plan),
                    subordinate_names=_all_names(ruleset, results),
                    possible_levels=_possible_levels(printed_results, block),
                )
                audited.append(audit_table(comparison, printed))
    return Outcome(tuple(audited), tuple(found))


def _published_rows(
    ruleset: Ruleset, plan: s.TablePlan, found: list[Diagnostic]
) -> list[list[str]] | None:
    from cqdt_rules.read_sheet import read_table

    path = ruleset.folder / plan.published
    inside = path.resolve().is_relative_to(ruleset.folder.resolve())
    try:
        data = path.read_bytes() if inside else None
    except OSError:
        data = None
    if data is None:
        found.append(
            Diagnostic(
                Code.PUBLISHED_UNREADABLE,
                f"không đọc được bảng đã công bố “{plan.published}”",
                source=plan.place.source,
                labels=(),
                place=str(path),
                help="đặt tệp vào thư mục cong-bo của bộ quy tắc",
            )
        )
        return None
    tables = read_table(path.name, data)
    found += tables.diagnostics
    return [[cell.text for cell in row] for row in tables.value[0].rows] if tables.value else None


def _names(ruleset: Ruleset, block: BlockResult) -> dict[str, str]:
    form = next(f for f in ruleset.form.blocks if f.block == block.name)
    return {**{fold(u.unit): u.unit for u in block.units}, **form.units}


def _counts(
    ruleset: Ruleset, results: Results, block: BlockResult, plan: s.TablePlan
) -> dict[str, tuple[Mapping[str, list[str]], int, int, str]]:
    from cqdt_rules.lay_out import subordinate_counts

    column = next((c for c in plan.columns if c.special == "trực thuộc"), None)
    if column is None or ruleset.round is None:
        return {}
    made = {u.unit: subordinate_counts(results, ruleset.round, u, column) for u in block.units}
    return {unit: counts for unit, counts in made.items() if counts is not None}


def _all_names(ruleset: Ruleset, results: Results) -> dict[str, str]:
    return {name: unit for block in results.blocks for name, unit in _names(ruleset, block).items()}


def _possible_levels(
    printed: Mapping[str, BlockResult], block: BlockResult
) -> dict[str, tuple[str, ...]]:
    """The levels that units below this block's may have, their figures rounded for print."""
    from cqdt_rules.values import Text

    found: dict[str, tuple[str, ...]] = {}
    for other in printed.values():
        scales = other.graph.block.scales
        below = any(
            fold(f.of_block) == fold(block.name) for f in other.graph.block.figures if f.of_block
        )
        if below and scales:
            for unit in other.units:
                level = unit.values[scales[0].key]
                found[unit.unit] = level.options if isinstance(level, Text) else ()
    return found


def _as_printed(ruleset: Ruleset, results: Results) -> dict[str, BlockResult]:
    """The results by block with every figure known only as it was rounded for print."""
    from cqdt_rules.evaluate import as_printed, evaluate_again

    return evaluate_again(results, as_printed, ruleset.round)
