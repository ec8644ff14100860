"""The base class of precisions below float32."""

from typing import Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import Positive, Steps
from specc.language.precision import Precision


class LossScale(Block):
    """Dynamic loss scaling, which keeps small gradients from becoming 0 (Micikevicius et al. 2018)."""

    initial: Positive = Field(2.0**15, description="Initial factor; a power of two is exact.")
    period: Steps = Field(
        2_000,
        description="Steps without an overflow before it doubles. An overflow halves it and skips "
        "the step.",
    )


class Reduced(Precision):
    """A lower precision than float32."""

    output: Literal["float32", "same"] = Field(
        "float32",
        description="Dtype of the model's outputs for the loss; same: no cast.",
    )
    loss_scale: LossScale | None = Field(
        None, description="Loss scaling, which keeps gradients within the range of the dtype."
    )
