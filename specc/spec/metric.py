"""What metrics have in common."""

from typing import ClassVar

from specc.spec.block import Block


class Metric(Block):
    """What is measured beside the loss."""

    type: str

    of_set: ClassVar[bool] = False
    """Whether it belongs to a whole set of examples, and is no mean over them."""

    matrix: ClassVar[bool] = False
    """Whether it is a table of numbers."""

    helpers: ClassVar[tuple[str, ...]] = ()
    """Functions that the trainer defines for it, in the order in which they stand."""

    contrasts: ClassVar[bool] = False
    """Whether it compares examples of a class with all others, and so needs some of both."""

    in_units: ClassVar[bool] = False
    """Whether it is in the units of the targets, as they are in the data."""

    least: ClassVar[int] = 1
    """The fewest examples that it can be computed from."""

    @property
    def column(self) -> str:
        """What the trainer calls it."""
        return self.type

    @property
    def summarizes(self) -> bool:
        """Whether this one belongs to a whole set of examples."""
        return self.of_set
