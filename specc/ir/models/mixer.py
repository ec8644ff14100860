"""The MLP-Mixer."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Call, Expr, Literal
from specc.ir.images import Image
from specc.ir.model import LayerDepths, Layered, Remat, first_key_in, in_lists
from specc.ir.node import Renderable
from specc.ir.optimizer import Case
from specc.ir.patches import DEPTH, WIDTH, BlockMlp, ToPatches, embedding
from specc.ir.pattern import pattern


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
