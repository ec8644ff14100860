"""The gated PixelCNN."""

from __future__ import annotations

from specc.ir.data import Data
from specc.ir.model import KernelInit
from specc.ir.models.pixel_cnn import PixelCnn
from specc.ir.settings import Bounds
from specc.language.models.pixel_cnn import PixelCnn as SpecBlock
from specc.lower.condition import condition_of
from specc.lower.dropout import lower_dropout
from specc.lower.images import image_of
from specc.lower.settings import Settings
from specc.lower.sizes import size


def lower(spec: SpecBlock, data: Data, settings: Settings) -> PixelCnn:
    """Inputs and outputs from the data, the sizes between them as settings."""
    column, image = data.input, image_of(data.input)
    assert column.levels is not None, "a rule has seen to it"
    size(settings, "width", spec.width, "number of features of a pixel in either stack")
    size(settings, "depth", spec.depth, "number of gated layers")
    doc = "height and width of the kernels before they are masked"
    size(settings, "kernel_size", spec.kernel_size, doc, Bounds(3, odd=True))
    labels = "" if data.column("condition") is None else ", and labels (n,)"
    given = f"{column.name}, {column.batch_shape}{labels}"
    doc = "fraction of gated features dropped in training"
    return PixelCnn(
        template="pixel_cnn",
        class_name="PixelCNN",
        summary=f"Gated PixelCNN: {given} -> logits of each pixel's levels.",
        words="a gated PixelCNN",
        collections=(),
        macs=_macs(spec, image.channels, column.levels) * image.height * image.width,
        origin="model",
        kernel_init=KernelInit(None, (), ()),
        input=column.name,
        outputs=column.levels,
        image=image,
        extents=", ".join(map(str, ("batch", *column.shape, column.levels))),
        given_class=condition_of(spec, data),
        dropout=lower_dropout(spec, settings, doc),
    )


def _macs(spec: SpecBlock, channels: int, levels: int) -> int:
    """Of a pixel."""
    n, width = spec.kernel_size // 2, spec.width
    rows, left = (n + 1) * spec.kernel_size, n + 1
    layer = 2 * (rows + left) * width**2 + 5 * width**2
    first = (n * spec.kernel_size + n) * channels * width
    return first + spec.depth * layer + channels * width * (width + levels)
