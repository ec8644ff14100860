"""Samples of a variational autoencoder, and its reconstructions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork, normalized
from specc.compose.samplers.reconstruction import Reconstructions
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.perceptron import Vae
from specc.ir.picture import ROW
from specc.ir.program import Program
from specc.ir.sampler import Sampler

_MOST = 32  # reconstructions in a picture


@dataclass(frozen=True, kw_only=True)
class Sample(EvaluatedNetwork):
    """The function that draws.

    Attributes:
        shape: of a sample.
        latent: dimensions of the prior.
        value: a sample, of latents `z`.
    """

    template: ClassVar[str] = "samplers/vae"
    shape: tuple[int, ...]
    latent: Expr
    value: Expr

    @property
    def extents(self) -> str:
        """The shape of what it returns."""
        return ", ".join(map(str, ("count", *self.shape)))


@dataclass(frozen=True, kw_only=True)
class BesideSamples(Node):
    """Shows reconstructions beside samples; `count` is a multiple of a row."""

    template: ClassVar[str] = "samplers/beside_samples"
    input: str
    count: int


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """Samples, and reconstructions where there are examples to show."""
    [update] = program.updates
    model = program.network(update.network).model
    assert isinstance(model, Vae)
    params = update.optimizer.eval_params or Name("state.params")
    decoded = program.data.required_decoded
    yield Sample(
        eval_params=params,
        shape=sampler.shape,
        latent=model.latent,
        value=substitute(decoded.value, outputs=pattern("model.decode(z)")),
        origin=sampler.origin,
    )
    held_out = next((item for item in program.data.eval_sets if item.prefix == "eval"), None)
    if held_out is None or held_out.rows < ROW:
        return
    name = program.data.input.name
    x = normalized(program, Name(name))
    yield Reconstructions(
        eval_params=params,
        words="Images decoded from the means of their posteriors.",
        input=name,
        value=substitute(decoded.value, outputs=pattern("model.decode(model.encode(x)[0])", x=x)),
        shown=normalized(program, Name("image")),
        origin="sample",
    )
    yield BesideSamples(input=name, count=min(_MOST, held_out.rows) // ROW * ROW, origin="sample")
