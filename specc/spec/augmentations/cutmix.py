"""`type: cutmix`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.spec.augmentation import Augmentation
from specc.spec.fields import Positive


class Cutmix(Augmentation):
    """A rectangle of each image from another of its batch, targets by area (Yun et al. 2019)."""

    type: Literal["cutmix"] = "cutmix"
    alpha: Positive = Field(
        1.0, description="Of the beta distribution that the share of an example is drawn from."
    )

    mixes: ClassVar = True
