"""The MLP-Mixer."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.expr import Call, Expr, Literal
from specc.ir.model import LayerDepths, Layered, Remat, first_key_in, in_lists
from specc.ir.node import Renderable
from specc.ir.optimizer import Case
from specc.ir.pattern import pattern
from specc.language.models.mixer import Mixer as SpecBlock
from specc.lower.dropout import lower_dropout
from specc.lower.images import Image
from specc.lower.initializer import lower_kernel_init
from specc.lower.patches import DEPTH, WIDTH, BlockMlp, ToPatches, embedding, lower_patches
from specc.lower.settings import Settings
from specc.lower.sizes import inner, model_summary, size


@dataclass(frozen=True, kw_only=True)
class MixerBlock:
    """The class of its blocks."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "mixer_block"
    tokens_mlp_dim: Expr
    channels_mlp_dim: Expr
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Mixer(Layered):
    """Embedded patches, mixer blocks, the mean over patches, and an output."""

    image: Image
    tokens_mlp_dim: Expr
    channels_mlp_dim: Expr
    remat: bool

    @property
    def embed(self) -> Call:
        """The layer that makes vectors of patches."""
        return embedding(self.kernel_init, self.image)

    @property
    def output(self) -> Call:
        """The last layer."""
        return self.kernel_init.output_layer(WIDTH, Literal(self.outputs))

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """Patches, and the classes that blocks are made of."""
        mlp = BlockMlp(kernel_init=self.kernel_init, dropout=self.dropout)
        block = MixerBlock(
            tokens_mlp_dim=self.tokens_mlp_dim, channels_mlp_dim=self.channels_mlp_dim
        )
        return (*super().definitions, ToPatches(image=self.image), mlp, block)

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """Recomputation, and dropout."""
        return (*((Remat(),) if self.remat else ()), *super().additions)

    @property
    def depths(self) -> LayerDepths:
        """The patches, then the blocks, then the output with its norm."""
        cases = (Case(first_key_in("embed"), Literal(0)), in_lists(("blocks",), Literal(1)))
        return LayerDepths(cases, pattern("1 + n", n=DEPTH))


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Mixer:
    """Inputs and outputs from the data, the sizes between them as settings."""
    target, width = data.required_target, spec.width
    image, patches = lower_patches(data.input, spec.patch_size, settings)
    tokens_mlp_dim = spec.tokens_mlp_dim or max(1, width // 2)
    channels_mlp_dim = spec.channels_mlp_dim or 4 * width
    size(settings, "width", width, "of the vector that stands for a patch")
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
