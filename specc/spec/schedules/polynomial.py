"""`type: polynomial`."""

from typing import Literal

from pydantic import Field

from specc.spec.fields import Positive
from specc.spec.schedule import DecayingSchedule


class Polynomial(DecayingSchedule):
    """From the peak to the floor by a power of the share of the decay that is left."""

    type: Literal["polynomial"] = "polynomial"
    power: Positive = Field(2.0, description="Power of what is left; 1 is a straight line.")
