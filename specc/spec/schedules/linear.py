"""`type: linear`."""

from typing import ClassVar, Literal

from specc.spec.schedule import DecayingSchedule, OptaxCall


class Linear(DecayingSchedule):
    """A straight line from the peak to the floor, which it reaches by the end of the run."""

    type: Literal["linear"] = "linear"

    call: ClassVar = OptaxCall(
        "linear_schedule",
        (("init_value", "peak"), ("end_value", "floor"), ("transition_steps", "steps")),
    )
    words: ClassVar = "a straight line to {floor} by the end of the run"
