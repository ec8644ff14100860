"""What losses have in common."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.spec.block import Block
from specc.spec.fields import Positive


class Loss(Block):
    """What training minimizes the mean of, each example by its weight."""

    type: str

    helpers: ClassVar[tuple[str, ...]] = ()
    """Functions that the trainer defines for it."""

    spread: ClassVar[bool] = False
    """Whether the model also gives how sure it is of each number: outputs come in pairs."""


class WeightedLoss(Loss):
    """A loss that can count some classes for more than others."""

    class_weights: (
        Literal["balanced"]
        | Annotated[tuple[Positive, ...], Field(strict=False, min_length=2)]
        | None
    ) = Field(
        None,
        description="How much the loss of an example counts: a number for each class, or balanced for "
        "rows / (classes * rows of the class) in training, so that every class counts the same.",
    )
