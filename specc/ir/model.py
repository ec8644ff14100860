"""What is trained."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from specc.ir.expr import Argument, Call, Expr, Local, Symbol


@dataclasses.dataclass(frozen=True, slots=True)
class Collection:
    """Arrays of a model that gradients do not train but that change in training."""

    name: str
    type: Symbol
    comment: str
    origin: str = "model"


@dataclasses.dataclass(frozen=True, slots=True)
class Norm:
    """A norm: its layer, made with the width alone, and the state that it carries.

    Attributes:
        centers: whether it subtracts the mean, which makes a bias before it idle.
        dtype: of what it gives, where that would not be the dtype of its input.
    """

    layer: Symbol
    words: str
    centers: bool
    collections: tuple[Collection, ...]
    dtype: Symbol | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Depths:
    """How far a model's parameters are from its input, in layers, by the first part of their paths.

    Attributes:
        parts: each part with its layer, those of the first layer first.
        blocks: the list whose items are layers 1, 2, …, if there is one.
        last: the layer of the output, and of every part that is not named.
    """

    parts: tuple[tuple[str, int], ...]
    blocks: str | None
    last: int

    @property
    def first(self) -> tuple[str, ...]:
        """The parts of layer 0."""
        return tuple(part for part, layer in self.parts if layer == 0)


@dataclasses.dataclass(frozen=True, slots=True)
class Model:
    """What is trained; each family has a subclass beside its lowering.

    Attributes:
        template: the file that renders it.
        class_name: of the module that it becomes.
        summary: the first line of that module's docstring.
        words: what it is, in a sentence: "a multilayer perceptron".
        collections: the state that it has besides its parameters.
        multiplications: of the forward pass of one example, about; None if nobody can tell.
    """

    folder: ClassVar[str] = "model/"
    template: str
    class_name: str
    summary: str
    words: str
    collections: tuple[Collection, ...]
    multiplications: int | None
    origin: str

    @property
    def reads_settings(self) -> bool:
        """Whether it is made with the settings of the run."""
        return True

    @property
    def depths(self) -> Depths | None:
        """Its layers, where it has some that are known."""
        return None

    @property
    def draws(self) -> bool:
        """Whether it draws random numbers in training."""
        return False

    @property
    def has_modes(self) -> bool:
        """Whether it has to be told that it is evaluated, and not trained."""
        return self.draws or bool(self.collections)

    @property
    def follows(self) -> tuple[Argument, ...]:
        """What it is given in training that follows a schedule, by name, as what makes that."""
        return ()

    @property
    def shared_init(self) -> SharedInit | None:
        """What several of its layers begin with, if that has a name of its own."""
        return None


@dataclasses.dataclass(frozen=True, slots=True)
class SharedInit:
    """An initializer that several layers share, under a name."""

    name: str
    value: Call
    comment: str


@dataclasses.dataclass(frozen=True, slots=True)
class Weights:
    """How the kernels of layers begin.

    Attributes:
        shared: what several of them share; None for flax's own, or if there is only one.
        hidden: what every layer but the last is given for it; nothing for flax's own.
        output: what the last one is given.
    """

    shared: SharedInit | None
    hidden: tuple[Argument, ...]
    output: tuple[Argument, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Dropout:
    """What thins out activations in training.

    Attributes:
        rate: the setting, or what makes the schedule that it follows.
    """

    rate: Expr
    scheduled: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Layered(Model):
    """A model of flax's layers; each family has a subclass."""

    weights: Weights
    dropout: Dropout | None = dataclasses.field(default=None, kw_only=True)

    @property
    def draws(self) -> bool:
        """Whether it draws random numbers in training."""
        return self.dropout is not None

    @property
    def has_modes(self) -> bool:
        """A rate that follows a schedule is given in training alone, so that evaluation is without."""
        kept = self.dropout is not None and not self.dropout.scheduled
        return kept or bool(self.collections)

    @property
    def follows(self) -> tuple[Argument, ...]:
        """What it is given in training that follows a schedule, by name, as what makes that."""
        if self.dropout is None or not self.dropout.scheduled:
            return ()
        return (Argument("dropout", self.dropout.rate),)

    @property
    def shared_init(self) -> SharedInit | None:
        """What several of its layers begin with, if that has a name of its own."""
        return self.weights.shared


@dataclasses.dataclass(frozen=True, slots=True)
class Convolution:
    """A kind of convolution that a model has, padded so that a stride of 1 keeps the size.

    Attributes:
        kernel: height and width.
        inputs: channels.
    """

    kernel: int
    stride: int
    inputs: int


@dataclasses.dataclass(frozen=True, slots=True)
class Pooling:
    """The maximum over windows.

    Attributes:
        window: height and width.
        pads: whether the map is padded so that none of it is left out.
        crops: whether there are maps whose last row or column it leaves out.
        follows_all: whether each convolution is pooled.
    """

    window: int
    stride: int
    pads: bool
    crops: bool
    follows_all: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Operations:
    """The form of convolutions, norms and pooling.

    Attributes:
        helpers: templates in `operations/`, of the functions that the trainer defines for them.
        convolve: the one that applies a convolution to `x`; None if the layer itself does.
        normalize: the one that applies a norm; None if the layer itself does.
        in_blocks: whether a convolution gives maps as `space_to_batch` does, which is what pooling takes.
        pool: what pools `x`, in a model that pools.
    """

    helpers: tuple[str, ...]
    convolve: Local | None
    normalize: Local | None
    in_blocks: bool
    pool: Call | None

    def convolved(self, layer: str) -> str:
        """A convolution applied to `x`."""
        return _applied(self.convolve, layer, "x")

    def normalized(self, layer: str, convolution: str) -> str:
        """A norm applied to a convolution of `x`."""
        return _applied(self.normalize, layer, self.convolved(convolution))


def _applied(function: Local | None, layer: str, x: str) -> str:
    return f"{function.name}({layer}, {x})" if function else f"{layer}({x})"


@dataclasses.dataclass(frozen=True, slots=True)
class Convolutional(Layered):
    """A model with convolutions; each family has a subclass.

    Attributes:
        convolutions: the kinds that it has, each once.
        norm: what follows a convolution, if anything does.
        pooling: the one kind that it has, if any.
        operations: the form that suits the machine.
    """

    convolutions: tuple[Convolution, ...]
    norm: Norm | None
    pooling: Pooling | None
    operations: Operations | None
