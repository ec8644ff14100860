"""`type: xavier_uniform`."""

from typing import ClassVar, Literal

from specc.language.initializer import Initializer


class XavierUniform(Initializer):
    """Another name of `glorot_uniform`."""

    type: Literal["xavier_uniform"] = "xavier_uniform"

    function: ClassVar = "xavier_uniform"
