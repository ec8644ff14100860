"""The base class of metrics."""

from typing import ClassVar

from specc.language.better import Better
from specc.language.block import Block


class Metric(Block):
    """Metrics to report beside the loss."""

    type: str

    of_set: ClassVar[bool] = False
    """Whether it is computed from all examples at once and is not a mean over them."""

    matrix: ClassVar[bool] = False
    """Whether it is a matrix."""

    helpers: ClassVar[tuple[str, ...]] = ()
    """Helper functions that the trainer defines for it, in order."""

    contrasts: ClassVar[bool] = False
    """Whether it compares a class with all others and needs examples of both."""

    in_units: ClassVar[bool] = False
    """Whether it is in the units of the data."""

    better: ClassVar[Better | None] = "max"
    """What is better of it; None if only people know that."""

    least: ClassVar[int] = 1
    """Minimum number of examples."""

    @property
    def column(self) -> str:
        """Its name in the trainer and its log."""
        return self.type

    @property
    def summarizes(self) -> bool:
        """Whether this one is computed from all examples at once."""
        return self.of_set
