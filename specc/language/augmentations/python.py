"""`type: python`."""

from typing import ClassVar, Literal

from specc.language.augmentation import Augmentation
from specc.language.code import OwnFunction


class OwnAugmentation(OwnFunction, Augmentation):
    """A user function, from a random key and one image (h, w) or (h, w, c) to another."""

    type: Literal["python"] = "python"

    takes: ClassVar = ("key", "image")

    @property
    def kind(self) -> str:
        """Each function is a kind of its own."""
        return self.name
