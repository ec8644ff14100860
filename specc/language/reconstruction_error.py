"""Errors of reconstructions, which autoencoders minimize."""

from typing import Literal

ReconstructionError = Literal["mse", "mae", "bce"]
"""Of a value: squared, absolute, or the binary cross-entropy of a logit and a value in [0, 1]."""

ERROR_DESCRIPTION = (
    "Error of a reconstruction, a mean over the values of an example: mse is squared and mae absolute; bce "
    "is the binary cross-entropy, for values in [0, 1]."
)
