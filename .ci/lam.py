r"""Everything the project does with itself, one word each; needs Python 3.11 and nothing else.

    python .ci/lam.py demo    the annexes of decision 292/QĐ-UBND into ra/
    python .ci/lam.py test    format, lint, types, tests, shipped rulesets, the wheel elsewhere
    python .ci/lam.py setup   only make .venv (`setup dev`: with the tools for tests)
    python .ci/lam.py lock    write the lock files anew (`lock --upgrade`: newest releases)

On Windows: `py .ci\lam.py demo`. The Makefile and .ci/run come here too, so there is one way.
Installs go into .venv and are done again only when a lock file changes.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "da-cai.txt"
WHEELS = VENV / "goi"  # what the lock files name, downloaded once: later installs need no network
USE, DEV = "requirements.lock", "requirements-dev.lock"
DEMO_RULESET = "rulesets/thua-thien-hue-2022"
DEMO_FILES = ("ra/phu-luc-292.docx", "ra/phu-luc-292.html")


class Stopped(Exception):
    """The work cannot go on; the text tells the user why."""


# --- commands -------------------------------------------------------------------------------------


def run(
    command: Sequence[str | Path], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> int:
    """Runs a command without a standard input and gives its exit code."""
    sys.stdout.flush()
    words = [str(word) for word in command]
    return subprocess.run(
        words, cwd=cwd, env=env or clean_environment(), stdin=subprocess.DEVNULL, check=False
    ).returncode


def must(command: Sequence[str | Path], what: str, *, cwd: Path = ROOT) -> None:
    """Runs a command that has to succeed."""
    code = run(command, cwd=cwd)
    if code:
        raise Stopped(f"{what}: không được (mã thoát {code})")


def output_of(command: Sequence[str | Path], *, cwd: Path = ROOT) -> tuple[int, str]:
    """The exit code of a command, and its two streams as one text, shown while it runs."""
    sys.stdout.flush()
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=cwd,
        env=clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    lines: list[str] = []
    if process.stdout is not None:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return process.wait(), "".join(lines)


def clean_environment() -> dict[str, str]:
    """The environment without what would let other Python code in; text is UTF-8 on Windows too."""
    foreign = {"PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "PIP_REQUIRE_VIRTUALENV"}
    kept = {key: value for key, value in os.environ.items() if key not in foreign}
    return {
        **kept,
        "PYTHONIOENCODING": "utf-8",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
    }


# --- set-up ---------------------------------------------------------------------------------------


def python_in(venv: Path) -> Path:
    """The interpreter of a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def program_in(venv: Path, name: str) -> Path:
    """A program that was installed into a virtual environment."""
    return venv / (f"Scripts/{name}.exe" if os.name == "nt" else f"bin/{name}")


def pip_in(venv: Path) -> list[str | Path]:
    """The start of a pip command for a virtual environment."""
    return [python_in(venv), "-m", "pip", "--quiet"]


def make_venv(place: Path) -> None:
    """Makes an empty virtual environment with pip, over what stood there."""
    if importlib.util.find_spec("ensurepip") is None:
        install_ensurepip()
    must([sys.executable, "-m", "venv", "--clear", place], "tạo môi trường Python riêng")


