"""`type: multistep`."""

from __future__ import annotations

from specc.ir.expr import DictExpr
from specc.ir.schedule import Mark, ScheduleTree, Segment
from specc.language.schedules.multistep import Multistep
from specc.lower.schedule_context import ScheduleContext
from specc.lower.segments import optax_call
from specc.lower.settings import literal


def lower(spec: Multistep, context: ScheduleContext) -> ScheduleTree:
    """By optax's piecewise constants; after a warm-up they count from its end."""
    start = context.start(spec)
    at = [context.point(milestone, start) for milestone in spec.milestones]
    call = optax_call(
        "piecewise_constant_schedule",
        ("init_value", start.peak),
        (
            "boundaries_and_scales",
            DictExpr(tuple((point, literal(spec.factor)) for point in at)),
        ),
        origin=context.origin,
    )
    marks = tuple(Mark("milestone", point) for point in at)
    words = f"times {spec.factor:g} at each milestone"
    return context.with_warmup(start, Segment(call, "stairs", words, context.origin, marks=marks))
