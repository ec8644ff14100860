"""Rules about the evidence lower bound."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.losses.generation.elbo import Elbo
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_FREE_BITS = ("task", "loss", "free_bits")
_SAMPLES = ("task", "loss", "importance_samples")


def _loss(resolved: Resolved) -> Elbo | None:
    loss = getattr(resolved.spec.task, "loss", None)
    return loss if isinstance(loss, Elbo) else None


@rule("G108", "free bits with per-example gradients")
def free_bits_mix_examples(resolved: Resolved) -> Iterator[Found]:
    """Free bits compare a mean over the batch with a bound, so the loss of an example depends on the others.

    With gradients of single examples, that mean would be of one example.
    """
    loss = _loss(resolved)
    if loss is not None and loss.free_bits and resolved.optimizer.gradients == "per_example":
        label = f"{resolved.optimizer.type} needs per-example gradients"
        yield Found(_FREE_BITS, label, (), Fix(_FREE_BITS, None))


@rule("L130", "importance samples without evaluation")
def bound_is_never_evaluated(resolved: Resolved) -> Iterator[Found]:
    """The importance-weighted bound is for evaluation; training goes by the bound of one sample.

    Without held-out, evaluation or test examples, there is nothing to evaluate.
    """
    loss = _loss(resolved)
    if loss is None or loss.importance_samples is None:
        return
    if not any(part.rows for part in resolved.parts):
        yield Found(_SAMPLES, "there are no examples to evaluate", (), Fix(_SAMPLES, None))
