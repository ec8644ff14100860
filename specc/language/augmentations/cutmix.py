"""`type: cutmix`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.augmentation import Augmentation
from specc.language.fields import Positive


class Cutmix(Augmentation):
    """A rectangle of each image replaced by another image, targets mixed by area (Yun et al. 2019)."""

    type: Literal["cutmix"] = "cutmix"
    alpha: Positive = Field(
        1.0, description="Parameter of the beta distribution of the mixing coefficient."
    )

    mixes: ClassVar = True
