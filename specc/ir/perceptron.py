"""Networks made of multilayer perceptrons that share a class."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.condition import Condition
from specc.ir.expr import Expr, Literal, Pattern
from specc.ir.model import Model
from specc.ir.node import Renderable
from specc.ir.pattern import pattern, substitute


@dataclass(frozen=True, kw_only=True)
class Perceptron:
    """The class of a multilayer perceptron of any widths; `activated` is made of `layer(x)`.

    Of several networks, those that share a class have one activation.
    """

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "perceptron"
    name: str = "MLP"
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
        given_class: how it is given the class of an example.
    """

    perceptron: Perceptron
    input: str
    shape: tuple[int, ...]
    size: int
    hidden: Expr
    given_class: Condition | None = None

    @property
    def conditions(self) -> tuple[str, ...]:
        """The names of what it is given besides its input."""
        return () if self.given_class is None else (self.given_class.name,)

    def widened(self, size: Expr) -> Expr:
        """The width of the input of a part, with what is joined to it."""
        if self.given_class is None or self.given_class.how == "add":
            return size
        return pattern("size + classes", size=size, classes=Literal(self.given_class.classes))

    def joined(self, *inputs: str, embedding: str = "class_embedding") -> Expr:
        """The input of a part: arrays side by side, and the condition after them or added to the first."""
        parts: list[Expr] = [*map(pattern, inputs)]
        if self.given_class is not None:
            vector = self.given_class.vector
            if self.given_class.how == "concatenate":
                parts.append(vector)
            else:
                parts[0] = pattern(f"x + self.{embedding}(vector)", x=parts[0], vector=vector)
        if len(parts) == 1:
            return parts[0]
        named = {f"part_{n}": part for n, part in enumerate(parts)}
        joined = pattern(f"jnp.concatenate([{', '.join(named)}], axis=1)")
        return substitute(joined, **named)

    def embedded(self, name: str, width: Expr) -> tuple[tuple[str, Expr], ...]:
        """The layer that embeds a condition that is added, as a name and what makes it."""
        if self.given_class is None or self.given_class.how == "concatenate":
            return ()
        source = "nnx.Linear(classes, width, use_bias=False, rngs=rngs)"
        classes = Literal(self.given_class.classes)
        return ((name, pattern(source, classes=classes, width=width)),)

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
class Generator(PerceptronModel):
    """From latents to examples; `output` is what is done to the last layer, `x`."""

    latent: Expr
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
    """From a noisy example and its time to an array like the example; `frequencies` embed the time."""

    frequencies: Expr

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
        return (self.perceptron, TimeEmbedding())


@dataclass(frozen=True, kw_only=True)
class Discriminator(PerceptronModel):
    """From examples to numbers that tell whether they are real; `output` is what the loss makes of them."""

    output: str = "logit of being real"

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"discriminate"})

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
