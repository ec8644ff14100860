"""How texts become tokens, in sequences of one length."""

from __future__ import annotations

from collections.abc import Iterator

from specc.compose.data.parts import Function
from specc.ir.node import Renderable
from specc.ir.token_rows import TokenRowSource


def encoding(source: TokenRowSource) -> Iterator[Renderable]:
    """The functions that encode texts, in the order in which they call each other."""
    yield from source.codec.vocabulary
    yield Function(name=f"encode_{source.codec.name}", origin=source.origin)
    yield Function(name="pad", origin=source.origin)
