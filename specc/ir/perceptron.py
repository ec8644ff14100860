"""Networks made of multilayer perceptrons that share a class."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr
from specc.ir.model import Model
from specc.ir.node import Renderable


@dataclass(frozen=True, kw_only=True)
class Perceptron:
    """The class of a multilayer perceptron of any widths; `activated` is made of `layer(x)`."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "perceptron"
    activated: Expr
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class TimeEmbedding:
    """The function that embeds times."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "time_embedding"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class PerceptronModel(Model):
    """A model whose parts are such perceptrons.

    Attributes:
        perceptron: their class.
        input: what the examples are called.
        shape: of an example.
        size: numbers in an example.
        hidden: widths of the hidden layers.
    """

    perceptron: Perceptron
    input: str
    shape: tuple[int, ...]
    size: int
    hidden: Expr

    @property
    def extents(self) -> str:
        """The shape of a batch of examples, for docstrings."""
        return ", ".join(map(str, ("batch", *self.shape)))

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The class of its parts."""
        return (self.perceptron,)


@dataclass(frozen=True, kw_only=True)
class Vae(PerceptronModel):
    """An encoder and a decoder; `latent` is the number of dimensions between them."""

    latent: Expr

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"encode", "decode"})


@dataclass(frozen=True, kw_only=True)
class Generator(PerceptronModel):
    """From latents to examples; `output` is what is done to the last layer, `self.mlp(z)`."""

    latent: Expr
    output: Expr

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"generate"})


@dataclass(frozen=True, kw_only=True)
class Denoiser(PerceptronModel):
    """From a noisy example and its time to an array like the example; `frequencies` embed the time."""

    frequencies: Expr

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"denoise"})

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The class of its layers, and the embedding of times."""
        return (self.perceptron, TimeEmbedding())


@dataclass(frozen=True, kw_only=True)
class Discriminator(PerceptronModel):
    """From examples to numbers that tell whether they are real; `output` is what the loss makes of them."""

    output: str = "logit of being real"

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"discriminate"})
