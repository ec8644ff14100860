"""`type: sam`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.optimizer import Transform, same
from specc.language.wrapping import Wrapping


class Sam(Wrapping):
    """Sharpness-aware minimization: gradients from the worst point nearby (Foret et al. 2021)."""

    type: Literal["sam"] = "sam"
    rho: Positive = Field(0.05, description="Radius of the neighborhood.")
    sync_period: int = Field(
        2, ge=2, le=100, description="Gradients per step: all but the last lead to that point."
    )

    tunable: ClassVar = ("rho",)
    extra_args: ClassVar = ("grad_fn",)
    passes: ClassVar = False
    wrapper: ClassVar = Transform(
        "contrib.sam",
        options=same("sync_period"),
        constants=(("opaque_mode", True),),
        parts=(
            (
                "adv_optimizer",
                (
                    Transform("normalize_by_update_norm", constants=(("eps", 1e-12),)),
                    Transform("sgd", (("learning_rate", "rho"),)),
                ),
            ),
        ),
    )
