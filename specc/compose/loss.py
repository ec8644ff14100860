"""The loss and what is measured beside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.head import Section
from specc.ir.node import Node, Renderable
from specc.ir.objective import Metric
from specc.ir.program import Program


@dataclasses.dataclass(frozen=True, kw_only=True)
class Metrics(Node):
    """The function that measures each example of a batch."""

    template: ClassVar[str] = "loss/metrics"
    outputs: str
    target: str
    metrics: tuple[Metric, ...]


def nodes(program: Program) -> Iterator[Renderable]:
    """The section."""
    objective = program.objective
    yield Section(title="Loss and metrics", place="section.loss", origin="task")
    yield Metrics(
        outputs=objective.outputs,
        target=program.data.target.column.name,
        metrics=objective.metrics,
        origin="task",
    )
