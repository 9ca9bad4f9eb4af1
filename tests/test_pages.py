"""Runs the pages: prose, files to write, and commands whose output has to be exactly as printed.

Pages are tests/pages/*.md, the language reference, grammar/*.md, and the guides, docs/*.md. In them

    ```cqdt bo-tieu-chi.cqdt     a fence with a language and a file name writes that file,
    ```csv so-lieu.csv           into a folder that is new for each page;
    ```base64 a.xlsx             the same for bytes that are no text;
    ```repeat a.cqdt             the same for a text that is long: how often, and below it what;

    ```without                   the packages named are not there while the page is run;

    ```console                   runs each line "$ cqdt …" there, in order, followed by its output,
    $ cqdt check .               both streams as one, and where the exit code is not 0, last the
    …                            line "[mã thoát 1]".

Other fences are for reading only. `pytest --accept` writes the present output into the pages.
"""

from __future__ import annotations

import base64
import contextlib
import difflib
import importlib
import io
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from attrs import frozen

from cqdt_rules.diagnostics import Code

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(
    [*ROOT.glob("tests/pages/*.md"), *ROOT.glob("grammar/*.md"), *ROOT.glob("docs/*.md")]
)
NO_LINE_END = "[không xuống dòng ở cuối]"

_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)\Z")
_EXIT = "[mã thoát {}]"

Run = Callable[[list[str]], tuple[str, int]]
"""Runs `cqdt` with these words in the current folder; gives its output and its exit code."""


class PageError(Exception):
    """The page itself is not as a page should be."""


@frozen
class Fence:
    """A fenced block: its info string, its lines, and where in the page they start (from 0)."""

    info: str
    lines: tuple[str, ...]
    start: int

    @property
    def words(self) -> list[str]:
        """The language, and the file name where there is one."""
        return self.info.split(maxsplit=1)

    @property
    def is_console(self) -> bool:
        """Whether its commands are run."""
        return self.info == "console"


def fences_of(text: str) -> list[Fence]:
    """The fenced blocks of a page, in order."""
    found: list[Fence] = []
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        opening = _FENCE.match(lines[number].rstrip())
        number += 1
        if not opening:
            continue
        start = number
        marks = opening["marks"]
        while number < len(lines) and not _closes(lines[number], marks):
            number += 1
        if number == len(lines):
            raise PageError(f"dòng {start}: khối không có dòng đóng")
        found.append(Fence(opening["info"].strip(), tuple(lines[start:number]), start))
        number += 1
    return found


def _closes(line: str, marks: str) -> bool:
    bare = line.rstrip()
    return len(bare) >= len(marks) and set(bare) == {marks[0]}


def write_file(fence: Fence, folder: Path) -> None:
    """Writes the file that a fence holds, UTF-8 with `\\n`."""
    name = PurePosixPath(fence.words[1])
    if name.is_absolute() or ".." in name.parts or "\\" in str(name):
        raise PageError(f"dòng {fence.start}: tên tệp “{name}” đi ra ngoài thư mục của trang")
    place = folder.joinpath(*name.parts)
    place.parent.mkdir(parents=True, exist_ok=True)
    if fence.words[0] == "repeat":
        times, *lines = fence.lines
        place.write_text("\n".join(lines * int(times)) + "\n", encoding="utf-8", newline="\n")
        return
    if fence.words[0] == "base64":
        place.write_bytes(base64.b64decode("".join(fence.lines)))
        return
    place.write_text("".join(f"{line}\n" for line in fence.lines), encoding="utf-8", newline="\n")


def commands_of(fence: Fence) -> list[str]:
    """The command lines of a console block."""
    if not fence.lines or not fence.lines[0].startswith("$ "):
        raise PageError(f"dòng {fence.start}: khối console phải bắt đầu bằng “$ cqdt …”")
    commands = [line for line in fence.lines if line.startswith("$ ")]
    for command in commands:
        if shlex.split(command)[1:2] != ["cqdt"]:
            raise PageError(f"dòng {fence.start}: chỉ chạy lệnh cqdt, không chạy “{command}”")
    return commands


