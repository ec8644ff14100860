"""Samples of a generator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork, conditioned, conditions
from specc.compose.step import Line
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.model import LatentModel
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Sample(EvaluatedNetwork):
    """The function that draws.

    Attributes:
        noun: what samples are.
        shape: of a sample.
        conditions: what the generator is given besides.
        before: the line that names what is generated, if there is more to do.
        result: samples as in the data.
    """

    template: ClassVar[str] = "samplers/generator"
    noun: str
    conditions: tuple[str, ...]
    shape: tuple[int, ...]
    latent: Expr
    before: tuple[Line, ...]
    result: Expr

    @property
    def extents(self) -> str:
        """The shape of what it returns."""
        return ", ".join(map(str, ("count", *self.shape)))


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The function."""
    model = program.network(sampler.network).model
    assert isinstance(model, LatentModel)
    update = program.update_of(sampler.network)
    result: Expr = conditioned(program, "generator", "z")
    before: tuple[Line, ...] = ()
    if program.data.normalization.statistics:
        before = (Line(names=("x",), value=result, origin=sampler.origin),)
        scaled = "x * state.scaler.std + state.scaler.mean"
        result = pattern(scaled, origin=program.data.normalization.origin)
    yield Sample(
        network=sampler.network,
        eval_params=update.optimizer.eval_params or Name(f"state.{sampler.network}.params"),
        noun="Images" if len(sampler.shape) > 1 else "Points",
        conditions=conditions(program),
        latent=model.latent,
        shape=sampler.shape,
        before=before,
        result=result,
        origin=sampler.origin,
    )
