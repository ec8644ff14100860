"""The learning rate schedules of the run or its phases, with their steps."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Path
from specc.fast_dataclasses import dataclass
from specc.language.block import Block
from specc.language.change import Change, quantity
from specc.language.quantities import Duration
from specc.language.schedule import Schedule
from specc.resolve.resolved import Resolved
from specc.rules.fixes import countable


def rate_path(resolved: Resolved) -> Path:
    """The path of the learning rate."""
    return (*resolved.optimizer_path, "learning_rate")


def rates(resolved: Resolved) -> Iterator[tuple[Path, Schedule]]:
    """The schedules of the optimizer's learning rates: it can have one for a part of the parameters."""
    written = resolved.optimizer
    for field in ("learning_rate", *type(written).rates):
        value = getattr(written, field)
        if isinstance(value, Schedule):
            yield (*resolved.optimizer_path, field), value


@dataclass(frozen=True)
class ScheduleSpan:
    """A schedule and the steps available to it.

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
        """The steps of a duration; None if not given or not countable."""
        if duration is None or not countable(self.resolved, duration):
            return None
        return self.resolved.clock.count(duration)

    @property
    def warmup(self) -> int:
        """The steps of the warm-up."""
        return self.count(getattr(self.written, "warmup", None)) or 0


def schedule_spans(resolved: Resolved) -> Iterator[ScheduleSpan]:
    """The learning rate schedule, or those of its phases, as far as their lengths are known."""
    steps = resolved.clock.steps
    if steps <= 0:
        return
    for path, written in rates(resolved):
        whole = ScheduleSpan(resolved, path, written, steps, "the run")
        if not written.parts:
            yield whole
        left = steps
        for number, phase in enumerate(written.parts):
            length = left if phase.duration is None else whole.count(phase.duration) or 0
            if min(length, left) <= 0:
                break
            inside = (*path, "phases", number, "schedule")
            yield ScheduleSpan(resolved, inside, phase.schedule, length, "the phase")
            left -= length


def changes(resolved: Resolved) -> Iterator[tuple[Path, Change]]:
    """The schedules of all other numbers, with their paths."""
    for path, block, field in _scheduled((), resolved.spec):
        yield (*path, field), getattr(block, field)


def quantities(resolved: Resolved) -> frozenset[str]:
    """Names in the log of the other scheduled numbers, except weights of losses."""
    return frozenset(
        quantity(type(block), field) for _, block, field in _scheduled((), resolved.spec)
    )


def _scheduled(path: Path, node: object) -> Iterator[tuple[Path, Block, str]]:
    """Every scheduled field: path of the block, block and name."""
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
