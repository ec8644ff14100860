"""`type: sinusoidal`."""

from typing import ClassVar, Literal

from specc.language.position import Positions


class Sinusoidal(Positions):
    """Sines and cosines of the place, added to the embedding times √width (Vaswani et al. 2017)."""

    type: Literal["sinusoidal"] = "sinusoidal"

    pairs: ClassVar = True
