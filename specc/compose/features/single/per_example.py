"""Gradients of the examples one by one: clipped, and blurred by noise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.step import DrawKey, grad_norm
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.node import Node, Renderable
from specc.ir.program import Program
from specc.ir.step import PerExampleGradients


@dataclass(frozen=True, kw_only=True)
class PrivateGradients(Node):
    """The function that computes them."""

    template: ClassVar[str] = "step/private_grads"
    batch_size: Expr
    l2_norm_clip: Expr
    noise_multiplier: Expr
    norm: Expr


def nodes(program: Program) -> Iterator[Renderable]:
    """If the optimizer takes them."""
    [update] = program.updates
    gradients = update.gradients
    if isinstance(gradients, PerExampleGradients):
        yield DrawKey(origin=gradients.origin)
        yield PrivateGradients(
            batch_size=gradients.batch_size,
            l2_norm_clip=gradients.l2_norm_clip,
            noise_multiplier=gradients.noise_multiplier,
            norm=grad_norm(update, Name("grads")),
            origin=gradients.origin,
        )
