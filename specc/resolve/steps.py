"""Durations in steps: the one place where the compiler turns epochs, shares and examples into steps.

The trainer does the same arithmetic on its settings (`lower.settings`), in floats and in this order, so
that what was checked when compiling is what runs.
"""

from __future__ import annotations

import dataclasses

from specc.spec.quantities import Duration, as_fraction


@dataclasses.dataclass(frozen=True, slots=True)
class Clock:
    """What steps are counted by; `steps` is the length of the run."""

    steps_per_epoch: int
    batch_size: int
    steps: int

    def count(self, duration: Duration) -> int:
        """The number of steps of a duration; shares and epochs go to the nearest step."""
        match duration.unit:
            case "steps":
                return int(duration.number)
            case "epochs":
                return round(duration.number * self.steps_per_epoch)
            case "examples":
                return int(duration.number) // self.batch_size
            case "percent":
                return round(fraction(duration) * self.steps)


def fraction(duration: Duration) -> float:
    """A duration in percent as a number from 0 to 1."""
    return as_fraction(duration.number)


def clock(rows: int, batch_size: int, duration: Duration) -> Clock:
    """The clock of a run of `duration` over `rows` examples.

    A duration in percent has no length of its own and counts as nothing; a rule says so.
    """
    start = Clock(rows // batch_size, batch_size, 0)
    return dataclasses.replace(start, steps=start.count(duration))
