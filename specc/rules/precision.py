"""Mistakes in what is computed in less than float32, and in what is computed anew."""

from __future__ import annotations

from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.spec.change import highest
from specc.spec.diagnostics import Fix
from specc.spec.model import Deep
from specc.spec.precisions.bfloat16 import Bfloat16
from specc.spec.precisions.float16 import Float16

_PARAMS = ("precision", "params")
_SCALE = ("precision", "loss_scale")

_HALF_ULP = 2.0**-9
"""Taken from a bfloat16 of 1, less than this is lost."""


def _rounds_weights(resolved: Resolved) -> bool:
    """Whether the parameters that are updated are less than float32."""
    written = resolved.spec.precision
    return isinstance(written, Bfloat16) and written.params == "bfloat16"


@warning("P031", "the learning rate is too small to move a weight of this precision")
def rate_is_rounded_away(resolved: Resolved) -> Iterator[Found]:
    """Adam's updates have about the size of the learning rate, and these weights are bfloat16.

    They have 8 bits: a change of less than 2e-3 to a weight of 1 rounds to no change. Scales of norms
    start at 1 and stay there, and most weights move now and then or never. `params: float32` keeps
    what each step adds, and still computes in bfloat16.
    """
    optimizer = resolved.optimizer
    peak = max(peak for _, peak in optimizer.learning_rate.peaks())
    if _rounds_weights(resolved) and type(optimizer).normalizes and peak < _HALF_ULP:
        label = f"steps of {peak:g} change no weight of 1: the least that does is {_HALF_ULP:.2g}"
        yield Found(_PARAMS, label, (), Fix(_PARAMS, "float32"))


@warning("P032", "the second moment is too coarse to move")
def moment_is_frozen(resolved: Resolved) -> Iterator[Found]:
    """Moments have the dtype of the parameters, and each step changes the second by `1 - b2` of itself.

    In bfloat16 a change of less than 2e-3 of a number is lost, and `1 - 0.999` is less than that: the
    mean of squares stays what the largest gradients have made it. `params: float32` keeps it exact; a
    `b2` of 0.99 forgets in steps that are large enough.
    """
    b2 = max(highest(getattr(item.written, "b2", 0.0)) for item in resolved.optimizers)
    if _rounds_weights(resolved) and 1 - b2 < _HALF_ULP:
        label = f"a step changes it by {1 - b2:.2g} of itself, and bfloat16 keeps {_HALF_ULP:.2g} or more"
        yield Found(_PARAMS, label, (f"b2 is {b2:g}",), Fix(_PARAMS, "float32"))


@warning("P101", "a loss scale that is not needed")
def scale_is_idle(resolved: Resolved) -> Iterator[Found]:
    """The loss is scaled so that small gradients do not become 0 and large ones not infinite.

    bfloat16 has the range of float32, so what is representable there is representable here. The scale
    costs two passes over the gradients and a test of each step, for nothing.
    """
    written = resolved.spec.precision
    if isinstance(written, Bfloat16) and written.loss_scale is not None:
        label = "bfloat16 has the range of float32"
        yield Found(_SCALE, label, (), Fix(_SCALE, None))


@warning("P102", "gradients in float16 without a loss scale")
def scale_is_missing(resolved: Resolved) -> Iterator[Found]:
    """float16 has no number between 0 and 6e-8, and many gradients of a network are there.

    They become 0, and the weights before them stop training while the loss goes on falling a little.
    Scaled by a factor that is adapted, they are not lost (Micikevicius et al. 2018).
    """
    written = resolved.spec.precision
    if isinstance(written, Float16) and written.loss_scale is None:
        label = "gradients below 6e-08 become 0"
        yield Found(_SCALE, label, ("leave loss_scale out to have one",), Fix(_SCALE, "{}"))


@warning("P049", "there is nothing to compute anew")
def remat_of_one_block(resolved: Resolved) -> Iterator[Found]:
    """The backward pass computes each block anew, from what went into it, one block at a time.

    That saves the insides of all blocks but one. With a single block nothing is saved, and its forward
    pass is taken twice.
    """
    model = resolved.spec.model
    if isinstance(model, Deep) and model.remat and model.blocks == 1:
        path = ("model", "remat")
        yield Found(path, "the model has one block", (), Fix(path, "false"))


@rule("P034", "an average of weights that are too coarse for it")
def average_is_rounded_away(resolved: Resolved) -> Iterator[Found]:
    """An average takes in a small share of the weights of each step, and it has their dtype.

    In bfloat16 a share of less than 2e-3 is lost, so that a decay of 0.999 keeps the average where it
    began. `params: float32` keeps weights and average exact, and still computes in bfloat16.
    """
    if _rounds_weights(resolved) and resolved.spec.average is not None:
        label = f"bfloat16 keeps changes of {_HALF_ULP:.2g} of a weight or more"
        yield Found(_PARAMS, label, (), Fix(_PARAMS, "float32"))
