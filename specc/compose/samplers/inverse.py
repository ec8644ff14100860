"""Samples of an invertible model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.dequantization import quantize_function
from specc.compose.forward import conditioned, conditions
from specc.compose.samples import SampleFunction, in_units
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.node import Renderable
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Sample(SampleFunction):
    """The function that draws.

    Attributes:
        conditions: what the model is given besides.
        result: samples as in the data, of the latents `z`.
    """

    template: ClassVar[str] = "samplers/inverse"
    conditions: tuple[str, ...]
    result: Expr


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The function, and one that it calls."""
    update = program.update_of(sampler.network)
    yield from quantize_function(program)
    yield Sample(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        conditions=conditions(program),
        shape=sampler.shape,
        result=in_units(program, conditioned(program, "model.invert", "z")),
        origin=sampler.origin,
    )
