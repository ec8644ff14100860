"""`type: rms`."""

from typing import ClassVar, Literal

from specc.language.norm import Norm


class RMSNorm(Norm):
    """By the root mean square of the vector of each token (Zhang and Sennrich 2019)."""

    type: Literal["rms"] = "rms"

    layer: ClassVar = "RMSNorm"
    words: ClassVar = "RMSNorm"
    subtracts_mean: ClassVar = False
    by_example: ClassVar = True
