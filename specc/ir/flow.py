"""Normalizing flows: their loss, and their models."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Name
from specc.ir.loss import Loss
from specc.ir.model import Model
from specc.ir.node import Renderable
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class Dequantization:
    """The function that makes levels of pixels continuous, as logits.

    Attributes:
        template: what it adds to levels.
        inverse: the template of the function that gives images back.
        levels: how many there are.
        alpha: the least value of which the logit is taken.
        axes: of an image, in a batch.
    """

    folder: ClassVar[str] = "loss/generation/dequantizations/"
    template: str
    inverse: str
    levels: int
    alpha: Expr
    axes: Expr
    origin: str


@dataclass(frozen=True, kw_only=True)
class NormalizingFlow(Loss):
    """The negative log-density of an invertible model (Dinh et al. 2015).

    Attributes:
        dequantization: what makes pixels continuous; None if inputs are.
    """

    kind: ClassVar[str] = "normalizing_flow"
    dequantization: Dequantization | None

    @property
    def names(self) -> tuple[str, ...]:
        """Of its metrics."""
        return "loss", "bits_per_dim"


@dataclass(frozen=True, kw_only=True)
class Conditioner:
    """The class of the multilayer perceptrons of couplings; `activated` is made of `layer(x)`."""

    folder: ClassVar[str] = "model/flows/"
    template: ClassVar[str] = "conditioner"
    activated: Expr
    origin: str = "model"


@dataclass(frozen=True)
class CouplingMask:
    """What a coupling leaves unchanged.

    Attributes:
        value: 1 or 0, or a boolean, for each number of an example.
        words: what it is.
    """

    value: Expr
    words: str


@dataclass(frozen=True, kw_only=True)
class CouplingMasks:
    """The function that gives the mask of each coupling.

    Attributes:
        template: for one mask and its complement, or for several.
        size: numbers in an example.
    """

    folder: ClassVar[str] = "model/flows/"
    template: str
    size: int
    masks: tuple[CouplingMask, ...]
    origin: str = "model.masks"


@dataclass(frozen=True, kw_only=True)
class AffineCoupling:
    """The class of affine couplings.

    Attributes:
        size: numbers in an example.
        hidden: widths of the hidden layers of its network.
    """

    folder: ClassVar[str] = "model/flows/"
    template: ClassVar[str] = "affine_coupling"
    class_name: ClassVar[str] = "AffineCoupling"
    size: int
    hidden: Expr
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Spline:
    """The functions of monotonic splines."""

    folder: ClassVar[str] = "model/flows/"
    template: ClassVar[str] = "spline"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class SplineCoupling:
    """The class of couplings by splines.

    Attributes:
        size: numbers in an example.
        hidden: widths of the hidden layers of its network.
        bins: of each spline.
        tail_bound: where splines end.
    """

    folder: ClassVar[str] = "model/flows/"
    template: ClassVar[str] = "spline_coupling"
    class_name: ClassVar[str] = "SplineCoupling"
    size: int
    hidden: Expr
    bins: Expr
    tail_bound: Expr
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Made:
    """The class of autoregressive layers.

    Attributes:
        size: numbers in an example.
        degrees: those of the hidden units of a layer of `width`.
        hidden: widths of the hidden layers.
        activated: made of `layer(x)`.
    """

    folder: ClassVar[str] = "model/flows/"
    template: ClassVar[str] = "made"
    size: int
    degrees: Expr
    hidden: Expr
    activated: Expr
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Flow(Model):
    """An invertible model: a sequence of layers of one class.

    Attributes:
        input: what the examples are called.
        shape: of an example.
        layers: name of the list of the layers.
        layer: what makes one of them.
        index: what that calls its number.
        count: how many there are.
        parts: definitions that its class uses.
    """

    input: str
    shape: tuple[int, ...]
    layers: str
    layer: Expr
    index: str
    count: Expr
    parts: tuple[Renderable, ...]

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"transform", "invert"})

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The classes and functions of its parts."""
        return self.parts

    @property
    def extents(self) -> str:
        """The shape of a batch of examples, for docstrings."""
        return ", ".join(map(str, ("batch", *self.shape)))

    def flat(self, name: str) -> Expr:
        """Examples as vectors."""
        x = Name(name)
        return pattern("x.reshape(len(x), -1)", x=x) if len(self.shape) > 1 else x

    def shaped(self, name: str, like: str) -> Expr:
        """Vectors as examples."""
        x = Name(name)
        return pattern("x.reshape(y.shape)", x=x, y=Name(like)) if len(self.shape) > 1 else x

    @property
    def vectors(self) -> Expr:
        """The input, as the layers take it."""
        return self.flat("x")

    @property
    def latents(self) -> Expr:
        """The latents, as the layers take them."""
        return self.flat("z")

    @property
    def transformed(self) -> Expr:
        """What the layers have made of the input, in its shape."""
        return self.shaped("z", "x")

    @property
    def inverted(self) -> Expr:
        """What they have made of latents, in their shape."""
        return self.shaped("x", "z")
