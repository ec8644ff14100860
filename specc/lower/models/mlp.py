"""The multilayer perceptron."""

from __future__ import annotations

import dataclasses
import itertools

from specc.ir.data import Data
from specc.ir.expr import Expr, Symbol
from specc.ir.model import Layered, Norm
from specc.lower.initializer import lower_weights
from specc.lower.norm import lower_norm
from specc.lower.settings import Settings
from specc.spec.models.mlp import Mlp as Written


@dataclasses.dataclass(frozen=True, slots=True)
class Dense:
    """A hidden linear layer; `number` counts from 1."""

    number: int
    inputs: int
    outputs: int
    bias: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Mlp(Layered):
    """Hidden layers, each with norm, activation and dropout as far as there are any, and an output."""

    inputs: int
    layers: tuple[Dense, ...]
    last: int
    outputs: int
    activation: Symbol
    norm: Norm | None
    dropout: Expr | None


def lower(written: Written, data: Data, settings: Settings) -> Mlp:
    """Sizes every layer from the shape of the data."""
    inputs = 1
    for extent in data.input.shape:
        inputs *= extent
    widths = (inputs, *written.hidden)
    norm = lower_norm(written.norm) if written.hidden else None
    bias = norm is None or not norm.centers  # or it would be subtracted again
    layers = tuple(
        Dense(number, *pair, bias=bias)
        for number, pair in enumerate(itertools.pairwise(widths), start=1)
    )
    dropout = None
    extras = [norm.words] if norm else []
    if written.dropout and layers:
        doc = "share of activations dropped in training"
        dropout = settings.of(written, "dropout", "model.dropout", doc)
        extras.append("dropout")
    target = data.target
    name = "multilayer perceptron" if layers else f"linear {target.noun}"
    with_extras = f" with {' and '.join(extras)}" if extras else ""
    return Mlp(
        template="mlp",
        class_name=target.noun.capitalize(),
        summary=f"{name.capitalize()}{with_extras}: {data.input.name} -> {target.words}.",
        words=f"a {name}",
        collections=norm.collections if norm else (),
        draws=dropout,
        multiplications=sum(a * b for a, b in itertools.pairwise((*widths, target.outputs))),
        origin="model",
        weights=lower_weights(written, hidden=len(layers)),
        inputs=inputs,
        layers=layers,
        last=widths[-1],
        outputs=target.outputs,
        activation=Symbol("flax.nnx", written.activation),
        norm=norm,
        dropout=dropout,
    )
