"""`type: npz`."""

from typing import Literal

from pydantic import Field

from specc.spec.block import Block


class Npz(Block):
    """Two arrays in a file of NumPy's: inputs (n, …) and targets (n,) or (n, k)."""

    type: Literal["npz"] = "npz"
    path: str = Field(min_length=1, description="The file, relative to the spec.")
    inputs: str = Field("x", min_length=1, description="Name of the array of inputs.")
    targets: str = Field("y", min_length=1, description="Name of the array of targets.")
