"""`type: conv_vae`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.conditional import ConditionalModel
from specc.language.convolutions import Channels, decoder, encoder
from specc.language.fields import Width
from specc.language.models.mlp import Activation
from specc.language.norm import AnyNorm


class ConvVae(ConditionalModel):
    """A variational autoencoder of convolutions and transposed ones, with a normal posterior."""

    type: Literal["conv_vae"] = "conv_vae"
    channels: Channels = Field(
        examples=[[32, 64]],
        description="Channels of the encoder's convolutions, each of which halves height and width; the "
        "decoder has them in reverse.",
    )
    latent: Width = Field(examples=[16], description="Dimensions of the latent space.")
    activation: Activation = Field("gelu", description="flax.nnx's function of that name.")
    norm: AnyNorm | None = Field(
        None, description="Normalization before each activation; null for none."
    )

    inputs: ClassVar = "image"
    instead: ClassVar = "vae"
    provides: ClassVar = frozenset({"encode", "decode"})
    kernels: ClassVar = {"*/convs/**": "convolution"}

    @property
    def halvings(self) -> int:
        """See `Model.halvings`."""
        return len(self.channels)

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        count, norms = len(self.channels), self.norm is not None
        embeddings = self.embeddings("encoder/class_embedding", "decoder/class_embedding")
        return (*encoder(count, norms=norms), *decoder(count, norms=norms), *embeddings)

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return (f"decoder/convs/{len(self.channels) - 1}/**",)

    @property
    def levels(self) -> int:
        """See `Model.levels`: the layers of the encoder, and those of the decoder but the last."""
        return 2 * len(self.channels) + 1
