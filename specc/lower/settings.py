"""The settings of the trainer, gathered while a spec is lowered.

The only mutable state of lowering; the program holds the settings as a tuple.
"""

from __future__ import annotations

import math
from typing import Any, get_args

from annotated_types import Ge, Gt, Le, Lt
from pydantic.fields import FieldInfo

from specc.fast_dataclasses import dataclass
from specc.ir.expr import Expr, FloorDiv, Literal, Mul, Round, Setting
from specc.ir.pattern import pattern
from specc.ir.schedule import Schedule
from specc.ir.settings import Bounds, CrossCheck, Derived, Field, Group
from specc.language.block import Block
from specc.language.quantities import Duration
from specc.resolve.steps import fraction

AT_LEAST_ONE = Bounds(1)
FINITE = Bounds(-math.inf, math.inf, low_open=True, high_open=True)
POSITIVE = Bounds(0, math.inf, low_open=True, high_open=True)
_SHARE = Bounds(0, 1, low_open=True)
_PART = Bounds(0, 1, high_open=True)


@dataclass(frozen=True)
class DurationNames:
    """The names of a duration in the trainer.

    Attributes:
        field: the setting, in the unit of the spec.
        steps: the same in steps; the setting itself if that is its unit.
        doc: what it is; `{unit}` stands for epochs, steps, examples, tokens or "fraction of the run".
        min_steps: minimum number of steps.
    """

    field: str
    steps: str
    group: Group
    doc: str
    min_steps: int = 1


class Settings:
    """Fields and derived quantities of Config, in the order in which they are met.

    Numbers that follow a schedule are gathered with them; see `lower.schedule.lower_number`.
    """

    def __init__(self) -> None:
        self.fields: list[Field] = []
        self.derived: list[Derived] = []
        self.schedules: list[Schedule] = []
        self.cross_checks: list[CrossCheck] = []

    def add(self, field: Field) -> Setting:
        """Adds a field and returns the expression that reads it."""
        self.fields.append(field)
        return Setting(field.name)

    def derive(self, derived: Derived) -> Setting:
        """Adds a derived quantity and returns the expression that reads it."""
        self.derived.append(derived)
        return Setting(derived.name)

    def of(
        self,
        block: Block,
        field: str,
        origin: str,
        doc: str | None = None,
        group: Group = "learning",
    ) -> Expr:
        """Adds a setting for a numeric field, with its name, description and bounds."""
        info = type(block).model_fields[field]
        text = note(info.description or "") if doc is None else doc
        value = float(getattr(block, field))
        return self.add(Field(field, "float", value, text, group, bounds_of(info), origin))

    def duration(
        self, names: DurationNames, duration: Duration, origin: str, *, inline: bool = False
    ) -> Expr:
        """The steps of a duration, from a field in the unit that the spec has.

        They are a property of Config unless `inline`.
        """
        ignored_on_resume = names.group == "cadence"  # of logging, evaluating and saving
        whole = int(duration.number)
        is_whole = duration.number == whole
        minimum = Bounds(names.min_steps)

        def field(value: int | float, bounds: Bounds) -> Setting:
            unit = "fraction of the run" if duration.unit == "percent" else duration.unit
            kind = "int" if isinstance(value, int) else "float"
            doc = names.doc.format(unit=unit)
            return self.add(
                Field(
                    names.field,
                    kind,
                    value,
                    doc,
                    names.group,
                    bounds,
                    origin,
                    ignored_on_resume=ignored_on_resume,
                )
            )

        match duration.unit:
            case "steps":
                return field(whole, minimum)
            case "examples":
                value: Expr = FloorDiv(field(whole, minimum), Setting("batch_size"))
            case "tokens":
                value = FloorDiv(field(whole, minimum), Setting("tokens_per_step"))
            case "epochs" if is_whole:
                value = Mul(field(whole, minimum), Setting("steps_per_epoch"))
            case "epochs":
                number = field(duration.number, POSITIVE)
                value = Round(Mul(number, Setting("steps_per_epoch")))
            case "percent":
                share = field(fraction(duration), _SHARE if names.min_steps else _PART)
                value = Round(Mul(share, Setting("steps")))
        if inline:
            can_be_zero = not isinstance(value, Mul) and names.min_steps
            return pattern("max(1, x)", x=value) if can_be_zero else value
        rounds = duration.unit != "epochs" or not is_whole
        bounds = minimum if rounds and names.min_steps else None
        return self.derive(Derived(names.steps, value, "", origin, bounds))


def steps_of(duration: Duration) -> Expr:
    """The steps of a duration as a constant expression, without a setting."""
    number = duration.number
    whole = Literal(int(number))
    match duration.unit:
        case "steps":
            return whole
        case "examples":
            return FloorDiv(whole, Setting("batch_size"))
        case "tokens":
            return FloorDiv(whole, Setting("tokens_per_step"))
        case "epochs" if number == 1:
            return Setting("steps_per_epoch")
        case "epochs" if number.is_integer():
            return Mul(whole, Setting("steps_per_epoch"))
        case "epochs":
            return Round(Mul(Literal(number), Setting("steps_per_epoch")))
        case "percent" if number == 100:
            return Setting("steps")
        case "percent":
            return Round(Mul(Literal(fraction(duration)), Setting("steps")))


def note(description: str) -> str:
    """A field's description as a comment beside a setting."""
    return f"{description[:1].lower()}{description[1:]}".removesuffix(".")


def bounds_of(info: FieldInfo) -> Bounds | None:
    """The bounds that a field of the language declares, as checks of the trainer.

    Those of a number that may be left out are declared inside of the union, `Positive | None`.
    """
    inside = (found for arm in get_args(info.annotation) for found in get_args(arm)[1:])
    declared = (info, *(found for found in inside if isinstance(found, FieldInfo)))
    low: Any = None
    high: Any = math.inf
    low_open, high_open = False, True
    for item in (item for field in declared for item in field.metadata):
        match item:
            case Gt(limit):
                low, low_open = limit, True
            case Ge(limit):
                low = limit
            case Lt(limit):
                high = limit
            case Le(limit):
                high, high_open = limit, False
    if low is None:
        return None
    return Bounds(low, high, low_open, high_open)


def literal(value: object) -> Literal:
    """A value of the spec as a literal, without a setting."""
    assert value is None or isinstance(value, bool | int | float | str | tuple)
    return Literal(value)
