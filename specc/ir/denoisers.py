"""What networks of noisy images and their times have in common."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Literal, Name
from specc.ir.images import Image
from specc.ir.model import Model
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.perceptron import TimeEmbedding


@dataclass(frozen=True, kw_only=True)
class TimeNetwork:
    """The class that makes a vector of an embedded time."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "time_network"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class ImageDenoiser(Model):
    """From noisy images and their times to arrays like the images."""

    image: Image

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"denoise"})

    @property
    def channels(self) -> Expr:
        """Of an image."""
        return Literal(self.image.channels)

    @property
    def maps(self) -> Expr:
        """The input with an axis for channels."""
        return pattern("x[..., None]") if self.image.gray else Name("x")

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The embedding of times."""
        return (TimeEmbedding(), TimeNetwork())
