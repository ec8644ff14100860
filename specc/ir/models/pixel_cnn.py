"""The gated PixelCNN."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.condition import Conditioned
from specc.ir.expr import Expr, Literal, Name, Setting
from specc.ir.images import Image
from specc.ir.masked_linear import MaskedLinear
from specc.ir.model import Dropout, LayerDepths, Layered, first_key_in, in_lists
from specc.ir.node import Renderable
from specc.ir.optimizer import Case
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class MaskedConv:
    """The class of a convolution that sees some of the pixels around each."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "masked_conv"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class GatedLayer(Conditioned):
    """The class of a layer of both stacks, whose gates may have biases of each class.

    Attributes:
        dropout: of the gated features.
    """

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "gated_layer"
    dropout: Dropout | None
    origin: str = "model"

    @property
    def notes(self) -> tuple[str, ...]:
        """What its docstring says of labels."""
        return (
            () if self.given_class is None else ("Each class has biases of its own (equation 4).",)
        )

    @property
    def embeddings(self) -> tuple[tuple[str, Expr], ...]:
        """The layer that embeds labels."""
        return self.embedded("class_embedding", pattern("4 * n", n=Setting("width")))

    @property
    def biases(self) -> tuple[Expr, ...]:
        """Those of both gates, if there are any."""
        if self.given_class is None:
            return ()
        return (pattern("self.class_embedding(vector)", vector=self.given_class.vector),)

    @property
    def vertical(self) -> Expr:
        """The gated features of the vertical stack, some of them dropped in training."""
        return self._gated(pattern("above"), "v_bias")

    @property
    def horizontal(self) -> Expr:
        """Those of the horizontal stack."""
        return self._gated(pattern("self.horizontal(h) + self.link(above)"), "h_bias")

    def _gated(self, features: Expr, bias: str) -> Expr:
        biased = pattern(f"x + {bias}", x=features) if self.biases else features
        gated = pattern("gate(x)", x=biased)
        return self.dropout.of(gated) if self.dropout else gated


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """The layer before the output: of pixels, or of channels that see those before them.

    Attributes:
        channels: of the image.
    """

    folder: ClassVar[str] = "model/pixel_cnn/"
    template: str
    channels: int = 1
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Features:
    """The lines that apply it."""

    folder: ClassVar[str] = "model/pixel_cnn/"
    template: str
    input: str
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class PixelCnn(Layered, Conditioned):
    """Masked convolutions of the image, gated layers, and two linear layers of each pixel.

    Attributes:
        extents: the shape of its outputs, for a comment.
    """

    image: Image
    extents: str

    @property
    def provides(self) -> frozenset[str]:
        """What can be asked of it."""
        return frozenset({"autoregress"})

    @property
    def maps(self) -> Expr:
        """The input with an axis for channels."""
        x = Name(self.input)
        return pattern("x[..., None]", x=x) if self.image.gray else x

    @property
    def hidden(self) -> Hidden:
        """The layer before the output."""
        several = self.image.channels > 1
        return Hidden(
            template="hidden_of_channels" if several else "hidden", channels=self.image.channels
        )

    @property
    def features(self) -> Features:
        """The lines that apply it."""
        template = "features" if self.image.gray else "features_of_channel"
        template = "features_of_channels" if self.image.channels > 1 else template
        return Features(template=template, input=self.input)

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The classes of its layers."""
        layer = GatedLayer(dropout=self.dropout, given_class=self.given_class)
        masked = (MaskedLinear(),) if self.image.channels > 1 else ()
        return (*super().definitions, *masked, MaskedConv(), layer)

    @property
    def depths(self) -> LayerDepths:
        """The first convolutions, then the gated layers, then the layers after them."""
        first = Case(first_key_in("above", "left"), Literal(0))
        last = pattern("1 + n", n=Setting("depth"))
        return LayerDepths((first, in_lists(("layers",), Literal(1))), last)
