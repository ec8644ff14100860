"""`type: none`."""

from typing import Literal

from specc.language.block import Block


class NoNormalization(Block):
    """Inputs as the data has them."""

    type: Literal["none"] = "none"
