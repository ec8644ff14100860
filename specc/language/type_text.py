"""The types of fields in words, from their JSON schemas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from specc.language.family import TARGET, ByField, Family

_MOST_WORDS = 6
_LARGEST = 1_000_000  # an upper bound from here on is of no interest


def type_text(node: Mapping[str, Any]) -> str:
    """The type of a value: `number > 0`, `duration (e.g. 5 epochs)`, `list of integers ≥ 1`.

    Args:
        node: its JSON schema, in which blocks and families are not written out.
    """
    if "title" in node:
        return str(node["title"])
    if TARGET in node:
        return _reference(node[TARGET])
    if "anyOf" in node:
        texts = [type_text(part) for part in node["anyOf"] if part != {"type": "null"}]
        return _or(dict.fromkeys(texts))
    if "const" in node:
        return _word(node["const"])
    if "enum" in node:
        words = [_word(value) for value in node["enum"]]
        return _or(words) if len(words) <= _MOST_WORDS else f"one of {len(words)} words"
    return _KINDS[node["type"]](node)


def _reference(target: Any) -> str:
    if not isinstance(target, Family):
        return "mapping"
    if isinstance(target.shorthand, ByField):
        from specc.language.json_schema import properties  # which imports this module

        node = target.shorthand.schema(target, properties)
        return f"{node['title']} or {target.noun}"
    return target.noun


def _array(node: Mapping[str, Any]) -> str:
    if "prefixItems" in node:
        kinds = [type_text(item) for item in node["prefixItems"]]
        return f"list of {len(kinds)}: {kinds[0]}" if len(set(kinds)) == 1 else f"list of {_or(kinds)}"
    return f"list of {type_text(node['items'])}"


def _object(node: Mapping[str, Any]) -> str:
    inner = node.get("additionalProperties") or next(iter(node["patternProperties"].values()))
    return f"mapping of names to {type_text(inner)}"


def _number(node: Mapping[str, Any]) -> str:
    low = next((f" {sign} {_shown(node[key])}" for key, sign in _LOW.items() if key in node), "")
    high = next((f" {sign} {_shown(node[key])}" for key, sign in _HIGH.items() if _bounds(node, key)), "")
    joined = f"{low} and{high}" if low and high else low or high
    return f"{node['type']}{joined}"


_LOW = {"exclusiveMinimum": ">", "minimum": "≥"}
_HIGH = {"exclusiveMaximum": "<", "maximum": "≤"}
_KINDS = {
    "array": _array,
    "object": _object,
    "number": _number,
    "integer": _number,
    "boolean": lambda node: "true or false",
    "string": lambda node: "text",
    "null": lambda node: "null",
}


def _bounds(node: Mapping[str, Any], key: str) -> bool:
    return key in node and node[key] < _LARGEST


def _shown(number: float) -> str:
    return f"{number:g}"


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _or(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
