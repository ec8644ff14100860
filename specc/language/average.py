"""The base classes of weight averages."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from specc.language.block import Block
from specc.language.family import Family
from specc.language.quantities import Duration, SomeTime

NO_TIME = Duration(0.0, "steps")


class Average(Block):
    """Averaged weights, evaluated instead of the trained ones."""

    type: str

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
        description="Interval between two updates of the average; every step if not given.",
    )

    forgets: ClassVar[bool]
    """Whether older weights are discounted."""


AnyAverage = Annotated[Any, Family("specc.language.averages", "average")]
