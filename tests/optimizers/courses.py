"""Schedules drawn at random: what a spec says, and the same by optax's functions.

Nothing of the compiler is used: what a schedule means is what `docs/guide.md` says of it.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import jax.numpy as jnp
import optax

from .world import STEPS

EPOCH, BATCH = 5, 24
Make = Callable[[], optax.Schedule]


class Draw(random.Random):
    """What the drawing draws with, which notes the kinds of things that it has drawn."""

    def __init__(self, seed: int):
        super().__init__(seed)
        self.kinds: set[str] = set()

    def note(self, *kinds: str) -> None:
        self.kinds.update(kinds)

    def chance(self, share: float) -> bool:
        return self.random() < share

    def number(self, low: float, high: float) -> float:
        """Between two numbers, as often small as large, with three digits."""
        return float(f"{low * (high / low) ** self.random():.3g}")

    def some(self, most: int, high: int) -> list[int]:
        """A few different numbers below another, in order; the first is at least 1."""
        return sorted(self.sample(range(1, high), self.randint(1, min(most, high - 1))))

    def time(self, steps: int) -> str:
        """A duration in one of the units that it comes out even in."""
        units = [f"{steps} steps", f"{steps * 100 // STEPS}%", f"{steps * BATCH} examples"]
        if steps % EPOCH == 0:
            units.append(f"{steps // EPOCH} epochs")
        unit = self.randrange(len(units))
        self.note(f"time in {('steps', 'percent', 'examples', 'epochs')[unit]}")
        return units[unit]


class Course(NamedTuple):
    """A schedule as a spec has it, and what makes it."""

    block: Any
    make: Make


def draw_rate(draw: Draw, type_: str, peak: float) -> Course:
    """A learning rate over the run that is at most `peak`."""
    if type_ == "constant" and draw.chance(0.3):
        draw.note("schedule: a number")
        return Course(peak, lambda: optax.constant_schedule(peak))
    return _rate(draw, type_, peak, STEPS)


def _rate(draw: Draw, type_: str, peak: float, steps: int) -> Course:
    draw.note(f"schedule: {type_}")
    block, make = RATES[type_](draw, peak, steps)
    return Course({"type": type_, **block}, make)


def _warmup(draw: Draw, block: dict[str, Any], most: int) -> int:
    """The steps of a warm-up, of which the block is told; 0 without one."""
    if most < 1 or not draw.chance(0.5):
        return 0
    warmup = draw.randint(1, most)
    block["warmup"] = draw.time(warmup)
    draw.note("warm-up")
    return warmup


def _floor(draw: Draw, block: dict[str, Any], peak: float) -> float:
    """The rate of a floor, of which the block is told; 0 without one."""
    kind = draw.choice(["none", "share", "rate"])
    draw.note(f"floor: {kind}")
    if kind == "none":
        return 0.0
    percent = draw.choice([1, 5, 10, 12.5, 20, 50])
    rate = percent / 100 * peak
    block["floor"] = f"{percent}%" if kind == "share" else rate
    return rate


def _join(peak: float, warmup: int, make: Make) -> Make:
    if not warmup:
        return make
    rise = optax.linear_schedule(0.0, peak, warmup)
    return lambda: optax.join_schedules([rise, make()], [warmup])


def constant(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    block: dict[str, Any] = {"peak": peak}
    warmup = _warmup(draw, block, steps // 2)
    return block, _join(peak, warmup, lambda: optax.constant_schedule(peak))


def _falling(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], int, float, int]:
    """The block, the steps of the warm-up, the floor, and the steps of the fall."""
    block: dict[str, Any] = {"peak": peak}
    warmup = _warmup(draw, block, steps // 2)
    floor = _floor(draw, block, peak)
    fall = steps - warmup
    if draw.chance(0.3):
        fall = draw.randint(1, fall)
        block["decay"] = draw.time(fall)
        draw.note("a decay of its own length")
    return block, warmup, floor, fall


def linear(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    block, warmup, floor, fall = _falling(draw, peak, steps)
    return block, _join(peak, warmup, lambda: optax.linear_schedule(peak, floor, fall))


def cosine(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    block, warmup, floor, fall = _falling(draw, peak, steps)
    if warmup:
        return block, lambda: optax.warmup_cosine_decay_schedule(
            0.0, peak, warmup, warmup + fall, floor
        )
    return block, lambda: optax.cosine_decay_schedule(peak, fall, floor / peak)


def polynomial(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    block, warmup, floor, fall = _falling(draw, peak, steps)
    power = block["power"] = draw.choice([0.5, 1.0, 2.0, 3.0])
    return block, _join(peak, warmup, lambda: by_power(peak, floor, power, fall))


def by_power(first: float, last: float, power: float, steps: int) -> optax.Schedule:
    """By a power of what is left, which for optax is less than 0 at the end where the division is rounded."""
    if power.is_integer():
        return optax.polynomial_schedule(first, last, power, steps)

    def at(t: Any) -> Any:
        left = (steps - jnp.clip(t, 0, steps)) / steps
        return (first - last) * left**power + last

    return at


def cosine_restarts(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    block: dict[str, Any] = {"peak": peak, "cycles": 2}
    warmup = _warmup(draw, block, steps // 3)
    floor = _floor(draw, block, peak)
    left = steps - warmup
    growth = 1.0
    if draw.chance(0.5) and left >= 6:
        growth = block["growth"] = 2.0
    if left >= 9:
        block["cycles"] = draw.choice([2, 3])
    weights = [growth**cycle for cycle in range(block["cycles"])]
    ends = [round(left * sum(weights[:n]) / sum(weights)) for n in range(len(weights) + 1)]

    def make() -> optax.Schedule:
        falls = [
            optax.cosine_decay_schedule(peak, end - start, floor / peak)
            for start, end in itertools.pairwise(ends)
        ]
        return optax.join_schedules(falls, ends[1:-1])

    return block, _join(peak, warmup, make)


def exponential(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    stairs = draw.chance(0.5)
    block, make = _shrinking(draw, peak, steps, stairs)
    if stairs:
        block["staircase"] = True
    return block, make


def step(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    return _shrinking(draw, peak, steps, stairs=True)


def _shrinking(draw: Draw, peak: float, steps: int, stairs: bool) -> tuple[dict[str, Any], Make]:
    block: dict[str, Any] = {"peak": peak}
    warmup = _warmup(draw, block, steps // 2)
    floor = _floor(draw, block, peak)
    factor = block["factor"] = draw.number(0.2, 0.9)
    every = draw.randint(1, max(1, (steps - warmup) // 2))
    block["every"] = draw.time(every)

    def make() -> optax.Schedule:
        return optax.exponential_decay(peak, every, factor, staircase=stairs, end_value=floor)

    return block, _join(peak, warmup, make)


def multistep(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    block: dict[str, Any] = {"peak": peak}
    warmup = _warmup(draw, block, steps // 3)
    factor = block["factor"] = draw.number(0.2, 0.9)
    after = draw.some(3, steps - warmup) if steps - warmup > 1 else [1]
    block["milestones"] = [draw.time(warmup + point) for point in after]
    points = dict.fromkeys(after, factor)
    return block, _join(peak, warmup, lambda: optax.piecewise_constant_schedule(peak, points))


def piecewise(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    at = draw.some(3, steps)
    values = [draw.number(0.05 * peak, peak) for _ in range(len(at) + 1)]
    kind = draw.choice(["none", "linear", "cosine", "from 0"])
    draw.note(f"points: {kind}")
    between = "linear" if kind == "from 0" else kind
    block = {
        "values": values,
        "boundaries": [draw.time(point) for point in at],
        "interpolate": between,
    }
    if kind == "from 0":
        values[0] = 0.0  # no factor leads up from there
        return block, lambda: _lines(values, at)
    scales = {
        point: after / before
        for point, (before, after) in zip(at, itertools.pairwise(values), strict=True)
    }
    if between == "none":
        return block, lambda: optax.piecewise_constant_schedule(values[0], scales)
    return block, lambda: optax.piecewise_interpolate_schedule(between, values[0], scales)


def _lines(values: Sequence[float], at: Sequence[int]) -> optax.Schedule:
    starts = [0, *at]
    parts = [
        optax.linear_schedule(values[n], values[n + 1], end - start)
        for n, (start, end) in enumerate(itertools.pairwise(starts))
    ]
    return optax.join_schedules([*parts, optax.constant_schedule(values[-1])], at)


def one_cycle(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    shape = draw.choice(["cosine", "linear"])
    draw.note(f"one cycle: {shape}")
    rise, back = (40, 80) if shape == "linear" else (draw.choice([30, 50]), 0)
    start, end = draw.choice([4, 10, 25]), draw.choice([0.01, 0.1, 1])
    block: dict[str, Any] = {"peak": peak, "shape": shape, "rise": f"{rise}%"}
    block |= {"start": f"{start}%", "floor": f"{end}%"}
    if shape == "cosine":
        return block, lambda: optax.cosine_onecycle_schedule(
            steps, peak, rise / 100, 100 / start, start / end
        )
    block["back"] = f"{back}%"
    return block, lambda: optax.linear_onecycle_schedule(
        steps, peak, rise / 100, back / 100, 100 / start, start / end
    )


def cyclic(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    block: dict[str, Any] = {"peak": peak}
    warmup = _warmup(draw, block, steps // 3)
    floor = _floor(draw, block, peak)
    period = draw.randint(2, max(2, (steps - warmup) // 2))
    mode = draw.choice(["triangular", "triangular2", "exp_range"])
    draw.note(f"cycles: {mode}")
    block |= {"period": draw.time(period), "mode": mode}
    if mode == "exp_range":
        block["factor"] = draw.number(0.5, 0.95)
    heights: dict[str, Callable[[Any], Any] | None] = {
        "triangular": None,
        "triangular2": lambda t: 0.5 ** (t // period),
        "exp_range": lambda t: block["factor"] ** (t / period),
    }
    return block, _join(peak, warmup, lambda: triangles(floor, peak, period, heights[mode]))


def triangles(
    low: float, high: float, period: int, height: Callable[[Any], Any] | None = None
) -> optax.Schedule:
    """Up and down in straight lines, which optax has not (Smith 2017)."""

    def at(t: Any) -> Any:
        rise = (high - low) * (1 - jnp.abs(1 - 2 * (t % period) / period))
        return low + (rise if height is None else rise * height(t))

    return at


def inverse_sqrt(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    block: dict[str, Any] = {"peak": peak}
    timescale = warmup = _warmup(draw, block, steps // 2)
    floor = _floor(draw, block, peak)
    if not warmup or draw.chance(0.3):
        timescale = draw.randint(1, steps)
        block["timescale"] = draw.time(timescale)

    def at(t: Any) -> Any:
        left = timescale / (timescale + jnp.maximum(t, 0))
        return jnp.maximum(peak * jnp.sqrt(left), floor)

    return block, _join(peak, warmup, lambda: at)


def wsd(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    block: dict[str, Any] = {"peak": peak}
    warmup = _warmup(draw, block, steps // 3)
    floor = _floor(draw, block, peak)
    fall = draw.randint(1, max(1, (steps - warmup) // 2))
    shape = draw.choice(["linear", "cosine", "sqrt"])
    draw.note(f"wsd: {shape}")
    block |= {"decay": draw.time(fall), "shape": shape}

    def root(t: Any) -> Any:
        return peak + (floor - peak) * jnp.sqrt(jnp.clip(t / fall, 0.0, 1.0))

    def make() -> optax.Schedule:
        falls = {
            "linear": lambda: optax.linear_schedule(peak, floor, fall),
            "cosine": lambda: optax.cosine_decay_schedule(peak, fall, floor / peak),
            "sqrt": lambda: root,
        }
        parts = [optax.constant_schedule(peak), falls[shape]()]
        bounds = [steps - fall]
        if warmup:
            parts, bounds = [optax.linear_schedule(0.0, peak, warmup), *parts], [warmup, *bounds]
        return optax.join_schedules(parts, bounds)

    return block, make


def sequence(draw: Draw, peak: float, steps: int) -> tuple[dict[str, Any], Make]:
    lengths = draw.choice([[10, 10], [8, 12], [15, 5], [6, 7, 7]])
    types = [name for name in RATES if name != "sequence"]
    parts = [_rate(draw, draw.choice(types), peak, length) for length in lengths]
    phases = [
        {"for": draw.time(length), "schedule": part.block}
        for length, part in zip(lengths, parts, strict=True)
    ]
    if draw.chance(0.5):
        del phases[-1]["for"]
    ends = [*itertools.accumulate(lengths)]
    return {"phases": phases}, lambda: optax.join_schedules(
        [part.make() for part in parts], ends[:-1]
    )


RATES: dict[str, Callable[[Draw, float, int], tuple[dict[str, Any], Make]]] = {
    function.__name__: function
    for function in (
        *(constant, linear, cosine, polynomial, cosine_restarts, exponential, step, multistep),
        *(piecewise, one_cycle, cyclic, inverse_sqrt, wsd, sequence),
    )
}
"""Learning rates, all but those that go by the loss."""


def draw_change(draw: Draw, low: float, high: float) -> Course:
    """A number that is no learning rate, from one between two others to another."""
    type_ = draw.choice(["linear", "cosine", "polynomial", "exponential", "piecewise", "cyclic"])
    draw.note(f"change: {type_}")
    start, end = draw.number(low, high), draw.number(low, high)
    block: dict[str, Any] = {"type": type_}
    if type_ == "piecewise":
        at = draw.some(3, STEPS)
        values = [draw.number(low, high) for _ in range(len(at) + 1)]
        block |= {"values": values, "boundaries": [draw.time(point) for point in at]}
        return Course(block, lambda: _points(values, at))
    block |= {"start": start, "end": end}
    if type_ == "cyclic":
        period = draw.randint(2, 10)
        block["period"] = draw.time(period)
        return Course(block, lambda: triangles(start, end, period))
    over = STEPS
    if draw.chance(0.5):
        over = draw.randint(1, STEPS)
        block["over"] = draw.time(over)
    if type_ == "linear":
        return Course(block, lambda: optax.linear_schedule(start, end, over))
    if type_ == "cosine":

        def half(t: Any) -> Any:
            left = 0.5 * (1 + jnp.cos(jnp.pi * jnp.minimum(t / over, 1.0)))
            return end + (start - end) * left

        return Course(block, lambda: half)
    if type_ == "exponential":
        return Course(
            block, lambda: optax.exponential_decay(start, over, end / start, end_value=end)
        )
    power = block["power"] = draw.choice([0.5, 2.0, 3.0])
    return Course(block, lambda: by_power(start, end, power, over))


def _points(values: Sequence[float], at: Sequence[int]) -> optax.Schedule:
    return optax.join_schedules([optax.constant_schedule(value) for value in values], at)


def kinds() -> Iterator[str]:
    """What can be drawn here."""
    yield from (f"schedule: {name}" for name in (*RATES, "a number"))
    names = "linear", "cosine", "polynomial", "exponential", "piecewise", "cyclic"
    yield from (f"change: {name}" for name in names)
    yield from (f"floor: {name}" for name in ("none", "share", "rate"))
    yield from (f"time in {name}" for name in ("steps", "percent", "examples", "epochs"))
    yield from (f"points: {name}" for name in ("none", "linear", "cosine", "from 0"))
    yield from (f"cycles: {name}" for name in ("triangular", "triangular2", "exp_range"))
    yield from (f"wsd: {name}" for name in ("linear", "cosine", "sqrt"))
    yield from (f"one cycle: {name}" for name in ("cosine", "linear"))
    yield from ("warm-up", "a decay of its own length")
