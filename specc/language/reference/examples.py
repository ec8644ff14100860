"""Examples of fields and blocks."""

from __future__ import annotations

from typing import Any

from specc.language.block import Block
from specc.language.family import TARGET, Family, Part, member
from specc.language.json_schema import Node, properties, required
from specc.language.reference.shared import shared
from specc.language.type_text import type_text


def example_of(node: Node) -> Any:
    """A value of a field: the one that it gives itself, or else one that its type has."""
    if "examples" in node:
        return node["examples"][0]
    if "default" in node and node["default"] not in ([], {}):
        return (not node["default"]) if isinstance(node["default"], bool) else node["default"]
    if TARGET in node:
        target = node[TARGET]
        return _usual(target) if isinstance(target, Family) else example(target)
    if "anyOf" in node:
        return example_of(node["anyOf"][0])
    if "const" in node or "enum" in node:
        return node.get("const", node.get("enum", [None])[0])
    if node["type"] == "array":
        items = node.get("prefixItems") or [node["items"]]
        return [example_of(item) for item in items]
    if node["type"] == "object":
        inner = node.get("additionalProperties") or next(iter(node["patternProperties"].values()))
        return {"name": example_of(inner)}
    if node["type"] == "boolean":
        return True
    raise LookupError(f"a field of the type {type_text(node)!r} has neither default nor example")


def _usual(family: Family) -> Any:
    """The member that an example has, as short as it can be written."""
    usual = family.usual
    if family.shorthand is not None:
        node = family.shorthand.schema(family, properties)
        short = node.get("enum") or node["examples"]
        return usual if usual in short else short[0]
    return example(family.parts()[usual or family.names()[0]], frozenset(shared(family)))


def example(target: type[Block] | Part, skipped: frozenset[str] = frozenset()) -> Any:
    """A mapping of a block: what it needs, and what its fields give examples for.

    Args:
        target: the block.
        skipped: optional fields to leave out.
    """
    block = target.block if isinstance(target, Part) else target
    kept = target.fields if isinstance(target, Part) else properties(block)
    skip = {*skipped, *getattr(block, "apart", ())}
    found: dict[str, Any] = {}
    for key, node in properties(block).items():
        if key == "type":
            found = {"type": node["const"], **found}
        elif key in kept and (key in required(block) or (_unset(node) and key not in skip)):
            found[key] = example_of(node)
    return found


def _unset(node: Node) -> bool:
    """Whether a field has an example in place of a default."""
    return "examples" in node and not node.get("default")


def member_example(family: Family, name: str) -> Any:
    """A mapping of a member, without optional fields that the family shares."""
    return example(member(family.package, name), frozenset(shared(family)))
