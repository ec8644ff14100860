"""The base class of optimizers that wrap another one."""

from typing import ClassVar

from pydantic import Field

from specc.language.optimizer import AnyOptimizer, Update


class Wrapping(Update):
    """A wrapper of another optimizer, which has the learning rate and clipping."""

    base_optimizer: AnyOptimizer = Field(description="The wrapped optimizer.")

    wraps: ClassVar[str | None] = "base_optimizer"
    moments: ClassVar[int] = 1
