"""`type: denoising_mlp`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.conditional import ConditionalModel
from specc.language.fields import Positive, Width
from specc.language.model import of_layer
from specc.language.models.mlp import Activation


class DenoisingMlp(ConditionalModel):
    """A multilayer perceptron of a noisy example and its time, for points and rows of tables."""

    type: Literal["denoising_mlp"] = "denoising_mlp"
    hidden: Annotated[tuple[Width, ...], Field(strict=False, max_length=256)] = Field(
        examples=[[128, 128]], description="Widths of the hidden layers."
    )
    frequencies: Width = Field(
        16, description="Number of frequencies of the sines and cosines that embed the time."
    )
    time_scale: Positive = Field(
        1000.0,
        description="The largest of these frequencies, in radians; the smallest is a ten-thousandth of it. "
        "1,000 suits the steps of diffusion. Flows vary slowly in time: with 30, a solver needs fewer steps.",
    )
    activation: Activation = Field("gelu", description="flax.nnx's function of that name.")

    provides: ClassVar = frozenset({"denoise"})

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        numbers = range(len(self.hidden) + 1)
        layers = (path for number in numbers for path in of_layer(f"mlp/layers/{number}"))
        return (*self.embeddings("class_embedding"), *layers)

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return (f"mlp/layers/{len(self.hidden)}/**",)

    @property
    def levels(self) -> int:
        """See `Model.levels`."""
        return len(self.hidden)
