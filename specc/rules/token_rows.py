"""Rules about texts with labels, and other sequences of tokens that are examples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specc.document.diagnostics import Fix, Path
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
    """`pool` says what a label of a text is predicted from; a model of tokens predicts one from each.

    `tie_embeddings` is for models whose outputs are tokens: labels have no embedding.
    """
    model: Any = resolved.spec.model
    labels, task = has_token_rows(resolved), resolved.spec.task.type
    if getattr(model, "pool", None) is not None and model.inputs == "tokens" and not labels:
        path: Path = ("model", "pool")
        yield Found(path, f"{task} predicts no label of a text", (), Fix(path, None))
    tied = "tie_embeddings" in model.model_fields_set and model.tie_embeddings
    if labels and model.inputs == "tokens" and tied:
        path = ("model", "tie_embeddings")
        yield Found(path, f"{task} predicts labels, not tokens", (), Fix(path, None))


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
