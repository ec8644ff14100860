"""`type: reduce_on_plateau`."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Attribute, Call, Literal, Name, Symbol
from specc.ir.schedule import PlateauReduction, ScheduleTree
from specc.language.schedules.reduce_on_plateau import ReduceOnPlateau
from specc.lower import segments
from specc.lower.schedule_context import ScheduleContext
from specc.lower.settings import literal, steps_of

_STATE = Call(Symbol("optax", "tree.get"), (Name("opt_state"), Literal("ReduceLROnPlateauState")))


def lower(spec: ReduceOnPlateau, context: ScheduleContext) -> ScheduleTree:
    """A constant rate, and optax's transformation that scales what it gives."""
    start = context.start(spec)
    end = context.end(spec, start.peak)
    cooldown = [("cooldown", literal(spec.cooldown))] if spec.cooldown else []
    least = [("min_scale", end.fraction)] if end.fraction != Literal(0.0) else []
    call = segments.optax_call(
        "contrib.reduce_on_plateau",
        ("factor", literal(spec.factor)),
        ("patience", literal(spec.patience)),
        ("rtol", literal(spec.improvement)),
        ("accumulation_size", steps_of(spec.average)),
        *cooldown,
        *least,
        origin=context.origin,
    )
    reduction = PlateauReduction(call, ("value",), Attribute(_STATE, "scale"), context.origin)
    words = "constant until the loss stops falling"
    segment = segments.constant(start.peak, origin=context.origin)
    segment = dataclasses.replace(segment, words=words, standalone_words=words, reduction=reduction)
    return context.with_warmup(start, segment)
