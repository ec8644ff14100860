"""Converts durations in epochs, percent and examples to steps.

The trainer does the same arithmetic on its settings (`lower.settings`), in floats and in this order, so its
steps are those that the compiler checked.
"""

from __future__ import annotations

import dataclasses

from specc.fast_dataclasses import dataclass
from specc.language.quantities import Duration, as_fraction
from specc.language.wording import counted


@dataclass(frozen=True)
class Clock:
    """Lengths of run and epoch in steps; `window` are tokens of an example."""

    steps_per_epoch: int
    batch_size: int
    steps: int
    window: int = 1

    def count(self, duration: Duration) -> int:
        """The number of steps of a duration; percentages and epochs are rounded."""
        match duration.unit:
            case "steps":
                return int(duration.number)
            case "epochs":
                return round(duration.number * self.steps_per_epoch)
            case "examples":
                return int(duration.number) // self.batch_size
            case "tokens":
                return int(duration.number) // (self.batch_size * self.window)
            case "percent":
                return round(fraction(duration) * self.steps)

    def size_of_step(self, duration: Duration) -> str:
        """How large a step is in the unit of a duration, examples or tokens, in words."""
        if duration.unit == "tokens":
            return f"a step has {counted(self.batch_size * self.window, 'token')}"
        return f"a step has {counted(self.batch_size, 'example')}"


def fraction(duration: Duration) -> float:
    """A duration in percent as a number from 0 to 1."""
    return as_fraction(duration.number)


def clock(rows: int, batch_size: int, duration: Duration, window: int = 1) -> Clock:
    """The clock of a run of `duration` over `rows` examples, each of `window` tokens.

    A duration in percent counts as 0; a rule reports it.
    """
    start = Clock(rows // batch_size, batch_size, 0, window)
    return dataclasses.replace(start, steps=start.count(duration))
