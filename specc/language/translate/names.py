"""What names of other frameworks are here: types of blocks, and words that fields allow."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from specc.document.diagnostics import Fix, Path
from specc.document.yaml_reader import core_scalar
from specc.language.family import members
from specc.language.synonyms import Name
from specc.language.translate import words
from specc.language.translate.place import LANGUAGE
from specc.language.translate.words import TYPES, folded, words_of


def name_of(given: str, noun: str, names: Sequence[str], package: str = "") -> Name | None:
    """What a name of other frameworks is here.

    Args:
        given: the name.
        noun: of the family, or the name of the field.
        names: those that are allowed.
        package: of the family.
    """
    bare = re.sub(r"\(.*\)$", "", given.strip())
    forms = dict.fromkeys((folded(bare), folded(bare.rpartition(".")[2])))
    known = words.names()
    specific = f"{noun}.{package.rpartition('.')[2]}"
    rows = (*known.get(specific, ()), *known.get(noun, ()))
    for word in filter(None, forms):
        for row in rows:
            if word in words_of(row) and (not row.to or row.to in names or row.to.startswith('"')):
                return row
        for name in names:
            if folded(name) == word:
                return Name(given, name)
    return None


def elsewhere(given: str, noun: str, package: str) -> str | None:
    """The task that has such a loss or metric, if it is another one."""
    parent = package.rpartition(".")[0]
    if parent + "." == LANGUAGE or not parent.startswith(LANGUAGE):
        return None
    [folder] = import_module(parent).__path__
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        other = f"{parent}.{entry.name}"
        if entry.is_dir() and not entry.name.startswith("_") and other != package:
            found = name_of(given, noun, sorted(members(other)), other)
            if found is not None and found.to:
                return f"`{found.to}` is a {noun} of `task: {entry.name}`"
    return None


def block_of_name(row: Name) -> str:
    """A name as the block that it stands for."""
    return f"{{type: {row.to}{f', {row.keys}' if row.keys else ''}}}"


def keys_of_name(row: Name) -> list[tuple[str, str]]:
    """The further keys of a name with their values."""
    found = re.findall(r"(\w+): (\[[^\]]*\]|[^,]+)", row.keys)
    return [(key, text) for key, text in found]


def as_type(
    given: Mapping[str, Any], path: Path, noun: str, names: Sequence[str], package: str
) -> Fix | None:
    """The edit that gives a block without `type` one, if another key has it."""
    key = type_key(given, noun, names, package)
    return None if key is None else Fix((*path, key), "type", renames=True)


def type_key(given: Mapping[str, Any], noun: str, names: Sequence[str], package: str) -> str | None:
    """The key of a block without `type` that has the name of its type; None if there is none."""
    for key, value in given.items():
        if isinstance(key, str) and key.lower() in TYPES and isinstance(value, str):
            row = name_of(value, noun, names, package)
            if row is not None and row.to:
                return key
    return None


def meant_block(
    given: Mapping[str, Any], noun: str, names: Sequence[str], package: str
) -> dict[str, Any] | None:
    """A block with the type that its name in other frameworks stands for; None if it has no such name."""
    key = "type" if "type" in given else type_key(given, noun, names, package)
    if key is None or not isinstance(given[key], str):
        return None
    row = name_of(given[key], noun, names, package)
    if row is None or not row.to:
        return None
    rest = {other: value for other, value in given.items() if other != key}
    more = {name: core_value(text) for name, text in keys_of_name(row)}
    return {**more, **rest, "type": row.to}


def core_value(text: str) -> Any:
    """The value of a scalar or a list of them in `Name.keys`."""
    if text.startswith("["):
        return [core_scalar(item) for item in text[1:-1].split(", ") if item]
    return core_scalar(text)
