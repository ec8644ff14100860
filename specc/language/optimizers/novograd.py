"""`type: novograd`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate, NonNegative, Positive
from specc.language.optimizer import Decay, Optimizer, Transform, alias, same


class NovoGrad(Optimizer):
    """Adam with a second moment for each layer (Ginsburg et al. 2019)."""

    type: Literal["novograd"] = "novograd"
    b1: DecayRate = Field(0.9, description="Decay rate of the accumulated gradient.")
    b2: DecayRate = Field(0.25, description="Decay rate of the layers' squared gradients.")
    eps: Positive = Field(1e-6, description="Added to the root of the second moment.")
    eps_root: NonNegative = Field(0.0, description="Added to the second moment under the root.")
    weight_decay: NonNegative = Field(0.0, description="Of all parameters, times the step size.")

    usual_rate: ClassVar = "1e-2"
    largest_rate: ClassVar = 1.0
    normalizes: ClassVar = True
    moments: ClassVar = 1

    tunable: ClassVar = ("weight_decay",)
    decays: ClassVar = (Decay("weight_decay", "learning rate"),)
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "scale_by_novograd",
            same("b1", "b2", "eps"),
            options=same("eps_root", "weight_decay"),
        ),
    )
    named: ClassVar = (alias("novograd", "b1 b2 eps eps_root weight_decay"),)
