"""Reconstructions of autoencoders, which have nothing to draw."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.compose.forward import EvaluatedNetwork, normalized
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.node import Node, Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.perceptron import Vqvae
from specc.ir.program import Program
from specc.ir.sampler import Sampler


@dataclass(frozen=True, kw_only=True)
class Reconstruct(EvaluatedNetwork):
    """The function that reconstructs examples.

    Attributes:
        words: what it returns.
        conditions: what the model is given besides.
        value: the examples that are decoded.
    """

    template: ClassVar[str] = "samplers/reconstruct"
    words: str
    input: str
    conditions: tuple[str, ...] = ()
    value: Expr


@dataclass(frozen=True, kw_only=True)
class WriteReconstructions(Node):
    """The function that writes reconstructions below their examples.

    Attributes:
        conditions: what the model is given besides.
        shown: the examples, in [0, 1].
        reconstructed: their reconstructions.
    """

    template: ClassVar[str] = "samplers/write_reconstructions"
    conditions: tuple[str, ...] = ()
    shown: Expr
    reconstructed: Expr = pattern("reconstruct(c, state, image)")


def nodes(program: Program, sampler: Sampler) -> Iterator[Renderable]:
    """What a trained model is for, and pictures of it if the spec asks for them."""
    [update] = program.updates
    model, name = program.network(sampler.network).model, program.data.input.name
    codes, words = "model.encode(x)", "Images decoded from their codes."
    if isinstance(model, Vqvae):
        codes, words = "model.codebook(model.encode(x))[0]", "Images decoded from quantized codes."
    outputs = pattern(f"model.decode({codes})", x=normalized(program, Name(name)))
    yield Reconstruct(
        eval_params=update.optimizer.eval_params or Name("state.params"),
        words=words,
        input=name,
        value=substitute(program.data.required_decoded.value, outputs=outputs),
        origin=sampler.origin,
    )
    if program.run.samples:
        yield WriteReconstructions(shown=normalized(program, Name("image")), origin="sample")
