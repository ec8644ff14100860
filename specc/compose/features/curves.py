"""Learning curves, drawn from the log when the run has ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.node import Node, Renderable
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Curves(Node):
    """The function that draws them, and its call."""

    template: ClassVar[str] = "run/curves"


def nodes(program: Program) -> Iterator[Renderable]:
    """If the spec asks for them."""
    if program.run.curves:
        yield Curves(origin="log.curves")
