"""`type: dit`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.conditional import ConditionalModel
from specc.language.fields import Channels, Pixels, Width
from specc.language.model import of_layer, within


class Dit(ConditionalModel):
    """A diffusion transformer (Peebles & Xie 2023) over patches of an image, which it denoises.

    The time modulates each block (adaLN-Zero): blocks begin as identities, and the output is 0.
    """

    type: Literal["dit"] = "dit"
    patch_size: Pixels = Field(
        examples=[2], description="Height and width of a patch in pixels; 2 for DiT-XL/2."
    )
    width: Channels = Field(
        examples=[128], description="Embedding size of a patch; 384 for DiT-S, 1152 for DiT-XL."
    )
    depth: Annotated[int, Field(ge=1, le=1_000)] = Field(
        examples=[6], description="Number of blocks; 12 for DiT-S, 28 for DiT-XL."
    )
    heads: Width = Field(
        examples=[4],
        description="Heads of each self-attention, which share the width; 6 for DiT-S, 16 for DiT-XL.",
    )
    mlp_dim: Width | None = Field(
        None,
        examples=[512],
        description="Width of the hidden layer of each block's MLP; 4 × width unless given.",
    )

    inputs: ClassVar = "image"
    instead: ClassVar = "denoising_mlp"
    provides: ClassVar = frozenset({"denoise"})

    kernels: ClassVar = {"blocks/*/attention/**": "attention"}

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        attention = [part for name in ("query", "key", "value", "out") for part in of_layer(name)]
        mlp = (*of_layer("hidden"), *of_layer("output"))
        block = (
            *of_layer("modulation"),
            *within("attention", *attention),
            *within("mlp", *mlp),
        )
        return (
            *of_layer("embed"),
            "position",
            *within("time_embedding", *mlp, *self.embeddings("class_embedding")),
            *(path for number in range(self.depth) for path in within(f"blocks/{number}", *block)),
            *of_layer("modulation"),
            *of_layer("output"),
        )

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return ("embed/**", "output/**")

    @property
    def levels(self) -> int:
        """See `Model.levels`: the patches, then the blocks."""
        return 1 + self.depth
