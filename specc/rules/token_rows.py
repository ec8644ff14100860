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

_ROOM = 4 / 3
_CONTEXT: Path = ("model", "context")


def has_token_rows(resolved: Resolved) -> bool:
    """Whether each example is a sequence of tokens."""
    return bool(getattr(resolved.spec.data.source, "token_rows", False))


def _has_tokens(source: Any) -> bool:
    return bool(getattr(source, "token_rows", False) or getattr(source, "sequence", False))


@rule("L190", "the model is for other inputs")
def inputs_are_of_another_kind(resolved: Resolved) -> Iterator[Found]:
    """A transformer takes tokens, which are indices into a vocabulary; other models take quantities.

    Texts with labels, a source of type `texts`, are tokens: to a perceptron they would be quantities.
    Columns of a table, or the pixels of an image, are quantities, for which a transformer has no embeddings.
    """
    source = resolved.spec.data.source
    if resolved.spec.task.layout != "rows":  # another rule has those
        return
    tokens = _has_tokens(source)
    for path, model in models_of(resolved):
        takes = getattr(model, "inputs", "any") == "tokens"
        if takes and not tokens:
            label = f"{model.type} takes tokens, and {source.type} has none"
            yield Found((*path, "type"), label, ("texts with labels are a source of type texts",))
        elif has_token_rows(resolved) and not takes:
            label = f"{source.type} has tokens, and {model.type} takes numbers"
            yield Found((*path, "type"), label, ("a transformer takes tokens",))


@warning("L192", "the context is longer than any text")
def context_is_never_filled(resolved: Resolved) -> Iterator[Found]:
    """Every example is padded to `context` tokens, and a step spends time on the padding, too.

    The length of the longest example is enough, and up to a third more is not worth a warning. Texts that are
    longer than the context are cut off at the end, so a smaller one is quicker and may lose what matters.
    """
    context = getattr(resolved.spec.model, "context", None)
    if not has_token_rows(resolved) or context is None:
        return
    longest = max(item.facts.shape[0] for item in source_facts(resolved))
    if context > _ROOM * longest:
        unit = resolved.spec.data.source.unit
        label = f"{context:,}, and the longest example has {counted(longest, unit)}"
        yield Found(_CONTEXT, label, (), Fix(_CONTEXT, str(longest)))


@rule("L194", "labels of texts and labels of tokens do not mix")
def labels_are_of_something_else(resolved: Resolved) -> Iterator[Found]:
    """`token_classification` predicts a tag for each token, which a source of type `labeled_words` has.

    Other tasks predict one label, or number, of an example: texts with labels are of type `texts`.
    """
    task = resolved.spec.task
    for item in source_facts(resolved):
        tags = getattr(item.source, "per_token", False)
        if task.layout == "rows" and tags != task.per_token:
            has = "a tag for each token" if tags else "one target for each example"
            needs = "one for each token" if task.per_token else "a label of each example"
            yield Found(item.place, f"{item.source.type} has {has}, and {task.type} needs {needs}")


@rule("L195", "balanced weights of classes of tokens")
def tags_cannot_be_balanced(resolved: Resolved) -> Iterator[Found]:
    """Balanced weights follow from the number of examples of each class, and tokens are not examples.

    Give a weight for each class.
    """
    task = resolved.spec.task
    path: Path = ("task", "loss", "class_weights")
    if task.per_token and getattr(task.goal, "class_weights", None) == "balanced":
        yield Found(path, "it is for classes of examples", (), Fix(path, None))
