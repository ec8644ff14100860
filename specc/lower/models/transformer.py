"""The transformer decoder."""

from __future__ import annotations

import dataclasses

from specc.ir.attention import DocumentsApart
from specc.ir.data import Data
from specc.ir.expr import Argument, Expr, Literal, Symbol
from specc.ir.model import KernelInit
from specc.ir.models.transformer import Transformer
from specc.ir.pattern import pattern
from specc.ir.settings import Bounds
from specc.ir.token_rows import TokenRows
from specc.ir.tokens import TokenData
from specc.ir.transformer_layers import Layers, Scanned, Unrolled, UnrolledRemat
from specc.ir.transformer_options import RematBlocks
from specc.language.models.transformer import Transformer as SpecBlock
from specc.language.norm import VectorNorm
from specc.lower.dispatch import lowering
from specc.lower.dropout import lower_dropout
from specc.lower.settings import Settings
from specc.lower.sizes import size
from specc.lower.transformer_use import Use, use_of

_MLPS = {"gelu": "GELU", "swiglu": "SwiGLU", "relu_squared": "squared ReLU"}
_EPSILON = 1e-6
"""flax's."""
_MATRICES = {"swiglu": 3}
"""Of an MLP; others have two."""


def lower(spec: SpecBlock, data: Data, settings: Settings) -> Transformer:
    """The sizes are settings."""
    assert isinstance(data, TokenData | TokenRows), "a rule has seen to it"
    width, use = spec.width, use_of(spec, data)
    size(settings, "layers", spec.layers, "number of blocks")
    heads = Bounds(1, divides="width")
    size(settings, "heads", spec.heads, "attention heads; they divide the width", heads)
    kv_heads = None
    if spec.kv_heads is not None:
        doc, shared = "heads of keys and values; they divide the heads", Bounds(1, divides="heads")
        kv_heads = size(settings, "kv_heads", spec.kv_heads, doc, shared)
    size(settings, "width", width, "size of a token's embedding")
    size(settings, "context", spec.context, use.window, use.context)
    mlp_dim, hidden = _hidden(spec, settings)
    if spec.window is not None:
        doc = "tokens that each token attends to, itself included"
        size(settings, "window", spec.window, doc)
    positions = lowering(spec.positions)(spec.positions, settings)
    if spec.logit_cap is not None:
        settings.of(
            spec, "logit_cap", "model.logit_cap", "bound of the output logits", group="model"
        )
    visible = use.visible
    if isinstance(data, TokenData) and data.masked:
        visible = (*visible, DocumentsApart())
        places = pattern("jnp.arange(time) - start", origin="data.packing")
        positions = dataclasses.replace(positions, places=places)
    doc = "standard deviation of the initial weights"
    settings.of(spec, "init_std", "model.init_std", doc, group="model")
    dropout = lower_dropout(spec, settings, "fraction of activations dropped in training")
    kv_width = width // spec.heads * (spec.kv_heads or spec.heads)
    block = 2 * width * (width + kv_width) + _MATRICES.get(spec.mlp, 2) * width * hidden
    macs = spec.layers * (block + 2 * spec.context * width)
    return Transformer(
        template="transformer/transformer",
        class_name="Transformer",
        summary=_summary(spec, use, positions.words),
        words="a transformer",
        collections=(),
        macs=spec.context * macs + use.read_out * width * use.outputs,
        origin="model",
        kernel_init=KernelInit(None, (), ()),
        input=data.input.name,
        outputs=use.outputs,
        dropout=dropout,
        vocabulary=use.embedded,
        attention_summary=use.attention,
        returns=use.returns,
        extents=use.extents,
        pooled=use.pooled,
        capability=use.capability,
        visible=visible,
        options=(RematBlocks(),) if spec.remat else (),
        layers=_layers(spec),
        positions=positions,
        norm=Symbol("flax.nnx", spec.norm.layer),
        norm_arguments=_norm_arguments(spec.norm),
        bias=spec.bias,
        qk_norm=spec.qk_norm,
        mlp=spec.mlp,
        mlp_dim=mlp_dim,
        kv_heads=kv_heads,
        tied=use.tied,
        capped=spec.logit_cap is not None,
        depth_scaled=spec.depth_scaled_init,
    )


def _layers(spec: SpecBlock) -> Layers:
    """How blocks follow each other."""
    if spec.scan:
        return Scanned()
    return UnrolledRemat() if spec.remat else Unrolled()


def _hidden(spec: SpecBlock, settings: Settings) -> tuple[Expr, int]:
    """The width of the hidden layer of an MLP, as an expression and as a number."""
    if spec.mlp_dim is not None:
        doc = "width of the hidden layer in each block"
        return size(settings, "mlp_dim", spec.mlp_dim, doc), spec.mlp_dim
    if spec.mlp in _MATRICES:  # as many weights as two matrices have with 4 times the width
        return pattern("8 * c.width // 3"), 8 * spec.width // 3
    return pattern("4 * c.width"), 4 * spec.width


def _norm_arguments(norm: VectorNorm) -> tuple[Argument, ...]:
    """Those besides the width that are not flax's defaults."""
    return () if norm.epsilon == _EPSILON else (Argument("epsilon", Literal(norm.epsilon)),)


def _summary(spec: SpecBlock, use: Use, positions: str) -> str:
    """The first line of the docstring of the class."""
    parts = [spec.norm.words, _MLPS[spec.mlp]]
    parts = [positions, *parts] if positions else parts
    return f"{use.noun} with {', '.join(parts[:-1])} and {parts[-1]}: tokens -> {use.gives}."
