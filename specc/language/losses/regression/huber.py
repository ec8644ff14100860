"""`type: huber`."""

from typing import Literal

from pydantic import Field

from specc.language.change import ScheduledDelta
from specc.language.loss import Loss


class Huber(Loss):
    """Quadratic for small errors, linear for large ones (Huber 1964)."""

    type: Literal["huber"] = "huber"
    delta: ScheduledDelta = Field(
        1.0,
        description="Error above which the loss is linear, in units of the (standardized) targets.",
    )
