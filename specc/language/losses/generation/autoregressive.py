"""`type: autoregressive`."""

from typing import Any, ClassVar, Literal

from specc.language.better import Measured
from specc.language.generative import GenerativeLoss


class Autoregressive(GenerativeLoss):
    """The exact negative log-likelihood of images, pixel by pixel in the order of rows.

    By the chain rule of probabilities p(x) is the product of the p(x_i | x_1, ..., x_(i-1)), each a
    distribution over the levels of a pixel (van den Oord et al. 2016, "Pixel recurrent neural networks").
    """

    type: Literal["autoregressive"] = "autoregressive"

    networks: ClassVar = {"model": frozenset({"autoregress"})}
    bounded: ClassVar = True
    needs_levels: ClassVar = True

    def evaluated(self, _source: Any, _by_bytes: bool) -> Measured:
        """See `GenerativeLoss.evaluated`."""
        return {"loss": "min", "bits_per_dim": "min"}
