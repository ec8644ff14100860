"""Rules about bfloat16."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.change import highest
from specc.language.precisions.bfloat16 import Bfloat16
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_PARAMS = ("precision", "params")
_SCALE = ("precision", "loss_scale")

_HALF_ULP = 2.0**-9
"""Half a unit in the last place of a bfloat16 just below 1; smaller changes are rounded away."""


def _rounds_weights(resolved: Resolved) -> bool:
    """Whether the parameters that are updated are less than float32."""
    written = resolved.spec.precision
    return isinstance(written, Bfloat16) and written.params == "bfloat16"


@warning("P031", "the learning rate is too small to change a weight in this precision")
def rate_is_rounded_away(resolved: Resolved) -> Iterator[Found]:
    """Adam's updates are about as large as the learning rate, and these weights are bfloat16.

    bfloat16 has 8 bits: a change of less than 2e-3 to a weight of 1 is rounded away. Norm scales
    stay at 1 and most weights rarely change. `params: float32` keeps every update and still
    computes in bfloat16.
    """
    optimizer = resolved.optimizer
    peak = max(peak for _, peak in optimizer.learning_rate.peaks())
    if _rounds_weights(resolved) and type(optimizer).normalizes and peak < _HALF_ULP:
        label = f"updates of {peak:g} do not change a weight of 1; the smallest change is {_HALF_ULP:.2g}"
        yield Found(_PARAMS, label, (), Fix(_PARAMS, "float32"))


@warning("P032", "the second moment is too coarse to change")
def moment_is_frozen(resolved: Resolved) -> Iterator[Found]:
    """Moments have the dtype of the parameters; each step changes the second by a fraction of `1 - b2`.

    bfloat16 rounds away relative changes below 2e-3, and `1 - 0.999` is less: the second moment
    stays at what the largest gradients made it. Use `params: float32`, or a `b2` of 0.99.
    """
    b2 = max(highest(getattr(item.written, "b2", 0.0)) for item in resolved.optimizers)
    if _rounds_weights(resolved) and 1 - b2 < _HALF_ULP:
        label = f"a step changes it by {1 - b2:.2g} of itself; bfloat16 resolves {_HALF_ULP:.2g}"
        yield Found(_PARAMS, label, (f"b2 is {b2:g}",), Fix(_PARAMS, "float32"))


@warning("P101", "a loss scale that is not needed")
def scale_is_idle(resolved: Resolved) -> Iterator[Found]:
    """A loss scale keeps small gradients from becoming 0.

    bfloat16 has the range of float32, so its gradients do not need it. The scale costs two passes
    over the gradients and a check per step.
    """
    written = resolved.spec.precision
    if isinstance(written, Bfloat16) and written.loss_scale is not None:
        label = "bfloat16 has the range of float32"
        yield Found(_SCALE, label, (), Fix(_SCALE, None))


@rule("P034", "an average of weights in too low a precision")
def average_is_rounded_away(resolved: Resolved) -> Iterator[Found]:
    """An average takes a small fraction of the weights at each update, in their dtype.

    bfloat16 rounds away relative changes below 2e-3, so with a decay of 0.999 the average stays at
    its start. `params: float32` keeps weights and average exact and still computes in bfloat16.
    """
    if _rounds_weights(resolved) and resolved.spec.average is not None:
        label = f"bfloat16 rounds away relative changes below {_HALF_ULP:.2g}"
        yield Found(_PARAMS, label, (), Fix(_PARAMS, "float32"))
