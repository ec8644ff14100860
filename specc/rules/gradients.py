"""Mistakes with optimizers that take a gradient for each example."""

from __future__ import annotations

from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule
from specc.rules.statistics import batch_norm, own_statistics
from specc.spec.diagnostics import Fix, Path
from specc.spec.optimizer import nested

_ACCUMULATE = ("train", "accumulate")


def _per_example(resolved: Resolved) -> bool:
    return bool(type(resolved.optimizer).gradients == "per_example")


@rule("G101", "batch norm, and a gradient for each example")
def norm_mixes_examples(resolved: Resolved) -> Iterator[Found]:
    """Batch norm makes the output for an example depend on the others of its batch.

    Then the gradient of an example is not its own, and to clip it bounds nothing of what the
    example can change: the privacy that `dpsgd` is for would be lost without a word. Layer norm
    looks at each example alone.
    """
    if not _per_example(resolved):
        return
    kind = resolved.optimizer.type
    if batch_norm(resolved):
        path = ("model", "norm")
        yield Found(path, f"{kind} takes examples one by one", (), Fix(path, "layer"))
    elif own_statistics(resolved):
        label = f"it keeps statistics of batches, and {kind} takes examples one by one"
        yield Found(("model",), label)


@rule("G102", "mixed examples, and a gradient for each example")
def mixing_needs_pairs(resolved: Resolved) -> Iterator[Found]:
    """Mixup and cutmix make an example of two.

    Its gradient is that of both, and a clip that is meant for one bounds neither. Taken one by one,
    an example could only be mixed with itself.
    """
    for number, item in enumerate(resolved.spec.data.augment):
        if _per_example(resolved) and item.mixes:
            path = ("data", "augment", number)
            label = f"{resolved.optimizer.type} takes examples one by one"
            yield Found(path, label, (), Fix(path, None))


@rule("G103", "micro-batches, and a gradient for each example")
def examples_are_not_added_up(resolved: Resolved) -> Iterator[Found]:
    """`accumulate` adds up the gradients of micro-batches, each a sum over its examples.

    An optimizer that clips the gradient of each example, and draws noise once for their sum, has to
    see all of them at once: optax's `differentially_private_aggregate` does both in one update.
    Take smaller batches to save memory.
    """
    if _per_example(resolved) and resolved.spec.train.accumulate is not None:
        label = f"{resolved.optimizer.type} takes the gradients of all examples at once"
        yield Found(_ACCUMULATE, label, (), Fix(_ACCUMULATE, None))


@rule("G104", "weights, and a gradient for each example")
def weights_cancel(resolved: Resolved) -> Iterator[Found]:
    """The loss of a batch is the mean by weights: the weight of an example over that of all of them.

    A gradient for each example is that of a batch of one, where the two are the same and cancel: every
    example would count the same again, without a word. The bound on what an example can change, which
    the noise is for, is the same for each of them as well.
    """
    if not _per_example(resolved):
        return
    kind, spec = resolved.optimizer.type, resolved.spec
    if getattr(spec.data.source, "weight", None):
        path = ("data", "source", "weight")
        yield Found(path, f"{kind} takes examples one by one", (), Fix(path, None))
    if getattr(spec.task.goal, "class_weights", None):
        path = ("task", "loss", "class_weights")
        yield Found(path, f"{kind} takes examples one by one", (), Fix(path, None))


@rule("G105", "a loss scale, and a gradient for each example")
def scaled_before_the_clip(resolved: Resolved) -> Iterator[Found]:
    """The gradients of examples are clipped to a norm, and a loss scale multiplies them before that.

    The clip, and the noise that goes with it, would be those of other gradients. bfloat16 has the range
    of float32 and needs no scale.
    """
    scale = getattr(resolved.spec.precision, "loss_scale", None)
    if _per_example(resolved) and scale is not None:
        label = f"{resolved.optimizer.type} bounds the gradient of each example"
        yield Found(("precision",), label, (), Fix(("precision",), "bfloat16"))


def _asks(resolved: Resolved) -> tuple[Path, str] | None:
    """An optimizer that wants loss or gradients at other weights, and where it stands."""
    for path, block in nested(resolved.spec.optimizer):
        if {"value_fn", "obj_fn", "grad_fn"} & set(type(block).needs):
            return ("optimizer", *path, "type"), block.type
    return None


@rule("G106", "an optimizer that looks elsewhere, and a gradient for each example")
def examples_are_looked_at_again(resolved: Resolved) -> Iterator[Found]:
    """Line searches, SAM and Sophia ask for the loss, or its gradient, at other weights.

    What one example can change is only bounded if nothing but the clipped and blurred gradients is
    made of the data: a loss that is looked at besides them would give it away.
    """
    asks = _asks(resolved)
    if _per_example(resolved) and asks is not None:
        path, kind = asks
        yield Found(path, f"{kind} looks at other weights than those of the step")


@rule("G107", "a loss scale, and an optimizer that looks elsewhere")
def scale_reaches_the_search(resolved: Resolved) -> Iterator[Found]:
    """Line searches, SAM and Sophia ask for the loss, or its gradient, at other weights.

    A loss scale multiplies both, so that they would be compared with others that it does not multiply.
    bfloat16 has the range of float32 and needs no scale.
    """
    asks = _asks(resolved)
    if asks is not None and getattr(resolved.spec.precision, "loss_scale", None) is not None:
        label = f"{asks[1]} asks for the loss at other weights"
        yield Found(("precision",), label, (), Fix(("precision",), "bfloat16"))
