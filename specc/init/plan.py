"""What a first spec says besides its data, and why."""

from __future__ import annotations

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True)
class Choice:
    """A value of a spec, and why."""

    value: Any
    why: str = ""

    @property
    def type(self) -> str:
        """The type of a block, written as a mapping or by its name alone."""
        return str(self.value["type"] if isinstance(self.value, dict) else self.value)


@dataclasses.dataclass(frozen=True)
class Plan:
    """The parts of a spec, in its order.

    Attributes:
        task: what is learned.
        model: by what.
        holdout: the split; None if there is none.
        data: further options of the data.
        batch_size: and what it amounts to.
        hint: an option of the data to try, as a comment.
        optimizer: with its schedule.
        train: the duration.
        evaluate: when; None if nothing is held out.
        further: other blocks, by name.
        checkpoint: when.
    """

    task: Choice
    model: Choice
    holdout: Choice | None
    batch_size: Choice
    optimizer: Choice
    train: Choice
    evaluate: Choice | None
    checkpoint: Choice
    data: dict[str, Choice] = dataclasses.field(default_factory=dict)
    hint: str = ""
    further: dict[str, Choice] = dataclasses.field(default_factory=dict)
