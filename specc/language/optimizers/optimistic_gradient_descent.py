"""`type: optimistic_gradient_descent`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import NonNegative, Positive
from specc.language.optimizer import Optimizer, Transform, alias, same


class OptimisticGradientDescent(Optimizer):
    """A step that expects the gradient to go on changing as it did (Mokhtari et al. 2019)."""

    type: Literal["optimistic_gradient_descent"] = "optimistic_gradient_descent"
    alpha: Positive = Field(1.0, description="Weight of the gradient.")
    beta: NonNegative = Field(1.0, description="Weight of its change since the last step.")

    usual_rate: ClassVar = "0.1"
    largest_rate: ClassVar = 10.0
    normalizes: ClassVar = False
    moments: ClassVar = 1

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("scale_by_optimistic_gradient", same("alpha", "beta")),
    )
    named: ClassVar = (alias("optimistic_gradient_descent", "alpha beta"),)
