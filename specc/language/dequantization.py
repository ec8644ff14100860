"""The base class of dequantizations: how pixels that are integers become continuous."""

from typing import Annotated, Any

from specc.language.block import Block
from specc.language.family import Family, by_type


class Dequantization(Block):
    """What spreads the levels of pixels over an interval, so that they have a density."""

    type: str


AnyDequantization = Annotated[
    Any, Family("specc.language.dequantizations", "dequantization", shorthand=by_type)
]
"""The dequantizations that a spec can name, a file each; see `specc.language.family`."""
