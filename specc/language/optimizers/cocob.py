"""`type: cocob`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.optimizer import Penalty, Transform, same
from specc.language.schedule import AnySchedule
from specc.language.schedules.constant import Constant


class Cocob(Penalty):
    """Coin betting: no learning rate to choose (Orabona & Tommasi 2017)."""

    type: Literal["cocob"] = "cocob"
    learning_rate: AnySchedule = Field(
        Constant(peak=1.0), description="Multiplier of gradients, before the bets are placed."
    )
    alpha: Positive = Field(100.0, description="How carefully the first bets are placed.")
    eps: Positive = Field(1e-8, description="What the largest gradient begins with.")

    usual_rate: ClassVar = "1.0"
    largest_rate: ClassVar = 100.0
    normalizes: ClassVar = True
    moments: ClassVar = 5

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "contrib.cocob",
            options=same("alpha", "eps", "weight_decay"),
            mask="mask",
            masks=(("mask", "weight_decay"),),
            rate="learning_rate",
        ),
    )
