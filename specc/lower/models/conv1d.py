"""Dilated causal convolutions over time."""

from __future__ import annotations

import math

from specc.ir.data import Data
from specc.ir.expr import Argument, Call, Expr, Literal, Setting, Symbol
from specc.ir.model import RNGS, KernelInit
from specc.ir.models.conv1d import ConvSeries, ConvTokens
from specc.ir.pattern import pattern
from specc.ir.settings import Bounds
from specc.ir.tokens import TokenData
from specc.language.models.conv1d import Conv1d as SpecBlock
from specc.language.norm import Norm
from specc.lower.dropout import lower_dropout
from specc.lower.series import lower_context, series_of
from specc.lower.settings import Settings
from specc.lower.sizes import ITEMS, size

_NO_INIT = KernelInit(None, (), ())
_POOLED = {"last": "self.norm(x[:, -1])", "mean": "self.norm(x).mean(1)"}
_WORDS = "a temporal CNN"
_SUMMARY = "Dilated causal convolutions"


def lower(spec: SpecBlock, data: Data, settings: Settings) -> ConvTokens | ConvSeries:
    """The sizes are settings."""
    stands = "token" if isinstance(data, TokenData) else "time step"
    size(settings, "width", spec.width, f"features of each {stands}")
    doc = "dilations of the two convolutions of each block"
    size(settings, "dilations", spec.dilations, doc, ITEMS)
    doc = "inputs that a convolution sees: the current one and those before it"
    size(settings, "kernel_size", spec.kernel_size, doc, Bounds(2))
    if isinstance(data, TokenData):
        return _of_tokens(spec, data, settings)
    return _of_series(spec, data, settings)


def _of_tokens(spec: SpecBlock, data: TokenData, settings: Settings) -> ConvTokens:
    lower_context(spec, data, settings)
    dropout = lower_dropout(spec, settings, "fraction of activations dropped in training")
    return ConvTokens(
        template="conv1d/tokens",
        class_name="ConvNet",
        summary=f"{_SUMMARY}: tokens -> logits of the next ones.",
        words=_WORDS,
        collections=(),
        macs=(spec.context or 0) * (_macs(spec) + spec.width * data.outputs),
        origin="model",
        kernel_init=_NO_INIT,
        input=data.input.name,
        outputs=data.outputs,
        dropout=dropout,
        vocabulary=data.tokens.codec.size,
        norm=_norm(spec.norm),
        activation=Symbol("flax.nnx", spec.activation),
        tied=spec.tied,
    )


def _of_series(spec: SpecBlock, data: Data, settings: Settings) -> ConvSeries:
    series, target = series_of(data.input), data.required_target
    dropout = lower_dropout(spec, settings, "fraction of activations dropped in training")
    embedded = series.channels * spec.width
    return ConvSeries(
        template="conv1d/series",
        class_name=target.noun.capitalize(),
        summary=f"{_SUMMARY}: {series.name} -> {target.words}.",
        words=_WORDS,
        collections=(),
        macs=series.time * (_macs(spec) + embedded) + spec.width * target.outputs,
        origin="model",
        kernel_init=_NO_INIT,
        input=series.name,
        outputs=target.outputs,
        dropout=dropout,
        series=series,
        norm=_norm(spec.norm),
        activation=Symbol("flax.nnx", spec.activation),
        pooled=pattern(_POOLED[spec.pool or "last"], origin="model.pool"),
    )


def _macs(spec: SpecBlock) -> int:
    """Of the blocks, for each time."""
    return math.prod((2, len(spec.dilations), spec.kernel_size, spec.width**2))


def _norm(spec: Norm) -> Expr:
    bias = (Argument("use_bias", Literal(False)),) if spec.layer == "LayerNorm" else ()
    return Call(
        Symbol("flax.nnx", type(spec).layer), (Setting("width"),), (*bias, RNGS), "model.norm"
    )
