"""`type: rk4`."""

from typing import ClassVar, Literal

from specc.language.sampler import OdeSolver


class Rk4(OdeSolver):
    """The classical Runge-Kutta method, of fourth order: four evaluations of the model per step."""

    type: Literal["rk4"] = "rk4"

    words: ClassVar = "Runge-Kutta of order 4"
