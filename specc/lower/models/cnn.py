"""The convolutional network."""

from __future__ import annotations

import dataclasses
import itertools

from specc.ir.data import Data
from specc.ir.expr import Symbol
from specc.ir.model import Convolution, Convolutional, Depths, Pooling
from specc.lower.dropout import lower_dropout
from specc.lower.images import Image, image_of
from specc.lower.initializer import lower_weights
from specc.lower.norm import lower_norm
from specc.lower.settings import Settings
from specc.spec.models.cnn import Cnn as Written


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """A convolution and what follows it; `number` counts from 1.

    Attributes:
        map: height and width of what comes out, after pooling.
    """

    number: int
    inputs: int
    outputs: int
    map: tuple[int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Dense:
    """A hidden linear layer; `number` counts from 1."""

    number: int
    inputs: int
    outputs: int


@dataclasses.dataclass(frozen=True, slots=True)
class Cnn(Convolutional):
    """Blocks of convolution and pooling, the maps as a vector, hidden layers, and an output.

    Attributes:
        kernel_size: height and width of the kernels, odd.
        flattens: whether the vector is all of the last maps, and not their means.
        features: the length of that vector.
        bias: whether the convolutions have one.
    """

    image: Image
    kernel_size: int
    blocks: tuple[Block, ...]
    flattens: bool
    features: int
    layers: tuple[Dense, ...]
    last: int
    outputs: int
    bias: bool
    activation: Symbol

    @property
    def depths(self) -> Depths:
        """The convolutions, each with its norm, then the hidden layers, then the output."""
        parts: tuple[tuple[str, int], ...] = ()
        for block in self.blocks:
            names = ("conv", "norm") if self.norm else ("conv",)
            parts += tuple((f"{name}{block.number}", block.number - 1) for name in names)
        convolutions = len(self.blocks)
        parts += tuple((f"hidden{n}", convolutions + n - 1) for n in range(1, len(self.layers) + 1))
        last = convolutions + len(self.layers)
        return Depths((*parts, ("output", last)), None, last)


def lower(written: Written, data: Data, settings: Settings) -> Cnn:
    """Sizes every layer from the shape of the data."""
    image, target = image_of(data.input), data.target
    norm = lower_norm(written.norm)
    blocks = _blocks(image, written.channels)
    height, width = blocks[-1].map
    crops = any(extent % 2 for size in _pooled(image, blocks) for extent in size)
    flattens = written.head == "flatten"
    features = blocks[-1].outputs * (height * width if flattens else 1)
    widths = (features, *written.hidden)
    dropout = lower_dropout(written, settings, "share of linear layers' inputs dropped in training")
    extras = [*([norm.words] if norm else []), *(["dropout"] if dropout else [])]
    with_extras = f" with {' and '.join(extras)}" if extras else ""
    return Cnn(
        template="cnn",
        class_name=target.noun.capitalize(),
        summary=f"Convolutional network{with_extras}: image -> {target.words}.",
        words="a convolutional network",
        collections=norm.collections if norm else (),
        multiplications=_multiplications(image, blocks, written.kernel_size)
        + sum(a * b for a, b in itertools.pairwise((*widths, target.outputs))),
        origin="model",
        weights=lower_weights(written),
        convolutions=tuple(
            dict.fromkeys(Convolution(written.kernel_size, 1, block.inputs) for block in blocks)
        ),
        pooling=Pooling(2, 2, pads=False, crops=crops, follows_all=True),
        operations=None,
        image=image,
        kernel_size=written.kernel_size,
        blocks=blocks,
        flattens=flattens,
        features=features,
        layers=tuple(Dense(n, *pair) for n, pair in enumerate(itertools.pairwise(widths), start=1)),
        last=widths[-1],
        outputs=target.outputs,
        bias=norm is None or not norm.centers,  # or it would be subtracted again
        activation=Symbol("flax.nnx", written.activation),
        norm=norm,
        dropout=dropout,
    )


def _blocks(image: Image, channels: tuple[int, ...]) -> tuple[Block, ...]:
    """Each with the size of its maps; pooling leaves out the last row and column of odd ones."""
    pairs = itertools.pairwise((image.channels, *channels))
    return tuple(
        Block(number, *pair, map=(image.height >> number, image.width >> number))
        for number, pair in enumerate(pairs, start=1)
    )


def _multiplications(image: Image, blocks: tuple[Block, ...], kernel_size: int) -> int:
    """Of all convolutions."""
    return sum(
        kernel_size**2 * block.inputs * block.outputs * height * width
        for block, (height, width) in zip(blocks, _pooled(image, blocks), strict=True)
    )


def _pooled(image: Image, blocks: tuple[Block, ...]) -> tuple[tuple[int, int], ...]:
    """Height and width of what each block convolves and then pools."""
    return ((image.height, image.width), *(block.map for block in blocks[:-1]))
