"""`type: polynomial`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.schedule import DecayingSchedule


class Polynomial(DecayingSchedule):
    """Polynomial decay from the peak to the floor."""

    type: Literal["polynomial"] = "polynomial"
    power: Positive = Field(2.0, description="Exponent; 1 is linear.")
