"""`type: quadratic`."""

import math
from typing import Literal

from pydantic import Field

from specc.language.fields import Factor
from specc.language.noise_schedule import NoiseSchedule


class Quadratic(NoiseSchedule):
    """Variances whose square roots grow linearly from step to step (Rombach et al. 2022, as in their code).

    The defaults are for 1,000 steps; for fewer, multiply both by 1000 / `timesteps`.
    """

    type: Literal["quadratic"] = "quadratic"
    start: Factor = Field(1e-4, description="Variance of the noise that the first step adds.")
    end: Factor = Field(0.02, description="Variance of the noise that the last step adds.")

    def signal(self, timesteps: int) -> float:
        """See `NoiseSchedule.signal`."""
        first, last = math.sqrt(self.start), math.sqrt(self.end)
        slope = (last - first) / (timesteps - 1)
        return math.prod(1 - (first + slope * n) ** 2 for n in range(timesteps))
