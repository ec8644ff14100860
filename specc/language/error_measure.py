"""The base class of measures of the error of what is predicted."""

from typing import Annotated, Any

from specc.language.block import Block
from specc.language.family import Family, by_type


class ErrorMeasure(Block):
    """How an error is measured, number by number; the mean is taken over an example."""

    type: str


AnyErrorMeasure = Annotated[
    Any, Family("specc.language.error_measures", "error measure", shorthand=by_type, usual="mse")
]
"""The measures that a spec can name, a file each; see `specc.language.family`."""
