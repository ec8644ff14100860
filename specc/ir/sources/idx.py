"""Files in the format of MNIST."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.source import Source


@dataclass(frozen=True)
class Idx(Source):
    """A file of images, and perhaps one of labels."""

    functions: ClassVar[tuple[str, ...]] = ("read_idx",)
    images: Expr
    labels: Expr | None

    @property
    def files(self) -> tuple[tuple[str, Expr], ...]:
        """Each by the name of its array."""
        files = (self.images, self.labels)
        return tuple(zip(self.names, (file for file in files if file is not None), strict=True))
