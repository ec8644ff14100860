"""Samples of a generator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditioned, conditions
from specc.compose.samples import SampleFunction, finished
from specc.compose.step import Line
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.model import LatentModel
from specc.ir.node import Renderable
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Sample(SampleFunction):
    """The function that draws.

    Attributes:
        conditions: what the generator is given besides.
        before: the line that names what is generated, if there is more to do.
        result: samples as in the data.
    """

    template: ClassVar[str] = "samplers/generator"
    conditions: tuple[str, ...]
    latent: Expr
    before: tuple[Line, ...]
    result: Expr


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The function."""
    model = program.network(sampler.network).model
    assert isinstance(model, LatentModel)
    update = program.update_of(sampler.network)
    drawn = conditioned(program, "generator", "z")
    before, result = finished(program, sampler, drawn)
    yield Sample(
        network=sampler.network,
        eval_params=update.optimizer.eval_params or Name(f"state.{sampler.network}.params"),
        conditions=conditions(program),
        latent=model.latent,
        shape=sampler.shape,
        before=before,
        result=result,
        origin=sampler.origin,
    )
