"""Sinks that are their template alone."""

from __future__ import annotations

from collections.abc import Iterator

from specc.ir.node import Renderable
from specc.ir.program import Program
from specc.ir.run import Sink


def nodes(_program: Program, _sink: Sink) -> Iterator[Renderable]:
    """See `specc.compose.sinks.writer`."""
    return iter(())
