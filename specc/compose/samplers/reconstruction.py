"""Reconstructions of autoencoders, which have nothing to draw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork, normalized
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.node import Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.perceptron import Vqvae
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Reconstructions(EvaluatedNetwork):
    """The functions that reconstruct held-out examples, and write them beside these.

    Attributes:
        words: what the first one returns.
        value: the examples that are decoded.
        shown: the examples, in [0, 1].
    """

    template: ClassVar[str] = "samplers/reconstructions"
    words: str
    input: str
    value: Expr
    shown: Expr


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """The functions."""
    [update] = program.updates
    model, name = program.network(sampler.network).model, program.data.input.name
    codes, words = "model.encode(x)", "Images decoded from their codes."
    if isinstance(model, Vqvae):
        codes, words = "model.codebook(model.encode(x))[0]", "Images decoded from quantized codes."
    outputs = pattern(f"model.decode({codes})", x=normalized(program, Name(name)))
    yield Reconstructions(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        words=words,
        input=name,
        value=substitute(program.data.required_decoded.value, outputs=outputs),
        shown=normalized(program, Name("image")),
        origin=sampler.origin,
    )
