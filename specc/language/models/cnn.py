"""`type: cnn`."""

import itertools
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledProbability
from specc.language.fields import Channels, Width
from specc.language.model import LayeredModel, of_layer, of_norm
from specc.language.models.mlp import Activation
from specc.language.norm import AnyNorm


class Cnn(LayeredModel):
    """A convolutional network: blocks that convolve and halve the image, then linear layers."""

    type: Literal["cnn"] = "cnn"
    channels: Annotated[tuple[Channels, ...], Field(strict=False, min_length=1, max_length=16)] = (
        Field(
            examples=[[32, 64]],
            description="Channels of each block: a convolution, norm, activation and 2x2 max pooling, "
            "which halves height and width.",
        )
    )
    kernel_size: Literal[3, 5, 7, 9, 11] = Field(
        3,
        description="Height and width of the convolutions' kernels; odd, so that they have a center.",
    )
    activation: Activation = Field("gelu", description="flax.nnx's function of that name.")
    norm: AnyNorm | None = Field(
        None, description="Normalization between a convolution and its activation; null for none."
    )
    head: Literal["flatten", "average"] = Field(
        "flatten",
        description="How the last feature maps are passed to the linear layers. flatten: all values. "
        "average: the mean of each map, which needs far fewer weights.",
    )
    hidden: Annotated[tuple[Width, ...], Field(strict=False, max_length=256)] = Field(
        (),
        examples=[[128]],
        description="Widths of the hidden linear layers between the maps and the output.",
    )
    dropout: ScheduledProbability = Field(
        0.0, description="Fraction of each linear layer's inputs dropped in training; 0 for none."
    )

    inputs: ClassVar = "image"

    kernels: ClassVar = {"convs/**": "convolution"}

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        bias = self.norm is None or not self.norm.subtracts_mean
        paths: tuple[str, ...] = ()
        for number in range(len(self.channels)):
            paths += of_layer(f"convs/{number}", bias=bias)
            paths += of_norm(f"norms/{number}") if self.norm else ()
        for number in range(len(self.hidden)):
            paths += of_layer(f"hidden/{number}")
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
        """See `Model.levels`: the convolutions, then the hidden ones."""
        return len(self.channels) + len(self.hidden)
