"""The sets that come with scikit-learn."""

from __future__ import annotations

from typing import ClassVar

from specc.compose.data.sources.arrays import constants, prepared, readers
from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.expr import Expr, Name
from specc.ir.node import Node, Renderable
from specc.ir.source import Source
from specc.ir.sources.sklearn import Sklearn

__all__ = ["ReadBuiltin", "constants", "loaded", "prepared", "readers"]


@dataclass(frozen=True, kw_only=True)
class ReadBuiltin(Node):
    """The lines that load a data set of scikit-learn, and check its shape."""

    template: ClassVar[str] = "data/readers/read_builtin"
    variable: Expr
    source: Sklearn
    rows: int
    shape: tuple[int, ...]

    @property
    def expected(self) -> tuple[int, ...]:
        """The shape of the inputs."""
        return self.rows, *self.shape

    @property
    def kind(self) -> str:
        """What each of the examples is."""
        extents = "x".join(map(str, self.shape))
        return (
            f"images of {extents} pixels"
            if len(self.shape) > 1
            else f"examples of {extents} features"
        )


def loaded(data: Data, source: Source, variable: Name, rows: int) -> Renderable:
    """See `specc.compose.data.sources.writer`."""
    assert isinstance(source, Sklearn)
    return ReadBuiltin(
        variable=variable, source=source, rows=rows, shape=data.input.shape, origin=source.origin
    )
