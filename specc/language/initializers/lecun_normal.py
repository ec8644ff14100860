"""`type: lecun_normal`."""

from typing import ClassVar, Literal

from specc.language.initializer import Initializer


class LecunNormal(Initializer):
    """Normal, cut off at two deviations, with variance 1 / inputs (LeCun et al. 1998): flax's own."""

    type: Literal["lecun_normal"] = "lecun_normal"

    function: ClassVar = "lecun_normal"
