"""What learning-rate schedules have in common."""

from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import Field

from specc.spec.block import Block
from specc.spec.family import Family
from specc.spec.fields import NonNegative
from specc.spec.quantities import Duration, Share


class OptaxCall(NamedTuple):
    """One of optax's schedules, as a schedule of the language uses it.

    Attributes:
        function: its name in optax.
        arguments: its arguments by keyword, each with a field of the schedule or one of the
            quantities that the compiler knows: `steps` (of this phase), `total` (of the run), `warmup`
            (its steps), `floor` (as a rate), `floor_share` (of the peak), `zero`.
    """

    function: str
    arguments: tuple[tuple[str, str], ...]


class Schedule(Block):
    """How a rate goes over the run."""

    type: str
    peak: float = Field(gt=0, description="The highest rate.")
    warmup: Duration = Field(
        Duration(0.0, "steps"),
        description="Time in which the rate rises from 0 to its peak, in a straight line.",
    )

    call: ClassVar[OptaxCall]
    """The schedule without its warm-up."""

    joined: ClassVar[OptaxCall | None] = None
    """The schedule with its warm-up, where optax has that in one function."""

    words: ClassVar[str]
    """The course of the rate after the warm-up; `{floor}` stands for where it ends."""


class DecayingSchedule(Schedule):
    """A schedule that falls from its peak."""

    floor: Share | NonNegative = Field(
        Share(0.0),
        description="Where the rate ends: a share of the peak (10%) or a rate (1e-5).",
    )


def _constant(value: object) -> object:
    return {"type": "constant", "peak": value}


AnySchedule = Annotated[Any, Family("specc.spec.schedules", "schedule", shorthand=_constant)]
"""A schedule; a plain number is a constant one."""
