"""`type: mixer`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledProbability
from specc.language.fields import Channels, Pixels, Width
from specc.language.model import Deep, of_layer, of_norm, within


class Mixer(Deep):
    """An MLP-Mixer (Tolstikhin et al. 2021): MLPs across patches and across channels, in turn."""

    type: Literal["mixer"] = "mixer"
    patch_size: Pixels = Field(
        examples=[4], description="Height and width of a patch in pixels; 16 for Mixer-B/16."
    )
    width: Channels = Field(
        examples=[128], description="Channels: embedding size of a patch; 768 for Mixer-B."
    )
    depth: Annotated[int, Field(ge=1, le=1_000)] = Field(
        examples=[6], description="Number of mixer blocks; 12 for Mixer-B."
    )
    tokens_mlp_dim: Width | None = Field(
        None,
        examples=[64],
        description="Width of the hidden layer that mixes patches; half of width unless given.",
    )
    channels_mlp_dim: Width | None = Field(
        None,
        examples=[512],
        description="Width of the hidden layer that mixes channels; 4 × width unless given.",
    )
    dropout: ScheduledProbability = Field(
        0.0,
        description="Fraction of the outputs of each MLP's layers dropped in training; 0 for none.",
    )

    inputs: ClassVar = "image"

    @property
    def blocks(self) -> int:
        """See `Deep`."""
        return self.depth

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        mlp = (*of_layer("hidden"), *of_layer("output"))
        block = (
            *of_norm("norm1"),
            *within("mix_patches", *mlp),
            *of_norm("norm2"),
            *within("mix_channels", *mlp),
        )
        blocks = [
            path for number in range(self.depth) for path in within(f"blocks/{number}", *block)
        ]
        return (*of_layer("embed"), *blocks, *of_norm("norm"), *of_layer("output"))

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return ("embed/**", "output/**")

    @property
    def levels(self) -> int:
        """See `Model.levels`: the patches, then the blocks."""
        return 1 + self.depth
