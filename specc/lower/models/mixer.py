"""The MLP-Mixer."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Data
from specc.ir.model import Depths, Layered
from specc.lower.dropout import lower_dropout
from specc.lower.images import Patches, patches_of
from specc.lower.initializer import lower_weights
from specc.lower.settings import Settings
from specc.spec.models.mixer import Mixer as Written


@dataclasses.dataclass(frozen=True, slots=True)
class Mixer(Layered):
    """Embedded patches, mixer blocks, the mean over patches, and an output."""

    patches: Patches
    width: int
    depth: int
    tokens_mlp_dim: int
    channels_mlp_dim: int
    outputs: int
    remat: bool

    @property
    def depths(self) -> Depths:
        """The patches, then the blocks, then the output with its norm."""
        return Depths((("embed", 0),), "blocks", self.depth + 1)


def lower(written: Written, data: Data, settings: Settings) -> Mixer:
    """Sizes the layers from the shape of the data."""
    patches, target = patches_of(data.input, written.patch_size), data.target
    width = written.width
    tokens_mlp_dim = written.tokens_mlp_dim or max(1, width // 2)
    channels_mlp_dim = written.channels_mlp_dim or 4 * width
    dropout = lower_dropout(written, settings, "share of activations dropped in training")
    block = 2 * patches.count * width * (tokens_mlp_dim + channels_mlp_dim)
    return Mixer(
        template="mixer",
        class_name=target.noun.capitalize(),
        summary=f"MLP-Mixer{' with dropout' if dropout else ''}: image -> {target.words}.",
        words="an MLP-Mixer",
        collections=(),
        multiplications=patches.count * patches.numbers * width
        + written.depth * block
        + width * target.outputs,
        origin="model",
        weights=lower_weights(written),
        patches=patches,
        width=width,
        depth=written.depth,
        tokens_mlp_dim=tokens_mlp_dim,
        channels_mlp_dim=channels_mlp_dim,
        outputs=target.outputs,
        remat=written.remat,
        dropout=dropout,
    )
