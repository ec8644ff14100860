"""`type: conv_discriminator`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.conditional import ConditionalModel
from specc.language.convolutions import Channels, encoder
from specc.language.norm import AnyNorm
from specc.language.spectral_norm import SpectralNorm


class ConvDiscriminator(ConditionalModel):
    """Strided convolutions that tell real images from generated ones (DCGAN, Radford et al. 2016)."""

    type: Literal["conv_discriminator"] = "conv_discriminator"
    channels: Channels = Field(
        examples=[[32, 64]],
        description="Channels of the convolutions, each of which halves height and width.",
    )
    norm: AnyNorm | None = Field(
        None,
        description="Normalization before each activation; null for none. Not batch norm, with which the "
        "logit of an example depends on others.",
    )
    spectral_norm: SpectralNorm = False

    inputs: ClassVar = "image"
    instead: ClassVar = "mlp_discriminator"
    provides: ClassVar = frozenset({"discriminate"})
    kernels: ClassVar = {"encoder/convs/**": "convolution"}

    @property
    def halvings(self) -> int:
        """See `Model.halvings`."""
        return len(self.channels)

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        norms = self.norm is not None
        paths = encoder(len(self.channels), norms=norms, spectral=self.spectral_norm)
        return (*paths, *self.embeddings("encoder/class_embedding"))

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return ("encoder/output/**",)

    @property
    def levels(self) -> int:
        """See `Model.levels`: the convolutions."""
        return len(self.channels)
