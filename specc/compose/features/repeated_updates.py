"""Schedules follow the steps of the run where a network is updated several times in each."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.compose.optimizer import MakeOptimizer
from specc.compose.schedules import of_count
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


def nodes(program: Program) -> Iterator[Renderable]:
    """None: the function that makes the optimizer is there."""
    yield from ()


def rewrite(node: Renderable, program: Program) -> Renderable:
    """The schedules of its optimizer, which counts updates, are asked for the step."""
    if not isinstance(node, MakeOptimizer):
        return node
    counts = {program.optimizer_name(item.network): item.count for item in program.updates}
    if (count := counts[node.name]) is None:
        return node
    value = pattern("schedule(updates // count)", count=count)
    parts, whole = of_count((node.named_transforms, node.transform), program, "updates", value)
    return dataclasses.replace(node, named_transforms=parts, transform=whole)
