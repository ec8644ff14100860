"""Arrays in a file of NumPy's."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.source import Source


@dataclass(frozen=True)
class Npz(Source):
    """A file, and the names of its arrays."""

    functions: ClassVar[tuple[str, ...]] = ("read_npz",)
    path: Expr
    inputs: str
    targets: str | None
    weight: str | None

    @property
    def arrays(self) -> tuple[tuple[str, str], ...]:
        """What each is called here, and in the file."""
        arrays = (self.inputs, self.targets, self.weight)
        return tuple(zip(self.names, (name for name in arrays if name is not None), strict=True))
