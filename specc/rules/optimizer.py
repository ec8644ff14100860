"""Mistakes in optimizers: settings that undo each other, or that float32 cannot hold."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import Any

from annotated_types import Lt

from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.spec.diagnostics import Fix, Path
from specc.spec.optimizer import DecoupledDecay, Penalty, Update, nested

_HALF_ULP = 2.0**-24
"""Added to or taken from a float32 of 1, less than this is lost."""

_SMALLEST, _LARGEST = 2.0**-126, (2 - 2.0**-23) * 2.0**127
"""The normal numbers of float32; accelerators take smaller ones for 0."""


def _at(resolved: Resolved, *keys: str) -> Path:
    """A field of the optimizer with the learning rate."""
    return (*resolved.optimizer_path, *keys)


def _rate_fix(resolved: Resolved) -> Fix:
    """A usual peak, whether the schedule is written as a mapping or as a lone number."""
    schedule = resolved.optimizer.learning_rate
    lone = schedule.type == "constant" and schedule.warmup.number == 0
    where = ("learning_rate",) if lone else ("learning_rate", "peak")
    return Fix(_at(resolved, *where), type(resolved.optimizer).usual_rate)


def _memories(block: Update) -> Iterator[tuple[str, float]]:
    """The fields that are decay rates of moving averages: those that have to be less than 1."""
    for name, field in type(block).model_fields.items():
        values = getattr(block, name)
        below_one = Lt(1) in field.metadata or name == "betas"
        for value in values if isinstance(values, tuple) else (values,):
            if below_one and isinstance(value, float):
                yield name, value


@warning("O101", "the learning rate is very large for this optimizer")
def rate_is_large(resolved: Resolved) -> Iterator[Found]:
    """Adam's updates have about the size of the learning rate, whatever the size of the gradients.

    At a rate above 0.1 a step moves every weight further than the weights are large, and the loss
    jumps or becomes NaN; 1e-4 to 1e-2 is usual. SGD's rates depend on the gradients and are larger,
    but above 10 little trains. Often a rate was copied from a recipe for another optimizer, or
    lacks its exponent.
    """
    written = resolved.optimizer
    peak = written.learning_rate.peak
    most, usual = type(written).largest_rate, type(written).usual_rate
    if peak > most:
        yield Found(
            _at(resolved, "learning_rate", "peak"),
            f"{peak:g} is above {most:g}, and {usual} is usual for {written.type}",
            (),
            _rate_fix(resolved),
        )


@warning("O031", "the learning rate is too small to move a weight")
def rate_is_lost(resolved: Resolved) -> Iterator[Found]:
    """Adam's updates have about the size of the learning rate, and weights are float32.

    A change of less than 6e-8 to a weight of 1 rounds to no change. Scales of norms start at 1 and
    would stay there, and other weights hardly move, while the loss is printed as if all were well.
    """
    written = resolved.optimizer
    peak = written.learning_rate.peak
    usual = type(written).usual_rate
    if type(written).normalizes and peak < _HALF_ULP:
        yield Found(
            _at(resolved, "learning_rate", "peak"),
            f"{peak:g} is less than {_HALF_ULP:.1g}, the least that changes a float32 of 1",
            (f"{usual} is usual for {written.type}",),
            _rate_fix(resolved),
        )


@rule("O102", "a number is beyond what float32 holds")
def number_leaves_float32(resolved: Resolved) -> Iterator[Found]:
    """The spec's numbers have double precision, the trainer's arrays single.

    What is smaller than 1.2e-38 becomes 0 there and what is larger than 3.4e38 infinite: a clip of
    0 stops all learning, and an `eps` of 0 divides 0 by 0 for each weight without a gradient, so
    that it is NaN after a step. Most often the exponent has lost its sign, or has a digit too many.
    """
    written = resolved.optimizer
    blocks: list[tuple[Path, Any]] = [(_at(resolved, "learning_rate"), written.learning_rate)]
    blocks += [(("optimizer", *way), block) for way, block in nested(resolved.spec.optimizer)]
    for path, block in blocks:
        for name, field in type(block).model_fields.items():
            value = getattr(block, name)
            if not isinstance(value, float) or value == 0 or _SMALLEST <= value <= _LARGEST:
                continue
            becomes = "0" if value < _SMALLEST else "infinite"
            default = field.get_default()
            mended = Fix((*path, name), f"{default:g}" if isinstance(default, float) else None)
            yield Found(
                (*path, name),
                f"{value:g} becomes {becomes} in float32",
                (),
                _rate_fix(resolved) if name == "peak" else mended,
            )


@rule("O029", "a decay rate rounds to 1 in float32")
def average_never_forgets(resolved: Resolved) -> Iterator[Found]:
    """A moving average keeps this share of its value at every step; the rest is the new one's.

    Rates closer to 1 than 3e-8 become 1 in float32. Adam then divides by `1 - 1`, the correction of
    the average's bias, and all weights are NaN after a step; momentum adds up gradients and forgets
    none.
    """
    for way, block in nested(resolved.spec.optimizer):
        for name, value in _memories(block):
            if struct.unpack("f", struct.pack("f", value))[0] == 1:
                usual = type(block).model_fields[name].default or 0.9
                text = f"{usual:g}" if isinstance(usual, float) else str([*usual])
                path: Path = ("optimizer", *way, name)
                yield Found(path, f"{value!r} is 1 in float32", (), Fix(path, text))


@warning("O103", "the first moment remembers longer than the second")
def moments_are_swapped(resolved: Resolved) -> Iterator[Found]:
    """Adam divides the mean of gradients (`b1`) by the root of the mean of their squares (`b2`).

    The squares have to be remembered for longer, `b1 <= sqrt(b2)` (Reddi, Kale & Kumar 2018):
    otherwise updates are scaled by gradients that the mean has long forgotten, or has not, and grow
    without bound. As a rule the two have been swapped.
    """
    written = resolved.optimizer
    if type(written).divides_moments and written.b1 > math.sqrt(written.b2):
        label = f"{written.b1:g} is more than {math.sqrt(written.b2):.4g}, the root of b2 = {written.b2:g}"
        fix = None
        if math.sqrt(written.b2) >= 0.9:
            fix = Fix(_at(resolved, "b1"), "0.9")
        elif math.sqrt(0.999) >= written.b1:
            fix = Fix(_at(resolved, "b2"), "0.999")
        yield Found(_at(resolved, "b1"), label, ("0.9 and 0.999 are usual",), fix)


@rule("O025", "nesterov without momentum")
def nesterov_is_idle(resolved: Resolved) -> Iterator[Found]:
    """Nesterov's method looks ahead along the momentum before it steps.

    Without momentum there is nothing to look along: the run is plain SGD, or Adam without a first
    moment, and nothing says so. Give a momentum, or leave `nesterov` out.
    """
    written = resolved.optimizer
    for name in type(written).moving:
        if getattr(written, name, None) == 0 and getattr(written, "nesterov", False):
            path = _at(resolved, "nesterov")
            label = f"there is no momentum: {name} is 0"
            yield Found(
                path, label, ("nesterov would do nothing",), Fix(_at(resolved, name), "0.9")
            )


@warning("O022", "weight decay applies to biases and norm scales")
def all_decays(resolved: Resolved) -> Iterator[Found]:
    """Decay keeps kernels small, which is what regularizes.

    Biases and the scales of norms have no such effect: pulled to 0, a scale fights the norm that it
    belongs to, and accuracy suffers a little without a sign of it. `mask: kernels` spares them.
    """
    written = resolved.optimizer
    if isinstance(written, DecoupledDecay) and written.mask == "all" and written.weight_decay:
        path = _at(resolved, "mask")
        label = f"they shrink by {written.weight_decay:g} of the learning rate at each step too"
        yield Found(path, label, (), Fix(path, "kernels"))


@warning("O104", "an optimizer with weight decay, and none is asked for")
def nothing_decays(resolved: Resolved) -> Iterator[Found]:
    """AdamW is Adam with weight decay; with a decay of 0 they are the same, and so are others.

    Say `type: adam` if no decay is meant, so that a reader does not look for one. If decay is
    meant, 1e-4 to 0.1 is usual.
    """
    written = resolved.optimizer
    plain = type(written).plain
    if plain and written.weight_decay == 0:
        yield Found(
            _at(resolved, "weight_decay"),
            "no weight decays",
            (f"say `type: {plain}`, or give a decay such as 0.01",),
        )


@rule("O105", "weight decay takes whole weights away")
def decay_exceeds_weights(resolved: Resolved) -> Iterator[Found]:
    """Each step multiplies a weight by `1 - learning_rate * weight_decay`.

    At a product of 1 weights are 0 after every step, above it they change sign, and above 2 they
    grow until they overflow. Most often the decay was meant to be multiplied by the rate already,
    or lacks its exponent.
    """
    written = resolved.optimizer
    decay, peak = getattr(written, "weight_decay", 0.0), written.learning_rate.peak
    if decay * peak >= 1 and not isinstance(written, Penalty):
        path: Path = _at(resolved, "weight_decay")
        label = f"{peak:g} × {decay:g} = {peak * decay:.3g} of a weight per step"
        fix = Fix(path, "0.01") if 0.01 * peak < 1 else None
        yield Found(path, label, ("less than 1e-3 is usual",), fix)


@warning("O106", "a clip that never acts")
def value_clip_is_idle(resolved: Resolved) -> Iterator[Found]:
    """Gradients are scaled to the global norm first, and then cut element by element.

    No element is larger than the norm of all, so a largest value that is not below the largest norm
    never cuts anything. Leave it out, or make it smaller.
    """
    written = resolved.optimizer
    norm, value = written.clip_by_global_norm, written.clip_by_value
    if norm is not None and value is not None and value >= norm:
        path = _at(resolved, "clip_by_value")
        label = f"after clip_by_global_norm no element is larger than {norm:g}"
        yield Found(path, label, (), Fix(path, None))
