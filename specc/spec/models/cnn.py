"""`type: cnn`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.spec.fields import Channels, Probability, Width
from specc.spec.model import LayeredModel
from specc.spec.models.mlp import Activation
from specc.spec.norm import AnyNorm


class Cnn(LayeredModel):
    """A convolutional network: blocks that convolve and halve the image, then linear layers."""

    type: Literal["cnn"] = "cnn"
    channels: Annotated[tuple[Channels, ...], Field(strict=False, min_length=1, max_length=16)] = (
        Field(
            description="Channels of each block: a convolution, norm, activation and 2x2 max pooling, "
            "which halves height and width."
        )
    )
    kernel_size: Literal[3, 5, 7, 9, 11] = Field(
        3,
        description="Height and width of the convolutions' kernels; odd, so that they have a middle.",
    )
    activation: Activation = Field("gelu", description="flax.nnx's function of that name.")
    norm: AnyNorm | None = Field(
        None, description="Normalization between a convolution and its activation; null for none."
    )
    head: Literal["flatten", "average"] = Field(
        "flatten",
        description="What the linear layers get of the last maps. flatten: all of them, with where "
        "things are. average: the mean of each, which has far fewer weights after it.",
    )
    hidden: Annotated[tuple[Width, ...], Field(strict=False, max_length=256)] = Field(
        (), description="Widths of the hidden linear layers between the maps and the output."
    )
    dropout: Probability = Field(
        0.0, description="Share of each linear layer's inputs dropped in training; 0 for none."
    )

    inputs: ClassVar = "image"
