"""Lark's tree to ours: a rule's name is a class's name."""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cqdt_rules import syntax
from cqdt_rules.parse.folding import Folded
from cqdt_rules.source import Source, Span

if TYPE_CHECKING:
    from lark import Token


def build_statement(source: Source, chunk: Folded, tree: Any) -> syntax.Statement:
    """The statement that Lark read from a chunk of the source."""
    body = _Builder(chunk).build(tree.children[-1])
    line = source.line(source.line_of(body.span.start))
    blanks = line[: len(line) - len(line.lstrip())].replace("\t", "    ")
    return syntax.Statement(body.span, body, len(blanks.replace("\ufeff", "")))


class _Builder:
    """Makes syntax nodes of the chunk that a tree was read from."""

    def __init__(self, chunk: Folded) -> None:
        self._chunk = chunk

    def build(self, item: Any) -> Any:
        if item is None:
            return None
        if hasattr(item, "children"):
            return self._node(item)
        return self._leaf(item)

    def _span(self, first: int, last: int) -> Span:
        return self._chunk.span(first, last)

    def _node(self, tree: Any) -> Any:
        children = [self.build(c) for c in tree.children]
        rule = str(tree.data)
        if rule == "name":
            return _as_name(children[0])
        if rule in ("number", "percent", "date"):
            return children[0]
        cls = getattr(syntax, _class_name(rule))
        span = self._node_span(tree)
        names = cls.FIELDS[1:]
        if not cls.REST:
            return cls(span, *children)
        fixed = len(names) - 1
        return cls(span, *children[:fixed], tuple(children[fixed:]))

    def _node_span(self, tree: Any) -> Span:
        first, last = tree.meta.start_pos, tree.meta.end_pos
        # statements and items begin with a line break and a bullet: not part of what the reader sees
        text = self._chunk.text[first:last]
        return self._span(first + len(text) - len(text.lstrip(" \n•")), last)

    def _leaf(self, token: Token) -> syntax.Node:
        start = token.start_pos or 0
        span = self._span(start, token.end_pos or start + 1)
        text = str(token)
        match token.type:
            case "STRING":
                return syntax.Quoted(span, _unquote(text))
            case "NAME":
                return syntax.Name(span, text, False)
            case "NUMBER":
                return syntax.Number(span, text, Fraction(text.replace(",", ".")))
            case "PERCENT":
                return syntax.Percent(
                    span, text, Fraction(text.rstrip("% ").replace(",", ".")) / 100
                )
            case "DATE":
                return syntax.Date(span, text)
            case "CODE":
                return syntax.Word(span, text.rstrip("."))
        return syntax.Word(span, text)


def _as_name(leaf: syntax.Node) -> syntax.Name:
    if isinstance(leaf, syntax.Quoted):
        return syntax.Name(leaf.span, leaf.text, True)
    assert isinstance(leaf, syntax.Name)
    return leaf


def _unquote(text: str) -> str:
    inner = text[1:-1]
    return (inner.replace('""', '"') if text[0] == '"' else inner).strip()


@functools.cache
def _class_name(rule: str) -> str:
    return "".join(part.capitalize() for part in rule.split("_"))
