"""`type: heun`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Count
from specc.language.sampler import DenoisingSampler


class Heun(DenoisingSampler):
    """Heun's method for the probability-flow equation (Karras et al. 2022, algorithm 1).

    With the angle phi as time, where alpha = cos(phi) and sigma = sin(phi) (Salimans and Ho 2022). Two
    evaluations of the model per step; the last step, with one, ends at the example that the model sees.
    """

    type: Literal["heun"] = "heun"
    steps: Count = Field(25, description="Number of steps from noise to data.")
    spacing: Literal["uniform", "quadratic"] = Field(
        "quadratic",
        description="Which steps of the diffusion: evenly spaced, or closer to each other near data. Those "
        "that fall together are taken once.",
    )
