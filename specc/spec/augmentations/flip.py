"""`type: flip`."""

from typing import Literal

from specc.spec.augmentation import Augmentation


class Flip(Augmentation):
    """Half of the images mirrored, left to right."""

    type: Literal["flip"] = "flip"
