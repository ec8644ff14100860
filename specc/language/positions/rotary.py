"""`type: rotary`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.fields import is_absent
from specc.language.position import Positions
from specc.language.rotary_scaling import AnyRotaryScaling


class Rotary(Positions):
    """Pairs of features of queries and keys are rotated by angles that grow with the place.

    Their products then depend on distances alone (Su et al. 2021, "RoFormer").
    """

    type: Literal["rotary"] = "rotary"
    base: Annotated[float, Field(gt=1)] = Field(
        10_000.0,
        description="Base of the frequencies, base^(-2i/d) for the pair i of d features; larger for longer "
        "contexts, 500,000 in Llama 3.",
    )
    scaling: AnyRotaryScaling | None = Field(
        None,
        exclude_if=is_absent,
        description="Slower rotations, for contexts longer than those that a model was first trained with; "
        "none unless given.",
    )

    pairs: ClassVar = True
