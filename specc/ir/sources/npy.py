"""Files of NumPy's."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.source import Source


@dataclass(frozen=True)
class Npy(Source):
    """A file of inputs, and perhaps one of targets and one of weights."""

    writer: ClassVar[str] = "npy"
    inputs: Expr
    targets: Expr | None
    weight: Expr | None

    @property
    def files(self) -> tuple[tuple[str, Expr], ...]:
        """Each by the name of its array."""
        files = (self.inputs, self.targets, self.weight)
        return tuple(zip(self.names, (file for file in files if file is not None), strict=True))
