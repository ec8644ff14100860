"""Looking at data, once: the only room that loads any, a file per kind of source."""

from __future__ import annotations

import importlib
import pathlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

from specc.spec.block import Block
from specc.spec.facts import Facts


def look(
    source: Block, folder: pathlib.Path, asks: Mapping[str, Any] = MappingProxyType({})
) -> Facts:
    """The facts of a data source, by the file of this room that is named as the source is.

    Args:
        source: as the spec has it.
        folder: of the spec, to which paths are relative.
        asks: what a split has to know besides, by name; only sources that can say it are asked.

    Raises:
        ImportError: what loads this kind of data is not installed.
    """
    name = type(source).__module__.rpartition(".")[2]
    module = importlib.import_module(f"specc.probe.{name}")
    return cast("Facts", module.look(source, folder, **asks))
