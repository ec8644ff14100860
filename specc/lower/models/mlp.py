"""The multilayer perceptron."""

from __future__ import annotations

import dataclasses
import itertools

from specc.ir.data import Data
from specc.ir.expr import Symbol
from specc.ir.model import Depths, Layered, Norm
from specc.ir.settings import Bounds, Field
from specc.lower.dropout import lower_dropout
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

    @property
    def depths(self) -> Depths:
        """The hidden layers, each with its norm, then the output."""
        parts: tuple[tuple[str, int], ...] = ()
        for layer in self.layers:
            names = ("hidden", "norm") if self.norm else ("hidden",)
            parts += tuple((f"{name}{layer.number}", layer.number - 1) for name in names)
        return Depths((*parts, ("output", len(self.layers))), None, len(self.layers))


def lower(written: Written, data: Data, settings: Settings) -> Mlp:
    """Sizes every layer from the shape of the data."""
    doc = "widths of the hidden layers"
    settings.add(
        Field(
            "hidden",
            "tuple[int, ...]",
            tuple(written.hidden),
            doc,
            "learning",
            Bounds(1, items=True),
            "model.hidden",
        )
    )
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
    if layers:
        dropout = lower_dropout(written, settings, "share of activations dropped in training")
    extras = [*([norm.words] if norm else []), *(["dropout"] if dropout else [])]
    target = data.target
    name = "multilayer perceptron" if layers else f"linear {target.noun}"
    with_extras = f" with {' and '.join(extras)}" if extras else ""
    return Mlp(
        template="mlp",
        class_name=target.noun.capitalize(),
        summary=f"{name.capitalize()}{with_extras}: {data.input.name} -> {target.words}.",
        words=f"a {name}",
        collections=norm.collections if norm else (),
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
