"""`type: uniform`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.spec.fields import Positive
from specc.spec.initializer import Initializer


class Uniform(Initializer):
    """Uniform from 0 up to a scale, as flax has it: no number is negative."""

    type: Literal["uniform"] = "uniform"
    scale: Positive = Field(0.01, description="The upper end.")

    function: ClassVar = "uniform"
