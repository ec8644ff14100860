"""The multilayer perceptron."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Call, Expr, Literal, Name, Symbol
from specc.ir.model import LayerDepths, Layered, Norm, Norms, in_lists, length_of
from specc.ir.node import Renderable
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class Linear(Layered):
    """One linear layer.

    Attributes:
        vector: the input as a vector.
        inputs: its length.
    """

    vector: Expr
    inputs: int

    @property
    def output(self) -> Call:
        """The layer."""
        return self.kernel_init.output_layer(Literal(self.inputs), Literal(self.outputs))


@dataclass(frozen=True, kw_only=True)
class Mlp(Layered):
    """Hidden layers, each with norm, activation and dropout as far as there are any, and an output.

    Attributes:
        vector: the input as a vector.
        inputs: its length.
    """

    vector: Expr
    inputs: int
    hidden: Expr
    activation: Symbol
    norm: Norm | None

    @property
    def layer(self) -> Call:
        """A hidden layer, from `m` to `n` units; a bias before a norm that subtracts means is idle."""
        bias = self.norm is None or not self.norm.subtracts_mean
        return self.kernel_init.hidden_layer("Linear", Name("m"), Name("n"), bias=bias)

    @property
    def output(self) -> Call:
        """The last layer."""
        return self.kernel_init.output_layer(Name("widths[-1]"), Literal(self.outputs))

    @property
    def names(self) -> tuple[str, ...]:
        """What the layers of one level are called."""
        return ("hidden", "norm") if self.norm else ("hidden",)

    @property
    def levels(self) -> Expr:
        """Those of all levels."""
        if self.norm is None:
            return Name("self.hidden")
        return pattern("zip(self.hidden, self.norms, strict=True)")

    @property
    def activated(self) -> Expr:
        """What a level makes of `x`."""
        x = pattern("norm(hidden(x))" if self.norm else "hidden(x)")
        return self.dropped(Call(self.activation, (x,)))

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """The norms, and dropout."""
        norm = self.norm
        norms = (Norms(layer=norm.of(Name("width")), widths=self.hidden),) if norm else ()
        return (*norms, *super().additions)

    @property
    def depths(self) -> LayerDepths:
        """The hidden layers, each with its norm, then the output."""
        names = ("hidden", "norms") if self.norm else ("hidden",)
        return LayerDepths((in_lists(names),), length_of("hidden"))
