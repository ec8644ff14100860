"""`type: sigmoid`."""

from typing import Literal

from pydantic import Field

from specc.language.change import Ramp
from specc.language.fields import Positive


class Sigmoid(Ramp):
    """A logistic curve, slow at both ends (Bowman et al. 2016)."""

    type: Literal["sigmoid"] = "sigmoid"
    steepness: Positive = Field(
        12.0,
        description="Length of the ramp in units of the logistic function: the larger, the faster it changes "
        "in the middle.",
    )
