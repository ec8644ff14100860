"""Optimizers around other optimizers."""

from typing import ClassVar

from pydantic import Field

from specc.spec.optimizer import AnyOptimizer, Update


class Wrapping(Update):
    """One that is made of another, which has the learning rate and the clipping."""

    base_optimizer: AnyOptimizer = Field(description="The optimizer that it goes around.")

    wraps: ClassVar[str | None] = "base_optimizer"
    moments: ClassVar[int] = 1
    passes: ClassVar[bool] = True
    """Whether the one inside gets what it needs besides gradients."""
