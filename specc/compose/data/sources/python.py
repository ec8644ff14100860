"""A function of the user's."""

from __future__ import annotations

from collections.abc import Iterator

from specc.compose.data.sources.arrays import constants, loaded, prepared
from specc.compose.user_code import own_code
from specc.ir.data import Data
from specc.ir.node import Renderable
from specc.ir.sources.python import OwnSource
from specc.ir.user_code import InlinedDefinition

__all__ = ["constants", "loaded", "prepared", "readers"]


def readers(data: Data, *, loads: bool) -> Iterator[Renderable]:
    """See `specc.compose.data.sources.writer`."""
    del loads
    assert isinstance(data.source, OwnSource)
    if isinstance(data.source.call.code, InlinedDefinition):
        yield from own_code("data", "section.data")
