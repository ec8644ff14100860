"""What the compiler has to know of the data, and never looks up by itself."""

from typing import Annotated

from pydantic import Field

from specc.spec.block import Block
from specc.spec.fields import Count


class Facts(Block):
    """The size and shape of a data set."""

    rows: Count = Field(description="Examples in all, held-out ones included.")
    shape: Annotated[tuple[Count, ...], Field(strict=False, min_length=1)] = Field(
        description="Shape of one input: [64] for 64 features, [8, 8] for an image."
    )
    classes: Annotated[int, Field(ge=2, le=1_000_000)] | None = Field(
        None, description="Number of classes, if there are any; labels run from 0 to one less."
    )
    targets: Count | None = Field(
        None, description="Numbers to predict for each example, if targets are numbers."
    )
    low: float = Field(description="Smallest value in any input.")
    high: float = Field(description="Largest value in any input.")
    class_rows: Annotated[tuple[int, ...], Field(strict=False)] | None = Field(
        None, description="Examples of each class, in the order of the labels."
    )
    sha256: str | None = Field(
        None, pattern="^[0-9a-f]{64}$", description="Checksum of inputs and labels as loaded."
    )

    @property
    def is_image(self) -> bool:
        """Whether an input has height and width, and maybe channels, and not features alone."""
        return len(self.shape) in {2, 3}
