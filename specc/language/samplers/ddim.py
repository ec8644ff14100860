"""`type: ddim`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.fields import Count
from specc.language.sampler import Sampler


class Ddim(Sampler):
    """Some steps of a diffusion, back from noise, with less noise or none (Song et al. 2021, equation 12)."""

    type: Literal["ddim"] = "ddim"
    steps: Count = Field(50, description="Number of steps from noise to data.")
    spacing: Literal["uniform", "quadratic"] = Field(
        "uniform",
        description="Which steps of the diffusion: evenly spaced, or closer to each other near data. Those "
        "that fall together are taken once.",
    )
    eta: Annotated[float, Field(ge=0, le=1)] = Field(
        0.0,
        description="Share of the noise of ancestral sampling: 0 is deterministic, 1 is ancestral sampling.",
    )
