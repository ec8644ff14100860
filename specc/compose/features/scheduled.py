"""Numbers that follow a schedule: the model gets those of its step, and the log has all of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.step import Core, StepMetric
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Argument, Expr, Name
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program


@dataclass(frozen=True, kw_only=True)
class Scheduled(Node):
    """A number that the model is given in training."""

    template: ClassVar[str] = "step/scheduled"
    name: str
    value: Expr


def nodes(program: Program) -> Iterator[Renderable]:
    """If any number does, besides the learning rate."""
    for item in _inputs(program):
        value = pattern("schedule(state.step)", schedule=item.value)
        yield Scheduled(name=item.name, value=value, origin=f"model.{item.name}")
    for schedule in program.schedules:
        value = pattern(f"{schedule.function}(c)(state.step)")
        yield StepMetric(name=schedule.quantity, value=value, origin=schedule.origin)


def rewrite(node: Renderable, program: Program) -> Renderable:
    """The model is given them before its random keys."""
    if not isinstance(node, Core):
        return node
    given = tuple(Argument(item.name, Name(item.name)) for item in _inputs(program))
    return dataclasses.replace(node, arguments=(*given, *node.arguments))


def _inputs(program: Program) -> tuple[Argument, ...]:
    return tuple(item for network in program.networks for item in network.model.scheduled_inputs)
