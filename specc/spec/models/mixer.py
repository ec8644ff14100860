"""`type: mixer`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.spec.fields import Channels, Count, Probability, Width
from specc.spec.model import Deep


class Mixer(Deep):
    """An MLP-Mixer (Tolstikhin et al. 2021): MLPs across patches and across channels, in turn."""

    type: Literal["mixer"] = "mixer"
    patch_size: Count = Field(
        description="Height and width of a patch in pixels; 16 for Mixer-B/16."
    )
    width: Channels = Field(
        description="Channels: size of the vector that stands for a patch; 768 for Mixer-B."
    )
    depth: Annotated[int, Field(ge=1, le=1_000)] = Field(
        description="Number of mixer blocks; 12 for Mixer-B."
    )
    tokens_mlp_dim: Width | None = Field(
        None,
        description="Width of the hidden layer that mixes patches; half of width unless given.",
    )
    channels_mlp_dim: Width | None = Field(
        None, description="Width of the hidden layer that mixes channels; 4 × width unless given."
    )
    dropout: Probability = Field(
        0.0, description="Share of what each MLP's layers put out dropped in training; 0 for none."
    )

    inputs: ClassVar = "image"

    @property
    def blocks(self) -> int:
        """See `Deep`."""
        return self.depth