def output_lines(output: str, code: int) -> list[str]:
    """An output as it stands in a page."""
    lines = output.replace("\r\n", "\n").split("\n")
    ended = lines.pop() == ""
    if not ended:
        lines = [*output.split("\n"), NO_LINE_END]
    if any(line.startswith(("$ ", "```")) for line in lines):
        raise PageError("kết quả có dòng mà trang không viết lại được (“$ ” hoặc ba dấu huyền)")
    return [*lines, *([_EXIT.format(code)] if code else [])]


def run_page(text: str, folder: Path, run: Run) -> str:
    """Carries out a page in a folder; gives the page with the output that its commands give now."""
    lines = text.split("\n")
    fresh: list[str] = []
    done = 0
    consoles = 0
    for fence in fences_of(text):
        if fence.is_console:
            consoles += 1
            fresh += lines[done : fence.start]
            for command in commands_of(fence):
                fresh += [command, *output_lines(*run(shlex.split(command)[2:]))]
            done = fence.start + len(fence.lines)
        elif len(fence.words) == 2:
            write_file(fence, folder)
    if not consoles:
        raise PageError("trang không chạy lệnh nào (không có khối console)")
    return "\n".join([*fresh, *lines[done:]])


def difference(name: str, expected: str, actual: str) -> str:
    """What changed in a page, as a diff."""
    pair = (expected.split("\n"), actual.split("\n"))
    return "\n".join(difflib.unified_diff(*pair, f"{name} (như in)", f"{name} (nay)", lineterm=""))


def check_page(page: Path, folder: Path, run: Run, *, accept: bool) -> None:
    """Fails with a diff when a page prints what its commands do not give, or mends the page."""
    text = page.read_bytes().decode("utf-8")
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        for name in (n for f in fences_of(text) if f.info == "without" for n in f.lines):
            patch.setitem(sys.modules, name, None)
        actual = run_page(text, folder, run)
    if actual == text:
        return
    if accept:
        page.write_text(actual, encoding="utf-8", newline="\n")
        return
    pytest.fail(difference(page.name, text, actual), pytrace=False)


