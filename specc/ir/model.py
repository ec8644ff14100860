"""What is trained."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Call, Expr, Local, Symbol


@dataclasses.dataclass(frozen=True, slots=True)
class Collection:
    """Arrays of a model that gradients do not train but that change in training."""

    name: str
    type: Symbol
    comment: str


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
        draws: the setting whose random draws it makes in training (a dropout rate), if any.
        multiplications: of the forward pass of one example, about; None if nobody can tell.
    """

    template: str
    class_name: str
    summary: str
    words: str
    collections: tuple[Collection, ...]
    draws: Expr | None
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
    def has_modes(self) -> bool:
        """Whether it does something else in evaluation than in training."""
        return self.draws is not None or bool(self.collections)


@dataclasses.dataclass(frozen=True, slots=True)
class Operations:
    """The form of convolutions and pooling.

    Attributes:
        helpers: a template in `operations/`, of the functions that the trainer defines for them.
        convolve: the one that applies a convolution to `x`; None if the layer itself does.
        pool: halves the height and the width of `x`.
    """

    helpers: str | None
    convolve: Local | None
    pool: Call


@dataclasses.dataclass(frozen=True, slots=True)
class Convolutional(Model):
    """A model with convolutions of one size and 2x2 pooling; each family has a subclass.

    Attributes:
        kernel_size: height and width of the kernels, odd.
        crops: whether there are maps whose last row or column pooling leaves out.
        operations: the form that suits the machine.
    """

    kernel_size: int
    crops: bool
    operations: Operations | None
