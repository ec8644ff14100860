"""The tables of words, read once they are asked for, and where keys are moved."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from specc.language.family import members
from specc.language.synonyms import Key, Name

HOMES: Mapping[str, tuple[str, ...]] = {
    "spec": (),
    "data": ("data",),
    "train": ("train",),
    "evaluate": ("evaluate",),
    "checkpoint": ("checkpoint",),
    "log": ("log",),
    "profile": ("profile",),
    "tasks": ("task",),
    "losses": ("task", "loss"),
    "models": ("model",),
    "optimizers": ("optimizer",),
    "schedules": ("optimizer", "learning_rate"),
    "averages": ("average",),
    "sources": ("data", "source"),
}
"""Where the block of a family is, for keys that are moved there."""

NEEDED: Mapping[tuple[str, ...], str] = {
    ("task", "loss"): "type: cross_entropy",
    ("average",): "type: ema",
}
"""What a block needs besides a key that is moved there, if it is not in the spec."""

TYPES = (
    "name",
    "_target_",
    "class_path",
    "class_name",
    "class",
    "kind",
    "cls",
    "method",
    "algorithm",
)
"""Keys that other frameworks have for `type`."""


def keys() -> Mapping[str, tuple[Key, ...]]:
    """By family, or block: what keys of other frameworks mean in it."""
    return _table("KEYS")


def names() -> Mapping[str, tuple[Name, ...]]:
    """By the noun of a family, or the name of a field: what names of other frameworks are here."""
    return _table("NAMES")


@functools.cache
def _table(name: str) -> dict[str, Any]:
    """The rows of all sections."""
    found: dict[str, Any] = {}
    for section in members("specc.language.synonyms").values():
        for home, rows in getattr(import_module(section), name, {}).items():
            found[home] = (*found.get(home, ()), *rows)
    return found


def folded(word: str) -> str:
    """A word without what is written in different ways: capitals, underscores, hyphens, blanks."""
    return re.sub(r"[^a-z0-9]", "", word.lower())


def words_of(row: Key | Name) -> list[str]:
    """The words of a row, as they are compared."""
    return [folded(word) for word in row.words.split()]
