"""`type: autoencoder`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.fields import Width
from specc.language.model import Model, of_layer
from specc.language.models.mlp import Activation


class Autoencoder(Model):
    """An autoencoder of two multilayer perceptrons, with a narrow code between them."""

    type: Literal["autoencoder"] = "autoencoder"
    hidden: Annotated[tuple[Width, ...], Field(strict=False, max_length=256)] = Field(
        examples=[[256]],
        description="Widths of the encoder's hidden layers; the decoder has them in reverse.",
    )
    latent: Width = Field(examples=[16], description="Dimensions of a code.")
    activation: Activation = Field("gelu", description="flax.nnx's function of that name.")

    provides: ClassVar = frozenset({"reconstruct"})

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        layers = range(len(self.hidden) + 1)
        parts = [f"{part}/layers/{number}" for part in ("decoder", "encoder") for number in layers]
        return tuple(path for part in parts for path in of_layer(part))

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return (f"decoder/layers/{len(self.hidden)}/**",)

    @property
    def levels(self) -> int:
        """See `Model.levels`."""
        return 2 * len(self.hidden) + 1
