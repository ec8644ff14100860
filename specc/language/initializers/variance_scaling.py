"""`type: variance_scaling`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.initializer import Initializer


class VarianceScaling(Initializer):
    """Variance scale / n, n being the inputs or outputs of the layer; generalizes LeCun, Glorot and He."""

    type: Literal["variance_scaling"] = "variance_scaling"
    scale: Positive = Field(1.0, description="The variance is this divided by n.")
    mode: Literal["fan_in", "fan_out", "fan_avg"] = Field(
        "fan_in", description="What n is: inputs, outputs, or their mean."
    )
    distribution: Literal["truncated_normal", "normal", "uniform"] = Field(
        "truncated_normal", description="What is drawn from."
    )

    function: ClassVar = "variance_scaling"
