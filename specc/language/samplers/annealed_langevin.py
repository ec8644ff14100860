"""`type: annealed_langevin`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.fields import Steps
from specc.language.sampler import Sampler


class AnnealedLangevin(Sampler):
    """Annealed Langevin dynamics (Song and Ermon 2019, algorithm 1), from the most noise to the least.

    At level i, x <- x + alpha_i / 2 * score + sqrt(alpha_i) * z, with a standard normal z. Steps are as long
    as the noise allows: alpha_i is proportional to sigma_i².
    """

    type: Literal["annealed_langevin"] = "annealed_langevin"
    steps: Annotated[Steps, Field(le=1_000_000)] = Field(
        100, description="Number of steps at each level of noise."
    )
    step_size: Annotated[float, Field(gt=0, lt=4)] = Field(
        0.2,
        description="Step size alpha_i over sigma_i², the same at all levels; in the symbols of the paper "
        "epsilon / sigma_L², which is 0.2 there. At 4 chains diverge.",
    )