def install_ensurepip() -> None:
    """Debian and Ubuntu keep a part of `venv` in a package of its own."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and shutil.which("apt-get"):
        say(f"Máy chưa có {package}: cài bằng apt-get")
        run(["apt-get", "update", "-qq"])
        env = {**clean_environment(), "DEBIAN_FRONTEND": "noninteractive"}
        if (
            run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], env=env)
            == 0
        ):
            return
    raise Stopped(
        f"máy chưa có {package}.\n"
        f"   Debian, Ubuntu: sudo apt-get install {package}\n"
        "   Windows, macOS: cài lại Python 3.11 trở lên từ python.org, chọn cả pip"
    )


def digest_of(lock: str) -> str:
    """Names what an installation was made from: a lock file, the interpreter, the place."""
    parts = [sys.version, str(ROOT), lock, (ROOT / lock).read_text(encoding="utf-8")]
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()


def setup(lock: str) -> Path:
    """Makes .venv hold what a lock file names and the project itself; gives its interpreter."""
    python = python_in(VENV)
    wanted = {name: digest_of(name) for name in (USE, DEV)}
    installed = STAMP.read_text(encoding="utf-8").split() if STAMP.is_file() else []
    if wanted[lock] in installed or wanted[DEV] in installed:
        return python
    if not set(installed) & set(wanted.values()):
        say("Chuẩn bị môi trường Python riêng trong .venv (chỉ lần đầu, cần mạng)")
        make_venv(VENV)
    say(f"Cài các gói đã khoá trong {lock}")
    pip = pip_in(VENV)
    hashed = ["--require-hashes", "--only-binary=:all:", "-r", lock]
    must([*pip, "download", "--dest", WHEELS, *hashed], "tải các gói")
    must([*pip, "install", "--no-index", "--find-links", WHEELS, *hashed], "cài các gói")
    must(
        [*pip, "install", "--no-index", "--no-deps", "--no-build-isolation", "--editable", "."],
        "cài cqdt-rules",
    )
    with STAMP.open("a", encoding="utf-8") as stamp:
        stamp.write(wanted[lock] + "\n")
    return python


# --- demo -----------------------------------------------------------------------------------------


def demo() -> int:
    """Makes the annexes of decision 292/QĐ-UBND as a Word file and as a page."""
    setup(USE)
    (ROOT / "ra").mkdir(exist_ok=True)
    cqdt = program_in(VENV, "cqdt")
    for name in DEMO_FILES:
        say(f"cqdt render {DEMO_RULESET} -o {name}")
        must([cqdt, "render", DEMO_RULESET, "-o", name], "lập phụ lục")
    say("Phụ lục kèm theo Quyết định số 292/QĐ-UBND nằm ở:")
    for name in DEMO_FILES:
        print(f"   {ROOT / name}")
    return 0


# --- test -----------------------------------------------------------------------------------------


def test() -> int:
    """Every check that a change has to pass; all are run, then told once more in short."""
    python = setup(DEV)
    closing = ""
    failed: list[str] = []

    def step(name: str, work: Callable[[], bool]) -> None:
        say(name)
        try:
            good = work()
        except Stopped as stopped:
            print(f"LỖI: {stopped}")
            good = False
        if not good:
            failed.append(name)

    def pytest() -> bool:
        nonlocal closing
        code, text = output_of([python, "-m", "pytest", "-q", "-n", "auto", "--color=no"])
        closing = next((line for line in reversed(text.splitlines()) if " in " in line), "")
        return code == 0

    step(
        "Cách trình bày mã (ruff format)",
        lambda: run([python, "-m", "ruff", "format", "--check", "."]) == 0,
    )
    step("Lỗi thường gặp trong mã (ruff)", lambda: run([python, "-m", "ruff", "check", "."]) == 0)
    step("Kiểu dữ liệu (mypy)", lambda: run([python, "-m", "mypy"]) == 0)
    step("Bài thử (pytest)", pytest)
    step("Các bộ tiêu chí kèm theo (cqdt check, cqdt audit)", shipped_rulesets)
    step("Gói cài đặt, dùng ngoài thư mục dự án", lambda: wheel_works(python))
    say("Tóm tắt")
    for name in failed:
        print(f"KHÔNG ĐẠT: {name}")
    print("Tất cả đều đạt." if not failed else f"{len(failed)} việc không đạt.")
    print(closing)
    return 1 if failed else 0


def shipped_rulesets() -> bool:
    """Each ruleset checks clean; its audit runs to the end (what it finds is pinned by a test)."""
    cqdt = program_in(VENV, "cqdt")
    folders = sorted({path.parent for path in ROOT.glob("rulesets/*/*.cqdt")})
    if not folders:
        print("không thấy bộ tiêu chí nào trong rulesets/")
        return False
    good = True
    for folder in folders:
        name = folder.relative_to(ROOT).as_posix()
        print(f"cqdt check {name}", flush=True)
        good &= run([cqdt, "check", name]) == 0
        print(f"cqdt audit {name}", flush=True)
        code, text = output_of([cqdt, "audit", name])
        good &= code in (0, 1) and "Traceback" not in text
    return good


def wheel_works(python: Path) -> bool:
    """Installs the built wheel into an empty environment and works in another folder."""
    with tempfile.TemporaryDirectory(prefix="cqdt-") as folder:
        there = Path(folder)
        wheel = build_wheel(python, there / "dist")
        make_venv(there / "venv")
        pip = pip_in(there / "venv")
        use: list[str | Path] = [
            "--no-index",
            "--find-links",
            WHEELS,
            "--require-hashes",
            "-r",
            ROOT / USE,
        ]
        must([*pip, "install", *use], "cài các gói đã khoá", cwd=there)
        must([*pip, "install", "--no-index", "--no-deps", wheel], "cài gói cqdt-rules", cwd=there)
        must([*pip, "check"], "các gói hợp nhau", cwd=there)
        return works_outside(there) and works_with_core_only(there)


def build_wheel(python: Path, dist: Path) -> Path:
    """The wheel, built from the sdist, so that the sdist is known to be whole."""
    must([python, "-m", "hatchling", "build", "-t", "sdist", "-d", dist], "đóng gói mã nguồn")
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        if any(".venv" in name.split("/") or "__pycache__" in name for name in archive.getnames()):
            raise Stopped("gói mã nguồn mang theo tệp tạm")
    command: list[str | Path] = [python, "-m", "pip", "--quiet", "wheel", "--no-index", "--no-deps"]
    must(
        [*command, "--no-build-isolation", "--wheel-dir", dist, sdist],
        "tạo gói cài đặt từ gói mã nguồn",
    )
    (wheel,) = dist.glob("*.whl")
    return wheel


def works_outside(there: Path) -> bool:
    """The installed command checks and renders a ruleset that came in the wheel."""
    show = "import cqdt_rules, pathlib; print(pathlib.Path(cqdt_rules.__file__).parent)"
    code, text = output_of([python_in(there / "venv"), "-I", "-c", show], cwd=there)
    package = Path(text.strip())
    if code or there.resolve() not in package.resolve().parents:
        print("gói vừa cài không phải là gói được dùng")
        return False
    for part in ("grammar", "rulesets", "templates"):
        if not any((package / part).iterdir()):
            print(f"gói cài đặt thiếu {part}/")
            return False
    shutil.copytree(package / DEMO_RULESET, there / "bo")
    cqdt = program_in(there / "venv", "cqdt")
    for command in (
        ["--help"],
        ["check", "bo"],
        ["render", "bo", "-o", "ra.docx"],
        ["render", "bo", "-o", "ra.html"],
        ["view", "--summary", "-o", "tom-tat.html"],
    ):
        if run([cqdt, *command], cwd=there):
            print(f"không được: cqdt {' '.join(command)}")
            return False
    return all((there / name).stat().st_size > 0 for name in ("ra.docx", "ra.html"))


def works_with_core_only(there: Path) -> bool:
    """Without the extras the core still works, and what needs an extra names it."""
    pip = pip_in(there / "venv")
    extras = ["docxtpl", "python-docx", "lxml", "openpyxl", "XlsxWriter", "rich"]
    extras += ["Pygments", "markdown-it-py", "mdurl"]
    must([*pip, "uninstall", "--yes", *extras], "gỡ các gói thêm", cwd=there)
    cqdt = program_in(there / "venv", "cqdt")
    for command in (
        ["check", "bo"],
        ["fmt", "--check", "bo"],
        ["view", "bo", "-o", "quy-tac.html"],
        ["render", "bo", "-o", "ra-2.html"],
    ):
        if run([cqdt, *command], cwd=there):
            print(f"chỉ với gói chính, không được: cqdt {' '.join(command)}")
            return False
    code, text = output_of([cqdt, "render", "bo", "-o", "ra-2.docx"], cwd=there)
    if code == 0 or "extra-missing" not in text or (there / "ra-2.docx").exists():
        print("thiếu gói thêm word mà cqdt render không báo extra-missing")
        return False
    return True


# --- lock -----------------------------------------------------------------------------------------


def lock(*options: str) -> int:
    """Writes the lock files from pyproject.toml: exact releases with their hashes, no address."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    used = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    used += [each for name, wanted in extras.items() if name != "all" for each in wanted]
    # click asks for colorama on Windows only, and the lock is made anywhere
    dev = project["dependency-groups"]["dev"]
    used += [each for each in dev if each.startswith("colorama")]
    with tempfile.TemporaryDirectory(prefix="cqdt-") as folder:
        make_venv(Path(folder) / "venv")
        python = python_in(Path(folder) / "venv")
        must([python, "-m", "pip", "--quiet", "install", "pip-tools>=7.5"], "cài pip-tools")
        compile_lock(python, used, USE, options)
        compile_lock(python, [*used, *dev, f"-c {(ROOT / USE).as_posix()}"], DEV, options)
    return 0


