"""The residual network."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.ir.data import Data
from specc.ir.model import Convolution, Convolutional, Depths, Norm, Pooling
from specc.lower.images import Image, image_of
from specc.lower.initializer import lower_weights
from specc.lower.norm import lower_norm
from specc.lower.settings import Settings
from specc.spec.models.resnet import Resnet as Written


@dataclasses.dataclass(frozen=True, slots=True)
class Stem:
    """The first convolution, with the size of the maps that come out of it.

    Attributes:
        pools: whether max pooling halves the maps once more before the first stage.
    """

    kernel: int
    stride: int
    pools: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A residual block: the file that renders it, its class, and what it makes of its width.

    Attributes:
        kernels: of its convolutions.
        expansion: channels that come out of it, for each of its width.
    """

    template: str
    name: str
    kernels: tuple[int, ...]
    expansion: int


@dataclasses.dataclass(frozen=True, slots=True)
class Resnet(Convolutional):
    """A stem, stages of blocks, the mean over the last maps, and an output."""

    image: Image
    stem: Stem
    block: Block
    norm: Norm
    bias: bool
    stages: tuple[int, ...]
    width: int
    last: int
    outputs: int
    remat: bool
    map: tuple[int, int]

    @property
    def depths(self) -> Depths:
        """The stem, then the blocks, then the output."""
        return Depths((("stem", 0), ("stem_norm", 0)), "blocks", sum(self.stages) + 1)


_STEMS = {"cifar": Stem(3, 1, False), "imagenet": Stem(7, 2, True)}
_BLOCKS = {
    "basic": Block("resnet_basic", "ResidualBlock", (3, 3), 1),
    "bottleneck": Block("resnet_bottleneck", "BottleneckBlock", (1, 3, 1), 4),
}


def lower(written: Written, data: Data, _settings: Settings) -> Resnet:
    """Sizes the layers from the shape of the data."""
    image, target = image_of(data.input), data.target
    stem, block = _STEMS[written.stem], _BLOCKS[written.block]
    norm = lower_norm(written.norm)
    assert norm is not None, "it has one"
    layers = sum(written.stages) * len(block.kernels) + 2  # the stem and the output
    first = _halved((image.height, image.width), stem.stride)
    last = written.width * 2 ** (len(written.stages) - 1) * block.expansion
    return Resnet(
        template="resnet",
        class_name=target.noun.capitalize(),
        summary=f"ResNet-{layers} with {norm.words}: image -> {target.words}.",
        words=f"a ResNet-{layers}",
        collections=norm.collections,
        multiplications=_multiplications(written, image, stem, block) + last * target.outputs,
        origin="model",
        weights=lower_weights(written),
        convolutions=tuple(dict.fromkeys(_convolutions(written, image, stem, block))),
        pooling=Pooling(3, 2, pads=True, crops=False, follows_all=False) if stem.pools else None,
        operations=None,
        image=image,
        stem=stem,
        block=block,
        norm=norm,
        bias=not norm.centers,  # or it would be subtracted again
        stages=written.stages,
        width=written.width,
        last=last,
        outputs=target.outputs,
        remat=written.remat,
        map=_halved(first, 2) if stem.pools else first,
    )


def _halved(size: tuple[int, int], stride: int) -> tuple[int, int]:
    """The size of a map after a layer of this stride, padded as needed."""
    return -(-size[0] // stride), -(-size[1] // stride)


def _convolutions(
    written: Written, image: Image, stem: Stem, block: Block
) -> Iterator[Convolution]:
    """A stage's first block, which may halve the map, and those after it."""
    yield Convolution(stem.kernel, stem.stride, image.channels)
    inputs = written.width
    for stage, count in enumerate(written.stages):
        width, stride = written.width * 2**stage, 2 if stage else 1
        outputs = width * block.expansion
        if stride > 1 or inputs != outputs:
            yield Convolution(1, stride, inputs)
        for number in range(min(count, 2)):
            strides = [1] * len(block.kernels)
            strides[block.kernels.index(3)] = 1 if number else stride
            widths = (inputs, *[width] * (len(block.kernels) - 1))
            yield from map(Convolution, block.kernels, strides, widths)
            inputs = outputs


def _multiplications(written: Written, image: Image, stem: Stem, block: Block) -> int:
    """Of all convolutions, a projection at the start of each stage among them."""
    size = _halved((image.height, image.width), stem.stride)
    total = stem.kernel**2 * image.channels * written.width * size[0] * size[1]
    size = _halved(size, 2) if stem.pools else size
    inputs = written.width
    for stage, count in enumerate(written.stages):
        size = _halved(size, 2) if stage else size
        width = written.width * 2**stage
        outputs = width * block.expansion
        for number in range(count):
            widths = (inputs, *[width] * (len(block.kernels) - 1), outputs)
            pairs = zip(block.kernels, widths, widths[1:], strict=False)
            weights = sum(kernel**2 * a * b for kernel, a, b in pairs)
            weights += inputs * outputs if number == 0 and (stage or inputs != outputs) else 0
            total += weights * size[0] * size[1]
            inputs = outputs
    return total
