"""`type: amsgrad`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.moments import RootMoments
from specc.language.optimizer import Transform, alias, same


class AmsGrad(RootMoments):
    """Adam with a second moment that never falls (Reddi, Kale & Kumar 2018)."""

    type: Literal["amsgrad"] = "amsgrad"
    bias_correction_mu: bool = Field(True, description="Correct the first moment's start at 0.")
    bias_correction_nu: bool = Field(True, description="Correct the second moment's start at 0.")

    moments: ClassVar = 3
    divides_moments: ClassVar = False
    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "scale_by_amsgrad",
            same("b1", "b2", "eps"),
            options=same("eps_root", "bias_correction_mu", "bias_correction_nu"),
        ),
    )
    named: ClassVar = (
        alias("amsgrad", "b1 b2 eps eps_root bias_correction_mu bias_correction_nu"),
    )
