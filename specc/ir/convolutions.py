"""Networks made of strided convolutions and of transposed ones, as in DCGAN (Radford et al. 2016)."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.condition import Conditioned
from specc.ir.decoder import Decoding
from specc.ir.expr import Call, Expr, Literal, Name, Pattern, Symbol
from specc.ir.images import Image
from specc.ir.model import RNGS, DiscriminatorModel, LatentModel, Model, Norm
from specc.ir.node import Renderable
from specc.ir.pattern import pattern, substitute
from specc.ir.spectral_norm import PowerIteration, SpectralNorm, normalized

_SIZES = (Name("m"), Name("n"), Literal((4, 4)), Literal(2))


@dataclass(frozen=True, kw_only=True)
class Half(Conditioned):
    """One half of such a network: a class that sees or gives images.

    Attributes:
        activation: of `x`.
        norm: what comes before the activation, if anything does.
    """

    folder: ClassVar[str] = "model/"
    image: Image
    activation: Pattern
    norm: Norm | None
    origin: str = "model"

    @property
    def channels(self) -> Expr:
        """Of an image."""
        return Literal(self.image.channels)

    @property
    def norms(self) -> tuple[Expr, ...]:
        """A norm of `n` channels, if there are any."""
        return () if self.norm is None else (self.norm.of(Name("n")),)

    @property
    def names(self) -> tuple[str, ...]:
        """What the layers of one level are called."""
        return ("conv", "norm") if self.norm else ("conv",)

    @property
    def levels(self) -> Expr:
        """Those of all levels."""
        if self.norm is None:
            return Name("self.convs")
        return pattern("zip(self.convs, self.norms, strict=True)")

    @property
    def height(self) -> Expr:
        """Of the smallest maps."""
        return pattern("n >> len(channels)", n=Literal(self.image.height))

    @property
    def width(self) -> Expr:
        """Of the smallest maps."""
        return pattern("n >> len(channels)", n=Literal(self.image.width))

    def _activated(self, x: Expr) -> Expr:
        return substitute(self.activation, x=pattern("norm(x)", x=x) if self.norm else x)


@dataclass(frozen=True, kw_only=True)
class Encoder(Half):
    """The class that makes vectors of images.

    Attributes:
        spectral_norm: whether kernels are divided by their largest singular values.
    """

    template: ClassVar[str] = "conv_encoder"
    spectral_norm: bool = False

    @property
    def conv(self) -> Expr:
        """A convolution from `m` to `n` channels."""
        if self.spectral_norm:
            return normalized("Conv", *_SIZES)
        return Call(Symbol("flax.nnx", "Conv"), _SIZES, (RNGS,))

    @property
    def output(self) -> Expr:
        """The last layer."""
        sizes = (pattern("height * width * channels[-1]"), Name("outputs"))
        if self.spectral_norm:
            return normalized("Linear", *sizes)
        return Call(Symbol("flax.nnx", "Linear"), sizes, (RNGS,))

    @property
    def image_channels(self) -> Expr:
        """Of what the first convolution is given."""
        return self.widened(self.channels)

    @property
    def maps(self) -> Expr:
        """The input with an axis for channels, and with the condition, if that is joined."""
        maps = pattern("image[..., None]") if self.image.gray else Name("image")
        if self.given_class is None or self.embeddings:
            return maps
        return pattern("add_planes(x, vector)", x=maps, vector=self.given_class.vector)

    @property
    def added(self) -> tuple[Expr, ...]:
        """The condition, if it is added."""
        if self.given_class is None or not self.embeddings:
            return ()
        source = "self.class_embedding(vector).reshape(image.shape)"
        return (pattern(source, vector=self.given_class.vector),)

    @property
    def embeddings(self) -> tuple[tuple[str, Expr], ...]:
        """The layer that embeds labels."""
        image = self.image
        numbers = image.height * image.width * image.channels
        return self.embedded("class_embedding", Literal(numbers))

    @property
    def helpers(self) -> tuple[Renderable, ...]:
        """What its class uses."""
        planes = self.given_class is not None and not self.embeddings
        spectral = (SpectralNorm(),) if self.spectral_norm else ()
        return (*((Planes(),) if planes else ()), *spectral)

    @property
    def activated(self) -> Expr:
        """What a level makes of `x`."""
        return self._activated(pattern("conv(x)"))


@dataclass(frozen=True, kw_only=True)
class Decoder(Half):
    """The class that makes images of vectors; `per_value` are the outputs for each value of an image."""

    template: ClassVar[str] = "conv_decoder"
    per_value: int = 1

    @property
    def channels(self) -> Expr:
        """Of the last maps."""
        return Literal(self.image.channels * self.per_value)

    @property
    def conv(self) -> Expr:
        """A transposed convolution from `m` to `n` channels."""
        return Call(Symbol("flax.nnx", "ConvTranspose"), _SIZES, (RNGS,))

    @property
    def activated(self) -> Expr:
        """What a level makes of `x` before its convolution."""
        return self._activated(Name("x"))

    @property
    def inputs(self) -> Expr:
        """The width of its input."""
        return self.widened(Name("inputs"))

    @property
    def given(self) -> Expr:
        """Its input, with the condition."""
        return self.joined("z")

    @property
    def embeddings(self) -> tuple[tuple[str, Expr], ...]:
        """The layer that embeds labels."""
        return self.embedded("class_embedding", Name("inputs"))

    @property
    def result(self) -> Expr:
        """The last maps as an image of the data, with the outputs of each value as a last axis."""
        if self.per_value > 1:
            split = "x.reshape(*x.shape[:3], channels, -1)"
            return (
                Name("x")
                if self.image.gray
                else pattern(split, channels=Literal(self.image.channels))
            )
        return pattern("x[..., 0]") if self.image.gray else Name("x")


@dataclass(frozen=True, kw_only=True)
class Planes:
    """The function that joins vectors to maps."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "planes"
    origin: str = "task.condition"


@dataclass(frozen=True, kw_only=True)
class ConvNetwork(Model, Conditioned):
    """A model that has such halves.

    Attributes:
        input: what the images are called.
        extents: the shape of a batch of images, for docstrings.
        channels: of the maps, in the order in which they come up.
    """

    input: str
    extents: str
    channels: Expr

    @property
    def uses_xla_convolutions(self) -> bool:
        """It has no others."""
        return True


@dataclass(frozen=True, kw_only=True)
class Vae(Decoding, ConvNetwork, LatentModel):
    """An encoder and a decoder."""

    encoder: Encoder
    decoder: Decoder

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"encode", "decode"})

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The classes of both."""
        return (*self.encoder.helpers, self.encoder, self.decoder)


@dataclass(frozen=True, kw_only=True)
class Generator(ConvNetwork, LatentModel):
    """From latents to images."""

    decoder: Decoder

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"generate"})

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The class of its layers."""
        return (self.decoder,)


@dataclass(frozen=True, kw_only=True)
class Discriminator(ConvNetwork, DiscriminatorModel):
    """From images to numbers that tell whether they are real."""

    encoder: Encoder

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
        return (*self.encoder.helpers, self.encoder)

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """What updates the estimates of singular values."""
        return (PowerIteration(),) if self.encoder.spectral_norm else ()
