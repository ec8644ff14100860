"""Rules about averages of the weights."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.average import Running
from specc.language.averages.ema import Ema
from specc.language.averages.lookahead import Lookahead
from specc.language.change import as_change, lowest, values
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.fixes import countable
from specc.rules.registry import Found, rule, warning

_PATH = ("average",)
_DECAY = ("average", "decay")
_START = ("average", "start")
_EVERY = ("average", "every")
_PERIOD = ("average", "sync_period")
_DECAYS = (0.9999, 0.999, 0.99, 0.9)
_PART = 5  # of the run: averages over at most that are fine


def _start(resolved: Resolved, written: Running) -> int:
    return resolved.clock.count(written.start) if countable(resolved, written.start) else 0


def _averagings(resolved: Resolved, written: Running) -> int:
    """How often a running average takes in weights."""
    start, every = _start(resolved, written), 1
    if written.every is not None and countable(resolved, written.every):
        every = max(resolved.clock.count(written.every), 1)
    return resolved.clock.steps // every - start // every


@rule("W034", "the decay of the average rounds to 1 in float32")
def average_never_moves(resolved: Resolved) -> Iterator[Found]:
    """At each update the average keeps this fraction of itself and adds the rest from the new weights.

    A decay within 3e-8 of 1 is 1 in float32, so the average never moves. Usual values are 0.99 to
    0.9999.
    """
    written = resolved.spec.average
    if not isinstance(written, Ema):
        return
    for path, decay in values(written.decay, _DECAY):
        if struct.unpack("f", struct.pack("f", decay))[0] == 1:
            yield Found(path, f"{decay!r} is 1 in float32", (), Fix(path, "0.999"))


@warning("W035", "the average covers more steps than the run has")
def average_outlasts_run(resolved: Resolved) -> Iterator[Found]:
    """An exponential moving average covers about the last 1 / (1 - decay) updates.

    With fewer updates than that, the average mostly reflects the weights that it started from. With
    `warmup`, the decay of update t is at most (1 + t) / (10 + t), so the average covers about a ninth
    of its updates, and the decay that was asked for is never reached. Choose about a tenth of the
    run: 0.999 covers 1,000 steps.
    """
    written = resolved.spec.average
    if not isinstance(written, Ema):
        return
    horizon, done = 1 / (1 - lowest(written.decay)), _averagings(resolved, written)
    if 0 < done < horizon:
        fitting = (decay for decay in _DECAYS if round(1 / (1 - decay)) * _PART <= done)
        best = next(fitting, None)
        label = f"over {horizon:,.0f} updates, but the run has {done:,}"
        fix = None if best is None or as_change(written.decay) else Fix(_DECAY, f"{best:g}")
        note = f"{lowest(written.decay) ** done:.0%} of it is the weights that it starts from"
        if written.warmup:
            last = counted(round((9 + done) / 9), "update")
            note = f"its warm-up reaches {done / (9 + done):.3g}: it covers about the last {last}"
        yield Found(_DECAY, label, (note,), fix)


@warning("W036", "the average is never used")
def average_is_idle(resolved: Resolved) -> Iterator[Found]:
    """An average takes as much memory as the weights, and time in every step.

    Evaluation, the test and checkpoints use it. Without any of these it is computed and thrown
    away.
    """
    spec = resolved.spec
    seen = spec.evaluate is not None or spec.checkpoint is not None or resolved.test.rows
    if spec.average is not None and not seen:
        label = "there is no evaluate, checkpoint or test"
        yield Found(_PATH, label, (), Fix(_PATH, None))


@rule("W101", "the average starts after the end of the run")
def average_never_starts(resolved: Resolved) -> Iterator[Found]:
    """Until `start`, the average is a copy of the weights.

    If the run ends first, nothing is averaged. A percentage follows the length of the run; 75% is
    usual for `swa`.
    """
    written, run = resolved.spec.average, resolved.clock.steps
    if not isinstance(written, Running) or run == 0:
        return
    if (start := _start(resolved, written)) >= run:
        label = f"{counted(start, 'step')}, but the run has {run:,}"
        fix = Fix(_START, "75%") if run > 1 else Fix(_START, None)
        yield Found(_START, label, (), fix)


@rule("W102", "the average is never updated")
def average_stays_as_it_starts(resolved: Resolved) -> Iterator[Found]:
    """Evaluation would use the initial, untrained weights.

    The average is updated every `every` steps, or every `sync_period` steps for lookahead. In a
    shorter run that never happens; an interval of 0 steps is not possible either.
    """
    written, run = resolved.spec.average, resolved.clock.steps
    if isinstance(written, Lookahead) and written.sync_period > run > 0:
        label = f"every {counted(written.sync_period, 'step')}, but the run has {run:,}"
        yield Found(_PERIOD, label, (), Fix(_PERIOD, str(max(run // _PART, 1))))
    if isinstance(written, Running) and written.every and countable(resolved, written.every):
        every = resolved.clock.count(written.every)
        if every > run > 0 or every == 0:
            label = f"every {counted(every, 'step')}; the run has {run:,}"
            yield Found(_EVERY, label, (), Fix(_EVERY, None))


@warning("W103", "slow weights that go all the way")
def slow_weights_are_fast(resolved: Resolved) -> Iterator[Found]:
    """Slow weights move part of the way to the trained weights, which then restart from there.

    With a `slow_step_size` of 1 they move all the way, so training is unchanged and evaluation lags
    behind. The paper uses 0.5 and 0.8.
    """
    written = resolved.spec.average
    if isinstance(written, Lookahead) and written.slow_step_size == 1:
        path = (*_PATH, "slow_step_size")
        yield Found(path, "training is the same without it", (), Fix(path, "0.5"))


@rule("W104", "an average of weights that are averaged already")
def averaged_twice(resolved: Resolved) -> Iterator[Found]:
    """Schedule-free optimizers average the weights themselves, and evaluate that average.

    The weights that they train are not meant to be evaluated, and neither is another average of
    them (Defazio et al. 2024, section 2).
    """
    written = resolved.spec.optimizer
    if resolved.spec.average is not None and type(written).eval_params:
        label = f"{written.type} already evaluates an average"
        yield Found(("average",), label, (), Fix(("average",), None))
