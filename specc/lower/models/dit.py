"""The diffusion transformer."""

from __future__ import annotations

from specc.ir.data import Data
from specc.ir.models.dit import Dit
from specc.ir.patches import WIDTH
from specc.ir.pattern import pattern
from specc.ir.settings import Bounds
from specc.language.models.dit import Dit as SpecBlock
from specc.lower.condition import condition_of
from specc.lower.denoisers import summary
from specc.lower.patches import lower_patches
from specc.lower.settings import Settings
from specc.lower.sizes import inner, size


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Dit:
    """Inputs and outputs from the data, the sizes between them as settings."""
    width = spec.width
    image, patches = lower_patches(data.input, spec.patch_size, settings)
    mlp_dim = spec.mlp_dim or 4 * width
    size(settings, "width", width, "size of a patch's embedding")
    size(settings, "depth", spec.depth, "number of blocks")
    heads = Bounds(1, divides="width")
    size(settings, "heads", spec.heads, "attention heads; they divide the width", heads)
    doc, wide = "width of the hidden layer in each block", pattern("4 * n", n=WIDTH)
    hidden = inner(settings, "mlp_dim", spec.mlp_dim, doc, wide)
    block = patches * (4 * width**2 + 2 * patches * width + 2 * width * mlp_dim) + 6 * width**2
    embedded = 2 * image.height * image.width * image.channels * width
    return Dit(
        template="dit",
        class_name="DiT",
        summary=summary(data),
        words="a diffusion transformer",
        collections=(),
        macs=embedded + spec.depth * block,
        origin="model",
        image=image,
        given_class=condition_of(spec, data),
        mlp_dim=hidden,
    )
