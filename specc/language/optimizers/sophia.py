"""`type: sophia`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import DecayRate, NonNegative, Positive, Steps
from specc.language.optimizer import DecoupledDecay, Transform, same


class Sophia(DecoupledDecay):
    """Momentum over a sampled diagonal of the Hessian (Liu et al. 2023)."""

    type: Literal["sophia"] = "sophia"
    b1: DecayRate = Field(0.965, description="Decay rate of the mean of gradients.")
    b2: DecayRate = Field(0.99, description="Decay rate of the mean of the Hessian's diagonal.")
    eps: Positive = Field(1e-8, description="Least curvature to divide by.")
    gamma: Positive = Field(0.01, description="Multiplier of the curvature.")
    clip_threshold: Positive | None = Field(
        1.0, description="Largest magnitude of an update's elements; null for none."
    )
    weight_decay: NonNegative = Field(1e-4, description="Decoupled, times the learning rate.")
    update_interval: Steps = Field(10, description="Steps between two samples of the Hessian.")

    usual_rate: ClassVar = "1e-3"
    largest_rate: ClassVar = 0.1
    normalizes: ClassVar = True
    moments: ClassVar = 2

    extra_args: ClassVar = ("obj_fn",)
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "contrib.sophia",
            options=same(
                "b1", "b2", "eps", "weight_decay", "gamma", "clip_threshold", "update_interval"
            ),
            mask="mask",
            masks=(("weight_decay_mask", "weight_decay"),),
            rate="learning_rate",
        ),
    )
