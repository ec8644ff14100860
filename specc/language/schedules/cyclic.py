"""`type: cyclic`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Factor
from specc.language.quantities import SomeTime
from specc.language.schedule import FlooredSchedule


class Cyclic(FlooredSchedule):
    """Triangular wave between floor and peak (Smith 2017)."""

    type: Literal["cyclic"] = "cyclic"
    period: SomeTime = Field(description="Length of a cycle.")
    mode: Literal["triangular", "triangular2", "exp_range"] = Field(
        "triangular",
        description="Amplitude: constant, halved with each cycle, or multiplied by `factor` with "
        "each.",
    )
    factor: Factor = Field(0.9, description="Factor per cycle in `exp_range`.")

    cycle: ClassVar = "period"
