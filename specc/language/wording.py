"""Wording of validation errors, in place of pydantic's.

Tables of pydantic's error types, and functions that describe and correct values.
"""

from __future__ import annotations

import decimal
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

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


class Form(NamedTuple):
    """A form of strings.

    Attributes:
        words: a sentence about it.
        corrected: the probable correct string, as written in a spec; None if there is none.
    """

    words: str
    corrected: Callable[[Any], str | None] = lambda _: None


def _as_name(value: Any) -> str | None:
    found = re.sub(r"\W+", "_", str(value), flags=re.ASCII).strip("_")
    return found[:40] if re.match("[A-Za-z]", found) else None


def _as_label(value: Any) -> str | None:
    found = _as_name(value)
    return found.lower() if found else None


def _as_paths(value: Any) -> str | None:
    """A name with dots, as PyTorch's, or a simple regular expression, as a path."""
    words = {"weight": "kernel", "gamma": "scale", "beta": "bias"}
    parts = re.split(r"\\?\.", str(value).strip("^$").replace(".*", "\0"))
    found = ["**" if part == "\0" else part.replace("\0", "*") for part in parts]
    found = [words.get(part, part) for part in found]
    ends = [
        ["**", part[1:]] if part.startswith("*") and part.strip("*") else [part] for part in found
    ]
    path = "/".join(part for both in ends for part in both)
    return json.dumps(path) if re.fullmatch(_PATH, path) else None


_PATH = r"^[A-Za-z0-9_*]+(/[A-Za-z0-9_*]+)*$"
_IDENTIFIER = Form(
    "it is the name of something in Python: letters, digits and _, not a digit first"
)
FORMS: Mapping[str, Form] = {
    "^[A-Za-z][A-Za-z0-9_]*$": Form(
        "it is a file name and a name in Python: letters, digits and _, a letter first", _as_name
    ),
    "^[a-z][a-z0-9_]*$": Form("small letters, digits and _, a letter first", _as_label),
    r"^[A-Za-z_][A-Za-z0-9_]*$": _IDENTIFIER,
    r"\.py$": Form("it is the path of a Python file, and ends in .py"),
    "^[A-Z][0-9]{3}$": Form(
        "a code is a capital letter and three digits, as the rule is shown: O022",
        lambda value: str(value).upper() if re.fullmatch("[a-z][0-9]{3}", str(value)) else None,
    ),
    _PATH: Form(
        "a path has slashes between its parts, with * for anything in a part and ** for any parts: "
        "hidden/0/kernel, **/bias",
        _as_paths,
    ),
    r"^[A-Za-z0-9_.*/-]+$": Form(
        "the name of an array has letters, digits and _ . / -, with * for what the path has there"
    ),
    r"^[^/\\#?%:\s]([^/\\#?%:\r\n]*[^/\\#?%:\s])?$": Form(
        "a name has none of / # ? % : or backslashes, and no blank at its ends"
    ),
    r"^\S(.*\S)?$": Form("a name has no blank at its ends"),
    r"^(databricks|[a-z][a-z0-9+-]*:\S+|[./]\S*)$": Form(
        "it is an address such as http://127.0.0.1:5000 or sqlite:///mlflow.db, or a folder that "
        "begins with ./ or /"
    ),
    "^[0-9A-Fa-f]{64}$": Form("a SHA-256 has 64 hexadecimal digits, as sha256sum prints it"),
    "^[0-9a-f]{64}$": Form("a SHA-256 has 64 hexadecimal digits, as sha256sum prints it"),
}
"""By the pattern of a field."""

_TIMES: Mapping[str, tuple[str, ...]] = {
    "step": ("step", "it", "iter", "iteration", "batch", "batche", "update"),
    "epoch": ("epoch", "ep", "passe", "pass"),
    "example": ("example", "sample", "image", "row"),
}
"""Units of durations, and other words for them without the `s` of several."""

_SWITCHES = {
    **dict.fromkeys(("true", "yes", "on"), "true"),
    **dict.fromkeys(("false", "no", "off"), "false"),
}
_QUANTITY = r"(\d[\d_,]*(?:\.\d+)?(?:[eE]\+?\d{1,2})?)\s*([kKmMbB]?)\s*([A-Za-z]+|%)"
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


