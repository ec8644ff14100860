"""`type: lookahead`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.average import Average
from specc.language.fields import Steps


class Lookahead(Average):
    """Lookahead (Zhang et al. 2019): slow weights follow the optimizer's.

    Every `sync_period` steps the slow weights move part of the way to the trained weights, which then
    restart from there.
    """

    type: Literal["lookahead"] = "lookahead"
    batch_stats: Literal["recomputed"] = Field(
        "recomputed",
        description="Running statistics of batch norm: recomputed with the slow weights over training "
        "batches before these are evaluated or saved.",
    )
    sync_period: Steps = Field(6, description="Steps from one synchronization to the next.")
    slow_step_size: Annotated[float, Field(gt=0, le=1)] = Field(
        0.5, description="Fraction of the way that the slow weights move."
    )

    period: ClassVar = "sync_period"
