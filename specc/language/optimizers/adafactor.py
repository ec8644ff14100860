"""`type: adafactor`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Count, DecayRate, NonNegative, Positive
from specc.language.optimizer import Decay, Optimizer, Transform, same


class Adafactor(Optimizer):
    """Second moments of matrices from their rows and columns (Shazeer & Stern 2018)."""

    type: Literal["adafactor"] = "adafactor"
    min_dim_size_to_factor: Count = Field(
        128, description="Matrices smaller than this in a dimension keep all second moments."
    )
    decay_rate: Positive = Field(
        0.8, description="Exponent of the second moment's memory: it decays by 1 - step^-rate."
    )
    multiply_by_parameter_scale: bool = Field(
        True, description="Make the learning rate relative to the size of the parameters."
    )
    clipping_threshold: Positive | None = Field(
        1.0, description="Largest root mean square of a layer's update; null for none."
    )
    momentum: DecayRate = Field(0.0, description="Decay rate of the mean of updates; 0 for none.")
    weight_decay_rate: NonNegative = Field(
        0.0,
        lt=1,
        description="Share of a weight that each step takes off, whatever the learning rate.",
    )
    mask: Literal["kernels", "all"] = Field(
        "kernels",
        description="What decays: kernels (neither biases nor scales of norms) or all parameters.",
    )
    eps: Positive = Field(1e-30, description="Added to squared gradients.")
    factored: bool = Field(True, description="Keep rows and columns of second moments, not all.")

    usual_rate: ClassVar = "1e-2"
    largest_rate: ClassVar = 1.0
    normalizes: ClassVar = True
    moments: ClassVar = 0

    tunable: ClassVar = ("weight_decay_rate",)
    decays: ClassVar = (Decay("weight_decay_rate", "nothing", "mask"),)
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "adafactor",
            options=same(
                "min_dim_size_to_factor",
                "decay_rate",
                "multiply_by_parameter_scale",
                "clipping_threshold",
                "momentum",
                "weight_decay_rate",
                "eps",
                "factored",
            ),
            mask="mask",
            masks=(("weight_decay_mask", "weight_decay_rate"),),
            rate="learning_rate",
        ),
    )
