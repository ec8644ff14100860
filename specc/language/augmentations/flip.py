"""`type: flip`."""

from typing import Literal

from specc.language.augmentation import Augmentation


class Flip(Augmentation):
    """Random horizontal flips."""

    type: Literal["flip"] = "flip"
