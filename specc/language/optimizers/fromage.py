"""`type: fromage`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.optimizer import Optimizer, Transform, same


class Fromage(Optimizer):
    """Steps as large as the weights of each layer (Bernstein et al. 2020)."""

    type: Literal["fromage"] = "fromage"
    min_norm: Positive = Field(1e-6, description="Lower bound of the norm of a layer.")

    usual_rate: ClassVar = "1e-2"
    largest_rate: ClassVar = 1.0
    normalizes: ClassVar = True
    moments: ClassVar = 0

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("fromage", options=same("min_norm"), rate="learning_rate"),
    )
