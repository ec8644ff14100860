"""`type: standardize`."""

from typing import Literal

from specc.language.block import Block


class Standardize(Block):
    """Each feature to mean 0 and variance 1 over the training examples."""

    type: Literal["standardize"] = "standardize"
