"""`type: polyak_sgd`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import NonNegative, Positive
from specc.language.optimizer import Optimizer, Transform, alias, same
from specc.language.schedule import AnySchedule
from specc.language.schedules.constant import Constant


class PolyakSgd(Optimizer):
    """Gradient descent with Polyak's step size (Loizou et al. 2021)."""

    type: Literal["polyak_sgd"] = "polyak_sgd"
    learning_rate: AnySchedule = Field(
        Constant(peak=1.0), description="Multiplier of gradients (`scaling` in optax)."
    )
    max_learning_rate: Positive = Field(1.0, description="Largest step size.")
    f_min: float = Field(0.0, description="Lower bound of the loss of a batch.")
    eps: NonNegative = Field(0.0, description="Added to the squared norm of gradients.")
    variant: Literal["sps", "sps+"] = Field(
        "sps", description="What a loss below f_min does: a step uphill (sps) or none (sps+)."
    )

    usual_rate: ClassVar = "1.0"
    largest_rate: ClassVar = 100.0
    normalizes: ClassVar = False
    moments: ClassVar = 0

    extra_args: ClassVar = ("value",)
    tunable: ClassVar = ("max_learning_rate",)
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "scale_by_polyak",
            same("max_learning_rate"),
            options=same("f_min", "eps", "variant"),
            stage="post_rate",
        ),
    )
    named: ClassVar = (alias("polyak_sgd", "max_learning_rate f_min eps variant", rate="scaling"),)
