"""`type: bfloat16`."""

from typing import Literal

from pydantic import Field

from specc.spec.precision import Reduced


class Bfloat16(Reduced):
    """The range of float32 with 8 bits of precision (Kalamkar et al. 2019)."""

    type: Literal["bfloat16"] = "bfloat16"
    params: Literal["float32", "bfloat16"] = Field(
        "float32",
        description="Of the parameters that are kept and updated. float32 holds the changes that bfloat16 "
        "rounds away: they are the master weights of a pass in bfloat16.",
    )
    accumulation: Literal["float32", "bfloat16"] = Field(
        "float32",
        description="Of the sums of gradients over micro-batches, with `train.accumulate`.",
    )
