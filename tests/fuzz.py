"""Makes rulesets without end and drives the whole line with them; whatever goes wrong is kept, with its files.

    python tests/fuzz.py [--minutes N] [--seed S] [--jobs N] [--out FOLDER]
    python tests/fuzz.py --case FOLDER        drives the files of one folder again

Cases are whole schemes derived from a description (fuzz_schemes), schemes with an independent evaluator
(fuzz_core), and shipped rulesets and pages with damage (fuzz_mutations); what reaches new lines of the program is
damaged further. Each worker is a process of its own: one that says nothing for a minute is stopped, and its case
kept as a hang. What is said of a case: tests/fuzz_drive.py. Exit code 0: nothing found.
"""

from __future__ import annotations

import argparse
import json
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from attrs import define, field, frozen
from fuzz_core import run_core
from fuzz_drive import Case, Finding, drive, write_case
from fuzz_laws import check_laws
from fuzz_mutations import damage, seeds
from fuzz_schemes import generate

if TYPE_CHECKING:
    from coverage import Coverage

SILENCE = 60  # seconds without a word after which a worker is believed to hang
SLOW = 30  # seconds of work that no small case may take: some twenty commands, traced (which takes three times as long)
SMALL = 60_000  # bytes
MEMORY = 3 << 30  # bytes that a worker may have, where the system can say so
CORPUS = 1500  # cases kept because they reached something new


# ---- what a worker does


@frozen
class Told:
    """What a case was, and what it came to."""

    kind: str
    reached: str
    findings: tuple[Finding, ...]
    files: Case = field(factory=dict, repr=False)


def _made(rng: random.Random, folder: Path) -> Told:
    """A derived scheme, its laws too."""
    made = generate(rng)
    done = drive(made.files, folder, rng)
    extra: list[Finding] = []
    if done.reached in ("scored", "complete"):
        _guarded("laws", lambda: extra.extend(check_laws(made, folder, rng)), extra)
    return Told("derived", done.reached, (*done.findings, *extra), made.files)


def _damaged(rng: random.Random, folder: Path, corpus: Sequence[Case]) -> Told:
    files = damage(rng, rng.choice(corpus), rng.sample(list(corpus), min(5, len(corpus))))
    done = drive(files, folder, rng)
    return Told("damaged", done.reached, done.findings, files)


def _core(rng: random.Random) -> Told:
    """Schemes of the language's core against the evaluator that knows nothing of the engine."""
    found: list[Finding] = []
    files: Case = {}
    for _ in range(10):
        text, differs = run_core(rng)
        if differs:
            files = {"bo-tieu-chi.cqdt": text.encode("utf-8")}
            found.append(
                Finding("core", "the engine and the independent evaluator differ", differs)
            )
    return Told("core ×10", "complete", tuple(found), files)


def _guarded(step: str, act: Callable[[], None], found: list[Finding]) -> None:
    import traceback

    try:
        act()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
        found.append(Finding(step, f"{type(error).__name__}: {error}", traceback.format_exc()))


class Reach:
    """Whether a case reached lines and branches that none before it reached; nothing where `coverage` is not there."""

    def __init__(self, wanted: bool) -> None:
        self._coverage: Coverage | None = None
        self.total = 0
        if wanted:
            try:
                from coverage import Coverage
            except ImportError:
                return
            import cqdt_rules

            place = str(Path(cqdt_rules.__file__).parent)
            self._coverage = Coverage(
                data_file=None, branch=True, source=[place], config_file=False
            )
            self._coverage.start()

    def is_new(self) -> bool:
        """Whether the total grew since the last call."""
        if self._coverage is None:
            return False
        data = self._coverage.get_data()
        total = sum(len(data.arcs(f) or ()) for f in data.measured_files())
        grew, self.total = total > self.total, total
        return grew

    def report(self) -> str:
        """Lines and branches reached, in per cent."""
        if self._coverage is None:
            return "not measured"
        import io

        self._coverage.stop()
        text = io.StringIO()
        total = self._coverage.report(file=text, skip_covered=False)
        return f"{total:.1f} % of lines and branches, {self.total} arcs"


