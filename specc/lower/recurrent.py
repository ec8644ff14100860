"""Recurrent networks, of tokens and of series."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Data
from specc.ir.model import Dropout, KernelInit
from specc.ir.recurrent import BidirectionalSeries, Cell, Pool, RecurrentSeries, RecurrentTokens
from specc.ir.tokens import TokenData
from specc.language.recurrent import Recurrent as SpecBlock
from specc.lower.dropout import lower_dropout
from specc.lower.series import lower_context, series_of
from specc.lower.settings import Settings
from specc.lower.sizes import size

_NO_INIT = KernelInit(None, (), ())


@dataclass(frozen=True)
class Words:
    """How a kind of recurrent network is called.

    Attributes:
        class_name: of a model of tokens.
        short: a noun phrase with its article: "a GRU".
        layers: "gated recurrent units".
        gates: products of matrices in a layer.
    """

    class_name: str
    short: str
    layers: str
    gates: int


def lower_recurrent(
    spec: SpecBlock, cell: Cell, words: Words, data: Data, settings: Settings
) -> RecurrentTokens | RecurrentSeries:
    """The sizes are settings."""
    tokens = isinstance(data, TokenData)
    size(settings, "layers", spec.layers, "number of recurrent layers")
    each = " of each direction" if spec.bidirectional else ""
    what = ", and size of a token's embedding" if tokens else ""
    size(settings, "width", spec.width, f"units per layer{each}{what}")
    if isinstance(data, TokenData):
        return _of_tokens(spec, cell, words, data, settings)
    dropout = lower_dropout(spec, settings, "fraction of activations dropped in training")
    return _of_series(spec, cell, words, data, dropout)


def _of_tokens(
    spec: SpecBlock, cell: Cell, words: Words, data: TokenData, settings: Settings
) -> RecurrentTokens:
    lower_context(spec, data, settings)
    dropout = lower_dropout(spec, settings, "fraction of activations dropped in training")
    width, outputs = spec.width, data.outputs
    macs = 2 * words.gates * spec.layers * width**2 + width * outputs
    return RecurrentTokens(
        template="recurrent/tokens",
        class_name=words.class_name,
        summary=f"Layers of {words.layers}: tokens -> logits of the next ones.",
        words=words.short,
        collections=(),
        macs=(spec.context or 0) * macs,
        origin="model",
        kernel_init=_NO_INIT,
        input=data.input.name,
        outputs=outputs,
        dropout=dropout,
        vocabulary=data.tokens.codec.size,
        cell=cell,
        tied=spec.tied,
    )


def _of_series(
    spec: SpecBlock, cell: Cell, words: Words, data: Data, dropout: Dropout | None
) -> RecurrentSeries:
    series, target, width = series_of(data.input), data.required_target, spec.width
    sides = 2 if spec.bidirectional else 1
    pool: str = spec.pool or "last"
    if spec.bidirectional and pool == "last":
        pool = "both_ends"
    first = words.gates * width * (series.channels + width)
    later = words.gates * width * (sides * width + width)
    macs = series.time * sides * (first + (spec.layers - 1) * later)
    directions = ", forward and backward" if spec.bidirectional else ""
    kind = BidirectionalSeries if spec.bidirectional else RecurrentSeries
    return kind(
        template="recurrent/bidirectional" if spec.bidirectional else "recurrent/series",
        class_name=target.noun.capitalize(),
        summary=f"Layers of {words.layers}{directions}: {series.name} -> {target.words}.",
        words=words.short,
        collections=(),
        macs=macs + sides * width * target.outputs,
        origin="model",
        kernel_init=_NO_INIT,
        input=series.name,
        outputs=target.outputs,
        dropout=dropout,
        cell=cell,
        series=series,
        pool=Pool(template=pool),
    )