def compile_lock(python: Path, wanted: list[str], name: str, options: Sequence[str]) -> None:
    """Lets pip-tools choose the releases; what is locked already stays, unless --upgrade."""
    quiet = [f"--no-emit-{what}" for what in ("index-url", "find-links", "trusted-host", "options")]
    command = [python, "-m", "piptools", "compile", "-", "--output-file", name, *quiet, *options]
    command += ["--generate-hashes", "--strip-extras", "--no-annotate", "--no-header", "--quiet"]
    command += ["--resolver=backtracking", "--no-allow-unsafe"]
    done = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env=clean_environment(),
        input="\n".join(wanted),
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise Stopped(f"lập {name}: không được")
    place = ROOT / name
    lines = place.read_text(encoding="utf-8").splitlines()
    body = "\n".join(line for line in lines if line and not line.startswith(("#", "-")))
    head = "# Made by `python .ci/lam.py lock` from pyproject.toml; do not edit."
    place.write_text(f"{head}\n{body}\n", encoding="utf-8", newline="\n")
    say(f"Đã lập {name}")


# --- door -----------------------------------------------------------------------------------------


def say(text: str) -> None:
    """A heading between the steps."""
    print(f"\n== {text}", flush=True)


def main(words: Sequence[str]) -> int:
    """Does what the first word says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        match words:
            case ["demo"]:
                return demo()
            case ["test"]:
                return test()
            case ["setup"]:
                setup(USE)
                return 0
            case ["setup", "dev"]:
                setup(DEV)
                return 0
            case ["lock", *options]:
                return lock(*options)
            case _:
                print("cách dùng: python .ci/lam.py demo | test | setup [dev] | lock [--upgrade]")
                return 2
    except Stopped as stopped:
        print(f"LỖI: {stopped}")
        return 1


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this file may have any Python
        sys.exit("Python 3.11+ / can Python 3.11 tro len")
    sys.exit(main(sys.argv[1:]))