def shortened(text: str, longest: int = _LONGEST) -> str:
    """A text, shortened in the middle if it is too long."""
    return text if len(text) <= longest else f"{text[: longest - 8]}…{text[-7:]}"


def close_to(word: object, words: Iterable[str], least: float = 0.6) -> str | None:
    """The word that was probably meant.

    Args:
        word: what was written.
        words: those that it can be.
        least: similarity of the two, up to 1.
    """
    if not isinstance(word, str):
        return None
    import difflib  # slow to import, and only needed for errors

    known = {candidate.lower(): candidate for candidate in words}
    found = difflib.get_close_matches(word.lower(), known, n=1, cutoff=least)
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


def word(text: str) -> str:
    """An allowed word, quoted if it is not one: a comma, a blank."""
    return text if re.fullmatch(r"[\w.+-]+", text) else json.dumps(text)


def alternatives(expected: str) -> list[str]:
    """The words in pydantic's list of allowed literals; none if they are not strings."""
    words = [match[1].replace("\\t", "\t") for match in re.finditer(_QUOTED, expected)]
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
        return _real(value.strip())
    if kind == "true or false" and isinstance(value, str):
        return _SWITCHES.get(value.strip().lower())
    if kind == "a string" and isinstance(value, bool | int | float):
        return json.dumps(json.dumps(value))
    if kind.startswith("a percentage"):
        return percentage(value)
    if kind.startswith("a duration such"):
        return duration(value)
    if kind == "a list" and isinstance(value, str | bool | int | float):
        return f"[{json.dumps(value, ensure_ascii=False)}]"
    return None


def _real(text: str) -> str | None:
    """A number in a string: `'1e-3'`, `1,000.5`, `10%`."""
    if re.fullmatch(_REAL, text):
        return text
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text):
        return text.replace(",", "")
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*%", text)
    return plain(float(found[1]) / 100) if found else None


def as_number(value: object) -> float | None:
    """A number, also one in a string."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        found = re.fullmatch(r"\s*(\d[\d_,]*(\.\d*)?([eE][-+]?\d+)?|\.\d+)\s*", value)
        return float(found[1].replace(",", "").replace("_", "")) if found else None
    return float(value) if isinstance(value, int | float) and abs(value) < 2**53 else None


def plain(value: float) -> str:
    """A number without an exponent, rounded to twelve digits."""
    if value.is_integer():
        return str(int(value))
    return f"{decimal.Decimal(f'{value:.12g}'):f}"


def percentage(value: object) -> str | None:
    """A number from 0 to 1, or a percentage in words, as a percentage."""
    found = as_number(value)
    if found is not None:
        return f"{plain(found * 100)}%" if 0 <= found < 1 else None
    if isinstance(value, str):
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(?:%|percent|pct)\s*", value)
        return f"{match[1]}%" if match else None
    return None


def duration(value: object) -> str | None:
    """A duration in other words, or a share of the run."""
    found = as_number(value)
    if found is not None:
        return "0 steps" if found == 0 else percentage(found)
    match = re.fullmatch(_QUANTITY, value.strip()) if isinstance(value, str) else None
    if match is None:
        return percentage(value)
    digits, scale, word = match.groups()
    one = word.lower().removesuffix("s") if word.lower() != "pass" else word.lower()
    unit = next((unit for unit, words in _TIMES.items() if one in words), None)
    amount = as_number(digits)
    if unit is None or amount is None:
        return None
    scale = scale.lower() if scale in "kK" else scale.upper()
    return f"{plain(amount)}{scale} {unit}{'' if (amount, scale) == (1, '') else 's'}"


def question(expected: str, value: object) -> str | None:
    """What to ask about a number without a unit."""
    found = as_number(value)
    if found is None or found <= 0:
        return None
    if expected.startswith("a duration"):
        return f"{plain(found)} steps or {plain(found)} epochs?"
    if expected.startswith("a percentage"):
        return f"{plain(found)}%? a share has a percent sign" if found <= 100 else None
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
