"""`type: yogi`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.moments import Moments
from specc.language.optimizer import Transform, alias, same


class Yogi(Moments):
    """Adam with a second moment that changes by at most a gradient's square (Zaheer et al. 2018)."""

    type: Literal["yogi"] = "yogi"
    eps: Positive = Field(1e-3, description="Added to the root of the second moment.")

    usual_rate: ClassVar = "1e-2"
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform("scale_by_yogi", same("b1", "b2", "eps")),
    )
    named: ClassVar = (alias("yogi", "b1 b2 eps"),)
