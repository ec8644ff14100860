"""Schedules follow the steps of the run where some are skipped, because optax does not count those."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar, TypeVar

from specc.compose.optimizer import MakeOptimizer
from specc.compose.schedules import of_count
from specc.compose.step import Core
from specc.fast_dataclasses import dataclass
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program

_Tree = TypeVar("_Tree")


@dataclass(frozen=True, kw_only=True)
class OptimizerOfStep(Node):
    """The function that makes the optimizer takes the step."""

    template: ClassVar[str] = "optimizer/of_step"


def nodes(program: Program) -> Iterator[Renderable]:
    """If the optimizer has a number that changes."""
    if _follows_step(program):
        yield OptimizerOfStep(origin=f"{program.skip_origin} optimizer.learning_rate")


def rewrite(node: Renderable, program: Program) -> Renderable:
    """The optimizer is made for a step, and its schedules give the values of that."""
    if not isinstance(node, MakeOptimizer | Core) or not _follows_step(program):
        return node
    if isinstance(node, MakeOptimizer):
        parts, whole = _at_step((node.named_transforms, node.transform), program)
        return dataclasses.replace(node, named_transforms=parts, transform=whole)
    first = pattern("make_optimizer(c, 0).init(params)")
    return dataclasses.replace(
        node,
        optimizer=pattern("make_optimizer(c, state.step)"),
        state=dataclasses.replace(node.state, opt_state=first),
    )


def _follows_step(program: Program) -> bool:
    [update] = program.updates
    whole = update.optimizer.named_transforms, update.optimizer.transform
    return bool(program.skip_origin) and _at_step(whole, program) != whole


def _at_step(tree: _Tree, program: Program) -> _Tree:
    """Expressions whose schedules give the value of `step`, however often they were updated."""
    return of_count(tree, program, "_", pattern("schedule(step)"))
