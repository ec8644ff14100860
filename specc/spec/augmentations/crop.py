"""`type: crop`."""

from typing import Literal

from pydantic import Field

from specc.spec.augmentation import Augmentation
from specc.spec.fields import Count


class Crop(Augmentation):
    """Images moved by a few pixels each way, zeros where nothing is left of them."""

    type: Literal["crop"] = "crop"
    padding: Count = Field(4, description="The most pixels that an image is moved by, each way.")
