"""`type: unit`."""

from typing import Literal

from specc.language.block import Block


class Unit(Block):
    """Inputs divided by the largest of them, so that they lie in [0, 1]."""

    type: Literal["unit"] = "unit"
