"""`type: cosine`."""

import math
from typing import Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.noise_schedule import NoiseSchedule


class Cosine(NoiseSchedule):
    """The share of the example's variance falls as a squared cosine (Nichol and Dhariwal 2021, equation 17).

    Variances that a step adds are at most 0.999, as in the paper.
    """

    type: Literal["cosine"] = "cosine"
    s: Positive = Field(
        0.008, description="Offset of the time, so that the first steps add enough noise."
    )

    def signal(self, timesteps: int) -> float:
        """See `NoiseSchedule.signal`."""
        times = [n / timesteps for n in range(timesteps + 1)]
        f = [math.cos((t + self.s) / (1 + self.s) * math.pi / 2) ** 2 for t in times]
        return math.prod(max(f[n + 1] / f[n], 0.001) for n in range(timesteps))
