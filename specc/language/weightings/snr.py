"""`type: snr`."""

from typing import Literal

from specc.language.weighting import Weighting


class Snr(Weighting):
    """The signal-to-noise ratio (Salimans and Ho 2022, section 4): the error of the noise, for any target."""

    type: Literal["snr"] = "snr"
