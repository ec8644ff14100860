"""What a look at data found: its facts, and each column of a table."""

from __future__ import annotations

from typing import Literal, NamedTuple

from specc.fast_dataclasses import dataclass
from specc.language.facts import Facts

Role = Literal["feature", "target", "weight", "holdout"]


@dataclass(frozen=True)
class Column:
    """A column of a table, and what became of it.

    Attributes:
        name: in the file.
        role: what the trainer does with it.
        kind: whether its cells are numbers, or text: categories, or names of classes.
        classes: the different values of text, sorted; None for numbers.
        missing: how many of its cells are missing.
        low: the smallest number; None for text.
        high: the largest.
    """

    name: str
    role: Role
    kind: Literal["numbers", "text"]
    classes: tuple[str, ...] | None
    missing: int
    low: float | None
    high: float | None


class Survey(NamedTuple):
    """The facts of a data source, and its columns, if it is a table."""

    facts: Facts
    columns: tuple[Column, ...] = ()
