"""Samples of a variational autoencoder, and its reconstructions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import conditioned, conditions, normalized
from specc.compose.samplers.reconstruction import Reconstruct, WriteReconstructions
from specc.compose.samples import SampleFunction
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.model import LatentModel
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute, substitute_free
from specc.ir.picture import ROW
from specc.ir.program import Program
from specc.ir.sampler import Sampler

_MOST = 32  # reconstructions in a picture


@dataclass(frozen=True, kw_only=True)
class Sample(SampleFunction):
    """The function that draws.

    Attributes:
        conditions: what the decoder is given besides.
        latent: dimensions of the prior.
        value: a sample, of latents `z`.
    """

    template: ClassVar[str] = "samplers/vae"
    conditions: tuple[str, ...]
    latent: Expr
    value: Expr


@dataclass(frozen=True, kw_only=True)
class BesideSamples(Node):
    """Shows reconstructions beside samples.

    Attributes:
        columns: those of held-out examples that are read, the input first.
        count: how many are shown, a multiple of a row.
    """

    template: ClassVar[str] = "samplers/beside_samples"
    columns: tuple[str, ...]
    count: int


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """Samples, and reconstructions where there are examples to show."""
    [update] = program.updates
    model = program.network(update.network).model
    assert isinstance(model, LatentModel)
    params = update.optimizer.eval_params or Name("state.params")
    shown = program.data.required_decoded.value
    yield Sample(
        conditions=conditions(program),
        eval_params=params,
        shape=sampler.shape,
        latent=model.latent,
        value=substitute(shown, outputs=conditioned(program, "model.decode", "z")),
        origin=sampler.origin,
    )
    held_out = next((item for item in program.data.eval_sets if item.prefix == "eval"), None)
    if held_out is None or held_out.rows < ROW:
        return
    name, given = program.data.input.name, conditions(program)
    x = normalized(program, Name(name))
    latents = pattern("posterior[0]", posterior=conditioned(program, "model.encode", "x"))
    outputs = substitute(conditioned(program, "model.decode", "z"), z=latents)
    yield Reconstruct(
        eval_params=params,
        words="Images decoded from the means of their posteriors.",
        input=name,
        conditions=given,
        value=substitute(shown, outputs=substitute_free(outputs, x=x)),
        origin="sample",
    )
    yield WriteReconstructions(
        conditions=given,
        shown=normalized(program, Name("image")),
        reconstructed=conditioned(program, "reconstruct", "c", "state", "image"),
        origin="sample",
    )
    count = min(_MOST, held_out.rows) // ROW * ROW
    yield BesideSamples(columns=(name, *given), count=count, origin="sample")
