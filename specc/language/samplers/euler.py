"""`type: euler`."""

from typing import ClassVar, Literal

from specc.language.sampler import OdeSolver


class Euler(OdeSolver):
    """Euler's method, of first order: one evaluation of the model per step."""

    type: Literal["euler"] = "euler"

    words: ClassVar = "Euler's method"
