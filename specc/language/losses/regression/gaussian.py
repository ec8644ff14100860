"""`type: gaussian`."""

from typing import Literal

from specc.language.loss import Loss


class Gaussian(Loss):
    """Negative log-likelihood of a normal distribution with learned mean and log-variance.

    Nix & Weigend 1994.
    """

    type: Literal["gaussian"] = "gaussian"

    @property
    def spread(self) -> bool:
        """See `Loss.spread`."""
        return True
