"""Whether a value has a form that a field takes: a mapping, a list or a single value.

A key is renamed or moved only if its value fits there: other values would only be wrong in another place.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from specc.language.family import TARGET, Family
from specc.language.json_schema import Node, properties


def fits(model: type[BaseModel], key: str, value: Any) -> bool:
    """Whether a field of a block takes values of a form; what is in a block is not looked at."""
    return _fits(properties(model)[key], value)


def _fits(node: Node, value: Any) -> bool:
    if "anyOf" in node:
        return any(_fits(part, value) for part in node["anyOf"])
    if TARGET in node:
        return _fits_target(node[TARGET], value)
    kind = node.get("type")
    if not node.keys() & {"type", "const", "enum"}:
        return True
    if isinstance(value, dict):
        if kind != "object":
            return False
        inner = node.get("additionalProperties")
        return not isinstance(inner, dict) or all(_fits(inner, item) for item in value.values())
    if kind == "object":
        return value is None
    if kind == "array":
        given = value if isinstance(value, list) else [value]  # one value is a list of one
        items = node.get("prefixItems") or [node["items"]]
        return all(any(_fits(item, one) for item in items) for one in given)
    return not isinstance(value, list)


def _fits_target(target: Any, value: Any) -> bool:
    """A block is a mapping; a name can become its type, and a family can have a shorthand."""
    if isinstance(value, dict) or value is None or isinstance(value, str):
        return True
    if isinstance(target, Family) and target.shorthand is not None:
        return _fits(target.shorthand.schema(target, properties), value)
    return False
