"""`type: resnet`."""

import itertools
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.fields import Channels
from specc.language.model import Deep, of_layer, of_norm, within
from specc.language.norm import AnyNorm
from specc.language.norms.batch import BatchNorm

Blocks = Annotated[int, Field(ge=1, le=1_000)]


class Resnet(Deep):
    """A residual network (He et al. 2015), each block starting as its shortcut (Goyal et al. 2017)."""

    type: Literal["resnet"] = "resnet"
    stages: Annotated[tuple[Blocks, ...], Field(strict=False, min_length=2, max_length=16)] = Field(
        examples=[[2, 2, 2]],
        description="Blocks of each stage; each stage but the first halves height and width and doubles "
        "the channels. With a stem of its own ImageNet's ResNet-18 has [2, 2, 2, 2], ResNet-50 [3, 4, 6, 3]; "
        "CIFAR's ResNet-20 has [3, 3, 3].",
    )
    block: Literal["basic", "bottleneck"] = Field(
        "basic",
        description="basic: two 3x3 convolutions. bottleneck: 1x1, 3x3 and 1x1, with four times the "
        "channels between blocks; usual from 50 layers on.",
    )
    width: Channels = Field(64, description="Channels of the first stage, in its 3x3 convolutions.")
    stem: Literal["cifar", "imagenet"] = Field(
        "cifar",
        description="What comes before the stages. cifar: a 3x3 convolution, for small images. imagenet: "
        "7x7 and max pooling, which divide height and width by 4.",
    )
    norm: AnyNorm = Field(BatchNorm(), description="Normalization after each convolution.")

    inputs: ClassVar = "image"

    @property
    def blocks(self) -> int:
        """See `Deep`."""
        return sum(self.stages)

    kernels: ClassVar = {"stem/**": "convolution", "blocks/**": "convolution"}

    @property
    def parameters(self) -> tuple[str, ...]:
        """See `Model.parameters`."""
        bias = not self.norm.subtracts_mean
        convolutions = {"basic": 2, "bottleneck": 3}[self.block]
        paths = (*of_layer("stem", bias=bias), *of_norm("stem_norm"))
        for block in range(sum(self.stages)):
            parts: tuple[str, ...] = ()
            for number in range(1, convolutions + 1):
                parts += (*of_layer(f"conv{number}", bias=bias), *of_norm(f"norm{number}"))
            if block in self._reshaping:
                parts += (*of_layer("project", bias=bias), *of_norm("project_norm"))
            paths += within(f"blocks/{block}", *parts)
        return (*paths, *of_layer("output"))

    @property
    def _reshaping(self) -> frozenset[int]:
        """The blocks whose shortcut has a projection: the first of a stage, unless it changes nothing."""
        firsts = itertools.accumulate((0, *self.stages[:-1]))
        return frozenset(firsts) - ({0} if self.block == "basic" else set())

    @property
    def levels(self) -> int:
        """See `Model.levels`: the stem, then the blocks."""
        return 1 + sum(self.stages)
