"""Samples of a generator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork, conditioned, conditions
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.node import Renderable
from specc.ir.perceptron import Generator
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Sample(EvaluatedNetwork):
    """The function that draws.

    Attributes:
        conditions: what the generator is given besides.
        generated: from the latents `z`.
    """

    template: ClassVar[str] = "samplers/generator"
    conditions: tuple[str, ...]
    generated: Expr
    shape: tuple[int, ...]
    latent: Expr

    @property
    def extents(self) -> str:
        """The shape of what it returns."""
        return ", ".join(map(str, ("count", *self.shape)))


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The function."""
    model = program.network(sampler.network).model
    assert isinstance(model, Generator)
    update = program.update_of(sampler.network)
    yield Sample(
        network=sampler.network,
        eval_params=update.optimizer.eval_params or Name(f"state.{sampler.network}.params"),
        conditions=conditions(program),
        generated=conditioned(program, "generator", "z"),
        shape=sampler.shape,
        latent=model.latent,
        origin=sampler.origin,
    )
