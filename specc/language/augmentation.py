"""The base class of augmentations."""

from typing import Annotated, Any, ClassVar

from specc.language.block import Block
from specc.language.family import Family, by_type


class Augmentation(Block):
    """A random transformation of the images of a training batch, drawn at each step."""

    type: str

    mixes: ClassVar[bool] = False
    """Whether it mixes pairs of examples and their targets."""

    @property
    def kind(self) -> str:
        """A list may have one augmentation of each kind."""
        return "mixing" if self.mixes else self.type


AnyAugmentation = Annotated[
    Any, Family("specc.language.augmentations", "augmentation", shorthand=by_type)
]
"""The augmentations that a spec can name, a file each; see `specc.language.family`."""
