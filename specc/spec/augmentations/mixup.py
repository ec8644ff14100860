"""`type: mixup`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.spec.augmentation import Augmentation
from specc.spec.fields import Positive


class Mixup(Augmentation):
    """Each example blended with another of its batch, targets too (Zhang et al. 2018)."""

    type: Literal["mixup"] = "mixup"
    alpha: Positive = Field(
        0.2, description="Of the beta distribution that the share of an example is drawn from."
    )

    mixes: ClassVar = True
