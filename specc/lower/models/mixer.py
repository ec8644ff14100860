"""The MLP-Mixer."""

from __future__ import annotations

from specc.ir.data import Data
from specc.ir.models.mixer import Mixer
from specc.ir.patches import WIDTH
from specc.ir.pattern import pattern
from specc.language.models.mixer import Mixer as SpecBlock
from specc.lower.dropout import lower_dropout
from specc.lower.initializer import lower_kernel_init
from specc.lower.patches import lower_patches
from specc.lower.settings import Settings
from specc.lower.sizes import inner, model_summary, size


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Mixer:
    """Inputs and outputs from the data, the sizes between them as settings."""
    target, width = data.required_target, spec.width
    image, patches = lower_patches(data.input, spec.patch_size, settings)
    tokens_mlp_dim = spec.tokens_mlp_dim or max(1, width // 2)
    channels_mlp_dim = spec.channels_mlp_dim or 4 * width
    size(settings, "width", width, "size of a patch's embedding")
    size(settings, "depth", spec.depth, "number of mixer blocks")
    doc = "width of the hidden layer across"
    half, wide = pattern("max(1, n // 2)", n=WIDTH), pattern("4 * n", n=WIDTH)
    tokens, channels = (
        inner(settings, f"{across}_mlp_dim", given, f"{doc} {what}", otherwise)
        for across, given, what, otherwise in (
            ("tokens", spec.tokens_mlp_dim, "patches", half),
            ("channels", spec.channels_mlp_dim, "channels", wide),
        )
    )
    dropout = lower_dropout(spec, settings, "fraction of activations dropped in training")
    block = 2 * patches * width * (tokens_mlp_dim + channels_mlp_dim)
    embedded = image.height * image.width * image.channels * width
    return Mixer(
        template="mixer",
        class_name=target.noun.capitalize(),
        summary=model_summary("MLP-Mixer", None, dropout, data),
        words="an MLP-Mixer",
        collections=(),
        macs=embedded + spec.depth * block + width * target.outputs,
        origin="model",
        kernel_init=lower_kernel_init(spec),
        input=data.input.name,
        outputs=target.outputs,
        image=image,
        tokens_mlp_dim=tokens,
        channels_mlp_dim=channels,
        remat=spec.remat,
        dropout=dropout,
    )
