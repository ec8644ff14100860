"""`type: lars`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate, NonNegative, Positive
from specc.language.optimizer import Penalty, Transform, same


class Lars(Penalty):
    """Momentum, with each layer's step as large as its weights allow (You, Gitman & Ginsburg 2017)."""

    type: Literal["lars"] = "lars"
    mask: Literal["kernels", "all"] = Field(
        "kernels", description="What decays and has its step scaled: kernels, or all parameters."
    )
    trust_coefficient: Positive = Field(
        1e-3, description="Length of a layer's step, as a share of that of its weights."
    )
    eps: NonNegative = Field(0.0, description="Added to the norm of a layer's gradient.")
    momentum: DecayRate = Field(0.9, description="Decay rate of the accumulated update.")
    nesterov: bool = Field(False, description="Use Nesterov momentum.")

    usual_rate: ClassVar = "1.0"
    largest_rate: ClassVar = 1000.0
    normalizes: ClassVar = False
    moments: ClassVar = 1

    marked: ClassVar = "Mask of weight decay and trust ratios"
    tunable: ClassVar = ("weight_decay", "momentum")
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "lars",
            options=same("weight_decay", "trust_coefficient", "eps", "momentum", "nesterov"),
            mask="mask",
            masks=(("weight_decay_mask", "weight_decay"), ("trust_ratio_mask", None)),
            rate="learning_rate",
        ),
    )
