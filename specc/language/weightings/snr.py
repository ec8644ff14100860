"""`type: snr`."""

from typing import Literal

from specc.language.weighting import Weighting


class Snr(Weighting):
    """The signal-to-noise ratio (Salimans and Ho 2022, section 4): whatever the target, the error of the noise."""

    type: Literal["snr"] = "snr"
