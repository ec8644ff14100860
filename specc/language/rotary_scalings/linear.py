"""`type: linear`."""

from typing import Literal

from specc.language.rotary_scaling import RotaryScaling


class Linear(RotaryScaling):
    """Positions are divided by the factor (Chen et al. 2023, "position interpolation")."""

    type: Literal["linear"] = "linear"
