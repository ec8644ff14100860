"""The fields of blocks, and those that the members of a family share."""

from __future__ import annotations

from typing import Any, NamedTuple

from specc.language.block import Block
from specc.language.family import Family, Part, member
from specc.language.json_schema import Node, properties, references, required
from specc.language.reference.examples import example_of
from specc.language.reference.shared import shared
from specc.language.reference.yaml_text import flow


class Field(NamedTuple):
    """A key of a block.

    Attributes:
        key: as a spec has it.
        type: its type in words.
        unit: the unit of its numbers, or what it counts; empty if there is none.
        default: as a spec would have it; None if there is none.
        required: whether a block needs it.
        description: what it means.
        choices: the words that it can be, if its type does not list them.
        targets: the blocks and families that its value can be.
        node: its schema.
    """

    key: str
    type: str
    unit: str
    default: str | None
    required: bool
    description: str
    choices: tuple[str, ...]
    targets: tuple[Any, ...]
    node: Node

    @property
    def example(self) -> str:
        """A value, as YAML."""
        return flow(example_of(self.node))


def fields(target: type[Block] | Part) -> list[Field]:
    """The fields of a block, the required ones first, without its `type`."""
    block = target.block if isinstance(target, Part) else target
    kept = target.fields if isinstance(target, Part) else properties(block)
    needed = required(block)
    found = [
        field_of(key, node, key in needed)
        for key, node in properties(block).items()
        if key in kept and key != "type"
    ]
    return sorted(found, key=lambda field: not field.required)


def field_of(key: str, node: Node, needed: bool) -> Field:
    """A field, from its schema."""
    words = tuple(str(word) for word in node.get("enum", ()))
    return Field(
        key,
        node["title"],
        node.get("unit", ""),
        flow(node["default"]) if "default" in node else None,
        needed,
        node.get("description", ""),
        words if all(map(str.isidentifier, words)) and "name" in node["title"] else (),
        tuple(dict.fromkeys(references(node))),
        node,
    )


def shared_fields(family: Family) -> list[Field]:
    """The same as fields."""
    needed = {key for name in family.names() for key in family.required(name)}
    return [field_of(key, node, key in needed) for key, node in shared(family).items()]


def own_fields(family: Family, name: str) -> list[Field]:
    """The fields of a member that its family does not share."""
    block = member(family.package, name)
    same = shared(family)
    return [field for field in fields(block) if same.get(field.key) != properties(block)[field.key]]


def lacks(family: Family, name: str) -> list[str]:
    """The shared fields that a member does not have."""
    return [key for key in shared(family) if key not in properties(member(family.package, name))]
