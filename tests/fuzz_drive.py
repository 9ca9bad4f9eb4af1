"""Takes one case through the whole line, and says what no input may bring about (tests/fuzz.py)."""

from __future__ import annotations

import contextlib
import io
import json
import random
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from attrs import frozen

from cqdt_rules import drafting, rule_files, session, tables, telling
from cqdt_rules.cli import main
from cqdt_rules.diagnostics import Code, Diagnostic
from cqdt_rules.numbers import fold
from cqdt_rules.parse import parse
from cqdt_rules.reasons import explain
from cqdt_rules.results import BlockResult, Rank, Results, UnitResult
from cqdt_rules.session import Ruleset
from cqdt_rules.source import Source
from cqdt_rules.values import Amount, NotApplicable, Text, Truth, Value

Case = Mapping[str, bytes]
"""The files of a ruleset by their names."""

Told = list["Finding"]


@frozen
class Finding:
    """Something that must not happen: in which step, what; `detail` is the trace, or the values that differ."""

    step: str
    what: str
    detail: str = ""

    @property
    def kind(self) -> str:
        """Findings of one kind most likely have one cause."""
        last = [x for x in self.detail.splitlines() if x.strip().startswith('File "')][-1:]
        return f"{self.step}: {self.what.splitlines()[0][:80] if not last else last[0].strip()}"


@frozen
class Drive:
    """What became of a case: findings, and how far it came (for the tally of a run)."""

    findings: tuple[Finding, ...]
    reached: str  # refused, checked, scored, complete


def write_case(case: Case, folder: Path) -> None:
    """The files of a case, into an empty folder."""
    for name, data in case.items():
        place = folder.joinpath(*PurePosixPath(name).parts)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def drive(case: Case, folder: Path, rng: random.Random) -> Drive:
    """Everything that users do with a ruleset, on the files of a case in an empty folder."""
    write_case(case, folder)
    told: Told = []
    reached = "refused"
    with _Guard("load", told):
        loaded = session.load(folder)
        check_diagnostics("load", loaded.diagnostics, told, str(folder))
        reached = _after_load(loaded.value, loaded.failed, folder, rng, told)
    for path in sorted(folder.glob("*.cqdt")):
        with _Guard("fmt", told):
            check_layout(path, told)
    if rng.random() < 0.5:
        with _Guard("view", told):
            drafting.view(folder)
    run_commands(folder, rng, told)
    return Drive(tuple(told), reached)


def _after_load(
    ruleset: Ruleset | None, failed: bool, folder: Path, rng: random.Random, told: Told
) -> str:
    if ruleset is None:
        return "refused"
    with _Guard("score", told):
        scored = session.score(ruleset)
        check_diagnostics("score", scored.diagnostics, told, str(folder))
        if scored.value is not None:
            with _Guard("results", told):
                check_results(ruleset, scored.value, told)
                if not scored.failed:  # a score above its maximum is told, and beyond what can be
                    check_bounds_of_all(scored.value, told)
            print_all(ruleset, scored.value, rng, told)
            good = not (failed or scored.failed)
            whole = all(u.complete for b in scored.value.blocks for u in b.units if u.assessed)
            return "complete" if good and whole else "scored" if good else "checked"
    with _Guard("roll", told):
        session.roll(ruleset)
    return "checked"


class _Guard:
    """Turns an exception of the program into a finding."""

    def __init__(self, step: str, told: Told) -> None:
        self._step, self._told = step, told

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> bool:
        if error is None or not isinstance(error, Exception | SystemExit):
            return False
        self._told.append(
            Finding(self._step, f"{type(error).__name__}: {error}"[:300], _trace(error))
        )
        return True


def _trace(error: BaseException) -> str:
    lines = "".join(traceback.format_exception(error)).splitlines()
    return "\n".join(lines if len(lines) < 80 else [*lines[:20], "  …", *lines[-40:]])


# ---- diagnostics


def check_diagnostics(step: str, found: Sequence[Diagnostic], told: Told, ruleset: str) -> None:
    """Each can be printed in every form, and stands in its source."""
    for d in found:
        with _Guard(f"{step}: diagnostic", told):
            _check_diagnostic(step, d, told)
    with _Guard(f"{step}: sarif", told):
        telling.as_json(found, ok=False).encode()
        telling.as_sarif(found, ruleset).encode()


