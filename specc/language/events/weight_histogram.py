"""`type: weight_histogram`."""

from typing import Literal

from pydantic import Field

from specc.language.event import Event
from specc.language.fields import Count
from specc.language.quantities import SomeTime


class WeightHistogram(Event):
    """A histogram of each array of weights, in histograms_STEP.npz."""

    type: Literal["weight_histogram"] = "weight_histogram"
    every: SomeTime = Field(description="Interval between histograms.")
    bins: Count = Field(30, description="Number of bins.")
