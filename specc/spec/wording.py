"""The words for what pydantic finds, which are never pydantic's own.

A table of its error types and small functions that say what a value is and how it is mended.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

EXPECTED: Mapping[str, str] = {
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_parsing_size", "int_from_float"), "an integer"
    ),
    **dict.fromkeys(("float_type", "float_parsing"), "a number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "true or false"),
    **dict.fromkeys(("string_type", "string_sub_type"), "a string"),
    **dict.fromkeys(
        ("dict_type", "mapping_type", "model_type", "model_attributes_type", "dataclass_type"),
        "a mapping",
    ),
    **dict.fromkeys(
        ("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"), "a list"
    ),
    "none_required": "nothing",
}
"""What a value should have been, by the type of the error."""

BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
    "multiple_of": ("multiple_of", "a multiple of"),
}
"""The key of the bound in the error's context, and how it reads."""

LENGTHS: Mapping[str, tuple[str, str, str]] = {
    "too_short": ("min_length", "at least", "value"),
    "too_long": ("max_length", "at most", "value"),
    "string_too_short": ("min_length", "at least", "character"),
    "string_too_long": ("max_length", "at most", "character"),
}
"""The key of the bound in the error's context, how it reads, and what is counted."""

_SWITCHES = {
    **dict.fromkeys(("true", "yes", "on"), "true"),
    **dict.fromkeys(("false", "no", "off"), "false"),
}
_INTEGER = re.compile(r"[-+]?\d+(?:[_,]\d{3})*|[-+]?\d+(?:\.0*)?(?:[eE]\+?\d{1,2})?")
_REAL = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")
_LONGEST = 40


def described(value: object) -> str:
    """A value, as the end of a sentence that begins with "found"."""
    if value is None:
        return "nothing (null)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and math.isfinite(value):
        return repr(value)  # 1.0, where 1 is expected
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, str):
        return f"the string {shortened(repr(value))}"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else "something else"


def number(value: Any) -> str:
    """A number as people write it."""
    if isinstance(value, float):
        if math.isnan(value):
            return ".nan"
        if math.isinf(value):
            return ".inf" if value > 0 else "-.inf"
        return str(int(value)) if value.is_integer() and abs(value) < 1e6 else repr(value)
    if isinstance(value, int):
        text = f"{value:,}" if abs(value) < 10**30 else "a number too large to show"
        return text if abs(value) > 9999 else str(value)
    return str(value)


def counted(count: int, noun: str) -> str:
    """`1 value`, `2 values`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def shortened(text: str) -> str:
    """A text that is too long for a line without its middle."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 8]}…{text[-7:]}"


def close_to(word: object, words: Iterable[str]) -> str | None:
    """The one of some words that was probably meant."""
    if not isinstance(word, str):
        return None
    import difflib  # slow to import, and only wanted where something is wrong

    known = {candidate.lower(): candidate for candidate in words}
    found = difflib.get_close_matches(word.lower(), known, n=1)
    return known[found[0]] if found else None


def nearest(word: str, words: Iterable[str], most: int = 5) -> list[str]:
    """Words as they are; of many the few that are most like a word, and how many more there are."""
    import difflib

    found = [*words]
    if len(found) <= most + 1:
        return found
    found.sort(key=lambda other: -difflib.SequenceMatcher(None, word, other).ratio())
    return [*found[:most], f"{len(found) - most} others"]


def listed(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def alternatives(expected: str) -> list[str]:
    """The words of pydantic's own list of what a literal may be; none where they are no strings."""
    words = [match[1] for match in _QUOTED.finditer(expected)]
    return words if _QUOTED.sub("", expected).strip(", or") == "" else []


def corrected(kind: str, value: object) -> str | None:
    """How a value of the wrong type was probably meant, written as in a spec.

    Args:
        kind: what was expected, in the words of `EXPECTED`.
        value: what the spec has.
    """
    if kind == "an integer":
        return _integer(value)
    if kind == "a number" and isinstance(value, str):
        return value.strip() if _REAL.fullmatch(value.strip()) else None
    if kind == "true or false" and isinstance(value, str):
        return _SWITCHES.get(value.strip().lower())
    if kind == "a string" and isinstance(value, bool | int | float):
        return json.dumps(json.dumps(value))
    if kind == "a list" and isinstance(value, str | bool | int | float):
        return f"[{json.dumps(value, ensure_ascii=False)}]"
    return None


def _integer(value: object) -> str | None:
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    if not isinstance(value, str) or not _INTEGER.fullmatch(value.strip()) or len(value) > _LONGEST:
        return None
    digits = value.strip().replace("_", "").replace(",", "")
    meant = float(digits) if not digits.lstrip("+-").isdigit() else int(digits)
    return str(int(meant)) if float(meant).is_integer() else None
