"""The base class of policies for steps whose loss or gradient is not finite."""

from typing import Annotated, Any

from specc.language.block import Block
from specc.language.family import Family, by_type


class NonFinite(Block):
    """A policy for steps whose loss or gradient is not finite."""

    type: str


AnyNonFinite = Annotated[
    Any,
    Family("specc.language.nonfinites", "policy for steps that are not finite", shorthand=by_type),
]
"""The policies that a spec can name, a file each; see `specc.language.family`."""
