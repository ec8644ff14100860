"""Dilated causal convolutions over time, of tokens and of series."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Call, Expr, Literal, Symbol
from specc.ir.language_modeling import TokenModel
from specc.ir.model import Dropout, LayerDepths, Layered, first_key_in, in_lists, length_of
from specc.ir.node import Renderable
from specc.ir.optimizer import Case
from specc.ir.pattern import pattern
from specc.ir.recurrent import TokenOutput
from specc.ir.series import Series


@dataclass(frozen=True, kw_only=True)
class CausalConv:
    """The class of a convolution."""

    folder: ClassVar[str] = "model/conv1d/"
    template: ClassVar[str] = "causal_conv"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Block:
    """The class of a block; `norm` makes one of its norms."""

    folder: ClassVar[str] = "model/conv1d/"
    template: ClassVar[str] = "block"
    norm: Expr
    activation: Symbol
    dropout: Dropout | None
    origin: str = "model"

    @property
    def first(self) -> Expr:
        """What the first convolution is given."""
        return self._activated("self.norm1(x)")

    @property
    def second(self) -> Expr:
        """What the second one is given."""
        value = self._activated("self.norm2(y)")
        return self.dropout.of(value) if self.dropout else value

    def _activated(self, source: str) -> Expr:
        return Call(self.activation, (pattern(source),))


@dataclass(frozen=True, kw_only=True)
class Steps:
    """The methods `step`, which take one token at a time, and the caches of inputs.

    Attributes:
        first: what the first convolution of a block is given.
        second: what the second one is given.
        logits: what the output gives.
    """

    folder: ClassVar[str] = "model/conv1d/"
    template: ClassVar[str] = "steps"
    first: Expr
    second: Expr
    logits: Expr
    origin: str = "sample"


def _depths(first: str) -> LayerDepths:
    """The embedding or the first layer, then the blocks, then the output with its norm."""
    cases = (Case(first_key_in(first), Literal(0)), in_lists(("blocks",), Literal(1)))
    return LayerDepths(cases, pattern("1 + n", n=length_of("dilations")))


@dataclass(frozen=True, kw_only=True)
class ConvTokens(TokenModel):
    """Embedded tokens, blocks of causal convolutions, and an output.

    Attributes:
        norm: a norm of vectors.
        activation: the function after each of those in the blocks.
        tied: whether the output is the token embedding.
    """

    norm: Expr
    activation: Symbol
    tied: bool

    @property
    def embedded(self) -> Expr:
        """The vectors of tokens."""
        return self.dropped(pattern("self.tokens(token)"))

    @property
    def logits(self) -> Expr:
        """What the output gives."""
        return pattern(
            "self.tokens.attend(self.norm(x))" if self.tied else "self.output(self.norm(x))"
        )

    @property
    def _block(self) -> Block:
        return Block(norm=self.norm, activation=self.activation, dropout=self.dropout)

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The classes of convolutions and blocks."""
        return (*super().definitions, CausalConv(), self._block)

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """Dropout, and an output of its own."""
        output = () if self.tied else (TokenOutput(vocabulary=self.vocabulary),)
        return (*super().additions, *output)

    @property
    def cached(self) -> tuple[Renderable, ...]:
        """See `TokenModel`."""
        block = Block(norm=self.norm, activation=self.activation, dropout=None)
        return (Steps(first=block.first, second=block.second, logits=self.logits),)

    @property
    def stepped(self) -> Expr:
        """See `TokenModel`."""
        return pattern("model.step(token[None], caches)")

    @property
    def depths(self) -> LayerDepths:
        """See `Layered`."""
        return _depths("tokens")


@dataclass(frozen=True, kw_only=True)
class ConvSeries(Layered):
    """A linear layer at each time, blocks of causal convolutions, and an output of the last time or the mean.

    Attributes:
        series: the input.
        norm: a norm of vectors.
        activation: the function after each of those in the blocks.
        pooled: what the output reads, of `x`, (n, time, width).
    """

    series: Series
    norm: Expr
    activation: Symbol
    pooled: Expr

    @property
    def first(self) -> Expr:
        """What the first layer gives."""
        return pattern("self.input(x)", x=self.series.with_channels)

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The classes of convolutions and blocks."""
        block = Block(norm=self.norm, activation=self.activation, dropout=self.dropout)
        return (*super().definitions, CausalConv(), block)

    @property
    def depths(self) -> LayerDepths:
        """See `Layered`."""
        return _depths("input")