def work(seed: int, out: Path, minutes: float, measured: bool) -> None:
    """One worker: cases until the time is over; a line of JSON on standard output before and after each."""
    _limit_memory()
    say = _speaker(sys.stdout)
    rng = random.Random(seed)
    reach = Reach(measured)
    corpus: list[Case] = list(seeds())
    end = time.monotonic() + 60 * minutes
    current = out / f"now-{seed}"
    for n in range(sys.maxsize):
        if time.monotonic() > end:
            break
        shutil.rmtree(current, ignore_errors=True)
        current.mkdir(parents=True)
        say({"start": n})
        told, found = _one_case(rng, current, corpus)
        if told.kind != "core ×10" and reach.is_new():
            corpus = [*corpus, told.files][-CORPUS:]
        for f in found:
            keep(out, f, told.files)
        say(
            {
                "done": n,
                "kind": told.kind,
                "reached": told.reached,
                "found": [f.kind for f in found],
            }
        )
    shutil.rmtree(current, ignore_errors=True)
    say({"coverage": reach.report(), "corpus": len(corpus)})


def _one_case(
    rng: random.Random, folder: Path, corpus: Sequence[Case]
) -> tuple[Told, list[Finding]]:
    """A case of some kind, and what it came to, too long a time included."""
    began = time.process_time()
    roll = rng.random()
    if roll < 0.1:
        told = _core(rng)
    else:
        told = _made(rng, folder) if roll < 0.45 else _damaged(rng, folder, corpus)
    took = time.process_time() - began
    found = list(told.findings)
    if took > SLOW and sum(map(len, told.files.values())) < SMALL:
        found.append(Finding("time", f"slow: more than {SLOW} s"))
    return told, found


def _speaker(stream: IO[str]) -> Callable[[Mapping[str, object]], None]:
    """Speaks to whoever started the worker, whatever commands do to standard output."""

    def say(value: Mapping[str, object]) -> None:
        stream.write(json.dumps(value) + "\n")
        stream.flush()

    return say


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def keep(out: Path, finding: Finding, files: Case) -> None:
    """The smallest case of each kind of finding, with what was found."""
    import hashlib

    name = hashlib.sha256(finding.kind.encode()).hexdigest()[:10]
    place = out / f"found-{finding.step.replace(' ', '-').replace(':', '')}-{name}"
    size = sum(map(len, files.values()))
    known = place / "size.txt"
    if known.is_file() and int(known.read_text(encoding="utf-8")) <= size:
        return
    shutil.rmtree(place, ignore_errors=True)
    write_case(files, place / "case")
    text = f"{finding.step}: {finding.what}\n{finding.detail}\n"
    (place / "finding.txt").write_bytes(text.encode("utf-8", "backslashreplace"))
    known.write_text(str(size), encoding="utf-8")


# ---- who starts the workers


@define
class Tally:
    """What a run has come to."""

    cases: Counter[str] = field(factory=Counter)
    found: Counter[str] = field(factory=Counter)
    coverage: list[str] = field(factory=list)

    def add(self, told: Mapping[str, object]) -> None:
        """A line of a worker."""
        if "done" in told:
            self.cases[f"{told['kind']}: {told['reached']}"] += 1
            kinds = told["found"]
            self.found.update(kinds if isinstance(kinds, list) else [])
        if "coverage" in told:
            self.coverage.append(str(told["coverage"]))

    def lines(self) -> list[str]:
        """What is printed at the end."""
        lines = [f"{sum(self.cases.values())} cases"]
        lines += [f"  {count:>7} {kind}" for kind, count in sorted(self.cases.items())]
        lines += [f"coverage: {c}" for c in self.coverage]
        lines += [f"{len(self.found)} kinds of findings"]
        lines += [f"  {count:>7} × {kind}" for kind, count in self.found.most_common()]
        return lines