def _check_diagnostic(step: str, d: Diagnostic, told: Told) -> None:
    text = d.to_text()
    telling.coloured(d)
    json.dumps(d.to_json(), ensure_ascii=False).encode()
    text.encode()
    spans = [*(x.span for x in d.labels), *(e.span for e in d.fixes)]
    size = len(d.source.text) if d.source else 0
    if spans and d.source is None:
        told.append(Finding(step, f"{d.code.value}: a label without a source", text))
    elif not all(0 <= x.start <= x.end <= size for x in spans):
        told.append(Finding(step, f"{d.code.value}: a label outside its source", text))
    elif not spans and not d.place and d.code not in _NOWHERE:
        told.append(Finding(step, f"{d.code.value}: a mistake without a place", text))
    if not d.message or "Traceback" in text or "Fraction(" in text or "frozenset(" in text:
        told.append(Finding(step, f"{d.code.value}: words that are none", text))


# what a file lacks has no place in it
_NOWHERE = {
    Code.OUTPUT_FORMAT,
    Code.EXTRA_MISSING,
    Code.NO_SCHEME,
    Code.RULESET_INCOMPLETE,
    Code.UNIT_MISSING,
}


# ---- layout


def check_layout(path: Path, told: Told) -> None:
    """Laid out once is laid out; the words stay (the formatter checks its own words on every run)."""
    source = rule_files.read_source(path, path.name).value
    if source is None:
        return
    read = parse(source)
    check_diagnostics("parse", read.diagnostics, told, str(path))
    made = drafting.formatted(source)
    if made.value is None:
        if not made.diagnostics:
            told.append(Finding("fmt", "refused without a word"))
        return
    again = drafting.format_text(made.value)
    if again.value != made.value:
        told.append(Finding("fmt", "a second pass changes the layout", made.value))
    bodies = [s.body for s in read.value.statements]
    other = [s.body for s in parse(Source("t", made.value)).value.statements]
    if len(bodies) != len(other):
        told.append(Finding("fmt", f"{len(bodies)} statements become {len(other)}", made.value))
    drafting.difference(source, made.value)


# ---- results


def check_results(ruleset: Ruleset, results: Results, told: Told) -> None:
    """Laws of any results, and all that is said of them."""
    as_json = json.dumps(results.to_json(), ensure_ascii=False)
    as_json.encode()
    tables.score_csv(results).encode()
    for block in results.blocks:
        tables.score_table(block)
        check_ranks(block, told)
        for unit in block.units:
            lines = explain(block, unit)
            check_words("explain", "\n".join(lines), told)
    again = session.score(ruleset).value
    if again is None or json.dumps(again.to_json(), ensure_ascii=False) != as_json:
        told.append(Finding("score", "a second run gives other results"))


def check_words(step: str, text: str, told: Told) -> None:
    """No word of the program's own language stands in what a reader gets."""
    for word in ("Traceback", "Fraction(", "Amount(", "frozenset(", "None", "Span("):
        if word in text:
            line = next((x for x in text.splitlines() if word in x), "")
            told.append(Finding(step, f"the word {word!r} in what users read", line))


def check_bounds_of_all(results: Results, told: Told) -> None:
    """What units get lies within what the checks believe they can get."""
    for block in results.blocks:
        check_bounds(block, told)


def check_bounds(block: BlockResult, told: Told) -> None:
    """What a unit gets lies within what the checks believe it can get; of one left out, no score is refused."""
    for unit in (u for u in block.units if u.assessed):
        for key, value in unit.values.items():
            node = block.graph.nodes.get(key)
            if node is None or unit.unit in block.setting.mergers or node.is_input:
                continue
            if not _inside(value, node.bounds) and not _typed_outside(block, unit, key):
                what = f"{key} outside the bounds of its scheme"
                told.append(
                    Finding(
                        "bounds", "a value outside its bounds", f"{what}: {value}; {node.bounds}"
                    )
                )
                return


