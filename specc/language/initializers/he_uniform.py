"""`type: he_uniform`."""

from typing import ClassVar, Literal

from specc.language.initializer import Initializer


class HeUniform(Initializer):
    """Uniform, with variance 2 / inputs, for ReLU (He et al. 2015)."""

    type: Literal["he_uniform"] = "he_uniform"

    function: ClassVar = "he_uniform"
