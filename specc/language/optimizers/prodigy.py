"""`type: prodigy`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Betas, DecayRate, NonNegative, Positive
from specc.language.optimizer import Decay, Optimizer, Transform, same
from specc.language.schedule import AnySchedule
from specc.language.schedules.constant import Constant


class Prodigy(Optimizer):
    """Adam that estimates its learning rate, faster (Mishchenko & Defazio 2023)."""

    type: Literal["prodigy"] = "prodigy"
    learning_rate: AnySchedule = Field(
        Constant(peak=1.0), description="Multiplier of the estimated step size."
    )
    betas: Betas = Field(
        (0.9, 0.999), description="Decay rates of the means of gradients and of their squares."
    )
    beta3: DecayRate | None = Field(
        None,
        examples=[0.99],
        description="Decay rate of the estimate; the root of the second of betas if null.",
    )
    eps: Positive = Field(1e-8, description="Added to the root of the second moment.")
    estim_lr0: Positive = Field(1e-6, description="First estimate of the learning rate.")
    estim_lr_coef: Positive = Field(1.0, description="Multiplier of the estimate.")
    weight_decay: NonNegative = Field(0.0, description="Of all parameters, times the step size.")
    safeguard_warmup: bool = Field(
        False, description="Leave the learning rate out of the estimate, as a warm-up needs it."
    )

    usual_rate: ClassVar = "1.0"
    largest_rate: ClassVar = 10.0
    normalizes: ClassVar = True
    moments: ClassVar = 4

    tunable: ClassVar = ("weight_decay",)
    decays: ClassVar = (Decay("weight_decay", "step size"),)
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "contrib.prodigy",
            options=same(
                "betas",
                "beta3",
                "eps",
                "estim_lr0",
                "estim_lr_coef",
                "weight_decay",
                "safeguard_warmup",
            ),
            rate="learning_rate",
        ),
    )

    @property
    def needs_rate(self) -> str | None:
        """Unless the rate is left out of the sum."""
        if self.safeguard_warmup:
            return None
        return "the first estimate divides 0 by a sum of rates, 0 as well: all weights are NaN"
