"""`type: sqrt`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Factor
from specc.language.noise_schedule import NoiseSchedule


class Sqrt(NoiseSchedule):
    """The share of the noise's variance grows as the root of the time (Li et al. 2022, appendix A).

    That of the example stays at 1e-6 or more.
    """

    type: Literal["sqrt"] = "sqrt"
    s: Factor = Field(
        1e-4, description="Offset of the time; the variance of the noise begins at its square root."
    )

    def signal(self, _timesteps: int) -> float:
        """See `NoiseSchedule.signal`."""
        return 1e-6
