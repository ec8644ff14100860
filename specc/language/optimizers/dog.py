"""`type: dog`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.optimizer import Penalty, Transform, same
from specc.language.schedule import AnySchedule
from specc.language.schedules.constant import Constant


class Dog(Penalty):
    """Steps by distance over gradients: no learning rate to choose (Ivgi et al. 2023)."""

    type: Literal["dog"] = "dog"
    learning_rate: AnySchedule = Field(
        Constant(peak=1.0), description="Multiplier of the estimated step size."
    )
    init_step: Annotated[
        tuple[Literal["distance", "heuristic", "learning_rate"], Positive], Field(strict=False)
    ] = Field(
        ("heuristic", 1e-6),
        description="The first step: a distance, a share of the weights' norm (heuristic), or a rate.",
    )
    eps: Positive = Field(1e-8, description="Added to the sum of squared gradients.")

    usual_rate: ClassVar = "1.0"
    largest_rate: ClassVar = 100.0
    normalizes: ClassVar = False
    moments: ClassVar = 1

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "contrib.dog",
            options=same("init_step", "eps", "weight_decay"),
            mask="mask",
            masks=(("mask", "weight_decay"),),
            rate="learning_rate",
        ),
    )

    @property
    def needs_rate(self) -> str | None:
        """If the first step is what the rate makes it."""
        if self.init_step[0] != "learning_rate":
            return None
        return "steps are as long as the way so far, and that stays 0"
