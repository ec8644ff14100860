"""`type: bfloat16`."""

from typing import Literal

from pydantic import Field

from specc.language.reduced_precision import Reduced


class Bfloat16(Reduced):
    """The range of float32 with 8 bits of precision (Kalamkar et al. 2019)."""

    type: Literal["bfloat16"] = "bfloat16"
    params: Literal["float32", "bfloat16"] = Field(
        "float32",
        description="Dtype of the stored parameters. float32 keeps master weights, which do not lose the "
        "small updates that bfloat16 rounds away.",
    )
    accumulation: Literal["float32", "bfloat16"] = Field(
        "float32",
        description="Dtype of the accumulated gradients, with `train.accumulate`.",
    )
