"""`type: stop`."""

from typing import Literal

from specc.spec.nonfinite import NonFinite


class Stop(NonFinite):
    """The run stops before the first one, and keeps the state, the batch and the metrics in a file."""

    type: Literal["stop"] = "stop"
