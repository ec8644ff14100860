"""What models have in common."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.spec.block import Block


class Model(Block):
    """What is trained."""

    type: str

    inputs: ClassVar[Literal["any", "image"]] = "any"
    """What it can take: inputs of any shape, or images alone."""


class Deep(Model):
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
