"""Rules about losses whose value is no measure of progress, and those that keep arrays in the state."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specc.language.optimizer import nested
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule

_SEARCHES = {"value", "value_fn", "obj_fn"}


@rule("L162", "an optimizer that follows the value of a loss that measures no progress")
def value_says_nothing(resolved: Resolved) -> Iterator[Found]:
    """The loss of contrastive divergence is the difference of two mean energies.

    Its gradient improves the model, but its value is near 0 from the first step to the last, and noisy. A
    line search, a step size by Polyak's rule or `reduce_on_plateau` would follow the noise.
    """
    loss: Any = getattr(resolved.spec.task, "loss", None)
    if getattr(loss, "measures_progress", True):
        return
    for path, block in nested(resolved.spec.optimizer):
        if _SEARCHES & set(type(block).extra_args):
            label = f"{block.type} asks for the value of {loss.type}, which measures no progress"
            yield Found(("optimizer", *path, "type"), label)
    rate = getattr(resolved.optimizer, "learning_rate", None)
    if getattr(rate, "type", "") == "reduce_on_plateau":
        label = f"{loss.type} has no plateau: its value measures no progress"
        yield Found((*resolved.optimizer_path, "learning_rate"), label)


@rule("L163", "an array in the state with per-example gradients")
def examples_share_an_array(resolved: Resolved) -> Iterator[Found]:
    """Some losses change an array from step to step, such as the chains of persistent contrastive divergence.

    Per-example gradients are computed as if each example were alone in its batch. Nothing would be left of
    the changes, and what the array keeps of the data would not be private.
    """
    loss: Any = getattr(resolved.spec.task, "loss", None)
    if getattr(loss, "carries", "") and type(resolved.optimizer).gradients == "per_example":
        kind = resolved.optimizer.type
        label = f"{kind} needs per-example gradients, and {loss.type} keeps {loss.carries}"
        yield Found((*resolved.optimizer_path, "type"), label)
