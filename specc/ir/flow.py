"""Normalizing flows: their loss, and their models."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.condition import Conditioned
from specc.ir.expr import Expr, Literal, Name
from specc.ir.loss import Loss
from specc.ir.model import Model
from specc.ir.node import Renderable
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class NormalizingFlow(Loss):
    """The negative log-density of an invertible model (Dinh et al. 2015)."""

    kind: ClassVar[str] = "normalizing_flow"

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
class Coupling(Conditioned):
    """The class of couplings.

    Attributes:
        size: numbers in an example.
        hidden: widths of the hidden layers of its network.
    """

    folder: ClassVar[str] = "model/flows/"
    template: ClassVar[str]
    class_name: ClassVar[str]
    mask: ClassVar[str]
    size: int
    hidden: Expr
    origin: str = "model"

    @property
    def seen(self) -> str:
        """What its network sees."""
        if self.given_class is None:
            return "the numbers that it leaves unchanged"
        return "the class and what it leaves unchanged"

    @property
    def width(self) -> Expr:
        """The width of that."""
        return self.widened(Literal(self.size))

    @property
    def joined_inputs(self) -> tuple[Expr, ...]:
        """That, of an input or an output `x`, if it is more than a part of that."""
        return () if self.given_class is None else (self.joined(f"x * {self.mask}"),)

    @property
    def inputs(self) -> Expr:
        """That, once it has a name if it is more."""
        return pattern(f"x * {self.mask}") if self.given_class is None else Name("inputs")

    @property
    def embeddings(self) -> tuple[tuple[str, Expr], ...]:
        """The layer that embeds labels."""
        return self.embedded("class_embedding", Literal(self.size))


@dataclass(frozen=True, kw_only=True)
class AffineCoupling(Coupling):
    """The class of affine couplings."""

    template: ClassVar[str] = "affine_coupling"
    class_name: ClassVar[str] = "AffineCoupling"
    mask: ClassVar[str] = "mask"


@dataclass(frozen=True, kw_only=True)
class Spline:
    """The functions of monotonic splines."""

    folder: ClassVar[str] = "model/flows/"
    template: ClassVar[str] = "spline"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class SplineCoupling(Coupling):
    """The class of couplings by splines.

    Attributes:
        bins: of each spline.
        tail_bound: where splines end.
    """

    template: ClassVar[str] = "spline_coupling"
    class_name: ClassVar[str] = "SplineCoupling"
    mask: ClassVar[str] = "coupling_mask(self.number)"
    bins: Expr
    tail_bound: Expr


@dataclass(frozen=True, kw_only=True)
class Made(Conditioned):
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

    @property
    def inputs(self) -> Expr:
        """Degrees of its inputs; all units see the class, whose degree is the lowest."""
        numbers = pattern(f"tuple(range({self.size}))")
        if self.given_class is None:
            return numbers
        classes = Literal(self.given_class.classes)
        return pattern("numbers + classes * (-1,)", numbers=numbers, classes=classes)

    @property
    def given(self) -> Expr:
        """The inputs."""
        return self.joined("x")


@dataclass(frozen=True, kw_only=True)
class Flow(Model, Conditioned):
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
