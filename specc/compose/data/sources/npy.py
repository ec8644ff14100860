"""Files of NumPy's."""

from __future__ import annotations

from collections.abc import Iterator

from specc.compose.data.parts import Function
from specc.compose.data.sources.arrays import constants, loaded, prepared
from specc.ir.data import Data
from specc.ir.node import Renderable

__all__ = ["constants", "loaded", "prepared", "readers"]


def readers(data: Data, *, loads: bool) -> Iterator[Renderable]:
    """See `specc.compose.data.sources.writer`."""
    del loads
    name = "map_npy" if data.placement == "host" else "read_npy"
    yield Function(name=name, origin=data.source.origin)
