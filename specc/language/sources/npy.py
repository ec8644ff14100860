"""`type: npy`."""

from typing import ClassVar, Literal

from pydantic import Field

from specc.language.block import Block
from specc.language.fields import is_absent
from specc.language.file import File


class Npy(Block):
    """NumPy files: inputs (n, …), and optionally targets (n,) or (n, k), and weights (n,)."""

    type: Literal["npy"] = "npy"
    inputs: File = Field(
        examples=["data/x.npy"],
        description="The file of the inputs: a path, relative to the spec, or url and sha256.",
    )
    targets: File | None = Field(
        None,
        exclude_if=is_absent,
        examples=["data/y.npy"],
        description="The file of the targets, which generative models need not have.",
    )
    weight: File | None = Field(
        None,
        exclude_if=is_absent,
        examples=["data/w.npy"],
        description="The file of example weights, (n,).",
    )

    data_files: ClassVar[tuple[str, ...]] = ("inputs", "targets", "weight")
    """The options that name files, or folders."""

    varies: ClassVar = frozenset({"inputs", "targets", "weight"})
    """The options in which evaluation data may differ."""

    @property
    def has_targets(self) -> bool:
        """Whether there is a file of targets."""
        return self.targets is not None
