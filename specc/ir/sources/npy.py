"""Two files of NumPy's."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Source
from specc.ir.expr import Expr


@dataclass(frozen=True)
class Npy(Source):
    """A file of inputs, one of targets, and perhaps one of weights."""

    inputs: Expr
    targets: Expr
    weight: Expr | None

    @property
    def files(self) -> tuple[tuple[str, Expr], ...]:
        """Each by the name of its array."""
        files = (self.inputs, self.targets, *([self.weight] if self.weight is not None else []))
        return tuple(zip(self.names, files, strict=True))
