"""`type: vit`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.spec.fields import Channels, Count, Probability, Width
from specc.spec.model import Deep


class Vit(Deep):
    """A vision transformer (Dosovitskiy et al. 2021): pre-norm encoder blocks over patches of an image."""

    type: Literal["vit"] = "vit"
    patch_size: Count = Field(description="Height and width of a patch in pixels; 16 for ViT-B/16.")
    width: Channels = Field(
        description="Size of the vector that stands for a patch; 768 for ViT-B."
    )
    depth: Annotated[int, Field(ge=1, le=1_000)] = Field(
        description="Number of encoder blocks; 12 for ViT-B."
    )
    heads: Width = Field(
        description="Heads of each self-attention, which share the width; 12 for ViT-B."
    )
    mlp_dim: Width | None = Field(
        None, description="Width of the hidden layer of each block's MLP; 4 × width unless given."
    )
    pool: Literal["mean", "token"] = Field(
        "mean",
        description="What the classes are read from: the mean over all patches, or a class token of its "
        "own, as in the paper.",
    )
    dropout: Probability = Field(
        0.0,
        description="Share dropped in training of what each layer but the projections of attention puts "
        "out, and of the embedded patches; 0 for none.",
    )

    inputs: ClassVar = "image"

    @property
    def blocks(self) -> int:
        """See `Deep`."""
        return self.depth
