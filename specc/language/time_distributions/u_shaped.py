"""`type: u_shaped`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.time_distribution import TimeDistribution


class UShaped(TimeDistribution):
    """Times near both ends are likelier: the density is proportional to cosh(a (t - 1/2)).

    Lee et al. (2024), "Improving the training of rectified flows", section 4.1, use a = 4 for reflow.
    """

    type: Literal["u_shaped"] = "u_shaped"
    a: Positive = Field(4.0, description="How much likelier the ends are.")
