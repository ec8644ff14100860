"""`type: langevin`."""

from typing import Annotated, Literal

from pydantic import Field

from specc.language.fields import Steps
from specc.language.langevin import LangevinDynamics
from specc.language.sampler import Sampler


class Langevin(LangevinDynamics, Sampler):
    """Langevin dynamics of an energy, from noise in the range of the data.

    Step size, noise and clip are those of the loss if it has chains of its own.
    """

    type: Literal["langevin"] = "langevin"
    steps: Annotated[Steps, Field(le=1_000_000)] = Field(
        500, description="Number of steps of a chain."
    )
