"""The diffusion transformer."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.denoisers import ImageDenoiser
from specc.ir.expr import Call, Expr
from specc.ir.model import KernelInit
from specc.ir.node import Renderable
from specc.ir.patches import SIZE, BlockMlp, FromPatches, ToPatches, embedding, numbers

_PLAIN = KernelInit(None, (), ())


@dataclass(frozen=True, kw_only=True)
class DitBlock:
    """The class of its blocks, and the function that modulates what they see."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "dit_block"
    mlp_dim: Expr
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Dit(ImageDenoiser):
    """Embedded patches with their positions, modulated blocks, and an output for each patch.

    Attributes:
        mlp_dim: the width of the hidden layer in each block.
    """

    mlp_dim: Expr

    @property
    def embed(self) -> Call:
        """The layer that makes vectors of patches."""
        return embedding(_PLAIN, self.image)

    @property
    def numbers(self) -> Expr:
        """Of a patch."""
        return numbers(self.image, SIZE)

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The embedding of times, patches, and the classes that blocks are made of."""
        return (
            *super().definitions,
            ToPatches(image=self.image),
            FromPatches(image=self.image),
            BlockMlp(kernel_init=_PLAIN, dropout=None),
            DitBlock(mlp_dim=self.mlp_dim),
        )
