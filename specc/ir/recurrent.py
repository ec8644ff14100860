"""Recurrent networks, of tokens and of series."""

from __future__ import annotations

from typing import ClassVar

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, Literal, Name, Setting
from specc.ir.language_modeling import TokenModel
from specc.ir.model import LayerDepths, Layered, first_key_in, in_lists
from specc.ir.node import Renderable
from specc.ir.optimizer import Case
from specc.ir.pattern import pattern
from specc.ir.series import Series

_LAYERS = Setting("layers")


@dataclass(frozen=True, kw_only=True)
class OrthogonalInit:
    """The initializer of recurrent kernels."""

    folder: ClassVar[str] = "model/recurrent/"
    template: ClassVar[str] = "orthogonal"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class ForgetBias:
    """The initializer of the biases of a layer with a forget gate."""

    folder: ClassVar[str] = "model/recurrent/"
    template: ClassVar[str] = "forget_bias"
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class LayerClass:
    """The class of a layer; the template is the file in `templates/model/recurrent/layers/`."""

    folder: ClassVar[str] = "model/recurrent/layers/"
    template: str
    origin: str = "model"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What a recurrent layer computes at each time.

    Attributes:
        layer: the name of its class.
        definitions: that class, and the functions that it uses.
        state: the type of what it keeps from one time to the next.
        state_note: what that is.
        zeros: the first state, of `n` sequences.
    """

    layer: Name
    definitions: tuple[Renderable, ...]
    state: str
    state_note: str
    zeros: Expr


@dataclass(frozen=True, kw_only=True)
class TokenOutput:
    """The output layer of a model of tokens, where it is not the embedding."""

    folder: ClassVar[str] = "model/"
    template: ClassVar[str] = "token_output"
    vocabulary: Expr
    origin: str = "model.tie_embeddings"


@dataclass(frozen=True, kw_only=True)
class Steps:
    """The method `step`, which takes one token at a time, and the first states.

    Attributes:
        cell: of the layers.
        logits: what the output gives.
    """

    folder: ClassVar[str] = "model/recurrent/"
    template: ClassVar[str] = "steps"
    cell: Cell
    logits: Expr
    origin: str = "sample"


@dataclass(frozen=True, kw_only=True)
class RecurrentTokens(TokenModel):
    """Embedded tokens, recurrent layers, and an output.

    Attributes:
        cell: of the layers.
        tied: whether the output is the token embedding.
    """

    cell: Cell
    tied: bool

    @property
    def embedded(self) -> Expr:
        """The vectors of tokens."""
        return self.dropped(pattern("self.tokens(token.T)"))

    @property
    def updated(self) -> Expr:
        """What a layer gives."""
        return self.dropped(pattern("layer(x)"))

    @property
    def logits(self) -> Expr:
        """What the output gives."""
        return pattern("self.tokens.attend(x)" if self.tied else "self.output(x)")

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The class of a layer, and what it uses."""
        return (*super().definitions, *self.cell.definitions)

    @property
    def additions(self) -> tuple[Renderable, ...]:
        """Dropout, and an output of its own."""
        output = () if self.tied else (TokenOutput(vocabulary=self.vocabulary),)
        return (*super().additions, *output)

    @property
    def cached(self) -> tuple[Renderable, ...]:
        """See `TokenModel`."""
        return (Steps(cell=self.cell, logits=self.logits),)

    @property
    def stepped(self) -> Expr:
        """See `TokenModel`."""
        return pattern("model.step(token[None], caches)")

    @property
    def depths(self) -> LayerDepths:
        """The embedding, then the layers, then the output."""
        first = Case(first_key_in("tokens"), Literal(0))
        return LayerDepths((first, in_lists(("layers",), Literal(1))), pattern("1 + n", n=_LAYERS))


@dataclass(frozen=True, kw_only=True)
class Pool:
    """What the output reads of all times; the template is the file in `templates/model/recurrent/pools/`."""

    folder: ClassVar[str] = "model/recurrent/pools/"
    template: str
    origin: str = "model.pool"


@dataclass(frozen=True, kw_only=True)
class RecurrentSeries(Layered):
    """Recurrent layers over a series, what they give at its end or on average, and an output.

    Attributes:
        cell: of the layers.
        series: the input.
        pool: what the output reads.
    """

    cell: Cell
    series: Series
    pool: Pool

    @property
    def updated(self) -> Expr:
        """What a layer gives."""
        return self.dropped(pattern("layer(x)"))

    @property
    def definitions(self) -> tuple[Renderable, ...]:
        """The class of a layer, and what it uses."""
        return (*super().definitions, *self.cell.definitions)

    @property
    def depths(self) -> LayerDepths:
        """The layers, then the output."""
        return LayerDepths((in_lists(("layers",)),), _LAYERS)


@dataclass(frozen=True, kw_only=True)
class BidirectionalSeries(RecurrentSeries):
    """The same with layers that read the series backward beside those that read it forward."""

    @property
    def updated(self) -> Expr:
        """What the layers of one level give."""
        return self.dropped(pattern("jnp.concatenate(both, axis=-1)"))

    @property
    def depths(self) -> LayerDepths:
        """The layers of both directions, then the output."""
        return LayerDepths((in_lists(("forward", "backward")),), _LAYERS)
