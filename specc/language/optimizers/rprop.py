"""`type: rprop`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.optimizer import Optimizer, Transform, same


class Rprop(Optimizer):
    """Step sizes that follow the signs of gradients (Riedmiller & Braun 1993)."""

    type: Literal["rprop"] = "rprop"
    eta_minus: float = Field(
        0.5, gt=0, lt=1, description="Factor of a step size when the gradient changes its sign."
    )
    eta_plus: float = Field(
        1.2, gt=1, description="Factor of a step size when the gradient keeps its sign."
    )
    min_step_size: Positive = Field(1e-6, description="Smallest step size.")
    max_step_size: Positive = Field(50.0, description="Largest step size.")

    usual_rate: ClassVar = "1e-3"
    largest_rate: ClassVar = 1.0
    normalizes: ClassVar = True
    moments: ClassVar = 2

    takes: ClassVar = "number"
    full_batch_reason: ClassVar = "the sign of a gradient changes with the batch"
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "rprop",
            options=same("eta_minus", "eta_plus", "min_step_size", "max_step_size"),
            rate="learning_rate",
        ),
    )
