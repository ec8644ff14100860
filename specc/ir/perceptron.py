"""Networks made of multilayer perceptrons that share a class."""

from __future__ import annotations

import math
from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.decoder import Decoded
from specc.ir.expr import Expr
from specc.ir.model import Model
from specc.ir.node import Renderable
from specc.ir.pattern import pattern, substitute


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
class Nearest:
    """The function that finds vectors of a codebook."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "nearest"
    origin: str = "model.codes"


@dataclass(frozen=True, kw_only=True)
class Codebook:
    """The class of vectors that gradients train."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "codebook"
    origin: str = "model.codes"


@dataclass(frozen=True, kw_only=True)
class MovingCodebook:
    """The class of vectors that are moving averages."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "codebook_moving"
    origin: str = "model.codebook_decay"


@dataclass(frozen=True, kw_only=True)
class Coder(PerceptronModel):
    """An encoder and a decoder; `decoded` is what that gives."""

    decoded: Decoded

    @property
    def output_shape(self) -> tuple[int, ...]:
        """The shape of what the decoder gives for an example."""
        return self.decoded.shape(self.shape)

    @property
    def outputs(self) -> int:
        """The number of its outputs."""
        return math.prod(self.output_shape)

    @property
    def outputs_words(self) -> str:
        """Its outputs, for its docstring."""
        return f"{self.decoded.words}, ({', '.join(map(str, ('batch', *self.output_shape)))})."

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """Parameters of the likelihood."""
        return self.decoded.additions


@dataclass(frozen=True, kw_only=True)
class Vae(Coder):
    """With a distribution between them; `latent` is the number of its dimensions."""

    latent: Expr

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"encode", "decode"})


@dataclass(frozen=True, kw_only=True)
class Autoencoder(Coder):
    """With a code of `latent` numbers between them."""

    latent: Expr

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"reconstruct"})


@dataclass(frozen=True, kw_only=True)
class Vqvae(Coder):
    """With vectors of a codebook between them.

    Attributes:
        positions: vectors that stand for an example.
        codes: vectors in the codebook.
        width: numbers in a vector.
        decay: of the moving averages that are the codebook; None if gradients train it.
        codebook: its class.
    """

    positions: Expr
    codes: Expr
    width: Expr
    decay: Expr | None
    codebook: Codebook | MovingCodebook

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"quantize"})

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The class of its parts, and that of the codebook."""
        return (self.perceptron, Nearest(), self.codebook)

    @property
    def made(self) -> Expr:
        """The codebook."""
        if self.decay is None:
            given = pattern("Codebook(codes, width, rngs=rngs)")
        else:
            given = pattern("Codebook(codes, width, decay, rngs=rngs)", decay=self.decay)
        return substitute(given, codes=self.codes, width=self.width)


@dataclass(frozen=True, kw_only=True)
class Generator(PerceptronModel):
    """From latents to examples."""

    latent: Expr

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
    """From examples to logits of being real."""

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"discriminate"})
