"""What learning-rate schedules have in common."""

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from specc.spec.block import Block
from specc.spec.diagnostics import Path
from specc.spec.family import Family
from specc.spec.fields import NonNegative, Positive
from specc.spec.quantities import Duration, Share, SomeTime


class Schedule(Block):
    """How a rate goes over the run, or over a phase of it; all rates are absolute."""

    type: str

    def peaks(self) -> Iterator[tuple[Path, float]]:
        """The rates that it is given, its peak first of all, each with the keys that lead to it."""
        raise NotImplementedError


class Peaked(Schedule):
    """A schedule that has a peak, which it starts from after a warm-up if there is one."""

    peak: float = Field(gt=0, description="The highest rate.")
    warmup: Duration = Field(
        Duration(0.0, "steps"),
        description="Time in which the rate rises from 0 to its peak, in a straight line.",
    )

    def peaks(self) -> Iterator[tuple[Path, float]]:
        """See `Schedule.peaks`."""
        yield ("peak",), self.peak


class FlooredSchedule(Peaked):
    """A schedule that does not go below its floor."""

    floor: Share | NonNegative = Field(
        Share(0.0),
        description="Where the rate ends: a share of the peak (10%) or a rate (1e-5).",
    )


class DecayingSchedule(FlooredSchedule):
    """A schedule that falls from its peak to its floor, and stays there."""

    decay: SomeTime | None = Field(
        None,
        description="Time in which the rate falls from its peak to its floor; the rest of the run "
        "if not given.",
    )


def _something(value: Share | float) -> Share | float:
    if isinstance(value, Share) and value.percent == 0:
        raise PydanticCustomError("specc_quantity", "expected a share of more than 0%")
    return value


SomeRate = Annotated[Share | Positive, AfterValidator(_something)]
"""A rate, or a share of the peak, that is not 0."""


def _constant(value: object) -> object:
    return {"type": "constant", "peak": value}


AnySchedule = Annotated[Any, Family("specc.spec.schedules", "schedule", shorthand=_constant)]
"""A schedule; a plain number is a constant one."""

AnyPhase = Annotated[
    Any,
    Family(
        "specc.spec.schedules",
        "schedule",
        shorthand=_constant,
        without=("reduce_on_plateau", "sequence"),
    ),
]
"""A schedule for a while: not one that sees the whole run, and no phases within phases."""
