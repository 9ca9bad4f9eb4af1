"""The line, once: from a ruleset's folder to results, papers, reasons and findings. It and rule_files read files, nobody else."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from cqdt_rules import scheme as s
from cqdt_rules import syntax
from cqdt_rules.check import check
from cqdt_rules.diagnostics import Code, Diagnostic, Outcome, Severity, in_order
from cqdt_rules.graph import Circle, Graph, Taken
from cqdt_rules.numbers import fold
from cqdt_rules.parse import parse
from cqdt_rules.rule_files import found_path, read_trees
from cqdt_rules.sheet_files import os_words, sheet_files
from cqdt_rules.source import Source

if TYPE_CHECKING:
    from fractions import Fraction

    from cqdt_rules.auditing import Audited
    from cqdt_rules.papers import Papers
    from cqdt_rules.results import BlockResult, Results, UnitResult
    from cqdt_rules.revising import History, Version
    from cqdt_rules.roll import BlockRoll
    from cqdt_rules.sheet import Form, Sheet
    from cqdt_rules.syntax import Tree

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


def load(
    path: str | Path, *, day: Fraction | None = None, year: int | None = None
) -> Outcome[Ruleset | None]:
    """Reads and checks a ruleset: a folder, a `.cqdt` file, or the name of a ruleset that ships with the program.

    A folder may hold a scheme, its amendments and what follows it: the text in force on a `day` (a count of days) or for
    a `year` of assessment is taken, else that of the round's year. A file of amendments stands for the text it makes.
    """
    read = read_trees(path)
    if read.value is None:
        return Outcome(None, read.diagnostics)
    folder, trees = read.value
    found = list(read.diagnostics)
    if day is not None or year is not None or _has_history(trees):
        if any(d.severity is Severity.ERROR for d in found):
            return Outcome(None, in_order(found))
        return _load_version(Path(path), folder, trees, found, day, year)
    sources = tuple(t.source for t in trees)
    checked = check(trees)
    found += checked.diagnostics
    scheme = checked.value.scheme
    if scheme is None or any(d.severity is Severity.ERROR for d in found):
        return Outcome(None, in_order([*found, *_no_scheme(found, sources)]))
    return _ruleset(folder, sources, scheme, checked.value.round, found)


def _has_history(trees: Sequence[Tree]) -> bool:
    """Whether files are more than one scheme and one round."""
    bodies = [s.body for t in trees for s in t.statements]
    amends = any(isinstance(b, syntax.AmendmentHead | syntax.RoundAmendmentHead) for b in bodies)
    heads = [[type(s.body) for s in t.statements] for t in trees]
    schemes, rounds = (sum(k in h for h in heads) for k in (syntax.SchemeHead, syntax.RoundHead))
    return amends or schemes > 1 or rounds > 1


def load_all(
    path: str | Path, *, day: Fraction | None = None, year: int | None = None
) -> Outcome[tuple[Ruleset, ...]]:
    """Reads and checks every version of a folder's history, each with the rounds of its time; else as `load`."""
    from cqdt_rules import revising  # here and below: start-up counts

    read = read_trees(path)
    asked = day is not None or year is not None or found_path(path).is_file()
    failed = any(d.severity is Severity.ERROR for d in read.diagnostics)
    if read.value is None or asked or failed or not _has_history(read.value[1]):
        one = load(path, day=day, year=year)
        return Outcome((one.value,) if one.value is not None else (), one.diagnostics)
    folder, trees = read.value
    known = revising.history(trees)
    found = [*read.diagnostics, *known.diagnostics]
    made: list[Ruleset] = []
    for version, rounds in revising.with_rounds(known.value):
        for round_ in rounds or (None,):
            loaded = load_version(folder, version, round_)
            found += loaded.diagnostics
            made += [loaded.value] if loaded.value is not None else []
    return Outcome(tuple(made), in_order(found))


def history(path: str | Path) -> Outcome[History]:
    """The line of decisions that the rule files of a folder make."""
    from cqdt_rules import revising  # here and below: start-up counts

    read = read_trees(path)
    if read.value is None or any(d.severity is Severity.ERROR for d in read.diagnostics):
        return Outcome(revising.History(()), read.diagnostics)
    known = revising.history(revising.chain_of(read.value[1], Path(path).name))
    return Outcome(known.value, in_order([*read.diagnostics, *known.diagnostics]))


