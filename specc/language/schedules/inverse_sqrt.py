"""`type: inverse_sqrt`."""

from typing import Literal

from pydantic import Field

from specc.language.quantities import SomeTime
from specc.language.schedule import FlooredSchedule


class InverseSqrt(FlooredSchedule):
    """Inverse square root of the step, from the peak (Vaswani et al. 2017)."""

    type: Literal["inverse_sqrt"] = "inverse_sqrt"
    timescale: SomeTime | None = Field(
        None,
        description="Time after the peak in which the rate falls by √2; the warm-up if not given.",
    )