def run(seed: int, out: Path, minutes: float, jobs: int, measured: bool = True) -> Tally:
    """Workers until the time is over; one that hangs or dies is kept as a finding, and another takes its place."""
    tally = Tally()
    lock = threading.Lock()
    end = time.monotonic() + 60 * minutes
    threads = [
        threading.Thread(target=_watch, args=(seed + 1000 * j, out, end, measured, tally, lock))
        for j in range(jobs)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return tally


def _watch(
    seed: int, out: Path, end: float, measured: bool, tally: Tally, lock: threading.Lock
) -> None:
    while (left := end - time.monotonic()) > 0:
        words = ["--worker", "--seed", str(seed), "--out", str(out), "--minutes", str(left / 60)]
        words += [] if measured else ["--no-coverage"]
        outcome = _one_worker([sys.executable, __file__, *words], tally, lock)
        if outcome == "":
            return
        files = _files_of(out / f"now-{seed}")
        with lock:
            tally.found[f"worker: {outcome}"] += 1
            keep(out, Finding(f"worker-{seed}", outcome), files)
        seed += 1


def _one_worker(command: list[str], tally: Tally, lock: threading.Lock) -> str:
    """Follows a worker to its end; '' where that was as it should be, else what happened."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    ) as process:
        return _followed(process, tally, lock)


def _followed(process: subprocess.Popen[str], tally: Tally, lock: threading.Lock) -> str:
    lines: queue.Queue[str | None] = queue.Queue()
    errors: list[str] = []
    assert process.stdout is not None
    assert process.stderr is not None
    readers = [
        threading.Thread(target=_read, args=(process.stdout, lines.put), daemon=True),
        threading.Thread(
            target=_read, args=(process.stderr, lambda x: errors.append(x or "")), daemon=True
        ),
    ]
    for reader in readers:
        reader.start()
    while True:
        try:
            line = lines.get(timeout=SILENCE)
        except queue.Empty:
            process.kill()
            return f"hangs: nothing for {SILENCE} s"
        if line is None:
            break
        told = json.loads(line)
        with lock:
            tally.add(told)
    code = process.wait()
    readers[1].join()
    return "" if code == 0 else f"died with exit code {code}: {''.join(errors)[-1500:]}"


def _read(stream: IO[str], take: Callable[[str | None], object]) -> None:
    for line in stream:
        take(line)
    take(None)


def _files_of(folder: Path) -> dict[str, bytes]:
    """The files of a case that lies in a folder, without what commands wrote there."""
    paths = (p for p in sorted(folder.rglob("*")) if p.is_file())
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}
    return {n: d for n, d in found.items() if not n.startswith("ra/")}


def drive_folder(folder: Path, times: int = 20) -> list[Finding]:
    """Drives the files of one folder again, with so many choices of commands."""
    files = _files_of(folder)
    found: list[Finding] = []
    for n in range(times):
        with tempfile.TemporaryDirectory() as place:
            found += drive(files, Path(place), random.Random(n)).findings
    return list({f.kind: f for f in found}.values())


def command_line(args: Sequence[str] | None = None) -> int:
    """The command; gives its exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, default=None)
    parser.add_argument("--case", type=Path, default=None)
    parser.add_argument("--no-coverage", action="store_true")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(args)
    if chosen.case is not None:
        found = drive_folder(chosen.case)
        sys.stdout.write(
            "".join(f"{f.step}: {f.what}\n{f.detail}\n\n" for f in found) or "nothing found\n"
        )
        return bool(found)
    out = chosen.out or Path(tempfile.mkdtemp(prefix="cqdt-fuzz-"))
    if chosen.worker:
        work(chosen.seed, out, chosen.minutes, not chosen.no_coverage)
        return 0
    sys.stdout.write(f"seed {chosen.seed}, {chosen.minutes:g} minutes, findings go to {out}\n")
    sys.stdout.flush()
    tally = run(chosen.seed, out, chosen.minutes, chosen.jobs, not chosen.no_coverage)
    sys.stdout.write("\n".join(tally.lines()) + "\n")
    return bool(tally.found)


if __name__ == "__main__":
    raise SystemExit(command_line())
