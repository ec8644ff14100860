"""`type: cyclic`."""

from typing import Literal

from pydantic import Field

from specc.spec.fields import Factor
from specc.spec.quantities import SomeTime
from specc.spec.schedule import FlooredSchedule


class Cyclic(FlooredSchedule):
    """Up from the floor to the peak and down again in straight lines, over and over (Smith 2017)."""

    type: Literal["cyclic"] = "cyclic"
    period: SomeTime = Field(description="Time of one cycle, up and down.")
    mode: Literal["triangular", "triangular2", "exp_range"] = Field(
        "triangular",
        description="What becomes of the height: it stays, is halved with each cycle, or shrinks by "
        "`factor` with each.",
    )
    factor: Factor = Field(0.9, description="What `exp_range` multiplies the height by, per cycle.")
