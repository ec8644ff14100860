"""`type: laplace`."""

from typing import Literal

from specc.language.decoder_likelihood import Scaled


class Laplace(Scaled):
    """A Laplace distribution around each output: the absolute error (`mae`) over its scale.

    With the scale 1 it is the sum of absolute errors, up to a constant.
    """

    type: Literal["laplace"] = "laplace"
