"""What networks of noisy images and their times have in common."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.condition import Conditioned
from specc.ir.expr import Expr, Literal, Name
from specc.ir.images import Image
from specc.ir.model import Model
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.perceptron import TimeEmbedding


@dataclass(frozen=True, kw_only=True)
class TimeNetwork(Conditioned):
    """The class that makes vectors of times, and of labels, if there are any."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "time_network"
    origin: str = "model"

    @property
    def summary(self) -> str:
        """Its docstring."""
        if self.given_class is None:
            return "Times (n,) in [0, 1] -> (n, width): their sines and cosines, and an MLP."
        shapes = "Times (n,) in [0, 1] and labels (n,) -> (n, width)"
        if self._adds:
            return f"{shapes}: the sum of an embedding of each."
        return f"{shapes}: an MLP of both, embedded."

    @property
    def inputs(self) -> Expr:
        """The width of what its MLP is given."""
        return self.widened(pattern("2 * frequencies"))

    @property
    def given(self) -> Expr:
        """That."""
        time = "embed_time(t, self.frequencies)"
        return pattern(time) if self._adds else self.joined(time)

    @property
    def result(self) -> Expr:
        """What it makes of that, with the embedding of a label if that is added."""
        if self.given_class is None or not self._adds:
            return pattern("self.output(x)")
        vector = self.given_class.vector
        return pattern("self.output(x) + self.class_embedding(vector)", vector=vector)

    @property
    def embeddings(self) -> tuple[tuple[str, Expr], ...]:
        """The layer that embeds labels."""
        return self.embedded("class_embedding", Name("width"))

    @property
    def _adds(self) -> bool:
        return self.given_class is not None and self.given_class.how == "add"


@dataclass(frozen=True, kw_only=True)
class ImageDenoiser(Model, Conditioned):
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
        return (TimeEmbedding(), TimeNetwork(given_class=self.given_class))

    @property
    def time(self) -> Expr:
        """The vectors that tell its blocks the times, and the labels, if there are any."""
        return pattern(f"self.time_embedding({', '.join(('t', *self.conditions))})")
