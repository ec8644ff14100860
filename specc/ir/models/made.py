"""The masked autoencoder."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Call, Expr, Symbol
from specc.ir.masked_linear import MaskedLinear
from specc.ir.model import LayerDepths, Layered, in_lists, length_of
from specc.ir.node import Renderable
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class Made(Layered):
    """Hidden layers and an output with masks.

    Attributes:
        size: number of pixels, those of each channel counted.
        hidden: widths of the hidden layers.
        highest: the highest degree of a hidden unit is below it.
        extents: the shape of its outputs, for a comment.
    """

    size: int
    hidden: Expr
    highest: int
    activation: Symbol
    extents: str

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"autoregress"})

    @property
    def activated(self) -> Expr:
        """What a hidden layer makes of `x`."""
        return self.dropped(Call(self.activation, (pattern("layer(x)"),)))

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The class of its layers."""
        return (*super().definitions, MaskedLinear())

    @property
    def depths(self) -> LayerDepths:
        """The hidden layers, then the output."""
        return LayerDepths((in_lists(("layers",)),), length_of("hidden"))
