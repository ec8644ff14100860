"""The settings of a run: fields of Config, what follows from them, and their checks."""

from __future__ import annotations

import dataclasses
from typing import Literal as OneOf

from specc.ir.expr import Expr, Scalar

Group = OneOf["run", "learning", "cadence"]
"""The paragraphs of Config, in this order."""


@dataclasses.dataclass(frozen=True, slots=True)
class Bounds:
    """What a setting can be; `high` may name a constant of the trainer, `divides` another setting."""

    low: int | float
    high: int | float | str | None = None
    low_open: bool = False
    high_open: bool = False
    divides: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """A setting of the run: a field of Config and a flag.

    Attributes:
        free: no metric depends on it, so a run can go on with another value.
        beside_trainer: a path that is relative to the trainer's own folder.
    """

    name: str
    type: str
    default: Scalar
    doc: str
    group: Group
    bounds: Bounds | None
    origin: str
    free: bool = False
    beside_trainer: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Derived:
    """A quantity that follows from settings; a property of Config."""

    name: str
    value: Expr
    comment: str
    origin: str
    bounds: Bounds | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """A check of one setting."""

    field: str
    bounds: Bounds


@dataclasses.dataclass(frozen=True, slots=True)
class Config:
    """All settings, in the order of the page."""

    groups: tuple[tuple[Field, ...], ...]
    derived: tuple[Derived, ...]
    checks: tuple[Check, ...]
    derived_checks: tuple[Check, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Those of all groups."""
        return tuple(field for group in self.groups for field in group)

    @property
    def free(self) -> frozenset[str]:
        """The settings that no metric depends on."""
        return frozenset(field.name for field in self.fields if field.free)
