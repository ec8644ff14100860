"""The base class of augmentations."""

from typing import ClassVar

from specc.language.block import Block


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