def _typed_outside(block: BlockResult, unit: UnitResult, key: str) -> bool:
    """Whether a figure that the quantity rests on was typed outside its own range: then no bound holds."""
    needs = block.graph.needs(key)
    return any(
        not _inside(unit.values[k], block.graph.nodes[k].bounds) for k in needs if k in unit.values
    ) or bool(unit.unit in block.setting.overdue)


def _inside(value: Value, bounds: Value) -> bool:
    if not value.known:
        return True
    if isinstance(value, Amount) and isinstance(bounds, Amount):
        return bounds.may_be(value.figure)
    if isinstance(value, Truth) and isinstance(bounds, Truth):
        return bounds.may_hold if value.may_hold else bounds.may_fail
    if isinstance(value, Text) and isinstance(bounds, Text) and bounds.options:
        return fold(value.text) in map(fold, bounds.options)
    return True


def check_ranks(block: BlockResult, told: Told) -> None:
    """A place is one more than the number of units of the group whose keys stand before (1, 1, 3)."""
    for ranking in block.graph.block.rankings:
        signs = [-1 if k.descending else 1 for k in ranking.keys]
        groups: dict[str, list[tuple[str, Rank]]] = {}
        for unit in block.units:
            rank = unit.ranks.get(ranking.name)
            within = unit.values[ranking.within] if ranking.within else Text(("",))
            if rank is not None and isinstance(within, Text):
                groups.setdefault(fold(within.text), []).append((unit.unit, rank))
        for group in groups.values():
            order = {n: tuple(s * k for s, k in zip(signs, r.keys, strict=True)) for n, r in group}
            for name, rank in group:
                place = 1 + sum(o < order[name] for o in order.values())
                equal = [n for n, o in order.items() if o == order[name] and n != name]
                wrong = place != rank.place and rank.decided is None
                if wrong or (rank.decided is None and set(equal) != set(rank.ties)):
                    told.append(
                        Finding("ranks", "a place that its keys do not give", f"{name}: {rank}")
                    )
                    return


def print_all(ruleset: Ruleset, results: Results, rng: random.Random, told: Told) -> None:
    """Annexes in every form, and the audit."""
    with _Guard("annexes", told):
        made = session.annexes(ruleset, results, provisional=rng.random() < 0.8)
        check_diagnostics("annexes", made.diagnostics, told, str(ruleset.folder))
        if made.value is not None:
            forms = [".txt", ".html", ".md"] + [".docx"] * (rng.random() < 0.1)
            for form in forms:
                with _Guard(f"render {form}", told):
                    data = session.render(made.value, form)
                    check_diagnostics("render", data.diagnostics, told, str(ruleset.folder))
                    if data.value is not None and form != ".docx":
                        check_words(f"render {form}", data.value.decode("utf-8"), told)
    with _Guard("audit", told):
        audited = session.audit(ruleset, results)
        check_diagnostics("audit", audited.diagnostics, told, str(ruleset.folder))
        check_words("audit", "\n".join(tables.audit_lines(audited.value)), told)
    with _Guard("roll", told):
        rolls = session.roll(ruleset)
        for roll in rolls.value or ():
            tables.roll_table(roll)
            json.dumps(tables.roll_json(roll))


# ---- the command line


def run_commands(folder: Path, rng: random.Random, told: Told) -> None:
    """Two or three commands as a user types them: their exit codes, and no trace on any stream."""
    out = folder / "ra"
    out.mkdir(exist_ok=True)
    place = str(folder)
    unit = rng.choice(["Xã An Hòa", "xã bình minh", "Sở Y tế", "không có", "", "A", "Xã An Hoà "])
    known: list[list[str]] = [
        ["check", place],
        ["check", place, "--format", rng.choice(["json", "sarif", "text"])],
        ["check", place, "-o", str(out / "a.txt")],
        ["score", place],
        ["score", place, "--json"],
        ["score", place, "-o", str(out / rng.choice(["a.csv", "a.json", "a.pdf"]))],
        ["score", place, "--round", rng.choice(["Tự chấm", "Tham dinh", "x"])],
        ["explain", place, "--unit", unit],
        ["explain", place, "--unit", unit, "--json"],
        ["units", place, *rng.choice([[], ["--json"]])],
        ["render", place, "-o", str(out / "a.txt"), "-o", str(out / "a.md"), "--provisional"],
        ["render", place, "-o", str(out / rng.choice(["a.html", "a.docx", "a.odt"]))],
        ["audit", place, *rng.choice([[], ["--json"]])],
        ["fmt", place, rng.choice(["--check", "--diff"])],
        ["view", place, "-o", str(out / "a.html")],
        ["explain-code", rng.choice([c.value for c in Code])],
    ]
    for words in rng.sample(known, 3):
        run_command(words, told)
    if rng.random() < 0.2:
        run_command(["fmt", place], told)
        again = run_command(["fmt", place, "--check"], told)
        if "cần trình bày lại:" in again:
            told.append(Finding("cli fmt", "what fmt has laid out needs it again", again))


