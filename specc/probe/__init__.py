"""Reads data and returns its facts: one module per type of source."""

from __future__ import annotations

import importlib
import pathlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

from specc.language.block import Block
from specc.language.facts import Facts
from specc.probe.survey import Survey

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def look(source: Block, folder: pathlib.Path, asks: Mapping[str, Any] = _NOTHING) -> Facts:
    """The facts of a data source; see `survey`."""
    return survey(source, folder, asks).facts


def survey(
    source: Block,
    folder: pathlib.Path,
    asks: Mapping[str, Any] = _NOTHING,
    *,
    scored: bool = False,
) -> Survey:
    """The facts of a data source, and what it consists of, from the module named after its type.

    Args:
        source: as the spec has it.
        folder: of the spec, to which paths are relative.
        asks: additional facts needed by a split, by name.
        scored: whether it is evaluation or test data.

    Raises:
        DataError: the data cannot be used.
        ImportError: what loads this kind of data is not installed.
    """
    made = getattr(source, "facts", None)
    if made is not None:
        return Survey(cast("Facts", made))
    name = type(source).__module__.rpartition(".")[2]
    module = importlib.import_module(f"specc.probe.{name}")
    partial = {"scored": True} if scored and getattr(type(source), "partial", False) else {}
    found = cast("Facts | Survey", module.look(source, folder, **asks, **partial))
    return found if isinstance(found, Survey) else Survey(found)
