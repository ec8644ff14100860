"""`type: wsd`."""

from typing import Literal

from pydantic import Field

from specc.language.quantities import Duration, SomeTime
from specc.language.schedule import FlooredSchedule


class Wsd(FlooredSchedule):
    """Warm-up, stable, decay: constant at the peak, and down at the end (Hu et al. 2024)."""

    type: Literal["wsd"] = "wsd"
    decay: SomeTime = Field(
        Duration(20.0, "percent"), description="Duration of the decay at the end."
    )
    shape: Literal["linear", "cosine", "sqrt"] = Field(
        "linear",
        description="Form of the decay: linear, cosine, or 1 minus the square root of the time (Hägele "
        "et al. 2024).",
    )
