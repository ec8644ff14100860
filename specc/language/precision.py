"""The base class of precisions."""

from typing import Annotated, Any

from specc.language.block import Block
from specc.language.family import Family, by_type


class Precision(Block):
    """The dtype of the forward and the backward pass: parameters and inputs are cast to it."""

    type: str


AnyPrecision = Annotated[Any, Family("specc.language.precisions", "precision", shorthand=by_type)]
"""The precisions that a spec can name, a file each; see `specc.language.family`."""
