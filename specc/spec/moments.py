"""Optimizers that keep moving averages of gradients and of their squares."""

from typing import ClassVar

from pydantic import Field

from specc.spec.fields import DecayRate, NonNegative, Positive
from specc.spec.optimizer import Optimizer


class Moments(Optimizer):
    """The mean of gradients over the root of the mean of their squares."""

    b1: DecayRate = Field(0.9, description="Decay rate of the mean of gradients.")
    b2: DecayRate = Field(0.999, description="Decay rate of the mean of squared gradients.")
    eps: Positive = Field(1e-8, description="Added to the root of the second moment.")

    usual_rate: ClassVar[str] = "1e-3"
    largest_rate: ClassVar[float] = 0.1
    normalizes: ClassVar[bool] = True
    moments: ClassVar[int] = 2
    divides_moments: ClassVar[bool] = True


class RootMoments(Moments):
    """With a number under the root as well."""

    eps_root: NonNegative = Field(0.0, description="Added to the second moment under the root.")


class NesterovMoments(RootMoments):
    """With Nesterov's momentum, if asked (Dozat 2016)."""

    nesterov: bool = Field(False, description="Look ahead along the momentum before stepping.")
