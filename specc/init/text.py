"""YAML as a person writes it: short values in a line, comments above what they are about."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

SCHEMA = "specc.schema.json"
"""The file beside a spec by which editors complete and check it."""

SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA}"

WIDTH = 100
"""Columns of a line, where values can be parted."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*|\d+(\.\d+)?(%| [a-z]+)")
_WORDS = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"])


def scalar(value: Any) -> str:
    """A scalar in YAML: a string in quotes unless it is plainly one."""
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _WORDS
        return value if plain else json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and 0 < abs(value) < 0.01:
        mantissa, exponent = f"{value:e}".split("e")
        short = f"{float(mantissa):g}e{int(exponent)}"
        return short if float(short) == value else json.dumps(value)
    return json.dumps(value)


def flow(value: Any) -> str:
    """A value in a line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(flow, value))}]"
    return scalar(value)


def entry(key: str, value: Any, indent: int = 0) -> str:
    """A key and its value, over several lines if it is a long list or a mapping that does not fit."""
    space = " " * indent
    line = f"{space}{key}: {flow(value)}\n"
    if len(line) <= WIDTH:
        return line
    if isinstance(value, Mapping):
        return block(key, value, indent)
    if isinstance(value, list | tuple):
        lines, start = [f"{space}{key}: ["], f"{space}  "
        row = start
        for item in map(flow, value):
            if row != start and len(row) + len(item) + 1 > WIDTH:
                lines.append(row.rstrip())
                row = start
            row += f"{item}, "
        return "\n".join([*lines, row.rstrip(", "), f"{space}]\n"])
    return line


def block(key: str, value: Mapping[str, Any], indent: int = 0) -> str:
    """A key and a mapping, an entry per line."""
    inner = "".join(entry(name, item, indent + 2) for name, item in value.items())
    return f"{' ' * indent}{key}:\n{inner}"


def comment(text: str, indent: int = 0) -> str:
    """A comment, broken where it is too long; nothing in it can end it."""
    shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
    lines, row = [], ""
    for word in shown.split():
        if row and indent + 2 + len(row) + 1 + len(word) > WIDTH:
            lines.append(row)
            row = ""
        row = f"{row} {word}" if row else word
    return "".join(f"{' ' * indent}# {line}\n" for line in [*lines, row] if line)
