"""What losses of more than one kind consist of."""

from __future__ import annotations

from typing import ClassVar

from specc.compose.weights import mean_of
from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.node import Node


@dataclass(frozen=True, kw_only=True)
class Scheduled(Node):
    """A number of the loss, as its schedule has it in this step."""

    template: ClassVar[str] = "loss/scheduled"
    name: str
    schedule: Expr


@dataclass(frozen=True, kw_only=True)
class Mean(Node):
    """The metrics of a batch, as means over its examples.

    Attributes:
        metrics: those of each example.
        weights: how much each example counts: an array, or one for each metric; None if all count the same.
    """

    template: ClassVar[str] = "step/mean"
    metrics: Expr
    weights: Expr | None

    @property
    def mean(self) -> Expr:
        """The means."""
        return mean_of(self.metrics, self.weights)
