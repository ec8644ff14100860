"""What a transformer is used for: which tokens it sees, and what it makes of their vectors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from specc.ir.attention import Causal, Lengths, Places
from specc.ir.completions import CompletionRows
from specc.ir.expr import Expr, Literal, Name
from specc.ir.node import Renderable
from specc.ir.pattern import pattern
from specc.ir.settings import Bounds
from specc.ir.token_rows import TokenRows
from specc.ir.tokens import TokenData
from specc.ir.transformer_options import Window
from specc.language.models.transformer import Transformer
from specc.lower.settings import AT_LEAST_ONE

_CAUSAL = "Causal self-attention: each token sees itself and those before it (Vaswani et al. 2017)."
_LOCAL = "Causal self-attention in a sliding window that ends at each token (Beltagy et al. 2020)."
_BIDIRECTIONAL = "Self-attention: each token sees all tokens of its {whole} (Vaswani et al. 2017)."
_EVERY = (Name("n"), Name("time"))


class Use(NamedTuple):
    """What follows from a task for a transformer.

    Attributes:
        capability: what is asked of it.
        noun: what it is called.
        gives: what it gives, in the summary of its class.
        returns: the same in the docstring of its call.
        extents: those of what it gives.
        outputs: the last of these, as a number.
        read_out: how many tokens of a sequence have outputs, as a number.
        attention: the docstring of attention.
        visible: what restricts the tokens that attention sees.
        pooled: the template of what becomes of the vectors after the last block.
        tied: whether the output layer is the token embedding.
        embedded: how many tokens have embeddings.
        window: what the setting `context` is.
        context: its bounds.
    """

    capability: str
    noun: str
    gives: str
    returns: str
    extents: tuple[Expr, ...]
    outputs: int
    read_out: int
    attention: str
    visible: tuple[Renderable, ...]
    pooled: str
    tied: bool
    embedded: Expr
    window: str
    context: Bounds


def use_of(spec: Transformer, data: TokenData | TokenRows) -> Use:
    """What it is, by the examples that it is for."""
    use: Use = _USES[data.asked](spec, data)
    return use


def _next_token(spec: Transformer, data: TokenData) -> Use:
    window = f"{data.plural} of a window"
    return _causal(spec, data, window, Bounds(1, data.most_context, high_open=True))


def _completion(spec: Transformer, data: CompletionRows) -> Use:
    window = f"{data.tokens.unit}s of a row that it sees; the rest of a longer one is cut off"
    return _causal(spec, data, window, AT_LEAST_ONE)


def _causal(
    spec: Transformer, data: TokenData | CompletionRows, window: str, context: Bounds
) -> Use:
    tied = spec.tie_embeddings
    visible: tuple[Renderable, ...] = (Causal(),)
    if spec.window is not None:
        visible = (*visible, Window())
    return Use(
        capability="next_token",
        noun="Decoder",
        gives="logits of the next ones",
        returns="Logits of the token after each",
        extents=(*_EVERY, data.tokens.codec.size),
        outputs=data.outputs,
        read_out=spec.context,
        attention=_CAUSAL if spec.window is None else _LOCAL,
        visible=visible,
        pooled="tokens",
        tied=tied,
        embedded=data.tokens.codec.size,
        window=window,
        context=context,
    )


def _masked_token(spec: Transformer, data: TokenData) -> Use:
    tied = spec.tie_embeddings
    return Use(
        capability="masked_token",
        noun="Encoder",
        gives="logits of hidden ones",
        returns="Logits at `places` (n, hidden)",
        extents=(Name("n"), Name("hidden"), data.tokens.codec.size),
        outputs=data.outputs,
        read_out=spec.context,
        attention=_BIDIRECTIONAL.format(whole="window"),
        visible=(Places(),),
        pooled="places",
        tied=tied,
        embedded=pattern("size + 1", size=data.tokens.codec.size),
        window=f"{data.plural} of a window",
        context=Bounds(1, data.most_context, high_open=True),
    )


def _classifier(spec: Transformer, data: TokenRows) -> Use:
    target, pool = data.required_target, spec.pool or "mean"
    words = target.words[:1].upper() + target.words[1:]
    return Use(
        capability="predict",
        noun="Encoder",
        gives=target.words,
        returns=f"{words} of texts that are `length` tokens long",
        extents=(Name("n"), Literal(target.outputs)),
        outputs=target.outputs,
        read_out=1,
        attention=_BIDIRECTIONAL.format(whole="text"),
        visible=(Lengths(),),
        pooled=pool,
        tied=False,
        embedded=data.tokens.codec.size,
        window=f"{data.tokens.unit}s of a text; the rest of a longer one is cut off",
        context=AT_LEAST_ONE,
    )


def _tagger(spec: Transformer, data: TokenRows) -> Use:
    use = _classifier(spec, data)
    return use._replace(
        returns="Class logits of each token up to `length`",
        extents=(*_EVERY, use.extents[-1]),
        read_out=spec.context,
        attention=_BIDIRECTIONAL.format(whole="sequence"),
        pooled="tokens",
        window="tokens of a sequence; the rest of a longer one is cut off",
    )


_USES: dict[str, Callable[[Transformer, Any], Use]] = {
    "next_token": _next_token,
    "masked_token": _masked_token,
    "label": _classifier,
    "labels": _tagger,
    "completion": _completion,
}
