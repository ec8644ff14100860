"""`type: ddim`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.fields import Count
from specc.language.sampler import DenoisingSampler


class Ddim(DenoisingSampler):
    """Some steps of a diffusion, back from noise, with less noise or none (Song et al. 2021, equation 12)."""

    type: Literal["ddim"] = "ddim"
    steps: Count = Field(50, description="Number of steps from noise to data.")
    eta: Annotated[float, Field(ge=0, le=1)] = Field(
        0.0,
        description="Share of the noise of ancestral sampling: 0 is deterministic, 1 is ancestral sampling.",
    )
