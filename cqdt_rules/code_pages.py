"""The page of each kind of mistake: found where the program is installed or checked out, and laid out for a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from cqdt_rules.diagnostics import Code

WIDTH = 80  # columns of a terminal that everybody has
_HEAD = re.compile(r"# `[a-z0-9-]+`: (?P<title>.+)")
_FENCE = re.compile(r"(?P<marks>`{3,}|~{3,})(?P<info>.*)")


def page_of(code: Code) -> str:
    """The page of a code, in Markdown."""
    name = f"{code.value}.md"
    shipped = resources.files("cqdt_rules").joinpath("pages", name)
    if shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    return (Path(__file__).parent.parent / "tests" / "pages" / name).read_text(encoding="utf-8")


def title_of(page: str) -> str:
    """What a page is about, in a few words: its first line."""
    m = _HEAD.match(page)
    return m["title"].strip() if m else ""


def explanation_of(page: str) -> str:
    """The prose of a page before its first example, without marks of Markdown."""
    prose = page.partition("\n")[2].split("\n```", maxsplit=1)[0].split("\n~~~", maxsplit=1)[0]
    return "\n\n".join(
        " ".join(_plain(p).split()) for p in re.split(r"\n\s*\n", prose) if p.strip()
    )


def for_terminal(page: str) -> list[str]:
    """The page as lines for a terminal: prose filled to the width, examples set in, no marks of Markdown."""
    lines: list[str] = []
    for kind, words in _parts(page):
        if lines:
            lines.append("")
        match kind:
            case "heading":
                lines.append(words[0])
            case "prose":
                lines += textwrap.wrap(_plain(" ".join(words)), WIDTH, break_on_hyphens=False)
            case "item":
                item = textwrap.wrap(_plain(" ".join(words)), WIDTH - 2, break_on_hyphens=False)
                if len(lines) > 1 and lines[-2].startswith(("- ", "  ")):
                    lines.pop()  # items of a list stand together
                lines += [f"{'- ' if i == 0 else '  '}{line}" for i, line in enumerate(item)]
            case "console" | "":
                lines += [f"    {w}".rstrip() for w in words]
            case _:
                lines += [f"  tệp {kind}:", *(f"    {w}".rstrip() for w in words)]
    return lines


def _parts(page: str) -> Iterator[tuple[str, list[str]]]:
    """The parts of a page: heading, prose, item, console, or the name of a file that an example writes."""
    prose: list[str] = []
    lines = iter(page.rstrip("\n").split("\n"))
    for line in lines:
        fence = _FENCE.match(line)
        starts_anew = fence or line.startswith(("#", "- ", "* ")) or not line.strip()
        if prose and starts_anew:
            yield _kind(prose)
            prose = []
        if fence:
            inside: list[str] = []
            for each in lines:
                if each.strip() == fence["marks"]:
                    break
                inside.append(each)
            yield _example(fence["info"].strip(), inside)
        elif line.startswith("#"):
            yield "heading", [re.sub(r"`([^`]*)`", r"\1", line.lstrip("# "))]
        elif line.strip():
            prose.append(line)
    if prose:
        yield _kind(prose)


def _kind(prose: list[str]) -> tuple[str, list[str]]:
    if prose[0].startswith(("- ", "* ")):
        return "item", [prose[0][2:], *prose[1:]]
    return "prose", prose


def _example(info: str, inside: list[str]) -> tuple[str, list[str]]:
    """A fence; bytes and generated texts are only named."""
    language, _, name = info.partition(" ")
    if language in ("base64", "repeat"):
        return name or language, ["…"]
    if language == "without":
        return "", [f"(máy không có {' '.join(inside)})"]
    return (name or "") if language != "console" else "console", inside


def _plain(text: str) -> str:
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\*\*([^*]*)\*\*", r"\1", text)
    return re.sub(r"`([^`]*)`", r"“\1”", text)
