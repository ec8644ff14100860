"""Rules about transformers."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.models.transformer import Transformer
from specc.resolve.resolved import Resolved
from specc.rules.image_models import divisors
from specc.rules.registry import Found, rule, warning
from specc.rules.token_rows import has_token_rows

_BY_ARRAY = frozenset({"adafactor", "fromage", "galore", "lamb", "lars", "muon", "novograd"})
"""Optimizers that take an array for a layer: by its norm, or as a matrix."""
_CHAINED_BY_ARRAY = ("centralize", "adaptive_grad_clip", "clip_by_block_rms", "trust_ratio")


@rule("M170", "positions need pairs of features")
def features_are_odd(resolved: Resolved) -> Iterator[Found]:
    """Rotary positions rotate the features of a head in pairs, and sinusoidal ones come in pairs.

    So the width of a head, or of the model, must be even.
    """
    model = resolved.spec.model
    if not isinstance(model, Transformer) or model.width % model.heads:
        return
    head, kind = model.width // model.heads, model.positions.type
    wide = head if kind == "rotary" else model.width
    if model.positions.pairs and wide % 2:
        what = "a head has" if kind == "rotary" else "a vector has"
        width = 2 * model.heads * max(1, round(head / 2))
        path = ("model", "width")
        yield Found(path, f"{kind}: {what} {wide:,} features", (), Fix(path, str(width)))


@rule("M171", "the heads of keys and values do not divide those of queries")
def heads_are_not_shared(resolved: Resolved) -> Iterator[Found]:
    """With grouped queries, each head of keys and values serves the same number of heads of queries."""
    model = resolved.spec.model
    if not isinstance(model, Transformer) or model.kv_heads is None:
        return
    if model.heads % model.kv_heads:
        path, heads = ("model", "kv_heads"), model.kv_heads
        fits = max(n for n in divisors(model.heads) if n <= heads)
        label = f"{model.heads:,} heads cannot share {heads:,}"
        yield Found(path, label, (), Fix(path, str(fits)))


@rule("L191", "an option of the model for another task")
def option_is_for_another_task(resolved: Resolved) -> Iterator[Found]:
    """Some options of a transformer depend on what it predicts.

    `pool` says what a label of a text is predicted from; a model of tokens predicts one from each. With
    `tie_embeddings` the outputs are tokens: labels have no embedding. A sliding `window` ends with the token
    that sees it, which is for predicting the next one; what predicts labels or hidden tokens sees both sides.
    """
    model = resolved.spec.model
    if not isinstance(model, Transformer):
        return
    labels = has_token_rows(resolved) and resolved.spec.task.layout == "rows"
    pools = labels and not resolved.spec.task.per_token
    what = "labels" if labels else "tokens"
    loss = getattr(resolved.spec.task, "loss", None)
    causal = "next_token" in getattr(loss, "networks", {}).get("model", ())
    chosen = model.model_fields_set
    given = {
        "pool": model.pool is not None and not pools,
        "tie_embeddings": labels and model.tie_embeddings and "tie_embeddings" in chosen,
        "window": model.window is not None and not causal,
    }
    for name, wrong in given.items():
        if wrong:
            path = ("model", name)
            where = f"{resolved.spec.task.type} predicts {what}"
            label = f"{where}, and sees both sides of each token" if name == "window" else where
            yield Found(path, label, (), Fix(path, None))


@rule("M172", "not possible with a scan over layers")
def scan_is_not_for_all(resolved: Resolved) -> Iterator[Found]:
    """With `scan: true` the parameters of all blocks are stacked: each array has a first axis of layers.

    Dropout would need a random key for each layer. Optimizers and transformations that take an array for a
    layer, by its norm or as a matrix, would take all layers for one.
    """
    model = resolved.spec.model
    if not isinstance(model, Transformer) or not model.scan:
        return
    fix = Fix(("model", "scan"), "false")
    if model.dropout != 0:
        yield Found(("model", "dropout"), "the blocks are stacked", (), fix)
    label = "takes each array for a layer, and these are stacked"
    for item in resolved.optimizers:
        if item.written.type in _BY_ARRAY:
            yield Found((*item.path, "type"), f"{item.written.type} {label}", (), fix)
        for name in _CHAINED_BY_ARRAY:
            if getattr(item.written, name, None):
                path: Path = (*item.path, name)
                yield Found(path, f"it {label}", (), fix)


@warning("M173", "a window that restricts nothing")
def window_is_as_long(resolved: Resolved) -> Iterator[Found]:
    """Each token sees the `window - 1` tokens before it, and the context is no longer than that.

    Make it shorter than the context, or leave it out.
    """
    model = resolved.spec.model
    if isinstance(model, Transformer) and model.window and model.window >= model.context:
        path, label = ("model", "window"), f"{model.window:,}, and the context is {model.context:,}"
        yield Found(path, label, (), Fix(path, None))
