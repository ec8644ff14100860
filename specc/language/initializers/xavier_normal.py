"""`type: xavier_normal`."""

from typing import ClassVar, Literal

from specc.language.initializer import Initializer


class XavierNormal(Initializer):
    """Another name of `glorot_normal`."""

    type: Literal["xavier_normal"] = "xavier_normal"

    function: ClassVar = "xavier_normal"
