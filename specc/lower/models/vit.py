"""The vision transformer."""

from __future__ import annotations

from specc.ir.data import Data
from specc.ir.models.vit import Vit
from specc.ir.patches import WIDTH
from specc.ir.pattern import pattern
from specc.ir.settings import Bounds
from specc.language.models.vit import Vit as SpecBlock
from specc.lower.dropout import lower_dropout
from specc.lower.initializer import lower_kernel_init
from specc.lower.patches import lower_patches
from specc.lower.settings import Settings
from specc.lower.sizes import inner, model_summary, size


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Vit:
    """Inputs and outputs from the data, the sizes between them as settings."""
    target, width = data.required_target, spec.width
    image, patches = lower_patches(data.input, spec.patch_size, settings)
    mlp_dim = spec.mlp_dim or 4 * width
    size(settings, "width", width, "size of a patch's embedding")
    size(settings, "depth", spec.depth, "number of encoder blocks")
    heads = Bounds(1, divides="width")
    size(settings, "heads", spec.heads, "attention heads; they divide the width", heads)
    doc, wide = "width of the hidden layer in each block", pattern("4 * n", n=WIDTH)
    hidden = inner(settings, "mlp_dim", spec.mlp_dim, doc, wide)
    dropout = lower_dropout(spec, settings, "fraction of activations dropped in training")
    token = spec.pool == "token"
    tokens = patches + token
    block = tokens * (4 * width**2 + 2 * tokens * width + 2 * width * mlp_dim)
    embedded = image.height * image.width * image.channels * width
    return Vit(
        template="vit",
        class_name=target.noun.capitalize(),
        summary=model_summary("Vision transformer", None, dropout, data),
        words="a vision transformer",
        collections=(),
        macs=embedded + spec.depth * block + width * target.outputs,
        origin="model",
        kernel_init=lower_kernel_init(spec),
        input=data.input.name,
        outputs=target.outputs,
        image=image,
        mlp_dim=hidden,
        token=token,
        remat=spec.remat,
        dropout=dropout,
    )
