"""`type: radam`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.moments import NesterovMoments
from specc.language.optimizer import Transform, alias, same


class RAdam(NesterovMoments):
    """Adam that waits until its second moment can be trusted (Liu et al. 2020)."""

    type: Literal["radam"] = "radam"
    threshold: Positive = Field(
        5.0, description="Length of the second moment's memory from which it is used, in steps."
    )

    constant_rates: ClassVar = "its bias corrections are those of constant decay rates"

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "scale_by_radam",
            same("b1", "b2", "eps"),
            options=same("eps_root", "threshold", "nesterov"),
        ),
    )
    named: ClassVar = (alias("radam", "b1 b2 eps eps_root threshold nesterov"),)
