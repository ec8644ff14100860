"""`type: linear`."""

import math
from typing import Literal

from pydantic import Field

from specc.language.fields import Factor
from specc.language.noise_schedule import NoiseSchedule


class Linear(NoiseSchedule):
    """Variances that grow linearly from step to step (Ho et al. 2020, section 4).

    The defaults are for 1,000 steps; for fewer, multiply both by 1000 / `timesteps`.
    """

    type: Literal["linear"] = "linear"
    start: Factor = Field(1e-4, description="Variance of the noise that the first step adds.")
    end: Factor = Field(0.02, description="Variance of the noise that the last step adds.")

    def signal(self, timesteps: int) -> float:
        """See `NoiseSchedule.signal`."""
        slope = (self.end - self.start) / (timesteps - 1)
        return math.prod(1 - (self.start + slope * n) for n in range(timesteps))
