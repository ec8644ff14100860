"""`type: mlp`."""

import itertools
from typing import Annotated, Literal

from pydantic import Field

from specc.language.change import ScheduledProbability
from specc.language.fields import Width
from specc.language.model import LayeredModel, of_layer, of_norm
from specc.language.norm import AnyNorm

Activation = Annotated[
    Literal["relu", "gelu", "silu", "tanh", "elu", "leaky_relu", "sigmoid", "softplus"],
    Field(title="name of an activation"),
]


class Mlp(LayeredModel):
    """A multilayer perceptron: linear layers with norm, activation and dropout."""

    type: Literal["mlp"] = "mlp"
    hidden: Annotated[tuple[Width, ...], Field(strict=False, max_length=256)] = Field(
        examples=[[256, 128]],
        description="Widths of the hidden layers; an empty list gives a linear classifier.",
    )
    activation: Activation = Field("gelu", description="flax.nnx's function of that name.")
    norm: AnyNorm | None = Field(
        None, description="Normalization between a hidden layer and its activation; null for none."
    )
    dropout: ScheduledProbability = Field(
        0.0, description="Fraction of activations dropped in training; 0 for none."
    )

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        bias = self.norm is None or not self.norm.subtracts_mean
        paths: tuple[str, ...] = ()
        for number in range(len(self.hidden)):
            paths += of_layer(f"hidden/{number}", bias=bias)
            paths += of_norm(f"norms/{number}") if self.norm else ()
        return (*paths, *of_layer("output"))

    def linear_sizes(self, outputs: int | None) -> dict[str, tuple[int, int]]:
        """See `Model.linear_sizes`."""
        pairs = enumerate(itertools.pairwise(self.hidden), start=1)
        found = {f"hidden/{number}": sizes for number, sizes in pairs}
        if self.hidden and outputs is not None:
            found["output"] = (self.hidden[-1], outputs)
        return found

    @property
    def levels(self) -> int:
        """See `Model.levels`: the hidden ones."""
        return len(self.hidden)
