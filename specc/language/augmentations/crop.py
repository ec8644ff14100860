"""`type: crop`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.augmentation import Augmentation
from specc.language.fields import Pixels


class Crop(Augmentation):
    """Random shifts: zero padding, then a random crop to the original size."""

    type: Literal["crop"] = "crop"
    padding: Pixels = Field(4, description="Largest shift in pixels, in each direction.")

    extent: ClassVar = "padding"
    usual_part: ClassVar = 8
