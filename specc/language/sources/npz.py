"""`type: npz`."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import is_absent
from specc.language.file import File


class Npz(Block):
    """Arrays in an .npz file: inputs (n, …), and optionally targets (n,) or (n, k), and weights (n,)."""

    type: Literal["npz"] = "npz"
    path: File = Field(
        examples=["data/train.npz"],
        description="The file: a path, relative to the spec, or url and sha256.",
    )
    inputs: str = Field("x", min_length=1, description="Name of the array of inputs.")
    targets: Annotated[str, Field(min_length=1)] | Literal[False] = Field(
        "y",
        title="text, or false",
        description="Name of the array of targets; false if there are none, for generative models.",
    )
    weight: str | None = Field(
        None,
        min_length=1,
        exclude_if=is_absent,
        examples=["w"],
        description="Name of the array of example weights, (n,).",
    )

    data_files: ClassVar[tuple[str, ...]] = ("path",)
    """The options that name files, or folders."""

    varies: ClassVar = frozenset({"path", "inputs", "targets", "weight"})
    """The options in which evaluation data may differ."""

    @property
    def has_targets(self) -> bool:
        """Whether there is an array of targets."""
        return self.targets is not False
