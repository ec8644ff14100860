"""`type: uniform`."""

from typing import Literal

from specc.language.weighting import Weighting


class Uniform(Weighting):
    """The error of the target counts the same after every step, as in L_simple of Ho et al. (2020)."""

    type: Literal["uniform"] = "uniform"
