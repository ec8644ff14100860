"""`type: optimistic_adam_v2`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import NonNegative, Positive
from specc.language.moments import NesterovMoments, adam
from specc.language.optimizer import Transform, alias, same


class OptimisticAdam(NesterovMoments):
    """Adam that expects its step to go on changing as it did (Daskalakis et al. 2018)."""

    type: Literal["optimistic_adam_v2"] = "optimistic_adam_v2"
    nesterov: bool = Field(True, description="Use Nesterov momentum.")
    alpha: Positive = Field(1.0, description="Weight of Adam's step.")
    beta: NonNegative = Field(1.0, description="Weight of its change since the last step.")

    moments: ClassVar = 3
    transforms: ClassVar[tuple[Transform, ...]] = (
        adam("nesterov"),
        Transform("scale_by_optimistic_gradient", same("alpha", "beta")),
    )
    named: ClassVar = (alias("optimistic_adam_v2", "alpha beta b1 b2 eps eps_root nesterov"),)
