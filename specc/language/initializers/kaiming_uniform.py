"""`type: kaiming_uniform`."""

from typing import ClassVar, Literal

from specc.language.initializer import Initializer


class KaimingUniform(Initializer):
    """Another name of `he_uniform`."""

    type: Literal["kaiming_uniform"] = "kaiming_uniform"

    function: ClassVar = "kaiming_uniform"
