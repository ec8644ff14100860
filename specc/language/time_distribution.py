"""The base class of distributions of the times at which a model is trained."""

from typing import Annotated, Any

from specc.language.block import Block
from specc.language.family import Family, by_type


class TimeDistribution(Block):
    """A distribution of times between 0 and 1; the loss says at which end the data is."""

    type: str


AnyTimeDistribution = Annotated[
    Any, Family("specc.language.time_distributions", "distribution of times", shorthand=by_type)
]
"""The distributions that a spec can name, a file each; see `specc.language.family`."""
