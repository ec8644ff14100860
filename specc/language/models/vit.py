"""`type: vit`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledProbability
from specc.language.fields import Channels, Pixels, Width
from specc.language.model import Deep, of_layer, of_norm, within


class Vit(Deep):
    """A vision transformer (Dosovitskiy et al. 2021): pre-norm encoder blocks over patches of an image."""

    type: Literal["vit"] = "vit"
    patch_size: Pixels = Field(
        examples=[4], description="Height and width of a patch in pixels; 16 for ViT-B/16."
    )
    width: Channels = Field(examples=[128], description="Embedding size of a patch; 768 for ViT-B.")
    depth: Annotated[int, Field(ge=1, le=1_000)] = Field(
        examples=[6], description="Number of encoder blocks; 12 for ViT-B."
    )
    heads: Width = Field(
        examples=[4],
        description="Heads of each self-attention, which share the width; 12 for ViT-B.",
    )
    mlp_dim: Width | None = Field(
        None,
        examples=[512],
        description="Width of the hidden layer of each block's MLP; 4 × width unless given.",
    )
    pool: Literal["mean", "token"] = Field(
        "mean",
        description="What the classes are read from: the mean over all patches, or a class token of its "
        "own, as in the paper.",
    )
    dropout: ScheduledProbability = Field(
        0.0,
        description="Fraction dropped in training of the outputs of all layers but the attention "
        "projections, and of the embedded patches; 0 for none.",
    )

    inputs: ClassVar = "image"

    @property
    def blocks(self) -> int:
        """See `Deep`."""
        return self.depth

    kernels: ClassVar = {"blocks/*/attention/**": "attention"}

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        attention = [part for name in ("query", "key", "value", "out") for part in of_layer(name)]
        mlp = (*of_layer("hidden"), *of_layer("output"))
        block = (
            *of_norm("norm1"),
            *within("attention", *attention),
            *of_norm("norm2"),
            *within("mlp", *mlp),
        )
        blocks = [
            path for number in range(self.depth) for path in within(f"blocks/{number}", *block)
        ]
        token = ("token",) if self.pool == "token" else ()
        return (
            *of_layer("embed"),
            *token,
            "position",
            *blocks,
            *of_norm("norm"),
            *of_layer("output"),
        )

    def linear_sizes(self, outputs: int | None) -> dict[str, tuple[int, int]]:
        """See `Model.linear_sizes`."""
        width, hidden = self.width, self.mlp_dim or 4 * self.width
        block = {
            **{f"attention/{part}": (width, width) for part in ("query", "key", "value", "out")},
            "mlp/hidden": (width, hidden),
            "mlp/output": (hidden, width),
        }
        found = {
            f"blocks/{number}/{layer}": sizes
            for number in range(self.depth)
            for layer, sizes in block.items()
        }
        return found if outputs is None else {**found, "output": (width, outputs)}

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return ("embed/**", "output/**")

    @property
    def levels(self) -> int:
        """See `Model.levels`: the patches, then the blocks."""
        return 1 + self.depth
