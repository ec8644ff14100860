"""Converts durations in epochs, percent and examples to steps.

The trainer does the same arithmetic on its settings (`lower.settings`), in floats and in this order, so its
steps are those that the compiler checked.
"""

from __future__ import annotations

import dataclasses

from specc.fast_dataclasses import dataclass
from specc.language.quantities import Duration, as_fraction


@dataclass(frozen=True)
class Clock:
    """Lengths of run and epoch in steps."""

    steps_per_epoch: int
    batch_size: int
    steps: int

    def count(self, duration: Duration) -> int:
        """The number of steps of a duration; percentages and epochs are rounded."""
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

    A duration in percent counts as 0; a rule reports it.
    """
    start = Clock(rows // batch_size, batch_size, 0)
    return dataclasses.replace(start, steps=start.count(duration))
