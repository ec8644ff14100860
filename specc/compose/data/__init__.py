"""The examples: how they are loaded, and which of them a step sees.

Those that are rows of the source are written by `rows`, and windows of a sequence by `windows`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator

from specc.ir.node import Renderable
from specc.ir.program import Program

__all__ = ["nodes"]


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    writer = importlib.import_module(f"specc.compose.data.{program.data.layout}")
    yield from writer.nodes(program)
