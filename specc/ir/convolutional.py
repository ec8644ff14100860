"""Networks of convolutions, and how their operations are computed."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Call, Expr, Name
from specc.ir.model import Layered, Norm
from specc.ir.node import Renderable


@dataclass(frozen=True)
class Pooling:
    """The maximum over windows.

    Attributes:
        window: height and width.
        pads: whether maps are padded ("SAME") so that every pixel is in a window.
        even_halvings: number of pooling operations that leave out no row or column, in a model that
            pools after each convolution.
        count: number of pooling operations.
    """

    window: int
    stride: int
    pads: bool
    even_halvings: int
    count: int


@dataclass(frozen=True)
class CpuKernel:
    """A CPU implementation of a flax layer; its template has the same name."""

    folder: ClassVar[str] = "model/kernels/"
    template: str
    origin: str = "target model"


@dataclass(frozen=True)
class Operations:
    """The implementations of convolutions, norms and pooling.

    Attributes:
        kernels: the functions that the trainer defines for them.
        convolve: the one that applies a convolution to `x`; None if the layer itself does.
        normalize: the one that applies a norm; None if the layer itself does.
        pool: what pools `x`, in a model that pools.
    """

    kernels: tuple[Renderable, ...]
    convolve: Name | None
    normalize: Name | None
    pool: Expr | None

    def convolved(self, layer: str) -> Expr:
        """A convolution applied to `x`."""
        return _applied(self.convolve, layer, Name("x"))

    def normalized(self, layer: str, convolution: str) -> Expr:
        """A norm applied to a convolution of `x`."""
        return _applied(self.normalize, layer, self.convolved(convolution))


def _applied(function: Name | None, layer: str, x: Expr) -> Expr:
    return Call(function, (Name(layer), x)) if function else Call(Name(layer), (x,))


@dataclass(frozen=True, kw_only=True)
class Convolutional(Layered):
    """A model with convolutions; each family has a subclass.

    Attributes:
        norm: what follows a convolution, if anything does.
        pooling: the one kind that it has, if any.
        operations: the form that suits the machine.
    """

    norm: Norm | None
    pooling: Pooling | None
    operations: Operations | None

    @property
    def uses_xla_convolutions(self) -> bool:
        """Whether its convolutions are flax layers."""
        return self.operations is None or self.operations.convolve is None

    @property
    def kernels(self) -> tuple[Renderable, ...]:
        """The CPU implementations that it uses."""
        return self.operations.kernels if self.operations else ()
