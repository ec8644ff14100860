"""`type: midpoint`."""

from typing import ClassVar, Literal

from specc.language.sampler import OdeSolver


class Midpoint(OdeSolver):
    """The midpoint method, of second order: two evaluations of the model per step."""

    type: Literal["midpoint"] = "midpoint"

    words: ClassVar = "the midpoint method"
