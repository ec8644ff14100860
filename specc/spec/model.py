"""What models have in common."""

from typing import ClassVar, Literal

from specc.spec.block import Block


class Model(Block):
    """What is trained."""

    type: str

    inputs: ClassVar[Literal["any", "image"]] = "any"
    """What it can take: inputs of any shape, or images alone."""

    @property
    def parameters(self) -> tuple[str, ...] | None:
        """Paths of its parameters; None if nobody knows them before it is made."""
        return None

    @property
    def levels(self) -> int | None:
        """Layers below its output, one upon the other; None if nobody knows them."""
        return None


def within(part: str, *names: str) -> tuple[str, ...]:
    """Paths inside a part of a model."""
    return tuple(f"{part}/{name}" for name in names)


def of_layer(part: str, *, bias: bool = True) -> tuple[str, ...]:
    """Paths of a linear layer or a convolution."""
    return within(part, "kernel", "bias") if bias else within(part, "kernel")


def of_norm(part: str) -> tuple[str, ...]:
    """Paths of a norm."""
    return within(part, "scale", "bias")
