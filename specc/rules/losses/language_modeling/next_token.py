"""Rules about the loss of the next token."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.losses.language_modeling.next_token import NextToken
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule


@rule("L180", "an ignored token that does not exist")
def ignored_is_unknown(resolved: Resolved) -> Iterator[Found]:
    """`ignore_index` is a token of the vocabulary, whose tokens are numbered from 0.

    In other libraries -100 marks targets to ignore; here the targets are the tokens themselves.
    """
    loss, vocabulary = getattr(resolved.spec.task, "loss", None), resolved.facts.vocabulary
    if not isinstance(loss, NextToken) or loss.ignore_index is None or vocabulary is None:
        return
    if loss.ignore_index >= vocabulary:
        path = ("task", "loss", "ignore_index")
        label = f"{loss.ignore_index:,}, and the last token is {vocabulary - 1:,}"
        yield Found(path, label, (), Fix(path, None))


@rule("L181", "tokens are drawn from rounded logits")
def draws_are_rounded(resolved: Resolved) -> Iterator[Found]:
    """Evaluation and sampling use the parameters in the dtype in which they are stored.

    With `params: float32` training still computes in bfloat16, and tokens are drawn from exact probabilities.
    """
    precision, loss = resolved.spec.precision, getattr(resolved.spec.task, "loss", None)
    if isinstance(loss, NextToken) and getattr(precision, "params", "float32") != "float32":
        path = ("precision", "params")
        yield Found(path, f"parameters are {precision.params}", (), Fix(path, "float32"))
