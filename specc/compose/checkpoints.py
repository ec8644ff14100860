"""Checkpoints and logs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.fast_dataclasses import dataclass
from specc.ir.node import Node, Renderable
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Means(Node):
    """What is averaged between two rows of the log."""

    template: ClassVar[str] = "run/means"


def nodes(program: Program) -> Iterator[Renderable]:
    """The section; what sinks define for themselves stands behind it."""
    run = program.run
    title = "Checkpoints and logs" if run.checkpoints else "Logs"
    yield Section(title=title, slot_name="section.checkpoints", origin="checkpoint")
    yield Means(origin="log")
    yield from (event for event in run.events if event.section == "checkpoints")
