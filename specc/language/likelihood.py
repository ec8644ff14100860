"""The likelihood of examples under a flow."""

from typing import Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import Count


class Likelihood(Block):
    """The log-density of examples by the change of variables of a flow (Chen et al. 2018, section 4).

    The classical Runge-Kutta method goes from an example at time 1 back to noise at time 0, and integrates
    the divergence of the velocity on the way.
    """

    steps: Count = Field(20, description="Number of Runge-Kutta steps.")
    divergence: Literal["exact", "hutchinson"] = Field(
        "exact",
        description="exact: the trace of the Jacobian, one product for each number of an example. "
        "hutchinson: an unbiased estimate, one product with random signs (Grathwohl et al. 2019), for "
        "images.",
    )
