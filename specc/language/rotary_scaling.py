"""The base class of scalings of rotary positions."""

from typing import Annotated, Any

from pydantic import Field

from specc.language.block import Block
from specc.language.family import Family


class RotaryScaling(Block):
    """How rotary positions are made slower, so that a longer context has the angles of a shorter one."""

    type: str
    factor: Annotated[float, Field(gt=1)] = Field(
        examples=[4.0], description="How many times longer the context is than the original one."
    )


AnyRotaryScaling = Annotated[
    Any, Family("specc.language.rotary_scalings", "scaling of rotary positions", usual="linear")
]
"""The scalings that a spec can name, a file each; see `specc.language.family`."""
