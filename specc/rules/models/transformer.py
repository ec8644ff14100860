"""Rules about transformers."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.models.transformer import Transformer
from specc.resolve.resolved import Resolved
from specc.rules.image_models import divisors
from specc.rules.registry import Found, rule


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
