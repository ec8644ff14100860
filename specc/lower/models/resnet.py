"""The residual network."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.expr import Argument, Expr, Literal, Name, Setting, Symbol
from specc.ir.model import (
    Convolutional,
    KernelInit,
    LayerDepths,
    Norm,
    Operations,
    Pooling,
    Remat,
    first_key_in,
    in_lists,
)
from specc.ir.node import Renderable
from specc.ir.optimizer import Case
from specc.ir.pattern import pattern
from specc.ir.settings import Bounds
from specc.language.models.resnet import Resnet as SpecBlock
from specc.lower.images import Image, image_of
from specc.lower.initializer import lower_kernel_init
from specc.lower.norm import lower_norm
from specc.lower.settings import Settings
from specc.lower.sizes import model_summary, size, times


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


_WIDTH, _STAGES = Setting("width"), Setting("stages")
_STEMS = {"cifar": Stem(3, 1, False), "imagenet": Stem(7, 2, True)}
_ZEROS = Symbol("flax.nnx", "initializers.zeros")
_IN, _MID, _OUT = Name("inputs"), Name("width"), Name("outputs")
_BLOCKS = {
    "basic": BlockType(
        "resnet_basic",
        "ResidualBlock",
        (
            Conv("conv1", "norm1", _IN, _MID, 3, strided=True),
            Conv("conv2", "norm2", _MID, _MID, 3, zero_init=True),
            Conv("project", "project_norm", _IN, _MID, 1, strided=True),
        ),
        1,
    ),
    "bottleneck": BlockType(
        "resnet_bottleneck",
        "BottleneckBlock",
        (
            Conv("conv1", "norm1", _IN, _MID, 1),
            Conv("conv2", "norm2", _MID, _MID, 3, strided=True),
            Conv("conv3", "norm3", _MID, _OUT, 1, zero_init=True),
            Conv("project", "project_norm", _IN, _OUT, 1, strided=True),
        ),
        4,
    ),
}


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Resnet:
    """Inputs and outputs from the data, the sizes between them as settings."""
    image, target = image_of(data.input), data.required_target
    stem, block_type = _STEMS[spec.stem], _BLOCKS[spec.block]
    norm = lower_norm(spec.norm)
    assert norm is not None, "it has one"
    first = _halved((image.height, image.width), stem.stride)
    first = _halved(first, 2) if stem.pools else first
    doc = "channels of the first stage; each later one has twice as many"
    size(settings, "width", spec.width, doc)
    halvings = (max(first) - 1).bit_length()  # of a size that is rounded up
    reason = f"maps of {first[0]}x{first[1]} pixels can be halved {times(halvings)}"
    bounds = Bounds(1, items=True, max_items=halvings + 1, reason=reason)
    doc = "blocks of each stage; each but the first halves the maps"
    size(settings, "stages", spec.stages, doc, bounds)
    last = spec.width * 2 ** (len(spec.stages) - 1) * block_type.expansion
    return Resnet(
        template="resnet",
        class_name=target.noun.capitalize(),
        summary=model_summary("ResNet", norm, None, data),
        words="a residual network",
        collections=norm.collections,
        macs=_macs(spec, image, stem, block_type) + last * target.outputs,
        origin="model",
        kernel_init=lower_kernel_init(spec),
        input=data.input.name,
        outputs=target.outputs,
        pooling=Pooling(window=3, stride=2, pads=True, even_halvings=0, count=1)
        if stem.pools
        else None,
        operations=None,
        image=image,
        stem=stem,
        block_type=block_type,
        norm=norm,
        remat=spec.remat,
    )


def _halved(size: tuple[int, int], stride: int) -> tuple[int, int]:
    """The size of a map after a layer of this stride, padded as needed."""
    return -(-size[0] // stride), -(-size[1] // stride)


def _macs(spec: SpecBlock, image: Image, stem: Stem, block_type: BlockType) -> int:
    """Of all convolutions, a projection at the start of each stage among them."""
    size = _halved((image.height, image.width), stem.stride)
    total = stem.kernel**2 * image.channels * spec.width * size[0] * size[1]
    size = _halved(size, 2) if stem.pools else size
    inputs = spec.width
    for stage, count in enumerate(spec.stages):
        size = _halved(size, 2) if stage else size
        width = spec.width * 2**stage
        outputs = width * block_type.expansion
        for number in range(count):
            widths = (inputs, *[width] * (len(block_type.kernels) - 1), outputs)
            pairs = zip(block_type.kernels, widths, widths[1:], strict=False)
            weights = sum(kernel**2 * a * b for kernel, a, b in pairs)
            weights += inputs * outputs if number == 0 and (stage or inputs != outputs) else 0
            total += weights * size[0] * size[1]
            inputs = outputs
    return total
