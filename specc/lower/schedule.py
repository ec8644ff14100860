"""Lowers schedules of the learning rate and of other values."""

from __future__ import annotations

from specc.ir.expr import Call, Div, Lambda, Mul, Name, Setting
from specc.ir.schedule import Schedule, Segment
from specc.ir.settings import Field
from specc.language.block import Block
from specc.language.change import as_change, quantity
from specc.language.schedule import Schedule as SpecBlock
from specc.lower.dispatch import lowering
from specc.lower.schedule_context import ScheduleContext
from specc.lower.scope import Scope
from specc.lower.settings import POSITIVE, Settings, bounds_of, literal, note

RATE = Call(Name("make_schedule"), (Name("c"),))
"""The learning rate's schedule, in the trainer."""


def lower_schedule(spec: SpecBlock, settings: Settings, origin: str) -> Schedule:
    """The learning rate's."""
    context = ScheduleContext(settings, "learning_rate", Setting("steps"), origin)
    tree = lowering(spec)(spec, context)
    return Schedule("learning_rate", "make_schedule", tree, origin)


def lower_other_rate(spec: Block, field: str, settings: Settings, parent: str) -> Call:
    """Lowers another learning rate of an optimizer, `adam_learning_rate`, to the expression of its schedule.

    A number is the peak of a schedule that has the shape of the learning rate's.
    """
    name = field.removesuffix("_learning_rate")
    origin, written = f"{parent}.{field}", getattr(spec, field)
    if isinstance(written, SpecBlock):
        scope = Scope(name, "", settings)
        schedule = scope.renamed(lower_schedule(written, scope.settings, origin))
        scope.merge(settings)
    else:
        rate: SpecBlock = spec.learning_rate  # type: ignore[attr-defined]
        path, highest = max(rate.peaks(), key=lambda item: item[1])
        place = ".".join(map(str, (parent, "learning_rate", *path)))
        doc = f"peak of {name.capitalize()}'s learning rate, of the shape of `learning_rate`"
        value = float(written)
        own = settings.add(Field(field, "float", value, doc, "learning", POSITIVE, origin))
        peaks = (Setting(item.name) for item in settings.fields if item.origin == place)
        step = Name("step")
        scaled = Mul(Div(own, next(peaks, literal(highest))), Call(RATE, (step,)))
        words = f"the shape of the learning rate, with a peak of `{field}`"
        tree = Segment(Lambda((step.name,), scaled), "scaled", words, origin, words)
        schedule = Schedule(field, f"make_{name}_schedule", tree, origin)
    settings.schedules.append(schedule)
    return Call(Name(schedule.function), (Name("c"),))


def lower_number(
    spec: Block, field: str, settings: Settings, origin: str, *, name: str = "", doc: str = ""
) -> Call | None:
    """Lowers a scheduled field to the expression that makes its schedule.

    The trainer gets a function that makes it, and logs its value.

    Args:
        spec: the block.
        field: of it, marked as `specc.language.change.Scheduled`.
        settings: gets those of the schedule.
        origin: the path of the field.
        name: of the number in the trainer, if that is not the usual one.
        doc: what the number is, if the field's description says it otherwise.

    Returns:
        An expression that makes the schedule; None if the field is a number.
    """
    change = as_change(getattr(spec, field))
    if change is None:
        return None
    info = type(spec).model_fields[field]
    doc = doc or note(info.description or "")
    bounds = bounds_of(info)
    name = name or quantity(type(spec), field)
    context = ScheduleContext(settings, name, Setting("steps"), origin, doc=doc, bounds=bounds)
    function = f"make_{name}_schedule"
    tree = lowering(change)(change, context)
    settings.schedules.append(Schedule(name, function, tree, origin))
    return Call(Name(function), (Name("c"),))
