"""User-defined losses and metrics of all tasks."""

from typing import ClassVar

from pydantic import Field

from specc.language.code import OwnFunction
from specc.language.loss import Loss
from specc.language.metric import Metric


class OwnLoss(OwnFunction, Loss):
    """A user function: the loss of each example, of outputs (batch, k) and targets."""

    takes: ClassVar = ("outputs", "targets")


class OwnMetric(OwnFunction, Metric):
    """A user function: a number per example, or with `whole` one for all of them."""

    whole: bool = Field(
        False,
        description="Return one number for the entire evaluation set, not one per example.",
    )

    takes: ClassVar = ("outputs", "targets")
    better: ClassVar = None

    @property
    def column(self) -> str:
        """The name of the function."""
        return self.name

    @property
    def summarizes(self) -> bool:
        """As the spec says."""
        return self.whole
