"""`type: uniform`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.initializer import Initializer


class Uniform(Initializer):
    """Uniform between 0 and `scale`, as in flax: no number is negative."""

    type: Literal["uniform"] = "uniform"
    scale: Positive = Field(0.01, description="Upper bound.")

    function: ClassVar = "uniform"
