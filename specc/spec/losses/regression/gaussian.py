"""`type: gaussian`."""

from typing import ClassVar, Literal

from specc.spec.loss import Loss


class Gaussian(Loss):
    """Minus the log-density of a normal distribution, whose mean and log-variance are learned.

    Nix & Weigend 1994.
    """

    type: Literal["gaussian"] = "gaussian"

    spread: ClassVar = True
