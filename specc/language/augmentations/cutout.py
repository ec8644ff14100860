"""`type: cutout`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.augmentation import Augmentation
from specc.language.fields import Pixels


class Cutout(Augmentation):
    """A random square of each image set to zero (DeVries & Taylor 2017)."""

    type: Literal["cutout"] = "cutout"
    size: Pixels = Field(examples=[8], description="Side of the square, in pixels.")

    extent: ClassVar = "size"
    usual_part: ClassVar = 2
