"""`type: npz`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.spec.block import Block
from specc.spec.file import File


class Npz(Block):
    """Two arrays in a file of NumPy's: inputs (n, …) and targets (n,) or (n, k)."""

    type: Literal["npz"] = "npz"
    path: File = Field(description="The file: a path, relative to the spec, or url and sha256.")
    inputs: str = Field("x", min_length=1, description="Name of the array of inputs.")
    targets: str = Field("y", min_length=1, description="Name of the array of targets.")

    varies: ClassVar = frozenset({"path", "inputs", "targets"})
    """What evaluation data may have otherwise."""
