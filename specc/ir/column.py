"""A column of a batch."""

from __future__ import annotations

from typing import ClassVar
from typing import Literal as OneOf

from specc.fast_dataclasses import dataclass

Role = OneOf["input", "target", "condition", "weight", "tokens", "length", "noise"]
"""What a column is to a loss."""


@dataclass(frozen=True)
class Column:
    """A column of a batch: name, shape per example, dtype, description of its values, and role.

    Attributes:
        levels: number of values that a pixel can have; None if they are not integers in the data.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    value_description: str
    role: Role = "input"
    origin: str = "data"
    levels: int | None = None
    template: ClassVar[str] = "data/column"

    @property
    def description(self) -> str:
        """Shape, dtype and values of the column of a batch."""
        return f"{self.batch_shape} {self.dtype}, {self.value_description}"

    @property
    def batch_shape(self) -> str:
        """The shape of the column of a batch of n examples."""
        extents = ", ".join(map(str, self.shape))
        return f"(n, {extents})" if extents else "(n,)"
