"""`type: multistep`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.fields import Factor
from specc.language.quantities import SomeTime
from specc.language.schedule import Peaked


class Multistep(Peaked):
    """Drops by a factor at milestones."""

    type: Literal["multistep"] = "multistep"
    milestones: Annotated[tuple[SomeTime, ...], Field(strict=False, min_length=1)] = Field(
        examples=[["50%", "75%"]],
        description="When it drops, counted from the start of the run, warm-up included, or of its "
        "phase.",
    )
    factor: Factor = Field(0.1, description="Factor of each drop.")

    points: ClassVar = "milestones"
