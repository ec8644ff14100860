"""`type: none`."""

from __future__ import annotations

from typing import Literal

from specc.spec.block import Block


class NoNormalization(Block):
    """Inputs as the data has them."""

    type: Literal["none"] = "none"
