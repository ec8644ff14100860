"""The vision transformer."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Call, Expr, Literal, Setting
from specc.ir.images import Image
from specc.ir.model import Dropout, KernelInit, LayerDepths, Layered, Remat, first_key_in, in_lists
from specc.ir.node import Renderable
from specc.ir.optimizer import Case
from specc.ir.patches import DEPTH, PATCHES, WIDTH, BlockMlp, ToPatches, embedding
from specc.ir.pattern import pattern


@dataclass(frozen=True, kw_only=True)
class EncoderBlock:
    """The class of its blocks."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "vit_block"
    kernel_init: KernelInit
    dropout: Dropout | None
    mlp_dim: Expr
    origin: str = "model"

    @property
    def attention(self) -> Call:
        """The layer of attention."""
        sizes = (Setting("heads"), WIDTH)
        return self.kernel_init.hidden_layer("MultiHeadAttention", *sizes, decode=Literal(False))

    @property
    def attention_output(self) -> Expr:
        """What it makes of `x`."""
        value = pattern("self.attention(self.norm1(x))")
        return self.dropout.of(value) if self.dropout else value


@dataclass(frozen=True, kw_only=True)
class Token:
    """The class token, which is the first of the vectors."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "vit_token"
    origin: str = "model.pool"


@dataclass(frozen=True, kw_only=True)
class Vit(Layered):
    """Embedded patches with their positions, encoder blocks, pooling, and an output.

    Attributes:
        mlp_dim: the width of the hidden layer in each block.
        token: whether there is a class token, which is then what the output reads.
    """

    image: Image
    mlp_dim: Expr
    token: bool
    remat: bool

    @property
    def embed(self) -> Call:
        """The layer that makes vectors of patches."""
        return embedding(self.kernel_init, self.image)

    @property
    def tokens(self) -> Expr:
        """How many vectors there are."""
        return pattern("1 + n", n=PATCHES) if self.token else PATCHES

    @property
    def with_positions(self) -> Expr:
        """Vectors with their positions."""
        return self.dropped(pattern("x + self.position[...]"))

    @property
    def pooled(self) -> Expr:
        """What the output reads."""
        return pattern("self.norm(x)[:, 0]" if self.token else "self.norm(x).mean(1)")

    @property
    def output(self) -> Call:
        """The last layer."""
        return self.kernel_init.output_layer(WIDTH, Literal(self.outputs))

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """Patches, and the classes that blocks are made of."""
        mlp = BlockMlp(kernel_init=self.kernel_init, dropout=self.dropout)
        block = EncoderBlock(
            kernel_init=self.kernel_init, dropout=self.dropout, mlp_dim=self.mlp_dim
        )
        return (*super().definitions, ToPatches(image=self.image), mlp, block)

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """A class token, recomputation, and dropout."""
        token = (Token(),) if self.token else ()
        return (*token, *((Remat(),) if self.remat else ()), *super().additions)

    @property
    def depths(self) -> LayerDepths:
        """The patches with their positions, then the blocks, then the output with its norm."""
        first = ("embed", "token", "position") if self.token else ("embed", "position")
        last = pattern("1 + n", n=DEPTH)
        return LayerDepths(
            (Case(first_key_in(*first), Literal(0)), in_lists(("blocks",), Literal(1))), last
        )
