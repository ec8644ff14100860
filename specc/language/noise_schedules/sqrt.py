"""`type: sqrt`."""

import math
from typing import Literal

from pydantic import Field

from specc.language.fields import Factor
from specc.language.noise_schedule import NoiseSchedule


class Sqrt(NoiseSchedule):
    """The share of the noise's variance grows as the root of the time (Li et al. 2022, appendix A).

    Variances that a step adds are at most 0.999.
    """

    type: Literal["sqrt"] = "sqrt"
    s: Factor = Field(
        1e-4, description="Offset of the time; the variance of the noise begins at its square root."
    )

    def betas(self, timesteps: int) -> list[float]:
        """See `NoiseSchedule.betas`."""
        shares = (math.sqrt(n / timesteps + self.s) for n in range(1, timesteps + 1))
        kept = [1.0, *(1 - share for share in shares)]
        return [min(1 - kept[n + 1] / kept[n], 0.999) for n in range(timesteps)]