def consolidate(
    path: str | Path, *, day: Fraction | None = None, year: int | None = None
) -> Outcome[Version | None]:
    """The whole text of a scheme after its amendments, checked; without a day or a year, the last one."""
    from cqdt_rules import revising  # here and below: start-up counts

    known = history(path)
    found = list(known.diagnostics)
    if known.failed:
        return Outcome(None, known.diagnostics)
    own = revising.made_by(known.value, Path(path).name) if found_path(path).is_file() else None
    if own is None and day is None and year is None and len(known.value.lines) == 1:
        own = known.value.versions[-1]
    if own is None:
        picked = revising.pick(known.value, day=day, year=year)
        found += picked.diagnostics
        own = picked.value
    if own is None:
        return Outcome(None, in_order(found))
    checked = load_version(Path(path), own, None, found)
    return Outcome(own if checked.value is not None else None, checked.diagnostics)


def draft_amendment(old: str | Path, new: str | Path) -> Outcome[str | None]:
    """The file of an amendment that leads from one scheme to another."""
    from cqdt_rules import revising  # here and below: start-up counts

    one, two = consolidate(old), consolidate(new)
    found = [d for x in (one, two) for d in x.diagnostics if d.severity is Severity.ERROR]
    if one.value is None or two.value is None:
        return Outcome(None, in_order(found))
    return revising.draft_amendment(one.value, two.value)


def in_force_before(old: Ruleset, draft: str | Path) -> Ruleset:
    """What a draft amends: of a scheme amended before, the text that the draft's file says it amends, not its first one."""
    from cqdt_rules import revising  # here and below: start-up counts

    place = found_path(draft)
    version = revising.made_by(history(draft).value, place.name) if place.is_file() else None
    before = version.before if version is not None else None
    if before is None or before.amendment is None or before.files[0] not in old.sources:
        return old
    loaded = load_version(old.folder, before).value
    return (with_round(loaded, old.round) or loaded) if loaded is not None else old


def _load_version(
    path: Path,
    folder: Path,
    trees: tuple[Tree, ...],
    found: list[Diagnostic],
    day: Fraction | None,
    year: int | None,
) -> Outcome[Ruleset | None]:
    """The ruleset of one version of a history."""
    from cqdt_rules import revising  # here and below: start-up counts

    known = revising.history(revising.chain_of(trees, path.name) if path.suffix else trees)
    found += known.diagnostics
    if known.failed:
        return Outcome(None, in_order(found))
    own = revising.made_by(known.value, path.name) if found_path(path).is_file() else None
    round_ = revising.round_for(known.value, year)
    found += round_.diagnostics
    if own is None:
        asked = year if year is not None or day is not None else revising.year_of(round_.value)
        picked = revising.pick(known.value, day=day, year=asked)
        found += picked.diagnostics
        own = picked.value
    if own is None or round_.failed:
        return Outcome(None, in_order(found))
    own_rounds = {id(v): rounds for v, rounds in revising.with_rounds(known.value)}[id(own)]
    of_its_time = year is not None or day is not None or round_.value in own_rounds
    return load_version(folder, own, round_.value if of_its_time else None, found)


def load_version(
    folder: Path, version: Version, round_: Version | None = None, before: Sequence[Diagnostic] = ()
) -> Outcome[Ruleset | None]:
    """The ruleset of an amended text, checked as a whole: what is wrong is told at the clause that made it so."""
    from cqdt_rules import revising  # here and below: start-up counts

    found = list(before)
    trees = (version.tree, *((round_.tree,) if round_ is not None else ()))
    checked = check(trees)
    scheme = checked.value.scheme
    told = list(checked.diagnostics)
    ruleset: Outcome[Ruleset | None] = Outcome(None)
    if scheme is not None and not checked.failed:
        both = (version, *((round_,) if round_ is not None else ()))
        own = tuple(dict.fromkeys(x for v in both for x in (v.source, *v.files)))
        ruleset = _ruleset(folder, own, scheme, checked.value.round, told)
        told = list(ruleset.diagnostics)
    told = list(revising.told_at_clauses(version, told))
    found += revising.told_at_clauses(round_, told) if round_ is not None else told
    failed = any(d.severity is Severity.ERROR for d in found)
    return Outcome(None if failed else ruleset.value, in_order(found))


def reread(ruleset: Ruleset, sources: Sequence[Source]) -> Outcome[Ruleset | None]:
    """The ruleset with other texts of its rule files: nothing is read from the folder."""
    found: list[Diagnostic] = []
    trees = []
    for source in sources:
        tree = parse(source)
        found += tree.diagnostics
        trees.append(tree.value)
    checked = check(tuple(trees))
    found += checked.diagnostics
    scheme = checked.value.scheme
    if scheme is None or any(d.severity is Severity.ERROR for d in found):
        return Outcome(None, in_order(found))
    return _ruleset(ruleset.folder, tuple(sources), scheme, checked.value.round, found)


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
        message = f"không đọc được mẫu: {os_words(error)}"
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
        f"không ghi được tệp: {os_words(error)}",
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
