"""`type: sequence`."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from specc.document.diagnostics import Path
from specc.language.block import Block
from specc.language.quantities import SomeTime
from specc.language.schedule import AnyPhase, Schedule


class Phase(Block):
    """A schedule and its duration."""

    model_config = ConfigDict(serialize_by_alias=True)

    duration: SomeTime | None = Field(
        None,
        alias="for",
        description="Its duration; the last phase fills the rest of the run if not given.",
    )
    schedule: AnyPhase = Field(description="The schedule, counted from the start of the phase.")


class Sequence(Schedule):
    """Schedules in sequence."""

    type: Literal["sequence"] = "sequence"
    phases: Annotated[tuple[Phase, ...], Field(strict=False, min_length=2)] = Field(
        examples=[
            [{"for": "20%", "schedule": 3e-3}, {"schedule": {"type": "cosine", "peak": 3e-3}}]
        ],
        description="The schedules in order, each with its duration.",
    )

    @property
    def parts(self) -> tuple[Phase, ...]:
        """See `Schedule.parts`."""
        return self.phases

    def peaks(self) -> Iterator[tuple[Path, float]]:
        """See `Schedule.peaks`."""
        for number, phase in enumerate(self.phases):
            for path, peak in phase.schedule.peaks():
                yield ("phases", number, "schedule", *path), peak
