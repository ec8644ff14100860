"""`type: cosine`."""

from typing import Literal

from specc.language.schedule import DecayingSchedule


class Cosine(DecayingSchedule):
    """Half a cosine from the peak to the floor (Loshchilov & Hutter, SGDR, 2017, without restarts)."""

    type: Literal["cosine"] = "cosine"
