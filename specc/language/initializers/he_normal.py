"""`type: he_normal`."""

from typing import ClassVar, Literal

from specc.language.initializer import Initializer


class HeNormal(Initializer):
    """Normal, cut off at two deviations, with variance 2 / inputs, for ReLU (He et al. 2015)."""

    type: Literal["he_normal"] = "he_normal"

    function: ClassVar = "he_normal"
