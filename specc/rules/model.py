"""Rules about models."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.change import values
from specc.language.initializers.zeros import Zeros
from specc.language.models.mlp import Mlp
from specc.language.norms.layer import LayerNorm
from specc.language.optimizer import nested
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.rules.statistics import batch_norm, is_linear, moving_statistics

_PATH = ("model",)
_NORM = ("model", "norm")
_FEW = 8  # examples whose variance is still a usable estimate
_BATCH_MOMENTUM = 0.99  # flax.nnx's, which a spec cannot change
_UNCONVERGED = 0.05  # share of the initial statistics that no longer matters
_MOST_DROPOUT = 0.7
_TERABYTE = 2**40

_DEPTHS = {"sigmoid": 4, "gelu": 10, "silu": 10, "softplus": 10, "relu": 20, "leaky_relu": 20}
"""Hidden layers through which, without a norm, about a thousandth of the gradient gets at the
start.

As measured with flax's initialization, 64 units wide; the activations that are not listed stand 32.
"""


def _alone(resolved: Resolved) -> bool:
    """Whether an activation has no others to compare with; those of a convolution have, in their map."""
    return isinstance(resolved.spec.model, Mlp) and resolved.micro_batch == 1


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
    layer norm. Statistics that are frozen, or recomputed for averaged weights, are not meant.
    """
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


@rule("M104", "layer norm over a single unit")
def layer_norm_of_one(resolved: Resolved) -> Iterator[Found]:
    """Layer norm subtracts the mean over the units of a layer from each of them.

    A single unit equals its own mean, so the layer always outputs 0, and nothing after it can learn
    from the data.
    """
    model = resolved.spec.model
    if isinstance(model, Mlp) and isinstance(model.norm, LayerNorm) and 1 in model.hidden:
        path = (*_PATH, "hidden", model.hidden.index(1))
        label = "one unit minus its own mean is 0 for every example"
        yield Found(path, label, (), Fix(_NORM, "null"))


@rule("M105", "a setting for hidden layers, and there are none")
def nothing_hidden(resolved: Resolved) -> Iterator[Found]:
    """Norm, activation and dropout belong to hidden layers, and this model has none.

    It is a linear classifier. Add `hidden` widths, or remove the setting. The same applies to
    `init` beside `output_init`.
    """
    model = resolved.spec.model
    if isinstance(model, Mlp) and not model.hidden:
        for name in ("norm", "dropout", "activation"):
            if getattr(model, name) != type(model).model_fields[name].default:
                path = (*_PATH, name)
                yield Found(path, f"hidden is [], so {name} has no effect", (), Fix(path, None))
        if model.init is not None and model.output_init is not None:
            path = (*_PATH, "init")
            label = "hidden is [], so output_init is for the only layer"
            yield Found(path, label, (), Fix(path, None))


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


@warning("M107", "the gradient vanishes in so many layers without a norm")
def gradient_vanishes(resolved: Resolved) -> Iterator[Found]:
    """Each hidden layer passes on part of the gradient; sigmoid at most a quarter.

    Over many layers it shrinks by orders of magnitude, and so does the signal in the forward pass:
    the loss stays at the logarithm of the number of classes. A norm prevents this.
    """
    model = resolved.spec.model
    if not isinstance(model, Mlp) or model.norm is not None or model.init is not None:
        return
    most = _DEPTHS.get(model.activation, len(model.hidden))
    if len(model.hidden) > most:
        label = (
            f"{len(model.hidden)} layers of {model.activation}, which hardly train beyond {most}"
        )
        yield Found((*_PATH, "hidden"), label, (), Fix(_NORM, "layer"))


@warning("M108", "the model does not fit into memory")
def model_is_huge(resolved: Resolved) -> Iterator[Found]:
    """Each weight takes 4 bytes, its gradient another 4, and the optimizer's state more: 8 for Adam.

    The trainer keeps all of it on one device, and stops with an error before the first step if it
    does not fit. The warning applies above 1 TiB, more than any device has.
    """
    model = resolved.spec.model
    if not isinstance(model, Mlp):
        return
    widths = (math.prod(resolved.facts.shape), *model.hidden, resolved.outputs or 1)
    weights = sum(inputs * outputs for inputs, outputs in itertools.pairwise(widths))
    kept = sum(type(block).moments for _, block in nested(resolved.spec.optimizer))
    size = 4 * weights * (2 + kept)
    if size > _TERABYTE:
        sizes = " → ".join(f"{width:,}" for width in widths[:4])
        layers = sizes if len(widths) <= 4 else f"{sizes} → …"
        label = f"{weights:,} weights ({layers}) take {size / _TERABYTE:,.1f} TiB in training"
        yield Found((*_PATH, "hidden"), label)


@rule("M109", "all weights start at 0")
def nothing_begins(resolved: Resolved) -> Iterator[Found]:
    """A layer of zeros always outputs 0 and passes no gradient to the layers before it.

    With several in a row no weight ever changes. Only the last layer can start at 0: `output_init:
    zeros`.
    """
    model = resolved.spec.model
    if isinstance(getattr(model, "init", None), Zeros) and not is_linear(resolved):
        path = (*_PATH, "init")
        yield Found(path, "no weight would ever change", (), Fix(path, None))
