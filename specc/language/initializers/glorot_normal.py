"""`type: glorot_normal`."""

from typing import ClassVar, Literal

from specc.language.initializer import Initializer


class GlorotNormal(Initializer):
    """Normal, cut off at two deviations, with variance 2 / (inputs + outputs) (Glorot & Bengio 2010)."""

    type: Literal["glorot_normal"] = "glorot_normal"

    function: ClassVar = "glorot_normal"
