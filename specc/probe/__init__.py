"""Reads data and returns its facts: one module per type of source."""

from __future__ import annotations

import importlib
import pathlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

from specc.language.block import Block
from specc.language.facts import Facts


def look(
    source: Block, folder: pathlib.Path, asks: Mapping[str, Any] = MappingProxyType({})
) -> Facts:
    """The facts of a data source, from the module with the name of its type.

    Args:
        source: as the spec has it.
        folder: of the spec, to which paths are relative.
        asks: additional facts needed by a split, by name.

    Raises:
        ImportError: what loads this kind of data is not installed.
    """
    made = getattr(source, "facts", None)
    if made is not None:
        return cast("Facts", made)
    name = type(source).__module__.rpartition(".")[2]
    module = importlib.import_module(f"specc.probe.{name}")
    return cast("Facts", module.look(source, folder, **asks))
