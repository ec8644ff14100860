"""`type: conv_energy`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.conditional import ConditionalModel
from specc.language.convolutions import Channels, encoder
from specc.language.models.mlp import Activation


class ConvEnergy(ConditionalModel):
    """Strided convolutions from an image to its energy; the density is proportional to exp(-E)."""

    type: Literal["conv_energy"] = "conv_energy"
    channels: Channels = Field(
        examples=[[32, 64]],
        description="Channels of the convolutions, each of which halves height and width.",
    )
    activation: Activation = Field(
        "silu",
        description="flax.nnx's function of that name; a smooth one, as samples follow the gradient.",
    )

    inputs: ClassVar = "image"
    instead: ClassVar = "energy_mlp"
    provides: ClassVar = frozenset({"assign energies"})
    kernels: ClassVar = {"encoder/convs/**": "convolution"}

    @property
    def halvings(self) -> int:
        """See `Model.halvings`."""
        return len(self.channels)

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        paths = encoder(len(self.channels), norms=False)
        return (*paths, *self.embeddings("encoder/class_embedding"))

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return ("encoder/output/**",)

    @property
    def levels(self) -> int:
        """See `Model.levels`: the convolutions."""
        return len(self.channels)
