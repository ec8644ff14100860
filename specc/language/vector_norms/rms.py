"""`type: rms`."""

from typing import ClassVar, Literal

from specc.language.norm import VectorNorm


class RMSNorm(VectorNorm):
    """By the root mean square of the vector of each token (Zhang and Sennrich 2019)."""

    type: Literal["rms"] = "rms"

    layer: ClassVar = "RMSNorm"
    words: ClassVar = "RMSNorm"
    can_have_bias: ClassVar = False
