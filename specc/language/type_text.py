"""The types of fields in words, from their JSON schemas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from specc.language.family import TARGET, ByField, Family

_MOST_WORDS = 6
_LARGEST = 1_000_000  # an upper bound from here on is of no interest
_LOWER = {"exclusiveMinimum": ">", "minimum": "≥"}
_UPPER = {"exclusiveMaximum": "<", "maximum": "≤"}


def type_text(node: Mapping[str, Any]) -> str:
    """The type of a value: `number > 0`, `duration (e.g. 5 epochs)`, `list of integers ≥ 1`.

    Args:
        node: its JSON schema, in which blocks and families are not written out.
    """
    *most, last = dict.fromkeys(_alternatives(node))
    return f"{', '.join(most)} or {last}" if most else last


def _alternatives(node: Mapping[str, Any]) -> Iterable[str]:
    if "title" in node:
        return [str(node["title"])]
    if TARGET in node:
        return _reference(node[TARGET])
    if "anyOf" in node:
        parts = [part for part in node["anyOf"] if part != {"type": "null"}]
        return [text for part in parts for text in _alternatives(part)]
    if "const" in node:
        return [_word(node["const"])]
    if "enum" in node:
        words = [_word(value) for value in node["enum"]]
        return words if len(words) <= _MOST_WORDS else [f"one of {len(words)} words"]
    kind = node.get("type")
    if kind is None:
        return ["value"]
    return [_NAMES[kind] if kind in _NAMES else _KINDS[kind](node)]


def _reference(target: Any) -> Iterable[str]:
    if not isinstance(target, Family):
        return ["mapping"]
    if isinstance(target.shorthand, ByField):
        from specc.language.json_schema import properties  # which imports this module

        node = target.shorthand.schema(target, properties)
        return [node["title"], target.noun]
    return [target.noun]


def _array(node: Mapping[str, Any]) -> str:
    if "prefixItems" in node:
        count = len(node["prefixItems"])
        kinds = dict.fromkeys(_plural(type_text(item)) for item in node["prefixItems"])
        return (
            f"list of {count} {next(iter(kinds))}" if len(kinds) == 1 else f"list of {count} values"
        )
    return f"list of {_plural(type_text(node['items']))}"


def _object(node: Mapping[str, Any]) -> str:
    inner = node.get("additionalProperties") or next(iter(node["patternProperties"].values()))
    return f"mapping of names to {_plural(type_text(inner))}"


def _number(node: Mapping[str, Any]) -> str:
    """`number > 0`, `integer ≥ 1`, `number in [0, 1)`."""
    low = next(((sign, node[key]) for key, sign in _LOWER.items() if key in node), None)
    high = next(((sign, node[key]) for key, sign in _UPPER.items() if key in node), None)
    if high is not None and high[1] >= _LARGEST:
        high = None
    if low and high:
        brackets = "(" if low[0] == ">" else "[", ")" if high[0] == "<" else "]"
        return f"{node['type']} in {brackets[0]}{low[1]:g}, {high[1]:g}{brackets[1]}"
    bound = low or high
    return f"{node['type']} {bound[0]} {bound[1]:g}" if bound else str(node["type"])


_KINDS = {
    "array": _array,
    "object": _object,
    "number": _number,
    "integer": _number,
}
_NAMES = {"boolean": "true or false", "string": "text"}


def _plural(kind: str) -> str:
    """`integers ≥ 1`, `paths of parameters`; several kinds stay as they are."""
    word, blank, rest = kind.partition(" ")
    return kind if " or " in f" {rest} " or word in ("text", "true") else f"{word}s{blank}{rest}"


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
