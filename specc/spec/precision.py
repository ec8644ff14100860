"""What precisions have in common."""

from typing import Annotated, Any, Literal

from pydantic import Field

from specc.spec.block import Block
from specc.spec.family import Family, by_type
from specc.spec.fields import Count, Positive


class LossScale(Block):
    """A factor of the loss that keeps small gradients from becoming 0 (Micikevicius et al. 2018)."""

    initial: Positive = Field(
        2.0**15, description="The factor at first; a power of two rounds nothing."
    )
    period: Count = Field(
        2_000,
        description="Steps without an overflow after which it doubles. An overflow halves it, and its "
        "step is left out.",
    )


class Precision(Block):
    """The dtype of the forward and the backward pass: parameters and inputs are cast to it."""

    type: str


class Reduced(Precision):
    """Less than float32."""

    output: Literal["float32", "same"] = Field(
        "float32",
        description="Of what the model gives, which the loss is computed from; same: as it is.",
    )
    loss_scale: LossScale | None = Field(
        None, description="Scales the loss, so that gradients keep to what the dtype can hold."
    )


AnyPrecision = Annotated[Any, Family("specc.spec.precisions", "precision", shorthand=by_type)]
"""The precisions that a spec can name, a file each; see `specc.spec.family`."""
