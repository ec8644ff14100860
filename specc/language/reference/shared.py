"""What the members of a large family have in common."""

from __future__ import annotations

from collections import Counter

from specc.language.family import Family, member
from specc.language.json_schema import Node, properties

_FEW = 4  # members of a family that have no table of their own for what they share


def shared(family: Family) -> dict[str, Node]:
    """The fields that most members of a large family have."""
    blocks = [member(family.package, name) for name in family.names()]
    if len(blocks) <= _FEW:
        return {}
    counts: Counter[str] = Counter()
    nodes: dict[str, Node] = {}
    for block in blocks:
        for key, node in properties(block).items():
            mark = f"{key} {node}"
            counts[mark] += 1
            nodes[mark] = node
    common = [mark for mark, count in counts.items() if 2 * count > len(blocks)]
    return {mark.partition(" ")[0]: nodes[mark] for mark in common}
