"""`type: sm3`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate
from specc.language.optimizer import Optimizer, Transform


class Sm3(Optimizer):
    """Adagrad with a sum for each row and each column (Anil et al. 2019).

    optax refuses parameters without axes.
    """

    type: Literal["sm3"] = "sm3"
    momentum: DecayRate = Field(0.9, description="Decay rate of the mean of updates.")

    usual_rate: ClassVar = "0.1"
    largest_rate: ClassVar = 10.0
    normalizes: ClassVar = True
    moments: ClassVar = 1

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("scale_by_sm3", (("b1", "momentum"),)),
    )
