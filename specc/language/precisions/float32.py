"""`type: float32`."""

from typing import Literal

from specc.language.precision import Precision


class Float32(Precision):
    """Everything in single precision."""

    type: Literal["float32"] = "float32"
