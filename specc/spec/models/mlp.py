"""`type: mlp`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.spec.fields import Probability, Width
from specc.spec.model import LayeredModel
from specc.spec.norm import AnyNorm

Activation = Literal["relu", "gelu", "silu", "tanh", "elu", "leaky_relu", "sigmoid", "softplus"]


class Mlp(LayeredModel):
    """A multilayer perceptron: linear layers, each normalized, bent and thinned out."""

    type: Literal["mlp"] = "mlp"
    hidden: Annotated[tuple[Width, ...], Field(strict=False, max_length=256)] = Field(
        description="Widths of the hidden layers; none makes it a linear classifier."
    )
    activation: Activation = Field("gelu", description="flax.nnx's function of that name.")
    norm: AnyNorm | None = Field(
        None, description="Normalization between a hidden layer and its activation; null for none."
    )
    dropout: Probability = Field(
        0.0, description="Share of activations dropped in training; 0 for none."
    )
