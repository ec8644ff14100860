"""`type: none`."""

from typing import Literal

from specc.language.position import Positions


class NoPositions(Positions):
    """None: a causal mask lets a token see how many are before it (Haviv et al. 2022)."""

    type: Literal["none"] = "none"
