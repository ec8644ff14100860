"""A factor of the loss, so that small gradients are not 0 in float16."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import ClassVar

from specc.compose.step import Core
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.step import LossScale as Asked


@dataclass(frozen=True, kw_only=True)
class LossScale(Node):
    """Its part of the state, and how it follows what overflows."""

    template: ClassVar[str] = "step/loss_scale"
    initial: Expr
    period: Expr


def nodes(program: Program) -> Iterator[Renderable]:
    """If the precision has one."""
    if scale := _scale(program):
        yield LossScale(initial=scale.initial, period=scale.period, origin=scale.origin)


def rewrite(node: Renderable, program: Program) -> Renderable:
    """What is differentiated is the scaled loss. No optimizer that asks for it has one: a rule says so."""
    scale = _scale(program)
    if scale is None or not isinstance(node, Core):
        return node
    loss = pattern("state.loss_scale.value * loss", loss=node.loss, origin=scale.origin)
    return dataclasses.replace(node, loss=loss)


def _scale(program: Program) -> Asked | None:
    return program.precision.loss_scale if program.precision else None
