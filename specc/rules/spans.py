"""Where schedules apply: the run, or phases of it, with the steps that each has."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.fixes import countable
from specc.spec.block import Block
from specc.spec.change import Change, quantity
from specc.spec.diagnostics import Path
from specc.spec.quantities import Duration
from specc.spec.schedule import Schedule
from specc.spec.schedules.sequence import Sequence


def rate_path(resolved: Resolved) -> Path:
    """Where the learning rate stands."""
    return (*resolved.optimizer_path, "learning_rate")


@dataclasses.dataclass(frozen=True, slots=True)
class ScheduleSpan:
    """A schedule and the time that it has.

    Attributes:
        steps: of the run, or of the phase; at least 1.
        scope: "the run" or "the phase".
    """

    resolved: Resolved
    path: Path
    written: Schedule
    steps: int
    scope: str

    def count(self, duration: Duration | None) -> int | None:
        """The steps of a duration; None if there is none, or nothing to measure it by."""
        if duration is None or not countable(self.resolved, duration):
            return None
        return self.resolved.clock.count(duration)

    @property
    def warmup(self) -> int:
        """The steps of the warm-up."""
        return self.count(getattr(self.written, "warmup", None)) or 0


def schedule_spans(resolved: Resolved) -> Iterator[ScheduleSpan]:
    """The schedules of the learning rate that are no sequences, where the time that they have is known."""
    steps = resolved.clock.steps
    written = resolved.optimizer.learning_rate
    if steps <= 0:
        return
    if not isinstance(written, Sequence):
        yield ScheduleSpan(resolved, rate_path(resolved), written, steps, "the run")
    for span, sequence in sequences(resolved):
        left = steps
        for number, phase in enumerate(sequence.phases):
            length = left if phase.duration is None else span.count(phase.duration) or 0
            if min(length, left) <= 0:
                break
            path = (*rate_path(resolved), "phases", number, "schedule")
            yield ScheduleSpan(resolved, path, phase.schedule, length, "the phase")
            left -= length


def sequences(resolved: Resolved) -> Iterator[tuple[ScheduleSpan, Sequence]]:
    """The sequence of the learning rate's schedules, likewise; there is one or none."""
    steps = resolved.clock.steps
    written = resolved.optimizer.learning_rate
    if steps > 0 and isinstance(written, Sequence):
        yield ScheduleSpan(resolved, rate_path(resolved), written, steps, "the run"), written


def changes(resolved: Resolved) -> Iterator[tuple[Path, Change]]:
    """The schedules of all numbers that are no learning rates, wherever they stand in the spec."""
    for path, block, field in _scheduled((), resolved.spec):
        yield (*path, field), getattr(block, field)


def quantities(resolved: Resolved) -> frozenset[str]:
    """What the log calls the numbers that follow those schedules, but for weights of losses."""
    return frozenset(
        quantity(type(block), field) for _, block, field in _scheduled((), resolved.spec)
    )


def _scheduled(path: Path, node: object) -> Iterator[tuple[Path, Block, str]]:
    """Every block with a field that has a schedule, where it stands, and the field."""
    if isinstance(node, Block):
        for name in type(node).model_fields:
            value = getattr(node, name)
            if isinstance(value, Change):
                yield path, node, name
            else:
                yield from _scheduled((*path, name), value)
    elif isinstance(node, tuple):
        for number, item in enumerate(node):
            yield from _scheduled((*path, number), item)
