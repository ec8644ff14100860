"""What models have in common."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.spec.block import Block
from specc.spec.initializer import AnyInitializer


class Model(Block):
    """What is trained."""

    type: str

    inputs: ClassVar[Literal["any", "image"]] = "any"
    """What it can take: inputs of any shape, or images alone."""


def _unset(value: object) -> bool:
    return value is None


class LayeredModel(Model):
    """A model of flax's layers, and how the weights of these begin."""

    init: AnyInitializer | None = Field(
        None,
        exclude_if=_unset,
        description="How the kernels of linear layers and convolutions begin; biases are 0. Unless given, "
        "lecun_normal.",
    )
    output_init: AnyInitializer | None = Field(
        None,
        exclude_if=_unset,
        description="How the kernel of the last layer begins; zeros is usual. Unless given, as the others.",
    )


class Deep(LayeredModel):
    """A model of blocks that are alike, one after the other."""

    remat: bool = Field(
        False,
        description="Whether the backward pass computes the insides of each block anew, to save the memory "
        "that keeping them would take.",
    )

    @property
    def blocks(self) -> int:
        """How many."""
        raise NotImplementedError
