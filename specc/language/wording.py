"""Wording of validation errors, in place of pydantic's.

Tables of pydantic's error types, and functions that describe and correct values.
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
"""Expected types, by the type of the error."""

BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
    "multiple_of": ("multiple_of", "a multiple of"),
}
"""The key of the bound in the error's context, and its wording."""

LENGTHS: Mapping[str, tuple[str, str, str]] = {
    "too_short": ("min_length", "at least", "value"),
    "too_long": ("max_length", "at most", "value"),
    "string_too_short": ("min_length", "at least", "character"),
    "string_too_long": ("max_length", "at most", "character"),
}
"""The key of the bound in the error's context, its wording, and the counted noun."""

_SWITCHES = {
    **dict.fromkeys(("true", "yes", "on"), "true"),
    **dict.fromkeys(("false", "no", "off"), "false"),
}
_INTEGER = r"[-+]?\d+(?:[_,]\d{3})*|[-+]?\d+(?:\.0*)?(?:[eE]\+?\d{1,2})?"
_REAL = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_QUOTED = r"'((?:[^'\\]|\\.)*)'"
_LONGEST = 40


def described(value: object) -> str:
    """A description of a value, to follow "found"."""
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
    """A number, formatted for messages."""
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
    """A text, shortened in the middle if it is too long."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 8]}…{text[-7:]}"


def close_to(word: object, words: Iterable[str]) -> str | None:
    """The word that was probably meant."""
    if not isinstance(word, str):
        return None
    import difflib  # slow to import, and only needed for errors

    known = {candidate.lower(): candidate for candidate in words}
    found = difflib.get_close_matches(word.lower(), known, n=1)
    return known[found[0]] if found else None


def nearest(word: str, words: Iterable[str], most: int = 5) -> list[str]:
    """The words; if they are many, the closest ones and the number of others."""
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
    """The words in pydantic's list of allowed literals; none if they are not strings."""
    words = [match[1] for match in re.finditer(_QUOTED, expected)]
    return words if re.sub(_QUOTED, "", expected).strip(", or") == "" else []


def corrected(kind: str, value: object) -> str | None:
    """The probable correct form of a value of the wrong type, as written in a spec.

    Args:
        kind: the expected type, one of `EXPECTED`.
        value: the value in the spec.
    """
    if kind == "an integer":
        return _integer(value)
    if kind == "a number" and isinstance(value, str):
        return value.strip() if re.fullmatch(_REAL, value.strip()) else None
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
    if (
        not isinstance(value, str)
        or not re.fullmatch(_INTEGER, value.strip())
        or len(value) > _LONGEST
    ):
        return None
    digits = value.strip().replace("_", "").replace(",", "")
    meant = float(digits) if not digits.lstrip("+-").isdigit() else int(digits)
    return str(int(meant)) if float(meant).is_integer() else None
