"""How files name each other: by the number of a decision, or by its whole text."""

from __future__ import annotations

import re

from cqdt_rules.numbers import fold


def numbers_of(text: str) -> set[str]:
    """The numbers of decisions in a text, folded: `292/qđ-ubnd`."""
    return {m.replace(" ", "") for m in re.findall(r"\d+ ?/[a-zđ][\wđ-]*", fold(text))}


def names_decision(words: str, *known: str) -> bool:
    """Whether words name a decision known by these texts: all of one, or its number."""
    wanted = {fold(k) for k in known if k}
    numbers = {n for k in known for n in numbers_of(k)}
    return fold(words) in wanted or bool(numbers_of(words) & numbers)
