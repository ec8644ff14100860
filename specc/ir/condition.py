"""What a network is given besides its input: the class of each example."""

from __future__ import annotations

from typing import Literal as OneOf

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class Condition:
    """Labels as one-hot vectors, all zeros for the label -1.

    Attributes:
        name: of the column of labels.
        classes: how many there are.
        how: whether vectors are joined to the input, or an embedding of them is added to it.
    """

    name: str
    classes: int
    how: OneOf["concatenate", "add"]
    origin: str

    @property
    def vector(self) -> Expr:
        """The one-hot vectors, (n, classes)."""
        return pattern(f"jax.nn.one_hot({self.name}, {self.classes})", origin=self.origin)
