"""What is measured by its template alone."""

from __future__ import annotations

from collections.abc import Iterator

from specc.ir.event import Measure
from specc.ir.node import Renderable
from specc.ir.program import Program


def nodes(_program: Program, measure: Measure) -> Iterator[Renderable]:
    """See `specc.compose.measures.writer`."""
    yield measure
