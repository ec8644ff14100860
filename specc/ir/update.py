"""Networks and updates: which parameters there are, and what changes them in a step."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.model import Model
from specc.ir.optimizer import Optimizer
from specc.ir.step import Average, Gradients


@dataclass(frozen=True)
class Network:
    """A module with parameters of its own.

    Attributes:
        name: of the network: `model`, or its role in the loss.
    """

    name: str
    model: Model
    origin: str

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it, such as `predict` or `decode`."""
        return self.model.provides


@dataclass(frozen=True)
class Update:
    """A change of the parameters of one network by the gradients of one loss.

    Attributes:
        network: name of the network.
        loss: name of the loss.
        count: how often it happens in a step; None for once.
    """

    network: str
    loss: str
    optimizer: Optimizer
    gradients: Gradients
    average: Average | None
    origin: str
    count: Expr | None = None
