"""The base classes of weight averages."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import Batches
from specc.language.quantities import Duration, SomeTime

NO_TIME = Duration(0.0, "steps")


class Average(Block):
    """Averaged weights, evaluated instead of the trained ones."""

    type: str
    batch_stats: Literal["recomputed", "averaged"] = Field(
        "recomputed",
        description="Running statistics of batch norm: recomputed with the averaged weights over training "
        "batches before they are evaluated or saved, or averaged as the weights are.",
    )
    stats_batches: Batches = Field(
        100,
        description="Training batches that statistics are recomputed over; an epoch if that has fewer.",
    )

    period: ClassVar[str | None] = None
    """The field with the number of steps between two updates, if it is a plain number."""


class Running(Average):
    """A running average of the weights, which does not affect training."""

    start: Duration = Field(
        NO_TIME,
        description="When averaging starts; until then the average is a copy of the weights.",
    )
    every: SomeTime | None = Field(
        None,
        examples=["10 steps"],
        description="Interval between two updates of the average; every step if not given.",
    )

    forgets: ClassVar[bool]
    """Whether older weights are discounted."""
