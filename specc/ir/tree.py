"""A program as a tree: nodes, tuples of nodes, and what is in their fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

_Kind = TypeVar("_Kind")
_Tree = TypeVar("_Tree")


_FIELDS: dict[type, tuple[str, ...]] = {}


def field_names(kind: type) -> tuple[str, ...]:
    """The fields of a class of nodes; none of any other class."""
    if (found := _FIELDS.get(kind)) is None:
        is_node = dataclasses.is_dataclass(kind)
        found = tuple(field.name for field in dataclasses.fields(kind)) if is_node else ()
        _FIELDS[kind] = found
    return found


def outermost(tree: object, kind: type[_Kind] | tuple[type[_Kind], ...]) -> Iterator[_Kind]:
    """Every instance of a class, in order, without those within another one."""
    left = [tree]
    while left:
        node = left.pop()
        if isinstance(node, kind):
            yield node
        elif isinstance(node, tuple):
            left.extend(reversed(node))
        else:
            left.extend(getattr(node, name) for name in reversed(field_names(type(node))))


def replaced(tree: _Tree, change: Callable[[Any], Any]) -> _Tree:
    """A tree with other nodes in place of those for which `change` does not give None."""
    found: _Tree = _replaced(tree, change)
    return found


def _replaced(node: Any, change: Callable[[Any], Any]) -> Any:
    new = change(node)
    if new is not None:
        return new
    if isinstance(node, tuple) and not hasattr(node, "_fields"):
        return tuple(_replaced(item, change) for item in node)
    before = {name: getattr(node, name) for name in field_names(type(node))}
    after = {name: _replaced(value, change) for name, value in before.items()}
    changes = {name: value for name, value in after.items() if value is not before[name]}
    return dataclasses.replace(node, **changes) if changes else node
