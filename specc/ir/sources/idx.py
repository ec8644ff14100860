"""Two files in the format of MNIST."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.data import Source
from specc.ir.expr import Expr


@dataclass(frozen=True)
class Idx(Source):
    """A file of images and one of labels."""

    functions: ClassVar[tuple[str, ...]] = ("read_idx",)
    images: Expr
    labels: Expr

    @property
    def files(self) -> tuple[tuple[str, Expr], ...]:
        """Each by the name of its array."""
        return tuple(zip(self.names, (self.images, self.labels), strict=True))
