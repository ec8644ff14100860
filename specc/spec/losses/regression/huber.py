"""`type: huber`."""

from typing import Literal

from pydantic import Field

from specc.spec.change import ScheduledDelta
from specc.spec.loss import Loss


class Huber(Loss):
    """Half the square of small errors, and linear in large ones (Huber 1964)."""

    type: Literal["huber"] = "huber"
    delta: ScheduledDelta = Field(
        1.0,
        description="Size of an error from which on the loss is linear, in units of the "
        "(standardized) targets.",
    )
