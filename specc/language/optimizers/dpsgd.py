"""`type: dpsgd`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.fields import Positive
from specc.language.optimizers.sgd import Sgd


class Dpsgd(Sgd):
    """Differentially private SGD (Abadi et al. 2016).

    The gradient of each example is clipped, and noise is added to their sum: what one example
    changes in the weights is bounded and blurred. The privacy that a run spends is not computed.
    """

    type: Literal["dpsgd"] = "dpsgd"  # type: ignore[assignment]
    l2_norm_clip: Positive = Field(
        examples=[1.0], description="Largest global norm of an example's gradient."
    )
    noise_multiplier: Positive = Field(
        examples=[1.1], description="Standard deviation of the noise, in units of l2_norm_clip."
    )

    gradients: ClassVar = "per_example"
    tunable: ClassVar[tuple[str, ...]] = ("l2_norm_clip", "noise_multiplier", *Sgd.tunable)
