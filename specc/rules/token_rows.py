"""Rules about texts with labels, and other sequences of tokens that are examples."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from specc.document.diagnostics import Fix, Path
from specc.language.losses.language_modeling.masked_token import MaskedToken
from specc.language.models.transformer import Transformer
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.image_models import models_of
from specc.rules.registry import Found, rule, warning
from specc.rules.source_facts import source_facts

_CONTEXT: Path = ("model", "context")


def has_token_rows(resolved: Resolved) -> bool:
    """Whether each example is a sequence of tokens."""
    return bool(getattr(resolved.spec.data.source, "token_rows", False))


def _has_tokens(source: Any) -> bool:
    return bool(getattr(source, "token_rows", False) or getattr(source, "sequence", False))


@rule("L190", "the model is for other inputs")
def inputs_are_of_another_kind(resolved: Resolved) -> Iterator[Found]:
    """A transformer takes tokens, which are numbers of a vocabulary; other models take quantities.

    Texts with labels, a source of type `texts`, are tokens: to a perceptron their numbers would mean sizes.
    Columns of a table, or the pixels of an image, are quantities, for which a transformer has no vectors.
    """
    source = resolved.spec.data.source
    tokens = _has_tokens(source)
    for path, model in models_of(resolved):
        takes = model.inputs == "tokens"
        if takes and not tokens:
            label = f"{model.type} takes tokens, and {source.type} has none"
            yield Found((*path, "type"), label, ("texts with labels are a source of type texts",))
        elif has_token_rows(resolved) and not takes:
            label = f"{source.type} has tokens, and {model.type} takes numbers"
            yield Found((*path, "type"), label, ("a transformer takes tokens",))


@rule("L191", "an option of the model for another task")
def option_is_for_another_task(resolved: Resolved) -> Iterator[Found]:
    """Some options of a transformer go with what it predicts.

    `pool` says what a label of a text is predicted from; a model of tokens predicts one from each. With
    `tie_embeddings` the outputs are tokens: labels have no embedding. A sliding `window` ends with the token
    that is seen from, which makes sense where the next one is predicted; what predicts labels or hidden tokens
    sees both sides.
    """
    model = resolved.spec.model
    if not isinstance(model, Transformer):
        return
    labels = has_token_rows(resolved)
    what = "labels" if labels else "tokens"
    loss = getattr(resolved.spec.task, "loss", None)
    causal = "next_token" in getattr(loss, "networks", {}).get("model", ())
    chosen = model.model_fields_set
    given = {
        "pool": model.pool is not None and not labels,
        "tie_embeddings": labels and model.tie_embeddings and "tie_embeddings" in chosen,
        "window": model.window is not None and not causal,
    }
    for name, wrong in given.items():
        if wrong:
            path = ("model", name)
            where = f"{resolved.spec.task.type} predicts {what}"
            label = f"{where}, and sees both sides of each token" if name == "window" else where
            yield Found(path, label, (), Fix(path, None))


@warning("L192", "the context is longer than any text")
def context_is_never_filled(resolved: Resolved) -> Iterator[Found]:
    """Every example is padded to `context` tokens, and a step computes what becomes of the padding, too.

    The length of the longest example is enough. Texts that are longer than the context are cut off at the
    end, so a smaller one is quicker and may lose what matters.
    """
    context = getattr(resolved.spec.model, "context", None)
    if not has_token_rows(resolved) or context is None:
        return
    longest = max(item.facts.shape[0] for item in source_facts(resolved))
    if context > longest:
        unit = resolved.spec.data.source.unit
        label = f"{context:,}, and the longest example has {counted(longest, unit)}"
        yield Found(_CONTEXT, label, (), Fix(_CONTEXT, str(longest)))


@rule("L193", "no token is hidden")
def nothing_is_hidden(resolved: Resolved) -> Iterator[Found]:
    """So many tokens of each window are hidden and predicted, to the nearest whole number; here none.

    Hide more, or use longer windows.
    """
    loss, context = getattr(resolved.spec.task, "loss", None), resolved.window
    if isinstance(loss, MaskedToken) and round(loss.hidden * context) < 1:
        path: Path = ("task", "loss", "hidden")
        label = f"{loss.hidden:g} of {counted(context, 'token')} is less than one"
        least = math.ceil(1000 / context) / 1000
        yield Found(path, label, (), Fix(path, f"{least:g}") if least < 1 else None)
