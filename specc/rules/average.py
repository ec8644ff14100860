"""Rules about averages of the weights."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix
from specc.language.average import Running
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.fixes import countable
from specc.rules.registry import Found, rule, warning

PATH = ("average",)
_START = ("average", "start")
_EVERY = ("average", "every")
_PART = 5  # of the run: slow weights are updated at least that often


def _start(resolved: Resolved, written: Running) -> int:
    return resolved.clock.count(written.start) if countable(resolved, written.start) else 0


def averagings(resolved: Resolved, written: Running) -> int:
    """How often a running average takes in weights."""
    start, every = _start(resolved, written), 1
    if written.every is not None and countable(resolved, written.every):
        every = max(resolved.clock.count(written.every), 1)
    return resolved.clock.steps // every - start // every


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
        yield Found(PATH, label, (), Fix(PATH, None))


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
    key = None if written is None else type(written).period
    if key is not None and (period := getattr(written, key)) > run > 0:
        path, label = (*PATH, key), f"every {counted(period, 'step')}, but the run has {run:,}"
        yield Found(path, label, (), Fix(path, str(max(run // _PART, 1))))
    if isinstance(written, Running) and written.every and countable(resolved, written.every):
        every = resolved.clock.count(written.every)
        if every > run > 0 or every == 0:
            label = f"every {counted(every, 'step')}; the run has {run:,}"
            yield Found(_EVERY, label, (), Fix(_EVERY, None))


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
