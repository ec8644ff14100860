"""`type: reduce_on_plateau`."""

from __future__ import annotations

import dataclasses

from specc.ir.expr import Attribute, Call, Literal, Name, Symbol
from specc.ir.schedule import Reduction, Tree
from specc.lower import courses
from specc.lower.settings import literal, steps_of
from specc.lower.stretch import Stretch
from specc.spec.schedules.reduce_on_plateau import ReduceOnPlateau

_STATE = Call(Symbol("optax", "tree.get"), (Name("opt_state"), Literal("ReduceLROnPlateauState")))


def lower(written: ReduceOnPlateau, stretch: Stretch) -> Tree:
    """A constant rate, and optax's transformation that scales what it gives."""
    start = stretch.start(written)
    end = stretch.end(written, start.peak)
    cooldown = [("cooldown", literal(written.cooldown))] if written.cooldown else []
    least = [("min_scale", end.share)] if end.share != Literal(0.0) else []
    call = courses.optax(
        "contrib.reduce_on_plateau",
        ("factor", literal(written.factor)),
        ("patience", literal(written.patience)),
        ("rtol", literal(written.improvement)),
        ("accumulation_size", steps_of(written.average)),
        *cooldown,
        *least,
        origin=stretch.origin,
    )
    reduction = Reduction(call, ("value",), Attribute(_STATE, "scale"), stretch.origin)
    words = "constant until the loss stops falling"
    course = courses.constant(start.peak, origin=stretch.origin)
    course = dataclasses.replace(course, words=words, alone=words, reduction=reduction)
    return stretch.warmed(start, course)
