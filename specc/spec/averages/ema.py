"""`type: ema`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.spec.average import Running
from specc.spec.change import ScheduledRetention


class Ema(Running):
    """Exponential moving average of the weights (Polyak & Juditsky 1992).

    With `warmup`, averaging number t, from 0, keeps min(decay, (1 + t) / (10 + t)) of the average,
    so that it is soon rid of the initial weights.
    """

    type: Literal["ema"] = "ema"
    decay: ScheduledRetention = Field(
        0.999, description="Share of the average that is kept when new weights are taken in."
    )
    warmup: bool = Field(
        True,
        description="Keep less at first: (1 + t) / (10 + t) of it in averaging t, if that is less.",
    )

    forgets: ClassVar = True
