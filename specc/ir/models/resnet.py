"""The residual network."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.convolutional import Convolutional, Operations
from specc.ir.expr import Argument, Expr, Literal, Name, Setting, Symbol
from specc.ir.images import Image
from specc.ir.model import KernelInit, LayerDepths, Norm, Remat, first_key_in, in_lists
from specc.ir.node import Renderable
from specc.ir.optimizer import Case
from specc.ir.pattern import pattern

_WIDTH, _STAGES = Setting("width"), Setting("stages")


@dataclass(frozen=True)
class Stem:
    """The first convolution.

    Attributes:
        pools: whether max pooling halves the maps once more before the first stage.
    """

    kernel: int
    stride: int
    pools: bool


@dataclass(frozen=True)
class Conv:
    """A convolution of a block.

    Attributes:
        norm: the name of the norm after it.
        zero_init: whether it is the last norm of the residual branch, whose scale is initialized to 0.
    """

    name: str
    norm: str
    inputs: Name
    outputs: Name
    kernel: int
    strided: bool = False
    zero_init: bool = False


@dataclass(frozen=True)
class BlockType:
    """A kind of residual block: the file that renders it, its class, and what it makes of its width.

    Attributes:
        convs: its convolutions, that of the shortcut last.
        expansion: output channels divided by width.
    """

    template: str
    name: str
    convs: tuple[Conv, ...]
    expansion: int

    @property
    def kernels(self) -> tuple[int, ...]:
        """Of its convolutions, without that of the shortcut."""
        return tuple(conv.kernel for conv in self.convs[:-1])


@dataclass(frozen=True, kw_only=True)
class Block:
    """The class of a residual block.

    Attributes:
        bias: whether convolutions have one.
    """

    folder: ClassVar[str] = "model/"
    template: str
    convs: tuple[Conv, ...]
    kernel_init: KernelInit
    norm: Norm
    bias: bool
    operations: Operations
    origin: str = "model.block"

    @property
    def layers(self) -> dict[str, Expr]:
        """The convolutions and norms, by their names."""
        found: dict[str, Expr] = {}
        for conv in self.convs:
            sizes = (conv.inputs, conv.outputs, Literal((conv.kernel, conv.kernel)))
            stride = (Name("stride"),) if conv.strided else ()
            found[conv.name] = self.kernel_init.hidden_layer(
                "Conv", *sizes, *stride, bias=self.bias
            )
            scale = (Argument("scale_init", _ZEROS),) if conv.zero_init else ()
            found[conv.norm] = self.norm.of(conv.outputs, *scale)
        return found

    @property
    def applied(self) -> dict[str, Expr]:
        """What they make of `x`, a convolution and its norm together, by the names of convolutions."""
        return {
            conv.name: self.operations.normalized(f"self.{conv.norm}", f"self.{conv.name}")
            for conv in self.convs
        }


@dataclass(frozen=True, kw_only=True)
class StemPool:
    """Pooling after the stem."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "resnet_pool"
    value: Expr
    origin: str = "model.stem"


@dataclass(frozen=True, kw_only=True)
class Resnet(Convolutional):
    """A stem, stages of blocks, the mean over the last maps, and an output."""

    image: Image
    stem: Stem
    block_type: BlockType
    norm: Norm
    remat: bool

    @property
    def first(self) -> Expr:
        """The convolution of the stem."""
        kernel = Literal((self.stem.kernel, self.stem.kernel))
        sizes = (Literal(self.image.channels), _WIDTH, kernel)
        stride = (Literal(self.stem.stride),) if self.stem.stride > 1 else ()
        return self.kernel_init.hidden_layer(
            "Conv", *sizes, *stride, bias=not self.norm.subtracts_mean
        )

    @property
    def first_norm(self) -> Expr:
        """Its norm."""
        return self.norm.of(_WIDTH)

    @property
    def maps(self) -> Expr:
        """The input with an axis for channels."""
        x = Name(self.input)
        return pattern("x[..., None]", x=x) if self.image.gray else x

    @property
    def stem_output(self) -> Expr:
        """What the stem makes of `x`."""
        assert self.operations is not None
        return self.operations.normalized("self.stem_norm", "self.stem")

    @property
    def block(self) -> str:
        """The class of blocks."""
        return self.block_type.name

    @property
    def channels(self) -> Expr:
        """What a block of some width gives."""
        if self.block_type.expansion == 1:
            return Name("width")
        return pattern("n * width", n=Literal(self.block_type.expansion))

    @property
    def output(self) -> Expr:
        """The last layer."""
        return self.kernel_init.output_layer(Name("channels"), Literal(self.outputs))

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """What its layers begin with, and the class of its blocks."""
        assert self.operations is not None
        block = Block(
            template=self.block_type.template,
            convs=self.block_type.convs,
            kernel_init=self.kernel_init,
            norm=self.norm,
            bias=not self.norm.subtracts_mean,  # or it would be subtracted again
            operations=self.operations,
        )
        return (*super().definitions, block)

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """Recomputation of blocks, and pooling after the stem."""
        found = (Remat(),) if self.remat else ()
        pool = self.operations.pool if self.operations else None
        return (*super().additions, *found, *((StemPool(value=pool),) if pool else ()))

    @property
    def depths(self) -> LayerDepths:
        """The stem, then the blocks, then the output."""
        stem = Case(first_key_in("stem", "stem_norm"), Literal(0))
        last = pattern("1 + sum(s)", s=_STAGES)
        return LayerDepths((stem, in_lists(("blocks",), Literal(1))), last)


_ZEROS = Symbol("flax.nnx", "initializers.zeros")
