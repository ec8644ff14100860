"""Rules about optimizers: settings without effect, or outside of float32."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import Any

from annotated_types import Lt
from pydantic_core import PydanticUndefined

from specc.document.diagnostics import Fix, Path
from specc.language.block import Block
from specc.language.change import as_change, highest, lowest
from specc.language.groups import Group
from specc.language.optimizer import Update
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_HALF_ULP = 2.0**-24
"""Half a unit in the last place of a float32 just below 1; smaller changes are rounded away."""

_SMALLEST, _LARGEST = 2.0**-126, (2 - 2.0**-23) * 2.0**127
"""The normal numbers of float32; accelerators flush smaller ones to 0."""


_TIMES = {
    "learning rate": " times the learning rate",
    "step size": " times the step size",
    "nothing": "",
    "gradient": " in their gradients",
}
"""What a decay is multiplied by, in words."""


def _at(resolved: Resolved, *keys: str) -> Path:
    """A field of the optimizer with the learning rate."""
    return (*resolved.optimizer_path, *keys)


def _memories(block: Update) -> Iterator[tuple[str, float]]:
    """The fields that are decay rates of moving averages, which must be less than 1."""
    for name, field in type(block).model_fields.items():
        values = getattr(block, name)
        below_one = Lt(1) in field.metadata or name == "betas"
        for value in values if isinstance(values, tuple) else (values,):
            number = highest(value) if as_change(value) else value
            if below_one and isinstance(number, float):
                yield name, number


def _rate_fix(resolved: Resolved, path: Path, text: str) -> Fix:
    """A fix for the peak of a schedule, given as a mapping or a number."""
    *above, key = path
    block: Any = resolved.spec
    for part in above:
        block = block[part] if isinstance(part, int) else getattr(block, part)
    lone = key == "peak" and block.type == "constant" and block.warmup.number == 0
    return Fix(tuple(above) if lone else path, text)


def _peaks(resolved: Resolved) -> Iterator[tuple[Path, float]]:
    """The highest learning rates."""
    for path, peak in resolved.optimizer.learning_rate.peaks():
        yield _at(resolved, "learning_rate", *path), peak


def _peak(resolved: Resolved) -> float:
    """The highest learning rate."""
    return max(peak for _, peak in _peaks(resolved))


@warning("O101", "the learning rate is very large for this optimizer")
def rate_is_large(resolved: Resolved) -> Iterator[Found]:
    """Adam's updates are about as large as the learning rate, whatever the size of the gradients.

    Above 0.1, each step moves weights further than their own size, and the loss jumps or becomes
    NaN; 1e-4 to 1e-2 is usual. SGD allows more, but rarely above 10. Often the rate comes from a
    recipe for another optimizer, or lacks its exponent.
    """
    written = resolved.optimizer
    most, usual = type(written).largest_rate, type(written).usual_rate
    for path, peak in _peaks(resolved):
        if peak > most:
            yield Found(
                path,
                f"{peak:g} is above {most:g}, and {usual} is usual for {written.type}",
                (),
                _rate_fix(resolved, path, usual),
            )


@warning("O031", "the learning rate is too small to change a weight")
def rate_is_lost(resolved: Resolved) -> Iterator[Found]:
    """Adam's updates are about as large as the learning rate, and weights are float32.

    A change of less than 6e-8 to a weight of 1 is rounded away. Norm scales stay at 1 and other
    weights hardly move, while the log looks normal.
    """
    written = resolved.optimizer
    usual = type(written).usual_rate
    if not type(written).normalizes or _peak(resolved) >= _HALF_ULP:
        return  # phases may have low rates
    for path, peak in _peaks(resolved):
        if peak < _peak(resolved):
            continue
        yield Found(
            path,
            f"{peak:g} is less than {_HALF_ULP:.1g}, the least that changes a float32 of 1",
            (f"{usual} is usual for {written.type}",),
            _rate_fix(resolved, path, usual),
        )


def _blocks(block: Block, path: Path) -> Iterator[tuple[Path, Block]]:
    """A block and all blocks in it with their paths, except placeholders for learning rates."""
    yield path, block
    for name in type(block).model_fields:
        value = getattr(block, name)
        items = enumerate(value) if isinstance(value, tuple) else ()
        for way, item in ((((name,), value)), *(((name, number), item) for number, item in items)):
            if isinstance(item, Block):
                yield from _blocks(item, (*path, *way))


@rule("O102", "a number is outside the range of float32")
def number_leaves_float32(resolved: Resolved) -> Iterator[Found]:
    """Numbers in the spec have double precision, arrays in the trainer single precision.

    Below 1.2e-38 they become 0, above 3.4e38 infinite: a clip of 0 stops all learning, and an `eps`
    of 0 divides 0 by 0 for weights without a gradient. Often the exponent lacks its sign, or has a
    digit too many.
    """
    written = resolved.optimizer
    for path, value, default in _numbers(("optimizer",), resolved.spec.optimizer):
        if value == 0 or _SMALLEST <= abs(value) <= _LARGEST:
            continue
        becomes = "0" if abs(value) < _SMALLEST else "infinite"
        if path[-1] == "peak":
            fix: Fix | None = _rate_fix(resolved, path, type(written).usual_rate)
        elif isinstance(default, float):
            fix = Fix(path, f"{default:g}")
        else:  # remove it if possible; otherwise there is no fix
            fix = None if default is PydanticUndefined else Fix(path, None)
        yield Found(path, f"{value:g} becomes {becomes} in float32", (), fix)


def _numbers(path: Path, block: Block) -> Iterator[tuple[Path, float, object]]:
    """The numbers of a block and of those in it, with their defaults."""
    for name, field in type(block).model_fields.items():
        value, at = getattr(block, name), (*path, field.alias or name)
        for number, item in enumerate(value) if isinstance(value, tuple) else ((None, value),):
            here = at if number is None else (*at, number)
            if isinstance(item, float):
                default = PydanticUndefined if number is not None else field.get_default()
                yield here, item, default
            elif isinstance(item, Block):
                yield from _numbers(here, item)


@rule("O029", "a decay rate rounds to 1 in float32")
def average_never_forgets(resolved: Resolved) -> Iterator[Found]:
    """A moving average keeps this fraction of its value at every step and adds the rest from the new value.

    Rates within 3e-8 of 1 become 1 in float32. Adam's bias correction then divides by `1 - 1`, and
    all weights are NaN after a step; momentum accumulates gradients and forgets none.
    """
    for at, block, _ in resolved.optimizers:
        for name, value in _memories(block):
            if struct.unpack("f", struct.pack("f", value))[0] == 1:
                usual = type(block).model_fields[name].default or 0.9
                text = f"{usual:g}" if isinstance(usual, float) else str([*usual])
                path: Path = (*at, name)
                yield Found(path, f"{value!r} is 1 in float32", (), Fix(path, text))


@warning("O103", "the first moment has a longer memory than the second")
def moments_are_swapped(resolved: Resolved) -> Iterator[Found]:
    """Adam divides the mean of gradients (`b1`) by the root of the mean of their squares (`b2`).

    The second needs the longer memory, `b1 <= sqrt(b2)` (Reddi, Kale & Kumar 2018); otherwise
    updates can grow without bound. Often the two were swapped.
    """
    for at, written, _ in resolved.optimizers:
        if not getattr(written, "divides_moments", False):
            continue
        b1, b2 = highest(written.b1), lowest(written.b2)
        if b1 > math.sqrt(b2):
            label = f"{b1:g} is more than {math.sqrt(b2):.4g}, the root of b2 = {b2:g}"
            fix = None
            if math.sqrt(b2) >= 0.9:
                fix = Fix((*at, "b1"), "0.9")
            elif math.sqrt(0.999) >= b1:
                fix = Fix((*at, "b2"), "0.999")
            yield Found((*at, "b1"), label, ("0.9 and 0.999 are usual",), fix)


@rule("O025", "nesterov without momentum")
def nesterov_is_idle(resolved: Resolved) -> Iterator[Found]:
    """Nesterov's method looks ahead along the momentum before each step.

    Without momentum it has no effect: the run is plain SGD, or Adam without a first moment. Set a
    momentum, or remove `nesterov`.
    """
    for at, written, _ in resolved.optimizers:
        for name in getattr(written, "moving", ()):
            if getattr(written, name, None) == 0 and getattr(written, "nesterov", False):
                label = f"there is no momentum: {name} is 0"
                fix = Fix((*at, name), "0.9")
                yield Found((*at, "nesterov"), label, ("nesterov would do nothing",), fix)


@warning("O022", "weight decay applies to biases and norm scales")
def all_decays(resolved: Resolved) -> Iterator[Found]:
    """Decay regularizes by keeping kernels small.

    Biases and norm scales gain nothing from it, and decaying the scales slightly hurts accuracy.
    `mask: kernels` excludes them.
    """
    for at, written, group in resolved.optimizers:
        if group is not None and _has_kernels_alone(group):
            continue
        for decay, number in written.shrinking():
            label = f"they decay by {number:g}{_TIMES[decay.times]} per step, too"
            if decay.mask is None:
                path: Path = (*at, decay.field)
                yield Found(path, label, (f"{written.type} has no mask for it",))
            elif getattr(written, decay.mask) == "all":
                path = (*at, decay.mask)
                yield Found(path, label, (), Fix(path, "kernels"))


def _has_kernels_alone(group: Group) -> bool:
    return all(pattern.rpartition("/")[2] == "kernel" for pattern in group.matched)


@warning("O104", "an optimizer with weight decay, and the decay is 0")
def nothing_decays(resolved: Resolved) -> Iterator[Found]:
    """AdamW without weight decay is Adam; the same holds for other such pairs.

    Use the optimizer without decay, so that the spec says what happens, or set a decay; 1e-4 to 0.1
    is usual.
    """
    for at, written, _ in resolved.optimizers:
        plain = getattr(written, "plain", None)
        if not plain or written.weight_decay or any(g.weight_decay for g in written.groups):
            continue
        note = f"say `type: {plain}`, or give a decay such as 0.01"
        yield Found((*at, "weight_decay"), "no weight decays", (note,))


@rule("O105", "weight decay is too large")
def decay_exceeds_weights(resolved: Resolved) -> Iterator[Found]:
    """Each step multiplies a weight by `1 - learning_rate * weight_decay`.

    At a product of 1 weights are 0 after every step, above it they change sign, and above 2 they
    grow until they overflow. Often the decay was given as already multiplied by the rate, or lacks
    its exponent.
    """
    written, peak = resolved.optimizer, _peak(resolved)
    for decay, number in written.shrinking():
        if decay.times in ("learning rate", "step size") and number * peak >= 1:
            path: Path = _at(resolved, decay.field)
            label = f"{peak:g} × {number:g} = {peak * number:.3g} of a weight per step"
            fix = Fix(path, "0.01") if 0.01 * peak < 1 else None
            yield Found(path, label, ("less than 1e-3 is usual",), fix)


_LITTLE = 0.05
"""A share of a weight of which nearly nothing is left."""


@warning("O150", "weight decay removes nearly everything, whatever the learning rate")
def decay_ignores_rate(resolved: Resolved) -> Iterator[Found]:
    """Adafactor's `weight_decay_rate` is not multiplied by the learning rate, as AdamW's decay is.

    Every step takes this share off a weight, also while the rate warms up and when it has come down.
    After n steps `(1 - weight_decay_rate) ** n` is left of what is not learned again: a number from
    a recipe for AdamW keeps weights near 0. Multiply it by the learning rate.
    """
    steps, peak = resolved.clock.steps, _peak(resolved)
    for at, written, _ in resolved.optimizers:
        for decay, number in written.shrinking():
            if decay.times != "nothing" or steps <= 0:
                continue
            if (left := (1 - number) ** steps) >= _LITTLE:
                continue
            path = (*at, decay.field)
            label = f"{100 * left:.2g} % of a weight is left after {counted(steps, 'step')}"
            product = f"{peak:g} × {number:g} = {peak * number:g}"
            note = f"adamw with a decay of {number:g} takes off {product} per step"
            fits = peak < 1 and (1 - peak * number) ** steps >= _LITTLE
            yield Found(path, label, (note,), Fix(path, f"{peak * number:g}") if fits else None)


@warning("O106", "a clip that never acts")
def value_clip_is_idle(resolved: Resolved) -> Iterator[Found]:
    """Gradients are first clipped by their global norm, and then element by element.

    No element exceeds the global norm, so a limit that is not below it has no effect. Remove it, or
    lower it.
    """
    written = resolved.optimizer
    norm, value = written.clip_by_global_norm, written.clip_by_value
    if norm is not None and value is not None and value >= norm:
        path = _at(resolved, "clip_by_value")
        label = f"after clip_by_global_norm no element is larger than {norm:g}"
        yield Found(path, label, (), Fix(path, None))


@rule("O151", "a decay rate that has to be constant here")
def rate_of_moments_is_scheduled(resolved: Resolved) -> Iterator[Found]:
    """The means of Adam and its relatives start at 0 and are divided by the sum of their weights.

    That sum is `1 - b1**t` for a constant b1, and 1 minus the product of all b1 so far for one that follows a
    schedule. Adam, AdamW, Nadam and NadamW have the product; the formulas of these optimizers are for
    constants.
    """
    for at, written, _ in resolved.optimizers:
        if (reason := getattr(written, "constant_rates", None)) is None:
            continue
        for name in ("b1", "b2"):
            change = as_change(getattr(written, name))
            if change is not None:
                last = [number for _, number in change.numbers()][-1]
                yield Found(
                    (*at, name),
                    reason,
                    ("adam's can follow a schedule",),
                    Fix((*at, name), f"{last:g}"),
                )
