"""`type: gaussian`."""

from typing import Literal

from specc.spec.loss import Loss


class Gaussian(Loss):
    """Minus the log-density of a normal distribution, whose mean and log-variance are learned.

    Nix & Weigend 1994.
    """

    type: Literal["gaussian"] = "gaussian"

    @property
    def spread(self) -> bool:
        """See `Loss.spread`."""
        return True
