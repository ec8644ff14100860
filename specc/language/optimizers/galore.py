"""`type: galore`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.change import ScheduledNonNegative
from specc.language.fields import Count, Positive, Steps
from specc.language.optimizer import DecoupledDecay, Transform, same


class GaLore(DecoupledDecay):
    """Adam in a subspace of each matrix's gradients (Zhao et al. 2024)."""

    type: Literal["galore"] = "galore"
    rank: Count = Field(128, description="Dimensions of the subspace.")
    update_proj_gap: Steps = Field(200, description="Steps between two choices of the subspace.")
    scale: Positive = Field(1.0, description="Multiplier of the matrices' updates.")
    weight_decay: ScheduledNonNegative = Field(
        0.0, description="Decoupled, times the learning rate."
    )

    usual_rate: ClassVar = "1e-3"
    largest_rate: ClassVar = 0.1
    normalizes: ClassVar = True
    moments: ClassVar = 0

    transforms: ClassVar[tuple[Transform, ...]] = (
        Transform(
            "contrib.scale_by_galore",
            same("rank", "update_proj_gap"),
            options=same("scale"),
            only="matrices",
        ),
        Transform("scale_by_adam", only="vectors"),
        DecoupledDecay.add_decay,
    )
