"""A key that a block does not have, and its value as a spec would write it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

from specc.document.diagnostics import Path
from specc.document.document import Document
from specc.document.yaml_reader import core_scalar

LANGUAGE = "specc.language."
_PLAIN = re.compile(r"[A-Za-z_/.][A-Za-z0-9_/.*-]*( [A-Za-z0-9_/.*-]+)*|\d+(\.\d+)?%|\d+ [a-z]+")


class Place(NamedTuple):
    """A key that a block does not have.

    Attributes:
        document: the spec.
        path: of the value.
        family: of the block.
        tag: the type of the block, if it has one.
        fields: the keys that the block has.
        model: the block.
        target: the path of the key here.
    """

    document: Document
    path: Path
    family: str
    tag: str
    fields: Sequence[str]
    model: type[BaseModel]
    target: Path = ()

    @property
    def key(self) -> str:
        """The key, as it is written."""
        return str(self.path[-1])

    @property
    def value(self) -> Any:
        """Its value."""
        return self.document.at(self.path)

    @property
    def text(self) -> str:
        """Its value as YAML."""
        return written(self.document, self.path)

    def beside(self, key: str) -> Any:
        """The value of another key of the block."""
        path = (*self.path[:-1], key)
        return self.document.at(path) if path in self.document.places else None


def written(document: Document, path: Path) -> str:
    """A value as YAML in one line, numbers as the user wrote them."""
    value = document.at(path)
    if isinstance(value, dict):
        inside = (f"{key_text(key)}: {written(document, (*path, key))}" for key in value)
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, list):
        return f"[{', '.join(written(document, (*path, n)) for n in range(len(value)))}]"
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and core_scalar(value) == value
        return value if plain else json.dumps(value, ensure_ascii=False)
    place = document.places[path]
    source = document.sources.get(place.file, "")[place.start : place.end].strip()
    try:
        same = repr(core_scalar(source)) == repr(value) if source else False
    except ValueError:
        same = False
    return source if same else json.dumps(value)


def key_text(key: str) -> str:
    """A key as YAML."""
    return key if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", key) else json.dumps(key)


def family_of(model: type[BaseModel]) -> str:
    """The family of a block, or its own name if it is of none."""
    package, _, _ = model.__module__.removeprefix(LANGUAGE).partition(".")
    nested = "." in model.__module__.removeprefix(LANGUAGE)
    return package if nested else model.__name__.lower()
