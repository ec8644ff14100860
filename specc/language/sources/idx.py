"""`type: idx`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import is_absent
from specc.language.file import File


class Idx(Block):
    """Files in the format of MNIST: images (n, height, width) and perhaps labels (n,).

    Those whose names end in `.gz` are decompressed as they are read.
    """

    type: Literal["idx"] = "idx"
    images: File = Field(
        examples=["data/train-images-idx3-ubyte.gz"],
        description="The file of the images: a path, relative to the spec, or url and sha256.",
    )
    labels: File | None = Field(
        None,
        exclude_if=is_absent,
        examples=["data/train-labels-idx1-ubyte.gz"],
        description="The file of the labels, which generative models need not have.",
    )

    without_targets: ClassVar = True
    """It can be read without targets."""

    data_files: ClassVar[tuple[str, ...]] = ("images", "labels")
    """The options that name files, or folders."""

    varies: ClassVar = frozenset({"images", "labels"})
    """The options in which evaluation data may differ."""

    @property
    def has_targets(self) -> bool:
        """Whether there is a file of labels."""
        return self.labels is not None
