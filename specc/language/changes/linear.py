"""`type: linear`."""

from typing import Literal

from specc.language.change import Ramp


class Linear(Ramp):
    """A straight line."""

    type: Literal["linear"] = "linear"