def run_cqdt(words: list[str]) -> tuple[str, int]:
    """The real command, in this process, 80 columns wide and without colours."""
    main = importlib.import_module("cqdt_rules.cli").main
    output = io.StringIO()
    code: object = 0
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(output),
    ):
        patch.setenv("COLUMNS", "80")
        patch.setenv("NO_COLOR", "1")
        try:
            main(words)
        except SystemExit as ended:
            code = ended.code
    assert code is None or isinstance(code, int), code
    return output.getvalue(), code or 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page(page: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    check_page(page, tmp_path, run_cqdt, accept=bool(request.config.getoption("--accept")))


def slug_shown(text: str, slug: str) -> bool:
    """Whether a console block of the page shows this diagnostic, as text or as JSON."""
    shown = "\n".join(line for fence in fences_of(text) if fence.is_console for line in fence.lines)
    return f"[{slug}]" in shown or f'"{slug}"' in shown


@pytest.mark.parametrize("code", Code, ids=lambda code: code.value)
def test_page_of_a_code_shows_that_code(code: Code) -> None:
    page = ROOT / "tests" / "pages" / f"{code.value}.md"
    if page.exists():
        assert slug_shown(page.read_text(encoding="utf-8"), code.value)


# --- the runner itself, with a command that stands in for cqdt -----------------------------------

PAGE = """\
# Thử

```cqdt bo/tieu-chi.cqdt
khối "A"
```

Chữ thường.

````text
```console
$ cqdt không chạy
```
````

```console
$ cqdt đọc bo/tieu-chi.cqdt
khối "A"
$ cqdt hỏng "hai chữ"
lỗi: hai chữ
[mã thoát 1]
```

```csv bo/tieu-chi.cqdt
khối "B"
```

```console
$ cqdt đọc bo/tieu-chi.cqdt
khối "B"
$ cqdt im
```

Hết.
"""


def stand_in(words: list[str]) -> tuple[str, int]:
    match words:
        case ["đọc", name]:
            return Path(name).read_text(encoding="utf-8"), 0
        case ["hỏng", text]:
            return f"lỗi: {text}\n", 1
        case ["lửng"]:
            return "một\nhai", 0
        case ["đô"]:
            return "$ 5\n", 0
    return "", 0


def run_here(text: str, folder: Path) -> str:
    with contextlib.chdir(folder):
        return run_page(text, folder, stand_in)


def test_a_right_page_comes_out_as_it_went_in(tmp_path: Path) -> None:
    assert run_here(PAGE, tmp_path) == PAGE


def test_files_are_written_in_the_order_of_the_page_as_they_stand(tmp_path: Path) -> None:
    run_here(PAGE, tmp_path)
    assert (tmp_path / "bo" / "tieu-chi.cqdt").read_bytes() == 'khối "B"\n'.encode()


@pytest.mark.parametrize(
    "wrong",
    [
        PAGE.replace("lỗi: hai chữ\n", ""),
        PAGE.replace("lỗi: hai chữ\n", "lỗi: hai  chữ\n"),
        PAGE.replace("[mã thoát 1]\n", ""),
        PAGE.replace("[mã thoát 1]\n", "[mã thoát 2]\n"),
        PAGE.replace("$ cqdt im\n", "$ cqdt im\nthừa\n"),
        PAGE.replace("$ cqdt im\n", "$ cqdt im\n\n"),
    ],
    ids=["missing", "space", "no exit code", "other exit code", "extra line", "blank line"],
)
def test_a_wrong_page_fails_and_accept_mends_only_it(wrong: str, tmp_path: Path) -> None:
    page = tmp_path / "trang.md"
    page.write_text(wrong, encoding="utf-8", newline="\n")
    with pytest.raises(pytest.fail.Exception):
        check_page(page, tmp_path, stand_in, accept=False)
    assert page.read_bytes().decode("utf-8") == wrong
    check_page(page, tmp_path, stand_in, accept=True)
    assert page.read_bytes().decode("utf-8") == PAGE
    check_page(page, tmp_path, stand_in, accept=False)


def test_output_without_a_last_line_end_shows(tmp_path: Path) -> None:
    page = "```console\n$ cqdt lửng\n```\n"
    assert run_here(page, tmp_path) == f"```console\n$ cqdt lửng\nmột\nhai\n{NO_LINE_END}\n```\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# Chỉ có chữ\n", "không chạy lệnh nào"),
        ('```cqdt a.cqdt\nkhối "A"\n```\n', "không chạy lệnh nào"),
        ("```console\n$ cqdt im\n", "không có dòng đóng"),
        ("```console\nchữ\n```\n", "phải bắt đầu"),
        ("```console\n$ rm -r .\n```\n", "chỉ chạy lệnh cqdt"),
        ("```csv ../a.csv\n```\n```console\n$ cqdt im\n```\n", "đi ra ngoài"),
        ("```csv /a.csv\n```\n```console\n$ cqdt im\n```\n", "đi ra ngoài"),
        ("```console\n$ cqdt đô\n```\n", "không viết lại được"),
    ],
)
def test_what_is_not_a_page_is_refused(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(PageError, match=message):
        run_here(text, tmp_path)


def test_a_crash_is_never_accepted(tmp_path: Path) -> None:
    page = tmp_path / "trang.md"
    page.write_text("```console\n$ cqdt đọc khong-co.csv\n```\n", encoding="utf-8")
    with pytest.raises(FileNotFoundError):
        check_page(page, tmp_path, stand_in, accept=True)
    assert page.read_text(encoding="utf-8") == "```console\n$ cqdt đọc khong-co.csv\n```\n"


def test_the_folder_of_the_tests_is_left_as_it_was(tmp_path: Path) -> None:
    before = Path.cwd()
    run_here(PAGE, tmp_path)
    assert Path.cwd() == before


def test_a_code_counts_as_shown_only_in_output() -> None:
    assert slug_shown("```console\n$ cqdt check .\nlỗi[level-gap]: …\n```\n", "level-gap")
    assert not slug_shown("lỗi[level-gap]\n```console\n$ cqdt check .\n```\n", "level-gap")
