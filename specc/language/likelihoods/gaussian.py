"""`type: gaussian`."""

from typing import Literal

from specc.language.decoder_likelihood import Scaled


class Gaussian(Scaled):
    """A normal distribution around each output: the squared error (`mse`) over twice the variance.

    With the scale 0.7071 it is the sum of squared errors, up to a constant.
    """

    type: Literal["gaussian"] = "gaussian"
