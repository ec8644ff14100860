"""Rules about models."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.change import values
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.image_models import models_of
from specc.rules.registry import Found, rule, warning
from specc.rules.statistics import batch_norm, is_linear, moving_statistics

_PATH = ("model",)
_NORM = ("model", "norm")
_FEW = 8  # examples whose variance is still a usable estimate
_BATCH_MOMENTUM = 0.99  # flax.nnx's, which a spec cannot change
_UNCONVERGED = 0.05  # share of the initial statistics that no longer matters
_MOST_DROPOUT = 0.7


def _alone(resolved: Resolved) -> bool:
    """Whether an activation has no others to compare with; those of a convolution have, in their map."""
    convolves = getattr(resolved.spec.model, "inputs", "any") == "image"
    return resolved.micro_batch == 1 and not convolves


@rule("M101", "batch norm over batches of one example")
def batch_norm_of_one(resolved: Resolved) -> Iterator[Found]:
    """Batch norm subtracts the mean of the batch, or micro-batch, from each example.

    With one example the mean is the example itself, so all inputs become 0 and the model only
    learns how frequent the classes are.
    """
    if batch_norm(resolved) and _alone(resolved):
        label = "in a batch of 1, every activation minus its mean is 0"
        yield Found(_NORM, label, ("layer norm does not depend on the batch",), Fix(_NORM, "layer"))


@warning("M102", "batch norm over very small batches")
def batch_norm_of_few(resolved: Resolved) -> Iterator[Found]:
    """Batch norm estimates mean and variance from one batch, or micro-batch.

    With few examples the estimates are noisy and differ from the running statistics that evaluation
    uses, so evaluation is much worse than training. Use larger batches, or layer norm.
    """
    size = resolved.micro_batch
    if batch_norm(resolved) and size < _FEW and not _alone(resolved):
        label = f"mean and variance are estimated from {counted(size, 'example')}"
        yield Found(_NORM, label, (f"at least {_FEW} are advisable",), Fix(_NORM, "layer"))


@warning("M103", "the run is too short for batch norm's running statistics")
def statistics_never_converge(resolved: Resolved) -> Iterator[Found]:
    """In evaluation, batch norm uses running statistics, which move by 1% with each batch, or micro-batch.

    Means start at 0 and variances at 1. After a short run they are still close to that, so
    evaluation is poor even if the training metrics are fine. Train for at least 300 steps, or use
    layer norm. Statistics that are frozen, recomputed for averaged weights, or those of another run
    (`init_from`) are no problem.
    """
    if resolved.spec.init_from is not None:
        return
    steps = resolved.clock.steps
    micro_batches = resolved.spec.train.accumulate or 1
    initial = _BATCH_MOMENTUM ** (steps * micro_batches)
    scored = resolved.spec.evaluate or resolved.test.rows
    if not moving_statistics(resolved) or not scored:
        return
    if steps > 0 and initial > _UNCONVERGED:
        each = f" of {micro_batches} micro-batches" if micro_batches > 1 else ""
        yield Found(
            _NORM,
            f"after {counted(steps, 'step')}{each}, {initial:.0%} of the running statistics is their initial"
            " value",
            ("evaluation differs from training",),
            Fix(_NORM, "layer"),
        )


@warning("M106", "most activations are dropped")
def dropout_is_keep(resolved: Resolved) -> Iterator[Found]:
    """`dropout` is the fraction of activations set to 0 in training, not the fraction kept.

    0.1 to 0.5 is usual; above 0.7 little is left to learn from. Older libraries had `keep_prob`:
    0.9 there is a dropout of 0.1.
    """
    written = getattr(resolved.spec.model, "dropout", None)
    if isinstance(written, bool | None) or is_linear(resolved):
        return
    for path, dropout in values(written, (*_PATH, "dropout")):
        if dropout > _MOST_DROPOUT:
            kept = 1 - dropout
            label = f"only {kept:.2g} of each layer's activations remain in training"
            yield Found(path, label, (), Fix(path, f"{round(kept, 2) or 0.1:g}"))


@rule("M123", "batch norm in a generative model")
def batch_norm_generates(resolved: Resolved) -> Iterator[Found]:
    """Batch norm mixes the examples of a batch, and moves its running statistics with each of them.

    In a generative adversarial network each network sees real and generated batches in turn, so that the
    statistics are of neither, and a logit depends on the other examples; in an autoencoder, so does a bound.
    Layer norm has no statistics.
    """
    if resolved.spec.task.supervised:
        return
    for path, model in models_of(resolved):
        norm = getattr(model, "norm", None)
        generates = "predict" not in model.provides  # others are another mistake
        if norm is not None and norm.keeps_statistics and generates:
            label = f"{model.type} is trained without running statistics"
            yield Found((*path, "norm"), label, (), Fix((*path, "norm"), "layer"))
