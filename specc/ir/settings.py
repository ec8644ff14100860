"""IR of Config: fields, derived properties, and checks."""

from __future__ import annotations

from typing import ClassVar
from typing import Literal as OneOf

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Call, Expr, Literal, Scalar, Setting, Symbol
from specc.ir.node import WithOrigin
from specc.ir.pattern import pattern, substitute

_NAMES = 56  # characters that a message on one line has for names
Group = OneOf["run", "model", "learning", "cadence"]
"""The groups of fields in Config, in this order."""


@dataclass(frozen=True)
class Bounds:
    """What a setting can be.

    Attributes:
        high: may name a constant of the trainer, or another setting, `self.NAME`.
        divides: another setting, of which, or of each item of which, this one must be a divisor.
        items: whether the setting is a tuple, and these are bounds of each of its items.
        empty: whether such a tuple may be empty.
        max_items: maximum number of items.
        odd: whether it has to be odd.
        factor_of: a number of which it has to be a divisor.
        reason: explanation of the bounds, shown in the error message.
    """

    low: int | float
    high: int | float | str | None = None
    low_open: bool = False
    high_open: bool = False
    divides: str | None = None
    items: bool = False
    empty: bool = False
    max_items: int | None = None
    odd: bool = False
    factor_of: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Field:
    """A setting of the run: a field of Config and a flag.

    Attributes:
        ignored_on_resume: nothing that is trained or measured depends on it, so a run can go on with
            another value.
        recorded: whether it is a property of the run, and not of where or how one begins.
        beside_trainer: a path that is relative to the trainer's own folder.
        host_only: whether only host code reads it, so that changing it must not trigger recompilation.
    """

    name: str
    type: str
    default: Scalar | tuple[Scalar, ...]
    doc: str
    group: Group
    bounds: Bounds | None
    origin: str
    ignored_on_resume: bool = False
    recorded: bool = True
    beside_trainer: bool = False
    host_only: bool = False
    template: ClassVar[str] = "page/field"

    @property
    def value(self) -> Expr:
        """The default, as the class has it."""
        value: Expr = Literal(self.default)
        if self.beside_trainer:
            value = pattern("HERE / x", x=value)
        elif self.type == "Path":
            value = Call(Symbol("pathlib", "Path"), (value,))
        return pattern("field(default=x, compare=False)", x=value) if self.host_only else value

    @property
    def is_length(self) -> bool:
        """Whether it is the length of the run."""
        return self.origin == "train.duration"

    @property
    def note(self) -> WithOrigin:
        """The comment."""
        return WithOrigin(self.doc, self.origin)


@dataclass(frozen=True)
class Derived:
    """A derived quantity: a property of Config.

    Attributes:
        optional: whether it is left out if nothing reads it.
    """

    name: str
    value: Expr
    comment: str
    origin: str
    bounds: Bounds | None = None
    type: str = "int"
    optional: bool = False
    template: ClassVar[str] = "page/derived"


@dataclass(frozen=True)
class Check:
    """A check of settings that have the same bounds."""

    names: tuple[WithOrigin, ...]
    bounds: Bounds
    origin: str
    template: ClassVar[str] = "page/check"


@dataclass(frozen=True)
class DivisibilityCheck:
    """A check that one setting divides another."""

    name: str
    dividend: str
    origin: str
    template: ClassVar[str] = "page/divides"

    @property
    def is_long(self) -> bool:
        """Whether the message takes two lines."""
        return 2 * len(self.name + self.dividend) > _NAMES


@dataclass(frozen=True)
class ItemDivisibilityCheck(DivisibilityCheck):
    """A check that one setting divides all items of another."""

    template: ClassVar[str] = "page/divides_items"


@dataclass(frozen=True)
class MinimumCheck:
    """A check of the minimum of a derived number of steps."""

    name: str
    low: int
    origin: str
    template: ClassVar[str] = "page/at_least"


@dataclass(frozen=True)
class RoomCheck:
    """A check that parts of a run, or of a phase of it, leave steps for the rest.

    Attributes:
        names: of the settings that say how long the parts are.
        steps: of all parts.
        limit: the steps that they have to be less than.
    """

    names: tuple[str, ...]
    steps: Expr
    limit: Expr
    origin: str
    template: ClassVar[str] = "page/room"

    @property
    def words(self) -> str:
        """The names, as a sum."""
        return " + ".join(self.names)


@dataclass(frozen=True)
class CycleCheck:
    """A check that each of the cycles of a schedule has a step.

    Attributes:
        lengths: of the cycles.
        steps: that they fill.
    """

    cycles: int
    lengths: Expr
    steps: Expr
    origin: str
    template: ClassVar[str] = "page/cycles"


@dataclass(frozen=True)
class MultipleCheck:
    """A check that one interval is a multiple of another, both in steps.

    Attributes:
        name: of the setting of the longer one.
        of: of that of the shorter one.
        steps: of the longer one.
        parts: the steps of the shorter one.
    """

    name: str
    of: str
    steps: Expr
    parts: Expr
    origin: str
    template: ClassVar[str] = "page/multiple"


@dataclass(frozen=True)
class OrderCheck:
    """A check that a setting is at least as large as another."""

    name: str
    least: str
    origin: str
    template: ClassVar[str] = "page/order"


@dataclass(frozen=True)
class IndexCheck:
    """A check that the items of a setting are indices of another."""

    name: str
    items: str
    origin: str
    template: ClassVar[str] = "page/indices"


@dataclass(frozen=True)
class SumCheck:
    """A check that some settings are together at most a number."""

    names: tuple[str, ...]
    most: int | float
    origin: str
    template: ClassVar[str] = "page/sum"

    @property
    def words(self) -> str:
        """The names, as a sum."""
        return " + ".join(self.names)

    @property
    def total(self) -> Expr:
        """The sum."""
        return substitute(pattern(self.words), **{name: Setting(name) for name in self.names})


CrossCheck = (
    DivisibilityCheck
    | MinimumCheck
    | RoomCheck
    | CycleCheck
    | MultipleCheck
    | OrderCheck
    | IndexCheck
    | SumCheck
)
"""A check of settings against others."""


@dataclass(frozen=True)
class Config:
    """The class Config: all settings, in order of appearance."""

    groups: tuple[tuple[Field, ...], ...]
    derived: tuple[Derived, ...]
    checks: tuple[Check, ...]
    cross_checks: tuple[CrossCheck, ...]
    origin: str = "settings"
    template: ClassVar[str] = "page/config"

    @property
    def fields(self) -> tuple[Field, ...]:
        """Those of all groups."""
        return tuple(field for group in self.groups for field in group)

    @property
    def ignored_on_resume(self) -> frozenset[str]:
        """The settings that no metric depends on."""
        return frozenset(field.name for field in self.fields if field.ignored_on_resume)
