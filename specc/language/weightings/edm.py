"""`type: edm`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.weighting import Weighting


class Edm(Weighting):
    """SNR + 1 / sigma_data²: the weights of Karras et al. (2022), table 1, for noise of sigma / alpha.

    Only the weights: the network is not preconditioned, and `times` say which steps are trained. With
    `sigma_data: 1` they are uniform for v.
    """

    type: Literal["edm"] = "edm"
    sigma_data: Positive = Field(
        0.5, description="Standard deviation of the data, of images scaled to [-1, 1]."
    )
