"""`type: discretized_logistic`."""

from typing import ClassVar, Literal

from specc.language.decoder_likelihood import Likelihood


class DiscretizedLogistic(Likelihood):
    """A level's probability is that of its interval under a logistic distribution (Salimans et al. 2017).

    The decoder gives the mean and the log-scale of each value; the first and the last interval are open.
    """

    type: Literal["discretized_logistic"] = "discretized_logistic"

    needs_levels: ClassVar = True
