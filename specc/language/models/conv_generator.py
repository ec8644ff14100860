"""`type: conv_generator`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.conditional import ConditionalModel
from specc.language.convolutions import Channels, decoder
from specc.language.fields import Width
from specc.language.norm import AnyNorm


class ConvGenerator(ConditionalModel):
    """Transposed convolutions from latents to images between 0 and 1 (DCGAN, Radford et al. 2016)."""

    type: Literal["conv_generator"] = "conv_generator"
    channels: Channels = Field(
        examples=[[64, 32]],
        description="Channels of the maps before each transposed convolution, from the smallest maps on; "
        "each doubles height and width, and the last gives the image.",
    )
    latent: Width = Field(
        examples=[64], description="Dimensions of the latents, which are standard normal."
    )
    norm: AnyNorm | None = Field(
        None,
        description="Normalization before each activation; null for none. Batch norm, which the paper has, "
        "mixes examples and keeps statistics that both networks would move; `layer` does neither.",
    )

    inputs: ClassVar = "image"
    instead: ClassVar = "mlp_generator"
    provides: ClassVar = frozenset({"generate"})
    kernels: ClassVar = {"decoder/convs/**": "convolution"}

    output_range: ClassVar = (0.0, 1.0)

    @property
    def halvings(self) -> int:
        """See `Model.halvings`."""
        return len(self.channels)

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        paths = decoder(len(self.channels), norms=self.norm is not None)
        return (*paths, *self.embeddings("decoder/class_embedding"))

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return (f"decoder/convs/{len(self.channels) - 1}/**",)

    @property
    def levels(self) -> int:
        """See `Model.levels`: the first layer, and the convolutions but the last."""
        return len(self.channels)
