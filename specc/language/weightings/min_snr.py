"""`type: min_snr`."""

from typing import Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.weighting import Weighting


class MinSnr(Weighting):
    """The signal-to-noise ratio, but not more than gamma (Hang et al. 2023)."""

    type: Literal["min_snr"] = "min_snr"
    gamma: Positive = Field(5.0, description="The largest weight of the denoised example's error.")
