"""Data as it was found."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from specc.language.block import Block
from specc.language.splits.column import Column
from specc.language.splits.end import End


@dataclasses.dataclass(frozen=True)
class Sighting:
    """Data as it was found.

    Attributes:
        source: as a spec has it.
        evaluation: a source of its own for evaluation, if there is one.
        test: likewise for the test.
        holdout: the split that the data asks for; None for a share of the rows.
        classes: whether targets are classes, where that was seen; None leaves it to the facts.
        binary: whether all targets are 0 or 1, several for each example.
        notes: what is to be said about the source.
        guesses: what is told as well, for it may be wrong.
        reasons: why the source has an option, by its key.
        end: the share of a sequence that is held out, from its end; known before tokens are counted.
    """

    source: Block
    evaluation: Block | None = None
    test: Block | None = None
    holdout: Mapping[str, str] | None = None
    classes: bool | None = None
    binary: bool = False
    notes: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    reasons: Mapping[str, str] = dataclasses.field(default_factory=dict)
    end: str = "10%"

    @property
    def is_sequence(self) -> bool:
        """Whether the source is one sequence, and not rows of examples."""
        return bool(getattr(self.source, "sequence", False))

    @property
    def asks(self) -> dict[str, Any]:
        """Facts of the source that its split needs."""
        if self.holdout is not None:
            return Column.model_validate(self.holdout).asks
        own = getattr(self.source, "asks", None)
        if own is None or self.evaluation is not None:
            return {}
        return dict(own(End.model_validate({"share": self.end})))
