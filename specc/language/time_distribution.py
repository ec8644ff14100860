"""The base class of distributions of the times at which a path from noise to data is trained."""

from typing import Annotated, Any

from specc.language.block import Block
from specc.language.family import Family, by_type


class TimeDistribution(Block):
    """A distribution of times from 0, noise, to 1, data."""

    type: str


AnyTimeDistribution = Annotated[
    Any, Family("specc.language.time_distributions", "distribution of times", shorthand=by_type)
]
"""The distributions that a spec can name, a file each; see `specc.language.family`."""
