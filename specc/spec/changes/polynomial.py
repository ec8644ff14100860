"""`type: polynomial`."""

from typing import Literal

from pydantic import Field

from specc.spec.change import Ramp
from specc.spec.fields import Positive


class Polynomial(Ramp):
    """By a power of the share of the time that is left."""

    type: Literal["polynomial"] = "polynomial"
    power: Positive = Field(2.0, description="Power of what is left; 1 is a straight line.")
