"""`type: kaiming_normal`."""

from typing import ClassVar, Literal

from specc.language.initializer import Initializer


class KaimingNormal(Initializer):
    """Another name of `he_normal`."""

    type: Literal["kaiming_normal"] = "kaiming_normal"

    function: ClassVar = "kaiming_normal"
