"""Samples of a variational autoencoder, and its reconstructions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork, conditioned, conditions, normalized
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.model import LatentModel
from specc.ir.node import Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.program import Program
from specc.ir.sampler import Sampler

_ROW, _MOST = 8, 32  # reconstructions in a row, and in a picture


@dataclass(frozen=True, kw_only=True)
class Sample(EvaluatedNetwork):
    """The function that draws.

    Attributes:
        conditions: what the decoder is given besides.
        decoded: what it gives for the latents `z`.
    """

    template: ClassVar[str] = "samplers/vae"
    conditions: tuple[str, ...]
    decoded: Expr
    shape: tuple[int, ...]
    latent: Expr

    @property
    def extents(self) -> str:
        """The shape of what it returns."""
        return ", ".join(map(str, ("count", *self.shape)))


@dataclass(frozen=True, kw_only=True)
class Reconstructions(EvaluatedNetwork):
    """The functions that reconstruct held-out examples, and write them beside these.

    Attributes:
        columns: those of held-out examples that are read, the input first.
        decoded: what the decoder gives for the mean of a posterior.
        reconstructed: a call of the first function in the second.
        count: how many are shown, a multiple of a row.
    """

    template: ClassVar[str] = "samplers/vae_reconstructions"
    input: str
    conditions: tuple[str, ...]
    columns: tuple[str, ...]
    decoded: Expr
    reconstructed: Expr
    count: int


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """Samples, and reconstructions where there are examples to show."""
    [update] = program.updates
    model = program.network(update.network).model
    assert isinstance(model, LatentModel)
    params = update.optimizer.eval_params or Name("state.params")
    yield Sample(
        conditions=conditions(program),
        decoded=conditioned(program, "model.decode", "z"),
        eval_params=params,
        shape=sampler.shape,
        latent=model.latent,
        origin=sampler.origin,
    )
    held_out = next((item for item in program.data.eval_sets if item.prefix == "eval"), None)
    if held_out is not None and held_out.rows >= _ROW:
        name, given = program.data.input.name, conditions(program)
        x = normalized(program, Name(name))
        mean = substitute(conditioned(program, "model.encode", "x"), x=x)
        latents = pattern("posterior[0]", posterior=mean)
        yield Reconstructions(
            eval_params=params,
            input=name,
            conditions=given,
            columns=(name, *given),
            decoded=substitute(conditioned(program, "model.decode", "z"), z=latents),
            reconstructed=conditioned(program, "reconstruct", "c", "state", "image"),
            count=min(_MOST, held_out.rows) // _ROW * _ROW,
            origin="sample",
        )
