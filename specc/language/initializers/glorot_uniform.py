"""`type: glorot_uniform`."""

from typing import ClassVar, Literal

from specc.language.initializer import Initializer


class GlorotUniform(Initializer):
    """Uniform, with variance 2 / (inputs + outputs) (Glorot & Bengio 2010)."""

    type: Literal["glorot_uniform"] = "glorot_uniform"

    function: ClassVar = "glorot_uniform"
