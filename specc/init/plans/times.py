"""How large batches are, how long a run is, and how often it evaluates and saves."""

from __future__ import annotations

import dataclasses
from typing import Self

from specc.init.plan import Choice
from specc.init.plans.shares import held_out
from specc.init.sighting import Sighting
from specc.language.facts import Facts
from specc.language.wording import counted

CHECKPOINTS = "Runs resume from checkpoints, and `load` reads the newest."
STEPS = 2_000
"""About how many steps a first run has: seconds to minutes."""

_MOST_EPOCHS = 100
_STEPS_PER_EPOCH = 20
_LARGEST_BATCH = 256


def batch_size(rows: int, largest: int = _LARGEST_BATCH) -> int:
    """A power of two with some steps per epoch that leaves few rows over; all rows if they are few."""
    if rows < 16:
        return max(rows, 1)
    wanted = min(max(rows // _STEPS_PER_EPOCH, 8), largest)
    return 1 << (wanted.bit_length() - 1)


@dataclasses.dataclass(frozen=True)
class Times:
    """The batches, epochs and intervals of a run over rows.

    Attributes:
        rows: that are trained on.
        evaluated: whether there is anything to evaluate on.
        batch: examples per step.
    """

    rows: int
    evaluated: bool
    batch: int

    @classmethod
    def of(
        cls, seen: Sighting, facts: Facts, split: Choice | None, largest: int = _LARGEST_BATCH
    ) -> Self:
        """Those for so many rows, without the ones that are held out."""
        held = held_out(split, seen, facts)
        rows = facts.rows - held
        return cls(rows, bool(held or seen.evaluation), batch_size(rows, largest))

    @property
    def steps_per_epoch(self) -> int:
        """Without the last, partial batch."""
        return max(self.rows // self.batch, 1)

    @property
    def epochs(self) -> int:
        """As many as make a first run."""
        return min(max(round(STEPS / self.steps_per_epoch), 3), _MOST_EPOCHS)

    @property
    def batch_size(self) -> Choice:
        """With what it amounts to."""
        steps = counted(self.steps_per_epoch, "step")
        return Choice(self.batch, f"{counted(self.rows, 'example')} to train on: {steps} an epoch")

    @property
    def train(self) -> Choice:
        """The duration."""
        steps = counted(self.epochs * self.steps_per_epoch, "step")
        return Choice(
            {"duration": f"{self.epochs} epochs"}, f"{steps}; `1000 steps` would do as well."
        )

    @property
    def evaluate(self) -> Choice | None:
        """Ten times in a run."""
        if not self.evaluated:
            return None
        return Choice({"every": f"{max(self.epochs // 10, 1)} epochs"})

    @property
    def checkpoint(self) -> Choice:
        """Five times in a run."""
        return Choice({"every": f"{max(self.epochs // 5, 1)} epochs"}, CHECKPOINTS)
