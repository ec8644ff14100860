"""`type: dadapt_adamw`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Betas, NonNegative, Positive
from specc.language.optimizer import Decay, Optimizer, Transform, same
from specc.language.schedule import AnySchedule
from specc.language.schedules.constant import Constant


class DAdaptAdamW(Optimizer):
    """AdamW that estimates its learning rate: D-Adaptation (Defazio & Mishchenko 2023)."""

    type: Literal["dadapt_adamw"] = "dadapt_adamw"
    learning_rate: AnySchedule = Field(
        Constant(peak=1.0), description="Multiplier of the estimated step size."
    )
    betas: Betas = Field(
        (0.9, 0.999), description="Decay rates of the means of gradients and of their squares."
    )
    eps: Positive = Field(1e-8, description="Added to the root of the second moment.")
    estim_lr0: Positive = Field(1e-6, description="First estimate of the learning rate.")
    weight_decay: NonNegative = Field(0.0, description="Of all parameters, times the step size.")

    usual_rate: ClassVar = "1.0"
    largest_rate: ClassVar = 10.0
    normalizes: ClassVar = True
    moments: ClassVar = 3

    tunable: ClassVar = ("weight_decay",)
    decays: ClassVar = (Decay("weight_decay", "step size"),)
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "contrib.dadapt_adamw",
            options=same("betas", "eps", "estim_lr0", "weight_decay"),
            rate="learning_rate",
        ),
    )

    @property
    def needs_rate(self) -> str | None:
        """A sum of rates is divided by."""
        return "the first estimate divides 0 by a sum of rates, 0 as well: all weights are NaN"
