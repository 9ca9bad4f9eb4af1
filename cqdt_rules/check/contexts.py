"""What holds wherever a part of a rule is read: its criterion counts, no earlier case held."""

from __future__ import annotations

from cqdt_rules import scheme as s
from cqdt_rules.check.claims import Claims, Holds
from cqdt_rules.graph import Graph


def contexts_of(graph: Graph) -> dict[str, Claims]:
    """The claims under which each part of an expression (and each named quantity) is read, by its key."""
    block = graph.block
    always = tuple(Holds(f"không đánh giá {i + 1}", False) for i in range(len(block.not_assessed)))
    counted = {s.points_key(c.code): Holds(s.counts_key(c.code)) for c in block.criteria}
    found: dict[str, Claims] = {}
    for key in graph.nodes:
        if owner_of(graph, key) == key:
            own = (counted[key],) if key in counted else ()
            free = key.startswith(("không đánh giá", "không tính điểm", "được tính"))
            _walk(graph, key, (*(() if free else always), *own), found)
    return found


def owner_of(graph: Graph, key: str) -> str:
    """The named quantity that a part of an expression belongs to."""
    owner = key.rpartition(" #")[0]
    return owner if owner in graph.nodes else key


def _walk(graph: Graph, key: str, claims: Claims, found: dict[str, Claims]) -> None:
    """Down the parts of one named quantity."""
    found[key] = claims
    node = graph.nodes[key]
    owner = owner_of(graph, key)
    for i, part in enumerate(node.arguments):
        if part.startswith(f"{owner} #"):
            _walk(graph, part, (*claims, *_before(node.function, node.arguments, i)), found)


def _before(function: str, parts: tuple[str, ...], index: int) -> Claims:
    """What must hold for the part at `index` to be read."""
    if function == "trường hợp":
        last = index == len(parts) - 1 and len(parts) % 2 == 1
        failed = tuple(
            Holds(parts[i], False)
            for i in range(0, index - (0 if last or index % 2 == 0 else 1), 2)
        )
        return failed if last or index % 2 == 0 else (*failed, Holds(parts[index - 1]))
    if function == "nếu" and index == 1:
        return (Holds(parts[0]),)
    return ()
