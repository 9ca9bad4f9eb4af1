"""What holds wherever a part of a rule is read: its criterion counts, no earlier case held."""

from __future__ import annotations

from cqdt_rules import scheme as s
from cqdt_rules.check.claims import Claims, Holds
from cqdt_rules.graph import Graph


def contexts_of(graph: Graph) -> dict[str, Claims]:
    """The claims under which each part of an expression (and each named quantity) is read, by its key."""
    block = graph.block
    counted = {s.points_key(c.code): Holds(s.counts_key(c.code)) for c in block.criteria}
    found: dict[str, Claims] = {}
    for key, node in graph.nodes.items():
        if graph.owner(node).key == key:
            own = (counted[key],) if key in counted else ()
            free = key.startswith(_BEFORE_ALL)
            _walk(graph, key, (*(() if free else (Holds(s.ASSESSED),)), *own), found)
    return found


_BEFORE_ALL = ("không đánh giá", "không tính điểm", "được tính", "ấn định điểm", s.ASSESSED)


def _walk(graph: Graph, key: str, claims: Claims, found: dict[str, Claims]) -> None:
    """Down the parts of one named quantity."""
    found[key] = claims
    node = graph.nodes[key]
    owner = graph.owner(node).key
    for i, part in enumerate(node.arguments):
        if part.startswith(f"{owner} #"):
            _walk(graph, part, (*claims, *_before(node.function, node.arguments, i)), found)


def _before(function: str, parts: tuple[str, ...], index: int) -> Claims:
    """What must hold for the part at `index` to be read."""
    if function == "trường hợp":
        last = index == len(parts) - 1 and len(parts) % 2 == 1
        value = not last and index % 2 == 1
        failed = tuple(Holds(parts[i], False) for i in range(0, index - value, 2))
        return (*failed, Holds(parts[index - 1])) if value else failed
    if function == "nếu" and index == 1:
        return (Holds(parts[0]),)
    return ()
