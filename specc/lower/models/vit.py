"""The vision transformer."""

from __future__ import annotations

import dataclasses

from specc.ir.data import Data
from specc.ir.model import Depths, Layered
from specc.lower.dropout import lower_dropout
from specc.lower.images import Patches, patches_of
from specc.lower.initializer import lower_weights
from specc.lower.settings import Settings
from specc.spec.models.vit import Vit as Written


@dataclasses.dataclass(frozen=True, slots=True)
class Vit(Layered):
    """Embedded patches with their positions, encoder blocks, pooling, and an output.

    Attributes:
        token: whether there is a class token, which is then what the output reads.
        tokens: patches, and the class token if there is one.
    """

    patches: Patches
    width: int
    depth: int
    heads: int
    mlp_dim: int
    token: bool
    tokens: int
    outputs: int
    remat: bool

    @property
    def depths(self) -> Depths:
        """The patches with their positions, then the blocks, then the output with its norm."""
        first = ("embed", "token", "position") if self.token else ("embed", "position")
        return Depths(tuple((part, 0) for part in first), "blocks", self.depth + 1)


def lower(written: Written, data: Data, settings: Settings) -> Vit:
    """Sizes the layers from the shape of the data."""
    patches, target = patches_of(data.input, written.patch_size), data.target
    width, mlp_dim = written.width, written.mlp_dim or 4 * written.width
    token = written.pool == "token"
    tokens = patches.count + token
    dropout = lower_dropout(written, settings, "share of activations dropped in training")
    block = tokens * (4 * width**2 + 2 * tokens * width + 2 * width * mlp_dim)
    return Vit(
        template="vit",
        class_name=target.noun.capitalize(),
        summary=f"Vision transformer{' with dropout' if dropout else ''}: image -> {target.words}.",
        words="a vision transformer",
        collections=(),
        multiplications=patches.count * patches.numbers * width
        + written.depth * block
        + width * target.outputs,
        origin="model",
        weights=lower_weights(written),
        patches=patches,
        width=width,
        depth=written.depth,
        heads=written.heads,
        mlp_dim=mlp_dim,
        token=token,
        tokens=tokens,
        outputs=target.outputs,
        remat=written.remat,
        dropout=dropout,
    )
