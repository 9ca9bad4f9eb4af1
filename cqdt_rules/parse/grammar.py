"""The grammar as Lark holds it: one statement read, or where and why it could not be."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Set
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from lark import Lark


@frozen
class Failure:
    """Where a statement stopped making sense (the length of its text: it ended too early), and what could have stood there."""

    position: int
    accepts: Set[str]
    name: str = ""  # the bare name that stands right before, where there is one


def grammar_file(name: str) -> str:
    """The text of a file of grammar/, from the installed package or the checkout."""
    shipped = resources.files("cqdt_rules").joinpath("grammar", name)
    if shipped.is_file():
        return shipped.read_text(encoding="utf-8")
    return (Path(__file__).parents[2] / "grammar" / name).read_text(encoding="utf-8")


def grammar_text() -> str:
    """The grammar itself."""
    return grammar_file("cqdt.lark")


@functools.cache
def the_lark() -> Lark:
    """The parser; its tables are kept between runs."""
    import lark

    options: dict[str, Any] = {
        "parser": "lalr",
        "lexer": "contextual",
        "start": "statement",
        "propagate_positions": True,
        "maybe_placeholders": True,
    }
    text = grammar_text()
    cache = _cache_file(text)
    if cache is None:
        return lark.Lark(text, **options)
    try:
        return lark.Lark(text, cache=str(cache), **options)
    except Exception:  # noqa: BLE001 - a damaged or foreign cache must never stop a check: build the tables anew
        return lark.Lark(text, **options)


def _cache_file(text: str) -> Path | None:
    """Where the parser's tables are kept between runs: a folder of this user's own, or none.

    The tables are a pickle, so a folder that others may write to will not do.
    """
    import hashlib

    home = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME")
    try:
        folder = (Path(home) if home else Path.home() / ".cache") / "cqdt-rules"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    name = hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
    return folder / f"cqdt-{name}.tables" if os.access(folder, os.W_OK) else None


@functools.cache
def begin_pattern() -> re.Pattern[str]:
    """What a line that begins a statement looks like, with the line end before it."""
    pattern = next(t.pattern for t in the_lark().terminals if t.name == "_BEGIN")
    return re.compile(pattern.to_regexp())


def begins_well(text: str) -> bool:
    """Whether a text begins a statement."""
    return begin_pattern().match("\n" + text) is not None


def read_statement(text: str) -> Any:
    """Lark's tree of one statement, or a Failure."""
    from lark.exceptions import UnexpectedInput

    try:
        return the_lark().parse(text, start="statement")
    except UnexpectedInput as error:
        return Failure(_position(text, error), _accepts(error), _name_before(error))


def _accepts(error: Any) -> Set[str]:
    accepts: Set[str] = error.interactive_parser.accepts()
    return accepts


def _name_before(error: Any) -> str:
    """The bare name that was read last."""
    stack = error.interactive_parser.parser_state.value_stack
    last: Any = stack[-1] if stack else None
    while len(getattr(last, "children", ())) == 1:
        last = last.children[0]
    return str(last) if getattr(last, "type", "") == "NAME" else ""


def how_far(text: str) -> int:
    """How many letters of a statement make sense; one more than it has where all of it does."""
    from lark.exceptions import UnexpectedInput

    try:
        the_lark().parse(text, start="statement")
    except UnexpectedInput as error:
        return _position(text, error)
    return len(text) + 1


def _position(text: str, error: Any) -> int:
    token = getattr(error, "token", None)
    if token is not None and token.type == "$END":
        return len(text.rstrip())
    return min(error.pos_in_stream or 0, len(text.rstrip()))
