"""`type: adopt`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate, Positive
from specc.language.moments import Moments
from specc.language.optimizer import Transform, alias, same


class Adopt(Moments):
    """Adam with the second moment of the step before (Taniguchi et al. 2024)."""

    type: Literal["adopt"] = "adopt"
    b2: DecayRate = Field(0.9999, description="Decay rate of the mean of squared gradients.")
    eps: Positive = Field(1e-6, description="Least root of the second moment.")
    nesterov: bool = Field(False, description="Use Nesterov momentum.")
    use_clipping: bool = Field(
        True, description="Cut scaled gradients at the fourth root of the step's number."
    )

    divides_moments: ClassVar = False
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "contrib.scale_by_adopt",
            same("b1", "b2", "eps"),
            options=same("nesterov", "use_clipping"),
        ),
    )
    named: ClassVar = (alias("contrib.adopt", "b1 b2 eps nesterov use_clipping"),)
