"""The U-Net."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.denoisers import ImageDenoiser
from specc.ir.expr import Expr
from specc.ir.node import Renderable
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class UnetBlock:
    """The class of its blocks."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "unet_block"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Unet(ImageDenoiser):
    """Levels of blocks on ever smaller maps, and back, with the maps of the same size beside them."""

    @property
    def uses_xla_convolutions(self) -> bool:
        """It has no others."""
        return True

    @property
    def result(self) -> Expr:
        """The output of the last layer, like the input."""
        value = pattern("self.output(nnx.silu(self.norm(x)))")
        return pattern("y[..., 0]", y=value) if self.image.gray else value

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The embedding of times, and the class of its blocks."""
        return (*super().definitions, UnetBlock())
