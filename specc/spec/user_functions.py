"""Losses and metrics of the user's own, of every kind of task."""

from typing import ClassVar

from pydantic import Field

from specc.spec.code import OwnFunction
from specc.spec.loss import Loss
from specc.spec.metric import Metric


class OwnLoss(OwnFunction, Loss):
    """A function of your own: the loss of each example, of outputs (batch, k) and targets."""

    takes: ClassVar = ("outputs", "targets")


class OwnMetric(OwnFunction, Metric):
    """A function of your own: a number for each example, or with `whole` one for all of them."""

    whole: bool = Field(
        False,
        description="Whether it gives one number for the whole evaluation set, and not one for each example.",
    )

    takes: ClassVar = ("outputs", "targets")

    @property
    def column(self) -> str:
        """Named as the function is."""
        return self.name

    @property
    def summarizes(self) -> bool:
        """As the spec says."""
        return self.whole
