"""`type: linear`."""

from typing import Literal

from specc.language.schedule import DecayingSchedule


class Linear(DecayingSchedule):
    """A straight line from the peak to the floor."""

    type: Literal["linear"] = "linear"
