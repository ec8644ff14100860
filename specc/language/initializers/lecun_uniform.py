"""`type: lecun_uniform`."""

from typing import ClassVar, Literal

from specc.language.initializer import Initializer


class LecunUniform(Initializer):
    """Uniform, with variance 1 / inputs (LeCun et al. 1998)."""

    type: Literal["lecun_uniform"] = "lecun_uniform"

    function: ClassVar = "lecun_uniform"
