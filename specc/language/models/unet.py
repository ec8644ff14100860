"""`type: unet`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.conditional import ConditionalModel
from specc.language.fields import Channels, Width
from specc.language.model import of_layer, of_norm, within


class Unet(ConditionalModel):
    """A U-Net of residual blocks that denoises images (Ho et al. 2020)."""

    type: Literal["unet"] = "unet"
    channels: Annotated[tuple[Channels, ...], Field(strict=False, min_length=1, max_length=16)] = (
        Field(
            examples=[[32, 64]],
            description="Channels of each level; each but the first halves height and width. For 32x32 "
            "pixels the paper has [128, 256, 256, 256].",
        )
    )
    blocks: Annotated[int, Field(ge=1, le=100)] = Field(
        2,
        description="Residual blocks of each level on the way down; on the way up there is one more.",
    )
    attention: Annotated[
        tuple[Annotated[int, Field(ge=0, le=15)], ...], Field(strict=False, max_length=16)
    ] = Field(
        (),
        examples=[[1]],
        description="Levels with self-attention after each of their residual blocks, counted from 0, the "
        "level of the whole image. The paper has it at 16x16 pixels, [1] for images of 32x32. The smallest "
        "maps have one between the ways down and up in any case.",
    )
    heads: Width = Field(
        1, description="Heads of each self-attention, which share the channels; 1 in the paper."
    )
    groups: Width = Field(
        8,
        description="Groups of each group norm, which share the channels; 32 in the paper.",
    )

    inputs: ClassVar = "image"
    instead: ClassVar = "denoising_mlp"
    provides: ClassVar = frozenset({"denoise"})

    kernels: ClassVar = {
        "first/**": "convolution",
        "halve/**": "convolution",
        "double/**": "convolution",
        "output/**": "convolution",
        "**/conv1/**": "convolution",
        "**/conv2/**": "convolution",
        "**/project/**": "convolution",
        "**/attention/**": "attention",
    }

    @property
    def halvings(self) -> int:
        """See `Model.halvings`."""
        return len(self.channels) - 1

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        levels = range(len(self.channels))
        embeddings = (*of_layer("hidden"), *of_layer("output"), *self.embeddings("class_embedding"))
        paths = (*within("time_embedding", *embeddings), *of_layer("first"))
        before = (self.channels[0], *self.channels)
        for level in levels:
            for block in range(self.blocks):
                projects = block == 0 and before[level] != self.channels[level]
                parts = _block(projects=projects, attends=level in self.attention)
                paths += within(f"down/{level}/{block}", *parts)
        for level in levels[1:]:
            paths += (*of_layer(f"halve/{level - 1}"), *of_layer(f"double/{level - 1}"))
        for block, attends in enumerate((True, False)):
            paths += within(f"middle/{block}", *_block(projects=False, attends=attends))
        for number, level in enumerate(reversed(levels)):
            for block in range(self.blocks + 1):
                parts = _block(projects=True, attends=level in self.attention)
                paths += within(f"up/{number}/{block}", *parts)
        return (*paths, *of_norm("norm"), *of_layer("output"))

    @property
    def ends(self) -> tuple[str, ...]:
        """See `Model.ends`."""
        return ("first/**", "output/**")

    @property
    def levels(self) -> int:
        """See `Model.levels`: the first convolution, then the blocks down, in the middle and up."""
        return 1 + len(self.channels) * (2 * self.blocks + 1) + 2


def _block(*, projects: bool, attends: bool) -> tuple[str, ...]:
    """Paths in a residual block."""
    found = (
        *of_norm("norm1"),
        *of_layer("conv1"),
        *of_layer("project_time"),
        *of_norm("norm2"),
        *of_layer("conv2"),
    )
    found += of_layer("project") if projects else ()
    if attends:
        layers = [part for name in ("query", "key", "value", "out") for part in of_layer(name)]
        found += (*of_norm("attention_norm"), *within("attention", *layers))
    return found
