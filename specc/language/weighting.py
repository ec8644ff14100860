"""The base class of weightings of the steps of diffusion."""

from typing import Annotated, Any

from specc.language.block import Block
from specc.language.family import Family, by_type


class Weighting(Block):
    """How much the error counts after each step of noise.

    Papers state weights for the squared error of the denoised example, as functions of the signal-to-noise
    ratio, SNR = alpha² / sigma². The error of epsilon is SNR times that error and that of v is SNR + 1 times,
    so their weights are divided by that.
    """

    type: str


AnyWeighting = Annotated[
    Any, Family("specc.language.weightings", "weighting", shorthand=by_type, usual="uniform")
]
"""The weightings that a spec can name, a file each; see `specc.language.family`."""