def run_command(words: list[str], told: Told) -> str:
    """What a command prints on both streams."""
    code, text = in_process(main, words, told)
    step = f"cli {words[0]}"
    if code not in (0, 1, 2):
        told.append(Finding(step, f"exit code {code}", text[-500:]))
    if "Traceback" in text or "lỗi của chương trình" in text:
        told.append(Finding(step, "a trace on the screen", text[-3000:]))
    return text


def in_process(
    run: Callable[[list[str]], None], words: list[str], told: Told
) -> tuple[object, str]:
    """The exit code of a command run here, and its output."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    code: object = 0
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        try:
            run(words)
        except SystemExit as error:
            code = 0 if error.code is None else error.code
        except Exception as error:  # noqa: BLE001 - whatever it is, a user must never see it
            told.append(
                Finding(f"cli {words[0]}", f"{type(error).__name__}: {error}"[:300], _trace(error))
            )
    stream.flush()
    stream.seek(0)
    return code, stream.read()


# ---- laws about two runs


def values_of(results: Results) -> dict[tuple[str, str], dict[str, object]]:
    """What each unit of each block gets, apart from lines, places and the order of names."""
    return {(b.name, u.unit): _told_of(u) for b in results.blocks for u in b.units}


def _told_of(unit: UnitResult) -> dict[str, object]:
    value: dict[str, object] = {k: v for k, v in unit.values.items() if not _is_inner(k)}
    value["?"] = (unit.assessed, unit.why_not, frozenset(unit.missing))
    for name, r in unit.ranks.items():
        value[f"hạng {name}"] = (r.place, frozenset(r.ties), r.keys, r.provisional, r.waiting)
    return value


def difference(mine: Results, theirs: Results) -> str:
    """The first quantity that two results do not share; '' where they share all."""
    a, b = values_of(mine), values_of(theirs)
    if a.keys() != b.keys():
        return f"other units: {sorted(a.keys() ^ b.keys())}"
    for unit, values in a.items():
        for key in values.keys() | b[unit].keys():
            if values.get(key) != b[unit].get(key):
                return f"{unit}: {key}: {values.get(key)} and {b[unit].get(key)}"
    return ""


def _is_inner(key: str) -> bool:
    """Whether a key names a part of an expression, or a place in a file (a column of a table)."""
    return " #" in key or key.startswith("bảng: ")


def may_become(before: Value, after: Value) -> bool:
    """Whether a value that waits for figures leaves room for what it was when they were there."""
    match before, after:
        case Amount(), Amount() if after.known:
            return before.may_be(after.figure)
        case Truth(), Truth() if after.known:
            return before.may_hold if after.may_hold else before.may_fail
        case Text(), Text() if after.known:
            return not before.options or fold(after.text) in map(fold, before.options)
        case NotApplicable(), _:
            return isinstance(after, NotApplicable)
    return True


def not_promised(waiting: Results, whole: Results) -> str:
    """The first quantity that an incomplete result excludes although the whole one has it; '' for none."""
    for block in whole.blocks:
        other = waiting.block(block.name)
        for unit in block.units:
            was = other.unit(unit.unit) if other is not None else None
            if was is None or not was.assessed:
                continue
            for key, value in unit.values.items():
                if key in was.values and not may_become(was.values[key], value):
                    return f"{unit.unit}: {key}: {was.values[key]} cannot become {value}"
    return ""
