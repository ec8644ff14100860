"""`type: ema`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.average import Running
from specc.language.change import ScheduledRetention


class Ema(Running):
    """Exponential moving average of the weights (Polyak & Juditsky 1992).

    With `warmup`, update t, counted from 0, has the decay min(decay, (1 + t) / (10 + t)), so that the
    initial weights are forgotten quickly.
    """

    type: Literal["ema"] = "ema"
    decay: ScheduledRetention = Field(
        0.999, description="Decay: the fraction of the average kept at each update."
    )
    batch_stats: Literal["recomputed", "averaged"] = Field(
        "averaged",
        description="Running statistics of batch norm: averaged as the weights are, or recomputed with the "
        "averaged weights over training batches before these are evaluated or saved.",
    )
    warmup: bool = Field(
        True,
        description="Use a smaller decay at first: (1 + t) / (10 + t) at update t, if that is less.",
    )

    forgets: ClassVar = True
