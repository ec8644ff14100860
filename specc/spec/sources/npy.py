"""`type: npy`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.spec.block import Block
from specc.spec.file import File


class Npy(Block):
    """An array each in two files of NumPy's: inputs (n, …) and targets (n,) or (n, k)."""

    type: Literal["npy"] = "npy"
    inputs: File = Field(
        description="The file of the inputs: a path, relative to the spec, or url and sha256."
    )
    targets: File = Field(
        description="The file of the targets: a path, relative to the spec, or url and sha256."
    )

    varies: ClassVar = frozenset({"inputs", "targets"})
    """What evaluation data may have otherwise."""
