"""The multilayer perceptron."""

from __future__ import annotations

import itertools
import math

from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.expr import Call, Expr, Literal, Name, Symbol
from specc.ir.model import LayerDepths, Layered, Norm, Norms, in_lists, length_of
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.language.models.mlp import Mlp as SpecBlock
from specc.lower.dropout import lower_dropout
from specc.lower.initializer import lower_kernel_init
from specc.lower.norm import lower_norm
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, model_summary, size


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


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Linear | Mlp:
    """Inputs and outputs from the data, the widths between them as a setting."""
    target, shape = data.required_target, data.input.shape
    inputs = math.prod(shape)
    x = Name(data.input.name)
    vector: Expr = pattern("x.reshape(len(x), -1)", x=x) if len(shape) > 1 else x
    sizes = (inputs, *spec.hidden, target.outputs)
    macs = sum(a * b for a, b in itertools.pairwise(sizes))
    class_name, kernel_init = (
        target.noun.capitalize(),
        lower_kernel_init(spec, hidden=bool(spec.hidden)),
    )
    if not spec.hidden:
        return Linear(
            template="linear",
            class_name=class_name,
            summary=f"Linear {target.noun}: {data.input.name} -> {target.words}.",
            words=f"a linear {target.noun}",
            collections=(),
            macs=macs,
            origin="model",
            kernel_init=kernel_init,
            input=data.input.name,
            outputs=target.outputs,
            vector=vector,
            inputs=inputs,
        )
    hidden = size(settings, "hidden", spec.hidden, "widths of the hidden layers", ITEMS)
    norm = lower_norm(spec.norm)
    dropout = lower_dropout(spec, settings, "fraction of activations dropped in training")
    return Mlp(
        template="mlp",
        class_name=class_name,
        summary=model_summary("Multilayer perceptron", norm, dropout, data),
        words="a multilayer perceptron",
        collections=norm.collections if norm else (),
        macs=macs,
        origin="model",
        kernel_init=kernel_init,
        input=data.input.name,
        outputs=target.outputs,
        vector=vector,
        inputs=inputs,
        hidden=hidden,
        activation=Symbol("flax.nnx", spec.activation),
        norm=norm,
        dropout=dropout,
    )
