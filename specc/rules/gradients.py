"""Rules about optimizers with per-example gradients."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.optimizer import nested
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule
from specc.rules.statistics import batch_norm, own_statistics

_ACCUMULATE = ("train", "accumulate")


def _per_example(resolved: Resolved) -> bool:
    return bool(type(resolved.optimizer).gradients == "per_example")


@rule("G101", "batch norm with per-example gradients")
def norm_mixes_examples(resolved: Resolved) -> Iterator[Found]:
    """With batch norm, the output for an example depends on the other examples of the batch.

    So the gradient of an example is not its own, and clipping it does not bound its influence: the
    privacy that `dpsgd` provides would be lost silently. Layer norm treats each example separately.
    """
    if not _per_example(resolved):
        return
    kind = resolved.optimizer.type
    if batch_norm(resolved):
        path = ("model", "norm")
        yield Found(path, f"{kind} needs per-example gradients", (), Fix(path, "layer"))
    elif own_statistics(resolved):
        label = f"it keeps statistics of batches, and {kind} needs per-example gradients"
        yield Found(("model",), label)


@rule("G102", "mixed examples with per-example gradients")
def mixing_needs_pairs(resolved: Resolved) -> Iterator[Found]:
    """Mixup and cutmix blend two examples into one.

    Its gradient depends on both, so clipping it bounds neither. With gradients of single
    examples, there is also no other example to mix with.
    """
    for number, item in enumerate(resolved.spec.data.augment):
        if _per_example(resolved) and item.mixes:
            path = ("data", "augment", number)
            label = f"{resolved.optimizer.type} needs per-example gradients"
            yield Found(path, label, (), Fix(path, None))


@rule("G103", "micro-batches with per-example gradients")
def examples_are_not_added_up(resolved: Resolved) -> Iterator[Found]:
    """`accumulate` adds up the gradients of micro-batches.

    An optimizer that clips the gradient of each example and adds noise once to their sum needs all
    of them at once. Use smaller batches to save memory.
    """
    if _per_example(resolved) and resolved.spec.train.accumulate is not None:
        label = f"{resolved.optimizer.type} needs the gradients of all examples at once"
        yield Found(_ACCUMULATE, label, (), Fix(_ACCUMULATE, None))


@rule("G104", "weights with per-example gradients")
def weights_cancel(resolved: Resolved) -> Iterator[Found]:
    """The loss of a batch is a weighted mean: each weight is divided by the sum of all.

    A per-example gradient is that of a batch of one, where the weight cancels: all examples would
    count the same, silently. The bound on the influence of an example is the same for all of them,
    too.
    """
    if not _per_example(resolved):
        return
    kind, spec = resolved.optimizer.type, resolved.spec
    if getattr(spec.data.source, "weight", None):
        path = ("data", "source", "weight")
        yield Found(path, f"{kind} needs per-example gradients", (), Fix(path, None))
    if getattr(spec.task.goal, "class_weights", None):
        path = ("task", "loss", "class_weights")
        yield Found(path, f"{kind} needs per-example gradients", (), Fix(path, None))


@rule("G105", "a loss scale with per-example gradients")
def scaled_before_the_clip(resolved: Resolved) -> Iterator[Found]:
    """Per-example gradients are clipped to a norm, and a loss scale multiplies them before that.

    Clipping and noise would apply to scaled gradients. bfloat16 has the range of float32 and needs no
    loss scale.
    """
    scale = getattr(resolved.spec.precision, "loss_scale", None)
    if _per_example(resolved) and scale is not None:
        label = f"{resolved.optimizer.type} bounds the gradient of each example"
        yield Found(("precision",), label, (), Fix(("precision",), "bfloat16"))


def _asks(resolved: Resolved) -> tuple[Path, str] | None:
    """An optimizer that wants loss or gradients at other weights, and where it stands."""
    for path, block in nested(resolved.spec.optimizer):
        if {"value_fn", "obj_fn", "grad_fn"} & set(type(block).extra_args):
            return ("optimizer", *path, "type"), block.type
    return None


@rule("G106", "an optimizer that evaluates other weights, with per-example gradients")
def examples_are_looked_at_again(resolved: Resolved) -> Iterator[Found]:
    """Line searches, SAM and Sophia evaluate the loss, or its gradient, at other weights.

    The influence of an example is only bounded if the clipped and noisy gradients are all that is
    computed from the data.
    """
    asks = _asks(resolved)
    if _per_example(resolved) and asks is not None:
        path, kind = asks
        yield Found(path, f"{kind} evaluates the loss at other weights")


@rule("G107", "a loss scale with an optimizer that evaluates other weights")
def scale_reaches_the_search(resolved: Resolved) -> Iterator[Found]:
    """Line searches, SAM and Sophia evaluate the loss, or its gradient, at other weights.

    A loss scale multiplies those values, and they would be compared with unscaled ones. bfloat16
    has the range of float32 and needs no loss scale.
    """
    asks = _asks(resolved)
    if asks is not None and getattr(resolved.spec.precision, "loss_scale", None) is not None:
        label = f"{asks[1]} evaluates the loss at other weights"
        yield Found(("precision",), label, (), Fix(("precision",), "bfloat16"))
