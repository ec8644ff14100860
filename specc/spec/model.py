"""What models have in common."""

from typing import ClassVar, Literal

from specc.spec.block import Block


class Model(Block):
    """What is trained."""

    type: str

    inputs: ClassVar[Literal["any", "image"]] = "any"
    """What it can take: inputs of any shape, or images alone."""
