"""`type: huber`."""

from typing import Literal

from pydantic import Field

from specc.language.error_measure import ErrorMeasure
from specc.language.fields import Positive


class Huber(ErrorMeasure):
    """Half of the squared error, and linear from `delta` on (optax.huber_loss)."""

    type: Literal["huber"] = "huber"
    delta: Positive = Field(1.0, description="The error from which on it is linear.")
