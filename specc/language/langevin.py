"""Chains of Langevin dynamics, in losses and samplers."""

from typing import Annotated

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import NonNegative, Positive, Steps

Noise = NonNegative | None


class LangevinDynamics(Block):
    """x <- x - step_size * dE/dx + noise * z, with a standard normal z.

    With a noise of sqrt(2 * step_size) it is the unadjusted Langevin algorithm, which draws from exp(-E) up
    to an error that vanishes with the step size.
    """

    steps: Annotated[Steps, Field(le=1_000_000)] = Field(
        60, description="Number of steps of a chain."
    )
    step_size: Positive = Field(0.01, description="Factor of the gradient of the energy in a step.")
    noise: Noise = Field(
        None,
        examples=[0.005],
        description="Standard deviation of the noise of a step. By default sqrt(2 * step_size), with which "
        "chains draw from exp(-E); less noise is a lower temperature.",
    )
    gradient_clip: Positive | None = Field(
        None,
        examples=[0.03],
        description="Largest absolute value of each element of the gradient; none if not given.",
    )
