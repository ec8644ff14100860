"""The base classes of learning rate schedules."""

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from specc.document.diagnostics import Path
from specc.language.block import Block
from specc.language.family import ByField, Family
from specc.language.fields import NonNegative, Positive
from specc.language.quantities import Duration, Percentage, SomeTime


class Schedule(Block):
    """A learning rate schedule of the run, or of a phase; all rates are absolute."""

    type: str

    points: ClassVar[str | None] = None
    """The field with the times at which it changes, in ascending order, such as milestones."""

    cycle: ClassVar[str | None] = None
    """The field with the length of a cycle, if it goes down and up again."""

    @property
    def drops(self) -> str | None:
        """The field with the time between two drops, if there is a drop at regular intervals."""
        return None

    @property
    def interpolates(self) -> bool:
        """Whether it goes gradually from one of its `points` to the next."""
        return False

    @property
    def parts(self) -> tuple[Any, ...]:
        """Its phases, each with a `duration` and a `schedule`; none if it is one schedule."""
        return ()

    def peaks(self) -> Iterator[tuple[Path, float]]:
        """The rates in the spec, the peak first, each with its path."""
        raise NotImplementedError


class Peaked(Schedule):
    """A schedule with a peak and an optional warm-up."""

    peak: float = Field(gt=0, examples=[3e-3], description="The highest rate.")
    warmup: Duration = Field(
        Duration(0.0, "steps"),
        description="Duration of the linear warm-up from 0 to the peak.",
    )

    def peaks(self) -> Iterator[tuple[Path, float]]:
        """See `Schedule.peaks`."""
        yield ("peak",), self.peak


class FlooredSchedule(Peaked):
    """A schedule with a lower bound."""

    floor: Percentage | NonNegative = Field(
        Percentage(0.0),
        description="Final rate: relative to the peak (10%) or absolute (1e-5).",
    )


class DecayingSchedule(FlooredSchedule):
    """A schedule that decays from its peak to its floor, and stays there."""

    decay: SomeTime | None = Field(
        None,
        description="Duration of the decay from the peak to the floor; the rest of the run if not "
        "given.",
    )


def _something(value: Percentage | float) -> Percentage | float:
    if isinstance(value, Percentage) and value.percent == 0:
        raise PydanticCustomError("specc_quantity", "expected a percentage of more than 0%")
    return value


SomeRate = Annotated[Percentage | Positive, AfterValidator(_something)]
"""A rate, or a percentage of the peak, that is not 0."""


_constant = ByField("constant", "peak")

AnySchedule = Annotated[Any, Family("specc.language.schedules", "schedule", shorthand=_constant)]
"""A schedule; a plain number is a constant."""

AnyPhase = Annotated[
    Any,
    Family(
        "specc.language.schedules",
        "schedule",
        shorthand=_constant,
        without=("reduce_on_plateau", "sequence"),
    ),
]
"""A schedule of a phase: no nested sequence, and none that needs the entire run."""
