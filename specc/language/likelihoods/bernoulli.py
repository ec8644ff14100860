"""`type: bernoulli`."""

from typing import Literal

from specc.language.decoder_likelihood import Likelihood


class Bernoulli(Likelihood):
    """A value in [0, 1] is taken for the probability of a 1: the binary cross-entropy (`bce`).

    It is the likelihood of black-and-white images, not a density of gray levels.
    """

    type: Literal["bernoulli"] = "bernoulli"
