"""Classification: a logit for each class."""

from __future__ import annotations

from specc.fast_dataclasses import dataclass
from specc.ir.data import Target


@dataclass(frozen=True)
class Classes(Target):
    """One of several classes, as a number from 0."""

    classes: int
