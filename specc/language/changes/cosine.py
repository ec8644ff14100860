"""`type: cosine`."""

from typing import Literal

from specc.language.change import Ramp


class Cosine(Ramp):
    """Half a cosine."""

    type: Literal["cosine"] = "cosine"
