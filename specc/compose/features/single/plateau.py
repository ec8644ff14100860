"""The learning rate that is logged has the factor of a schedule that follows the loss."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.compose.step import StepMetric
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


def nodes(_program: Program) -> Iterator[Renderable]:
    """None of its own."""
    yield from ()


def rewrite(node: Renderable, program: Program) -> Renderable:
    """The factor is in the optimizer's state after the update."""
    [update] = program.updates
    reduction = update.optimizer.schedule.reduction
    if reduction is None or not isinstance(node, StepMetric):
        return node
    if not node.name.endswith("learning_rate"):
        return node
    rate = pattern("rate * factor", rate=node.value, factor=reduction.factor)
    return dataclasses.replace(node, value=rate)
