"""`type: zeros`."""

from typing import ClassVar, Literal

from specc.spec.initializer import Initializer


class Zeros(Initializer):
    """All 0; for an output layer, whose model then begins by predicting the same for everything."""

    type: Literal["zeros"] = "zeros"

    function: ClassVar = "zeros_init"
