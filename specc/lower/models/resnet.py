"""The residual network."""

from __future__ import annotations

from specc.ir.convolutional import Pooling
from specc.ir.data import Data
from specc.ir.expr import Name
from specc.ir.images import Image
from specc.ir.models.resnet import BlockType, Conv, Resnet, Stem
from specc.ir.settings import Bounds
from specc.language.models.resnet import Resnet as SpecBlock
from specc.lower.images import image_of
from specc.lower.initializer import lower_kernel_init
from specc.lower.norm import lower_norm
from specc.lower.settings import Settings
from specc.lower.sizes import model_summary, size, times

_STEMS = {"cifar": Stem(3, 1, False), "imagenet": Stem(7, 2, True)}
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
