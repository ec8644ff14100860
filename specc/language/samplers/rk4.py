"""`type: rk4`."""

from typing import Literal

from specc.language.sampler import OdeSolver


class Rk4(OdeSolver):
    """The classical Runge-Kutta method, of fourth order: four evaluations of the model per step."""

    type: Literal["rk4"] = "rk4"
