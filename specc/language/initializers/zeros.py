"""`type: zeros`."""

from typing import ClassVar, Literal

from specc.language.initializer import Initializer


class Zeros(Initializer):
    """All 0; for an output layer, so that initial predictions are constant."""

    type: Literal["zeros"] = "zeros"

    function: ClassVar = "zeros_init"
