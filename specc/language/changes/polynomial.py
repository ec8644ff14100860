"""`type: polynomial`."""

from typing import Literal

from pydantic import Field

from specc.language.change import Ramp
from specc.language.fields import Positive


class Polynomial(Ramp):
    """Polynomial decay: a power of the remaining fraction of the time."""

    type: Literal["polynomial"] = "polynomial"
    power: Positive = Field(2.0, description="Exponent; 1 is linear.")
