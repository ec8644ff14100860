"""What augmentations have in common."""

from typing import Annotated, Any, ClassVar

from specc.spec.block import Block
from specc.spec.family import Family, by_type


class Augmentation(Block):
    """A random change of the images of a training batch, drawn anew in each step."""

    type: str

    mixes: ClassVar[bool] = False
    """Whether it mixes pairs of examples, and with them their targets."""

    @property
    def kind(self) -> str:
        """Of which there can be one."""
        return "mixing" if self.mixes else self.type


AnyAugmentation = Annotated[
    Any, Family("specc.spec.augmentations", "augmentation", shorthand=by_type)
]
"""The augmentations that a spec can name, a file each; see `specc.spec.family`."""
