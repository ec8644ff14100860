"""`type: mixup`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.augmentation import Augmentation
from specc.language.fields import Positive


class Mixup(Augmentation):
    """Each example and its target blended with another one of the batch (Zhang et al. 2018)."""

    type: Literal["mixup"] = "mixup"
    alpha: Positive = Field(
        0.2, description="Parameter of the beta distribution of the mixing coefficient."
    )

    mixes: ClassVar = True
