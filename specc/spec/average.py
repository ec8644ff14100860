"""What averages of the weights have in common."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from specc.spec.block import Block
from specc.spec.family import Family
from specc.spec.quantities import Duration, SomeTime

NO_TIME = Duration(0.0, "steps")


class Average(Block):
    """Weights that are made of those that are trained, and are evaluated in their place."""

    type: str


class Running(Average):
    """An average that takes in the weights of one step after the other and leaves training alone."""

    start: Duration = Field(
        NO_TIME, description="Time before it begins; the weights are copied until then."
    )
    every: SomeTime | None = Field(
        None,
        description="Time between two steps whose weights are taken in. Each step unless given.",
    )

    forgets: ClassVar[bool]
    """Whether older weights count for less."""


AnyAverage = Annotated[Any, Family("specc.spec.averages", "average")]
