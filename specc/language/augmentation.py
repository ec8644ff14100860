"""The base class of augmentations."""

from typing import Annotated, Any, ClassVar

from specc.language.block import Block
from specc.language.family import Family, by_type


class Augmentation(Block):
    """A random transformation of the images of a training batch, drawn at each step."""

    type: str

    mixes: ClassVar[bool] = False
    """Whether it mixes pairs of examples and their targets."""

    extent: ClassVar[str | None] = None
    """The field with a length in pixels, which must be less than each side of an image."""

    usual_part: ClassVar[int] = 2
    """Usually that length is this part of a side: 8 is an eighth."""

    @property
    def kind(self) -> str:
        """A list may have one augmentation of each kind."""
        return "mixing" if self.mixes else self.type


AnyAugmentation = Annotated[
    Any, Family("specc.language.augmentations", "augmentation", shorthand=by_type)
]
"""The augmentations that a spec can name, a file each; see `specc.language.family`."""
