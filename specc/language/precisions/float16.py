"""`type: float16`."""

from typing import Literal

from pydantic import Field

from specc.language.reduced_precision import LossScale, Reduced


class Float16(Reduced):
    """11 bits of precision and a small range, with the loss scaled (Micikevicius et al. 2018)."""

    type: Literal["float16"] = "float16"
    loss_scale: LossScale | None = Field(
        LossScale(),
        description="Loss scaling, which keeps gradients within the range of float16; null for none.",
    )
