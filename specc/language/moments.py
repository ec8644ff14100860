"""The base classes of optimizers with first and second moments."""

from typing import ClassVar

from pydantic import Field

from specc.language.change import ScheduledDecayRate
from specc.language.fields import DecayRate, NonNegative, Positive
from specc.language.optimizer import Optimizer, Transform, same


class Moments(Optimizer):
    """Moving averages of gradients and squared gradients, as in Adam."""

    b1: DecayRate = Field(0.9, description="Decay rate of the mean of gradients.")
    b2: DecayRate = Field(0.999, description="Decay rate of the mean of squared gradients.")
    eps: Positive = Field(1e-8, description="Added to the root of the second moment.")

    usual_rate: ClassVar[str] = "1e-3"
    largest_rate: ClassVar[float] = 0.1
    normalizes: ClassVar[bool] = True
    moments: ClassVar[int] = 2
    divides_moments: ClassVar[bool] = True


class RootMoments(Moments):
    """With an epsilon inside the root as well."""

    eps_root: NonNegative = Field(0.0, description="Added to the second moment under the root.")


def adam(*arguments: str, options: str = "") -> Transform:
    """Adam's scaling of gradients; its own arguments come after the usual ones."""
    return Transform(
        "scale_by_adam",
        same("b1", "b2", "eps", *arguments),
        options=same("eps_root", *options.split()),
        scheduled="scheduled_adam",
    )


class NesterovMoments(RootMoments):
    """With optional Nesterov momentum (Dozat 2016), and decay rates that can follow a schedule."""

    b1: ScheduledDecayRate = Field(0.9, description="Decay rate of the mean of gradients.")
    b2: ScheduledDecayRate = Field(
        0.999, description="Decay rate of the mean of squared gradients."
    )
    nesterov: bool = Field(False, description="Use Nesterov momentum.")
