"""The convolutional network."""

from __future__ import annotations

import itertools

from specc.ir.convolutional import Pooling
from specc.ir.data import Data
from specc.ir.expr import Symbol
from specc.ir.images import Image
from specc.ir.models.cnn import Cnn
from specc.ir.settings import Bounds
from specc.language.models.cnn import Cnn as SpecBlock
from specc.lower.dropout import lower_dropout
from specc.lower.images import image_of
from specc.lower.initializer import lower_kernel_init
from specc.lower.norm import lower_norm
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, model_summary, size, times


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Cnn:
    """Inputs and outputs from the data, the sizes between them as settings."""
    image, target = image_of(data.input), data.required_target
    halvings = min(image.height, image.width).bit_length() - 1
    reason = f"{image.words} can be halved {times(halvings)}"
    bounds = Bounds(1, items=True, max_items=halvings, reason=reason)
    size(settings, "channels", spec.channels, "output channels of each convolution", bounds)
    doc = "height and width of the convolutions' kernels"
    size(settings, "kernel_size", spec.kernel_size, doc, Bounds(1, odd=True))
    if spec.hidden:
        size(settings, "hidden", spec.hidden, "widths of the hidden layers", ITEMS)
    norm = lower_norm(spec.norm)
    dropout = lower_dropout(spec, settings, "fraction of linear layers' inputs dropped in training")
    maps = [(image.height >> n, image.width >> n) for n in range(len(spec.channels) + 1)]
    flattens = spec.head == "flatten"
    features = spec.channels[-1] * (maps[-1][0] * maps[-1][1] if flattens else 1)
    pairs = itertools.pairwise((features, *spec.hidden, target.outputs))
    return Cnn(
        template="cnn",
        class_name=target.noun.capitalize(),
        summary=model_summary("Convolutional network", norm, dropout, data),
        words="a convolutional network",
        collections=norm.collections if norm else (),
        macs=_macs(spec, image, maps) + sum(a * b for a, b in pairs),
        origin="model",
        kernel_init=lower_kernel_init(spec),
        input=data.input.name,
        outputs=target.outputs,
        pooling=Pooling(
            window=2,
            stride=2,
            pads=False,
            even_halvings=_even_halvings(image),
            count=len(spec.channels),
        ),
        operations=None,
        image=image,
        flattens=flattens,
        hidden=bool(spec.hidden),
        activation=Symbol("flax.nnx", spec.activation),
        norm=norm,
        dropout=dropout,
    )


def _even_halvings(image: Image) -> int:
    """How often height and width can be halved without a remainder."""
    both = image.height | image.width
    return (both & -both).bit_length() - 1


def _macs(spec: SpecBlock, image: Image, maps: list[tuple[int, int]]) -> int:
    """Of all convolutions."""
    pairs = itertools.pairwise((image.channels, *spec.channels))
    return sum(
        spec.kernel_size**2 * inputs * outputs * height * width
        for (inputs, outputs), (height, width) in zip(pairs, maps, strict=False)
    )
