"""`type: signum`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate
from specc.language.optimizer import Optimizer, Transform, alias


class Signum(Optimizer):
    """The sign of the mean of gradients (Bernstein et al. 2018)."""

    type: Literal["signum"] = "signum"
    beta: DecayRate = Field(0.9, description="Decay rate of the mean of gradients.")

    usual_rate: ClassVar = "1e-4"
    largest_rate: ClassVar = 0.1
    normalizes: ClassVar = True
    moments: ClassVar = 1

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("ema", (("decay", "beta"),), constants=(("debias", False),)),
        Transform("scale_by_sign"),
    )
    named: ClassVar = (alias("signum", "beta"),)
