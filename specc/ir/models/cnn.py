"""The convolutional network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.convolutional import Convolutional
from specc.ir.expr import Call, Expr, Literal, Name, Setting, Symbol
from specc.ir.images import Image
from specc.ir.model import LayerDepths, Norms, in_lists, length_of
from specc.ir.node import Renderable
from specc.ir.pattern import pattern

_CHANNELS, _KERNEL = Setting("channels"), Setting("kernel_size")


@dataclass(frozen=True, kw_only=True)
class Flatten:
    """The last maps as a vector.

    Attributes:
        height: of them, as `width` is.
    """

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "cnn_flatten"
    height: Expr
    width: Expr
    origin: str = "model.head"


@dataclass(frozen=True, kw_only=True)
class Average:
    """The means of the last maps."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "cnn_average"
    origin: str = "model.head"


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """The linear layers between the maps and the output.

    Attributes:
        features: what the first of them gets.
        layer: one of them, from `m` to `n` units.
        activated: what it makes of `x`.
    """

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "cnn_hidden"
    features: Expr
    layer: Expr
    activated: Expr
    origin: str = "model.hidden model.activation"


@dataclass(frozen=True, kw_only=True)
class Cnn(Convolutional):
    """Convolutions, each pooled, the maps as a vector, hidden layers, and an output.

    Attributes:
        hidden: whether there are hidden layers.
    """

    image: Image
    flattens: bool
    hidden: bool
    activation: Symbol

    @property
    def pairs(self) -> Expr:
        """The channels before and after each convolution."""
        return pattern("itertools.pairwise((n, *c))", n=Literal(self.image.channels), c=_CHANNELS)

    @property
    def kernel(self) -> Expr:
        """Height and width of the kernels."""
        return pattern("(n, n)", n=_KERNEL)

    @property
    def layer(self) -> Call:
        """A convolution, from `m` to `n` channels; a bias before a norm that subtracts means is idle."""
        bias = self.norm is None or not self.norm.subtracts_mean
        names = ("m", "n", "kernel")
        return self.kernel_init.hidden_layer("Conv", *map(Name, names), bias=bias)

    @property
    def output(self) -> Call:
        """The last layer."""
        inputs = Name("widths[-1]") if self.hidden else self._features
        return self.kernel_init.output_layer(inputs, Literal(self.outputs))

    @property
    def _features(self) -> Expr:
        """The length of the vector after the convolutions."""
        last = pattern("channels[-1]", channels=_CHANNELS)
        return pattern("height * width * last", last=last) if self.flattens else last

    @property
    def maps(self) -> Expr:
        """The input with an axis for channels."""
        x = Name(self.input)
        return pattern("x[..., None]", x=x) if self.image.gray else x

    @property
    def names(self) -> tuple[str, ...]:
        """What the layers of one level are called."""
        return ("conv", "norm") if self.norm else ("conv",)

    @property
    def levels(self) -> Expr:
        """Those of all levels."""
        if self.norm is None:
            return Name("self.convs")
        return pattern("zip(self.convs, self.norms, strict=True)")

    @property
    def activated(self) -> Expr:
        """What a level makes of `x` before it is pooled."""
        assert self.operations is not None
        form = self.operations
        x = form.normalized("norm", "conv") if self.norm else form.convolved("conv")
        return Call(self.activation, (x,))

    @property
    def pooled(self) -> Expr | None:
        """What pooling makes of that."""
        assert self.operations is not None
        return self.operations.pool

    @property
    def output_input(self) -> Expr:
        """The input of the output layer."""
        return self.dropped(Name("x"))

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """The norms, the head, hidden layers, and dropout."""
        return (*self._additions(), *super().additions)

    def _additions(self) -> Iterator[Renderable]:
        if self.norm:
            yield Norms(layer=self.norm.of(Name("width")), widths=_CHANNELS)
        if self.flattens:
            halved = [
                pattern("n >> c", n=Literal(n), c=length_of("channels"))
                for n in (self.image.height, self.image.width)
            ]
            yield Flatten(height=halved[0], width=halved[1])
        else:
            yield Average()
        if self.hidden:
            yield Hidden(
                features=self._features,
                layer=self.kernel_init.hidden_layer("Linear", Name("m"), Name("n")),
                activated=Call(self.activation, (Call(Name("hidden"), (self.output_input,)),)),
            )

    @property
    def depths(self) -> LayerDepths:
        """The convolutions, each with its norm, then the hidden layers, then the output."""
        cases = [in_lists(("convs", "norms") if self.norm else ("convs",))]
        last = first = length_of("channels")
        if self.hidden:
            cases.append(in_lists(("hidden",), first))
            last = pattern("a + b", a=first, b=length_of("hidden"))
        return LayerDepths(tuple(cases), last)
