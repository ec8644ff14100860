"""The sets that come with scikit-learn."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Symbol
from specc.ir.source import Source


@dataclass(frozen=True)
class Sklearn(Source):
    """A loader of sklearn.datasets, and the attribute of its result that holds the inputs."""

    writer: ClassVar[str] = "sklearn"
    loader: Symbol
    variable: str
    attribute: str

    @property
    def arrays(self) -> tuple[tuple[str, str], ...]:
        """What each array is called here, and what scikit-learn calls it."""
        return tuple(zip(self.names, (self.attribute, "target"), strict=False))
