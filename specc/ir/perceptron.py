"""Networks made of multilayer perceptrons that share a class."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.condition import Conditioned
from specc.ir.decoder import Decoding
from specc.ir.expr import Expr, Literal, Pattern
from specc.ir.model import DiscriminatorModel, LatentModel, Model
from specc.ir.node import Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.spectral_norm import PowerIteration, SpectralNorm


@dataclass(frozen=True, kw_only=True)
class Perceptron:
    """The class of a multilayer perceptron of any widths.

    Attributes:
        activated: made of `layer(x)`.
        name: of the class.
        layer: from `m` to `n` units.
        traits: words for what it is made of, in the names of classes that differ; see
            `passes.name_perceptrons`.
    """

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "perceptron"
    activated: Expr
    name: str = "MLP"
    layer: Expr = pattern("nnx.Linear(m, n, rngs=rngs)")
    traits: tuple[str, ...] = ()
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class TimeEmbedding:
    """The function that embeds times; `scale` is the largest frequency."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "time_embedding"
    scale: float = 1000
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class PerceptronModel(Model, Conditioned):
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
class Coder(Decoding, PerceptronModel):
    """An encoder and a decoder."""


@dataclass(frozen=True, kw_only=True)
class Vae(Coder, LatentModel):
    """With a distribution between them."""

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"encode", "decode"})

    @property
    def encoder_width(self) -> Expr:
        """The width of what the encoder is given."""
        return self.widened(Literal(self.size))

    @property
    def decoder_width(self) -> Expr:
        """The width of what the decoder is given."""
        return self.widened(self.latent)

    @property
    def encoded(self) -> Expr:
        """What the encoder is given."""
        flat = f"{self.input}.reshape(len({self.input}), -1)"
        return self.joined(flat, embedding="encoder_embedding")

    @property
    def decoded(self) -> Expr:
        """What the decoder is given."""
        return self.joined("z", embedding="decoder_embedding")

    @property
    def embeddings(self) -> tuple[tuple[str, Expr], ...]:
        """The layers that embed labels."""
        of_encoder = self.embedded("encoder_embedding", Literal(self.size))
        return (*of_encoder, *self.embedded("decoder_embedding", self.latent))


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
        decay: of the moving averages that define the codebook; None if gradients train it.
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
class Generator(PerceptronModel, LatentModel):
    """From latents to examples; `output` is what is done to the last layer, `x`."""

    output: Pattern

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"generate"})

    @property
    def width(self) -> Expr:
        """The width of its input."""
        return self.widened(self.latent)

    @property
    def generated(self) -> Expr:
        """Its output."""
        found = substitute(self.output, x=pattern("self.mlp(given)", given=self.joined("z")))
        if len(self.shape) == 1:
            return found
        extents = ", ".join(map(str, self.shape))
        return pattern(f"y.reshape(len(z), {extents})", y=found)

    @property
    def embeddings(self) -> tuple[tuple[str, Expr], ...]:
        """The layer that embeds labels."""
        return self.embedded("class_embedding", self.latent)


@dataclass(frozen=True, kw_only=True)
class Denoiser(PerceptronModel):
    """From a noisy example and its time to an array like the example.

    Attributes:
        frequencies: how many embed the time.
        time_scale: the largest of them.
    """

    frequencies: Expr
    time_scale: float

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"denoise"})

    @property
    def width(self) -> Expr:
        """The width of its input."""
        size = pattern("size + 2 * n", size=Literal(self.size), n=self.frequencies)
        return self.widened(size)

    @property
    def given(self) -> Expr:
        """Its input."""
        return self.joined("flat", "embed_time(t, self.frequencies)")

    @property
    def embeddings(self) -> tuple[tuple[str, Expr], ...]:
        """The layer that embeds labels."""
        return self.embedded("class_embedding", Literal(self.size))

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The class of its layers, and the embedding of times."""
        return (self.perceptron, TimeEmbedding(scale=self.time_scale))


@dataclass(frozen=True, kw_only=True)
class Discriminator(PerceptronModel, DiscriminatorModel):
    """From examples to numbers that tell whether they are real.

    Attributes:
        spectral_norm: whether kernels are divided by their largest singular values.
    """

    spectral_norm: bool = False

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"discriminate"})

    @property
    def has_modes(self) -> bool:
        """It is the same in training and in evaluation."""
        return False

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The class of its layers."""
        return (*((SpectralNorm(),) if self.spectral_norm else ()), *super().definitions)

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """What updates the estimates of singular values."""
        return (PowerIteration(),) if self.spectral_norm else ()

    @property
    def width(self) -> Expr:
        """The width of its input."""
        return self.widened(Literal(self.size))

    @property
    def given(self) -> Expr:
        """Its input."""
        flat = f"{self.input}.reshape(len({self.input}), -1)"
        return self.joined(flat if len(self.shape) > 1 else self.input)

    @property
    def embeddings(self) -> tuple[tuple[str, Expr], ...]:
        """The layer that embeds labels."""
        return self.embedded("class_embedding", Literal(self.size))
